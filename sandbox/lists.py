"""Lists of records: kept by hand, filled once by filters, or following their filters (HubSpot lists guide)."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sandbox import definitions, list_filters, records
from sandbox.database import Database
from sandbox.errors import RefusalError, not_found, validation
from sandbox.objects import Key

MANUAL, SNAPSHOT, DYNAMIC = "MANUAL", "SNAPSHOT", "DYNAMIC"
COLUMNS = "id, name, type, processing, filters, version, created, updated, filtered, deleted"
COPIED_AT_MOST = 100_000
LIVE = (
    "SELECT member.id, last_added FROM list_member AS member JOIN list ON list.id = member.list"
    " JOIN record ON record.type = list.type AND record.id = member.id AND archived = 0 WHERE list.id = ?"
)


@dataclass(frozen=True)
class Draft:
    """A list to be made; `type` is the plural of its object type."""

    name: str
    type: str
    processing: str = MANUAL
    filter_branch: Any = None


@dataclass(frozen=True)
class RecordList:
    """A list; moments are epoch milliseconds, `filters` is JSON text or None."""

    id: int
    name: str
    type: str
    processing: str
    filters: str | None
    version: int
    created: int
    updated: int
    filtered: int
    deleted: int | None

    @property
    def filter_branch(self) -> Any:
        return json.loads(self.filters) if self.filters else None


def create(db: Database, draft: Draft, at: int) -> RecordList:
    """A new list; RefusalError where its name is taken, its type of processing unknown or its filters not imitated."""
    _check(db, draft)
    with db.transaction():
        list_id = db.run(
            "INSERT INTO list (name, type, processing, filters, created, updated, filtered) VALUES (?,?,?,?,?,?,?)",
            draft.name,
            draft.type,
            draft.processing,
            json.dumps(draft.filter_branch) if draft.filter_branch else None,
            *(at, at, at),
        )
        made = get(db, list_id)
        if made.filters:
            _settle(db, made, at)
        return made


def get(db: Database, list_id: int | str, *, deleted: bool = False) -> RecordList:
    """A list by its id; RefusalError 404 where there is none, or it is deleted (or, asked for deleted ones, is not)."""
    found = db.rows(f"SELECT {COLUMNS} FROM list WHERE id = ?", list_id)  # noqa: S608 # a constant
    one = RecordList(*found[0]) if found else None
    if one is None or (one.deleted is None) == deleted:
        raise not_found(f"List does not exist with ID {list_id}.")
    return one


def by_name(db: Database, object_type: str, name: str) -> RecordList:
    found = next((one for one in every(db) if one.type == object_type and one.name == name), None)
    if found is None:
        raise not_found(f"List does not exist with name {name}.")
    return found


def every(db: Database) -> list[RecordList]:
    """All lists that are not deleted, oldest first."""
    found = db.rows(f"SELECT {COLUMNS} FROM list WHERE deleted IS NULL ORDER BY id")  # noqa: S608 # a constant
    return [RecordList(*row) for row in found]


def rename(db: Database, list_id: int, name: str, at: int) -> None:
    if get(db, list_id).name != name:
        _check_name(db, name)
    db.run("UPDATE list SET name = ?, updated = ? WHERE id = ?", name, at, list_id)


def change_filters(db: Database, list_id: int, branch: Any, at: int) -> None:
    """Other filters for a DYNAMIC list."""
    one = get(db, list_id)
    if one.processing != DYNAMIC:
        raise validation(f"The filters of a {one.processing} list cannot be changed.")
    list_filters.compiled(branch, definitions.of_type(db, one.type))
    with db.transaction():
        db.run(
            "UPDATE list SET filters = ?, updated = ?, filtered = ?, version = version + 1, settled = NULL WHERE id = ?",
            json.dumps(branch),
            at,
            at,
            list_id,
        )


def delete(db: Database, list_id: int, at: int) -> None:
    get(db, list_id)
    db.run("UPDATE list SET deleted = ? WHERE id = ?", at, list_id)


def restore(db: Database, list_id: int) -> None:
    """Bring back a deleted list with its members."""
    get(db, list_id, deleted=True)
    db.run("UPDATE list SET deleted = NULL WHERE id = ?", list_id)


def size(db: Database, one: RecordList, at: int) -> int:
    _follow(db, one, at)
    found: int = db.value(f"SELECT count(*) FROM ({LIVE})", one.id)  # noqa: S608 # a constant
    return found


def members(db: Database, one: RecordList, after: int, limit: int, at: int) -> list[tuple[int, int]]:
    """[(record id, when it was last added)] by ascending id, beginning behind `after`."""
    _follow(db, one, at)
    rows: list[Any] = db.rows(f"{LIVE} AND member.id > ? ORDER BY member.id LIMIT ?", one.id, after, limit)
    return rows


def members_by_age(db: Database, one: RecordList, offset: int, limit: int, at: int) -> list[tuple[int, int]]:
    """[(record id, when it was last added)], oldest members first."""
    _follow(db, one, at)
    rows: list[Any] = db.rows(
        f"{LIVE} ORDER BY last_added, member.id LIMIT ? OFFSET ?", one.id, limit, offset
    )
    return rows


def of_record(db: Database, key: Key, at: int) -> list[tuple[RecordList, int, int]]:
    """[(list, first added, last added)] of a live record."""
    for one in every(db):
        if one.type == key[0]:
            _follow(db, one, at)
    rows = db.rows("SELECT list, first_added, last_added FROM list_member WHERE id = ?", key[1])
    mine = {list_id: (first, last) for list_id, first, last in rows}
    return [(one, *mine[one.id]) for one in every(db) if one.type == key[0] and one.id in mine]


def change_members(
    db: Database, one: RecordList, add: Sequence[str], remove: Sequence[str], at: int
) -> tuple[list[str], list[str], list[str]]:
    """(added, removed, missing) ids; members already and strangers to the list are silently left out."""
    check_by_hand(one)
    with db.transaction():
        wanted = [int(text) for text in dict.fromkeys([*add, *remove]) if records.is_id(text)]
        live = set(records.several(db, one.type, wanted))
        there = {record_id for record_id, _ in members(db, one, 0, -1, at)}
        missing = [text for text in dict.fromkeys([*add, *remove]) if not _is_in(text, live)]
        added = [text for text in dict.fromkeys(add) if _is_in(text, live - there)]
        removed = [text for text in dict.fromkeys(remove) if _is_in(text, there)]
        _put(db, one.id, [int(text) for text in added], at)
        _take(db, one.id, [int(text) for text in removed])
        return added, removed, missing


def copy_members(db: Database, one: RecordList, source: RecordList, at: int) -> None:
    """Add the members of another list of the same object type."""
    check_by_hand(one)
    if source.type != one.type:
        raise validation("Both lists must hold records of the same object type.")
    found = members(db, source, 0, -1, at)
    if len(found) > COPIED_AT_MOST:
        raise validation(f"The source list must have at most {COPIED_AT_MOST} members.")
    change_members(db, one, [str(record_id) for record_id, _ in found], [], at)


def empty(db: Database, one: RecordList) -> None:
    check_by_hand(one)
    db.run("DELETE FROM list_member WHERE list = ?", one.id)


def check_by_hand(one: RecordList) -> None:
    """Who belongs to a DYNAMIC list is for its filters to say."""
    if one.processing == DYNAMIC:
        raise validation(
            f"List {one.id} is DYNAMIC: records can be added and removed in MANUAL and SNAPSHOT lists only."
        )


def move(db: Database, old: Key, new: Key) -> None:
    """After a merge the surviving record is where the old one was."""
    ids = "SELECT id FROM list WHERE type = ?"
    db.run(
        f"INSERT OR IGNORE INTO list_member SELECT list, ?, first_added, last_added FROM list_member"  # noqa: S608
        f" WHERE id = ? AND list IN ({ids})",
        new[1],
        old[1],
        old[0],
    )
    db.run(f"DELETE FROM list_member WHERE id = ? AND list IN ({ids})", old[1], old[0])  # noqa: S608


def _check(db: Database, draft: Draft) -> None:
    if draft.processing not in {MANUAL, SNAPSHOT, DYNAMIC}:
        raise validation(f"Invalid processingType: {draft.processing}")
    if draft.processing == MANUAL and draft.filter_branch:
        raise validation("A MANUAL list cannot have a filterBranch.")
    if draft.processing == DYNAMIC and not draft.filter_branch:
        raise validation("A DYNAMIC list needs a filterBranch.")
    _check_name(db, draft.name)
    if draft.filter_branch:
        list_filters.compiled(draft.filter_branch, definitions.of_type(db, draft.type))


def _check_name(db: Database, name: str) -> None:
    if not name:
        raise validation("Some required fields were not set: [name]")
    if any(one.name.lower() == name.lower() for one in every(db)):
        raise RefusalError(400, "VALIDATION_ERROR", f"A list with the name {name} exists already.")


def _follow(db: Database, one: RecordList, at: int) -> None:
    """A DYNAMIC list holds what fits now; HubSpot gets there in the background, the box when somebody looks."""
    if one.processing != DYNAMIC:
        return
    live = db.value("SELECT count(*) FROM record WHERE type = ? AND archived = 0", one.type)
    changes = db.value("SELECT max(seq) FROM history")
    mark = f"{changes}/{live}"
    if db.value("SELECT settled FROM list WHERE id = ?", one.id) != mark:
        with db.transaction():
            _settle(db, one, at)
            db.run("UPDATE list SET settled = ? WHERE id = ?", mark, one.id)


def _settle(db: Database, one: RecordList, at: int) -> None:
    fits = list_filters.compiled(one.filter_branch, definitions.of_type(db, one.type))
    fitting = {int(record.id) for record in records.every(db, one.type) if fits(record.properties)}
    there = {record_id for (record_id,) in db.rows("SELECT id FROM list_member WHERE list = ?", one.id)}
    _put(db, one.id, sorted(fitting - there), at)
    _take(db, one.id, there - fitting)


def _put(db: Database, list_id: int, ids: Iterable[int], at: int) -> None:
    db.run_many(
        "INSERT INTO list_member VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET last_added = excluded.last_added",
        [(list_id, record_id, at, at) for record_id in ids],
    )


def _take(db: Database, list_id: int, ids: Iterable[int]) -> None:
    db.run_many("DELETE FROM list_member WHERE list = ? AND id = ?", [(list_id, one) for one in ids])


def _is_in(text: str, ids: set[int]) -> bool:
    return records.is_id(text) and int(text) in ids
