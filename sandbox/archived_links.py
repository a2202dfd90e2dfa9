"""The associations of archived records: kept until the record comes back or is gone for good (HubSpot's knowledge base)."""

from sandbox import association_types, associations
from sandbox.database import Database
from sandbox.events import Stamp
from sandbox.objects import Key
from sandbox.rollups import refresh


def keep(db: Database, key: Key) -> None:
    """Remember what a record is associated with before it is archived."""
    _put(db, [(*key, *edge) for edge in associations.edges_of(db, key)])


def bring_back(db: Database, key: Key, stamp: Stamp) -> None:
    """Associate a restored record as it was; HubSpot tells of the restoring only.

    With a record that is archived itself it is associated when that one comes back. Who has found another primary
    company or parent meanwhile keeps it.
    """
    kept = db.rows("SELECT to_type, to_id, type_id FROM archived_link WHERE type = ? AND id = ?", *key)
    db.run("DELETE FROM archived_link WHERE type = ? AND id = ?", *key)
    live = [edge for edge in kept if associations.is_live(db, (edge[0], edge[1]))]
    known = association_types.known(db)
    _put(
        db,
        [
            (to_type, to_id, *key, known[type_id].back)
            for to_type, to_id, type_id in kept
            if (to_type, to_id, type_id) not in live
        ],
    )
    associations.put_back(db, key, live)
    for end in dict.fromkeys((to_type, to_id) for to_type, to_id, _ in live):
        refresh(db, end, stamp, key)
    refresh(db, key, stamp)


def follow(db: Database, old: Key, new: Key) -> None:
    """After a merge, what an archived record was associated with is the surviving record."""
    db.run(
        "UPDATE OR REPLACE archived_link SET to_id = ? WHERE to_type = ? AND to_id = ?",
        new[1],
        old[0],
        old[1],
    )


def _put(db: Database, rows: list[tuple[str, int, str, int, int]]) -> None:
    db.run_many("INSERT OR IGNORE INTO archived_link VALUES (?, ?, ?, ?, ?)", rows)
