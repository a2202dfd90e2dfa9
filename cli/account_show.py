"""`flipfunnel accounts show`: one account, as its page in the console tells it, in English text or as JSON."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from accounts.provenance.values import notice_at
from accounts.unfit import Unfit
from accounts.values import Moment
from cli import output
from console.account_parts import Parts
from console.center import Center, Person
from console.people import PersonRow
from rules.decision import Wish
from store.account_view import Decided, Member
from store.tally import AccountLine
from store.views import Entry


@dataclass(frozen=True)
class Shown:
    """All that is known of one account."""

    line: AccountLine
    members: Sequence[Member]
    history: Sequence[Entry]
    unreadable: Sequence[Unfit]
    decided: Decided | None
    parts: Parts
    now: Moment

    @property
    def next_gap(self) -> str:
        return self.parts.center.gap if self.parts.center else ""


def as_data(shown: Shown) -> dict[str, Any]:
    """Everything as plain data; the keys stay as they are (docs/account-page.md)."""
    decided, center = shown.decided, shown.parts.values
    return {
        **vars(shown.line),
        "suggestions": list(decided.suggestions) if decided else [],
        "members": [asdict(one) for one in shown.members],
        "history": [vars(one) for one in shown.history],
        "unreadable": [vars(one) for one in shown.unreadable],
        "wishes": [vars(one) for one in decided.wishes] if decided else [],
        "companies": [asdict(one) for one in shown.parts.companies],
        "questions": [asdict(one) for one in shown.parts.questions],
        "belonging": [asdict(one) for one in shown.parts.belongings],
        "next_gap": shown.next_gap,
        **(_center(center, shown.now) if center else {"buying_center": None}),
    }


def _center(center: Center, now: Moment) -> dict[str, Any]:
    people = [*center.people, *center.others]
    return {
        "tier": center.tier,
        "programme": center.programme,
        "excluded": center.excluded,
        "buying_center": {
            "wanted": dict(center.wanted),
            "people": [_person(one, now) for one in people],
        },
        "engagement": {
            "score": round(center.score, 3),
            "lines": [{**asdict(one), "left": round(one.left, 3)} for one in center.lines],
        },
    }


def _person(person: Person, now: Moment) -> dict[str, Any]:
    contact, found = person.contact, person.contact.provenance
    return {
        "id": contact.id,
        "name": contact.name,
        "job_title": contact.job_title,
        "counts": contact.counts,
        "standing": contact.standing,
        "standing_because": asdict(contact.standing_because),
        "roles": list(contact.roles),
        "held": [asdict(one) for one in contact.held],
        "points": round(person.points, 3),
        "do_not_contact": contact.do_not_contact,
        "may": dict(person.may),
        "provenance": {**asdict(found), "notice": notice_at(found, now)},
    }


def show(shown: Shown) -> None:
    """For a person: the head, then one table for each thing that a page has."""
    _head(shown)
    part = shown.parts.center
    if part:
        output.lines(["", f"Buying center: {part.summary}"])
        output.table(
            ("Contact", "Job title", "Roles", "Standing", "Points", "Source and legal state", "Permission"),
            [_row(one) for one in part.people],
        )
    if part and part.others:
        output.lines(["", "Do not count:"])
        output.table(("Contact", "Job title", "Why"), [(one.name, one.title, one.why) for one in part.others])
    if shown.parts.belongings:
        said = [f"  {', '.join(one.names)}: {one.sentence}" for one in shown.parts.belongings]
        output.lines(["", "Why they belong here:", *said])
    for asked in shown.parts.questions:
        output.lines(["", f"Open question: {asked.headline}", *(f"  {one}" for one in asked.candidates)])
    _engagement(shown)
    _rest(shown)


def _head(shown: Shown) -> None:
    line, part = shown.line, shown.parts.center
    output.lines(
        [f"{line.name} ({line.id})", f"Stage: {line.stage or 'not on the cone'} since {day(line.since)}"]
    )
    if part and part.tier:
        output.lines([f"Tier: {part.tier[0]}, because {part.tier[1]}"])
    if part and part.excluded:
        output.lines([f"Excluded: {part.excluded[0]}, because {part.excluded[1]}"])
    output.lines([text for text in (line.why, shown.next_gap) if text])


def _row(one: PersonRow) -> tuple[str, ...]:
    roles = ", ".join(f"{role} ({by})" for role, by in one.roles) or "-"
    source = "; ".join(part for part in (one.source, *one.notes, one.alarm) if part)
    return one.name, one.title or "-", roles, one.standing, one.points, source, one.permission


def _engagement(shown: Shown) -> None:
    if not (part := shown.parts.center) or not part.engagement.rows:
        return
    output.lines(["", part.engagement.title])
    rows = [
        (one.when or "-", one.signal, one.who or "-", one.worth or "-", one.left or one.note or "-")
        for one in part.engagement.rows
    ]
    output.table(("Day", "Signal", "Contact", "Worth", "Left today"), rows)


def _rest(shown: Shown) -> None:
    companies = [
        (one.name, one.place or "-", ", ".join([one.domain or "-", *one.further, *one.former]))
        for one in shown.parts.companies
    ]
    output.lines([""])
    output.table(("Company", "Place", "Domains"), companies)
    output.lines([""])
    moves = [
        (day(one.at), f"{one.from_stage or '-'} -> {one.to_stage or '-'}", one.why) for one in shown.history
    ]
    output.table(("Day", "Move", "Why"), moves)
    if shown.unreadable:
        output.lines(["", "Values that nobody can read; until they are corrected, they count as unknown:"])
        odd = [(f"{one.kind.value} {one.id}", one.property, one.says()) for one in shown.unreadable]
        output.table(("Whose", "Property", "What is the matter"), odd)
    if shown.decided:
        _besides(shown.decided.suggestions, shown.decided.wishes)


def _besides(suggestions: Sequence[str], wishes: Sequence[Wish]) -> None:
    """What the rules propose to people, and what they want that this version does not carry out."""
    if suggestions:
        output.lines(["", "Suggestions:", *(f"  {one}" for one in suggestions)])
    if wishes:
        output.lines(["", "Wanted by rules; this version decides it and does not carry it out:"])
        rows = [(one.rule, one.kind.replace("_", " "), one.what, one.to, one.reason) for one in wishes]
        output.table(("Rule", "What", "Which", "To", "Why"), rows)


def day(moment: int | None) -> str:
    return "-" if moment is None else datetime.fromtimestamp(moment, tz=UTC).date().isoformat()
