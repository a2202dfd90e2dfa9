"""How long a transaction may wait, and which exceptions say that the database cannot be used just now."""

import sqlalchemy as sa

from store.unavailable import DatabaseUnavailable

# Connection lost, too many connections, disk full, a lock or a statement that took too long: try again later.
GAVE_UP: tuple[type[Exception], ...] = (
    DatabaseUnavailable,
    sa.exc.OperationalError,
    sa.exc.InterfaceError,
    sa.exc.TimeoutError,
)


def hurry(tx: sa.Connection, seconds: float) -> None:
    """No statement of this transaction takes longer; one that would raises one of GAVE_UP."""
    limit = sa.literal(f"{round(seconds * 1000)}ms")
    tx.execute(sa.select(sa.func.set_config("statement_timeout", limit, True)))
