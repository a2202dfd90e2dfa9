"""The versions of a portal's rulebook; at most one is in force."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from accounts.needs import Need, Needs
from accounts.values import Kind, Moment
from store.tables import rulebook_version


@dataclass(frozen=True)
class Version:
    """One version as it was loaded; `live`: its first run, which only records positions, is over."""

    id: int
    name: str
    digest: str
    file: str
    text: str
    live: bool


def active(tx: sa.Connection, portal_id: int) -> Version | None:
    table = rulebook_version
    row = tx.execute(sa.select(table).where(table.c.portal_id == portal_id, table.c.active)).one_or_none()
    return None if row is None else Version(row.id, row.name, row.digest, row.file, row.text, row.live)


def activate(
    tx: sa.Connection, portal_id: int, version: Version, needs: Sequence[dict[str, Any]], now: Moment
) -> None:
    """Put a version in force (its `id` is given by the database). The one before stays on record."""
    table = rulebook_version
    tx.execute(table.update().where(table.c.portal_id == portal_id, table.c.active).values(active=False))
    tx.execute(
        table.insert().values(
            portal_id=portal_id,
            name=version.name,
            digest=version.digest,
            file=version.file,
            text=version.text,
            needs=list(needs),
            activated_at=now,
            active=True,
            live=version.live,
        )
    )


def needs(tx: sa.Connection, portal_id: int) -> Needs:
    """What the version in force needs to know; nothing where there is none."""
    table = rulebook_version
    rows = tx.execute(
        sa.select(table.c.needs).where(table.c.portal_id == portal_id, table.c.active)
    ).scalar_one_or_none()
    return frozenset(Need(Kind(row["kind"]), row["property"], row["history"]) for row in rows or ())


def set_live(tx: sa.Connection, version_id: int) -> None:
    tx.execute(rulebook_version.update().where(rulebook_version.c.id == version_id).values(live=True))
