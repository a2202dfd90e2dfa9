"""Deliver what HubSpot still lacks, in full batches, inside the budget; every outcome is done, waiting, unknown or parked."""

import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from accounts.values import Kind, Moment
from connector import Created, EffectUnknown, HubSpotError, NewTask, Refused, Written
from pipeline.linking import write_links
from pipeline.refusals import LOOK_AGAIN, MOST_ATTEMPTS, again_at, is_passing, stops_all, trouble
from pipeline.tasks import hubspot_task
from pipeline.tools import Tools, is_paused, patience
from store import counters, mirror, outbox, queue, task_outbox
from store.outbox import WishRow
from store.task_outbox import TaskRow

log = logging.getLogger(__name__)

CHUNK = 2000
"""Wanted values looked at in one round; they leave in batches of 100 objects."""
TASKS = 100


def deliver(tools: Tools, portal_id: int) -> None:
    """Write until nothing is left that may go out now."""
    with tools.database.begin() as tx:
        queue.take(tx, portal_id, "deliver")
    if is_paused(tools, portal_id):
        return
    with patience(tools, portal_id) as attempt:
        while _write_values(tools, portal_id):
            attempt.asked = True
        while _write_tasks(tools, portal_id):
            attempt.asked = True
        while write_links(tools, portal_id):
            attempt.asked = True


def _write_values(tools: Tools, portal_id: int) -> bool:
    with tools.database.begin() as tx:
        rows = outbox.waiting_wishes(tx, portal_id, tools.now(tx), CHUNK)
    satisfied = [row for row in rows if outbox.same_text(row.holds, row.wanted)]
    _settle(tools, portal_id, satisfied)
    lacking: dict[Kind, dict[str, list[WishRow]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        if not outbox.same_text(row.holds, row.wanted):
            lacking[row.kind][row.object_id].append(row)
    for kind, objects in lacking.items():
        _write_objects(tools, portal_id, kind, objects)
    return bool(rows)


def _settle(tools: Tools, portal_id: int, rows: Sequence[WishRow]) -> None:
    """HubSpot holds it already: nothing to send."""
    with tools.database.begin() as tx:
        now = tools.now(tx)
        for row in rows:
            outbox.wish_done(tx, portal_id, row, now)


def _write_objects(
    tools: Tools, portal_id: int, kind: Kind, objects: Mapping[str, Sequence[WishRow]]
) -> None:
    rows = [(id_, {row.property: row.wanted for row in wishes}) for id_, wishes in objects.items()]
    outcomes = tools.portals[portal_id].update(kind, rows)
    stopped = stops_all([one.error for one in outcomes])
    mixed = [one.id for one in outcomes if isinstance(one.error, Refused) and len(objects[one.id]) > 1]
    with tools.database.begin() as tx:
        for one in outcomes:
            if one.id not in mixed and not (stopped and is_passing(one.error)):
                _note(tx, tools, portal_id, objects[one.id], one)
    for id_ in mixed:
        _write_one_by_one(tools, portal_id, objects[id_])
    if stopped:
        raise stopped


def _write_one_by_one(tools: Tools, portal_id: int, wishes: Sequence[WishRow]) -> None:
    """HubSpot refuses an object for one bad property: the others still go out."""
    for wish in wishes:
        outcomes = tools.portals[portal_id].update(
            wish.kind, [(wish.object_id, {wish.property: wish.wanted})]
        )
        if stopped := stops_all([one.error for one in outcomes]):
            raise stopped
        with tools.database.begin() as tx:
            for one in outcomes:
                _note(tx, tools, portal_id, [wish], one)


def _note(
    tx: sa.Connection, tools: Tools, portal_id: int, wishes: Sequence[WishRow], written: Written
) -> None:
    """Note what became of one object."""
    now = tools.now(tx)
    match written.error:
        case None:
            _note_success(tx, portal_id, wishes, written, now)
        case Refused() as error:
            for wish in wishes:
                outbox.wish_parked(tx, portal_id, wish, trouble(error), now)
            counters.bump(tx, "wishes_parked", len(wishes), portal_id)
        case error:
            # Values are absolute: writing them again is harmless, also where the answer was lost.
            for wish in wishes:
                _wait(tx, portal_id, wish, error, now)


def _wait(tx: sa.Connection, portal_id: int, wish: WishRow, error: HubSpotError, now: Moment) -> None:
    """Later, and each time later still; in the end somebody has to look."""
    if wish.attempts >= MOST_ATTEMPTS:
        outbox.wish_parked(tx, portal_id, wish, trouble(error), now)
        return
    outbox.wish_waits(tx, portal_id, wish, error.sentence, again_at(error, wish.attempts, now))


def _note_success(
    tx: sa.Connection, portal_id: int, wishes: Sequence[WishRow], written: Written, now: Moment
) -> None:
    """HubSpot may answer yes and keep another value (a lifecycle stage never goes back): its own answer counts."""
    held = written.properties or {}
    kept = [wish for wish in wishes if outbox.same_text(held.get(wish.property), wish.wanted)]
    for wish in wishes:
        if wish in kept:
            outbox.wish_done(tx, portal_id, wish, now)
        else:
            kept_another = f"HubSpot took the write but kept {held.get(wish.property)!r}. Look for a workflow that sets it."
            outbox.wish_parked(tx, portal_id, wish, kept_another, now)
    whose, taken = (wishes[0].kind, written.id), {wish.property: wish.wanted for wish in kept}
    mirror.overlay(tx, portal_id, whose, taken, written.updated_at)
    counters.bump(tx, "properties_written", len(kept), portal_id)


def _write_tasks(tools: Tools, portal_id: int) -> bool:
    with tools.database.begin() as tx:
        rows = task_outbox.waiting_tasks(tx, portal_id, tools.now(tx), TASKS)
    missing = _read_back(tools, portal_id, [row for row in rows if row.state == "sending"])
    fresh = [row for row in rows if row.state == "waiting" or row.key in missing]
    if fresh:
        _create(tools, portal_id, fresh)
    return bool(rows)


def _read_back(tools: Tools, portal_id: int, rows: Sequence[TaskRow]) -> set[str]:
    """Somebody may have created these tasks and not lived to note it. Answers the keys that HubSpot does not have."""
    if not rows:
        return set()
    tasks = tools.portals[portal_id].tasks_of({row.company_id for row in rows})
    found = {task.marker: task.id for task in tasks}
    with tools.database.begin() as tx:
        now = tools.now(tx)
        for row in rows:
            if row.key in found:
                task_outbox.task_done(tx, portal_id, row.key, found[row.key], now)
                counters.bump(tx, "tasks_written", 1, portal_id)
    return {row.key for row in rows if row.key not in found}


def _create(tools: Tools, portal_id: int, rows: Sequence[TaskRow]) -> None:
    with tools.database.begin() as tx:
        ours = task_outbox.claim_tasks(tx, portal_id, rows, tools.now(tx) + LOOK_AGAIN)
    tasks = [
        NewTask(hubspot_task(row.payload), row.company_id, tuple(row.payload["contacts"]), row.key)
        for row in rows
        if row.key in ours
    ]
    outcomes = tools.portals[portal_id].create_tasks(tasks) if tasks else []
    with tools.database.begin() as tx:
        for one in outcomes:
            _note_task(tx, tools, portal_id, one)
    if stopped := stops_all([one.error for one in outcomes]):
        raise stopped


def _note_task(tx: sa.Connection, tools: Tools, portal_id: int, created: Created) -> None:
    """Note what became of one task; one whose answer was lost stays `sending` and is looked for before it is repeated."""
    now = tools.now(tx)
    match created.error:
        case None:
            task_outbox.task_done(tx, portal_id, created.marker, created.id or "", now)
            counters.bump(tx, "tasks_written", 1, portal_id)
        case EffectUnknown() as error:
            task_outbox.task_unknown(tx, portal_id, created.marker, error.sentence)
        case Refused() as error:
            task_outbox.task_parked(tx, portal_id, created.marker, trouble(error), now)
        case error:
            not_before = now + (error.retry_after or LOOK_AGAIN)
            task_outbox.task_waits(tx, portal_id, created.marker, trouble(error), not_before)
