"""Decide due accounts: facts and memory read after the lock, decide, portal lock, settle, all kept in one transaction."""

import hashlib
import json
import logging
from collections.abc import Sequence
from dataclasses import asdict, replace

import sqlalchemy as sa

from accounts.making import facts_of
from accounts.snapshot import Snapshot
from accounts.stored import dump
from accounts.values import Definitions, Moment
from pipeline.linking import wish_for_links
from pipeline.tools import InForce, Tools
from rules.decide import decide
from rules.deciding.dissolve import dissolve
from rules.decision import Because
from rules.memory import Memory
from rules.settle import FREE, Owner, PortalState, settle
from store import counters, decisions, due, outbox, portals, queue, rulebooks, snapshots, task_outbox
from store.decisions import Decided

log = logging.getLogger(__name__)

CHUNK = 500
COUNTED = frozenset(Because) - FREE
"""The moves that the brake counts."""
AFTER_A_FAULT = 3600
"""Seconds until an account is looked at again whose decision failed for a fault of ours."""


def decide_due(tools: Tools, portal_id: int) -> None:
    """Decide every due account of a portal, a chunk at a time. A crash rolls a chunk back; nothing leaks."""
    with tools.database.begin() as tx:
        queue.take(tx, portal_id, "decide")
    while _decide_chunk(tools, portal_id):
        pass


def _decide_chunk(tools: Tools, portal_id: int) -> bool:
    with tools.database.begin() as tx:
        # Claimed before the rulebook is read: whoever puts another in force meanwhile waits, and marks them due again.
        ids = due.claim(tx, portal_id, CHUNK)
        in_force = tools.in_force(tx, portal_id)
        # Before the portal was read as a whole, half of each account is missing, and so are the memories in it.
        if in_force is None or portals.changes_seen_until(tx, portal_id) is None:
            return False
        if not ids:
            _go_live(tx, portal_id, in_force)
            return False
        at = tools.now(tx)
        made = _decide_each(tx, portal_id, in_force, ids, at)
        decisions.lock_portal(tx, portal_id)
        state = portal_state(tx, portal_id, in_force, at)
        settled = settle(in_force.book, [one.decision for one in made], state)
        by_account = {one.decision.account: one for one in made}
        _keep(tx, portal_id, [replace(by_account[one.account], decision=one) for one in settled])
        if wish_for_links(tx, tools, portal_id, in_force, settled):
            queue.ask(tx, portal_id, "deliver")
        return True


def _go_live(tx: sa.Connection, portal_id: int, in_force: InForce) -> None:
    """The first run is over when nobody is due any more: from now on a move has its effects."""
    if not in_force.version.live and not due.any_due(tx, portal_id):
        rulebooks.set_live(tx, in_force.version.id)


def _decide_each(
    tx: sa.Connection, portal_id: int, in_force: InForce, ids: Sequence[str], at: Moment
) -> list[Decided]:
    definitions = snapshots.definitions(tx, portal_id)
    memories = decisions.stored_memories(tx, portal_id, in_force.book.rulebook, ids)
    fresh = Memory(rulebook=in_force.book.digest if in_force.version.live else "").model_dump()
    gone = due.gone(tx, portal_id, ids)
    made = []
    for snapshot in snapshots.snapshots(tx, portal_id, ids):
        try:
            before = Memory.model_validate(memories.get(snapshot.account, fresh))
            made.append(
                _decide_one(snapshot, definitions, in_force, before, at, gone=snapshot.account in gone)
            )
        except Exception:
            # One account that we cannot decide must not keep all others waiting; it is counted and looked at again.
            log.exception("decide_failed", extra={"account": snapshot.account})
            counters.bump(tx, "decide_failed", 1, portal_id)
            due.clear(tx, portal_id, {snapshot.account: at + AFTER_A_FAULT})
    return made


def _decide_one(  # noqa: PLR0913 - what one decision is made of
    snapshot: Snapshot, definitions: Definitions, in_force: InForce, before: Memory, at: Moment, *, gone: bool
) -> Decided:
    facts = facts_of(snapshot, definitions, in_force.spec_of(snapshot.account), at)
    stored = dump(facts)
    digest = hashlib.sha256(json.dumps(stored, sort_keys=True).encode()).hexdigest()[:16]
    decision = (dissolve if gone else decide)(in_force.book, facts, before, at)
    return Decided(in_force.version.id, in_force.book.rulebook, stored, digest, before, decision)


def portal_state(tx: sa.Connection, portal_id: int, in_force: InForce, at: Moment) -> PortalState:
    """What settling needs to know of the whole portal."""
    since = at - in_force.book.limits.stage_changes.per
    return PortalState(
        owners=tuple(Owner(one.id, one.email, one.archived) for one in snapshots.owners(tx, portal_id)),
        open_tasks=task_outbox.open_tasks(tx, portal_id),
        key_accounts=decisions.key_accounts(tx, portal_id, in_force.book.rulebook),
        stage_changes_last_hour=decisions.stage_changes_since(tx, portal_id, since, COUNTED),
    )


def _keep(tx: sa.Connection, portal_id: int, decided: Sequence[Decided]) -> None:
    """Records, memories and wishes; last of all a word to deliver, for its marker stays locked until the commit."""
    ids = decisions.save_all(tx, portal_id, decided)
    sources = [
        (outbox.Source(id_, one.decision.account, one.decision.at), one.decision)
        for id_, one in zip(ids, decided, strict=True)
    ]
    wanted = [(source, [asdict(want) for want in decision.wants]) for source, decision in sources]
    waiting = outbox.put_all_wishes(tx, portal_id, wanted)
    for source, decision in sources:
        waiting += task_outbox.put_tasks(tx, portal_id, source, [asdict(task) for task in decision.tasks])
    odd = [one.decision.account for one in decided if one.decision.disagreement]
    if odd:
        log.error("engine_and_walk_disagree", extra={"accounts": odd})
        counters.bump(tx, "disagreements", len(odd), portal_id)
    counters.bump(tx, "evaluations", len(decided), portal_id)
    if waiting:
        queue.ask(tx, portal_id, "deliver")
