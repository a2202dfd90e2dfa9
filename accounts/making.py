"""Make the facts of an account out of what the mirror holds, as a rulebook wants them."""

from collections.abc import Mapping

from accounts.dealings import deal_facts, deals_of, ticket_facts, tickets_of, unread
from accounts.engagement.scoring import score_of
from accounts.engagement.signals import Signals, joined, seen, signal_facts, signals_of
from accounts.facts import AccountFacts, ContactFact, PersonChange
from accounts.measures import measured
from accounts.metrics import Const, Fact
from accounts.needs import FactSpec
from accounts.reading import Reader
from accounts.snapshot import Record, Snapshot
from accounts.values import Definition, Definitions, Kind, Missing, Moment, typed


def facts_of(snapshot: Snapshot, definitions: Definitions, spec: FactSpec, at: Moment) -> AccountFacts:
    """What is true of the account at the moment `at`; pure, and the same for any order of the input."""
    reader = Reader(definitions, snapshot.history, spec)
    engagement = spec.engagement
    signals = {one.id: signals_of(one, snapshot.history, engagement) for one in snapshot.contacts}
    contacts = tuple(
        _contact(contact, signals[contact.id], reader)
        for contact in sorted(snapshot.contacts, key=lambda record: record.id)
    )
    deals, tickets = tuple(deals_of(snapshot, reader, at)), tuple(tickets_of(snapshot, reader))
    company = snapshot.company
    return AccountFacts(
        account=snapshot.account,
        name=snapshot.name,
        company=company.id if company else None,
        facts={
            **reader.facts(Kind.COMPANY, company, spec.company_properties),
            **_buying_center(contacts, spec),
            **signal_facts(joined(signals.values(), engagement), engagement),
            "engagement.score": score_of(signals.values(), engagement),
            **deal_facts(deals),
            **ticket_facts(tickets),
            **measured(spec, contacts, deals, tickets),
            **unread(snapshot, spec),
        },
        contacts=contacts,
        deals=deals,
        signals=seen(signals),
        stage_order=_order(snapshot, spec.stage_property, spec),
        handover_answer=_order(snapshot, spec.handover_property, spec),
        owners=_owners(company, spec),
        tickets=tickets,
    )


def _contact(record: Record, signals: Signals, reader: Reader) -> ContactFact:
    text, roles, spec = record.properties, _roles(record), reader.spec
    name = " ".join(part for part in (text.get("firstname"), text.get("lastname")) if part)
    facts = {
        **reader.facts(Kind.CONTACT, record, spec.contact_properties),
        "role": Const(roles or _no_role(text)),
        **signal_facts(signals, spec.engagement),
        "score": score_of([signals], spec.engagement),
    }
    return ContactFact(
        record.id, name or text.get("email") or record.id, text.get("jobtitle") or "", roles, facts
    )


def _roles(record: Record) -> tuple[str, ...]:
    roles = typed(record.properties.get("hs_buying_role"), _ROLES)
    return tuple(sorted(roles)) if isinstance(roles, tuple) else ()


def _no_role(text: Mapping[str, str | None]) -> Missing:
    if "hs_buying_role" in text:
        return Missing()
    return Missing("hs_buying_role was not read yet", unreadable=True)


_ROLES = Definition(Kind.CONTACT, "hs_buying_role", "enumeration", many=True)


def _buying_center(contacts: tuple[ContactFact, ...], spec: FactSpec) -> dict[str, Fact]:
    """Where the roles of somebody were not read, nobody knows which are covered."""
    held = {role: sum(role in contact.roles for contact in contacts) for role, _ in spec.roles}
    facts: dict[str, Fact] = {f"coverage.{role}": Const(count) for role, count in held.items()}
    facts["coverage.roles"] = Const(sum(held[role] >= wanted for role, wanted in spec.roles))
    if any(_unread(contact.facts.get("role")) for contact in contacts):
        facts = dict.fromkeys(facts, Const(Missing("hs_buying_role was not read yet", unreadable=True)))
    facts["contacts.count"] = Const(len(contacts))
    return facts


def _unread(fact: Fact | None) -> bool:
    return isinstance(fact, Const) and isinstance(fact.value, Missing) and fact.value.unreadable


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
