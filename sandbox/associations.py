"""Associations in both directions, with HubSpot's habits: one primary company, one parent, a plain one beside each label."""

from collections.abc import Iterable, Sequence
from typing import Any

from sandbox import association_types, events
from sandbox.association_types import CHILD_TO_PARENT, PARENT_TO_CHILD, PRIMARY, UNLABELLED, AssociationType
from sandbox.database import Database
from sandbox.errors import not_found, validation
from sandbox.events import Stamp
from sandbox.objects import Key
from sandbox.rollups import refresh

# A record has one association of these types at most.
ONE_AT_MOST = frozenset({CHILD_TO_PARENT, *(forward for _, _, forward, _ in PRIMARY)})
_PAIRS_WITH_PRIMARY = {(start, end) for start, end, _, _ in PRIMARY}
# Directions that are looked at from their other end: that is the side which has only one.
_BACKWARD = frozenset(
    {
        PARENT_TO_CHILD,
        *(back for _, _, _, back in PRIMARY),
        *(back for start, end, _, back in UNLABELLED if (start, end) in _PAIRS_WITH_PRIMARY),
    }
)


def add(db: Database, start: Key, end: Key, type_id: int, stamp: Stamp) -> None:
    """Associate two live records; what the type brings along or drives out is done as well."""
    kind = _checked(db, start, end, type_id)
    if kind.type_id in _BACKWARD:
        kind, start, end = association_types.known(db)[kind.back], end, start
    if kind.type_id in ONE_AT_MOST:
        _drop_others(db, start, end, kind.type_id, stamp)
    if not kind.is_unlabelled and kind.type_id != CHILD_TO_PARENT:
        _put_plain(db, start, end, kind, stamp)
    elif kind.is_unlabelled:
        _put_first_primary(db, start, end, stamp)
    _put(db, start, end, kind.type_id, stamp)
    _refresh(db, start, end, stamp)


def replace_labels(db: Database, start: Key, end: Key, type_ids: Sequence[int], stamp: Stamp) -> None:
    """Associate with these types; labels of people's own that are not among them go (HubSpot associations v4 guide)."""
    known = association_types.known(db)
    for type_id in type_ids:
        _checked(db, start, end, type_id)
    for found in types_between(db, start, end):
        own = known[found].category == association_types.USER_DEFINED and not known[found].is_unlabelled
        if own and found not in type_ids:
            _take(db, start, end, found, stamp)
    for type_id in type_ids:
        add(db, start, end, type_id, stamp)


def remove(db: Database, start: Key, end: Key, stamp: Stamp, type_id: int | None = None) -> None:
    """Remove one label, or everything; without the unlabelled association none is left (associations v4 guide)."""
    known = association_types.known(db)
    there = types_between(db, start, end)
    if type_id is not None and not (type_id in there and known[type_id].is_unlabelled):
        there = [found for found in there if found == type_id]
    for found in there:
        _take(db, start, end, found, stamp)
    if there:
        _refresh(db, start, end, stamp)


def remove_all(db: Database, start: Key, stamp: Stamp) -> None:
    """Forget an archived record's associations; HubSpot tells of the deletion only."""
    edges = edges_of(db, start)
    _delete(db, start, edges)
    for end in _other_ends(edges):
        refresh(db, end, stamp, start)


def move(db: Database, old: Key, new: Key, stamp: Stamp) -> None:
    """What was associated with one record is so with another now, after a merge; HubSpot tells of the merge only.

    Where the other one has its primary company or its parent already, that stays.
    """
    edges = edges_of(db, old)
    _delete(db, old, edges)
    put_back(db, new, [edge for edge in edges if (edge[0], edge[1]) != new])
    for end in _other_ends(edges):
        refresh(db, end, stamp)  # as a whole: what it knew of the old record must go as well
    refresh(db, new, stamp)


def put_back(db: Database, start: Key, edges: Iterable[tuple[str, int, int]]) -> None:
    """Associate without a word to anybody; what a record may have once is left out where there is one."""
    known = association_types.known(db)
    for to_type, to_id, type_id in edges:
        end, back = (to_type, to_id), known[type_id].back
        taken = (type_id in ONE_AT_MOST and _ends(db, start, to_type, type_id)) or (
            back in ONE_AT_MOST and _ends(db, end, start[0], back)
        )
        if not taken:
            _insert(db, start, end, type_id, back)


def edges_of(db: Database, start: Key) -> list[tuple[str, int, int]]:
    """[(type of the other record, its id, association type id)], seen from one record."""
    rows: list[Any] = db.rows(
        "SELECT to_type, to_id, type_id FROM association WHERE from_type = ? AND from_id = ?", *start
    )
    return rows


def of_record(db: Database, start: Key, to_type: str) -> list[tuple[int, list[int]]]:
    """[(id of the other record, type ids)] in the order of ids."""
    return page(db, start, to_type, 0, -1)


def page(db: Database, start: Key, to_type: str, after: int, size: int) -> list[tuple[int, list[int]]]:
    """[(id of the other record, type ids)] by ascending id, beginning behind `after`; -1 is everything."""
    rows = db.rows(
        "SELECT to_id, group_concat(type_id) FROM association"
        " WHERE from_type = ? AND from_id = ? AND to_type = ? AND to_id > ? GROUP BY to_id ORDER BY to_id LIMIT ?",
        *start,
        to_type,
        after,
        size,
    )
    return [(to_id, sorted(int(type_id) for type_id in types.split(","))) for to_id, types in rows]


def types_between(db: Database, start: Key, end: Key) -> list[int]:
    rows = db.rows(
        "SELECT type_id FROM association WHERE from_type = ? AND from_id = ? AND to_type = ? AND to_id = ?",
        *start,
        *end,
    )
    return [type_id for (type_id,) in rows]


def type_for(db: Database, from_type: str, to_type: str) -> AssociationType:
    """The unlabelled association of a pair."""
    kind = association_types.unlabelled(db, from_type, to_type)
    if kind is None:
        raise validation(f"No default association exists between {from_type} and {to_type}")
    return kind


def check_type(
    db: Database, from_type: str, to_type: str, type_id: int, category: str | None = None
) -> AssociationType:
    """The type of that id, if it leads from one object type to the other; RefusalError 400 otherwise."""
    kind = association_types.known(db).get(type_id)
    fits = kind is not None and (kind.start, kind.end) == (from_type, to_type)
    if kind is None or not fits or category not in {None, kind.category}:
        raise _invalid(f"{category or association_types.HUBSPOT_DEFINED}={type_id}")
    return kind


def is_live(db: Database, key: Key) -> bool:
    return bool(db.value("SELECT 1 FROM record WHERE type = ? AND id = ? AND archived = 0", *key))


def _checked(db: Database, start: Key, end: Key, type_id: int) -> AssociationType:
    """A type that fits two live records; RefusalError 404 for those that do not exist."""
    kind = check_type(db, start[0], end[0], type_id)
    for object_type, record_id in (start, end):
        if not is_live(db, (object_type, record_id)):
            raise not_found(f"No {object_type} with id {record_id}.")
    return kind


def _invalid(spec: str) -> Exception:
    """HubSpot's words for an association type that there is not, as users report them."""
    why = f"{spec} is not a valid association definition id"
    context = {"associationSpec": [spec], "INVALID_ASSOCIATION_TYPE_ID": [why]}
    return validation("One or more associations are invalid", context=context)


def _put_plain(db: Database, start: Key, end: Key, kind: AssociationType, stamp: Stamp) -> None:
    """Beside every label stands the unlabelled association, made by it where there is none yet."""
    plain = association_types.unlabelled(db, start[0], end[0])
    if plain and plain.type_id not in types_between(db, start, end):
        if not kind.is_primary:
            return add(db, start, end, plain.type_id, stamp)
        _put(db, start, end, plain.type_id, stamp)
    return None


def _put_first_primary(db: Database, start: Key, end: Key, stamp: Stamp) -> None:
    """The first company of a contact, deal or ticket becomes its primary one."""
    primary = association_types.primary_of(start[0], end[0])
    if primary and not _ends(db, start, end[0], primary.type_id):
        _put(db, start, end, primary.type_id, stamp)


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


def _other_ends(edges: Iterable[tuple[str, int, int]]) -> list[Key]:
    return list(dict.fromkeys((to_type, to_id) for to_type, to_id, _ in edges))


def _put(db: Database, start: Key, end: Key, type_id: int, stamp: Stamp) -> None:
    if type_id in types_between(db, start, end):
        return
    back = association_types.known(db)[type_id].back
    _insert(db, start, end, type_id, back)
    for a, b, way in ((start, end, type_id), (end, start, back)):
        events.association_changed(db, (a, b, way), stamp, removed=False)


def _take(db: Database, start: Key, end: Key, type_id: int, stamp: Stamp) -> None:
    back = association_types.known(db)[type_id].back
    _delete(db, start, [(*end, type_id)])
    for a, b, way in ((start, end, type_id), (end, start, back)):
        events.association_changed(db, (a, b, way), stamp, removed=True)


def _insert(db: Database, start: Key, end: Key, type_id: int, back: int) -> None:
    db.run_many(
        "INSERT OR IGNORE INTO association VALUES (?, ?, ?, ?, ?)",
        [(*start, *end, type_id), (*end, *start, back)],
    )


def _delete(db: Database, start: Key, edges: Iterable[tuple[str, int, int]]) -> None:
    known = association_types.known(db)
    ways = [
        way
        for *end, type_id in edges
        for way in ((*start, *end, type_id), (*end, *start, known[type_id].back))
    ]
    db.run_many(
        "DELETE FROM association WHERE from_type = ? AND from_id = ? AND to_type = ? AND to_id = ? AND type_id = ?",
        ways,
    )


def _refresh(db: Database, start: Key, end: Key, stamp: Stamp) -> None:
    refresh(db, start, stamp, end)
    refresh(db, end, stamp, start)
