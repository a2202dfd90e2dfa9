"""What HubSpot still lacks: wanted values (tasks: task_outbox, associations: link_wishes), each waiting, done or parked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from accounts.values import Kind, Moment
from store import lists
from store.tables import link_wish, record, task_wish, wish

_WISHES = (wish, task_wish, link_wish)

AFRESH: Mapping[str, Any] = {"attempts": 0, "not_before": None, "trouble": None}
"""A wish with another text has not failed yet."""


@dataclass(frozen=True)
class WishRow:
    """One wanted value, with what the mirror says HubSpot holds now."""

    kind: Kind
    object_id: str
    property: str
    wanted: str
    holds: str | None
    attempts: int


@dataclass(frozen=True)
class Source:
    """The decision a wish comes from."""

    decision_id: int
    account_id: str
    at: Moment


def put_wishes(tx: sa.Connection, portal_id: int, source: Source, wants: Iterable[Mapping[str, str]]) -> int:
    """Put wanted values into the outbox where the mirror lacks them; the newest wish wins.

    Each row has kind, object, property, text, reason. Answers how many now wait.
    """
    return put_all_wishes(tx, portal_id, [(source, wants)])


def put_all_wishes(
    tx: sa.Connection, portal_id: int, wanted: Iterable[tuple[Source, Iterable[Mapping[str, str]]]]
) -> int:
    """What several decisions on different accounts want, as `put_wishes` does each."""
    values = [
        {
            "portal_id": portal_id,
            "kind": want["kind"],
            "object_id": want["object"],
            "property": want["property"],
            "wanted": want["text"],
            "state": "waiting",
            "reason": want["reason"],
            "decision_id": source.decision_id,
            "wished_at": source.at,
        }
        for source, wants in wanted
        for want in wants
    ]
    values.sort(key=lambda row: (row["kind"], row["object_id"], row["property"]))
    held = _held(tx, portal_id, values)
    lacking = [row for row in values if _differs(row, held)]
    if lacking:
        tx.execute(_upsert_wishes(), lacking)
    satisfied = [row for row in values if not _differs(row, held)]
    return len(lacking) + _drop_satisfied(tx, portal_id, satisfied)


def _held(
    tx: sa.Connection, portal_id: int, values: Sequence[Mapping[str, Any]]
) -> dict[tuple[str, str], dict[str, str | None]]:
    keys = sorted({(row["kind"], row["object_id"]) for row in values})
    if not keys:
        return {}
    given = lists.rows("kind", "id", values=keys)
    rows = tx.execute(
        sa.select(record.c.kind, record.c.id, record.c.properties)
        .join(given, sa.and_(record.c.kind == given.c.kind, record.c.id == given.c.id))
        .where(record.c.portal_id == portal_id)
    )
    return {(row.kind, row.id): row.properties for row in rows}


def _differs(row: Mapping[str, Any], held: Mapping[tuple[str, str], Mapping[str, str | None]]) -> bool:
    properties = held.get((row["kind"], row["object_id"]))
    return properties is not None and not same_text(properties.get(row["property"]), row["wanted"])


def same_text(held: str | None, wanted: str) -> bool:
    """HubSpot says null for what is empty, and writes a datetime with `Z` or with `.000Z`."""
    return _without_fraction(held or "") == _without_fraction(wanted)


def _without_fraction(text: str) -> str:
    return text.removesuffix(".000Z") + "Z" if text.endswith(".000Z") else text


def _drop_satisfied(tx: sa.Connection, portal_id: int, rows: Sequence[Mapping[str, Any]]) -> int:
    """A newer wish that HubSpot already fulfils takes an older one off the list.

    Except one with another text that still waits: it may be on its way to HubSpot at this moment. The newer wish takes
    its place, and whoever delivers looks again. Answers how many of these wait.
    """
    if not rows:
        return 0
    names = ("kind", "object_id", "property", "wanted", "reason", "decision_id", "wished_at")
    given = lists.rows(*names, values=[[str(row[name]) for name in names] for row in rows])
    now = sa.func.to_timestamp(sa.cast(given.c.wished_at, sa.BigInteger))
    on_its_way = sa.and_(wish.c.state == "waiting", wish.c.wanted != given.c.wanted)
    states = tx.execute(
        wish.update()
        .where(wish.c.portal_id == portal_id, wish.c.state != "done")
        .where(*(wish.c[name] == given.c[name] for name in names[:3]))
        .values(
            wanted=given.c.wanted,
            reason=given.c.reason,
            decision_id=sa.cast(given.c.decision_id, sa.BigInteger),
            state=sa.case((on_its_way, "waiting"), else_="done"),
            settled_at=sa.case((on_its_way, sa.null()), else_=now),
            **AFRESH,
        )
        .returning(wish.c.state)
    )
    return sum(state == "waiting" for state in states.scalars())


def _upsert_wishes() -> sa.Executable:
    statement = insert(wish)
    columns = ("wanted", "state", "reason", "decision_id", "wished_at")
    return statement.on_conflict_do_update(
        index_elements=[wish.c.portal_id, wish.c.kind, wish.c.object_id, wish.c.property],
        set_={
            **{name: statement.excluded[name] for name in columns},
            **AFRESH,
            "settled_at": None,
        },
        # The same wish again is no news: it keeps its place, its attempts and, where parked, its reason.
        where=sa.or_(wish.c.wanted != statement.excluded.wanted, wish.c.state == "done"),
    )


def waiting_wishes(tx: sa.Connection, portal_id: int, now: Moment, limit: int) -> list[WishRow]:
    """Wanted values that may go out now, oldest first."""
    holds = record.c.properties[wish.c.property].astext
    rows = tx.execute(
        sa.select(
            wish.c.kind,
            wish.c.object_id,
            wish.c.property,
            wish.c.wanted,
            wish.c.attempts,
            holds.label("holds"),
        )
        .join(
            record,
            sa.and_(
                record.c.portal_id == wish.c.portal_id,
                record.c.kind == wish.c.kind,
                record.c.id == wish.c.object_id,
            ),
        )
        .where(wish.c.portal_id == portal_id, wish.c.state == "waiting", is_ready(wish, now))
        .order_by(wish.c.wished_at, wish.c.kind, wish.c.object_id, wish.c.property)
        .limit(limit)
    )
    return [
        WishRow(Kind(row.kind), row.object_id, row.property, row.wanted, row.holds, row.attempts)
        for row in rows
    ]


def is_ready(table: sa.Table, now: Moment) -> sa.ColumnElement[bool]:
    return sa.or_(table.c.not_before.is_(None), table.c.not_before <= now)


def wish_done(tx: sa.Connection, portal_id: int, row: WishRow, now: Moment) -> None:
    """Settle a wish; one that was replaced by a newer while we wrote stays waiting."""
    tx.execute(_one_wish(portal_id, row).values(state="done", prior=row.holds, settled_at=now, trouble=None))


def wish_parked(tx: sa.Connection, portal_id: int, row: WishRow, trouble: str, now: Moment) -> None:
    tx.execute(_one_wish(portal_id, row).values(state="parked", trouble=trouble, settled_at=now))


def wish_waits(tx: sa.Connection, portal_id: int, row: WishRow, trouble: str, not_before: Moment) -> None:
    tx.execute(
        _one_wish(portal_id, row).values(trouble=trouble, not_before=not_before, attempts=wish.c.attempts + 1)
    )


def _one_wish(portal_id: int, row: WishRow) -> sa.Update:
    """The wish as it was when we took it up: what became of that says nothing of a newer one."""
    return wish.update().where(
        wish.c.portal_id == portal_id,
        wish.c.kind == row.kind.value,
        wish.c.object_id == row.object_id,
        wish.c.property == row.property,
        wish.c.wanted == row.wanted,
    )


def next_try(tx: sa.Connection, portal_id: int) -> Moment | None:
    """When the next value, task or association that waits for a moment may go out."""
    moments = [
        tx.execute(
            sa.select(sa.func.min(table.c.not_before)).where(
                table.c.portal_id == portal_id, table.c.state.in_(("waiting", "sending"))
            )
        ).scalar_one()
        for table in _WISHES
    ]
    return min((moment for moment in moments if moment is not None), default=None)


def any_ready(tx: sa.Connection, portal_id: int, now: Moment) -> bool:
    """Whether something may go out at once."""
    return any(
        tx.execute(
            sa.select(
                sa.exists().where(
                    table.c.portal_id == portal_id,
                    table.c.state.in_(("waiting", "sending")),
                    is_ready(table, now),
                )
            )
        ).scalar_one()
        for table in _WISHES
    )


def unpark(tx: sa.Connection, portal_id: int) -> None:
    """Try again what was set aside: the portal was read anew, and its cause may be gone."""
    for table in _WISHES:
        mine = sa.and_(table.c.portal_id == portal_id, table.c.state == "parked")
        tx.execute(table.update().where(mine).values(state="waiting", settled_at=None, not_before=None))


def parked(tx: sa.Connection, portal_id: int) -> list[str]:
    """Why wanted values, tasks and associations were set aside, one sentence each."""
    found = []
    for table in _WISHES:
        rows = tx.execute(
            sa.select(table.c.trouble).where(table.c.portal_id == portal_id, table.c.state == "parked")
        )
        found += [trouble or "" for trouble in rows.scalars()]
    return found
