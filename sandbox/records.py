"""Records and their property history: the only place that changes a value, so nothing changes without its history."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sandbox import events, moments
from sandbox.database import Database
from sandbox.events import Stamp
from sandbox.objects import TYPES, Key
from sandbox.values import appended

COLUMNS = "id, properties, created, updated, archived"
FIRST_ID = 1001


@dataclass(frozen=True)
class Record:
    """A record as kept: `properties` holds set values only; ids are unique per type only, as in HubSpot."""

    type: str
    id: str
    properties: dict[str, str]
    created: int
    updated: int
    archived: bool


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
    if not str(record_id).isdigit():
        return None
    found = db.rows(
        f"SELECT {COLUMNS} FROM record WHERE type = ? AND id = ? AND archived = ?",  # noqa: S608 # a constant
        object_type,
        int(record_id),
        int(archived),
    )
    return _record(object_type, found[0]) if found else None


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


def by_unique(db: Database, object_type: str, name: str, value: str) -> int | None:
    """The id of the live record that holds a unique value such as an e-mail address."""
    found: int | None = db.value(
        "SELECT id FROM unique_value WHERE type = ? AND name = ? AND value = ?",
        object_type,
        name,
        value.lower(),
    )
    return found


def insert(db: Database, object_type: str, texts: Mapping[str, str], unique: set[str], stamp: Stamp) -> int:
    """A new record with checked values; returns its id."""
    kind = TYPES[object_type]
    record_id: int = db.value(
        "SELECT coalesce(max(id), ?) + 1 FROM record WHERE type = ?", FIRST_ID - 1, object_type
    )
    key = (object_type, record_id)
    db.run(
        "INSERT INTO record (type, id, properties, created, updated) VALUES (?, ?, '{}', ?, ?)",
        *key,
        stamp.at,
        stamp.at,
    )
    events.created(db, key, stamp)
    own = {"hs_object_id": str(record_id), kind.created: moments.iso(stamp.at)}
    write(db, key, {**texts, **own}, unique, stamp)
    return record_id


def write(db: Database, key: Key, texts: Mapping[str, str], unique: set[str], stamp: Stamp) -> None:
    """Set checked values; a value that is set already makes no history and no event."""
    record = load(db, *key)
    if record is None:
        return
    changed = {}
    for name, text in texts.items():
        value = appended(record.properties.get(name, ""), text)
        if value != record.properties.get(name, ""):
            changed[name] = value
    if not changed:
        return
    for name, value in changed.items():
        _remember(db, key, name, value, stamp)
        events.property_changed(db, key, name, value, stamp)
        if name in unique:
            _index(db, key, name, value)
    values = {name: value for name, value in {**record.properties, **changed}.items() if value}
    _save(db, replace(record, properties=values), max(stamp.at, record.updated))


def touch(db: Database, key: Key, at: int) -> None:
    """Move the modified date of a record whose associations changed."""
    record = load(db, *key)
    if record:
        _save(db, record, max(at, record.updated))


def history(db: Database, object_type: str, record_id: str | int, name: str) -> list[Change]:
    """The changes of one property, newest first."""
    found = db.rows(
        "SELECT value, at, source_type, source_id, user_id FROM history"
        " WHERE type = ? AND id = ? AND name = ? ORDER BY at DESC, seq DESC",
        object_type,
        int(record_id),
        name,
    )
    return [Change(*row) for row in found]


def archive(db: Database, key: Key, stamp: Stamp) -> None:
    """Archive a record; its unique values are free again."""
    db.run("UPDATE record SET archived = 1, updated = ? WHERE type = ? AND id = ?", stamp.at, *key)
    db.run("DELETE FROM unique_value WHERE type = ? AND id = ?", *key)
    events.deleted(db, key, stamp)


def _remember(db: Database, key: Key, name: str, value: str, stamp: Stamp) -> None:
    db.run(
        "INSERT INTO history (type, id, name, value, at, source_type, source_id, user_id) VALUES (?,?,?,?,?,?,?,?)",
        *key,
        name,
        value,
        stamp.at,
        stamp.source,
        stamp.source_id,
        stamp.user_id,
    )


def _index(db: Database, key: Key, name: str, value: str) -> None:
    object_type, record_id = key
    db.run("DELETE FROM unique_value WHERE type = ? AND name = ? AND id = ?", object_type, name, record_id)
    if value:
        db.run("INSERT INTO unique_value VALUES (?, ?, ?, ?)", object_type, name, value.lower(), record_id)


def _save(db: Database, record: Record, at: int) -> None:
    values = {**record.properties, TYPES[record.type].modified: moments.iso(at)}
    db.run(
        "UPDATE record SET properties = ?, updated = ? WHERE type = ? AND id = ?",
        json.dumps(values, ensure_ascii=False),
        at,
        record.type,
        int(record.id),
    )


def _record(object_type: str, row: tuple[Any, ...]) -> Record:
    record_id, properties, created, updated, archived = row
    return Record(object_type, str(record_id), json.loads(properties), created, updated, bool(archived))
