"""The words a condition may use: which metrics exist, of what sort they are, and where each may stand."""

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum

from rules.conditions import Condition, Leaf, Sort, parts_of
from rules.judging.ageing import SINCE, UNTIL
from rules.judging.kinds import KINDS
from rules.judging.staled import CHANGED
from rules.model import Rulebook


class Where(StrEnum):
    """The places of a rulebook that hold conditions, in words for people."""

    KEY_ACCOUNT = "accounts.key_account"
    TIER = "a tier"
    FUNNEL = "the funnel"
    RELATIONSHIP = "the relationship"
    CONE = "the cone"
    RULE = "a rule"
    MEMBER = "for_each"
    FAST_LANE = "the fast lane"
    OUTSIDE = "handover.outside_key_accounts"
    MAY = "may"
    COMPANY = "accounts.roll_up"
    CONTACTS = "a measure of contacts"
    DEALS = "a measure of deals"
    TICKETS = "a measure of tickets"
    NAMED = "conditions"


FIXED = {
    "contacts.count": Sort.NUMBER,
    "contacts.engaged": Sort.NUMBER,
    "coverage.roles": Sort.NUMBER,
    "engagement.score": Sort.SCORE,
    "score": Sort.SCORE,
    "role": Sort.NAMES,
    "funnel": Sort.TEXT,
    "signals.any": Sort.TIMES,
    "deals.won": Sort.TIMES,
    "deals.lost": Sort.TIMES,
    "deals.open": Sort.NUMBER,
    "tickets.open": Sort.NUMBER,
    "stage": Sort.TEXT,
    "stage.age": Sort.AGE,
    "relationship": Sort.TEXT,
    "cycle": Sort.NUMBER,
    "tier": Sort.TEXT,
    "programme": Sort.TEXT,
}
ABOUT = {
    "contacts.count": ("Wie viele Kontakte der Account hat.", "How many contacts the account has."),
    "contacts.engaged": ("Wie viele davon engagiert sind.", "How many of them are engaged."),
    "coverage.roles": ("Wie viele Rollen besetzt sind.", "How many roles are covered."),
    "engagement.score": ("Die Punkte des Accounts heute.", "The account's points today."),
    "score": ("Die Punkte eines Kontakts heute.", "A contact's points today."),
    "role": ("Die Rollen eines Kontakts im Buying Center.", "A contact's roles in the buying center."),
    "funnel": ("Der weiteste Schritt eines Kontakts im Funnel.", "A contact's furthest step in the funnel."),
    "signals.any": ("Wie oft es ein Signal gab.", "How often there was any signal."),
    "deals.won": ("Wie viele Deals gewonnen wurden.", "How many deals were won."),
    "deals.lost": ("Wie viele Deals verloren gingen.", "How many deals were lost."),
    "deals.open": ("Wie viele Deals offen sind.", "How many deals are open."),
    "tickets.open": ("Wie viele Tickets offen sind.", "How many tickets are open."),
    "stage": ("Die Stufe des Accounts.", "The account's stage."),
    "stage.age": ("Wie lange er dort schon steht.", "How long it has been there."),
    "relationship": ("prospect, customer oder former.", "prospect, customer or former."),
    "cycle": ("Die wievielte Runde dies ist.", "Which round this is."),
    "tier": ("Die Klasse des Accounts aus `tiers`.", "The account's class out of `tiers`."),
    "programme": ("Das Programm seiner Klasse.", "The programme of its class."),
}
"""For the reference, in German and English."""
NO_TIER = "none"
"""What an account of which every tier says no has for its tier, and a tier without one for its programme."""
RELATIONSHIPS = ("prospect", "customer", "former")
ASKED = re.compile(r"(since\.|until\.)?(company|contact|deal|ticket)\.[a-z][a-z0-9_]*")
"""A property as a condition may ask for it."""
PROPERTY = re.compile(r"(company|contact|deal|ticket)\.[a-z][a-z0-9_]*")

OPERATORS = {sort: frozenset(word for word, kind in KINDS.items() if sort in kind.fits) for sort in Sort}

_ACCOUNT = frozenset(
    {"company", "contacts", "coverage", "engagement", "signals", "deals", "tickets", "metrics"}
)
_CONTACT = frozenset({"contact", "score", "signals", "role", "company"})
_ON_CONE = _ACCOUNT | {"contact_funnel", "relationship", "cycle", "tier", "programme"}
FAMILIES = {
    Where.KEY_ACCOUNT: _ACCOUNT,
    Where.TIER: _ACCOUNT,
    Where.FUNNEL: _CONTACT | {"deals"},
    Where.RELATIONSHIP: _ACCOUNT,
    Where.CONE: _ON_CONE,
    Where.RULE: _ON_CONE | {"stage"},
    Where.MEMBER: _CONTACT | {"funnel"},
    Where.FAST_LANE: _ON_CONE | {"stage"},
    Where.OUTSIDE: _CONTACT | {"funnel"},
    Where.MAY: _CONTACT - {"company"},
    Where.COMPANY: frozenset({"company"}),
    Where.CONTACTS: _CONTACT - {"company"},
    Where.DEALS: frozenset({"deal"}),
    Where.TICKETS: frozenset({"ticket"}),
    Where.NAMED: _ON_CONE | _CONTACT | {"stage", "deal", "ticket", "funnel"},
}
OVER = {"contacts": Where.CONTACTS, "deals": Where.DEALS, "tickets": Where.TICKETS}

PLACEHOLDERS = ("account.name", "company.name", "contacts.count", "cycle", "relationship", "stage")
"""What a text may name in braces."""
OF_CONTACT = ("contact.name",)
"""The same where each contact is looked at by itself."""

OWN_COMPANY = (
    "stage",
    "stage_since",
    "relationship",
    "cycle",
    "cycle_since",
    "why",
    "missing",
    "handover",
    "cap",
    "cap_until",
)
OWN_CONTACT = ("funnel_step", "funnel_since")
"""The properties every rulebook owns, after its prefix; rules may not set them."""


def bare(metric: str) -> str:
    """The property that a metric such as `since.company.x` or `changed.company.x` is made of."""
    return metric.removeprefix(SINCE).removeprefix(UNTIL).removeprefix(CHANGED)


def family(metric: str) -> str:
    return bare(metric).partition(".")[0]


def family_of(leaf: Leaf) -> str:
    return "metrics" if leaf.measure else family(leaf.metric)


def sort_of_metric(leaf: Leaf, known: Mapping[str, Sort]) -> Sort:
    if leaf.measure:
        return Sort.NUMBER
    if leaf.metric.startswith((SINCE, UNTIL)):
        return Sort.AGE
    return known.get(leaf.metric, Sort.PROPERTY)


def declared(book: Rulebook) -> dict[str, Sort]:
    """The metrics of this rulebook by name, properties aside."""
    roles = [*book.buying_center.roles, *(role for tier in book.tiers.values() for role in tier.roles)]
    return {
        **FIXED,
        **{f"coverage.{role}": Sort.NUMBER for role in dict.fromkeys(roles)},
        **{f"signals.{signal}": Sort.TIMES for signal in book.engagement.signals},
        **{f"contact_funnel.{step}": Sort.NUMBER for step in book.funnel},
        **{f"metrics.{name}": Sort.NUMBER for name in book.metrics},
    }


def stage_names(book: Rulebook) -> tuple[str, ...]:
    """The stages of all ladders, in the order of the file."""
    return tuple(stage.name for relationship in RELATIONSHIPS for stage in book.cone.ladder(relationship))


def conditions(book: Rulebook) -> Iterator[tuple[Where, Condition]]:
    """Every condition of the rulebook and where it stands, those inside measures too."""
    for where, condition in _declared(book):
        yield where, condition
        yield from _measured(condition)
    for measure in book.metrics.values():
        if measure.where is not None:
            yield OVER[measure.of], measure.where
            yield from _measured(measure.where)


def _measured(condition: Condition) -> Iterator[tuple[Where, Condition]]:
    """The conditions inside what a condition measures in place."""
    if isinstance(condition, Leaf) and condition.measure and not condition.metric.startswith("metrics."):
        inside = condition.measure.where
        if inside is not None:
            yield OVER[condition.measure.of], inside
            yield from _measured(inside)
    for part in parts_of(condition):
        yield from _measured(part)


def _declared(book: Rulebook) -> Iterator[tuple[Where, Condition]]:
    yield from ((Where.NAMED, condition) for condition in book.conditions.values())
    yield from ((Where.MAY, condition) for condition in book.may.values())
    yield from _of_accounts(book)
    for step in book.funnel.values():
        yield Where.FUNNEL, step.when
    for relationship in book.relationship.values():
        yield Where.RELATIONSHIP, relationship.when
    for name in RELATIONSHIPS:
        for stage in book.cone.ladder(name):
            several = (stage.when, stage.stay_while, stage.gate)
            yield from ((Where.CONE, when) for when in several if when is not None)
    yield from _of_rules(book)


def _of_accounts(book: Rulebook) -> Iterator[tuple[Where, Condition]]:
    accounts = book.accounts
    yield Where.KEY_ACCOUNT, accounts.key_account.when
    if accounts.key_account.suggest:
        yield Where.KEY_ACCOUNT, accounts.key_account.suggest
    if accounts.roll_up.stop_at:
        yield Where.COMPANY, accounts.roll_up.stop_at
    for tier in book.tiers.values():
        yield Where.TIER, tier.when


def _of_rules(book: Rulebook) -> Iterator[tuple[Where, Condition]]:
    for rule in book.rules:
        yield Where.RULE, rule.when
        if rule.for_each and rule.for_each.where:
            yield Where.MEMBER, rule.for_each.where
    yield from ((Where.RULE, play.stop_when) for play in book.plays.values() if play.stop_when)
    if book.handover and book.handover.fast_lane:
        yield Where.FAST_LANE, book.handover.fast_lane.when
    if book.handover and book.handover.outside_key_accounts:
        yield Where.OUTSIDE, book.handover.outside_key_accounts.when
