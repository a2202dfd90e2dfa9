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
    """What is known of one contact's data. `told_by` is the property the source was read from, empty where nothing told."""

    source: Source
    told_by: str = ""
    since: Moment | None = None
    vendor: str = ""
    legal_basis: str = ""
    opt_in: str = ""
    verified: Moment | None = None
    notice: Notice = Notice.NOT_OWED
    notice_by: Moment | None = None
    stale_from: Moment | None = None
