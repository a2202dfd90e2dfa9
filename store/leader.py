"""Which of several clocks leads, and that each slot of its timetable runs once."""

import contextlib
from datetime import datetime

import psycopg
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from store.tables import job_run

_LEADING = 7_301_002  # the advisory lock of whoever leads


class Leader:
    """Leadership lasts as long as the connection that holds the lock, so it ends with its process, however that ends."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._connection: psycopg.Connection[tuple[bool]] | None = None

    def leads(self) -> bool:
        """Whether this one leads now; it takes over where nobody does."""
        if self._connection is not None and not self._is_alive():
            self.close()
        if self._connection is None:
            self._connection = self._try_to_lead()
        return self._connection is not None

    def close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(psycopg.Error):
                connection.close()

    def _try_to_lead(self) -> psycopg.Connection[tuple[bool]] | None:
        try:
            connection = psycopg.connect(self._url, autocommit=True, connect_timeout=10)
            row = connection.execute("SELECT pg_try_advisory_lock(%s)", [_LEADING]).fetchone()
        except psycopg.OperationalError:
            return None  # nobody leads while the database cannot be reached
        if row is not None and row[0]:
            return connection
        connection.close()
        return None

    def _is_alive(self) -> bool:
        try:
            return (
                self._connection is not None
                and self._connection.execute("SELECT true").fetchone() is not None
            )
        except psycopg.Error:
            return False


def claim_slot(tx: sa.Connection, job: str, slot: str, now: datetime) -> bool:
    """Say that a slot runs now. False: it did already, whoever led then."""
    row = (
        insert(job_run)
        .values(job=job, slot=slot, ran_at=now)
        .on_conflict_do_nothing()
        .returning(job_run.c.slot)
    )
    return tx.execute(row).first() is not None


def forget_slots(tx: sa.Connection, job: str, before: datetime) -> None:
    """Slots that can never come again need not be remembered."""
    tx.execute(sa.delete(job_run).where(job_run.c.job == job, job_run.c.ran_at < before))
