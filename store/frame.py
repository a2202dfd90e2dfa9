"""What gives the mirrored records their meaning, as it is written: property definitions, owners, pipelines."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from accounts.values import Definition, Kind
from store.tables import owner, pipeline_stage, property_definition


def put_definitions(
    tx: sa.Connection, portal_id: int, definitions: Iterable[Definition]
) -> set[tuple[Kind, str]]:
    """Replace the property definitions; answers which came, went or are another type of value now.

    They take effect at the next reading. A new label is kept, and changes nothing about a value.
    """
    held = sa.select(property_definition).where(property_definition.c.portal_id == portal_id)
    before = _meanings(dict(row) for row in tx.execute(held).mappings())
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
    _replace(tx, portal_id, property_definition, values)
    return {(Kind(kind), name) for kind, name, *_ in before ^ _meanings(values)}


def _meanings(rows: Iterable[Mapping[str, Any]]) -> set[tuple[Any, ...]]:
    """What of a definition decides how its values are read."""
    return {(row["kind"], row["name"], row["type"], tuple(row["options"]), row["many"]) for row in rows}


def put_owners(tx: sa.Connection, portal_id: int, owners: Iterable[Mapping[str, Any]]) -> bool:
    """Replace the owners; each row has id, email, name, archived. Answers whether any changed."""
    return _replace(tx, portal_id, owner, [{"portal_id": portal_id, **row} for row in owners])


def put_pipeline_stages(tx: sa.Connection, portal_id: int, stages: Iterable[Mapping[str, Any]]) -> bool:
    """Replace the stages of deals and tickets; each row has kind, pipeline, stage, label and state: of deals open, won
    or lost, of tickets open or closed. Answers whether any changed.
    """
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
