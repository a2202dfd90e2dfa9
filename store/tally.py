"""Counts over what is remembered: what a run did, and where everybody stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from accounts.values import Kind, Moment
from store import calls, counters
from store.tables import account, decision, delivery, event, handover, membership, memory, record, stage_entry

FLOWS = (
    "evaluations",
    "tasks_written",
    "properties_written",
    "disagreements",
    "events_unread",
    "decide_failed",
)
_KINDS = {
    "contacts": Kind.CONTACT,
    "companies": Kind.COMPANY,
    "deals": Kind.DEAL,
    "tickets": Kind.TICKET,
}


@dataclass(frozen=True)
class Change:
    """One change of stage, as people read it."""

    at: Moment
    account: str
    account_id: str
    from_stage: str | None
    to_stage: str | None
    because: str
    cycle: int
    skipped: tuple[str, ...]
    why: str


def holdings(tx: sa.Connection, portal_id: int) -> dict[str, int]:
    """What there is: contacts, companies, deals, tickets, accounts, members."""
    kinds = {
        name: _count(
            tx, record, record.c.portal_id == portal_id, record.c.kind == kind.value, ~record.c.archived
        )
        for name, kind in _KINDS.items()
    }
    return kinds | {
        "accounts": _count(tx, account, account.c.portal_id == portal_id, ~account.c.gone),
        "members": _count(
            tx, membership, membership.c.portal_id == portal_id, membership.c.account_id.is_not(None)
        ),
    }


def flows(tx: sa.Connection, portal_id: int) -> dict[str, int]:
    """What has happened so far, ever: two of these make the account of a run."""
    counted = counters.read(tx, portal_id)
    changed = (stage_entry.c.portal_id == portal_id, stage_entry.c.because != "first")
    return {name: counted.get(name, 0) for name in FLOWS} | {
        "deliveries": _count(tx, delivery, delivery.c.portal_id == portal_id),
        "events": counted.get("events", 0),
        "events_new": _count(tx, event, event.c.portal_id == portal_id),
        "decisions": _count(tx, decision, decision.c.portal_id == portal_id),
        "stage_changes": _count(tx, stage_entry, *changed),
        "handovers": _count(tx, handover, handover.c.portal_id == portal_id),
        "api_calls": calls.made(tx),
    }


def stages(tx: sa.Connection, portal_id: int, rulebook: str) -> dict[str, int]:
    """How many accounts stand on each stage now; one that is gone stands nowhere."""
    rows = tx.execute(
        sa.select(memory.c.stage, sa.func.count().label("accounts"))
        .where(*_on_the_cone(portal_id, rulebook))
        .group_by(memory.c.stage)
    )
    return {row.stage: row.accounts for row in rows}


def _on_the_cone(portal_id: int, rulebook: str) -> tuple[sa.ColumnElement[bool], ...]:
    there = sa.exists().where(_is_its_account(), ~account.c.gone)
    mine = (memory.c.portal_id == portal_id, memory.c.rulebook == rulebook, memory.c.stage.is_not(None))
    return (*mine, there)


def _is_its_account() -> sa.ColumnElement[bool]:
    return sa.and_(account.c.portal_id == memory.c.portal_id, account.c.id == memory.c.account_id)


def stages_seen(tx: sa.Connection, portal_id: int, rulebook: str) -> dict[str, int]:
    """How many accounts ever stood on each stage."""
    rows = tx.execute(
        sa.select(
            stage_entry.c.to_stage, sa.func.count(stage_entry.c.account_id.distinct()).label("accounts")
        )
        .where(
            stage_entry.c.portal_id == portal_id,
            stage_entry.c.rulebook == rulebook,
            stage_entry.c.to_stage.is_not(None),
        )
        .group_by(stage_entry.c.to_stage)
    )
    return {row.to_stage: row.accounts for row in rows}


def shown(tx: sa.Connection, portal_id: int, rulebook: str) -> dict[str, int]:
    """What the cone has shown beside plain moves: held by a person, skipped, moved back, won again, not known."""
    mine = (stage_entry.c.portal_id == portal_id, stage_entry.c.rulebook == rulebook)
    return {
        "held": _count(
            tx, memory, *_on_the_cone(portal_id, rulebook), memory.c.state["hold"].astext.is_not(None)
        ),
        "skipped": _count(tx, stage_entry, *mine, sa.func.jsonb_array_length(stage_entry.c.skipped) > 0),
        "moves_back": _count(tx, stage_entry, *mine, stage_entry.c.because == "back"),
        "second_cycles": _count(tx, stage_entry, *mine, stage_entry.c.because == "won"),
        "unknown": _count(tx, memory, *_on_the_cone(portal_id, rulebook), _has_unknown_stage()),
    }


def _has_unknown_stage() -> sa.ColumnElement[bool]:
    """Whether the newest decision says of a stage neither yes nor no."""
    finding = sa.func.jsonb_each(decision.c.findings).table_valued("key", "value", name="finding")
    verdict = sa.cast(finding.c.value, JSONB)["verdict"]
    stages = sa.select(finding.c.key).select_from(decision.join(finding, sa.true()))
    return stages.where(
        decision.c.id == memory.c.decision_id,
        finding.c.key.startswith("stage."),
        sa.func.jsonb_typeof(verdict) == "null",
    ).exists()


def last_entry(tx: sa.Connection, portal_id: int) -> int:
    newest = sa.select(sa.func.coalesce(sa.func.max(stage_entry.c.id), 0)).where(
        stage_entry.c.portal_id == portal_id
    )
    return int(tx.execute(newest).scalar_one())


def changes_after(tx: sa.Connection, portal_id: int, entry: int) -> list[Change]:
    """The changes of stage after an entry, oldest first; first positions are no changes."""
    rows = tx.execute(
        sa.select(stage_entry, account.c.name)
        .join(
            account,
            sa.and_(account.c.portal_id == stage_entry.c.portal_id, account.c.id == stage_entry.c.account_id),
        )
        .where(
            stage_entry.c.portal_id == portal_id, stage_entry.c.id > entry, stage_entry.c.because != "first"
        )
        .order_by(stage_entry.c.id)
    )
    return [
        Change(
            row.at,
            row.name,
            row.account_id,
            row.from_stage,
            row.to_stage,
            row.because,
            row.cycle,
            tuple(row.skipped),
            row.why,
        )
        for row in rows
    ]


def _count(tx: sa.Connection, table: sa.Table, *where: sa.ColumnElement[bool]) -> int:
    return int(tx.execute(sa.select(sa.func.count()).select_from(table).where(*where)).scalar_one())


@dataclass(frozen=True)
class AccountLine:
    """One account in a list; `stage` None: not on the cone."""

    id: str
    name: str
    relationship: str | None
    stage: str | None
    since: Moment | None
    members: int
    why: str


def accounts(tx: sa.Connection, portal_id: int, rulebook: str, *, everybody: bool) -> list[AccountLine]:
    """Key accounts, or with `everybody` all, by name."""
    members = (
        sa.select(sa.func.count())
        .where(membership.c.portal_id == account.c.portal_id, membership.c.account_id == account.c.id)
        .scalar_subquery()
    )
    mine = sa.and_(_is_its_account(), memory.c.rulebook == rulebook)
    rows = tx.execute(
        sa.select(account.c.id, account.c.name, memory.c.state, members.label("members"))
        .outerjoin(memory, mine)
        .where(
            account.c.portal_id == portal_id,
            ~account.c.gone,
            memory.c.stage.is_not(None) if not everybody else sa.true(),
        )
        .order_by(account.c.name, account.c.id)
    )
    return [_line(row.id, row.name, row.state or {}, row.members) for row in rows]


def _line(id_: str, name: str, state: Mapping[str, Any], members: int) -> AccountLine:
    """From the memory's JSON; an account that was never decided has none."""
    stage, since = state.get("stage"), state.get("since")
    return AccountLine(id_, name, state.get("relationship"), stage, since, members, state.get("why", ""))
