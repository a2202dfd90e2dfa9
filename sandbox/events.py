"""Webhook events: made in the same transaction as the change they tell of, and queued until they are delivered.

Each event has one of two shapes. Classic ones ("contact.creation") exist for contacts, companies, deals and tickets. Generic
ones ("object.creation" of a type id) exist for every type, a portal's own included. The webhooks journal, which apps read
instead of being told, is not part of the box.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sandbox import association_types, definitions, objects, outgoing, subscriptions
from sandbox.database import Database
from sandbox.objects import Key
from sandbox.subscriptions import CLASSIC, PROPERTY_CHANGE, Subscription

CALCULATED, INTEGRATION = "CALCULATED", "INTEGRATION"
Edge = tuple[Key, Key, int]  # (from, to, association type id)
Body = dict[str, Any]
REDACTED = "REDACTED"
NOT_SENSITIVE = "non_sensitive"
GENERIC_ONLY = {
    "objectTypeId",
    "isSensitive",
    "fromObjectTypeId",
    "toObjectTypeId",
    "associationTypeId",
    "associationCategory",
}


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


def created(db: Database, key: Key, stamp: Stamp) -> None:
    made(db, key, "creation", {"changeFlag": "CREATED"}, stamp)


def deleted(db: Database, key: Key, stamp: Stamp) -> None:
    made(db, key, "deletion", {"changeFlag": "DELETED"}, stamp)


def restored(db: Database, key: Key, stamp: Stamp) -> None:
    """It says nothing but which object (HubSpot changelog: no new payload properties were added for restore)."""
    made(db, key, "restore", {}, stamp)


def merged(  # noqa: PLR0913, PLR0917 # a merge event says this much
    db: Database, primary: Key, merged_ids: Sequence[int], new_id: int, moved: int, stamp: Stamp
) -> None:
    """`new_id` is the survivor's, which may be neither of theirs; `moved` counts the properties the others gave."""
    body = {
        "primaryObjectId": primary[1],
        "mergedObjectIds": list(merged_ids),
        "newObjectId": new_id,
        "numberOfPropertiesMoved": moved,
    }
    made(db, primary, "merge", body, stamp)


def erased(db: Database, key: Key, stamp: Stamp) -> None:
    """Both events of an erasure: the privacy deletion and the deletion that comes with it (HubSpot webhooks guide)."""
    made(db, key, subscriptions.PRIVACY_DELETION, {"changeFlag": "DELETED"}, stamp)
    deleted(db, key, stamp)


def property_changed(db: Database, key: Key, name: str, value: str, stamp: Stamp) -> None:
    """Calculated values do not fire (as users report): they are found by polling only. Sensitive ones are not told.

    By their field types: `calculated` is recorded also of what a form's submission sets, and that is taken to fire.
    """
    definition = definitions.one(db, key[0], name) or {}
    if stamp.source == CALCULATED or str(definition.get("fieldType")).startswith("calculation"):
        return
    sensitive = definition.get("dataSensitivity", NOT_SENSITIVE) != NOT_SENSITIVE
    told = REDACTED if sensitive else value
    made(
        db,
        key,
        PROPERTY_CHANGE,
        {"propertyName": name, "propertyValue": told, "isSensitive": sensitive},
        stamp,
    )


def association_changed(db: Database, edge: Edge, stamp: Stamp, *, removed: bool) -> None:
    """One direction, told to whoever subscribed its first side; it has no objectId (HubSpot webhooks guide)."""
    (from_type, from_id), (to_type, to_id), type_id = edge
    start, end = objects.known(db)[from_type], objects.known(db)[to_type]
    label = association_types.known(db)[type_id]
    body = {
        "associationType": f"{start.singular.upper()}_TO_{end.singular.upper()}",
        "fromObjectId": from_id,
        "toObjectId": to_id,
        "associationRemoved": removed,
        "isPrimaryAssociation": label.is_primary,
        "fromObjectTypeId": start.type_id,
        "toObjectTypeId": end.type_id,
        "associationTypeId": type_id,
        "associationCategory": label.category,
    }
    for one in subscriptions.asking(db, start, "associationChange", None):
        # Classic events tell of associations among the classic types only (webhooks guide, 18 names).
        if one.generic or end.singular in CLASSIC:
            _keep(db, one, body, stamp)


def made(db: Database, key: Key, what: str, body: Body, stamp: Stamp) -> None:
    """Something happened to one object; nobody subscribed: no event. Classic events leave the generic fields out."""
    kind = objects.known(db)[key[0]]
    said = {"objectId": key[1], "objectTypeId": kind.type_id, **body}
    for one in subscriptions.asking(db, kind, what, body.get("propertyName")):
        _keep(db, one, said, stamp)


def _keep(db: Database, one: Subscription, body: Body, stamp: Stamp) -> None:
    seq = db.value("SELECT coalesce(max(seq), 0) + 1 FROM event")
    event = {
        "eventId": outgoing.event_id(db, seq),
        "subscriptionId": one.id,
        "occurredAt": stamp.at,
        "subscriptionType": one.type,
        "changeSource": stamp.source,
        "sourceId": stamp.source_id,
        **{name: value for name, value in body.items() if one.generic or name not in GENERIC_ONLY},
    }
    db.run("INSERT INTO event VALUES (?, ?)", seq, json.dumps(event))
    outgoing.queue_new(db, seq, stamp.at)


def scatter(db: Database, *numbers: int) -> int:
    """A number that looks like chance and is the same for the same portal: the seed is kept with it."""
    return outgoing.scatter(db.setting("seed"), *numbers)
