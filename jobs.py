"""The background jobs, and the worker that runs them.

A job is a name and a function `(tools, portal_id)`. It is asked for by `store.queue.ask`, inside the transaction of the
rows it belongs to, and runs at least once after that; jobs of one name and portal run one after the other. A handler
first takes its marker (`store.queue.take`), then works off what it finds in our tables, and returns: waiting is a column
there, never a job that sleeps.
"""

import asyncio
import gc
import logging
import threading
import time
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import procrastinate

from pipeline.absorb import absorb
from pipeline.decide import decide_due
from pipeline.deliver import deliver
from pipeline.frame import look_at_definitions
from pipeline.sync import poll, reconcile
from store import queue
from store.database import Database

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Job:
    """`name` is what is asked for; with the portal it is also the lock under which its runs stand in line."""

    name: str
    handler: Callable[[Any, int], object]


@dataclass(frozen=True)
class Timing:
    """Seconds. A worker whose sign of life is older than `stalled` counts as dead, and its jobs wait again."""

    poll: float = 1.0
    sign_of_life: float = 5.0
    stalled: float = 20.0
    sweep: float = 10.0
    goodbye: float = 8.0


def search_for_garbage_rarely() -> None:
    """For a process that does nothing but work. Most of what a job makes lives until its end and goes by itself.

    Python's search for objects that refer to each other in circles took half the time of looking at an account of
    ten thousand contacts (benchmarks/accounts.py). It is still done, but after a hundred thousand new objects.
    """
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


class Worker:
    """Runs jobs until it is stopped. What breaks (a handler, the database) is logged and mended, never the end of it."""

    def __init__(
        self,
        database: Database,
        tools: object,
        jobs: Sequence[Job],
        concurrency: int = 4,
        timing: Timing | None = None,
    ) -> None:
        self._database = database
        self._tools = tools
        self._jobs = jobs
        self._concurrency = concurrency
        self._timing = timing or Timing()
        self._thread: threading.Thread | None = None
        self._stop_asked = threading.Event()
        self._wake: Callable[[], object] = lambda: None

    def start(self) -> None:
        """Run in a thread of its own."""
        self._thread = threading.Thread(target=self.run, name="worker", daemon=True)
        self._thread.start()

    def run(self) -> None:
        """Run in this thread, until somebody calls `stop`."""
        asyncio.run(self._main())

    def stop(self) -> None:
        """Take no new job, finish those that run. Returns at once; safe from any thread and from a signal handler."""
        self._stop_asked.set()
        self._wake()

    def join(self, timeout: float = 10.0) -> bool:
        """Wait for the end. False: a job still runs; end the process, and another worker will do that job again."""
        if self._thread is not None:
            self._thread.join(timeout)
        return self._thread is None or not self._thread.is_alive()

    async def _main(self) -> None:
        loop = asyncio.get_running_loop()
        loop.set_default_executor(ThreadPoolExecutor(self._concurrency, thread_name_prefix="job"))
        asked = asyncio.Event()
        self._wake = lambda: loop.call_soon_threadsafe(asked.set)
        if self._stop_asked.is_set():
            asked.set()
        while not asked.is_set():
            for trouble in await _until_one_ends(self._live(), asked.wait()):
                log.error("worker_failed", exc_info=trouble)
            await _until_one_ends(asyncio.sleep(1), asked.wait())
        self._wake = lambda: None

    async def _live(self) -> None:
        """The queue's own worker ends by itself when one of its side tasks fails; the next life builds a new one."""
        app = self._build()
        async with app.open_async():
            for trouble in await _until_one_ends(self._work(app), self._sweep(app)):
                raise trouble

    def _build(self) -> procrastinate.App:
        connector = procrastinate.PsycopgConnector(
            conninfo=self._database.url, min_size=1, max_size=self._concurrency + 3
        )
        app = procrastinate.App(connector=connector)
        for job in self._jobs:
            app.task(name=job.name, queue=queue.QUEUE)(self._guarded(job))
        return app

    def _guarded(self, job: Job) -> Callable[[int], None]:
        """A job that fails is over for now; its marker stays set, and the next tick asks for it again."""

        def run(portal_id: int) -> None:
            try:
                job.handler(self._tools, portal_id)
            except Exception:
                log.exception("job_failed", extra={"job": job.name, "portal_id": portal_id})
                with self._database.begin() as tx:
                    queue.ask_later(tx, portal_id, job.name)

        return run

    async def _work(self, app: procrastinate.App) -> None:
        await app.run_worker_async(
            queues=[queue.QUEUE],
            concurrency=self._concurrency,
            install_signal_handlers=False,
            fetch_job_polling_interval=self._timing.poll,
            shutdown_graceful_timeout=self._timing.goodbye,
            update_heartbeat_interval=self._timing.sign_of_life,
            stalled_worker_timeout=self._timing.stalled,
            delete_jobs="successful",
        )

    async def _sweep(self, app: procrastinate.App) -> None:
        """Free the jobs of dead workers. Not a job itself, which could be stuck in its turn."""
        while True:
            began = time.time()
            freed = await app.connector.execute_query_all_async(
                queue.RETURN_STALLED, queue=queue.QUEUE, seconds=self._timing.stalled
            )
            for job in freed:
                log.warning(
                    "job_freed", extra={"job": job["task_name"], "portal_id": job["args"]["portal_id"]}
                )
            await self._sleep_awake(began)

    async def _sleep_awake(self, began: float) -> None:
        """A machine that slept wakes with signs of life that look old: then give everybody a turn to renew them."""
        await asyncio.sleep(self._timing.sweep)
        if time.time() - began > self._timing.sweep + self._timing.sign_of_life:
            await asyncio.sleep(2 * self._timing.sign_of_life)


async def _until_one_ends(*works: Coroutine[Any, Any, Any]) -> list[Exception]:
    """Run them side by side until one ends, then end the others too. Answers what went wrong."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
    return [one for one in ended if isinstance(one, Exception)]


JOBS = (
    Job("absorb", absorb),
    Job("decide", decide_due),
    Job("deliver", deliver),
    Job("poll", poll),
    Job("reconcile", reconcile),
    Job("definitions", look_at_definitions),
)
