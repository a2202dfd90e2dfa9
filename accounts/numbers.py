"""What several numbers come to, and how to speak of those that are not known."""

import math
from collections.abc import Iterable, Sequence
from typing import Literal

from accounts.values import Missing

How = Literal["sum", "min", "max", "average"]


NOTHING = "there is nothing to look at"


def come_to(how: How, numbers: Sequence[int | float]) -> int | float:
    """The same for any order, to the last digit; whole numbers stay whole, but for an average. Of none only a sum."""
    match how:
        case "sum":
            return sum(numbers) if all(type(number) is int for number in numbers) else math.fsum(numbers)
        case "average":
            return math.fsum(numbers) / len(numbers)
    ordered = sorted(numbers, key=lambda number: (number, type(number) is float))
    return ordered[0 if how == "min" else -1]


def in_doubt(things: int, property_name: str) -> str:
    return f"{_named(things, property_name)} may count or not"


def not_known(things: int, property_name: str) -> str:
    return f"of {_named(things, property_name)} the {property_name.rpartition('.')[2]} is not known"


def _named(things: int, property_name: str) -> str:
    """`2 deals`; what is no property of a deal or a ticket is a contact's."""
    kind = property_name.removeprefix("changed.").partition(".")[0]
    noun = kind if kind in {"deal", "ticket"} else "contact"
    return f"{things} {noun}" if things == 1 else f"{things} {noun}s"


def numbers_of(values: Iterable[object]) -> list[int | float]:
    """Those that are numbers: yes and no are none."""
    return [value for value in values if isinstance(value, (int, float)) and not isinstance(value, bool)]


def is_unreadable(value: object) -> bool:
    return isinstance(value, Missing) and value.unreadable
