"""The words a condition may use: which metrics exist, of what sort they are, and where each may stand."""

import re
from collections.abc import Iterator
from enum import StrEnum

from rules.conditions import Condition, Op
from rules.model import Rulebook


class Sort(StrEnum):
    """What a metric is, in words for people; it says which operators fit."""

    NUMBER = "a number"
    TIMES = "how often something happened"
    SCORE = "a score that fades"
    AGE = "a duration"
    TEXT = "a name"
    PROPERTY = "a property"


class Where(StrEnum):
    """The places of a rulebook that hold conditions, in words for people."""

    KEY_ACCOUNT = "accounts.key_account"
    FUNNEL = "the funnel"
    RELATIONSHIP = "the relationship"
    CONE = "the cone"
    RULE = "a rule"
    FAST_LANE = "the fast lane"


FIXED = {
    "contacts.count": Sort.NUMBER,
    "contacts.engaged": Sort.NUMBER,
    "coverage.roles": Sort.NUMBER,
    "engagement.score": Sort.SCORE,
    "score": Sort.SCORE,
    "signals.any": Sort.TIMES,
    "deals.won": Sort.TIMES,
    "deals.lost": Sort.TIMES,
    "deals.open": Sort.NUMBER,
    "stage": Sort.TEXT,
    "stage.age": Sort.AGE,
    "relationship": Sort.TEXT,
    "cycle": Sort.NUMBER,
}
RELATIONSHIPS = ("prospect", "customer", "former")
PROPERTY = re.compile(r"(company|contact)\.[a-z][a-z0-9_]*")

_ORDER = frozenset({Op.AT_LEAST, Op.AT_MOST, Op.MORE_THAN, Op.LESS_THAN})
_EQUAL = frozenset({Op.IS, Op.IS_NOT, Op.IS_ANY_OF})
_ASKED = frozenset({Op.KNOWN, Op.UNKNOWN})
OPERATORS = {
    Sort.NUMBER: _ORDER | _EQUAL | _ASKED,
    Sort.TIMES: _ORDER | _EQUAL | _ASKED,
    Sort.SCORE: _ORDER | _ASKED,
    Sort.AGE: _ORDER | _ASKED,
    Sort.TEXT: _EQUAL | _ASKED,
    Sort.PROPERTY: frozenset(Op),
}

_ACCOUNT = frozenset({"company", "contacts", "coverage", "engagement", "signals", "deals"})
_ON_CONE = _ACCOUNT | {"contact_funnel", "relationship", "cycle"}
FAMILIES = {
    Where.KEY_ACCOUNT: _ACCOUNT,
    Where.FUNNEL: frozenset({"contact", "score", "company", "signals", "deals"}),
    Where.RELATIONSHIP: _ACCOUNT,
    Where.CONE: _ON_CONE,
    Where.RULE: _ON_CONE | {"stage"},
    Where.FAST_LANE: _ON_CONE | {"stage"},
}

PLACEHOLDERS = ("account.name", "company.name", "contacts.count", "cycle", "relationship", "stage")
"""What a task's title may name in braces."""

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


def family(metric: str) -> str:
    return metric.partition(".")[0]


def declared(book: Rulebook) -> dict[str, Sort]:
    """The metrics of this rulebook by name, properties aside."""
    return {
        **FIXED,
        **{f"coverage.{role}": Sort.NUMBER for role in book.buying_center.roles},
        **{f"signals.{signal}": Sort.TIMES for signal in book.engagement.signals},
        **{f"contact_funnel.{step}": Sort.NUMBER for step in book.funnel},
    }


def stage_names(book: Rulebook) -> tuple[str, ...]:
    """The stages of all ladders, in the order of the file."""
    return tuple(stage.name for relationship in RELATIONSHIPS for stage in book.cone.ladder(relationship))


def conditions(book: Rulebook) -> Iterator[tuple[Where, Condition]]:
    """Every condition of the rulebook and where it stands."""
    yield Where.KEY_ACCOUNT, book.accounts.key_account.when
    for step in book.funnel.values():
        yield Where.FUNNEL, step.when
    for relationship in book.relationship.values():
        yield Where.RELATIONSHIP, relationship.when
    for name in RELATIONSHIPS:
        for stage in book.cone.ladder(name):
            yield from ((Where.CONE, when) for when in (stage.when, stage.stay_while) if when is not None)
    for rule in book.rules:
        yield Where.RULE, rule.when
    if book.handover and book.handover.fast_lane:
        yield Where.FAST_LANE, book.handover.fast_lane.when
