"""Make the facts of an account out of what the mirror holds, as a rulebook wants them."""

from collections.abc import Mapping

from accounts.dealings import deal_facts, deals_of, ticket_facts, tickets_of, unread
from accounts.engagement.happened import NOBODY, happened
from accounts.engagement.scoring import score_of
from accounts.engagement.signals import (
    Signals,
    joined,
    of_nobody,
    seen,
    signal_facts,
    signals_of,
    unread_signals,
)
from accounts.facts import AccountFacts, ContactFact, PersonChange
from accounts.measures import measured
from accounts.metrics import Fact
from accounts.needs import FactSpec
from accounts.people.coverage import covered
from accounts.people.members import Member, members_of
from accounts.people.standing import standing_facts
from accounts.reading import Reader
from accounts.snapshot import Record, Snapshot
from accounts.values import Definitions, Kind, Moment


def facts_of(snapshot: Snapshot, definitions: Definitions, spec: FactSpec, at: Moment) -> AccountFacts:
    """What is true of the account at the moment `at`; pure, and the same for any order of the input."""
    reader = Reader(definitions, snapshot.history, spec)
    engagement = spec.engagement
    deals, tickets = tuple(deals_of(snapshot, reader, at)), tuple(tickets_of(snapshot, reader))
    objects = happened(snapshot, reader, deals, tickets)
    members = members_of(snapshot, deals, reader, at)
    signals: dict[str, Signals] = {
        one.record.id: signals_of(one.record, snapshot.history, engagement, objects, one.roles)
        for one in members
    }
    not_known = unread_signals(snapshot, engagement, "score")
    contacts = tuple(_contact(one, signals[one.record.id], not_known, spec) for one in members)
    counting = {one.record.id: signals[one.record.id] for one in members if one.counts}
    counting[NOBODY] = of_nobody(engagement, objects)
    company = snapshot.company
    return AccountFacts(
        account=snapshot.account,
        name=snapshot.name,
        company=company.id if company else None,
        facts={
            **reader.facts(Kind.COMPANY, company, spec.company_properties),
            **standing_facts([(one.standing, one.counts) for one in members]),
            **covered(contacts, spec.roles),
            **signal_facts(joined(counting.values(), engagement), engagement),
            "engagement.score": score_of(counting.values(), engagement),
            **unread_signals(snapshot, engagement, "engagement.score"),
            **deal_facts(deals),
            **ticket_facts(tickets),
            **measured(spec, contacts, deals, tickets),
            **unread(snapshot, spec),
        },
        contacts=contacts,
        deals=deals,
        signals=seen(counting),
        stage_order=_order(snapshot, spec.stage_property, spec),
        handover_answer=_order(snapshot, spec.handover_property, spec),
        owners=_owners(company, spec),
        tickets=tickets,
    )


def _contact(member: Member, signals: Signals, not_known: Mapping[str, Fact], spec: FactSpec) -> ContactFact:
    facts = member.facts
    facts.update(signal_facts(signals, spec.engagement))
    facts["score"] = score_of([signals], spec.engagement)
    facts.update(not_known)
    return ContactFact(
        member.record.id,
        member.name,
        member.record.properties.get("jobtitle") or "",
        member.roles,
        facts,
        held=member.held,
        standing=member.standing,
        standing_because=member.because,
        counts=member.counts,
        do_not_contact=member.markers.do_not_contact,
        provenance=member.provenance,
    )


def _order(snapshot: Snapshot, name: str, spec: FactSpec) -> PersonChange | None:
    """The newest change that a person made; what machines write, we among them, is no order."""
    if snapshot.company is None:
        return None
    changes = snapshot.history.get((Kind.COMPANY, snapshot.company.id, name), ())
    by_person = [change for change in changes if change.source in spec.person_sources]
    if not by_person:
        return None
    newest = by_person[-1]
    return PersonChange(newest.value, newest.at, newest.source_id)


def _owners(company: Record | None, spec: FactSpec) -> dict[str, str]:
    if company is None:
        return {}
    values = {name: company.properties.get(name) for name in spec.owner_properties}
    return {name: text for name, text in values.items() if text}
