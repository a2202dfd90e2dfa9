"""What PostgreSQL knows of the sizes of our tables, on which its choice of index rests."""

import sqlalchemy as sa

GROWING = (
    "record",
    "association",
    "property_history",
    "match_key",
    "account",
    "account_company",
    "membership",
)
"""The tables that a first sync fills from nothing, faster than PostgreSQL looks at them by itself (once a minute)."""


def refresh(tx: sa.Connection) -> None:
    """Let PostgreSQL look at them now: it takes a table it has not looked at for a small one, and reads all of it."""
    tx.execute(sa.text(f"ANALYZE {', '.join(GROWING)}"))
