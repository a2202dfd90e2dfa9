"""Properties that HubSpot derives from associations; they have history but never fire a webhook (as users report)."""

from dataclasses import replace

from sandbox import records
from sandbox.database import Database
from sandbox.events import CALCULATED, Stamp
from sandbox.objects import Key

# (type, property) -> (to type, association type ids): how many records stand at the other end.
COUNTS = {
    ("companies", "num_associated_contacts"): ("contacts", (280, 2)),
    ("companies", "num_associated_deals"): ("deals", (342, 6)),
    ("companies", "hs_num_child_companies"): ("companies", (13, 13)),
    ("contacts", "num_associated_deals"): ("deals", (4, 4)),
    ("deals", "num_associated_contacts"): ("contacts", (3, 3)),
}
# (type, property) -> (to type, association type id): which record stands at the other end.
IDS = {
    ("contacts", "associatedcompanyid"): ("companies", 1),
    ("companies", "hs_parent_company_id"): ("companies", 14),
}


def refresh(db: Database, key: Key, stamp: Stamp) -> None:
    """Bring a record's derived values and its modified date up to date after its associations changed."""
    object_type, record_id = key
    if object_type not in {"contacts", "companies", "deals"}:
        return
    derived = replace(stamp, source=CALCULATED, source_id="RollupProperties", user_id=None)
    for (owner, name), (to_type, types) in COUNTS.items():
        if owner == object_type:
            texts = {name: str(_count(db, object_type, record_id, to_type, types))}
            records.write(db, key, texts, set(), derived)
    for (owner, name), (to_type, type_id) in IDS.items():
        if owner == object_type:
            texts = {name: _other(db, object_type, record_id, to_type, type_id)}
            # The primary company is a change by whoever associated it, and it does fire.
            by = stamp if name == "associatedcompanyid" else derived
            records.write(db, key, texts, set(), by)
    records.touch(db, key, stamp.at)


def _count(db: Database, object_type: str, record_id: int, to_type: str, types: tuple[int, int]) -> int:
    found: int = db.value(
        "SELECT count(DISTINCT to_id) FROM association"
        " WHERE from_type = ? AND from_id = ? AND to_type = ? AND type_id IN (?, ?)",
        object_type,
        record_id,
        to_type,
        *types,
    )
    return found


def _other(db: Database, object_type: str, record_id: int, to_type: str, type_id: int) -> str:
    found = db.value(
        "SELECT to_id FROM association WHERE from_type = ? AND from_id = ? AND to_type = ? AND type_id = ?",
        object_type,
        record_id,
        to_type,
        type_id,
    )
    return str(found or "")
