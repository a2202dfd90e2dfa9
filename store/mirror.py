"""The mirror of the portal as it is written: records, history, associations, owners, pipelines, definitions."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from accounts.domains import domains_of_company
from accounts.values import Definition, Kind, Moment
from store import lists
from store.lists import among
from store.tables import (
    alias,
    association,
    company_domain,
    owner,
    pipeline_stage,
    property_definition,
    property_history,
    record,
)

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class HistoryRow:
    """One change of one property, to HubSpot's millisecond."""

    property: str
    value: str | None
    at: datetime
    source: str
    source_id: str


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
    _put_domains(tx, portal_id, {id_: text for (kind, id_), text in changed.items() if kind is Kind.COMPANY})
    _note_ages(tx, portal_id, newest)
    return set(changed) | _put_history(tx, portal_id, rows)


def _upsert(
    tx: sa.Connection, portal_id: int, rows: Sequence[RecordRow], asked_at: Moment
) -> dict[tuple[Kind, str], Mapping[str, str | None]]:
    """Answers the records in which something is new, with what we hold of them; nothing where they are archived."""
    statement = insert(record)
    merged = record.c.properties.op("||")(statement.excluded.properties)
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
        ).returning(record.c.kind, record.c.id, record.c.properties, record.c.archived),
        [_record_values(portal_id, row, asked_at) for row in rows],
    )
    return {(Kind(row.kind), row.id): {} if row.archived else row.properties for row in written}


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


def _record_values(portal_id: int, row: RecordRow, asked_at: Moment) -> dict[str, Any]:
    return {
        "portal_id": portal_id,
        "kind": row.kind.value,
        "id": row.id,
        "properties": dict(row.properties),
        "created_at": row.created_at,
        "updated_at": row.updated_at,
        "archived": row.archived,
        "read_at": asked_at,
    }


def _put_history(tx: sa.Connection, portal_id: int, rows: Iterable[RecordRow]) -> set[tuple[Kind, str]]:
    values = [
        {"portal_id": portal_id, "kind": row.kind.value, "id": row.id, **vars(change)}
        for row in rows
        for change in row.history
    ]
    if not values:
        return set()
    key = (property_history.c.kind, property_history.c.id)
    written = tx.execute(insert(property_history).on_conflict_do_nothing().returning(*key), values)
    return {(Kind(row.kind), row.id) for row in written}


def _put_domains(
    tx: sa.Connection, portal_id: int, companies: Mapping[str, Mapping[str, str | None]]
) -> None:
    _drop_domains(tx, portal_id, companies)
    values = [
        {"portal_id": portal_id, "domain": domain, "company_id": id_}
        for id_, text in sorted(companies.items())
        for domain in domains_of_company(text.get("domain"), text.get("hs_additional_domains"))
    ]
    if values:
        tx.execute(insert(company_domain).on_conflict_do_nothing(), values)


def _drop_domains(tx: sa.Connection, portal_id: int, companies: Collection[str]) -> None:
    if companies:
        mine = sa.and_(company_domain.c.portal_id == portal_id, among(company_domain.c.company_id, companies))
        tx.execute(company_domain.delete().where(mine))


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
    if kind is Kind.COMPANY:
        _drop_domains(tx, portal_id, ids)
    return set(gone.scalars())


def overlay(tx: sa.Connection, portal_id: int, kind: Kind, id_: str, written: Mapping[str, str]) -> None:
    """Note what we have just written and HubSpot has confirmed, so that nobody writes it again before it is read anew."""
    tx.execute(
        record.update()
        .where(record.c.portal_id == portal_id, record.c.kind == kind.value, record.c.id == id_)
        .values(properties=record.c.properties.op("||")(sa.cast(dict(written), record.c.properties.type)))
    )


def put_links(tx: sa.Connection, portal_id: int, links: Links) -> set[LinkRow]:
    """Replace all associations of these objects towards the one kind; answers those that came or went."""
    mine = sa.and_(
        association.c.portal_id == portal_id,
        association.c.from_kind == links.from_kind.value,
        among(association.c.from_id, links.of),
        association.c.to_kind == links.to_kind.value,
    )
    before = {
        LinkRow(row.from_id, row.to_id, row.is_primary, tuple(row.labels))
        for row in tx.execute(sa.select(association).where(mine))
    }
    differing = before ^ set(links.links)
    changed = {link.from_id for link in differing}
    if not changed:
        return set()
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
        }
        for link in links.links
        if link.from_id in changed
    ]
    if values:
        tx.execute(insert(association).on_conflict_do_nothing(), values)
    return differing


def put_alias(tx: sa.Connection, portal_id: int, kind: Kind, old_id: str, new_id: str) -> None:
    """A merged object: whoever asks for the old id means the new one."""
    statement = insert(alias).values(portal_id=portal_id, kind=kind.value, old_id=old_id, new_id=new_id)
    tx.execute(
        statement.on_conflict_do_update(
            index_elements=[alias.c.portal_id, alias.c.kind, alias.c.old_id], set_={"new_id": new_id}
        )
    )


def put_definitions(tx: sa.Connection, portal_id: int, definitions: Iterable[Definition]) -> bool:
    """Replace the property definitions; answers whether any changed. They take effect at the next reading."""
    values = [
        {
            "portal_id": portal_id,
            "kind": definition.kind.value,
            "name": definition.name,
            "type": definition.type,
            "label": definition.label,
            "options": list(definition.options),
            "many": definition.many,
            "read_only": definition.read_only,
            "calculated": definition.calculated,
        }
        for definition in definitions
    ]
    return _replace(tx, portal_id, property_definition, values)


def put_owners(tx: sa.Connection, portal_id: int, owners: Iterable[Mapping[str, Any]]) -> bool:
    """Replace the owners; each row has id, email, name, archived. Answers whether any changed."""
    return _replace(tx, portal_id, owner, [{"portal_id": portal_id, **row} for row in owners])


def put_pipeline_stages(tx: sa.Connection, portal_id: int, stages: Iterable[Mapping[str, Any]]) -> bool:
    """Replace the deal stages; each row has pipeline, stage, label, state (open, won, lost). Answers whether any changed."""
    return _replace(tx, portal_id, pipeline_stage, [{"portal_id": portal_id, **row} for row in stages])


def _replace(tx: sa.Connection, portal_id: int, table: sa.Table, values: Sequence[dict[str, Any]]) -> bool:
    """All rows of a portal in a small table at once."""
    rows = tx.execute(sa.select(table).where(table.c.portal_id == portal_id)).mappings()
    before = [dict(row) for row in rows]
    if _sorted(before) == _sorted(values):
        return False
    tx.execute(table.delete().where(table.c.portal_id == portal_id))
    if values:
        tx.execute(table.insert(), values)
    return True


def _sorted(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    return sorted(repr(sorted(row.items())) for row in rows)
