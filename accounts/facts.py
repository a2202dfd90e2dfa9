"""What is true of one account: its facts, its people, its deals, and what persons ordered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from accounts.engagement.spec import Origin
from accounts.metrics import Fact
from accounts.people.held import NOTHING_SAID, Because, HeldRole, Standing
from accounts.provenance.values import NOT_LOOKED_AT, Provenance
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
    """One contact of the account.

    `roles` are those that are taken as held, by name; `held` is all that speaks for one, the surest source first. Only who
    `counts` is a member of the buying center; the others are shown. `name` is free of what people write into names.
    `facts` holds contact.<property>, changed.contact.<property>, role, role.by, standing, do_not_contact, source,
    source.age, vendor, legal_basis, opt_in, verified.age, freshness, notice, score, signals.<name>, signals.any.
    """

    id: str
    name: str
    job_title: str
    roles: tuple[str, ...]
    facts: Mapping[str, Fact]
    held: tuple[HeldRole, ...] = ()
    standing: Standing = Standing.POTENTIAL
    standing_because: Because = NOTHING_SAID
    counts: bool = True
    do_not_contact: bool = False
    provenance: Provenance = NOT_LOOKED_AT


@dataclass(frozen=True)
class PersonChange:
    """The newest change of one of our properties that a person made in HubSpot."""

    value: str
    at: Moment
    by: str


@dataclass(frozen=True)
class SignalSeen:
    """What happened, when, by whom, and what it is worth before it fades.

    `contact` is empty where an object names none of the account's people. `weight` is that of the contact's weightiest
    role. `object` is that of the origin, as meeting:7; empty for a change of a property or a list.
    """

    name: str
    at: Moment
    contact: str
    points: float = 0.0
    weight: float = 1.0
    origin: Origin = Origin.PROPERTY
    object: str = ""


@dataclass(frozen=True)
class AccountFacts:
    """Everything `decide` is told of an account.

    The names of `facts` are those of the rulebook:
    company.<property>, contacts.count, contacts.confirmed, contacts.potential, contacts.gone, contacts.engaged,
    coverage.<ROLE>, coverage.roles, coverage.percent, engagement.score, engagement.roles, signals.<name>, signals.any,
    deals.won, deals.lost, deals.open, tickets.open, changed.company.<property>, and the names of the measures. Members
    that do not count are left out of all of them but contacts.gone, and of `signals`. `decide` adds stage, stage.age, relationship, cycle and
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
