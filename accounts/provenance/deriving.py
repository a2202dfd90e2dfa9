"""Where a contact's data came from, when, and what follows: as people declared it, else as HubSpot's own properties say."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time

from accounts.provenance.derivations import HUBSPOT_SOURCES, derived
from accounts.provenance.values import NOT_LOOKED_AT, Notice, Provenance, ProvenanceSpec, Source
from accounts.reading import value_of
from accounts.snapshot import Record
from accounts.values import (
    Bad,
    Definition,
    Definitions,
    Kind,
    Missing,
    Moment,
    Value,
    moment_of,
    shown,
    typed,
)

CREATED, LEGAL_BASIS = "createdate", "hs_legal_basis"
PROPERTIES = (*HUBSPOT_SOURCES, CREATED, LEGAL_BASIS)
"""HubSpot's own properties of a contact that are needed, besides those a rulebook declares."""


def provenance_of(record: Record, spec: ProvenanceSpec, definitions: Definitions) -> Provenance:
    """The same at any moment: what moves with time is told as the moment from which on it holds."""
    told = _source(record, spec, definitions)
    if told is None:
        return NOT_LOOKED_AT
    source, told_by = told
    since = _moment(declared(record, spec.date, definitions), record)
    verified = _told_moment(declared(record, spec.verified, definitions))
    notice = _notice(record, source, spec, definitions)
    due = notice is Notice.DUE and since is not None
    return Provenance(
        source=source,
        told_by=told_by,
        since=since,
        vendor=_text(declared(record, spec.vendor, definitions)),
        legal_basis=_text(legal_basis(record, spec, definitions)),
        opt_in=_text(declared(record, spec.opt_in, definitions)),
        verified=verified,
        notice=notice,
        notice_by=since + spec.notice_within if due and since is not None else None,
        stale_from=_stale_from(source, verified if verified is not None else since, spec),
    )


def declared(record: Record, name: str | None, definitions: Definitions) -> Value:
    """What the property says that the rulebook names for this."""
    return NOTHING_TELLS if name is None else value_of(record, name, definitions)


def legal_basis(record: Record, spec: ProvenanceSpec, definitions: Definitions) -> Value:
    """HubSpot's own where none is declared; that a portal does not have it is no lost sight then."""
    if spec.legal_basis is None and (Kind.CONTACT, LEGAL_BASIS) not in definitions:
        return NOTHING_TELLS
    return value_of(record, spec.legal_basis or LEGAL_BASIS, definitions)


NOTHING_TELLS = Missing("nothing tells")


def _source(record: Record, spec: ProvenanceSpec, definitions: Definitions) -> tuple[Source, str] | None:
    """None: not read yet. What a person wrote and nobody can read as a source is not overruled by HubSpot's own."""
    if spec.source is not None:
        value = value_of(record, spec.source, definitions)
        if isinstance(value, Missing) and value.unreadable:
            return None
        if not isinstance(value, Missing):
            return _worded(value, spec), spec.source
    if not any(name in record.properties for name in HUBSPOT_SOURCES):
        return None if spec.source is None else (Source.UNKNOWN, "")
    return derived(record.properties)


def _worded(value: Value, spec: ProvenanceSpec) -> Source:
    """Of several options those that are sources have to agree."""
    words = {word.strip().casefold() for word in _words(value)}
    known = {text.strip().casefold(): source for text, source in spec.values.items()}
    known = {**_OWN_WORDS, **known}
    sources = {known[word] for word in words if word in known}
    return sources.pop() if len(sources) == 1 else Source.UNKNOWN


_OWN_WORDS = {source.value: source for source in Source}


def _words(value: Value) -> Iterable[str]:
    if isinstance(value, tuple):
        return value
    return (value.text if isinstance(value, Bad) else _text(value),)


def _text(value: Value) -> str:
    match value:
        case Missing():
            return ""
        case Bad(text, _):
            return text
        case bool():
            return "true" if value else "false"
        case tuple():
            return ", ".join(map(shown, value))
        case _:
            return shown(str(value))


_CREATED = Definition(Kind.CONTACT, CREATED, "datetime")


def _moment(said: Value, record: Record) -> Moment | None:
    """When the data came: as declared, else when the contact was created."""
    moment = _told_moment(said)
    return moment if moment is not None else _told_moment(typed(record.properties.get(CREATED), _CREATED))


def _told_moment(value: Value) -> Moment | None:
    """Dates begin in UTC; a text may hold a date too."""
    match value:
        case bool():
            return None
        case int():
            return value
        case date():
            return int(datetime.combine(value, time(), UTC).timestamp())
        case str():
            return _read(value)
        case _:
            return None


def _read(text: str) -> Moment | None:
    try:
        return int(moment_of(text).timestamp())
    except (ValueError, OverflowError):
        return None


def _notice(record: Record, source: Source, spec: ProvenanceSpec, definitions: Definitions) -> Notice | None:
    """What says when it was given, says that it was, whatever stands there but a no."""
    given = declared(record, spec.notice, definitions)
    if not isinstance(given, Missing) and given is not False:
        return Notice.GIVEN
    if source is Source.UNKNOWN and source not in spec.notice_owed:
        return None
    owed = source in spec.notice_owed
    if owed and isinstance(given, Missing) and given.unreadable:
        return None
    return Notice.DUE if owed else Notice.NOT_OWED


def _stale_from(source: Source, counted_from: Moment | None, spec: ProvenanceSpec) -> Moment | None:
    limit = spec.stale_after.get(source)
    return None if limit is None or counted_from is None else counted_from + limit
