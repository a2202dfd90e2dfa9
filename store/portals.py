"""The connected portals: their time zone, how far they were read, and what keeps HubSpot from answering."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from accounts.needs import Need, Needs
from accounts.values import Kind
from store.tables import portal


@dataclass(frozen=True)
class Portal:
    id: int
    time_zone: str
    synced_at: int | None
    trouble: str | None
    trouble_since: int | None


def ensure(tx: sa.Connection, portal_id: int, time_zone: str, now: int | datetime) -> None:
    """Remember that a portal is connected; its time zone is what HubSpot says now."""
    row = insert(portal).values(id=portal_id, time_zone=time_zone, connected_at=now)
    tx.execute(row.on_conflict_do_update(index_elements=["id"], set_={"time_zone": row.excluded.time_zone}))


def all(tx: sa.Connection) -> list[Portal]:  # noqa: A001 - read as portals.all
    """Every connected portal, by id."""
    c = portal.c
    rows = tx.execute(sa.select(c.id, c.time_zone, c.synced_at, c.trouble, c.trouble_since).order_by(c.id))
    return [Portal(*row) for row in rows]


def trouble(tx: sa.Connection, portal_id: int, text: str | None, now: int | datetime) -> None:
    """What keeps HubSpot from answering, in one sentence, since it began; None: it answers again."""
    since = (
        None
        if text is None
        else sa.func.coalesce(portal.c.trouble_since, sa.literal(now, portal.c.trouble_since.type))
    )
    _set(tx, portal_id, trouble=text, trouble_since=since)


def pause(tx: sa.Connection, portal_id: int, until: int | datetime | None) -> None:
    """Do not call HubSpot before this moment."""
    _set(tx, portal_id, paused_until=until)


def paused_until(tx: sa.Connection, portal_id: int) -> int | None:
    until: int | None = _get(tx, portal_id, portal.c.paused_until)
    return until


def synced(tx: sa.Connection, portal_id: int, now: int | datetime, began: datetime) -> None:
    """A full sync is over; the next poll looks for what changed since it began (HubSpot's clock, not ours)."""
    _set(tx, portal_id, synced_at=now)
    saw_changes_until(tx, portal_id, began)


def changes_seen_until(tx: sa.Connection, portal_id: int) -> datetime | None:
    """Where the next poll begins; None before the first full sync."""
    seen: datetime | None = _get(tx, portal_id, portal.c.changes_seen_until)
    return seen


def saw_changes_until(tx: sa.Connection, portal_id: int, moment: datetime) -> None:
    """All changes up to this moment are in the mirror. Never moves back."""
    _set(tx, portal_id, changes_seen_until=sa.func.greatest(portal.c.changes_seen_until, moment))


def has_read(tx: sa.Connection, portal_id: int, needs: Needs) -> None:
    """A full sync has read this of every object, and what comes later is read in the same way."""
    rows = [{"kind": one.kind.value, "property": one.property, "history": one.history} for one in needs]
    _set(tx, portal_id, needs_read=rows)


def needs_read(tx: sa.Connection, portal_id: int) -> Needs:
    """What the last full sync has read of every object."""
    rows = _get(tx, portal_id, portal.c.needs_read) or []
    return frozenset(Need(Kind(row["kind"]), row["property"], row["history"]) for row in rows)


def lacks(tx: sa.Connection, portal_id: int, needs: Needs) -> Needs:
    """What of these needs the last full sync did not read; whoever has the history has the value too."""
    known = needs_read(tx, portal_id)
    return needs - known - {replace(need, history=False) for need in known}


def wall_clock(tx: sa.Connection) -> datetime:
    """The real moment, also where the program lives in virtual time."""
    moment: datetime = tx.execute(sa.select(sa.func.clock_timestamp())).scalar_one()
    return moment


def _set(tx: sa.Connection, portal_id: int, **values: object) -> None:
    tx.execute(sa.update(portal).where(portal.c.id == portal_id).values(**values))


def _get(tx: sa.Connection, portal_id: int, column: sa.Column[Any]) -> Any:
    return tx.execute(sa.select(column).where(portal.c.id == portal_id)).scalar_one_or_none()
