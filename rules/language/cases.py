"""Golden tests that travel with the rules: what is given of an account, and what is expected of it."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Field, PlainSerializer, PlainValidator, WithJsonSchema

from rules.language.basis import Name, RoleName, RuleName, Seconds, Section, Title, Words
from rules.language.provenance import SourceName
from rules.language.told import format_at, format_wake, parse_at, parse_time, parse_told, parse_wake

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
At = Annotated[datetime, PlainValidator(parse_at), PlainSerializer(format_at), WithJsonSchema(_TEXT)]
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
    """A contact by its HubSpot properties, and these short forms."""

    contact: Number | None = None
    """In a later step: which of the contacts it changes."""
    name: str | None = None
    """First and last name."""
    roles: tuple[RoleName, ...] | None = None
    """Roles in the buying center."""
    labels: tuple[Title, ...] | None = None
    """Labels of its association with the company."""
    source: SourceName | None = None
    """Where its data came from."""

    @property
    def number(self) -> int | None:
        return self.contact


class GivenDeal(GivenThing):
    """A deal by its HubSpot properties, and these short forms."""

    deal: Number | None = None
    """In a later step: which of the deals it changes."""
    name: str | None = None
    """What it is called."""
    state: Literal["open", "won", "lost"] | None = None
    """Open where nothing is said."""
    closed: Time | None = None
    """When it was won or lost, such as `3 days ago`."""
    contacts: tuple[Number, ...] | None = None
    """Who takes part: places in the list of contacts, from 1."""

    @property
    def number(self) -> int | None:
        return self.deal


class GivenTicket(GivenThing):
    """A ticket by its HubSpot properties, and these short forms."""

    ticket: Number | None = None
    """In a later step: which of the tickets it changes."""
    state: Literal["open", "closed"] | None = None
    """Open where nothing is said."""
    closed: Time | None = None
    """When it was closed, such as `3 days ago`."""

    @property
    def number(self) -> int | None:
        return self.ticket


class GivenActivity(GivenThing):
    """A meeting, a call or an e-mail by its HubSpot properties, and these short forms."""

    contact: Number = 1
    """With whom: the place in the list of contacts, from 1."""
    ago: Seconds = 0
    """How long ago."""


class GivenSignal(Section):
    """A signal that happened `ago`, of one of the contacts."""

    signal: Name
    """The name of a signal."""
    ago: Seconds = 0
    """How long ago."""
    contact: Number = 1
    """Whose it is: the place in the list of contacts, from 1."""


class GivenHandover(Section):
    """A handover that is open already. `stage` is the one that was handed over, where it is not the present one."""

    state: Literal["offered", "accepted"]
    """How far it has come."""
    stage: Name | None = None
    """The stage that was handed over."""
    ago: Seconds = 0
    """When it was offered."""


class Change(Section):
    """What is true from now on; what is not told again stays as it was."""

    company: Properties = Field(default_factory=dict)
    """Properties of the company and their values."""
    contacts: tuple[GivenContact, ...] = ()
    """Contacts by their properties."""
    deals: tuple[GivenDeal, ...] = ()
    """Deals by their properties."""
    tickets: tuple[GivenTicket, ...] = ()
    """Tickets by their properties."""
    meetings: tuple[GivenActivity, ...] = ()
    """Meetings by their properties."""
    calls: tuple[GivenActivity, ...] = ()
    """Calls by their properties."""
    emails: tuple[GivenActivity, ...] = ()
    """E-mails by their properties."""
    signals: tuple[GivenSignal, ...] = ()
    """What happened."""
    changed: dict[str, Seconds] = Field(default_factory=dict)
    """How old values are, such as `company.industry: 200 days`."""
    moved_to: Name | None = None
    """A person has moved the account to this stage in HubSpot."""
    answer: Literal["accepted", "rejected"] | None = None
    """What sales answers to the handover."""


class Given(Change):
    """What is true of the account at first, and what is remembered of it."""

    stage: Name | None = None
    """The stage on which it stands already."""
    stage_age: Seconds = 0
    """For how long it has stood there."""
    visited: tuple[Name, ...] = ()
    """Further stages that it has stood on in this cycle."""
    relationship: Relation | None = None
    """What it is known as."""
    cycle: Annotated[int, Field(ge=1)] = 1
    """Which round this is."""
    cycle_age: Seconds | None = None
    """For how long the cycle has lasted."""
    handover: Annotated[GivenHandover, _under("state")] | None = None
    """A handover that is open: `offered`, `accepted`, or more of it."""
    hold: Seconds | None = None
    """For how long a person still holds the stage."""
    first_run: bool = False
    """This is the first run of the rulebook."""


class ExpectTask(Section):
    """A task by its title, or by more of it."""

    title: Words
    """Its title, filled in."""
    to: str | None = None
    """For whom."""


class ExpectWish(Section):
    """A wish by its kind, or by more of it."""

    wish: Literal["note", "owner", "join_list", "leave_list", "notice", "write", "lead"]
    """What kind of wish."""
    what: str | None = None
    """The text, the list, or the property."""
    to: str | None = None
    """For whom, or the value."""


class Expect(Section):
    """What should come of it; what is not named is not looked at."""

    stage: Name | None = None
    """Where it stands; `none` for nowhere."""
    relationship: Relation | None = None
    """What it is."""
    cycle: Annotated[int, Field(ge=1)] | None = None
    """Which round this is."""
    fired: tuple[RuleName, ...] | None = None
    """Rules that say yes, and perhaps others; `[]` for none at all."""
    not_fired: tuple[RuleName, ...] | None = None
    """Rules that do not."""
    tasks: tuple[Annotated[ExpectTask, _under("title")], ...] | None = None
    """Exactly these, without that of a handover; `[]` for none."""
    wishes: tuple[Annotated[ExpectWish, _under("wish")], ...] | None = None
    """These, and perhaps others; `[]` for none at all."""
    set: Properties | None = None
    """Values that properties should hold; the empty text for none."""
    handover: (
        Annotated[
            Literal["open", "none", "offered", "accepted", "rejected", "closed"],
            BeforeValidator(_open_or_none),
        ]
        | None
    ) = None
    """How far it has come."""
    suggestions: tuple[Words, ...] | None = None
    """Parts of what is proposed to people; `[]` for nothing."""
    why_not: dict[str, Annotated[tuple[str, ...], BeforeValidator(_texts)]] | None = None
    """What is missing for a stage or a rule: exactly these names."""
    wake_in: Wake | None = None
    """When it is looked at again, or `never`."""
    wake_at: At | None = None
    """The same as a day or a moment."""


class Step(Section):
    """What happens later in the same case; on the way there the account is looked at whenever it wakes."""

    after: Seconds
    """How long after the step before."""
    given: Change = Change()
    """What is different now."""
    expect: Expect = Expect()
    """What should come of it."""


class Case(Section):
    """An example that is a test: what is given of an account, and what is expected of it."""

    case: Words
    """What it shows, in a sentence."""
    at: At | None = None
    """When it plays; otherwise on a Monday forenoon."""
    given: Given = Given()
    """What is true."""
    expect: Expect = Expect()
    """What should come of it."""
    then: tuple[Step, ...] = ()
    """What happens later."""
