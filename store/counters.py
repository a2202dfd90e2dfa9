"""Small numbers that outlive a restart: what was received, refused, evaluated, written."""

import sqlalchemy as sa

_BUMP = sa.text("""
INSERT INTO counter (portal_id, name, value) VALUES (:portal_id, :name, :by)
ON CONFLICT (portal_id, name) DO UPDATE SET value = counter.value + excluded.value
""")


def bump(tx: sa.Connection, name: str, by: int = 1, portal_id: int = 0) -> None:
    """Add to a counter. Its row stays locked until the commit: call it late. Portal 0: nobody knows yet whose it is."""
    tx.execute(_BUMP, {"portal_id": portal_id, "name": name, "by": by})


def read(tx: sa.Connection, portal_id: int | None = None) -> dict[str, int]:
    """All counters by name, of one portal or of all together."""
    rows = tx.execute(
        sa.text("""
            SELECT name, sum(value)::bigint FROM counter
            WHERE CAST(:portal_id AS bigint) IS NULL OR portal_id = :portal_id
            GROUP BY name ORDER BY name
        """),
        {"portal_id": portal_id},
    )
    return {name: value for name, value in rows}  # noqa: C416 - rows are not pairs for the type checker
