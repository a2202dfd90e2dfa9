"""Associations in both directions, with HubSpot's habits: one primary company, one parent, companions of a primary."""

from typing import Any

from sandbox import events, records
from sandbox.database import Database
from sandbox.errors import not_found, validation
from sandbox.events import Stamp
from sandbox.objects import (
    ASSOCIATION_TYPES,
    CHILD_TO_PARENT,
    PARENT_TO_CHILD,
    PRIMARY_OF_UNLABELLED,
    UNLABELLED_OF_PRIMARY,
    Key,
    default_association,
)
from sandbox.rollups import refresh


def add(db: Database, start: Key, end: Key, type_id: int, stamp: Stamp) -> None:
    """Associate two live records; what the type brings along or drives out is done as well."""
    _check(db, start, end, type_id)
    forward, start, end = _forward(start, end, type_id)
    if forward in UNLABELLED_OF_PRIMARY:
        _drop_others(db, start, end, forward, stamp)
        _put(db, start, end, UNLABELLED_OF_PRIMARY[forward], stamp)
    elif forward == CHILD_TO_PARENT:
        _drop_others(db, start, end, forward, stamp)
    elif forward in PRIMARY_OF_UNLABELLED and not _ends(db, start, end[0], PRIMARY_OF_UNLABELLED[forward]):
        # The first company of a contact or deal becomes its primary one.
        _put(db, start, end, PRIMARY_OF_UNLABELLED[forward], stamp)
    _put(db, start, end, forward, stamp)
    _refresh(db, start, end, stamp)


def remove(db: Database, start: Key, end: Key, stamp: Stamp, type_id: int | None = None) -> None:
    """Remove one label, or everything between two records."""
    for found in types_between(db, start, end):
        if type_id in {None, found}:
            _take(db, start, end, found, stamp)
    _refresh(db, start, end, stamp)


def remove_all(db: Database, start: Key, stamp: Stamp) -> None:
    """Forget an archived record's associations; HubSpot tells of the deletion only."""
    ends: list[Any] = db.rows(
        "SELECT DISTINCT to_type, to_id FROM association WHERE from_type = ? AND from_id = ?", *start
    )
    db.run("DELETE FROM association WHERE from_type = ? AND from_id = ?", *start)
    db.run("DELETE FROM association WHERE to_type = ? AND to_id = ?", *start)
    for end in ends:
        refresh(db, end, stamp)


def of_record(db: Database, start: Key, to_type: str) -> list[tuple[int, list[int]]]:
    """[(id of the other record, type ids)] in the order of ids."""
    found: dict[int, list[int]] = {}
    rows = db.rows(
        "SELECT to_id, type_id FROM association WHERE from_type = ? AND from_id = ? AND to_type = ?"
        " ORDER BY to_id, type_id",
        *start,
        to_type,
    )
    for to_id, type_id in rows:
        found.setdefault(to_id, []).append(type_id)
    return list(found.items())


def types_between(db: Database, start: Key, end: Key) -> list[int]:
    rows = db.rows(
        "SELECT type_id FROM association WHERE from_type = ? AND from_id = ? AND to_type = ? AND to_id = ?",
        *start,
        *end,
    )
    return [type_id for (type_id,) in rows]


def type_for(from_type: str, to_type: str) -> int:
    """The unlabelled association of a pair."""
    type_id = default_association(from_type, to_type)
    if type_id is None:
        raise validation(f"No default association between {from_type} and {to_type}.")
    return type_id


def _check(db: Database, start: Key, end: Key, type_id: int) -> None:
    known = ASSOCIATION_TYPES.get(type_id)
    if known is None or known[:2] != (start[0], end[0]):
        raise validation(f"Association type {type_id} does not exist between {start[0]} and {end[0]}.")
    for object_type, record_id in (start, end):
        if records.load(db, object_type, record_id) is None:
            raise not_found(f"No {object_type} with id {record_id}.")


def _forward(start: Key, end: Key, type_id: int) -> tuple[int, Key, Key]:
    """See company->contact as contact->company, and parent->child as child->parent: the side that has only one."""
    if type_id in {2, 280, 6, 342, PARENT_TO_CHILD}:
        return ASSOCIATION_TYPES[type_id][2], end, start
    return type_id, start, end


def _drop_others(db: Database, start: Key, end: Key, type_id: int, stamp: Stamp) -> None:
    for other in _ends(db, start, end[0], type_id):
        if other != end:
            _take(db, start, other, type_id, stamp)
            _refresh(db, start, other, stamp)


def _ends(db: Database, start: Key, to_type: str, type_id: int) -> list[Key]:
    rows = db.rows(
        "SELECT to_id FROM association WHERE from_type = ? AND from_id = ? AND to_type = ? AND type_id = ?",
        *start,
        to_type,
        type_id,
    )
    return [(to_type, to_id) for (to_id,) in rows]


def _put(db: Database, start: Key, end: Key, type_id: int, stamp: Stamp) -> None:
    if type_id in types_between(db, start, end):
        return
    for a, b, way in ((start, end, type_id), (end, start, ASSOCIATION_TYPES[type_id][2])):
        db.run(
            "INSERT OR IGNORE INTO association (from_type, from_id, to_type, to_id, type_id) VALUES (?, ?, ?, ?, ?)",
            *a,
            *b,
            way,
        )
        events.association_changed(db, (a, b, way), stamp, removed=False)


def _take(db: Database, start: Key, end: Key, type_id: int, stamp: Stamp) -> None:
    for a, b, way in ((start, end, type_id), (end, start, ASSOCIATION_TYPES[type_id][2])):
        db.run(
            "DELETE FROM association WHERE from_type = ? AND from_id = ? AND to_type = ? AND to_id = ? AND type_id = ?",
            *a,
            *b,
            way,
        )
        events.association_changed(db, (a, b, way), stamp, removed=True)


def _refresh(db: Database, start: Key, end: Key, stamp: Stamp) -> None:
    refresh(db, start, stamp)
    refresh(db, end, stamp)
