"""Golden tests that travel with the rules: what is given of an account, and what is expected of it."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Field, PlainSerializer, PlainValidator, WithJsonSchema

from rules.basis import Name, RoleName, RuleName, Seconds, Section, Words
from rules.told import NEVER, format_wake, parse_at, parse_time, parse_told, parse_wake

_TEXT = {"type": "string"}
_TOLD: dict[str, Any] = {
    "anyOf": [
        {"type": ["boolean", "number", "string"]},
        {"type": "array", "items": _TEXT},
    ]
}
Told = Annotated[Any, PlainValidator(parse_told), WithJsonSchema(_TOLD)]
"""A value as plain YAML: yes or no, a number, a text, a day, `3 days ago`, a list of options; the empty text clears it."""
Properties = dict[str, Told]
"""HubSpot property names and their values."""
Time = Annotated[str, PlainValidator(parse_time), WithJsonSchema(_TEXT)]
"""`3 days ago`, `in 2 weeks`, a day or a moment."""
At = Annotated[datetime, PlainValidator(parse_at), WithJsonSchema(_TEXT)]
Wake = Annotated[int, PlainValidator(parse_wake), PlainSerializer(format_wake), WithJsonSchema(_TEXT)]
"""`3 days`, or never."""
Number = Annotated[int, Field(ge=1)]
"""Of a contact, a deal or a ticket of the case: its place in the list, from 1."""
Relation = Annotated[str, Field(pattern=r"^(prospect|customer|former)$")]


def _under(key: str) -> BeforeValidator:
    """A bare text stands for a mapping with this one key."""
    return BeforeValidator(lambda value: {key: value} if isinstance(value, str) else value)


def _texts(value: object) -> object:
    return (value,) if isinstance(value, str) else tuple(value) if isinstance(value, list) else value


def _open_or_none(value: object) -> object:
    """Yes and no are enough where it does not matter how far it has come."""
    return ("open" if value else "none") if isinstance(value, bool) else value


class GivenThing(Section):
    """An object by its HubSpot properties, which stand beside the keys that have a meaning of their own."""

    model_config = ConfigDict(frozen=True, extra="allow", arbitrary_types_allowed=True)
    __pydantic_extra__: Properties

    @property
    def properties(self) -> Properties:
        return self.__pydantic_extra__

    @property
    def number(self) -> int | None:
        """Which one it changes, in a further step of a case; None: it is a new one."""
        return None


class GivenContact(GivenThing):
    contact: Number | None = None
    name: str | None = None
    roles: tuple[RoleName, ...] | None = None

    @property
    def number(self) -> int | None:
        return self.contact


class GivenDeal(GivenThing):
    deal: Number | None = None
    name: str | None = None
    state: Literal["open", "won", "lost"] | None = None
    closed: Time | None = None

    @property
    def number(self) -> int | None:
        return self.deal


class GivenTicket(GivenThing):
    ticket: Number | None = None
    state: Literal["open", "closed"] | None = None
    closed: Time | None = None

    @property
    def number(self) -> int | None:
        return self.ticket


class GivenSignal(Section):
    """A signal that happened `ago`, of one of the contacts."""

    signal: Name
    ago: Seconds = 0
    contact: Number = 1


class GivenHandover(Section):
    """A handover that is open already. `stage` is the one that was handed over, where it is not the present one."""

    state: Literal["offered", "accepted"]
    stage: Name | None = None
    ago: Seconds = 0


class Change(Section):
    """What is true from now on; what is not told again stays as it was."""

    company: Properties = Field(default_factory=dict)
    contacts: tuple[GivenContact, ...] = ()
    deals: tuple[GivenDeal, ...] = ()
    tickets: tuple[GivenTicket, ...] = ()
    signals: tuple[GivenSignal, ...] = ()
    changed: dict[str, Seconds] = Field(default_factory=dict)
    moved_to: Name | None = None
    answer: Literal["accepted", "rejected"] | None = None


class Given(Change):
    """What is true of the account at first, and what is remembered of it."""

    stage: Name | None = None
    stage_age: Seconds = 0
    visited: tuple[Name, ...] = ()
    relationship: Relation | None = None
    cycle: Annotated[int, Field(ge=1)] = 1
    cycle_age: Seconds | None = None
    handover: Annotated[GivenHandover, _under("state")] | None = None
    hold: Seconds | None = None
    first_run: bool = False


class ExpectTask(Section):
    title: Words
    to: str | None = None


class ExpectWish(Section):
    wish: Literal["note", "owner", "join_list", "leave_list", "notice", "write", "lead"]
    what: str | None = None
    to: str | None = None


class Expect(Section):
    """What should come of it; what is not named is not looked at."""

    stage: Name | None = None
    relationship: Relation | None = None
    cycle: Annotated[int, Field(ge=1)] | None = None
    fired: tuple[RuleName, ...] | None = None
    not_fired: tuple[RuleName, ...] | None = None
    tasks: tuple[Annotated[ExpectTask, _under("title")], ...] | None = None
    wishes: tuple[Annotated[ExpectWish, _under("wish")], ...] | None = None
    set: Properties | None = None
    handover: (
        Annotated[
            Literal["open", "none", "offered", "accepted", "rejected", "closed"],
            BeforeValidator(_open_or_none),
        ]
        | None
    ) = None
    suggestions: tuple[Words, ...] | None = None
    why_not: dict[str, Annotated[tuple[str, ...], BeforeValidator(_texts)]] | None = None
    wake_in: Wake | None = None
    wake_at: At | None = None


class Step(Section):
    """What happens later in the same case; on the way there the account is looked at whenever it wakes."""

    after: Seconds
    given: Change = Change()
    expect: Expect = Expect()


class Case(Section):
    """One golden test."""

    case: Words
    at: At | None = None
    given: Given = Given()
    expect: Expect = Expect()
    then: tuple[Step, ...] = ()


__all__ = ["NEVER", "Case", "Change", "Expect", "Given", "GivenThing", "Properties", "Step"]
