"""The people of an account in words: one row each, as somebody who knows the CRM would write it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from accounts.facts import ContactFact
from accounts.matching import words as matching
from accounts.matching.membership import Membership, Reason
from accounts.people.held import HeldRole, RoleSource
from accounts.people.roles import counts
from accounts.people.spoken import role_noun, standing_sentence
from accounts.provenance.values import Notice, Provenance, Source, is_stale, notice_at
from accounts.provenance.words import SOURCES
from accounts.values import Moment
from console.center import Person
from console.words import TEXTS, Words
from store.account_view import Member


@dataclass(frozen=True)
class PersonRow:
    """`roles` are (role, how it is known); `notes` follow the source; `alarm`: the law is waiting."""

    name: str
    title: str
    roles: tuple[tuple[str, str], ...]
    standing: str
    why: str
    points: str
    source: str
    notes: tuple[str, ...]
    alarm: str
    permission: str
    banned: bool


@dataclass(frozen=True)
class Belonging:
    """One sentence, and all of whom it is true."""

    names: tuple[str, ...]
    sentence: str


def person_row(person: Person, words: Words, now: Moment) -> PersonRow:
    contact, found = person.contact, person.contact.provenance
    return PersonRow(
        name=contact.name,
        title=contact.job_title,
        roles=tuple(_roles(contact, words)),
        standing=words(f"standing.{contact.standing}"),
        why=standing_sentence(contact.standing, contact.standing_because, words.language),
        points=words.number(round(person.points, 1)),
        source=_source(found, words),
        notes=tuple(_notes(found, words, now)),
        alarm=_alarm(found, words, now),
        permission=_permission(person, words),
        banned=contact.do_not_contact,
    )


def _roles(contact: ContactFact, words: Words) -> Iterator[tuple[str, str]]:
    """Each role by its surest source; guesses that do not count are told only of who has no other role."""
    told: set[str] = set()
    for held in contact.held:
        if held.role not in told and (counts(held) or not contact.roles):
            told.add(held.role)
            yield role_noun(held.role, words.language), _known_by(held, words)


def _known_by(held: HeldRole, words: Words) -> str:
    key = held.source.value if counts(held) else "weak"
    if held.source is RoleSource.ENTERED:
        return words("role_by.entered")
    return words(f"role_by.{key}", because=held.because, percent=round(held.confidence * 100))


def _source(found: Provenance, words: Words) -> str:
    if found.unread:
        return words("source.unread")
    source = SOURCES[words.language][found.source]
    if found.since is None or found.source is Source.UNKNOWN:
        return source
    return words("source.on", source=source, day=words.day(found.since))


def _notes(found: Provenance, words: Words, now: Moment) -> Iterator[str]:
    if found.vendor:
        yield words("source.vendor", name=found.vendor)
    if found.legal_basis:
        yield words("basis", text=words.known("basis", found.legal_basis))
    elif found.source in {
        Source.PURCHASED,
        Source.RESEARCH_LINKEDIN,
        Source.RESEARCH_XING,
        Source.ENRICHMENT,
    }:
        yield words("basis.none")
    if found.opt_in:
        yield words.known("opt_in", found.opt_in)
    if found.verified is not None:
        yield words("source.verified", day=words.day(found.verified))
    if found.stale_from is not None and is_stale(found, now):
        yield words("source.stale", day=words.day(found.stale_from))
    notice = notice_at(found, now)
    if notice is Notice.GIVEN:
        yield words("notice.given")
    elif notice is Notice.DUE:
        yield words("notice.due", day=words.day(found.notice_by))


def _alarm(found: Provenance, words: Words, now: Moment) -> str:
    if notice_at(found, now) is not Notice.OVERDUE:
        return ""
    return words("notice.overdue", day=words.day(found.notice_by))


def _permission(person: Person, words: Words) -> str:
    if person.contact.do_not_contact:
        return words("permission.ban")
    if not person.may:
        return words("permission.unset")
    allowed = [words.known("channel", name) for name, yes in person.may.items() if yes]
    return ", ".join(allowed) or words("permission.none")


def belongings(
    members: Sequence[Member], account: tuple[str, str], called: Mapping[str, str], words: Words
) -> list[Belonging]:
    """Who belongs here for the same reason is told together; first those of whom others were in question.

    `account` is (id, name); `called` the names of contacts without what people write into names.
    """
    names: dict[str, list[str]] = {}
    for one in sorted(members, key=lambda member: (not member.rivals, member.reason, member.name)):
        names.setdefault(belongs(one, *account, words), []).append(called.get(one.contact_id, one.name))
    return [Belonging(tuple(some), sentence) for sentence, some in names.items()]


def belongs(member: Member, account_id: str, account: str, words: Words) -> str:
    """Why one contact belongs to the account, and who else was in question."""
    try:
        reason = Reason(member.reason)
    except ValueError:  # stored by another version
        return member.evidence
    found = Membership(
        member.contact_id, account_id, reason, member.evidence, member.company, rivals=member.rivals
    )
    return matching.words(found, account, words.language)


def signal_name(name: str, words: Words) -> str:
    """A rulebook's own signals are called by the name they have there."""
    key = f"signal.{name}"
    return words(key) if key in TEXTS else words.known("signal", name)
