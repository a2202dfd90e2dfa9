"""How a rulebook wants signals found, and what each is worth."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from accounts.metrics import Predicate


class Origin(StrEnum):
    """What a signal is read from."""

    PROPERTY = "property"  # a property of the contact changed
    MEETING = "meeting"
    CALL = "call"
    EMAIL = "email"
    DEAL = "deal"
    TICKET = "ticket"
    LIST = "list"  # the contact came onto a list


@dataclass(frozen=True)
class SignalSpec:
    """A sign of interest: something happened to a contact, at a moment.

    PROPERTY: a change of the contact's `property`; `matches` is looked for in the case-folded new value. LIST: coming onto the list
    of this name (`property`). All others: an object of that kind of which `where` says yes, at its own moment.
    Of more than `most` within `per` seconds only the first count.
    """

    name: str
    property: str
    points: float
    matches: str | None = None
    most: int | None = None
    per: int | None = None
    origin: Origin = Origin.PROPERTY
    where: Predicate | None = None


@dataclass(frozen=True)
class EngagementSpec:
    """`half_life`: after so many seconds points are worth half; `window`: or they are worth all until then, and nothing after.

    `engaged` says of a contact's facts whether it is engaged. `role_weights`: by how much the points of who holds a role are multiplied;
    of several roles the weightiest counts.
    """

    signals: tuple[SignalSpec, ...] = ()
    half_life: int = 30 * 86400
    window: int | None = None
    engaged: Predicate | None = None
    role_weights: Mapping[str, float] = field(default_factory=dict)
