"""Records as some other portal held them: ids, texts and history as given, without checks and without events."""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sandbox import definitions, moments, objects, records
from sandbox.database import Database
from sandbox.objects import Key
from sandbox.records import Change, Record

MIGRATION = "MIGRATION"


@dataclass(frozen=True)
class Past:
    """One entry of the history of a record that is loaded. `source` is HubSpot's sourceType, an open set."""

    name: str
    value: str
    at: datetime
    source: str
    source_id: str = ""
    user_id: int | None = None

    def change(self) -> Change:
        return Change(self.value, moments.to_ms(self.at), self.source, self.source_id, self.user_id)


@dataclass(frozen=True)
class Life:
    """When a loaded record came to be and changed last, and whether it is archived by now."""

    created: datetime
    updated: datetime | None = None
    archived: bool = False


def load(
    db: Database, key: Key, properties: Mapping[str, str], life: Life, history: Sequence[Past] = ()
) -> None:
    """Keep a record as it is given; a property without an entry in `history` gets one, of its creation.

    ValueError where the type has a record with this id, or had one once.
    """
    if db.value("SELECT 1 FROM gone WHERE type = ? AND id = ?", *key):
        raise ValueError(f"{key[0]} {key[1]} was merged or erased: its id cannot be used again.")
    record = _record(db, key, properties, life)
    try:
        records.put(db, record)
    except sqlite3.IntegrityError as taken:
        raise ValueError(f"There is a record {key[1]} among the {key[0]} already.") from taken
    told = {past.name for past in history}
    untold = record.properties.keys() - told - {objects.known(db)[key[0]].modified}
    made = [
        (name, Change(record.properties[name], record.created, MIGRATION, None, None))
        for name in sorted(untold)
    ]
    records.remember(db, key, made + [(past.name, past.change()) for past in history])
    if not life.archived:
        _index(db, record)


def _record(db: Database, key: Key, properties: Mapping[str, str], life: Life) -> Record:
    """Ids and dates are added where they are not among the properties."""
    kind = objects.known(db)[key[0]]
    created = moments.to_ms(life.created)
    updated = moments.to_ms(life.updated) if life.updated else created
    texts = {
        "hs_object_id": str(key[1]),
        kind.created: moments.iso(created),
        kind.modified: moments.iso(updated),
        **properties,
    }
    bare = Record(key[0], str(key[1]), {}, created, updated, life.archived)
    return records.with_texts(bare, texts)


def _index(db: Database, record: Record) -> None:
    """Of two loaded records with the same unique value, the first is found by it."""
    for name in sorted(definitions.unique_names(db, record.type) & record.properties.keys()):
        if records.by_unique(db, record.type, name, record.properties[name]) is None:
            records.index(db, record.key, name, record.properties[name])
