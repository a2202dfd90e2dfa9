"""Wanted tasks: each is created once, also where the answer to its creation is lost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from accounts.values import Moment
from store import lists
from store.lists import among
from store.outbox import Source, is_ready
from store.tables import task_wish


@dataclass(frozen=True)
class TaskRow:
    """One wanted task. `state` sending: somebody may have created it and died before noting so."""

    key: str
    company_id: str
    payload: Mapping[str, Any]
    state: str
    attempts: int


def put_tasks(tx: sa.Connection, portal_id: int, source: Source, tasks: Sequence[Mapping[str, Any]]) -> int:
    """Put wanted tasks into the outbox; a key that is known is never wanted twice. Answers how many were new."""
    values = [
        {
            "portal_id": portal_id,
            "key": task["key"],
            "account_id": source.account_id,
            "company_id": task["company"],
            "payload": dict(task),
            "handover": task["handover"],
            "state": "waiting",
            "decision_id": source.decision_id,
            "wished_at": source.at,
        }
        for task in tasks
    ]
    if not values:
        return 0
    done = tx.execute(insert(task_wish).on_conflict_do_nothing().returning(task_wish.c.key), values)
    return len(done.all())


def waiting_tasks(tx: sa.Connection, portal_id: int, now: Moment, limit: int) -> list[TaskRow]:
    rows = tx.execute(
        sa.select(task_wish)
        .where(
            task_wish.c.portal_id == portal_id,
            task_wish.c.state.in_(("waiting", "sending")),
            is_ready(task_wish, now),
        )
        .order_by(task_wish.c.wished_at, task_wish.c.key)
        .limit(limit)
    )
    return [TaskRow(row.key, row.company_id, row.payload, row.state, row.attempts) for row in rows]


def claim_tasks(tx: sa.Connection, portal_id: int, tasks: Sequence[TaskRow], until: Moment) -> set[str]:
    """Take tasks up for creation, before the call; answers the keys that are ours, and nobody else's, until then.

    Whoever finds one `sending` after that moment must look whether the task exists. A task that somebody else has
    taken up since we read it is left to him.
    """
    seen = lists.rows("key", "attempts", values=[[task.key, str(task.attempts)] for task in tasks])
    rows = tx.execute(
        task_wish.update()
        .where(task_wish.c.portal_id == portal_id, task_wish.c.state.in_(("waiting", "sending")))
        .where(task_wish.c.key == seen.c.key, task_wish.c.attempts == sa.cast(seen.c.attempts, sa.Integer))
        .values(state="sending", attempts=task_wish.c.attempts + 1, not_before=until)
        .returning(task_wish.c.key)
    )
    return set(rows.scalars())


def task_done(tx: sa.Connection, portal_id: int, key: str, hubspot_id: str, now: Moment) -> None:
    tx.execute(
        _tasks(portal_id, [key]).values(
            state="done", hubspot_id=hubspot_id, settled_at=now, trouble=None, not_before=None
        )
    )


def task_parked(tx: sa.Connection, portal_id: int, key: str, trouble: str, now: Moment) -> None:
    tx.execute(_tasks(portal_id, [key]).values(state="parked", trouble=trouble, settled_at=now))


def task_waits(tx: sa.Connection, portal_id: int, key: str, trouble: str, not_before: Moment) -> None:
    """Certainly not created: it may be tried again. A task that may exist stays `sending`."""
    tx.execute(_tasks(portal_id, [key]).values(state="waiting", trouble=trouble, not_before=not_before))


def task_unknown(tx: sa.Connection, portal_id: int, key: str, trouble: str) -> None:
    """It stays `sending` until the moment up to which it was claimed; then somebody looks whether it exists."""
    tx.execute(_tasks(portal_id, [key]).values(trouble=trouble))


def _tasks(portal_id: int, keys: Sequence[str]) -> sa.Update:
    return task_wish.update().where(task_wish.c.portal_id == portal_id, among(task_wish.c.key, keys))


def open_tasks(tx: sa.Connection, portal_id: int) -> dict[str, int]:
    """How many of our tasks each owner has been given."""
    owner_id = task_wish.c.payload["owner"].astext
    rows = tx.execute(
        sa.select(owner_id.label("owner"), sa.func.count().label("tasks"))
        .where(task_wish.c.portal_id == portal_id, owner_id.is_not(None), task_wish.c.state != "parked")
        .group_by(owner_id)
    )
    return {row.owner: row.tasks for row in rows}
