"""Deliveries as they came, and the events in them that we have seen before."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from accounts.values import Moment
from store.lists import among
from store.tables import delivery, event


@dataclass(frozen=True)
class Waiting:
    """One delivery that nobody has absorbed yet."""

    id: int
    body: bytes


@dataclass(frozen=True)
class EventRow:
    """One event of a delivery; `key` tells it from every other, but not from its own repetitions."""

    key: str
    kind: str
    occurred_at: datetime | None
    delivery_id: int


def keep(tx: sa.Connection, portal_id: int, body: bytes, now: datetime) -> int:
    """Keep a verified delivery byte for byte; answers its id."""
    row = tx.execute(
        delivery.insert().values(portal_id=portal_id, body=body, received_at=now).returning(delivery.c.id)
    )
    return int(row.scalar_one())


def waiting(tx: sa.Connection, portal_id: int, limit: int) -> list[Waiting]:
    rows = tx.execute(
        sa.select(delivery.c.id, delivery.c.body)
        .where(delivery.c.portal_id == portal_id, delivery.c.absorbed_at.is_(None))
        .order_by(delivery.c.id)
        .limit(limit)
    )
    return [Waiting(row.id, bytes(row.body)) for row in rows]


def any_waiting(tx: sa.Connection, portal_id: int) -> bool:
    found = sa.exists().where(delivery.c.portal_id == portal_id, delivery.c.absorbed_at.is_(None))
    return bool(tx.execute(sa.select(found)).scalar_one())


def known_events(tx: sa.Connection, portal_id: int, keys: Sequence[str]) -> set[str]:
    rows = tx.execute(sa.select(event.c.key).where(event.c.portal_id == portal_id, among(event.c.key, keys)))
    return set(rows.scalars())


def remember_events(tx: sa.Connection, portal_id: int, rows: Iterable[EventRow]) -> int:
    """Remember events; answers how many were new."""
    values = [{"portal_id": portal_id, **vars(row)} for row in rows]
    if not values:
        return 0
    done = tx.execute(insert(event).on_conflict_do_nothing().returning(event.c.key), values)
    return len(done.all())


def absorbed(tx: sa.Connection, outcomes: Mapping[int, Mapping[str, Any]], now: Moment) -> None:
    """Close deliveries, each with its counts: events, duplicates, unread."""
    for id_, outcome in outcomes.items():
        tx.execute(
            delivery.update().where(delivery.c.id == id_).values(absorbed_at=now, outcome=dict(outcome))
        )
