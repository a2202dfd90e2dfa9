"""Webhook events: made in the same transaction as the change they tell of, and queued until they are delivered."""

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.database import Database
from sandbox.objects import TYPES, Key, association_name

PRIMARY = {1, 2, 5, 6}
CALCULATED, INTEGRATION = "CALCULATED", "INTEGRATION"
Edge = tuple[Key, Key, int]  # (from, to, association type id)
# One event in so many is sent twice: HubSpot promises neither order nor uniqueness (webhooks guide).
TWICE_ONE_IN = 8

# What the properties of the example rulebook need.
_WATCHED = {
    "contact": (
        "email",
        "firstname",
        "lastname",
        "jobtitle",
        "hs_buying_role",
        "need_confirmed",
        "associatedcompanyid",
        "lifecyclestage",
        "hs_analytics_source",
        "recent_conversion_event_name",
        "hs_email_last_click_date",
        "hs_sales_email_last_replied",
        "hs_analytics_last_timestamp",
        "hs_latest_meeting_activity",
    ),
    "company": (
        "name",
        "domain",
        "hs_additional_domains",
        "hubspot_owner_id",
        "marketing_owner",
        "hs_is_target_account",
        "customer_health",
        "contract_end",
        "abm_stage",
        "abm_handover",
    ),
    "deal": ("dealname", "dealstage", "pipeline", "amount", "closedate", "hubspot_owner_id"),
}
STANDARD_SUBSCRIPTIONS: list[tuple[str, str | None]] = [
    *(
        (f"{kind}.{what}", None)
        for kind in _WATCHED
        for what in ("creation", "deletion", "associationChange")
    ),
    *((f"{kind}.propertyChange", name) for kind, names in _WATCHED.items() for name in names),
]


@dataclass(frozen=True)
class Stamp:
    """When a change happened and who made it, as property history and webhooks tell it."""

    at: int
    source: str
    source_id: str
    user_id: int | None = None

    @property
    def through_api(self) -> bool:
        """Apps may not write read-only values, and move lifecycles forward only."""
        return self.source == INTEGRATION


def subscribe(db: Database, subscriptions: Sequence[tuple[str, str | None]]) -> None:
    """Replace the subscriptions by [(subscriptionType, propertyName or None)]."""
    db.run("DELETE FROM subscription")
    for number, (kind, name) in enumerate(subscriptions):
        db.run("INSERT INTO subscription VALUES (?, ?, ?)", 2_100_000 + number, kind, name)


def subscribed(db: Database) -> list[tuple[str, str | None]]:
    return [(kind, name) for kind, name in db.rows("SELECT type, property FROM subscription ORDER BY id")]


def created(db: Database, key: Key, stamp: Stamp) -> None:
    _make(db, key[0], "creation", {"objectId": key[1], "changeFlag": "CREATED"}, stamp)


def deleted(db: Database, key: Key, stamp: Stamp) -> None:
    _make(db, key[0], "deletion", {"objectId": key[1], "changeFlag": "DELETED"}, stamp)


def property_changed(db: Database, key: Key, name: str, value: str, stamp: Stamp) -> None:
    """Calculated values do not fire (as users report): they are found by polling only."""
    if stamp.source != CALCULATED:
        body = {"objectId": key[1], "propertyName": name, "propertyValue": value}
        _make(db, key[0], "propertyChange", body, stamp)


def association_changed(db: Database, edge: Edge, stamp: Stamp, *, removed: bool) -> None:
    """One direction; it has no objectId (HubSpot webhooks guide)."""
    start, end, type_id = edge
    body = {
        "associationType": association_name(start[0], end[0], type_id),
        "fromObjectId": start[1],
        "toObjectId": end[1],
        "associationRemoved": removed,
        "isPrimaryAssociation": type_id in PRIMARY,
    }
    _make(db, start[0], "associationChange", body, stamp)


def _make(db: Database, object_type: str, what: str, body: dict[str, Any], stamp: Stamp) -> None:
    """Nobody subscribed: no event."""
    kind = f"{TYPES[object_type].singular}.{what}"
    name = body.get("propertyName")
    subscription = db.value("SELECT id FROM subscription WHERE type = ? AND property IS ?", kind, name)
    if subscription is None:
        return
    seq = db.value("SELECT coalesce(max(seq), 0) + 1 FROM event")
    event = {
        "eventId": scatter(db, seq),
        "subscriptionId": subscription,
        "occurredAt": stamp.at,
        "subscriptionType": kind,
        "changeSource": stamp.source,
        "sourceId": stamp.source_id,
        **body,
    }
    db.run("INSERT INTO event VALUES (?, ?)", seq, json.dumps(event))
    copies = 2 if scatter(db, seq) % TWICE_ONE_IN == 0 else 1
    for _ in range(copies):
        queue(db, seq, attempt=0)


def queue(db: Database, event: int, attempt: int) -> None:
    db.run("INSERT INTO queue (event, attempt) VALUES (?, ?)", event, attempt)


def scatter(db: Database, *numbers: int) -> int:
    """A number that looks like chance and is the same for the same portal: the seed is kept with it."""
    return zlib.crc32(f"{db.setting('seed')}:{numbers}".encode())
