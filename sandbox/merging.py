"""Merges: two records become a new one with an id of its own, and both old ids lead to it (HubSpot changelog, merges of 2025)."""

from collections.abc import Iterable
from dataclasses import replace

from sandbox import archived_links, associations, definitions, events, lists, moments, objects, records
from sandbox.database import Database
from sandbox.errors import RefusalError, not_found, validation
from sandbox.events import Stamp
from sandbox.objects import Key
from sandbox.records import Change, Record

AT_MOST = 250
MERGED_IDS = "hs_merged_object_ids"
# Where the values of the merged record go that only one record can have (HubSpot's knowledge base, merging records).
FURTHER_VALUES = {
    ("contacts", "email"): "hs_additional_emails",
    ("companies", "domain"): "hs_additional_domains",
}


def survivor_of(db: Database, object_type: str, record_id: int) -> int | None:
    """The id of the record that one was merged into, or None if it was not."""
    found: int | None = db.value(
        "SELECT survivor FROM gone WHERE type = ? AND id = ?", object_type, record_id
    )
    return found


def survivors_of(db: Database, object_type: str, ids: Iterable[int]) -> dict[int, int]:
    """Merged id -> id of its survivor; ids that were not merged are left out."""
    found = ((one, survivor_of(db, object_type, one)) for one in ids)
    return {one: survivor for one, survivor in found if survivor is not None}


def merged_into(db: Database, key: Key) -> list[int]:
    """The ids of all records that one took in, ascending."""
    rows = db.rows("SELECT id FROM gone WHERE type = ? AND survivor = ? ORDER BY id", *key)
    return [one for (one,) in rows]


def merge(db: Database, primary: Key, other_id: int, stamp: Stamp) -> int:
    """Merge another record into the primary one; returns the id of the new record that stands for both."""
    other = (primary[0], other_id)
    with db.transaction():
        first, second = records.load(db, *primary), records.load(db, *other)
        if first is None or second is None:
            raise not_found()
        if primary == other:
            raise validation("A record cannot be merged with itself.")
        earlier = [*merged_into(db, primary), *merged_into(db, other)]
        if len(earlier) + 2 > AT_MOST:
            # An odd status for it, but the documented one (HubSpot error-handling page).
            raise RefusalError(414, "VALIDATION_ERROR", f"A record can take in {AT_MOST} others at most.")
        new = (primary[0], records.next_id(db, primary[0]))
        moved = _put_new(db, new, first, second, stamp)
        for old in (primary, other):
            _lead_to(db, old, new)
            associations.move(db, old, new, stamp)
            archived_links.follow(db, old, new)
            lists.move(db, old, new)
            _forget(db, old)
        _tell_ids(db, new, [*earlier, primary[1], other_id], stamp)
        events.merged(db, primary, [other_id], new[1], moved, stamp)
        return new[1]


def load_merged(db: Database, survivor: Key, merged_ids: Iterable[int]) -> None:
    """Merges of long ago: the ids lead to the survivor, which lists them; no events."""
    record = records.load(db, *survivor)
    if record is None:
        raise ValueError(f"There is no {survivor[0]} {survivor[1]} that others could be merged into.")
    for one in merged_ids:
        if records.load(db, survivor[0], one) or records.load(db, survivor[0], one, archived=True):
            raise ValueError(f"{survivor[0]} {one} is a record still: merge it instead.")
        db.run("INSERT OR REPLACE INTO gone VALUES (?, ?, ?)", survivor[0], one, survivor[1])
    listed = Stamp(record.created, "MIGRATION", "")
    _tell_ids(db, survivor, merged_into(db, survivor), listed)


def _put_new(db: Database, new: Key, first: Record, second: Record, stamp: Stamp) -> int:
    """Keep the record that stands for both; returns how many properties the second one gave."""
    given = _given_by_second(db, first, second)
    kind = objects.known(db)[new[0]]
    created = min(first.created, second.created)
    own = {
        "hs_object_id": str(new[1]),
        kind.created: moments.iso(created),
        kind.modified: moments.iso(stamp.at),
    }
    bare = Record(new[0], str(new[1]), {}, created, stamp.at, archived=False, cleared=first.cleared)
    record = records.with_texts(bare, {**first.properties, **given, **own})
    records.put(db, record)
    for old in (first, second):
        db.run("UPDATE history SET id = ? WHERE type = ? AND id = ?", new[1], *old.key)
    _settle_history(db, record, stamp)
    return len(given)


def _given_by_second(db: Database, first: Record, second: Record) -> dict[str, str]:
    """The primary record's values win; the other one fills gaps, and its stage stays where it is further."""
    given = {name: text for name, text in second.properties.items() if name not in first.properties}
    stages = definitions.one(db, first.type, "lifecyclestage")
    if stages:
        order = [option["value"] for option in stages["options"]]
        held = [
            one.properties["lifecyclestage"] for one in (first, second) if "lifecyclestage" in one.properties
        ]
        furthest = max(held, key=order.index, default=None)
        if furthest and furthest != first.properties.get("lifecyclestage"):
            given["lifecyclestage"] = furthest
    for (object_type, name), further in FURTHER_VALUES.items():
        if object_type == first.type:
            given |= _further(first, second, name, further)
    return given


def _further(first: Record, second: Record, name: str, further: str) -> dict[str, str]:
    """An e-mail address or domain of the second record that is not the new record's own is kept beside it."""
    texts = [
        *first.properties.get(further, "").split(";"),
        second.properties.get(name, ""),
        *second.properties.get(further, "").split(";"),
    ]
    own = first.properties.get(name) or second.properties.get(name)
    kept = ";".join(dict.fromkeys(text for text in texts if text and text != own))
    return {further: kept} if kept != first.properties.get(further, "") else {}


def _settle_history(db: Database, record: Record, stamp: Stamp) -> None:
    """Where the newest entry of both histories is not the value that won, the merge itself is one."""
    names = sorted(record.properties)
    known = records.histories(db, record.type, [int(record.id)], names)
    entries = []
    for name in names:
        newest = known.get((int(record.id), name))
        if name != objects.known(db)[record.type].modified and (
            not newest or newest[0].value != record.properties[name]
        ):
            change = Change(
                record.properties[name], stamp.at, "MERGE_OBJECTS", stamp.source_id, stamp.user_id
            )
            entries.append((name, change))
    records.remember(db, record.key, entries)


def _lead_to(db: Database, old: Key, new: Key) -> None:
    """The old id, and those that led to it, lead to the new record; so do its unique values."""
    db.run("UPDATE gone SET survivor = ? WHERE type = ? AND survivor = ?", new[1], *old)
    db.run("INSERT INTO gone VALUES (?, ?, ?)", *old, new[1])
    db.run("UPDATE unique_value SET id = ? WHERE type = ? AND id = ?", new[1], *old)


def _forget(db: Database, old: Key) -> None:
    db.run("DELETE FROM record WHERE type = ? AND id = ?", *old)


def _tell_ids(db: Database, key: Key, merged_ids: Iterable[int], stamp: Stamp) -> None:
    """The properties that list what was merged; contacts have them in three forms."""
    ids = [str(one) for one in sorted(merged_ids)]
    texts = {MERGED_IDS: ";".join(ids)}
    if key[0] == "contacts":
        moments_of = [f"{one}:{stamp.at}" for one in ids]
        texts |= {
            "hs_calculated_merged_vids": ";".join(moments_of),
            "hs_all_contact_vids": ";".join([str(key[1]), *ids]),
        }
    calculated = replace(stamp, source=events.CALCULATED, user_id=None)
    records.write(db, key, texts, set(), calculated)
