"""Asking for jobs. What is proved here: no asked-for work is ever lost, and nothing piles up."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa

from store import queue
from store.database import Database

PORTAL = 4711


def jobs(database: Database) -> list[dict[str, Any]]:
    with database.begin() as tx:
        return [
            dict(row)
            for row in tx.execute(sa.text("SELECT * FROM procrastinate_jobs ORDER BY id")).mappings()
        ]


def ask(database: Database, job: str = "absorb", portal_id: int = PORTAL) -> None:
    with database.begin() as tx:
        queue.ask(tx, portal_id, job)


def take(database: Database, job: str = "absorb", portal_id: int = PORTAL) -> None:
    with database.begin() as tx:
        queue.take(tx, portal_id, job)


def fetch(database: Database) -> int | None:
    """What a worker of the library does to get its next job."""
    with database.begin() as tx:
        worker = tx.execute(sa.text("SELECT worker_id FROM procrastinate_register_worker_v1()")).scalar_one()
        fetched = sa.text("SELECT id FROM procrastinate_fetch_job_v2(ARRAY['flipfunnel'], :worker)")
        number: int | None = tx.execute(fetched, {"worker": worker}).scalar_one()
        return number


def is_blocked(database: Database, waiting: Future[Any]) -> bool:
    """Wait until somebody waits for somebody else's row lock. No sleep: the database itself is asked, again and again."""
    stuck = sa.text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    while not waiting.done():
        with database.begin() as tx:
            if tx.execute(stuck).scalar_one():
                return True
    return False


def test_a_job_is_asked_for_with_the_rows_it_belongs_to(database: Database) -> None:
    """It stands in the queue when the transaction is committed, and not at all when it is rolled back."""
    with pytest.raises(ZeroDivisionError), database.begin() as tx:  # noqa: PT012 - the point is what came before it
        queue.ask(tx, PORTAL, "absorb")
        _ = 1 / 0
    assert jobs(database) == []
    ask(database)
    (job,) = jobs(database)
    assert (job["queue_name"], job["task_name"], job["args"]) == (
        "flipfunnel",
        "absorb",
        {"portal_id": PORTAL},
    )


def test_a_job_has_a_lock_but_neither_a_queueing_lock_nor_a_date(database: Database) -> None:
    """Traps A2 and A3: a job in the future blocks all later ones of its lock, and a queueing lock swallows and freezes."""
    ask(database)
    (job,) = jobs(database)
    assert (job["lock"], job["queueing_lock"], job["scheduled_at"]) == (f"absorb:{PORTAL}", None, None)


def test_asking_many_times_is_asking_once(database: Database) -> None:
    """A hundred deliveries make one job, until it is taken."""
    for _ in range(100):
        ask(database)
    assert len(jobs(database)) == 1
    take(database)
    ask(database)
    ask(database)
    assert len(jobs(database)) == 2


def test_portals_and_jobs_do_not_share_a_marker(database: Database) -> None:
    """What one portal waits for says nothing about another."""
    for job, portal_id in [("absorb", 1), ("absorb", 2), ("decide", 1)]:
        ask(database, job, portal_id)
    assert [(job["task_name"], job["args"]["portal_id"]) for job in jobs(database)] == [
        ("absorb", 1),
        ("absorb", 2),
        ("decide", 1),
    ]


def test_an_event_that_meets_a_waiting_job_is_seen_by_it(database: Database) -> None:
    """Trap A1: a transaction finds the job waiting; the worker takes that job before the transaction commits.

    The worker can have the job, but not its marker: it waits there for the commit, and then sees the new row.
    """
    ask(database)
    with ThreadPoolExecutor(1) as pool:
        with database.begin() as asking:
            asking.execute(
                sa.text("INSERT INTO delivery (portal_id, received_at, body) VALUES (1, now(), 'x')")
            )
            queue.ask(asking, PORTAL, "absorb")
            assert fetch(database) is not None

            def handle() -> int:
                take(database)
                with database.begin() as tx:
                    seen: int = tx.execute(sa.text("SELECT count(*) FROM delivery")).scalar_one()
                    return seen

            seen = pool.submit(handle)
            assert is_blocked(database, seen), (
                "the handler must not get past its marker before the asker commits"
            )
        assert seen.result() == 1


def test_an_event_that_comes_while_the_job_begins_gets_a_job_of_its_own(database: Database) -> None:
    """The other order: the marker is being cleared, so the asker waits for it, and then asks anew."""
    ask(database)
    fetch(database)
    with ThreadPoolExecutor(1) as pool:
        with database.begin() as taking:
            queue.take(taking, PORTAL, "absorb")
            asked = pool.submit(ask, database)
            assert is_blocked(database, asked), "the asker must wait to see whether the marker is cleared"
        asked.result()
    assert [job["status"] for job in jobs(database)] == ["doing", "todo"]


def test_the_first_two_askers_of_a_portal_make_one_job(database: Database) -> None:
    """Before the marker row exists nothing can be locked; the insert itself settles it."""
    with ThreadPoolExecutor(1) as pool:
        with database.begin() as first:
            queue.ask(first, PORTAL, "absorb")
            second = pool.submit(ask, database)
            assert is_blocked(database, second)
        second.result()
    assert len(jobs(database)) == 1


def test_an_asker_that_gives_up_leaves_the_asking_to_the_next(database: Database) -> None:
    """The second asker waited behind the first; when that is rolled back, its own wish counts."""
    with ThreadPoolExecutor(1) as pool:
        connection = database.engine.connect()
        first = connection.begin()
        queue.ask(connection, PORTAL, "absorb")
        second = pool.submit(ask, database)
        assert is_blocked(database, second)
        first.rollback()
        connection.close()
        second.result()
    assert len(jobs(database)) == 1


def test_jobs_of_one_name_and_portal_run_one_after_the_other(database: Database) -> None:
    """The second is not handed out while the first runs."""
    ask(database)
    assert fetch(database) is not None
    take(database)
    ask(database)
    assert fetch(database) is None


@pytest.mark.parametrize(
    ("before", "put_back"),
    [
        pytest.param([], 0, id="nobody asked"),
        pytest.param([ask], 0, id="it waits in the queue"),
        pytest.param([ask, fetch, take], 0, id="it runs, and nobody asked since"),
        pytest.param([ask, fetch, take, ask], 0, id="it runs, and the next one waits"),
        pytest.param([lambda db: with_tx(db, queue.ask_later)], 1, id="it failed, and is to come back"),
        pytest.param(
            [ask, lambda db: run_sql(db, "DELETE FROM procrastinate_jobs")],
            True,
            id="somebody emptied the queue",
        ),
    ],
)
def test_a_wanted_job_that_is_nowhere_is_put_back(
    database: Database, before: list[Callable[[Database], object]], put_back: int
) -> None:
    """The tick asks again for what was lost, and only for that; asking again twice adds nothing."""
    for step in before:
        step(database)
    waiting = sum(job["status"] == "todo" for job in jobs(database))
    assert with_tx(database, queue.ask_again) == put_back
    assert with_tx(database, queue.ask_again) is False
    assert sum(job["status"] == "todo" for job in jobs(database)) == waiting + put_back


def with_tx(database: Database, step: Callable[[sa.Connection, int, str], Any]) -> Any:
    with database.begin() as tx:
        return step(tx, PORTAL, "absorb")


def run_sql(database: Database, statement: str) -> None:
    with database.begin() as tx:
        tx.execute(sa.text(statement))


@pytest.mark.parametrize(
    ("steps", "count"),
    [
        ([], 0),
        ([ask], 1),
        ([ask, fetch], 1),
        ([ask, fetch, take], 1),
        ([ask, fetch, take, ask], 2),
        ([lambda db: with_tx(db, queue.ask_later)], 1),
        ([ask, take, lambda db: run_sql(db, "UPDATE procrastinate_jobs SET status = 'failed'")], 0),
    ],
)
def test_idle_means_that_nothing_waits_or_runs(
    database: Database, steps: list[Callable[[Database], object]], count: int
) -> None:
    """Also what failed and will come back with the next tick is not idle."""
    for step in steps:
        step(database)
    with database.begin() as tx:
        assert queue.pending(tx) == queue.pending(tx, PORTAL) == count
        assert queue.pending(tx, PORTAL + 1) == 0


def test_nothing_is_lost_among_many_askers_and_takers(database: Database) -> None:
    """Whatever the order, the last row is followed by a handler that began after it."""
    done, askers, rows = threading.Event(), 4, 25

    def asker(number: int) -> None:
        for _ in range(rows):
            with database.begin() as tx:
                tx.execute(
                    sa.text("INSERT INTO delivery (portal_id, received_at, body) VALUES (:n, now(), 'x')"),
                    {"n": number},
                )
                queue.ask(tx, PORTAL, "absorb")

    def handler() -> None:
        while not (done.is_set() and with_tx(database, lambda tx, _portal, _job: queue.pending(tx)) == 0):
            number = fetch(database)
            if number is None:
                continue
            take(database)
            run_sql(database, "UPDATE delivery SET absorbed_at = now() WHERE absorbed_at IS NULL")
            run_sql(database, f"SELECT procrastinate_finish_job_v1({number}, 'succeeded', true)")

    with ThreadPoolExecutor(askers + 1) as pool:
        handling = pool.submit(handler)
        for asking in [pool.submit(asker, number) for number in range(askers)]:
            asking.result()
        done.set()
        handling.result()
    with database.begin() as tx:
        counts = sa.text("SELECT count(*), count(absorbed_at) FROM delivery")
        assert tuple(tx.execute(counts).one()) == (askers * rows, askers * rows)
