"""Conditions as a small tree: leaves that compare one metric, and all / any / not / some of over them."""

from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Literal

Constant = bool | int | float | str | date


class Op:
    """The operators that the program itself speaks of; every operator there is stands in `rules.judging.kinds`."""

    IS = "is"
    IS_NOT = "is_not"
    IS_ANY_OF = "is_any_of"
    IS_NONE_OF = "is_none_of"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    MORE_THAN = "more_than"
    LESS_THAN = "less_than"
    BEFORE = "before"
    AFTER = "after"
    CONTAINS = "contains"
    KNOWN = "known"
    UNKNOWN = "unknown"


TODAY = "today"


class Sort(StrEnum):
    """What a metric is, in words for people; it says which operators fit."""

    NUMBER = "a number"
    TIMES = "how often something happened"
    SCORE = "a score that fades"
    AGE = "a duration"
    TEXT = "a name"
    PROPERTY = "a property"
    FLAG = "a yes or no"
    NAMES = "one name or several"


How = Literal["count", "sum", "min", "max", "average"]
Things = Literal["contacts", "deals", "tickets"]
ONE = {"contacts": "contact", "deals": "deal", "tickets": "ticket"}
"""What one of the things of an account is called, as the beginning of its properties."""


@dataclass(frozen=True)
class Measure:
    """A number over the contacts, deals or tickets of an account: how many, or the sum, least, ... of a property of them.

    `metric` names it: `metrics.<name>` where it was declared, else a text that tells it from every other.
    """

    how: How
    of: Things
    property: str | None = None  # such as deal.amount; None: they are counted
    where: "Condition | None" = None
    metric: str = ""


@dataclass(frozen=True)
class Leaf:
    """One comparison, as `coverage.roles: {at_least: 2}`. `within` and ages are in seconds; `place` is its path in the file."""

    metric: str
    op: str
    wanted: Constant | tuple[Constant, ...] | None = None
    within: int | None = None
    unset_means: Constant | None = None
    place: str = field(default="", compare=False)
    measure: Measure | None = field(
        default=None, repr=False
    )  # what the metric is, where it is declared in the rulebook


@dataclass(frozen=True)
class All:
    parts: tuple["Condition", ...]


@dataclass(frozen=True)
class AnyOf:
    parts: tuple["Condition", ...]


@dataclass(frozen=True)
class SomeOf:
    """At least `number` of the parts."""

    number: int
    parts: tuple["Condition", ...]


@dataclass(frozen=True)
class Not:
    part: "Condition"


@dataclass(frozen=True)
class Named:
    """A condition that was declared once under a name, such as `conditions.big`; `part` is found when the file is loaded.

    `sure`: unknown means no, as it does for permissions.
    """

    name: str
    part: "Condition | None" = None
    place: str = field(default="", compare=False)

    @property
    def sure(self) -> bool:
        return self.name.startswith("may.")


Condition = Leaf | All | AnyOf | SomeOf | Not | Named


@dataclass(frozen=True)
class Finding:
    """What a condition came to, and of which parts. `verdict` None is unknown.

    A leaf carries the value seen and wanted in plain words of the rulebook, and `flip`: the first moment at which time
    alone may change it. A group's flip is the earliest of its parts.
    """

    kind: Literal["leaf", "all", "any", "some", "not"]
    verdict: bool | None
    leaf: Leaf | None = None
    seen: Constant | tuple[Constant, ...] | None = None
    because: str = ""  # why unknown
    flip: int | None = None
    parts: tuple["Finding", ...] = ()
    number: int = 0  # of parts wanted, for `some`


def parts_of(condition: Condition) -> tuple[Condition, ...]:
    """What a condition is made of; a leaf of nothing."""
    match condition:
        case Leaf():
            return ()
        case Not(part):
            return (part,)
        case Named(_, part):
            return () if part is None else (part,)
        case All(parts) | AnyOf(parts) | SomeOf(_, parts):
            return parts


def with_parts(condition: Condition, parts: tuple[Condition, ...]) -> Condition:
    """The same condition of other parts."""
    match condition:
        case Leaf():
            return condition
        case Named():
            return replace(condition, part=parts[0]) if parts else condition
        case Not():
            return Not(parts[0])
        case All() | AnyOf() | SomeOf():
            return replace(condition, parts=parts)
