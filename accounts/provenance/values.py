"""The closed vocabulary of where data come from, and what is known of one contact's data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from accounts.values import Moment

DAY = 86400


class Source(StrEnum):
    """Where the data of a contact came from."""

    INBOUND = "inbound"  # the person came to us: a form, a chat, a mail
    PURCHASED = "purchased"
    RESEARCH_LINKEDIN = "research_linkedin"
    RESEARCH_XING = "research_xing"
    ENRICHMENT = "enrichment"
    IMPORT = "import"
    EVENT = "event"
    REFERRAL = "referral"
    UNKNOWN = "unknown"


class Notice(StrEnum):
    """The notice that Art. 14 GDPR owes to people whose data came from elsewhere."""

    NOT_OWED = "not_owed"
    DUE = "due"
    OVERDUE = "overdue"
    GIVEN = "given"


@dataclass(frozen=True)
class ProvenanceSpec:
    """Which properties of the contact (bare names) tell what; None: nothing tells. `values`: what stands there -> a source.

    Without `date` the contact's creation counts, without `legal_basis` HubSpot's own property of it.

    Where `source` is empty, HubSpot's own source properties speak. `stale_after`: seconds by source; `notice_within`: seconds
    after the data came (Art. 14 (3) GDPR: at the latest within a month).
    """

    source: str | None = None
    values: Mapping[str, Source] = field(default_factory=dict)
    date: str | None = None
    vendor: str | None = None
    legal_basis: str | None = None
    opt_in: str | None = None
    verified: str | None = None
    notice: str | None = None
    stale_after: Mapping[Source, int] = field(default_factory=dict)
    notice_owed: frozenset[Source] = frozenset(
        {Source.PURCHASED, Source.RESEARCH_LINKEDIN, Source.RESEARCH_XING, Source.ENRICHMENT}
    )
    notice_within: int = 30 * DAY


@dataclass(frozen=True)
class Provenance:
    """What is known of one contact's data. `told_by` is the property the source was read from, empty where nothing told.

    `unread`: what tells the source was not read yet, so that UNKNOWN says nothing. `notice` as far as time does not tell:
    what is DUE becomes OVERDUE after the day of `notice_by`, see `notice_at`; None where the source is not known, and with
    it whether a notice is owed. `stale_from`: None where data of this source do not go stale, or nobody knows when.
    """

    source: Source
    told_by: str = ""
    since: Moment | None = None
    vendor: str = ""
    legal_basis: str = ""
    opt_in: str = ""
    verified: Moment | None = None
    notice: Notice | None = None
    notice_by: Moment | None = None
    stale_from: Moment | None = None
    unread: bool = False


NOT_LOOKED_AT = Provenance(Source.UNKNOWN, unread=True)


def overdue_from(notice_by: Moment) -> Moment:
    """The last day counts in full, as days are in UTC."""
    return (notice_by // DAY + 1) * DAY


def notice_at(found: Provenance, at: Moment) -> Notice | None:
    if found.notice is not Notice.DUE or found.notice_by is None:
        return found.notice
    return Notice.OVERDUE if at >= overdue_from(found.notice_by) else Notice.DUE


def is_stale(found: Provenance, at: Moment) -> bool:
    return found.stale_from is not None and at >= found.stale_from
