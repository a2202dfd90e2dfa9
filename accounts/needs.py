"""What a rulebook needs to know: which properties, with or without history, and how facts are made of them."""

from dataclasses import dataclass, field
from typing import Literal

from accounts.engagement.spec import EngagementSpec
from accounts.matching.spec import MatchSpec
from accounts.metrics import Predicate
from accounts.numbers import How
from accounts.people.held import PeopleSpec
from accounts.provenance.values import ProvenanceSpec
from accounts.values import Kind


@dataclass(frozen=True, order=True)
class Need:
    """One property of one kind of object; `history` where past values count too."""

    kind: Kind
    property: str
    history: bool = False


Needs = frozenset[Need]


ON_DEMAND = (Kind.TICKET, Kind.MEETING, Kind.CALL, Kind.EMAIL)
"""Kinds read only where something of theirs is needed: not every portal lets us, and of some there are very many."""
LIST = "list:"
"""Begins the name of what is kept like a property of a contact, and is none of HubSpot's: when it came onto a list."""


def kinds_of(needs: Needs) -> tuple[Kind, ...]:
    """The kinds to read, those on demand only where something of theirs is needed."""
    wanted = {need.kind for need in needs}
    return (Kind.COMPANY, Kind.CONTACT, Kind.DEAL, *(kind for kind in ON_DEMAND if kind in wanted))


def wants_tickets(needs: Needs) -> bool:
    return is_wanted(Kind.TICKET, needs)


def is_wanted(kind: Kind, needs: Needs) -> bool:
    """Whether objects of this kind are read, whoever tells of them."""
    return kind not in ON_DEMAND or any(need.kind is kind for need in needs)


def is_list(need: Need) -> bool:
    return need.kind is Kind.CONTACT and need.property.startswith(LIST)


def lists_of(needs: Needs) -> tuple[str, ...]:
    """The names of the HubSpot lists of which it counts who comes onto them."""
    return tuple(sorted({need.property.removeprefix(LIST) for need in needs if is_list(need)}))


def looked_for(needs: Needs) -> frozenset[str]:
    """What of these needs is not read for every rulebook: kinds on demand, and lists as `list:<name>`.

    Whether it was ever looked for says whether there being none says something.
    """
    kinds = {need.kind.value for need in needs if need.kind in ON_DEMAND}
    return frozenset({*kinds, *(need.property for need in needs if is_list(need))})


@dataclass(frozen=True)
class MeasureSpec:
    """A number over several things of an account: how many there are, or what one of their facts comes to.

    `name` is that of the fact it makes. `property` is a name among the facts of one thing, such as deal.amount; a count
    has none. Only things of which `where` says yes are looked at.
    """

    name: str
    of: Literal["contacts", "deals", "tickets"]
    how: Literal["count"] | How
    property: str | None = None
    where: Predicate | None = None


@dataclass(frozen=True)
class FactSpec:
    """How a rulebook wants its facts made; plain values, so that this room knows no rules."""

    company_properties: tuple[str, ...] = ()
    contact_properties: tuple[str, ...] = ()
    deal_properties: tuple[str, ...] = ()
    ticket_properties: tuple[str, ...] = ()
    meeting_properties: tuple[
        str, ...
    ] = ()  # of meetings, calls and e-mails: what a signal's `where` looks at
    call_properties: tuple[str, ...] = ()
    email_properties: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()  # properties whose newest change counts, such as company.industry
    measures: tuple[MeasureSpec, ...] = ()
    owner_properties: tuple[str, ...] = ()  # of the company: each holds the id of a HubSpot owner
    engagement: EngagementSpec = field(default_factory=EngagementSpec)
    roles: tuple[tuple[str, int], ...] = ()  # wanted roles of the buying center and how many of each
    pipelines: tuple[str, ...] = ()  # deals elsewhere do not count; empty: all count
    stage_property: str = "abm_stage"  # on the company; a person's change of it is an order
    handover_property: str = "abm_handover"
    matching: MatchSpec = field(default_factory=MatchSpec)
    people: PeopleSpec = field(default_factory=PeopleSpec)
    provenance: ProvenanceSpec = field(default_factory=ProvenanceSpec)
    person_sources: frozenset[str] = field(
        # HubSpot's sourceType of a change made by a person in the UI or by an import (property history, open set).
        default=frozenset(
            {"CRM_UI", "IMPORT", "BATCH_UPDATE", "MOBILE_IOS", "MOBILE_ANDROID", "CONTACTS_WEB"}
        )
    )
