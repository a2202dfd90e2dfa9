"""The mirror of the portal as it is written: records, history, associations, owners, pipelines, definitions."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB, insert

from accounts.values import Kind, Moment
from store import clock, link_wishes, lists
from store.history import HistoryRow, put_history
from store.lists import among
from store.tables import association, record

_COLUMNS = ("kind", "id", "properties", "created_at", "updated_at", "archived")
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class RecordRow:
    """One object as HubSpot answered it."""

    kind: Kind
    id: str
    properties: Mapping[str, str | None]
    created_at: datetime | None
    updated_at: datetime | None
    archived: bool = False
    history: Sequence[HistoryRow] = field(default_factory=tuple)


@dataclass(frozen=True)
class LinkRow:
    from_id: str
    to_id: str
    is_primary: bool
    labels: tuple[str, ...] = ()


@dataclass(frozen=True)
class Links:
    """All associations that the objects `of` of one kind have towards another kind."""

    from_kind: Kind
    to_kind: Kind
    of: Sequence[str]
    links: Sequence[LinkRow]


def put_records(
    tx: sa.Connection, portal_id: int, rows: Sequence[RecordRow], asked_at: Moment
) -> set[tuple[Kind, str]]:
    """Insert or renew records with their history; answers those in which something is new to us.

    An answer older than what we hold changes nothing, and neither does one that says what we hold. A record that
    was found gone comes back only by an answer to a question asked afterwards.
    """
    if not rows:
        return set()
    newest: dict[tuple[Kind, str], RecordRow] = {}
    for row in sorted(rows, key=lambda row: row.updated_at or _LONG_AGO):
        newest[row.kind, row.id] = row  # of one that is named twice only the newest answer counts
    changed = _upsert(tx, portal_id, [newest[key] for key in sorted(newest)], asked_at)
    _note_ages(tx, portal_id, newest)
    changes = [(row.kind, row.id, row.history) for row in rows]
    return changed | put_history(tx, portal_id, changes)


def _upsert(
    tx: sa.Connection, portal_id: int, rows: Sequence[RecordRow], asked_at: Moment
) -> set[tuple[Kind, str]]:
    """Answers the records in which something is new."""
    statement = insert(record).from_select(
        ["portal_id", *_COLUMNS, "read_at"], _given(portal_id, rows, asked_at)
    )
    answered = record.c.properties.op("||")(statement.excluded.properties)
    merged = answered.op("||")(_written_since_the_answer())
    newer = sa.or_(record.c.updated_at.is_(None), record.c.updated_at <= statement.excluded.updated_at)
    alive = sa.or_(~record.c.archived, record.c.read_at <= statement.excluded.read_at)
    differs = sa.or_(record.c.properties != merged, record.c.archived != statement.excluded.archived)
    written = tx.execute(
        statement.on_conflict_do_update(
            index_elements=[record.c.portal_id, record.c.kind, record.c.id],
            set_={
                "properties": merged,
                "updated_at": statement.excluded.updated_at,
                "archived": statement.excluded.archived,
                "read_at": statement.excluded.read_at,
            },
            where=sa.and_(newer, differs, alive),
        ).returning(record.c.kind, record.c.id)
    )
    return {(Kind(row.kind), row.id) for row in written}


def _written_since_the_answer() -> sa.ColumnElement[object]:
    """What we wrote later than the answer that is being kept, by name."""
    answered_at: sa.ColumnElement[datetime] = sa.literal_column(
        "excluded.updated_at", record.c.updated_at.type
    )
    ours = sa.func.jsonb_each(record.c.written).table_valued("key", "value")
    mark = sa.type_coerce(ours.c.value, JSONB)
    later = sa.select(sa.func.jsonb_object_agg(ours.c.key, mark["value"])).where(
        sa.cast(mark["at"].astext, record.c.updated_at.type) > answered_at
    )
    return sa.func.coalesce(later.scalar_subquery(), sa.cast(sa.literal("{}"), JSONB))


def _note_ages(tx: sa.Connection, portal_id: int, rows: Mapping[tuple[Kind, str], RecordRow]) -> None:
    """An answer without news is younger all the same: one between it and what we hold must not come after it."""
    ages = [
        (kind.value, id_, row.updated_at.isoformat()) for (kind, id_), row in rows.items() if row.updated_at
    ]
    given = lists.rows("kind", "id", "at", values=ages)
    at = sa.cast(given.c.at, record.c.updated_at.type)
    tx.execute(
        record.update()
        .where(record.c.portal_id == portal_id, record.c.kind == given.c.kind, record.c.id == given.c.id)
        .where(record.c.updated_at < at)
        .values(updated_at=at)
    )


def _given(portal_id: int, rows: Sequence[RecordRow], asked_at: Moment) -> sa.Select[tuple[object, ...]]:
    values = (
        (
            row.kind.value,
            row.id,
            json.dumps(dict(row.properties)),
            _iso(row.created_at),
            _iso(row.updated_at),
            str(row.archived),
        )
        for row in rows
    )
    given = lists.rows(*_COLUMNS, values=values)
    columns = (sa.cast(given.c[name], record.c[name].type) for name in _COLUMNS)
    return sa.select(
        sa.literal(portal_id, sa.BigInteger), *columns, sa.literal(asked_at, record.c.read_at.type)
    )


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def ids(tx: sa.Connection, portal_id: int, kind: Kind) -> set[str]:
    """The ids of all objects of a kind that count."""
    query = sa.select(record.c.id).where(
        record.c.portal_id == portal_id, record.c.kind == kind.value, record.c.archived.is_(False)
    )
    return set(tx.execute(query).scalars())


def mark_gone(tx: sa.Connection, portal_id: int, kind: Kind, ids: Sequence[str], now: Moment) -> set[str]:
    """HubSpot no longer knows these objects: they count for nothing until one comes back. Answers which did count."""
    if not ids:
        return set()
    gone = tx.execute(
        record.update()
        .where(
            record.c.portal_id == portal_id,
            record.c.kind == kind.value,
            among(record.c.id, ids),
            record.c.archived.is_(False),
        )
        .values(archived=True, read_at=now)
        .returning(record.c.id)
    )
    return set(gone.scalars())


def overlay(
    tx: sa.Connection,
    portal_id: int,
    whose: tuple[Kind, str],
    written: Mapping[str, str],
    updated_at: datetime | None = None,
) -> None:
    """Note what we have just written and HubSpot has confirmed, so that nobody writes it again before it is read anew.

    `updated_at` is HubSpot's own time of our write: an answer under way from before it must not undo it, though what
    else that answer tells is news.
    """
    (kind, id_), at = whose, _iso(updated_at)
    ours = {name: {"value": value, "at": at} for name, value in written.items()} if at else {}
    tx.execute(
        record.update()
        .where(record.c.portal_id == portal_id, record.c.kind == kind.value, record.c.id == id_)
        .values(
            properties=record.c.properties.op("||")(sa.cast(dict(written), JSONB)),
            written=record.c.written.op("||")(sa.cast(ours, JSONB)),
        )
    )


def put_links(tx: sa.Connection, portal_id: int, links: Links) -> set[LinkRow]:
    """Replace all associations of these objects towards the one kind; answers those that came or went.

    One that we wrote ourselves stays ours for as long as it is there.
    """
    mine = sa.and_(
        association.c.portal_id == portal_id,
        association.c.from_kind == links.from_kind.value,
        among(association.c.from_id, links.of),
        association.c.to_kind == links.to_kind.value,
    )
    there = tx.execute(sa.select(association).where(mine)).all()
    before = {LinkRow(row.from_id, row.to_id, row.is_primary, tuple(row.labels)) for row in there}
    ours = {(row.from_id, row.to_id) for row in there if row.ours}
    differing = before ^ set(links.links)
    changed = {link.from_id for link in differing}
    if not changed:
        return set()
    if (links.from_kind, links.to_kind) == (Kind.CONTACT, Kind.COMPANY):
        gone = {(row.from_id, row.to_id) for row in there} - {(one.from_id, one.to_id) for one in links.links}
        link_wishes.removed(tx, portal_id, gone, int(clock.now(tx).timestamp()))
    tx.execute(association.delete().where(mine, among(association.c.from_id, changed)))
    values = [
        {
            "portal_id": portal_id,
            "from_kind": links.from_kind.value,
            "from_id": link.from_id,
            "to_kind": links.to_kind.value,
            "to_id": link.to_id,
            "is_primary": link.is_primary,
            "labels": list(link.labels),
            "ours": (link.from_id, link.to_id) in ours,
        }
        for link in links.links
        if link.from_id in changed
    ]
    if values:
        tx.execute(insert(association).on_conflict_do_nothing(), values)
    return differing
