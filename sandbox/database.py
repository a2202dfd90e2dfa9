"""The one SQLite file in which a sandbox portal lives; a kill at any moment leaves the last whole transaction."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SCHEMA = """
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS record (
    type TEXT, id INTEGER, properties TEXT NOT NULL, created INTEGER NOT NULL, updated INTEGER NOT NULL,
    archived INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (type, id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS unique_value (
    type TEXT, name TEXT, value TEXT, id INTEGER NOT NULL, PRIMARY KEY (type, name, value)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS history (
    seq INTEGER PRIMARY KEY, type TEXT NOT NULL, id INTEGER NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,
    at INTEGER NOT NULL, source_type TEXT NOT NULL, source_id TEXT, user_id INTEGER);
CREATE INDEX IF NOT EXISTS history_of_record ON history (type, id, name, at);
CREATE TABLE IF NOT EXISTS association (
    from_type TEXT, from_id INTEGER, to_type TEXT, to_id INTEGER, type_id INTEGER,
    category TEXT NOT NULL DEFAULT 'HUBSPOT_DEFINED',
    PRIMARY KEY (from_type, from_id, to_type, to_id, type_id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS definition (
    type TEXT, name TEXT, body TEXT NOT NULL, PRIMARY KEY (type, name)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS property_group (
    type TEXT, name TEXT, body TEXT NOT NULL, PRIMARY KEY (type, name)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS owner (id INTEGER PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS pipeline (
    type TEXT, id TEXT, body TEXT NOT NULL, PRIMARY KEY (type, id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS subscription (id INTEGER PRIMARY KEY, type TEXT NOT NULL, property TEXT);
CREATE TABLE IF NOT EXISTS event (seq INTEGER PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS queue (seq INTEGER PRIMARY KEY, event INTEGER NOT NULL, attempt INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS story (action TEXT PRIMARY KEY, state TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS nickname (name TEXT PRIMARY KEY, type TEXT NOT NULL, id INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS call (
    seq INTEGER PRIMARY KEY, method TEXT NOT NULL, path TEXT NOT NULL, status INTEGER NOT NULL, at INTEGER NOT NULL);
"""


class Database:
    """One connection behind one lock; a transaction inside a transaction joins it."""

    def __init__(self, path: Path) -> None:
        self.lock = threading.RLock()
        # Property definitions as read, by type: every call needs them. Emptied by whoever changes one.
        self.definitions: dict[str, dict[str, dict[str, Any]]] = {}
        self.connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self.connection.execute("PRAGMA journal_mode = WAL")
        self.connection.execute("PRAGMA synchronous = NORMAL")
        self.connection.executescript(SCHEMA)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        with self.lock:
            if self.connection.in_transaction:
                yield
                return
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self.connection.execute("ROLLBACK")
                self.definitions.clear()
                raise
            self.connection.execute("COMMIT")

    def run(self, sql: str, *values: Any) -> int:
        """Change rows; returns the id of the row last inserted."""
        with self.lock:
            return self.connection.execute(sql, values).lastrowid or 0

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        with self.lock:
            return self.connection.execute(sql, values).fetchall()

    def value(self, sql: str, *values: Any) -> Any:
        """The first column of the first row, or None."""
        rows = self.rows(sql, *values)
        return rows[0][0] if rows else None

    def setting(self, name: str) -> str | None:
        found: str | None = self.value("SELECT value FROM setting WHERE name = ?", name)
        return found

    def keep_setting(self, name: str, value: str) -> None:
        self.run("INSERT OR REPLACE INTO setting VALUES (?, ?)", name, value)

    def close(self) -> None:
        with self.lock:
            self.connection.close()
