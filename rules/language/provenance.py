"""Where the data of people came from, what the law asks for in return, and for how long they are fresh."""

from typing import Literal

from pydantic import Field

from rules.language.basis import ContactProperty, Section, SomeSeconds, Title

SourceName = Literal[
    "inbound",
    "purchased",
    "research_linkedin",
    "research_xing",
    "enrichment",
    "import",
    "event",
    "referral",
    "unknown",
]
"""The closed vocabulary of `accounts.provenance.values.Source`."""


class ToldSource(Section):
    """The property that tells the source of a contact, and what its values mean."""

    property: ContactProperty
    """The property of the contact."""
    values: dict[Title, SourceName] = Field(default_factory=dict)
    """What stands there, and which source that is; the names of sources mean themselves."""


class Provenance(Section):
    """Which properties of a contact tell where its data came from. What this says is no legal advice."""

    source: ToldSource | None = None
    """What tells the source; where that is empty, HubSpot's own source properties do."""
    date: ContactProperty | None = None
    """When the data came; else when the contact was created."""
    vendor: ContactProperty | None = None
    """From whom bought data came."""
    legal_basis: ContactProperty | None = None
    """The legal basis on which the data are held."""
    opt_in: ContactProperty | None = None
    """The consent of the person."""
    verified: ContactProperty | None = None
    """When somebody last saw that the data are right."""
    notice: ContactProperty | None = None
    """When the person was told, as Art. 14 GDPR asks for data that came from elsewhere."""
    notice_within: SomeSeconds = 30 * 86400
    """Until when after the data came the person is to be told."""
    notice_owed: tuple[SourceName, ...] = ("purchased", "research_linkedin", "research_xing", "enrichment")
    """Sources for which that notice is owed."""
    stale_after: dict[SourceName, SomeSeconds] = Field(default_factory=dict)
    """After how long data of a source are stale, counted from when they were last verified, or came."""
