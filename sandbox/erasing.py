"""How records leave and come back: the archive with its 90 days, and the erasure that leaves nothing behind."""

from datetime import timedelta

from sandbox import archived_links, associations, definitions, events, records
from sandbox.database import Database
from sandbox.errors import not_found, validation
from sandbox.events import Stamp
from sandbox.objects import Key

RESTORABLE = timedelta(days=90)  # HubSpot's knowledge base, restoring records


def archive(db: Database, key: Key, stamp: Stamp) -> None:
    """Archive a record; archiving twice is no error, as with HubSpot's DELETE."""
    with db.transaction():
        if records.load(db, *key):
            archived_links.keep(db, key)
            records.archive(db, key, stamp)
            associations.remove_all(db, key, stamp)


def restore(db: Database, key: Key, stamp: Stamp) -> None:
    """Bring back an archived record with the associations whose other ends still live (HubSpot's knowledge base)."""
    with db.transaction():
        record = records.load(db, *key, archived=True)
        if record is None:
            raise not_found(f"There is no archived record {key[1]} among the {key[0]}.")
        if stamp.at - record.updated > RESTORABLE / timedelta(milliseconds=1):
            raise validation(f"{key[0]} {key[1]} was archived more than {RESTORABLE.days} days ago.")
        unique = sorted(definitions.unique_names(db, key[0]) & record.properties.keys())
        for name in unique:
            if records.by_unique(db, key[0], name, record.properties[name]):
                raise validation(f"Another of the {key[0]} has the {name} of {key[1]} by now.")
        db.run("UPDATE record SET archived = 0 WHERE type = ? AND id = ?", *key)
        for name in unique:
            records.index(db, key, name, record.properties[name])
        records.touch(db, key, stamp.at)
        archived_links.bring_back(db, key, stamp)
        events.restored(db, key, stamp)


def erase(db: Database, key: Key, stamp: Stamp) -> None:
    """Delete a record for good, archived or not: neither it nor its history can be read again."""
    with db.transaction():
        live = records.load(db, *key)
        record = live or records.load(db, *key, archived=True)
        if record is None:
            raise not_found()
        if live:
            associations.remove_all(db, key, stamp)
        for name in ("email", "hs_additional_emails"):
            for address in record.properties.get(name, "").split(";"):
                block(db, address)
        for table in ("record", "history", "unique_value", "archived_link"):
            db.run(f"DELETE FROM {table} WHERE type = ? AND id = ?", *key)  # noqa: S608 # a constant
        db.run("UPDATE gone SET survivor = NULL WHERE type = ? AND survivor = ?", *key)
        db.run("INSERT INTO gone VALUES (?, ?, NULL)", *key)
        events.erased(db, key, stamp)


def block(db: Database, address: str) -> None:
    """People and imports may not bring this e-mail address back; forms, mails and the API may.

    So says HubSpot's knowledge base on permanent deletion, last updated in June 2025.
    """
    if address:
        db.run("INSERT OR IGNORE INTO blocked_email VALUES (?)", address.lower())


def is_blocked(db: Database, address: str, stamp: Stamp) -> bool:
    return stamp.source in {"CRM_UI", "IMPORT"} and bool(
        db.value("SELECT 1 FROM blocked_email WHERE value = ?", address.lower())
    )
