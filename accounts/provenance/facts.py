"""Provenance as facts of a contact, by the names of the rulebook."""

from accounts.metrics import Age, Const, Fact, Turns
from accounts.provenance.deriving import NOTHING_TELLS, declared, legal_basis
from accounts.provenance.values import Notice, Provenance, ProvenanceSpec, Source, overdue_from
from accounts.snapshot import Record
from accounts.values import Definitions, Missing, Moment, Value

FRESH, STALE = "fresh", "stale"

_UNREAD = Const(Missing("where the data came from was not read yet", unreadable=True))
_NOT_KNOWN = Const(Missing("where the data came from is not known"))
_NO_DATE = Const(Missing("since when there are these data is not known"))
_NEVER_VERIFIED = Const(Missing("nobody has verified these data"))
_NOTICE_UNREAD = Const(Missing("whether the notice was given was not read yet", unreadable=True))
_NOTHING_TELLS = Const(NOTHING_TELLS)
_FRESH = Const(FRESH)
_SOURCES: dict[Source, Fact] = {source: Const(source.value) for source in Source}
_NOTICES: dict[Notice, Fact] = {notice: Const(notice.value) for notice in Notice}


def provenance_facts(
    record: Record, found: Provenance, spec: ProvenanceSpec, definitions: Definitions
) -> dict[str, Fact]:
    """source, source.age, vendor, legal_basis, opt_in, verified.age, freshness and notice."""
    return {
        "source": _UNREAD if found.unread else _SOURCES[found.source],
        "source.age": _since(found.since, _UNREAD if found.unread else _NO_DATE),
        "vendor": _said(declared(record, spec.vendor, definitions)),
        "legal_basis": _said(legal_basis(record, spec, definitions)),
        "opt_in": _said(declared(record, spec.opt_in, definitions)),
        "verified.age": _since(found.verified, _verified(record, spec, definitions)),
        "freshness": _freshness(found, spec),
        "notice": _notice(found),
    }


def _said(value: Value) -> Fact:
    return _NOTHING_TELLS if value is NOTHING_TELLS else Const(value)


def _since(moment: Moment | None, otherwise: Fact) -> Fact:
    return otherwise if moment is None else Age(moment)


def _verified(record: Record, spec: ProvenanceSpec, definitions: Definitions) -> Fact:
    """What is said where there is no moment: that it is empty, not read, or not fit to be read."""
    said = declared(record, spec.verified, definitions)
    return Const(said) if isinstance(said, Missing) and said.unreadable else _NEVER_VERIFIED


def _freshness(found: Provenance, spec: ProvenanceSpec) -> Fact:
    """Data of a source without a limit stay fresh."""
    if found.unread:
        return _UNREAD
    if found.source not in spec.stale_after:
        return _FRESH
    return _NO_DATE if found.stale_from is None else Turns(FRESH, ((found.stale_from, STALE),))


def _notice(found: Provenance) -> Fact:
    if found.unread:
        return _UNREAD
    if found.notice is None:
        return _NOT_KNOWN if found.source is Source.UNKNOWN else _NOTICE_UNREAD
    if found.notice is not Notice.DUE or found.notice_by is None:
        return _NOTICES[found.notice]
    return Turns(Notice.DUE.value, ((overdue_from(found.notice_by), Notice.OVERDUE.value),))


USUAL: dict[str, Fact] = {
    **dict.fromkeys(("vendor", "opt_in", "legal_basis"), _NOTHING_TELLS),
    "verified.age": _NEVER_VERIFIED,
    "freshness": _FRESH,
    "notice": _NOTICES[Notice.NOT_OWED],
}
"""What most contacts say."""
