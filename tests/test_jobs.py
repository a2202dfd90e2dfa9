"""The worker: every asked-for job is done, one at a time, whatever breaks meanwhile."""

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import pytest
import sqlalchemy as sa

import jobs
from jobs import Job, Timing, Worker
from store import queue
from store.database import Database

REPOSITORY = Path(jobs.__file__).parent
QUICK = Timing(poll=0.1, sign_of_life=0.2, stalled=1.0, sweep=0.2, goodbye=5.0)
PATIENCE = 20

Run = Callable[..., Worker]


@pytest.fixture
def run(database: Database) -> Iterator[Run]:
    """Start a worker on these handlers; it is stopped at the end of the test."""
    workers = []

    def start(handlers: dict[str, Callable[[Any, int], object]], tools: object = None) -> Worker:
        worker = Worker(database, tools, [Job(*item) for item in handlers.items()], timing=QUICK)
        workers.append(worker)
        worker.start()
        return worker

    yield start
    for worker in workers:
        worker.stop()
        assert worker.join()


def ask(database: Database, job: str = "work", portal_id: int = 1) -> None:
    with database.begin() as tx:
        queue.ask(tx, portal_id, job)


def taking(database: Database, job: str, handler: Callable[[int], object]) -> Callable[[Any, int], object]:
    """A handler as all of ours are: it takes its marker first."""

    def handle(_tools: Any, portal_id: int) -> None:
        with database.begin() as tx:
            queue.take(tx, portal_id, job)
        handler(portal_id)

    return handle


def sql(database: Database, statement: str, **values: object) -> list[Any]:
    with database.begin() as tx:
        result = tx.execute(sa.text(statement), values)
        return list(result.scalars()) if result.returns_rows else []


def test_a_handler_is_given_its_tools_and_the_portal(database: Database, run: Run) -> None:
    """And the job is gone from the queue when it is done."""
    given: SimpleQueue[tuple[object, int]] = SimpleQueue()
    worker = run({"work": lambda tools, portal_id: given.put((tools, portal_id))}, tools="the tools")
    ask(database, portal_id=4711)
    assert given.get(timeout=PATIENCE) == ("the tools", 4711)
    worker.stop()
    assert worker.join()
    assert sql(database, "SELECT status FROM procrastinate_jobs") == []


def test_portals_run_side_by_side(database: Database, run: Run) -> None:
    """One portal's long job does not hold up another portal."""
    meeting = threading.Barrier(2)
    met: SimpleQueue[int] = SimpleQueue()

    def handler(portal_id: int) -> None:
        meeting.wait(PATIENCE)
        met.put(portal_id)

    run({"work": taking(database, "work", handler)})
    ask(database, portal_id=1)
    ask(database, portal_id=2)
    assert {met.get(timeout=PATIENCE), met.get(timeout=PATIENCE)} == {1, 2}


def test_runs_of_one_job_and_portal_never_overlap(database: Database, run: Run) -> None:
    """They wait for their turn, on two threads of two workers, and nothing that was asked for is forgotten."""
    running, overlaps = [0], [0]

    def handler(portal_id: int) -> None:
        running[0] += 1
        overlaps[0] += running[0] > 1
        sql(database, "UPDATE delivery SET absorbed_at = now() WHERE absorbed_at IS NULL")
        running[0] -= 1

    def asker(number: int) -> None:
        for _ in range(30):
            with database.begin() as tx:
                row = sa.text("INSERT INTO delivery (portal_id, received_at, body) VALUES (:n, now(), 'x')")
                tx.execute(row, {"n": number})
                queue.ask(tx, 1, "work")

    run({"work": taking(database, "work", handler)})
    run({"work": taking(database, "work", handler)})
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(asker, [1, 2]))
    _until_idle(database)
    assert overlaps == [0]
    assert sql(database, "SELECT count(absorbed_at) FROM delivery") == [60]


def _until_idle(database: Database) -> None:
    waiting = True
    while waiting:
        with database.begin() as tx:
            waiting = queue.pending(tx) > 0


def test_a_failing_handler_is_asked_again_by_the_tick_and_not_at_once(
    database: Database, run: Run, caplog: pytest.LogCaptureFixture
) -> None:
    """Trap A3: no retry. The job is over, its marker stays set, and whoever ticks next brings it back."""
    attempts: SimpleQueue[int] = SimpleQueue()
    count = iter([1, 2, 3])

    def handler(_portal_id: int) -> None:
        number = next(count)
        attempts.put(number)
        if number == 1:
            raise ZeroDivisionError

    other: SimpleQueue[int] = SimpleQueue()
    run({"work": taking(database, "work", handler), "other": taking(database, "other", other.put)})
    ask(database)
    assert attempts.get(timeout=PATIENCE) == 1
    _until_only_wanted(database)
    ask(database, "other")
    assert other.get(timeout=PATIENCE) == 1, "the worker goes on with other jobs"
    assert attempts.empty(), "no hot loop"
    assert "job_failed" in caplog.text
    ask(database)  # somebody asks meanwhile: still the tick's turn
    with database.begin() as tx:
        assert queue.ask_again(tx, 1, "work")
    assert attempts.get(timeout=PATIENCE) == 2
    _until_idle(database)


def _until_only_wanted(database: Database) -> None:
    while sql(database, "SELECT id FROM procrastinate_jobs") or not sql(
        database, "SELECT job FROM wanted_job WHERE wanted"
    ):
        pass


# A worker in a process of its own, which begins a job and never ends it.
STUCK = """
import sys, threading
from jobs import Job, Timing, Worker
from store import queue
from store.database import Database
database = Database.connect(sys.argv[1])

def handler(_tools, portal_id):
    with database.begin() as tx:
        queue.take(tx, portal_id, "work")
    print("doing", flush=True)
    threading.Event().wait()

Worker(database, None, [Job("work", handler)], timing=Timing(sign_of_life=0.2)).run()
"""


def test_the_job_of_a_killed_worker_is_done_by_another(
    database: Database, database_url: str, run: Run
) -> None:
    """A kill -9 leaves a job 'doing' for ever. The sweep frees it, also where the next one of its lock waits behind it."""
    ask(database)
    child = subprocess.Popen(
        [sys.executable, "-c", STUCK, database_url], cwd=REPOSITORY, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "doing\n"
    ask(database)
    child.kill()
    child.communicate()
    assert sql(database, "SELECT status FROM procrastinate_jobs ORDER BY id") == ["doing", "todo"]
    done: SimpleQueue[int] = SimpleQueue()
    run({"work": taking(database, "work", done.put)})
    assert done.get(timeout=PATIENCE) == 1
    assert done.get(timeout=PATIENCE) == 1
    _until_idle(database)


def test_the_job_of_a_living_worker_is_not_taken_from_it(database: Database, run: Run) -> None:
    """However long it takes: as long as there are signs of life, nobody else begins it."""
    begun: SimpleQueue[int] = SimpleQueue()
    go_on = threading.Event()

    def handler(portal_id: int) -> None:
        begun.put(portal_id)
        assert go_on.wait(PATIENCE)

    run({"work": taking(database, "work", handler)})
    run({"work": taking(database, "work", handler)})
    ask(database)
    assert begun.get(timeout=PATIENCE) == 1
    _until(database, "SELECT clock_timestamp() > :begun + interval '2 seconds'")
    assert begun.empty()
    go_on.set()
    _until_idle(database)


def _until(database: Database, condition: str) -> None:
    """Wait by the database's clock: twice as long as a dead worker is left alone."""
    (begun,) = sql(database, "SELECT clock_timestamp()")
    while sql(database, condition, begun=begun) == [False]:
        pass


def test_a_worker_survives_the_loss_of_all_its_connections(database: Database, run: Run) -> None:
    """As after a restart of the database: its side tasks fail, it ends, and is built anew."""
    done: SimpleQueue[int] = SimpleQueue()
    run({"work": taking(database, "work", done.put)})
    ask(database)
    done.get(timeout=PATIENCE)
    _until_idle(database)
    for _ in range(2):
        sql(
            database,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()",
        )
    ask(database)
    assert done.get(timeout=PATIENCE) == 1


def test_a_stop_lets_the_running_job_end(database: Database, run: Run) -> None:
    """No new job is begun, the running one is finished, and nothing is left behind as 'doing'."""
    begun, go_on = threading.Event(), threading.Event()

    def handler(_portal_id: int) -> None:
        begun.set()
        assert go_on.wait(PATIENCE)

    worker = run({"work": taking(database, "work", handler)})
    ask(database)
    assert begun.wait(PATIENCE)
    ask(database)
    worker.stop()
    assert not worker.join(0.3), "it waits for the running job"
    go_on.set()
    assert worker.join()
    assert sql(database, "SELECT status FROM procrastinate_jobs") == ["todo"]
    assert sql(database, "SELECT count(*) FROM procrastinate_workers") == [0]


def test_a_stop_before_the_start_is_not_forgotten(database: Database) -> None:
    """A signal may come while the worker is still being built."""
    worker = Worker(database, None, [], timing=QUICK)
    worker.stop()
    worker.start()
    assert worker.join()


def test_a_worker_without_a_database_can_be_stopped() -> None:
    """It keeps trying to reach it, and still stops when asked."""
    unreachable = Database.connect("postgresql://nobody@127.0.0.1:1/none")
    worker = Worker(unreachable, None, [], timing=QUICK)
    worker.start()
    worker.stop()
    assert worker.join()
    unreachable.dispose()
