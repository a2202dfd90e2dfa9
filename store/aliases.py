"""Merged objects: whoever asks for the old id means the one that took it in."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from accounts.values import Kind
from store.tables import alias


def put_aliases(tx: sa.Connection, portal_id: int, kind: Kind, survivors: Iterable[tuple[str, str]]) -> None:
    """Each is (old id, new id). What led to an old one leads to the new one from now on."""
    newest = {old: new for old, new in survivors if old != new}
    if not newest:
        return
    rows = [
        {"portal_id": portal_id, "kind": kind.value, "old_id": old, "new_id": _last(new, newest)}
        for old, new in sorted(newest.items())
    ]
    statement = insert(alias)
    tx.execute(
        statement.on_conflict_do_update(
            constraint=alias.primary_key, set_={"new_id": statement.excluded.new_id}
        ),
        rows,
    )
    further = alias.alias()
    tx.execute(
        alias.update()
        .where(alias.c.portal_id == portal_id, alias.c.kind == kind.value)
        .where(
            further.c.portal_id == alias.c.portal_id,
            further.c.kind == alias.c.kind,
            further.c.old_id == alias.c.new_id,
            further.c.new_id != alias.c.old_id,
        )
        .values(new_id=further.c.new_id)
    )


def _last(new: str, newest: dict[str, str]) -> str:
    seen: set[str] = set()
    while new in newest and new not in seen:
        seen.add(new)
        new = newest[new]
    return new


def survivor(tx: sa.Connection, portal_id: int, kind: Kind, id_: str) -> str:
    """The id that counts now for this one: its own unless it was merged."""
    query = sa.select(alias.c.new_id).where(
        alias.c.portal_id == portal_id, alias.c.kind == kind.value, alias.c.old_id == id_
    )
    return tx.execute(query).scalar_one_or_none() or id_
