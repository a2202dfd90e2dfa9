"""How often HubSpot was called, by path template and answer."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from store.tables import api_call


def note(tx: sa.Connection, portal_id: int, path: str, status: int, day: date) -> None:
    """One more call; status 0: no answer came."""
    statement = insert(api_call).values(portal_id=portal_id, day=day, path=path, status=status, calls=1)
    tx.execute(
        statement.on_conflict_do_update(
            index_elements=[api_call.c.portal_id, api_call.c.day, api_call.c.path, api_call.c.status],
            set_={"calls": api_call.c.calls + 1},
        )
    )


def made(tx: sa.Connection) -> int:
    """All calls ever made, before we knew the portal included."""
    return int(tx.execute(sa.select(sa.func.coalesce(sa.func.sum(api_call.c.calls), 0))).scalar_one())
