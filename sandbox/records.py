"""Records and their property history: the only place that changes a value, so nothing changes without its history."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sandbox import events, moments, objects
from sandbox.database import Database
from sandbox.events import Stamp
from sandbox.objects import Key

COLUMNS = "id, properties, created, updated, archived"
FIRST_ID = 1001


@dataclass(frozen=True)
class Record:
    """A record as kept: `properties` holds set values only; ids are unique per type only, as in HubSpot.

    `cleared` are the properties that had a value once: they read as "", those never set as null (recordings).
    """

    type: str
    id: str
    properties: dict[str, str]
    created: int
    updated: int
    archived: bool
    cleared: frozenset[str] = frozenset()

    @property
    def key(self) -> Key:
        return self.type, int(self.id)


@dataclass(frozen=True)
class Change:
    """One entry of a property's history."""

    value: str
    at: int
    source: str
    source_id: str | None
    user_id: int | None


def load(db: Database, object_type: str, record_id: str | int, *, archived: bool = False) -> Record | None:
    """The record, or None where it does not exist or is archived (or, asked for archived ones, is not)."""
    if not is_id(record_id):
        return None
    found = db.rows(
        f"SELECT {COLUMNS} FROM record WHERE type = ? AND id = ? AND archived = ?",  # noqa: S608 # a constant
        object_type,
        int(record_id),
        int(archived),
    )
    return _record(object_type, found[0]) if found else None


def several(
    db: Database, object_type: str, ids: Iterable[int], *, archived: bool = False
) -> dict[int, Record]:
    """The records with these ids, by id; those that do not exist are left out."""
    found = db.rows(
        f"SELECT {COLUMNS} FROM record WHERE type = ? AND archived = ? AND id IN (SELECT value FROM json_each(?))",  # noqa: S608
        object_type,
        int(archived),
        json.dumps(list(ids)),
    )
    return {row[0]: _record(object_type, row) for row in found}


def page(db: Database, object_type: str, after: int, limit: int, *, archived: bool = False) -> list[Record]:
    """Records by ascending id, beginning behind `after`."""
    found = db.rows(
        f"SELECT {COLUMNS} FROM record WHERE type = ? AND id > ? AND archived = ? ORDER BY id LIMIT ?",  # noqa: S608
        object_type,
        after,
        int(archived),
        limit,
    )
    return [_record(object_type, row) for row in found]


def every(db: Database, object_type: str, *, archived: bool = False) -> list[Record]:
    return page(db, object_type, 0, -1, archived=archived)


def is_id(key: str | int) -> bool:
    """HubSpot's ids are 64-bit numbers: anything else names no record."""
    text = str(key)
    return text.isascii() and text.isdigit() and len(text) <= len(str(2**62))


def by_unique(db: Database, object_type: str, name: str, value: str) -> int | None:
    """The id of the live record that holds a unique value such as an e-mail address."""
    found: int | None = db.value(
        "SELECT id FROM unique_value WHERE type = ? AND name = ? AND value = ?",
        object_type,
        name,
        value.lower(),
    )
    return found


def next_id(db: Database, object_type: str) -> int:
    """Above every id the type has ever had: merged and erased ones are not given again."""
    here, gone = (
        db.value(f"SELECT max(id) FROM {table} WHERE type = ?", object_type)  # noqa: S608 # a constant
        for table in ("record", "gone")
    )
    return max(here or 0, gone or 0, FIRST_ID - 1) + 1


def insert(db: Database, object_type: str, texts: Mapping[str, str], unique: set[str], stamp: Stamp) -> int:
    """A new record with checked values; returns its id."""
    key = (object_type, next_id(db, object_type))
    kind = objects.known(db)[object_type]
    own = {"hs_object_id": str(key[1]), kind.created: moments.iso(stamp.at)}
    if object_type == "contacts":
        own["hs_all_contact_vids"] = str(key[1])
    put(db, Record(object_type, str(key[1]), {}, stamp.at, stamp.at, archived=False))
    events.created(db, key, stamp)
    write(db, key, {**texts, **own}, unique, stamp)
    return key[1]


def put(db: Database, record: Record) -> None:
    """Keep a whole record, without history and events; sqlite3.IntegrityError where its id is taken."""
    db.run(
        "INSERT INTO record (type, id, properties, created, updated, archived) VALUES (?, ?, ?, ?, ?, ?)",
        *record.key,
        _kept(record),
        record.created,
        record.updated,
        int(record.archived),
    )


def write(db: Database, key: Key, texts: Mapping[str, str], unique: set[str], stamp: Stamp) -> None:
    """Set checked values; a value that is set already makes no history and no event."""
    record = load(db, *key)
    if record is None:
        return
    changed = {name: text for name, text in texts.items() if text != record.properties.get(name, "")}
    if not changed:
        return
    remember(db, key, [(name, Change(value, *_source(stamp))) for name, value in changed.items()])
    for name, value in changed.items():
        events.property_changed(db, key, name, value, stamp)
        if name in unique:
            index(db, key, name, value, record.properties.get(name, ""))
    _save(db, with_texts(record, changed), max(stamp.at, record.updated))


def clear(db: Database, key: Key, names: set[str]) -> None:
    """Clearing what was never set is no change, and yet it reads as "" from then on (recordings)."""
    record = load(db, *key)
    if record and names - record.cleared:
        _save(db, with_texts(record, dict.fromkeys(names, "")), record.updated)


def with_texts(record: Record, texts: Mapping[str, str]) -> Record:
    """The record with other values; an empty text clears."""
    values = {**record.properties, **texts}
    cleared = (record.cleared - texts.keys()) | {name for name, text in texts.items() if not text}
    return replace(
        record, properties={name: text for name, text in values.items() if text}, cleared=frozenset(cleared)
    )


def touch(db: Database, key: Key, at: int) -> None:
    """Move the modified date of a record whose associations changed."""
    record = load(db, *key)
    if record:
        _save(db, record, max(at, record.updated))


def history(db: Database, object_type: str, record_id: str | int, name: str) -> list[Change]:
    """The changes of one property, newest first."""
    return histories(db, object_type, [int(record_id)], [name]).get((int(record_id), name), [])


def histories(
    db: Database, object_type: str, ids: Sequence[int], names: Sequence[str]
) -> dict[tuple[int, str], list[Change]]:
    """(id, property) -> its changes, newest first; what never had a value is left out."""
    rows = db.rows(
        "SELECT id, name, value, at, source_type, source_id, user_id FROM history"
        " WHERE type = ? AND id IN (SELECT value FROM json_each(?)) AND name IN (SELECT value FROM json_each(?))"
        " ORDER BY at DESC, seq DESC",
        object_type,
        json.dumps(ids),
        json.dumps(names),
    )
    found: dict[tuple[int, str], list[Change]] = {}
    for record_id, name, *entry in rows:
        found.setdefault((record_id, name), []).append(Change(*entry))
    return found


def remember(db: Database, key: Key, entries: Iterable[tuple[str, Change]]) -> None:
    """Add [(property, change)] to a record's history."""
    db.run_many(
        "INSERT INTO history (type, id, name, value, at, source_type, source_id, user_id) VALUES (?,?,?,?,?,?,?,?)",
        [
            (*key, name, change.value, change.at, change.source, change.source_id, change.user_id)
            for name, change in entries
        ],
    )


def index(db: Database, key: Key, name: str, value: str, old: str = "") -> None:
    """Make a record known by a unique value, in the place of an old one. A survivor may be known by a merged one's."""
    object_type, record_id = key
    if old:
        db.run(
            "DELETE FROM unique_value WHERE type = ? AND name = ? AND value = ? AND id = ?",
            object_type,
            name,
            old.lower(),
            record_id,
        )
    if value:
        db.run(
            "INSERT OR REPLACE INTO unique_value VALUES (?, ?, ?, ?)",
            object_type,
            name,
            value.lower(),
            record_id,
        )


def archive(db: Database, key: Key, stamp: Stamp) -> None:
    """Archive a record; its unique values are free again."""
    db.run("UPDATE record SET archived = 1, updated = ? WHERE type = ? AND id = ?", stamp.at, *key)
    db.run("DELETE FROM unique_value WHERE type = ? AND id = ?", *key)
    events.deleted(db, key, stamp)


def _source(stamp: Stamp) -> tuple[int, str, str, int | None]:
    return stamp.at, stamp.source, stamp.source_id, stamp.user_id


def _save(db: Database, record: Record, at: int) -> None:
    modified = objects.known(db)[record.type].modified
    record = replace(record, properties={**record.properties, modified: moments.iso(at)})
    db.run(
        "UPDATE record SET properties = ?, updated = ? WHERE type = ? AND id = ?",
        _kept(record),
        at,
        *record.key,
    )


def _kept(record: Record) -> str:
    return json.dumps({**record.properties, **dict.fromkeys(record.cleared, "")}, ensure_ascii=False)


def _record(object_type: str, row: tuple[Any, ...]) -> Record:
    record_id, kept, created, updated, archived = row
    properties = json.loads(kept)
    cleared: frozenset[str] = frozenset()
    if '": ""' in kept:
        cleared = frozenset(name for name, text in properties.items() if not text)
        properties = {name: text for name, text in properties.items() if text}
    return Record(object_type, str(record_id), properties, created, updated, bool(archived), cleared)
