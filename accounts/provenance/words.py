"""Where data come from, in German and English: single words, and a sentence for each contact."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Literal

from accounts.provenance.values import Notice, Provenance, Source, is_stale, notice_at
from accounts.values import Moment

Language = Literal["de", "en"]

SOURCES: Mapping[Language, Mapping[Source, str]] = {
    "de": {
        Source.INBOUND: "von selbst gekommen",
        Source.PURCHASED: "gekauft",
        Source.RESEARCH_LINKEDIN: "auf LinkedIn recherchiert",
        Source.RESEARCH_XING: "auf XING recherchiert",
        Source.ENRICHMENT: "angereichert",
        Source.IMPORT: "importiert",
        Source.EVENT: "auf einer Veranstaltung gewonnen",
        Source.REFERRAL: "empfohlen",
        Source.UNKNOWN: "Herkunft unbekannt",
    },
    "en": {
        Source.INBOUND: "came to us",
        Source.PURCHASED: "purchased",
        Source.RESEARCH_LINKEDIN: "researched on LinkedIn",
        Source.RESEARCH_XING: "researched on XING",
        Source.ENRICHMENT: "enriched",
        Source.IMPORT: "imported",
        Source.EVENT: "met at an event",
        Source.REFERRAL: "referred",
        Source.UNKNOWN: "source unknown",
    },
}
NOTICES: Mapping[Language, Mapping[Notice, str]] = {
    "de": {
        Notice.NOT_OWED: "nicht nötig",
        Notice.DUE: "fällig",
        Notice.OVERDUE: "überfällig",
        Notice.GIVEN: "erteilt",
    },
    "en": {
        Notice.NOT_OWED: "not owed",
        Notice.DUE: "due",
        Notice.OVERDUE: "overdue",
        Notice.GIVEN: "given",
    },
}
FRESHNESS: Mapping[Language, Mapping[str, str]] = {
    "de": {"fresh": "aktuell", "stale": "veraltet"},
    "en": {"fresh": "fresh", "stale": "stale"},
}
_MONTHS: Mapping[Language, tuple[str, ...]] = {
    "de": (
        *("Januar", "Februar", "März", "April", "Mai", "Juni"),
        *("Juli", "August", "September", "Oktober", "November", "Dezember"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}
_ANSWERS: Mapping[Language, Mapping[str, str]] = {
    "de": {"true": "ja", "false": "nein"},
    "en": {"true": "yes", "false": "no"},
}
_TEXTS: Mapping[Language, Mapping[str, str]] = {
    "de": {
        "unread": "Woher die Daten stammen, ist noch nicht gelesen.",
        "on": " am {}",
        "of unknown": ", im Bestand seit {}",
        "vendor": " bei {}",
        "through": " über {}",
        "basis": "Rechtsgrundlage: {}",
        "no basis": "Rechtsgrundlage fehlt",
        "opt_in": "Einwilligung: {}",
        "verified": "zuletzt geprüft am {}",
        "stale": "veraltet seit {}",
        "notice": "Information nach Art. 14 {}",
        "until": " bis {}",
        "since": " (Frist war {})",
    },
    "en": {
        "unread": "Where the data came from was not read yet.",
        "on": " on {}",
        "of unknown": ", held since {}",
        "vendor": " from {}",
        "through": " through {}",
        "basis": "legal basis: {}",
        "no basis": "legal basis missing",
        "opt_in": "consent: {}",
        "verified": "last verified on {}",
        "stale": "stale since {}",
        "notice": "notice under Art. 14 {}",
        "until": " by {}",
        "since": " (was due by {})",
    },
}


def provenance_sentence(found: Provenance, at: Moment, language: Language) -> str:
    """What is known of a contact's data at a moment, in one sentence."""
    if found.unread:
        return _TEXTS[language]["unread"]
    return "; ".join([_origin(found, language), *_more(found, at, language)]) + "."


def day_in_words(moment: Moment, language: Language) -> str:
    """The day in UTC: "3. März 2026", "3 March 2026"."""
    day = datetime.fromtimestamp(moment, UTC)
    month = _MONTHS[language][day.month - 1]
    return f"{day.day}. {month} {day.year}" if language == "de" else f"{day.day} {month} {day.year}"


def _origin(found: Provenance, language: Language) -> str:
    texts, said = _TEXTS[language], SOURCES[language][found.source]
    when = texts["of unknown" if found.source is Source.UNKNOWN else "on"]
    vendor = texts["vendor" if found.source is Source.PURCHASED else "through"]
    said = said[0].upper() + said[1:]
    said += "" if found.since is None else when.format(day_in_words(found.since, language))
    return said + (vendor.format(found.vendor) if found.vendor else "")


def _more(found: Provenance, at: Moment, language: Language) -> Iterator[str]:
    texts = _TEXTS[language]
    yield texts["basis"].format(found.legal_basis) if found.legal_basis else texts["no basis"]
    if found.opt_in:
        yield texts["opt_in"].format(_ANSWERS[language].get(found.opt_in, found.opt_in))
    if found.verified is not None:
        yield texts["verified"].format(day_in_words(found.verified, language))
    if found.stale_from is not None and is_stale(found, at):
        yield texts["stale"].format(day_in_words(found.stale_from, language))
    yield from _notice(found, at, language)


def _notice(found: Provenance, at: Moment, language: Language) -> Iterator[str]:
    texts, notice = _TEXTS[language], notice_at(found, at)
    if notice is None or notice is Notice.NOT_OWED:
        return
    day = "" if found.notice_by is None else day_in_words(found.notice_by, language)
    limit = {Notice.DUE: texts["until"], Notice.OVERDUE: texts["since"]}.get(notice, "") if day else ""
    yield texts["notice"].format(NOTICES[language][notice]) + limit.format(day)
