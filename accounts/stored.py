"""Facts as JSON and back, so that every decision can be replayed from what was stored."""

from collections.abc import Mapping
from datetime import date
from typing import Any

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
from accounts.metrics import Age, Aggregate, Const, Count, Fact, Score, Times
from accounts.needs import FactSpec
from accounts.values import Bad, Missing, Value


def dump(facts: AccountFacts) -> dict[str, Any]:
    """Plain JSON. What several things come to is left out: `restore` makes it again from them."""
    return {
        "account": facts.account,
        "name": facts.name,
        "company": facts.company,
        "facts": _dump_facts(facts.facts),
        "contacts": [{**vars(contact), "facts": _dump_facts(contact.facts)} for contact in facts.contacts],
        "deals": [{**vars(deal), "facts": _dump_facts(deal.facts)} for deal in facts.deals],
        "tickets": [{**vars(ticket), "facts": _dump_facts(ticket.facts)} for ticket in facts.tickets],
        "signals": [[signal.name, signal.at, signal.contact] for signal in facts.signals],
        "stage_order": facts.stage_order and vars(facts.stage_order),
        "handover_answer": facts.handover_answer and vars(facts.handover_answer),
        "owners": dict(facts.owners),
    }


def restore(stored: Mapping[str, Any], spec: FactSpec) -> AccountFacts:
    """The facts as they were told to `decide`; `spec` is that of the rulebook version that decided.

    What was stored before deals had facts, and before there were tickets, has none.
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
        signals=tuple(SignalSeen(*row) for row in stored["signals"]),
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


def _dump_fact(fact: Const | Age | Times | Score) -> dict[str, Any]:
    match fact:
        case Const(value):
            return {"is": _dump_value(value)}
        case Age(since):
            return {"age_since": since}
        case Times(moments):
            return {"times": list(moments)}
        case Score(points, half_life):
            return {"score": [list(point) for point in points], "half_life": half_life}


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
        case {"times": moments}:
            return Times(tuple(moments))
        case {"score": points, "half_life": half_life}:
            return Score(tuple((moment, worth) for moment, worth in points), half_life)
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


def _contact(row: Mapping[str, Any]) -> ContactFact:
    return ContactFact(row["id"], row["name"], row["job_title"], tuple(row["roles"]), _facts(row["facts"]))


def _deal(row: Mapping[str, Any]) -> DealFact:
    return DealFact(**{**row, "state": DealState(row["state"]), "facts": _facts(row.get("facts", {}))})


def _ticket(row: Mapping[str, Any]) -> TicketFact:
    return TicketFact(row["id"], row["name"], TicketState(row["state"]), _facts(row["facts"]))


def _order(stored: Mapping[str, Any] | None) -> PersonChange | None:
    return PersonChange(**stored) if stored else None
