"""What the mirror holds of one account, still in HubSpot's text: the raw material of facts."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from accounts.facts import DealState, TicketState
from accounts.values import Kind, Moment


@dataclass(frozen=True)
class Record:
    """One HubSpot object: properties as text, null where unset."""

    kind: Kind
    id: str
    properties: Mapping[str, str | None]


@dataclass(frozen=True)
class Change:
    """One entry of a property's history. `source` is HubSpot's sourceType."""

    value: str
    at: Moment
    source: str = ""
    source_id: str = ""


History = Mapping[tuple[Kind, str, str], tuple[Change, ...]]
"""Per (kind, object id, property): its changes, oldest first."""


@dataclass(frozen=True)
class Snapshot:
    """`company` is the root company.

    `stages` says of (pipeline, deal stage) whether it is open, won or lost; `ticket_stages` of those of tickets whether
    it is open or closed. `tickets_read`: whether any were looked for, so that there being none says something.
    `labels` are those of a contact's associations with companies of the account; `deal_contacts` says with which of the
    account's deals a contact is associated, and under which labels. Contacts without either are in neither.
    `activities` are meetings, calls and e-mails; `activity_contacts` says of them, of deals and of tickets which contacts
    are associated. `looked_for` is what was read beyond contacts, companies and deals (see needs.looked_for); None: all.
    """

    account: str
    name: str
    company: Record | None
    contacts: tuple[Record, ...] = ()
    deals: tuple[Record, ...] = ()
    history: History = field(default_factory=dict)
    stages: Mapping[tuple[str, str], DealState] = field(default_factory=dict)
    tickets: tuple[Record, ...] = ()
    tickets_read: bool = True
    ticket_stages: Mapping[tuple[str, str], TicketState] = field(default_factory=dict)
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    deal_contacts: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]] = field(default_factory=dict)
    activities: tuple[Record, ...] = ()
    activity_contacts: Mapping[tuple[Kind, str], tuple[str, ...]] = field(default_factory=dict)
    looked_for: frozenset[str] | None = None
