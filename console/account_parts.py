"""The parts of an account's page that come from its newest decision: head, buying center, engagement, companies, questions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from accounts.engagement.breakdown import Line
from accounts.matching import questions as review
from accounts.people.coverage import covered
from accounts.people.gaps import gaps
from accounts.people.spoken import role_noun
from accounts.values import Moment
from console import people
from console.center import Center, Known, center_of, known
from console.people import Belonging, PersonRow
from console.words import Words, plain
from rules.conditions import Finding
from rules.wording.words import sentence
from store import account_page
from store.account_page import CompanyLine
from store.account_view import Decided, Member
from store.answers import Question

MOST_LINES = 25
"""Signals that are shown one by one; the older ones are one line."""
DAY = 86_400


@dataclass(frozen=True)
class SignalRow:
    """One sign of interest; `worth` as it was counted, `left` as a number, empty where it does not count."""

    signal: str
    when: str
    who: str
    worth: str
    left: str
    note: str = ""


@dataclass(frozen=True)
class Engagement:
    title: str
    hint: str
    rows: tuple[SignalRow, ...]
    total: str


@dataclass(frozen=True)
class Asked:
    """A question of the review: what is asked, and what speaks for each answer."""

    headline: str
    candidates: tuple[str, ...]


@dataclass(frozen=True)
class CenterPart:
    """What the decision knew. `excluded` and `tier` are (name, why)."""

    tier: tuple[str, str] | None
    excluded: tuple[str, str] | None
    gap: str
    summary: str
    people: tuple[PersonRow, ...]
    others: tuple[PersonRow, ...]
    engagement: Engagement


@dataclass(frozen=True)
class Parts:
    """`values` is what `center` says in words."""

    center: CenterPart | None
    values: Center | None
    belongings: tuple[Belonging, ...]
    companies: tuple[CompanyLine, ...]
    questions: tuple[Asked, ...]


def parts(  # noqa: PLR0913, PLR0917 - one page has as many sources
    tx: sa.Connection,
    portal_id: int,
    account: tuple[str, str],
    decided: Decided | None,
    members: Sequence[Member],
    words: Words,
    now: Moment,
) -> Parts:
    """`account` is (id, name)."""
    companies = account_page.companies(tx, portal_id, account[0])
    found = known(tx, portal_id, account[0])
    values = center_of(found, decided.findings, now) if found and decided else None
    called = {one.id: one.name for one in found.facts.contacts} if found else {}
    asked = account_page.questions(tx, portal_id, [one.id for one in companies])
    return Parts(
        center=center_part(found, values, decided, words, now) if found and values and decided else None,
        values=values,
        belongings=tuple(people.belongings(members, account, called, words)),
        companies=tuple(companies),
        questions=tuple(_asked(one, words) for one in asked),
    )


def center_part(found: Known, center: Center, decided: Decided, words: Words, now: Moment) -> CenterPart:
    return CenterPart(
        tier=_tier(center, decided, words),
        excluded=_excluded(center, decided, words),
        gap=center.next_gap(words.language, found.engaged_from) if center.wanted else "",
        summary=_summary(center, words),
        people=tuple(people.person_row(one, words, now) for one in center.people),
        others=tuple(people.person_row(one, words, now) for one in center.others),
        engagement=_engagement(found, center, words),
    )


def _tier(center: Center, decided: Decided, words: Words) -> tuple[str, str] | None:
    if center.tier is None:
        return None
    name = plain(center.tier)
    name = name[0].upper() + name[1:]
    programme = words.known("programme", center.programme) if center.programme else ""
    return ", ".join(filter(None, (name, programme))), _because(decided, f"tier.{center.tier}", words)


def _excluded(center: Center, decided: Decided, words: Words) -> tuple[str, str] | None:
    if center.excluded is None:
        return None
    return words.known("exclusion", center.excluded), _because(decided, f"excluded.{center.excluded}", words)


def _because(decided: Decided, key: str, words: Words) -> str:
    """What held, in words."""
    finding = decided.findings.get(key)
    return ", ".join(_held(finding, words)) if finding else ""


def _held(finding: Finding, words: Words) -> Iterator[str]:
    if finding.kind == "leaf" and finding.leaf is not None and finding.verdict:
        seen = finding.seen
        number = words.number(seen) if isinstance(seen, int | float) and not isinstance(seen, bool) else ""
        yield sentence(finding.leaf, words.language) + (f" ({number})" if number else "")
    for part in finding.parts:
        yield from _held(part, words)


def _summary(center: Center, words: Words) -> str:
    contacts = [one.contact for one in center.people]
    wanted = sorted(center.wanted.items())
    lacking = gaps(covered(contacts, wanted), wanted)
    count = len(contacts)
    said = words("contact.one") if count == 1 else words("contact.many", n=words.number(count))
    return words("center_hint", people=said, roles=len(wanted) - len(lacking), wanted=len(wanted))


def _engagement(found: Known, center: Center, words: Words) -> Engagement:
    spec = found.book.engagement
    hint = "engagement_window" if spec.window else "engagement_hint"
    return Engagement(
        title=words("engagement", score=words.number(round(center.score, 1))),
        hint=words(hint, half_life=words.span(spec.window or spec.fading)),
        rows=tuple(_signals(found, center, words)),
        total=words.number(round(center.score, 1)),
    )


def _signals(found: Known, center: Center, words: Words) -> Iterator[SignalRow]:
    names = {one.id: one.name for one in found.facts.contacts}
    since = found.memory.cycle_since
    before = [one for one in center.lines if not one.counts and since and one.at <= since]
    lines = [one for one in center.lines if one not in before]
    for line in lines[:MOST_LINES]:
        yield _signal(line, names.get(line.contact, ""), words)
    if older := lines[MOST_LINES:]:
        left = words.number(round(sum(one.left for one in older), 1))
        yield SignalRow(words("older", n=words.number(len(older))), "", "", "", left)
    if before:
        yield SignalRow(words("earlier_cycle", n=words.number(len(before))), "", "", "", "")


def _signal(line: Line, who: str, words: Words) -> SignalRow:
    worth = words.number(line.points)
    if line.weight != 1:
        role = f" ({role_noun(line.role, words.language)})" if line.role else ""
        worth += f" \N{MULTIPLICATION SIGN} {words.number(line.weight)}{role}"
    if line.tier != 1:
        worth += f" \N{MULTIPLICATION SIGN} {words.number(line.tier)}"
    return SignalRow(
        signal=people.signal_name(line.signal, words),
        when=words.day(line.at),
        who=who,
        worth=worth,
        left=words.number(round(line.left, 1)) if line.counts else "",
        note="" if line.counts else words("elsewhere"),
    )


def _asked(question: Question, words: Words) -> Asked:
    language = words.language
    return Asked(
        review.headline(question.key, language, question.contacts),
        tuple(review.words(question.key, one, language, question.contacts) for one in question.candidates),
    )
