"""Which accounts are due, what was decided of them, and what they remember."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy.dialects.postgresql import distinct_on, insert

from accounts.values import Moment
from rules.conditions import Finding
from rules.decision import Decision, Move, TaskWish, Want, Wish
from rules.memory import Memory
from store import due
from store.lists import among
from store.tables import account, decision, handover, memory, stage_entry

_WANTS = TypeAdapter(tuple[Want, ...])
_TASKS = TypeAdapter(tuple[TaskWish, ...])
_MOVES = TypeAdapter(tuple[Move, ...])
_WISHES = TypeAdapter(tuple[Wish, ...])
_FINDINGS = TypeAdapter(dict[str, Finding])


@dataclass(frozen=True)
class Decided:
    """One decision with what it was made of."""

    version_id: int
    rulebook: str  # the name under which the account remembers
    facts: Mapping[str, Any]
    facts_digest: str
    before: Memory
    decision: Decision


def lock_portal(tx: sa.Connection, portal_id: int) -> None:
    """Settle one chunk of decisions at a time: routing and the brake look at the whole portal."""
    tx.execute(sa.select(sa.func.pg_advisory_xact_lock(_SETTLE_LOCK, portal_id % 2**31)))


_SETTLE_LOCK = 0x5E77


def memories(tx: sa.Connection, portal_id: int, rulebook: str, ids: Sequence[str]) -> dict[str, Memory]:
    """What accounts remember; those without a memory are left out."""
    stored = stored_memories(tx, portal_id, rulebook, ids)
    return {account_id: Memory.model_validate(state) for account_id, state in stored.items()}


def stored_memories(
    tx: sa.Connection, portal_id: int, rulebook: str, ids: Sequence[str]
) -> dict[str, Mapping[str, Any]]:
    """What is remembered of accounts, as it was stored: whoever reads one may find that it does not fit any more."""
    rows = tx.execute(
        sa.select(memory.c.account_id, memory.c.state).where(
            memory.c.portal_id == portal_id, memory.c.rulebook == rulebook, among(memory.c.account_id, ids)
        )
    )
    return {row.account_id: row.state for row in rows}


def without_memory(tx: sa.Connection, portal_id: int, rulebook: str) -> list[str]:
    """Accounts of which this rulebook remembers nothing."""
    known = sa.exists().where(
        memory.c.portal_id == account.c.portal_id,
        memory.c.account_id == account.c.id,
        memory.c.rulebook == rulebook,
    )
    query = sa.select(account.c.id).where(account.c.portal_id == portal_id, ~account.c.gone, ~known)
    return list(tx.execute(query.order_by(account.c.id)).scalars())


def remember(tx: sa.Connection, portal_id: int, rulebook: str, states: Mapping[str, Memory]) -> None:
    """Give accounts their memory without a decision: seeding from what the portal says. What a decision left stays."""
    seeded = [(rulebook, account_id, state, None) for account_id, state in sorted(states.items())]
    if seeded:
        tx.execute(insert(memory).on_conflict_do_nothing(), _memory_values(portal_id, seeded))


def _memory_values(
    portal_id: int, memories: Sequence[tuple[str, str, Memory, int | None]]
) -> list[dict[str, Any]]:
    """Each of a rulebook and an account, with the decision it comes from."""
    return [
        {
            "portal_id": portal_id,
            "rulebook": rulebook,
            "account_id": account_id,
            "state": state.model_dump(mode="json"),
            "stage": state.stage,
            "relationship": state.relationship,
            "decision_id": decision_id,
        }
        for rulebook, account_id, state, decision_id in memories
    ]


def _put_memories(
    tx: sa.Connection, portal_id: int, memories: Sequence[tuple[str, str, Memory, int | None]]
) -> None:
    statement = insert(memory)
    columns = ("state", "stage", "relationship", "decision_id")
    tx.execute(
        statement.on_conflict_do_update(
            index_elements=[memory.c.portal_id, memory.c.rulebook, memory.c.account_id],
            set_={name: statement.excluded[name] for name in columns},
        ),
        _memory_values(portal_id, memories),
    )


def save(tx: sa.Connection, portal_id: int, decided: Decided) -> int:
    """Store a decision with everything it was made of, move the memory on and clear the marker; answers its id."""
    return save_all(tx, portal_id, [decided])[0]


def save_all(tx: sa.Connection, portal_id: int, decided: Sequence[Decided]) -> list[int]:
    """Store decisions on different accounts, as `save` does each; answers their ids in the same order."""
    if not decided:
        return []
    rows = tx.execute(
        decision.insert().returning(decision.c.id, sort_by_parameter_order=True),
        [_decision_values(portal_id, one) for one in decided],
    )
    ids = [int(id_) for id_ in rows.scalars()]
    _put_memories(
        tx,
        portal_id,
        [
            (one.rulebook, one.decision.account, one.decision.memory, id_)
            for id_, one in zip(ids, decided, strict=True)
        ],
    )
    _put_entries(tx, portal_id, list(zip(ids, decided, strict=True)))
    for id_, one in zip(ids, decided, strict=True):
        _put_handovers(tx, portal_id, one, id_)
    due.clear(tx, portal_id, {one.decision.account: one.decision.wake for one in decided})
    return ids


def _decision_values(portal_id: int, decided: Decided) -> dict[str, Any]:
    made = decided.decision
    return {
        "portal_id": portal_id,
        "account_id": made.account,
        "rulebook_version_id": decided.version_id,
        "at": made.at,
        "facts_digest": decided.facts_digest,
        "facts": dict(decided.facts),
        "memory_before": decided.before.model_dump(mode="json"),
        "memory": made.memory.model_dump(mode="json"),
        "wants": _WANTS.dump_python(made.wants, mode="json"),
        "tasks": _TASKS.dump_python(made.tasks, mode="json"),
        "moves": _MOVES.dump_python(made.moves, mode="json"),
        "findings": _FINDINGS.dump_python(dict(made.findings), mode="json"),
        "wishes": _WISHES.dump_python(made.wishes, mode="json"),
        "resolved": list(made.resolved),
        "suggestions": list(made.suggestions),
        "wake": made.wake,
        "problem": made.disagreement,
    }


def last_wants(tx: sa.Connection, portal_id: int) -> list[dict[str, str]]:
    """What the newest decision of every account wants HubSpot to hold."""
    newest = (
        sa.select(decision.c.wants)
        .where(decision.c.portal_id == portal_id)
        .ext(distinct_on(decision.c.account_id))
        .order_by(decision.c.account_id, decision.c.id.desc())
    )
    return [want for wants in tx.execute(newest).scalars() for want in wants]


def wanted_tasks(tx: sa.Connection, portal_id: int) -> list[str]:
    """The keys of all tasks that were ever decided."""
    query = sa.select(decision.c.tasks).where(
        decision.c.portal_id == portal_id, sa.func.jsonb_array_length(decision.c.tasks) > 0
    )
    return [task["key"] for tasks in tx.execute(query).scalars() for task in tasks]


def stage_changes_since(tx: sa.Connection, portal_id: int, moment: Moment, causes: Collection[str]) -> int:
    """For the brake: how many changes of these causes there were after a moment."""
    query = sa.select(sa.func.count()).where(
        stage_entry.c.portal_id == portal_id, stage_entry.c.at > moment, stage_entry.c.because.in_(causes)
    )
    return int(tx.execute(query).scalar_one())


def key_accounts(tx: sa.Connection, portal_id: int, rulebook: str) -> int:
    """How many accounts stand on the cone; one that is gone stands nowhere."""
    there = sa.and_(
        account.c.portal_id == memory.c.portal_id, account.c.id == memory.c.account_id, ~account.c.gone
    )
    query = (
        sa.select(sa.func.count())
        .select_from(memory.join(account, there))
        .where(memory.c.portal_id == portal_id, memory.c.rulebook == rulebook, memory.c.stage.is_not(None))
    )
    return int(tx.execute(query).scalar_one())


def _put_entries(tx: sa.Connection, portal_id: int, decided: Sequence[tuple[int, Decided]]) -> None:
    values = [
        {
            "portal_id": portal_id,
            "rulebook": one.rulebook,
            "account_id": one.decision.account,
            "at": one.decision.at,
            "from_stage": move.from_stage,
            "to_stage": move.to_stage,
            "relationship": move.relationship,
            "cycle": move.cycle,
            "because": move.because.value,
            "skipped": list(move.skipped),
            "why": move.why,
            "decision_id": decision_id,
        }
        for decision_id, one in decided
        for move in one.decision.moves
    ]
    if values:
        tx.execute(stage_entry.insert(), values)


def _put_handovers(tx: sa.Connection, portal_id: int, decided: Decided, decision_id: int) -> None:
    """The handover that is open now, with its state; of those before, how they ended."""
    made = decided.decision
    held = made.memory.handover
    if held is None and decided.before.handover is None:
        return
    for task in made.tasks:
        if task.handover and held is not None:
            values = {
                "portal_id": portal_id,
                "key": task.key,
                "account_id": made.account,
                "stage": held.stage,
                "cycle": held.cycle,
                "owner_id": task.owner,
                "offered_at": held.offered_at,
                "state": held.state,
                "decision_id": decision_id,
            }
            tx.execute(insert(handover).values(values).on_conflict_do_nothing())
    states: dict[str, str] = {held.key: held.state} if held else {}
    if made.ended is not None:
        states[made.ended.key] = made.ended.how
    mine = sa.and_(handover.c.portal_id == portal_id, handover.c.account_id == made.account)
    for key, state in states.items():
        tx.execute(handover.update().where(mine, handover.c.key == key).values(state=state))
    left = sa.and_(handover.c.state.in_(("offered", "accepted")), ~among(handover.c.key, states))
    tx.execute(handover.update().where(mine, left).values(state="closed"))
