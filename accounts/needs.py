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


def kinds_of(needs: Needs) -> tuple[Kind, ...]:
    """The kinds to read. Tickets only where something of theirs is needed: not every portal lets us."""
    kinds = (Kind.COMPANY, Kind.CONTACT, Kind.DEAL)
    return (*kinds, Kind.TICKET) if wants_tickets(needs) else kinds


def wants_tickets(needs: Needs) -> bool:
    return any(need.kind is Kind.TICKET for need in needs)


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
