"""Asking for background jobs: the only place that puts a job in the queue, always inside the caller's transaction.

A marker row says that a job is wanted for a portal. `ask` sets it and puts a job in the queue only when it was not
set; the handler calls `take` first, in a transaction of its own, and reads its rows afterwards. Both hold the marker's
row lock until they commit, so one comes after the other: either the handler sees the asker's rows, or the asker finds
the marker cleared and puts a new job behind the running one. Nothing is lost, and nothing waits twice.

The table belongs to procrastinate; inserting into it also tells its workers (by a trigger). Jobs of one name and portal
share a lock, so they run one after the other. There is no `queueing_lock` and no retry: docs/decisions.md says why.
"""

import sqlalchemy as sa

QUEUE = "flipfunnel"

_ASK = sa.text("""
INSERT INTO wanted_job (portal_id, job, wanted) VALUES (:portal_id, :job, true)
ON CONFLICT (portal_id, job) DO UPDATE SET wanted = true WHERE NOT wanted_job.wanted  -- locks the row either way
RETURNING true
""")

_TAKE = sa.text("UPDATE wanted_job SET wanted = false WHERE portal_id = :portal_id AND job = :job")

_ASK_LATER = sa.text("""
INSERT INTO wanted_job (portal_id, job, wanted) VALUES (:portal_id, :job, true)
ON CONFLICT (portal_id, job) DO UPDATE SET wanted = true
""")

_LOST = sa.text("""
SELECT true FROM wanted_job
WHERE portal_id = :portal_id AND job = :job AND wanted
AND NOT EXISTS (
    SELECT FROM procrastinate_jobs
    WHERE status = 'todo' AND queue_name = :queue AND task_name = :job AND lock = :lock
)
""")

_LOCK_MARKER = sa.text("SELECT FROM wanted_job WHERE portal_id = :portal_id AND job = :job FOR UPDATE")

_INSERT = sa.text("""
INSERT INTO procrastinate_jobs (queue_name, task_name, lock, queueing_lock, args)
VALUES (:queue, :job, :lock, NULL, jsonb_build_object('portal_id', CAST(:portal_id AS bigint)))
""")

RETURN_STALLED = """
UPDATE procrastinate_jobs SET status = 'todo', attempts = attempts + 1, worker_id = NULL
WHERE queue_name = %(queue)s AND status = 'doing' AND NOT EXISTS (
    SELECT FROM procrastinate_workers
    WHERE id = worker_id AND last_heartbeat > clock_timestamp() - make_interval(secs => %(seconds)s)
)
RETURNING task_name, args
"""
"""For the worker: the jobs of dead workers wait again. In one statement, so that two sweepers never free one job twice."""

_PENDING = sa.text("""
SELECT (
    SELECT count(*) FROM procrastinate_jobs
    WHERE queue_name = :queue AND status IN ('todo', 'doing')
    AND (CAST(:portal_id AS bigint) IS NULL OR (args ->> 'portal_id')::bigint = :portal_id)
) + (
    SELECT count(*) FROM wanted_job
    WHERE wanted AND (CAST(:portal_id AS bigint) IS NULL OR portal_id = :portal_id)
    AND NOT EXISTS (
        SELECT FROM procrastinate_jobs
        WHERE queue_name = :queue AND status IN ('todo', 'doing') AND lock = job || ':' || portal_id
    )
)
""")


def ask(tx: sa.Connection, portal_id: int, job: str) -> None:
    """Let this job run for this portal once the transaction is committed. Asking twice is asking once."""
    flipped = tx.execute(_ASK, {"portal_id": portal_id, "job": job}).first()
    if flipped:
        _insert(tx, portal_id, job)


def take(tx: sa.Connection, portal_id: int, job: str) -> None:
    """The handler has begun: whoever asks from now on gets a new job. Commit before reading what there is to do."""
    tx.execute(_TAKE, {"portal_id": portal_id, "job": job})


def ask_later(tx: sa.Connection, portal_id: int, job: str) -> None:
    """Let this job run, but not at once: the next tick puts it in the queue."""
    tx.execute(_ASK_LATER, {"portal_id": portal_id, "job": job})


def ask_again(tx: sa.Connection, portal_id: int, job: str) -> bool:
    """Put a job that is wanted but not in the queue (it failed, or was lost) there. Says whether that was so."""
    marker = {"portal_id": portal_id, "job": job}
    tx.execute(_LOCK_MARKER, marker)
    lost = tx.execute(_LOST, marker | _place(portal_id, job)).first()
    if lost:
        _insert(tx, portal_id, job)
    return lost is not None


def pending(tx: sa.Connection, portal_id: int | None = None) -> int:
    """How many jobs wait, run, or are wanted by the next tick."""
    counted: int = tx.execute(_PENDING, {"queue": QUEUE, "portal_id": portal_id}).scalar_one()
    return counted


def _insert(tx: sa.Connection, portal_id: int, job: str) -> None:
    tx.execute(_INSERT, {"portal_id": portal_id, "job": job} | _place(portal_id, job))


def _place(portal_id: int, job: str) -> dict[str, str]:
    return {"queue": QUEUE, "lock": f"{job}:{portal_id}"}


def wanted(tx: sa.Connection) -> list[tuple[int, str]]:
    """Every (portal, job) that is wanted now, in one order for everybody who locks them."""
    rows = tx.execute(sa.text("SELECT portal_id, job FROM wanted_job WHERE wanted ORDER BY portal_id, job"))
    return [(portal_id, job) for portal_id, job in rows]
