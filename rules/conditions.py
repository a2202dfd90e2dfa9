"""Conditions as a small tree: leaves that compare one metric, and all / any / not over them."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

Constant = bool | int | float | str | date


class Op(StrEnum):
    """The comparisons of a leaf. `before` and `after` compare dates; TODAY stands for the day of the decision."""

    IS = "is"
    IS_NOT = "is_not"
    IS_ANY_OF = "is_any_of"
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


@dataclass(frozen=True)
class Leaf:
    """One comparison, as `coverage.roles: {at_least: 2}`. `within` and ages are in seconds; `place` is its path in the file."""

    metric: str
    op: Op
    wanted: Constant | tuple[Constant, ...] | None = None
    within: int | None = None
    unset_means: Constant | None = None
    place: str = ""


@dataclass(frozen=True)
class All:
    parts: tuple["Condition", ...]


@dataclass(frozen=True)
class AnyOf:
    parts: tuple["Condition", ...]


@dataclass(frozen=True)
class Not:
    part: "Condition"


Condition = Leaf | All | AnyOf | Not


@dataclass(frozen=True)
class Finding:
    """What a condition came to, and of which parts. `verdict` None is unknown.

    A leaf carries the value seen and wanted in plain words of the rulebook, and `flip`: the first moment at which time
    alone may change it. A group's flip is the earliest of its parts.
    """

    kind: Literal["leaf", "all", "any", "not"]
    verdict: bool | None
    leaf: Leaf | None = None
    seen: Constant | tuple[Constant, ...] | None = None
    because: str = ""  # why unknown
    flip: int | None = None
    parts: tuple["Finding", ...] = ()
