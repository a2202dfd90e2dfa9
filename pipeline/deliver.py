"""Deliver what HubSpot still lacks, in full batches, inside the budget; every outcome is done, waiting, unknown or parked."""

import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from accounts.values import Kind, Moment
from connector import Created, EffectUnknown, HubSpotError, NewTask, Refused, Written
from pipeline.tasks import hubspot_task
from pipeline.tools import Tools, is_paused, patience
from store import counters, mirror, outbox, queue
from store.outbox import TaskRow, WishRow

log = logging.getLogger(__name__)

CHUNK = 2000
"""Wanted values looked at in one round; they leave in batches of 100 objects."""
TASKS = 100
LOOK_AGAIN = 5
"""Seconds until we look whether a task exists whose creation was not answered."""


def deliver(tools: Tools, portal_id: int) -> None:
    """Write until nothing is left that may go out now."""
    with tools.database.begin() as tx:
        queue.take(tx, portal_id, "deliver")
    if is_paused(tools, portal_id):
        return
    with patience(tools, portal_id):
        while _write_values(tools, portal_id):
            pass
        while _write_tasks(tools, portal_id):
            pass


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
    stopped: HubSpotError | None = None
    for written in tools.portals[portal_id].update(kind, rows):
        wishes = objects[written.id]
        if isinstance(written.error, Refused) and len(wishes) > 1:
            _write_one_by_one(tools, portal_id, wishes)
        else:
            stopped = _note(tools, portal_id, wishes, written) or stopped
    if stopped is not None:
        raise stopped


def _write_one_by_one(tools: Tools, portal_id: int, wishes: Sequence[WishRow]) -> None:
    """HubSpot refuses an object for one bad property: the others still go out."""
    for wish in wishes:
        for written in tools.portals[portal_id].update(
            wish.kind, [(wish.object_id, {wish.property: wish.wanted})]
        ):
            if stopped := _note(tools, portal_id, [wish], written):
                raise stopped


def _note(tools: Tools, portal_id: int, wishes: Sequence[WishRow], written: Written) -> HubSpotError | None:
    """Note what became of one object. Answers an error that concerns the whole portal; its wishes go on waiting."""
    with tools.database.begin() as tx:
        now = tools.now(tx)
        match written.error:
            case None:
                _note_success(tx, portal_id, wishes, written, now)
            case EffectUnknown() as error:
                # Values are absolute: writing them again is harmless, so unknown simply waits for the next round.
                for wish in wishes:
                    outbox.wish_waits(tx, portal_id, wish, error.sentence, now + LOOK_AGAIN)
            case Refused() as error:
                for wish in wishes:
                    outbox.wish_parked(tx, portal_id, wish, _trouble(error), now)
                counters.bump(tx, "wishes_parked", len(wishes), portal_id)
            case error:
                return error
    return None


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
            trouble = f"HubSpot took the write but kept {held.get(wish.property)!r}. Look for a workflow that sets it."
            outbox.wish_parked(tx, portal_id, wish, trouble, now)
    mirror.overlay(tx, portal_id, wishes[0].kind, written.id, {wish.property: wish.wanted for wish in kept})
    counters.bump(tx, "properties_written", len(kept), portal_id)


def _trouble(error: HubSpotError) -> str:
    return f"{error.sentence} {error.next_step}".strip()


def _write_tasks(tools: Tools, portal_id: int) -> bool:
    with tools.database.begin() as tx:
        rows = outbox.waiting_tasks(tx, portal_id, tools.now(tx), TASKS)
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
                outbox.task_done(tx, portal_id, row.key, found[row.key], now)
                counters.bump(tx, "tasks_written", 1, portal_id)
    return {row.key for row in rows if row.key not in found}


def _create(tools: Tools, portal_id: int, rows: Sequence[TaskRow]) -> None:
    with tools.database.begin() as tx:
        outbox.task_sending(tx, portal_id, [row.key for row in rows])
    tasks = [
        NewTask(hubspot_task(row.payload), row.company_id, tuple(row.payload["contacts"]), row.key)
        for row in rows
    ]
    stopped: HubSpotError | None = None
    for created in tools.portals[portal_id].create_tasks(tasks):
        stopped = _note_task(tools, portal_id, created) or stopped
    if stopped is not None:
        raise stopped


def _note_task(tools: Tools, portal_id: int, created: Created) -> HubSpotError | None:
    """Note what became of one task; one whose answer was lost stays `sending` and is looked for before it is repeated."""
    with tools.database.begin() as tx:
        now = tools.now(tx)
        match created.error:
            case None:
                outbox.task_done(tx, portal_id, created.marker, created.id or "", now)
                counters.bump(tx, "tasks_written", 1, portal_id)
            case EffectUnknown() as error:
                outbox.task_unknown(tx, portal_id, created.marker, error.sentence, now + LOOK_AGAIN)
            case Refused() as error:
                outbox.task_parked(tx, portal_id, created.marker, _trouble(error), now)
            case error:
                outbox.task_waits(tx, portal_id, created.marker, _trouble(error), now)
                return error
    return None
