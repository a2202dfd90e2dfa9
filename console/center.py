"""The buying center of one account as its newest decision saw it: people, roles, permissions, points, the next gap.

Everything is read from the facts that were stored with the decision, so a page and its decision never differ.
"""

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa

import rules
from accounts import stored
from accounts.engagement.breakdown import Line, Scope, breakdown, total
from accounts.facts import AccountFacts, ContactFact
from accounts.metrics import Const
from accounts.people.gaps import next_gap
from accounts.people.spoken import Language
from accounts.values import Moment
from rules.conditions import Finding
from rules.deciding.sight import Sight
from rules.deciding.strata import compiled
from rules.memory import Memory
from rules.model import Rulebook
from store import account_page


@dataclass(frozen=True)
class Person:
    """`points`: its score; `may`: of each channel whether the rulebook permits it."""

    contact: ContactFact
    points: float
    may: Mapping[str, bool] = field(default_factory=dict)


@dataclass(frozen=True)
class Center:
    """`people` count, the most engaged first; `others` do not. `lines` add up to `score`; the newest first."""

    people: tuple[Person, ...]
    others: tuple[Person, ...]
    wanted: Mapping[str, int]
    lines: tuple[Line, ...]
    score: float
    tier: str | None
    programme: str | None
    excluded: str | None

    def next_gap(self, language: Language, engaged_from: float) -> str:
        engaged = [one.contact.id for one in self.people if one.points >= engaged_from]
        return next_gap([one.contact for one in self.people], sorted(self.wanted.items()), language, engaged)


@dataclass(frozen=True)
class Known:
    """What was known of an account when it was decided about."""

    book: Rulebook
    facts: AccountFacts
    memory: Memory
    at: Moment

    @property
    def engaged_from(self) -> float:
        return self.book.engagement.engaged_contact.score.at_least


def known(tx: sa.Connection, portal_id: int, account_id: str) -> Known | None:
    """None where nothing was decided yet, or this version of the program cannot read the rulebook or the facts."""
    basis = account_page.basis(tx, portal_id, account_id)
    if basis is None or "contacts" not in basis.facts:
        return None
    try:
        book = _book(basis.text, basis.file)
        facts = stored.restore(basis.facts, rules.fact_spec(book))
    except (rules.RulebookError, ValueError, KeyError):
        return None
    return Known(book, facts, basis.memory, basis.at)


@functools.lru_cache(maxsize=8)
def _book(text: str, file: str) -> Rulebook:
    return rules.load(text, file)


def center_of(known: Known, findings: Mapping[str, Finding], now: Moment) -> Center:
    """`findings` are those of the same decision; points are what is left of them at `now`."""
    book, facts = known.book, known.facts
    tier = _first(findings, "tier", book.tiers)
    factor = book.engagement.weights.tier.get(tier or "", 1.0)
    spec = rules.fact_spec(book).engagement
    since = known.memory.cycle_since
    lines = breakdown(facts, spec, now, Scope(tier=factor, since=since))
    scores = {
        one.id: total(breakdown(facts, spec, now, Scope(one.id, factor, since))) for one in facts.contacts
    }
    people = sorted(
        map(Person, facts.contacts, scores.values(), _permitted(known, now)),
        key=lambda one: (-one.points, one.contact.name, one.contact.id),
    )
    return Center(
        people=tuple(one for one in people if one.contact.counts),
        others=tuple(one for one in people if not one.contact.counts),
        wanted=_wanted(book, findings, tier),
        lines=lines,
        score=total(lines),
        tier=tier,
        programme=book.tiers[tier].programme if tier else None,
        excluded=_first(findings, "excluded", book.accounts.excluded),
    )


def _first(findings: Mapping[str, Finding], family: str, names: Mapping[str, object]) -> str | None:
    """The name that said yes; none where one before it is unknown."""
    for name in names:
        finding = findings.get(f"{family}.{name}")
        verdict = finding.verdict if finding else False
        if verdict is not False:
            return name if verdict else None
    return None


def _wanted(book: Rulebook, findings: Mapping[str, Finding], tier: str | None) -> Mapping[str, int]:
    """As `rules.deciding.tiers` has it: the roles of the tier instead of the usual ones, and what product lines add."""
    center = book.buying_center
    wanted = dict((book.tiers[tier].roles if tier else {}) or center.roles)
    for name, product in center.products.items():
        finding = findings.get(f"product.{name}")
        if finding is not None and finding.verdict:
            wanted |= {role: max(wanted.get(role, 0), count) for role, count in product.roles.items()}
    return wanted


def _permitted(known: Known, now: Moment) -> list[Mapping[str, bool]]:
    """Unknown means no."""
    about = {**known.facts.facts, "stage": Const(known.memory.stage or "")}
    several = [{**about, **one.facts} for one in known.facts.contacts]
    if not known.book.may or not several:
        return [{} for _ in several]
    found = Sight(compiled(known.book), now).permissions(several)
    return [{name: verdict is True for name, verdict in one.items()} for one in found]
