"""What the app has subscribed to: event types old and generic, one row a property, active or paused."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sandbox import objects
from sandbox.database import Database
from sandbox.errors import RefusalError, not_found, validation
from sandbox.objects import ObjectType

AT_MOST = 1000
FIRST_ID = 2_100_000
GENERIC = "object"
PROPERTY_CHANGE, PRIVACY_DELETION = "propertyChange", "privacyDeletion"
OF_EVERY_OBJECT = ("creation", "deletion", PROPERTY_CHANGE, "associationChange", "merge", "restore")
# Objects that have event types of their own name; of products, line items and conversations the box has no records.
CLASSIC = ("contact", "company", "deal", "ticket")
# The 48 event types of the webhooks specification 2026-03.
EVENT_TYPES = frozenset(
    {
        *(f"{family}.{what}" for family in (*CLASSIC, "line_item", GENERIC) for what in OF_EVERY_OBJECT),
        *(f"product.{what}" for what in OF_EVERY_OBJECT if what != "associationChange"),
        *(f"conversation.{what}" for what in ("creation", "deletion", "newMessage")),
        f"conversation.{PROPERTY_CHANGE}",
        f"conversation.{PRIVACY_DELETION}",
        f"contact.{PRIVACY_DELETION}",
        "event.completed",
    }
)
# HubSpot webhooks guide.
NOT_SUBSCRIBABLE = {"hs_lastmodifieddate", "num_unique_conversion_events"}

# (type, property or None), or with "object.*": (type, property or None, object type by any of its names).
Asked = tuple[str, str | None] | tuple[str, str | None, str]

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
ACTIVITY_SUBSCRIPTIONS: list[tuple[str, str | None, str]] = [
    (f"object.{what}", name, kind)
    for kind, outcome in (("meeting", "hs_meeting_outcome"), ("call", "hs_call_disposition"))
    for what, name in (("creation", None), ("associationChange", None), ("propertyChange", outcome))
]
"""Meetings and calls have no event types of their own name."""


@dataclass(frozen=True)
class Subscription:
    """`object_type`: a type id such as "0-1" for generic types, else empty; `name`: of the property; moments in ms."""

    id: int
    type: str
    object_type: str
    name: str | None
    active: bool
    created: int
    updated: int

    @property
    def generic(self) -> bool:
        return bool(self.object_type)


def replace(db: Database, asked: Sequence[Asked], at: int, *, generic: bool) -> None:
    """Forget all subscriptions and make these. With `generic`, "contact.creation" is asked for as "object.creation".

    RefusalError where HubSpot would refuse one.
    """
    db.run("DELETE FROM subscription")
    for kind, name, *of in asked:
        object_type = of[0] if of else None
        wanted, object_type = _as_generic(kind) if generic and not of else (kind, object_type)
        create(db, {"eventType": wanted, "propertyName": name, "objectTypeId": object_type}, at)


def create(db: Database, asked: dict[str, Any], at: int) -> Subscription:
    """A new subscription from {eventType, propertyName?, objectTypeId?, active?}; active unless it says otherwise."""
    if db.value("SELECT count(*) FROM subscription") >= AT_MOST:
        raise _too_many()
    kind, name = asked.get("eventType"), asked.get("propertyName")
    if kind not in EVENT_TYPES:
        raise validation(f"Invalid eventType: {kind}")
    _check_property(kind, name)
    object_type = _type_id(db, asked.get("objectTypeId")) if kind.startswith(f"{GENERIC}.") else ""
    number = db.value("SELECT coalesce(max(id) + 1, ?) FROM subscription", FIRST_ID)
    made = Subscription(number, kind, object_type, name, asked.get("active", True) is True, at, at)
    db.run(
        "INSERT INTO subscription VALUES (?, ?, ?, ?, ?, ?, ?)",
        *(made.id, made.type, made.object_type, made.name, int(made.active), made.created, made.updated),
    )
    return made


def every(db: Database) -> list[Subscription]:
    return _found(db.rows("SELECT * FROM subscription ORDER BY id"))


def one(db: Database, number: int) -> Subscription:
    found = _found(db.rows("SELECT * FROM subscription WHERE id = ?", number))
    if not found:
        raise not_found(f"No subscription with id {number}.")
    return found[0]


def activate(db: Database, number: int, at: int, *, active: bool) -> Subscription:
    """Let it go on, or pause it; what happens while it is paused is never told."""
    one(db, number)
    db.run("UPDATE subscription SET active = ?, updated = ? WHERE id = ?", int(active), at, number)
    return one(db, number)


def remove(db: Database, number: int) -> None:
    one(db, number)
    db.run("DELETE FROM subscription WHERE id = ?", number)


def asking(db: Database, kind: ObjectType, what: str, name: str | None) -> list[Subscription]:
    """The active subscriptions that ask for what happened to an object of this type."""
    return _found(
        db.rows(
            "SELECT * FROM subscription WHERE active AND property IS ?"
            " AND (type = ? OR (type = ? AND object_type = ?)) ORDER BY id",
            name,
            f"{kind.singular}.{what}",
            f"{GENERIC}.{what}",
            kind.type_id,
        )
    )


def _as_generic(kind: str) -> tuple[str, str | None]:
    """Privacy deletions have no generic type (webhooks specification)."""
    family, _, what = kind.partition(".")
    return (kind, None) if what == PRIVACY_DELETION else (f"{GENERIC}.{what}", family)


def _check_property(kind: str, name: str | None) -> None:
    if kind.endswith(f".{PROPERTY_CHANGE}") != bool(name):
        raise validation(f"{kind}: a propertyName belongs to propertyChange subscriptions, and to no others.")
    if name in NOT_SUBSCRIBABLE:
        raise validation(f"Changes of the property {name} cannot be subscribed to.")


def _type_id(db: Database, given: str | None) -> str:
    kind = objects.named(db, given) if given else None
    if kind is None:
        raise validation(f"Generic subscriptions need an objectTypeId that exists, not: {given}")
    return kind.type_id


def _too_many() -> RefusalError:
    """HubSpot's body for it, as the webhooks guide prints it, has no category."""
    said = "Couldn't create another subscription. You've reached the maximum number allowed per application"
    return RefusalError(400, "", f"{said} ({AT_MOST}).", requestId=uuid.uuid4().hex)


def _found(rows: Iterable[tuple[Any, ...]]) -> list[Subscription]:
    return [
        Subscription(number, kind, object_type, name, bool(active), created, updated)
        for number, kind, object_type, name, active, created, updated in rows
    ]
