"""Made-up material for the benchmarks of rules: a book of fifty rules as an admin would write them, and accounts' facts.

Everything follows from the seed; companies and people are invented. Accounts come in three shapes:

flat     thirty constants and nobody behind them: numbers, texts, booleans, some missing; what rule engines are compared on
typical  as portals hold them: half of the accounts have one contact, few have many; a fifth of them has most signals
heavy    eight contacts each, all of them busy: far more than most accounts ever see
"""

import json
import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from importlib.resources import files
from typing import Any

from accounts.facts import AccountFacts, ContactFact, SignalSeen
from accounts.metrics import Const, Count, Fact, Predicate, Score, Times
from accounts.values import Bad, Missing, Moment, Value
from rules import Rulebook, fact_spec, load

DAY = 86400
NOW: Moment = 20_700 * DAY + 10 * 3600
FLAT, TYPICAL, HEAVY = SHAPES = ("flat", "typical", "heavy")
CONTACTS = 8  # of a heavy account
SPREAD_OF_CONTACTS = (
    1.5  # log-normal around a median of one: 60 % of accounts have one, on average they have three
)
SPREAD_OF_SIGNALS = 1.683  # log-normal: 80 % of the signals are those of 20 % of the accounts
SIGNALS_OF_MEDIAN = 2
NUMBERS, TEXTS, FLAGS = 10, 8, 4  # of a flat account, besides what the cone looks at
ROLES = ("DECISION_MAKER", "BUDGET_HOLDER", "CHAMPION", "END_USER")
SIGNALS = {
    "content_download": 15.0, "email_click": 3.0, "reply": 10.0, "visit": 2.0, "held_meeting": 25.0,
    "quote_request": 40.0, "cross_sell_interest": 30.0,
}  # fmt: skip
STAGES = ("identified", "expanded", "engaged", "sales_ready", "in_sales", "onboarded", "well_served")
INDUSTRIES = ("automotive", "chemistry", "energy", "food", "logistics", "machinery", "retail", "software")
COUNTRIES = ("AT", "CH", "DE", "DK", "FR", "NL", "PL")
TECHNOLOGIES = ("cad", "crm", "erp", "mes", "pim", "plm")
HEALTH = ("green", "yellow", "red")


def example_text() -> str:
    return (files("rules") / "examples" / "key-accounts.yaml").read_text("utf-8")


def example() -> Rulebook:
    return load(example_text(), "key-accounts.yaml")


def fifty_rules(seed: int, shape: str = HEAVY, count: int = 50) -> Rulebook:
    return load(rules_text(seed, shape, count), "fifty-rules.yaml")


def rules_text(seed: int, shape: str = HEAVY, count: int = 50) -> str:
    """The example's cone, funnel and handover, with `count` generated rules in place of its own."""
    chance = random.Random(seed)  # noqa: S311 - made-up data
    before, rest = example_text().split("\nrules:\n")
    after = rest[rest.index("\nhandover:\n") :].partition("\ncases:")[
        0
    ]  # which speak of the rules that are replaced
    rule = _flat_rule if shape == FLAT else _rule
    rules = [f"  - {json.dumps(rule(number, chance))}" for number in range(count)]
    return "\n".join([before, "rules:", *rules]) + "\n" + after


def _rule(number: int, chance: random.Random) -> dict[str, Any]:
    parts: dict[str, Any] = {}
    if chance.random() < 0.6:
        parts["stage"] = {"is": chance.choice(STAGES)}
    for metric, asked in _several(chance.randint(2, 3), chance):
        parts.setdefault(metric, asked)
    if chance.random() < 0.4:
        parts[chance.choice(("any", "all"))] = [dict([part]) for part in _several(2, chance)]
    if chance.random() < 0.2:
        parts["not"] = dict(_several(1, chance))
    return _named(number, parts, chance)


def _flat_rule(number: int, chance: random.Random) -> dict[str, Any]:
    """Two to four tests, and in two of five rules a group of two more."""
    asked = chance.sample(list(_flat_questions(chance)), 6)
    parts: dict[str, Any] = dict(asked[: chance.randint(2, 4)])
    if chance.random() < 0.4:
        parts[chance.choice(("any", "all"))] = [dict([part]) for part in asked[4:]]
    return _named(number, parts, chance)


def _named(number: int, when: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    once_per = chance.choice(("stage_entry", "cycle", "cycle", "ever"))
    return {
        "rule": f"rule-{number:02}",
        "when": when,
        "once_per": once_per,
        "then": [_effect(number, chance)],
    }


def _flat_questions(chance: random.Random) -> Iterator[tuple[str, dict[str, Any]]]:
    for number in range(NUMBERS):
        yield f"company.number_{number}", {chance.choice(("at_least", "less_than")): chance.randint(20, 80)}
    for number in range(TEXTS):
        yield f"company.text_{number}", {"is_any_of": chance.sample(INDUSTRIES, 3)}
    for number in range(FLAGS):
        yield f"company.flag_{number}", {"is": chance.random() < 0.5}


def _effect(number: int, chance: random.Random) -> dict[str, Any]:
    if chance.random() < 0.3:
        return {"set": {f"company.abm_note_{number % 5}": f"note {number}"}}
    return {"task": {"title": "Call {company.name}", "to": "sales_owner", "due": "3 business days"}}


def _several(count: int, chance: random.Random) -> list[tuple[str, dict[str, Any]]]:
    return chance.sample(list(_questions(chance)), count)


def _questions(chance: random.Random) -> Iterator[tuple[str, dict[str, Any]]]:
    """What admins ask of accounts, each time with other thresholds."""
    window = {"within": f"{chance.choice((7, 14, 30, 60, 90))} days"}
    yield "company.industry", {"is_any_of": chance.sample(INDUSTRIES, 3)}
    yield "company.country", {"is": chance.choice(COUNTRIES)}
    yield "company.country", {"is_not": chance.choice(COUNTRIES)}
    yield "company.numberofemployees", {"at_least": chance.choice((50, 100, 250, 1000))}
    yield "company.annualrevenue", {"more_than": chance.choice((1, 5, 20)) * 1_000_000, "unset_means": 0}
    yield "company.customer_health", {"is": chance.choice(HEALTH)}
    yield "company.contract_end", {chance.choice(("before", "after")): "today"}
    yield "company.technologies", {"contains": chance.choice(TECHNOLOGIES)}
    yield "company.description", {"contains": chance.choice(("plant", "group", "north"))}
    yield "contacts.count", {"at_least": chance.randint(2, 8)}
    yield "contacts.engaged", {"at_least": chance.randint(1, 4)}
    yield f"coverage.{chance.choice(ROLES)}", {"is": 0}
    yield "coverage.roles", {"at_least": chance.randint(1, 3)}
    yield "engagement.score", {chance.choice(("at_least", "less_than")): chance.choice((20, 40, 60, 90))}
    yield f"signals.{chance.choice(list(SIGNALS))}", window
    yield "signals.any", {"at_least": chance.randint(2, 6), **window}
    yield "deals.open", {"is": 0}
    yield "deals.won", {"at_least": 1, "within": "24 months"}
    yield "contact_funnel.interest", {"at_least": chance.randint(1, 3)}
    yield "stage.age", {"at_least": f"{chance.choice((2, 7, 14, 30))} days"}
    yield "cycle", {"at_least": 2}


def portfolio(seed: int, count: int, book: Rulebook, shape: str = HEAVY) -> list[AccountFacts]:
    """Distinct accounts of one shape; some values are missing, some were not read, some do not fit."""
    chance = random.Random(seed)  # noqa: S311 - made-up data
    engaged = fact_spec(book).engagement.engaged
    assert engaged is not None  # noqa: S101 - every book has it
    if shape == FLAT:
        return [_flat(number, chance) for number in range(count)]
    people = _busy if shape == HEAVY else _typical
    return [_account(number, chance, engaged, people(number, chance)) for number in range(count)]


def _flat(number: int, chance: random.Random) -> AccountFacts:
    """Thirty constants; what is counted of contacts and signals elsewhere has been counted already."""
    values: dict[str, Value] = {"company.hs_is_target_account": True, "deals.open": 0, "contacts.count": 3}
    values |= {"coverage.roles": chance.randint(0, 3), "coverage.DECISION_MAKER": chance.randint(0, 1)}
    values |= {"contacts.engaged": chance.randint(0, 3), "engagement.score": chance.uniform(0, 120)}
    values |= {"company.contract_end": date(2027, 1, 1)}
    values |= {f"company.number_{n}": chance.randint(0, 100) for n in range(NUMBERS)}
    values |= {f"company.text_{n}": chance.choice(INDUSTRIES) for n in range(TEXTS)}
    values |= {f"company.flag_{n}": chance.random() < 0.5 for n in range(FLAGS)}
    facts = {name: Const(Missing() if chance.random() < 0.1 else value) for name, value in values.items()}
    return AccountFacts(f"company:{number}", f"Firm {number}", str(number), facts)


Person = tuple[ContactFact, dict[str, list[Moment]]]


def _busy(number: int, chance: random.Random) -> list[Person]:
    return [
        _contact(number * CONTACTS + place, chance, {name: _moments(chance, 0.4, 3, 200) for name in SIGNALS})
        for place in range(CONTACTS)
    ]


def _typical(number: int, chance: random.Random) -> list[Person]:
    contacts = max(1, round(chance.lognormvariate(0, SPREAD_OF_CONTACTS)))
    happened: list[dict[str, list[Moment]]] = [{name: [] for name in SIGNALS} for _ in range(contacts)]
    for _ in range(round(SIGNALS_OF_MEDIAN * chance.lognormvariate(0, SPREAD_OF_SIGNALS))):
        chance.choice(happened)[chance.choice(list(SIGNALS))].append(NOW - chance.randint(60, 200 * DAY))
    return [
        _contact(number * 100_000 + place, chance, {name: sorted(at) for name, at in by_name.items()})
        for place, by_name in enumerate(happened)
    ]


def _account(
    number: int, chance: random.Random, engaged: Predicate, people: Sequence[Person]
) -> AccountFacts:
    happened = {name: [moment for _, by_name in people for moment in by_name[name]] for name in SIGNALS}
    contacts = tuple(contact for contact, _ in people)
    held = {role: sum(role in contact.roles for contact in contacts) for role in ROLES}
    facts: dict[str, Fact] = {f"company.{name}": Const(value) for name, value in _company(chance).items()}
    facts |= {f"coverage.{role}": Const(count) for role, count in held.items()}
    facts |= {"coverage.roles": Const(sum(map(bool, held.values()))), "contacts.count": Const(len(contacts))}
    facts |= {"contacts.engaged": Count(tuple(contact.facts for contact in contacts), engaged)}
    facts |= {**_signals(happened), "engagement.score": _score(happened)}
    facts |= {
        "deals.open": Const(0),
        "deals.lost": Times(),
        "deals.won": Times(tuple(_moments(chance, 0.2, 1, 900))),
    }
    seen = [
        SignalSeen(name, at, contact.id)
        for contact, by_name in people
        for name in by_name
        for at in by_name[name]
    ]
    return AccountFacts(
        account=f"company:{number}",
        name=f"Firm {number}",
        company=str(number),
        facts=facts,
        contacts=contacts,
        signals=tuple(sorted(seen, key=lambda signal: (-signal.at, signal.name, signal.contact))),
        owners={"hubspot_owner_id": "7"},
    )


def _contact(number: int, chance: random.Random, happened: dict[str, list[Moment]]) -> Person:
    need: Value = _known(chance.random() < 0.1, chance)
    facts: dict[str, Fact] = {
        "contact.need_confirmed": Const(need),
        "score": _score(happened),
        **_signals(happened),
    }
    roles = tuple(role for role in ROLES if chance.random() < 0.15)
    return ContactFact(str(number), f"Person {number}", "", roles, facts), happened


def _company(chance: random.Random) -> dict[str, Value]:
    values: dict[str, Value] = {
        "hs_is_target_account": chance.random() < 0.9,
        "industry": chance.choice(INDUSTRIES),
        "country": chance.choice(COUNTRIES),
        "numberofemployees": chance.choice((12, 60, 180, 400, 2500)),
        "annualrevenue": chance.randint(1, 400) * 100_000,
        "customer_health": chance.choice(HEALTH),
        "contract_end": date(2026, 9, 1) + timedelta(days=chance.randint(0, 400)),
        "technologies": tuple(sorted(chance.sample(TECHNOLOGIES, 2))),
        "description": chance.choice(("A group of plants", "North trade", "Family business", "Startup")),
    }
    return {name: _known(value, chance) for name, value in values.items()}


def _known(value: Value, chance: random.Random) -> Value:
    dice = chance.random()
    if dice > 0.13:
        return value
    if dice > 0.03:
        return Missing()
    return (
        Missing("not read yet", unreadable=True) if dice > 0.01 else Bad("?", "not a value of this property")
    )


def _moments(chance: random.Random, share: float, most: int, days: int) -> list[Moment]:
    if chance.random() > share:
        return []
    return sorted(NOW - chance.randint(60, days * DAY) for _ in range(chance.randint(1, most)))


def _signals(happened: dict[str, list[Moment]]) -> dict[str, Fact]:
    facts: dict[str, Fact] = {f"signals.{name}": Times(tuple(sorted(at))) for name, at in happened.items()}
    facts["signals.any"] = Times(tuple(sorted(moment for at in happened.values() for moment in at)))
    return facts


def _score(happened: dict[str, list[Moment]]) -> Score:
    points = [(moment, SIGNALS[name]) for name, at in happened.items() for moment in at]
    return Score(tuple(sorted(points)), 30 * DAY)
