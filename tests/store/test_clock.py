"""The program's moment."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from store import clock
from store.database import Database

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def test_the_moment_is_the_wall_clock_unless_it_is_virtual(database: Database) -> None:
    """Real time goes on also within a transaction."""
    with database.begin() as tx:
        first, second = clock.now(tx), clock.now(tx)
        assert abs(datetime.now(UTC) - first) < timedelta(minutes=1)
        assert first < second
        assert not clock.is_virtual(tx)


def test_virtual_time_stands_still_until_it_is_moved(database: Database) -> None:
    """Every process reads the same moment, however long it takes."""
    with database.begin() as tx:
        assert clock.start_virtual(tx, START) == START
    with database.begin() as tx:
        assert clock.is_virtual(tx)
        assert clock.now(tx) == clock.now(tx) == START


@pytest.mark.parametrize(
    ("to", "then"),
    [
        (START + timedelta(hours=2), START + timedelta(hours=2)),
        (START, START),
        (START - timedelta(days=1), START),
    ],
)
def test_time_never_runs_backwards(database: Database, to: datetime, then: datetime) -> None:
    """A moment that is past already leaves the clock where it is."""
    with database.begin() as tx:
        clock.start_virtual(tx, START)
        assert clock.advance(tx, to) == then
        assert clock.now(tx) == then


def test_virtual_time_survives_a_restart(database_url: str) -> None:
    """A second run stays at the end of the first."""
    for _ in range(2):
        database = Database.connect(database_url)
        with database.begin() as tx:
            clock.start_virtual(tx, START)
            clock.advance(tx, START + timedelta(days=7))
        database.dispose()
    database = Database.connect(database_url)
    with database.begin() as tx:
        assert clock.start_virtual(tx, START) == START + timedelta(days=7)
    database.dispose()


def test_two_that_move_time_at_once_cannot_turn_it_back(database: Database) -> None:
    """The second waits for the first and then finds its moment past."""
    with database.begin() as tx:
        clock.start_virtual(tx, START)
    with database.begin() as slow:
        slow.execute(sa.text("SELECT 1"))
        with database.begin() as quick:
            clock.advance(quick, START + timedelta(hours=5))
        assert clock.advance(slow, START + timedelta(hours=1)) == START + timedelta(hours=5)


def test_real_time_cannot_be_moved(database: Database) -> None:
    """Nobody can make a live portal jump."""
    with pytest.raises(RuntimeError, match="real time"), database.begin() as tx:
        clock.advance(tx, START)
