"""What the console shows, read in one go: select statements only, answered as frozen values."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONPATH

from accounts.values import Moment
from rules.memory import Memory
from store import counters
from store import tables as t


@dataclass(frozen=True)
class StageCount:
    relationship: str
    stage: str
    accounts: int


@dataclass(frozen=True)
class Counts:
    """How much there is, and how much of it is still on its way."""

    contacts: int
    companies: int
    deals: int
    accounts: int
    key_accounts: int
    tasks_written: int
    properties_written: int
    waiting: int
    parked: int
    deliveries_waiting: int


@dataclass(frozen=True)
class Entry:
    """One change of stage, as it was recorded."""

    at: Moment
    from_stage: str | None
    to_stage: str | None
    because: str
    relationship: str
    cycle: int
    skipped: tuple[str, ...]
    why: str


@dataclass(frozen=True)
class AccountLine:
    """One account on the cone. `memory` says where it stands, since when and why."""

    id: str
    name: str
    company_id: str | None
    memory: Memory
    owner: str | None
    missing: str | None
    newest: Entry | None


@dataclass(frozen=True)
class Selection:
    """Which accounts of the cone are asked for, and which part of the list."""

    relationship: str | None = None
    stage: str | None = None
    offset: int = 0
    limit: int = 100


def stage_counts(tx: sa.Connection, portal_id: int, rulebook: str) -> list[StageCount]:
    memory = t.memory.c
    rows = tx.execute(
        sa.select(memory.relationship, memory.stage, sa.func.count())
        .select_from(_on_the_cone())
        .where(memory.portal_id == portal_id, memory.rulebook == rulebook, memory.stage.is_not(None))
        .group_by(memory.relationship, memory.stage)
    )
    return [StageCount(*row) for row in rows]


def counts(tx: sa.Connection, portal_id: int) -> Counts:
    kinds = _per_value(tx, t.record.c.kind, t.record.c.portal_id == portal_id, ~t.record.c.archived)
    wishes = _per_value(tx, t.wish.c.state, t.wish.c.portal_id == portal_id)
    tasks = _per_value(tx, t.task_wish.c.state, t.task_wish.c.portal_id == portal_id)
    written = counters.read(tx, portal_id)
    return Counts(
        contacts=kinds.get("contact", 0),
        companies=kinds.get("company", 0),
        deals=kinds.get("deal", 0),
        accounts=_count(tx, t.account.c.portal_id == portal_id, ~t.account.c.gone),
        key_accounts=_count(tx, t.memory.c.portal_id == portal_id, t.memory.c.stage.is_not(None)),
        tasks_written=written.get("tasks_written", 0),
        properties_written=written.get("properties_written", 0),
        waiting=sum(states.get(state, 0) for states in (wishes, tasks) for state in ("waiting", "sending")),
        parked=wishes.get("parked", 0) + tasks.get("parked", 0),
        deliveries_waiting=_count(
            tx, t.delivery.c.portal_id == portal_id, t.delivery.c.absorbed_at.is_(None)
        ),
    )


def account_lines(
    tx: sa.Connection, portal_id: int, rulebook: str, missing_property: str, chosen: Selection
) -> list[AccountLine]:
    """Accounts on the cone, by name; the newest entry and what is missing beside each."""
    memory = t.memory.c
    query = (
        _lines(portal_id, rulebook, missing_property)
        .where(memory.stage.is_not(None))
        .order_by(sa.func.lower(t.account.c.name), t.account.c.id)
        .offset(chosen.offset)
        .limit(chosen.limit)
    )
    if chosen.relationship:
        query = query.where(memory.relationship == chosen.relationship)
    if chosen.stage:
        query = query.where(memory.stage == chosen.stage)
    return [_line(row) for row in tx.execute(query)]


def account_line(
    tx: sa.Connection, portal_id: int, rulebook: str, missing_property: str, account_id: str
) -> AccountLine | None:
    """One account, on the cone or not; None where there is none of this id."""
    query = _lines(portal_id, rulebook, missing_property).where(t.account.c.id == account_id)
    row = tx.execute(query).one_or_none()
    return None if row is None else _line(row)


def _lines(portal_id: int, rulebook: str, missing_property: str) -> sa.Select[Any]:
    """Accounts with what they remember, whose they are, what they lack and how they moved last."""
    account, memory, company = t.account.c, t.memory.c, t.record.c
    newest = _newest_entry(portal_id, rulebook)
    remembers = sa.and_(
        memory.portal_id == portal_id, memory.account_id == account.id, memory.rulebook == rulebook
    )
    is_company = sa.and_(
        company.portal_id == portal_id, company.kind == "company", company.id == account.company_id
    )
    owner_id = company.properties["hubspot_owner_id"].astext
    owns = sa.and_(t.owner.c.portal_id == portal_id, t.owner.c.id == owner_id)
    joined = (
        t.account.outerjoin(t.memory, remembers)
        .outerjoin(t.record, is_company)
        .outerjoin(t.owner, owns)
        .outerjoin(t.decision, t.decision.c.id == memory.decision_id)
        .outerjoin(newest, sa.true())
    )
    columns = (account.id, account.name, account.company_id, memory.state, t.owner.c.name)
    return (
        sa.select(*columns, _missing(missing_property), *newest.c)
        .select_from(joined)
        .where(account.portal_id == portal_id, ~account.gone)
    )


def _missing(missing_property: str) -> sa.ColumnElement[Any]:
    """What the newest decision wants the company to say is missing; before any decision, what HubSpot says."""
    wanted = sa.func.jsonb_path_query_first(
        t.decision.c.wants,
        sa.cast("$[*] ? (@.property == $name).text", JSONPATH),
        sa.func.jsonb_build_object("name", missing_property),
    )
    return sa.func.coalesce(
        wanted.op("#>>")(sa.cast([], ARRAY(sa.Text))), t.record.c.properties[missing_property].astext
    )


def _newest_entry(portal_id: int, rulebook: str) -> sa.FromClause:
    entry = t.stage_entry.c
    return (
        sa.select(*ENTRY_COLUMNS)
        .where(
            entry.portal_id == portal_id,
            entry.account_id == t.account.c.id,
            entry.rulebook == rulebook,
        )
        .order_by(entry.id.desc())
        .limit(1)
        .lateral("newest")
    )


ENTRY_COLUMNS = (
    t.stage_entry.c.at,
    t.stage_entry.c.from_stage,
    t.stage_entry.c.to_stage,
    t.stage_entry.c.because,
    t.stage_entry.c.relationship,
    t.stage_entry.c.cycle,
    t.stage_entry.c.skipped,
    t.stage_entry.c.why,
)


def entry_of(values: Sequence[Any]) -> Entry:
    """An Entry from the values of ENTRY_COLUMNS."""
    at, from_stage, to_stage, because, relationship, cycle, skipped, why = values
    return Entry(at, from_stage, to_stage, because, relationship, cycle, tuple(skipped or ()), why)


def _line(row: sa.Row[Any]) -> AccountLine:
    id_, name, company_id, state, owner, missing, *entry = tuple(row)
    return AccountLine(
        id=id_,
        name=name,
        company_id=company_id,
        memory=Memory() if state is None else Memory.model_validate(state),
        owner=owner,
        missing=missing or None,
        newest=None if entry[0] is None else entry_of(entry),
    )


def _on_the_cone() -> sa.Join:
    """Memories of accounts that still exist."""
    account, memory = t.account.c, t.memory.c
    return t.memory.join(
        t.account,
        sa.and_(account.portal_id == memory.portal_id, account.id == memory.account_id, ~account.gone),
    )


def _per_value(
    tx: sa.Connection, column: sa.Column[str], *conditions: sa.ColumnElement[bool]
) -> dict[str, int]:
    query = sa.select(column, sa.func.count()).where(*conditions).group_by(column)
    return {str(value): int(number) for value, number in tx.execute(query)}


def _count(tx: sa.Connection, *conditions: sa.ColumnElement[bool]) -> int:
    return int(tx.execute(sa.select(sa.func.count()).where(*conditions)).scalar_one())
