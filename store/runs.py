"""The long runs that people and clocks start: when, how far, how it ended."""

from collections.abc import Mapping

import sqlalchemy as sa

from accounts.values import Moment
from store.tables import run


def start(tx: sa.Connection, portal_id: int, what: str, now: Moment) -> int:
    row = tx.execute(run.insert().values(portal_id=portal_id, what=what, started_at=now).returning(run.c.id))
    return int(row.scalar_one())


def finish(tx: sa.Connection, run_id: int, now: Moment, counts: Mapping[str, int]) -> None:
    tx.execute(run.update().where(run.c.id == run_id).values(finished_at=now, counts=dict(counts)))
