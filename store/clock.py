"""What time it is for the program: one row that all processes read.

Normally the row is empty and the moment is the database's wall clock, also where several machines disagree. In a demo
and in tests it holds a virtual moment, which moves on only when somebody moves it, and never back.
"""

from datetime import datetime

import sqlalchemy as sa

_NOW = sa.text("SELECT coalesce((SELECT moment FROM clock), clock_timestamp())")

_START = sa.text("""
INSERT INTO clock (moment) VALUES (:moment)
ON CONFLICT ("only") DO UPDATE SET moment = coalesce(clock.moment, excluded.moment)
RETURNING moment
""")

_ADVANCE = sa.text("""
UPDATE clock SET moment = greatest(moment, CAST(:moment AS timestamptz)) WHERE moment IS NOT NULL RETURNING moment
""")


def now(tx: sa.Connection) -> datetime:
    """The program's moment."""
    moment: datetime = tx.execute(_NOW).scalar_one()
    return moment


def is_virtual(tx: sa.Connection) -> bool:
    return tx.execute(sa.text("SELECT moment FROM clock")).scalar_one_or_none() is not None


def start_virtual(tx: sa.Connection, moment: datetime) -> datetime:
    """Live in virtual time from here on, beginning at this moment; where it is virtual already it stays as it is."""
    started: datetime = tx.execute(_START, {"moment": moment}).scalar_one()
    return started


def advance(tx: sa.Connection, moment: datetime) -> datetime:
    """Move virtual time on to this moment, or leave it where it is later already. Answers the moment it is then."""
    moved: datetime | None = tx.execute(_ADVANCE, {"moment": moment}).scalar_one_or_none()
    if moved is None:
        raise RuntimeError(
            "This database lives in real time, which nobody can move: call start_virtual first."
        )
    return moved
