"""What is true of one account: its facts, its people, its deals, and what persons ordered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from accounts.metrics import Fact
from accounts.values import Moment


class DealState(StrEnum):
    OPEN = "open"
    WON = "won"
    LOST = "lost"


class TicketState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True)
class DealFact:
    """`facts` holds deal.<property>, deal.state and changed.deal.<property>."""

    id: str
    name: str
    state: DealState
    closed_at: Moment | None  # when it was won or lost
    pipeline: str
    facts: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True)
class TicketFact:
    """`facts` holds ticket.<property>, ticket.state and changed.ticket.<property>."""

    id: str
    name: str
    state: TicketState
    facts: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True)
class ContactFact:
    """One member of the buying center.

    `facts` holds contact.<property>, changed.contact.<property>, role, score, signals.<name>, signals.any.
    """

    id: str
    name: str
    job_title: str
    roles: tuple[str, ...]
    facts: Mapping[str, Fact]


@dataclass(frozen=True)
class PersonChange:
    """The newest change of one of our properties that a person made in HubSpot."""

    value: str
    at: Moment
    by: str


@dataclass(frozen=True)
class SignalSeen:
    """For the packet and the why: what happened, when, by whom."""

    name: str
    at: Moment
    contact: str


@dataclass(frozen=True)
class AccountFacts:
    """Everything `decide` is told of an account.

    The names of `facts` are those of the rulebook:
    company.<property>, contacts.count, contacts.engaged, coverage.<ROLE>, coverage.roles, engagement.score,
    signals.<name>, signals.any, deals.won, deals.lost, deals.open, tickets.open, changed.company.<property>, and the
    names of the measures. `decide` adds stage, stage.age, relationship, cycle and
    contact_funnel.<step>, which come from its memory.
    """

    account: str
    name: str
    company: (
        str | None
    )  # the HubSpot company that carries what we write; None: an account known by its domain alone
    facts: Mapping[str, Fact]
    contacts: tuple[ContactFact, ...] = ()
    deals: tuple[DealFact, ...] = ()
    signals: tuple[SignalSeen, ...] = ()
    stage_order: PersonChange | None = None  # a person set our stage property
    handover_answer: PersonChange | None = None  # a person answered a handover
    owners: Mapping[str, str] = field(
        default_factory=dict
    )  # owner properties of the company: name -> owner id
    tickets: tuple[TicketFact, ...] = ()
