"""How often HubSpot may be called, shared by all processes."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import psycopg
import pytest

from store.budget import Budget

PORTAL = 139_999_999_999  # longer than any portal id of today


class Waited(Exception):
    """Thrown instead of sleeping."""


@pytest.fixture
def slept() -> list[float]:
    return []


@pytest.fixture
def impatient(database_url: str, slept: list[float]) -> Iterator[Budget]:
    """A small budget that throws where it would sleep."""

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        raise Waited

    with Budget(database_url, PORTAL, calls_per_10_seconds=2, searches_per_second=1, sleep=sleep) as budget:
        yield budget


def times(database_url: str, kind: str) -> list[float]:
    """When the calls were counted, in seconds."""
    query = f'SELECT extract(epoch FROM item_timestamp)::float8 FROM "ratelimit___{kind}_{PORTAL}" ORDER BY 1'  # noqa: S608
    with psycopg.connect(database_url) as connection:
        return [row[0] for row in connection.execute(query.encode())]


def test_calls_beyond_the_budget_wait_for_the_window(impatient: Budget, slept: list[float]) -> None:
    """The third call of two in ten seconds waits until the first is ten seconds old."""
    impatient.wait(path_is_search=False)
    impatient.wait(path_is_search=False)
    with pytest.raises(Waited):
        impatient.wait(path_is_search=False)
    assert 9 < slept[0] <= 10.01


def test_searches_have_a_budget_of_their_own(impatient: Budget, slept: list[float]) -> None:
    """HubSpot counts them by the second and apart from the other calls."""
    impatient.wait(path_is_search=True)
    with pytest.raises(Waited):
        impatient.wait(path_is_search=True)
    assert 0 < slept[0] <= 1.01
    impatient.wait(path_is_search=False)


def test_portals_have_budgets_of_their_own(impatient: Budget, database_url: str) -> None:
    """What one portal uses up is nothing to another."""
    impatient.wait(path_is_search=True)
    with Budget(database_url, PORTAL + 1, searches_per_second=1, sleep=impatient._sleep) as other:
        other.wait(path_is_search=True)
    with pytest.raises(Waited):
        impatient.wait(path_is_search=True)


def test_the_budget_outlives_its_process(impatient: Budget, database_url: str) -> None:
    """A restart is no way around the limit."""
    impatient.wait(path_is_search=True)
    with (
        Budget(database_url, PORTAL, searches_per_second=1, sleep=impatient._sleep) as restarted,
        pytest.raises(Waited),
    ):
        restarted.wait(path_is_search=True)


def test_several_processes_share_it_exactly(database_url: str) -> None:
    """No window of a second, wherever it begins, holds more calls than allowed, and every call gets its turn."""
    limit, each = 20, 12
    with ExitStack() as stack, ThreadPoolExecutor(4) as pool:
        budgets = [
            stack.enter_context(Budget(database_url, PORTAL, searches_per_second=limit)) for _ in range(2)
        ]
        # Two threads on each of two budgets with connections of their own: that is what two processes have.
        list(pool.map(lambda budget: [budget.wait(path_is_search=True) for _ in range(each)], budgets * 2))
    counted = times(database_url, "searches")
    assert len(counted) == 4 * each
    assert all(later - first >= 1 for first, later in zip(counted, counted[limit:], strict=False))


def test_old_rows_are_removed(database_url: str) -> None:
    """The table does not grow with the calls of a year."""
    with Budget(database_url, PORTAL) as budget, psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(
            f'INSERT INTO "ratelimit___calls_{PORTAL}" '  # noqa: S608
            "SELECT 'call', 1, now() AT TIME ZONE 'UTC' - interval '1 hour' FROM generate_series(1, 1000)".encode()
        )
        budget.wait(path_is_search=False)
    assert len(times(database_url, "calls")) == 1


def test_daylight_saving_of_the_server_is_nothing_to_it(database_url: str) -> None:
    """The limiter stores moments without a zone; they are UTC, whatever the server prefers."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {connection.info.dbname} SET timezone = 'Asia/Tokyo'".encode())
    with Budget(database_url, PORTAL) as budget:
        budget.wait(path_is_search=False)
    with psycopg.connect(database_url) as connection:
        row = connection.execute("SELECT extract(epoch FROM now())::float8").fetchone()
    assert row is not None
    assert abs(times(database_url, "calls")[0] - row[0]) < 60
