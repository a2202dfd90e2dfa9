"""The one PostgreSQL database: connections, transactions, and the migrations that build its tables."""

import contextlib
import logging
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.util import CommandError

from store.unavailable import DatabaseUnavailable

_MIGRATING = 7_301_001  # the advisory lock of whoever migrates


class Database:
    """Transactions on one database. It knows whether this thread has one open: nobody may call HubSpot then."""

    def __init__(self, engine: sa.Engine, url: str) -> None:
        self.engine = engine
        self.url = url  # for libraries that bring connections of their own
        self._thread = threading.local()

    @classmethod
    def connect(cls, url: str, *, connections: int = 20, timeout: int = 10) -> Self:
        """The database at this address. Nothing is opened before the first transaction.

        `timeout`: seconds until a server that does not answer counts as unavailable; PostgreSQL knows none below 2.
        """
        engine = sa.create_engine(
            _address(url),
            pool_pre_ping=True,  # a server that was restarted meanwhile costs no failed transaction
            pool_size=5,
            max_overflow=max(0, connections - 5),
            isolation_level="READ COMMITTED",  # what store.queue is proved for, whatever the server's default
            connect_args={"connect_timeout": timeout, "application_name": "flipfunnel"},
        )
        sa.event.listen(engine, "connect", _speak_utc)
        return cls(engine, plain_url(url))

    @contextlib.contextmanager
    def begin(self) -> Iterator[sa.Connection]:
        """One transaction: committed at the end, rolled back on any exception."""
        connection = _opened(self.engine)
        self._thread.depth = self._depth() + 1
        try:
            with connection, connection.begin():
                yield connection
        finally:
            self._thread.depth -= 1

    def transaction_is_open(self) -> bool:
        """Whether this thread is inside `begin` now."""
        return self._depth() > 0

    def dispose(self) -> None:
        self.engine.dispose()

    def _depth(self) -> int:
        return getattr(self._thread, "depth", 0)


def plain_url(url: str) -> str:
    """The address as PostgreSQL's own library reads it."""
    return _address(url).set(drivername="postgresql").render_as_string(hide_password=False)


def migrate(url: str) -> None:
    """Bring the tables to what this program needs. Several processes may try at once: one does it, the others wait."""
    logging.getLogger("alembic").setLevel(logging.WARNING)
    engine = sa.create_engine(_address(url), poolclass=sa.NullPool, connect_args={"connect_timeout": 10})
    with _opened(engine) as connection, connection.begin():
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_MIGRATING)))
        try:
            command.upgrade(migrations(connection), "head")
        except CommandError as trouble:
            raise DatabaseUnavailable(
                f"The database was written by another version of flipfunnel ({trouble}): "
                "run the newest one, or name another data folder by FLIPFUNNEL_DATA."
            ) from trouble


def migrations(connection: sa.Connection) -> Config:
    """Alembic's settings; it works inside the caller's transaction."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _address(url: str) -> sa.URL:
    scheme, _, rest = url.partition("://")
    if not rest or scheme not in {"postgres", "postgresql", "postgresql+psycopg"}:
        raise DatabaseUnavailable(
            f"DATABASE_URL begins with {scheme[:20]!r}: flipfunnel needs PostgreSQL, postgresql://user@host/database."
        )
    try:
        return sa.make_url(f"postgresql+psycopg://{rest}")
    except (sa.exc.ArgumentError, ValueError):
        raise DatabaseUnavailable(
            "DATABASE_URL cannot be read: write postgresql://user@host/database."
        ) from None


def _opened(engine: sa.Engine) -> sa.Connection:
    try:
        return engine.connect()
    except sa.exc.OperationalError as trouble:
        said = str(trouble.orig).strip().splitlines()[0]
        raise DatabaseUnavailable(
            f"The database {engine.url.render_as_string()} cannot be reached ({said}): "
            "see that it runs, and check DATABASE_URL if you have set it."
        ) from trouble


def _speak_utc(connection: Any, _record: Any) -> None:
    connection.execute("SET TIME ZONE 'UTC'")
    connection.commit()
