"""The one SQLite file in which a sandbox portal lives; a kill at any moment leaves the last whole transaction."""

import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sandbox import comparing

SCHEMA = """
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS record (
    type TEXT, id INTEGER, properties TEXT NOT NULL, created INTEGER NOT NULL, updated INTEGER NOT NULL,
    archived INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (type, id)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS record_by_update ON record (type, archived, updated);
CREATE TABLE IF NOT EXISTS unique_value (
    type TEXT, name TEXT, value TEXT, id INTEGER NOT NULL, PRIMARY KEY (type, name, value)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS unique_value_of_record ON unique_value (type, id);
CREATE TABLE IF NOT EXISTS history (
    seq INTEGER PRIMARY KEY, type TEXT NOT NULL, id INTEGER NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,
    at INTEGER NOT NULL, source_type TEXT NOT NULL, source_id TEXT, user_id INTEGER);
CREATE INDEX IF NOT EXISTS history_of_record ON history (type, id, name, at);
CREATE TABLE IF NOT EXISTS object_type (name TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS gone (type TEXT, id INTEGER, survivor INTEGER, PRIMARY KEY (type, id)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS gone_into ON gone (type, survivor);
CREATE TABLE IF NOT EXISTS archived_link (
    type TEXT, id INTEGER, to_type TEXT, to_id INTEGER, type_id INTEGER,
    PRIMARY KEY (type, id, to_type, to_id, type_id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS blocked_email (value TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS association (
    from_type TEXT, from_id INTEGER, to_type TEXT, to_id INTEGER, type_id INTEGER,
    PRIMARY KEY (from_type, from_id, to_type, to_id, type_id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS association_count (
    type TEXT, id INTEGER, type_id INTEGER, many INTEGER NOT NULL, PRIMARY KEY (type, id, type_id)) WITHOUT ROWID;
CREATE TRIGGER IF NOT EXISTS association_made AFTER INSERT ON association BEGIN
    INSERT INTO association_count VALUES (new.from_type, new.from_id, new.type_id, 1)
    ON CONFLICT DO UPDATE SET many = many + 1; END;
CREATE TRIGGER IF NOT EXISTS association_gone AFTER DELETE ON association BEGIN
    UPDATE association_count SET many = many - 1
    WHERE type = old.from_type AND id = old.from_id AND type_id = old.type_id; END;
CREATE TABLE IF NOT EXISTS buying_role (
    company INTEGER, contact INTEGER, role TEXT, PRIMARY KEY (company, contact, role)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS buying_role_of_company ON buying_role (company, role);
CREATE TABLE IF NOT EXISTS association_type (
    id INTEGER PRIMARY KEY, from_type TEXT NOT NULL, to_type TEXT NOT NULL, back INTEGER NOT NULL, label TEXT,
    name TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS list (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, type TEXT NOT NULL, processing TEXT NOT NULL, filters TEXT,
    version INTEGER NOT NULL DEFAULT 1, created INTEGER NOT NULL, updated INTEGER NOT NULL,
    filtered INTEGER NOT NULL, deleted INTEGER, settled TEXT);
CREATE TABLE IF NOT EXISTS list_member (
    list INTEGER, id INTEGER, first_added INTEGER NOT NULL, last_added INTEGER NOT NULL,
    PRIMARY KEY (list, id)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS list_of_member ON list_member (id);
CREATE TABLE IF NOT EXISTS definition (
    type TEXT, name TEXT, body TEXT NOT NULL, PRIMARY KEY (type, name)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS archived_definition (
    type TEXT, name TEXT, body TEXT NOT NULL, PRIMARY KEY (type, name)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS property_group (
    type TEXT, name TEXT, body TEXT NOT NULL, PRIMARY KEY (type, name)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS owner (id INTEGER PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS pipeline (
    type TEXT, id TEXT, body TEXT NOT NULL, PRIMARY KEY (type, id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS subscription (
    id INTEGER PRIMARY KEY, type TEXT NOT NULL, object_type TEXT NOT NULL, property TEXT,
    active INTEGER NOT NULL, created INTEGER NOT NULL, updated INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS event (seq INTEGER PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS queue (
    seq INTEGER PRIMARY KEY, event INTEGER NOT NULL, attempt INTEGER NOT NULL,
    due INTEGER NOT NULL DEFAULT 0, first INTEGER);
CREATE TABLE IF NOT EXISTS story (action TEXT PRIMARY KEY, state TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS nickname (name TEXT PRIMARY KEY, type TEXT NOT NULL, id INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS fault (seq INTEGER PRIMARY KEY, body TEXT NOT NULL, times INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS day_of_calls (day TEXT PRIMARY KEY, calls INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS oauth_code (code TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS oauth_token (
    token TEXT PRIMARY KEY, kind TEXT NOT NULL, body TEXT NOT NULL, expires INTEGER) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS call (
    seq INTEGER PRIMARY KEY, method TEXT NOT NULL, path TEXT NOT NULL, status INTEGER NOT NULL, at INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS call_body (
    place INTEGER PRIMARY KEY, call INTEGER NOT NULL, query TEXT NOT NULL, asked TEXT NOT NULL,
    answered TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS delivery (
    seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, status INTEGER NOT NULL, events INTEGER NOT NULL,
    attempt INTEGER NOT NULL, body TEXT NOT NULL);
"""
VERSION = 2  # of the schema; raised when a file of before can no longer be read


class OtherVersionError(sqlite3.DatabaseError):
    """The file was written by another version of the sandbox; nothing in it was touched."""


class Database:
    """One connection behind one lock; a transaction inside a transaction joins it."""

    def __init__(self, path: Path) -> None:
        self.lock = threading.RLock()
        self.file = str(path)
        # Property definitions as read, by type: every call needs them. Emptied by whoever changes one.
        self.definitions: dict[str, dict[str, dict[str, Any]]] = {}
        # Object types by plural, as read; the same holds for them.
        self.kinds: dict[str, Any] = {}
        # Association types by id, as read; and for them.
        self.association_types: dict[int, Any] = {}
        self.connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        try:
            self._prepare()
        except sqlite3.DatabaseError:
            self.close()
            raise

    def _prepare(self) -> None:
        self._check_version()
        comparing.teach(self.connection)
        self.connection.execute("PRAGMA journal_mode = WAL")
        self.connection.execute("PRAGMA synchronous = NORMAL")
        self.connection.executescript(SCHEMA)
        self.connection.execute(f"PRAGMA user_version = {VERSION}")

    def _check_version(self) -> None:
        version = self.value("PRAGMA user_version")
        if version != VERSION and self.rows("SELECT 1 FROM sqlite_master LIMIT 1"):
            raise OtherVersionError(
                f"it holds a portal of another version of the sandbox ({version}, this one reads {VERSION}); "
                "delete the file or name another folder"
            )

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
                self.definitions, self.kinds, self.association_types = {}, {}, {}
                raise
            self.connection.execute("COMMIT")

    def run(self, sql: str, *values: Any) -> int:
        """Change rows; returns the id of the row last inserted."""
        with self.lock:
            return self.connection.execute(sql, values).lastrowid or 0

    def run_many(self, sql: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """Change rows once for each tuple of values."""
        with self.lock:
            self.connection.executemany(sql, rows)

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
