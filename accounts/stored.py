"""Facts as JSON and back, so that every decision can be replayed from what was stored."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from accounts.engagement.spec import Origin
from accounts.facts import (
    AccountFacts,
    ContactFact,
    DealFact,
    DealState,
    PersonChange,
    SignalSeen,
    TicketFact,
    TicketState,
)
from accounts.measures import measured
from accounts.metrics import Age, Aggregate, Const, Count, Fact, Lasting, Score, Times, Turns
from accounts.needs import FactSpec
from accounts.people.held import NOTHING_SAID, Because, HeldRole, Reason, RoleSource, Standing
from accounts.people.members import USUAL
from accounts.provenance.values import NOT_LOOKED_AT, Notice, Provenance, Source
from accounts.values import Bad, Missing, Value


def dump(facts: AccountFacts) -> dict[str, Any]:
    """Plain JSON. What several things come to is left out: `restore` makes it again from them."""
    return {
        "account": facts.account,
        "name": facts.name,
        "company": facts.company,
        "facts": _dump_facts(facts.facts),
        "contacts": [_dump_contact(contact) for contact in facts.contacts],
        "deals": [{**vars(deal), "facts": _dump_facts(deal.facts)} for deal in facts.deals],
        "tickets": [{**vars(ticket), "facts": _dump_facts(ticket.facts)} for ticket in facts.tickets],
        "signals": [list(vars(signal).values()) for signal in facts.signals],
        "stage_order": facts.stage_order and vars(facts.stage_order),
        "handover_answer": facts.handover_answer and vars(facts.handover_answer),
        "owners": dict(facts.owners),
    }


def restore(stored: Mapping[str, Any], spec: FactSpec) -> AccountFacts:
    """The facts as they were told to `decide`; `spec` is that of the rulebook version that decided.

    What was stored before deals had facts, and before there were tickets, has none. Before contacts had a standing, all of
    them counted; what is then said of their data is what is said of most.
    """
    contacts = tuple(_contact(row) for row in stored["contacts"])
    deals = tuple(_deal(row) for row in stored["deals"])
    tickets = tuple(_ticket(row) for row in stored.get("tickets", ()))
    return AccountFacts(
        account=stored["account"],
        name=stored["name"],
        company=stored["company"],
        facts={**measured(spec, contacts, deals, tickets), **_facts(stored["facts"])},
        contacts=contacts,
        deals=deals,
        tickets=tickets,
        signals=tuple(_signal(row, spec) for row in stored["signals"]),
        stage_order=_order(stored["stage_order"]),
        handover_answer=_order(stored["handover_answer"]),
        owners=stored["owners"],
    )


def _dump_facts(facts: Mapping[str, Fact]) -> dict[str, Any]:
    return {
        name: _dump_fact(fact)
        for name, fact in sorted(facts.items())
        if not isinstance(fact, (Count, Aggregate))
    }


def _dump_fact(fact: Const | Age | Turns | Times | Score | Lasting) -> dict[str, Any]:
    match fact:
        case Const(value):
            return {"is": _dump_value(value)}
        case Age(since):
            return {"age_since": since}
        case Turns(first, then):
            return {"first": _dump_value(first), "then": [[at, _dump_value(value)] for at, value in then]}
        case Times(moments):
            return {"times": list(moments)}
        case Score(points, half_life):
            return {"score": [list(point) for point in points], "half_life": half_life}
        case Lasting(points, lasts):
            return {"score": [list(point) for point in points], "lasts": lasts}


def _dump_value(value: Value) -> Any:
    match value:
        case Missing(reason, unreadable):
            return {"missing": reason, "unreadable": unreadable}
        case Bad(text, reason):
            return {"bad": text, "reason": reason}
        case date():
            return {"date": value.isoformat()}
        case tuple():
            return {"options": list(value)}
        case _:
            return value


def _fact(stored: Mapping[str, Any]) -> Fact:
    match stored:
        case {"is": value}:
            return Const(_value(value))
        case {"age_since": since}:
            return Age(since)
        case {"first": first, "then": then}:
            return Turns(_value(first), tuple((at, _value(value)) for at, value in then))
        case {"times": moments}:
            return Times(tuple(moments))
        case {"score": points, "half_life": half_life}:
            return Score(tuple((moment, worth) for moment, worth in points), half_life)
        case {"score": points, "lasts": lasts}:
            return Lasting(tuple((moment, worth) for moment, worth in points), lasts)
        case _:
            raise ValueError(f"not a stored fact: {stored}")


def _value(stored: Any) -> Value:
    match stored:
        case {"missing": reason, "unreadable": unreadable}:
            return Missing(reason, unreadable=unreadable)
        case {"bad": text, "reason": reason}:
            return Bad(text, reason)
        case {"date": text}:
            return date.fromisoformat(text)
        case {"options": options}:
            return tuple(options)
        case bool() | int() | float() | str():
            return stored
        case _:
            raise ValueError(f"not a stored value: {stored!r}")


def _facts(stored: Mapping[str, Any]) -> dict[str, Fact]:
    return {name: _fact(fact) for name, fact in stored.items()}


def _dump_contact(contact: ContactFact) -> dict[str, Any]:
    """What is as it is for most people is left out."""
    told = {"standing": contact.standing, "counts": contact.counts, "do_not_contact": contact.do_not_contact}
    return {
        "id": contact.id,
        "name": contact.name,
        "job_title": contact.job_title,
        "roles": list(contact.roles),
        "facts": _dump_facts({k: fact for k, fact in contact.facts.items() if USUAL.get(k) != fact}),
        **{name: value for name, value in told.items() if value != _AS_MOST[name]},
        **({"held": [list(vars(one).values()) for one in contact.held]} if contact.held else {}),
        **_told("standing_because", contact.standing_because, NOTHING_SAID),
        **_told("provenance", contact.provenance, NOT_LOOKED_AT),
    }


_AS_MOST = {"standing": Standing.POTENTIAL, "counts": True, "do_not_contact": False}


def _told(name: str, told: Because | Provenance, usual: Because | Provenance) -> dict[str, Any]:
    """Only what is not as usual; nothing where all is."""
    found = {part: value for part, value in vars(told).items() if value != getattr(usual, part)}
    return {name: found} if found else {}


def _contact(row: Mapping[str, Any]) -> ContactFact:
    because, provenance = row.get("standing_because", {}), row.get("provenance", {})
    return ContactFact(
        row["id"],
        row["name"],
        row["job_title"],
        tuple(row["roles"]),
        {**USUAL, **_facts(row["facts"])},
        held=tuple(_held(*one) for one in row.get("held", ())),
        standing=Standing(row.get("standing", Standing.POTENTIAL)),
        standing_because=Because(**{**because, "reason": Reason(because.get("reason", Reason.NOTHING))}),
        counts=row.get("counts", True),
        do_not_contact=row.get("do_not_contact", False),
        provenance=_provenance(provenance) if provenance else NOT_LOOKED_AT,
    )


def _held(role: str, source: str, confidence: float, because: str) -> HeldRole:
    return HeldRole(role, RoleSource(source), confidence, because)


def _provenance(told: Mapping[str, Any]) -> Provenance:
    notice = told.get("notice")
    kinds = {
        "source": Source(told.get("source", NOT_LOOKED_AT.source)),
        "notice": Notice(notice) if notice else None,
    }
    return replace(NOT_LOOKED_AT, **{**told, **kinds})


def _deal(row: Mapping[str, Any]) -> DealFact:
    return DealFact(**{**row, "state": DealState(row["state"]), "facts": _facts(row.get("facts", {}))})


def _ticket(row: Mapping[str, Any]) -> TicketFact:
    return TicketFact(row["id"], row["name"], TicketState(row["state"]), _facts(row["facts"]))


def _signal(row: Sequence[Any], spec: FactSpec) -> SignalSeen:
    """What was stored before signals had weights says only what, when and who; the rulebook says the points."""
    name, at, contact, *worth = row
    if worth:
        points, weight, origin, object_ = worth
        return SignalSeen(name, at, contact, points, weight, Origin(origin), object_)
    declared = {signal.name: signal.points for signal in spec.engagement.signals}
    return SignalSeen(name, at, contact, declared.get(name, 0.0))


def _order(stored: Mapping[str, Any] | None) -> PersonChange | None:
    return PersonChange(**stored) if stored else None
