"""The words a condition may use: which metrics exist, of what sort they are, and where each may stand."""

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum

from rules.conditions import Condition, Leaf, Sort, parts_of
from rules.judging.ageing import SINCE, UNTIL
from rules.judging.kinds import KINDS
from rules.judging.staled import CHANGED
from rules.language.fixed import FIXED, RELATIONSHIPS
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
    NOT_MEMBERS = "accounts.not_members"
    EXCLUDED = "accounts.excluded"
    PRODUCT = "a product line"
    OF_MEETINGS = "a signal from meetings"
    OF_CALLS = "a signal from calls"
    OF_EMAILS = "a signal from emails"
    OF_DEALS = "a signal from deals"
    OF_TICKETS = "a signal from tickets"
    NAMED = "conditions"


ASKED = re.compile(r"(since\.|until\.)?(company|contact|deal|ticket|meeting|call|email)\.[a-z][a-z0-9_]*")
"""A property as a condition may ask for it."""
PROPERTY = re.compile(r"(company|contact|deal|ticket|meeting|call|email)\.[a-z][a-z0-9_]*")

OPERATORS = {sort: frozenset(word for word, kind in KINDS.items() if sort in kind.fits) for sort in Sort}

_ACCOUNT = frozenset(
    {"company", "contacts", "coverage", "engagement", "signals", "deals", "tickets", "metrics"}
)
_DATA = frozenset({"source", "vendor", "legal_basis", "opt_in", "verified", "freshness", "notice"})
_CONTACT = _DATA | {"contact", "score", "signals", "role", "standing", "do_not_contact", "company"}
_ON_CONE = _ACCOUNT | {"contact_funnel", "relationship", "cycle", "tier", "programme", "excluded"}
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
    Where.NOT_MEMBERS: _DATA | {"contact", "role"},
    Where.EXCLUDED: _ACCOUNT,
    Where.PRODUCT: _ACCOUNT,
    Where.OF_MEETINGS: frozenset({"meeting"}),
    Where.OF_CALLS: frozenset({"call"}),
    Where.OF_EMAILS: frozenset({"email"}),
    Where.OF_DEALS: frozenset({"deal"}),
    Where.OF_TICKETS: frozenset({"ticket"}),
    Where.NAMED: _ON_CONE | _CONTACT | {"stage", "deal", "ticket", "funnel"},
}
SIGNALS_FROM = {
    "meetings": Where.OF_MEETINGS,
    "calls": Where.OF_CALLS,
    "emails": Where.OF_EMAILS,
    "deals": Where.OF_DEALS,
    "tickets": Where.OF_TICKETS,
}
OVER = {"contacts": Where.CONTACTS, "deals": Where.DEALS, "tickets": Where.TICKETS}

PLACEHOLDERS = (
    "account.name",
    "company.name",
    "contacts.count",
    "cycle",
    "missing_roles",
    "next_gap",
    "relationship",
    "stage",
)
"""What a text may name in braces."""
GAPS = ("next_gap", "missing_roles")
"""Of these, those that tell of roles nobody holds yet."""
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
    return {
        **FIXED,
        **{f"coverage.{role}": Sort.NUMBER for role in wanted_roles(book)},
        **{f"signals.{signal}": Sort.TIMES for signal in book.engagement.signals},
        **{f"contact_funnel.{step}": Sort.NUMBER for step in book.funnel},
        **{f"metrics.{name}": Sort.NUMBER for name in book.metrics},
    }


def wanted_roles(book: Rulebook) -> tuple[str, ...]:
    """The roles that are wanted somewhere, in the order of the file."""
    wanted = [tier.roles for tier in book.tiers.values()]
    wanted += [product.roles for product in book.buying_center.products.values()]
    return tuple(dict.fromkeys([*book.buying_center.roles, *(role for roles in wanted for role in roles)]))


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
    if accounts.not_members.when:
        yield Where.NOT_MEMBERS, accounts.not_members.when
    yield from ((Where.EXCLUDED, excluded.when) for excluded in accounts.excluded.values())
    yield from ((Where.TIER, tier.when) for tier in book.tiers.values())
    yield from ((Where.PRODUCT, product.when) for product in book.buying_center.products.values())
    for signal in book.engagement.signals.values():
        if signal.from_ and signal.where:
            yield SIGNALS_FROM[signal.from_], signal.where


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
