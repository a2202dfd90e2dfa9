"""Checks of where data come from, how old they are, and whether they can be read."""

from collections.abc import Iterator
from datetime import UTC, datetime

from accounts.hygiene.portal import Portal
from accounts.hygiene.rows import ContactRow
from accounts.hygiene.values import Example, Subject
from accounts.provenance.deriving import legal_basis
from accounts.provenance.values import Notice, Source, is_stale, notice_at
from accounts.snapshot import Record
from accounts.values import Kind, Missing, Moment


def unknown_source(portal: Portal) -> Iterator[Example]:
    for one, known in portal.provenance:
        if known.source is Source.UNKNOWN:
            yield Example((one.subject,))


def stale_data(portal: Portal) -> Iterator[Example]:
    """Older than the rulebook wants data of this source to be."""
    for one, known in portal.provenance:
        if is_stale(known, portal.at):
            yield Example((one.subject,), why=known.source.value, detail=_day(known.stale_from))


def no_legal_basis(portal: Portal) -> Iterator[Example]:
    """Of data that somebody else collected: sources that owe a notice."""
    owing = portal.asked.spec.provenance.notice_owed
    for one, known in portal.provenance:
        if known.source in owing and _has_no_basis(portal, one):
            yield Example((one.subject,), why=known.source.value, detail=known.vendor)


def _has_no_basis(portal: Portal, contact: ContactRow) -> bool:
    """That it was not read yet does not mean that there is none."""
    record = Record(Kind.CONTACT, contact.id, contact.text)
    said = legal_basis(record, portal.asked.spec.provenance, portal.rows.definitions)
    return isinstance(said, Missing) and not said.unreadable


def notice_overdue(portal: Portal) -> Iterator[Example]:
    for one, known in portal.provenance:
        if notice_at(known, portal.at) is Notice.OVERDUE:
            yield Example((one.subject,), why=known.source.value, detail=_day(known.notice_by))


def unreadable_values(portal: Portal) -> Iterator[Example]:
    """By property and reason; one object stands for all."""
    for count, one in portal.rows.unreadable:
        subject = Subject(one.kind.value, one.id, f"{one.kind.value}.{one.property}")
        yield Example((subject,), why=one.reason, detail=one.text, count=count)


def _day(moment: Moment | None) -> str:
    return "" if moment is None else datetime.fromtimestamp(moment, tz=UTC).date().isoformat()
