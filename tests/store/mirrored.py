"""A portal as HubSpot would answer it, in few words, for the tests of what the store remembers of it."""

from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from accounts.matching.spec import MatchSpec
from accounts.values import Kind, Moment
from pipeline import intake
from store import tables as t
from store.database import Database
from store.history import HistoryRow
from store.mirror import LinkRow, Links, RecordRow

PORTAL = 4711
OTHER = 4712
DAY = 86_400
START = datetime(2026, 3, 2, 12, tzinfo=UTC)
MATCHING = MatchSpec()
NOW: Moment = int(START.timestamp())


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def record(  # noqa: PLR0917 - what HubSpot says of a record
    kind: Kind,
    id_: str,
    properties: dict[str, str | None],
    updated: float = 0,
    born: float = 0,
    history: tuple[HistoryRow, ...] = (),
    *,
    archived: bool = False,
) -> RecordRow:
    return RecordRow(kind, id_, properties, at(born), at(updated), archived, history)


def company(
    id_: str,
    domain: str | None = None,
    *,
    parent: str | None = None,
    also: str | None = None,
    updated: float = 0,
    **more: str | None,
) -> RecordRow:
    properties = {
        "name": f"Company {id_}",
        "domain": domain,
        "hs_additional_domains": also,
        "hs_parent_company_id": parent,
        **more,
    }
    return record(Kind.COMPANY, id_, properties, updated, born=int(id_))


def contact(id_: str, email: str | None = None, *, updated: float = 0, **more: str | None) -> RecordRow:
    return record(Kind.CONTACT, id_, {"email": email, **more}, updated)


def deal(id_: str, stage: str = "open", *, updated: float = 0) -> RecordRow:
    return record(Kind.DEAL, id_, {"dealstage": stage}, updated)


def links(from_kind: Kind, from_id: str, to_kind: Kind, *to_ids: str) -> Links:
    """All associations of one record towards a kind; of several the first is the primary one."""
    rows = [LinkRow(from_id, to_id, place == 0) for place, to_id in enumerate(to_ids)]
    return Links(from_kind, to_kind, [from_id], rows)


def works_at(contact_id: str, *company_ids: str) -> Links:
    return links(Kind.CONTACT, contact_id, Kind.COMPANY, *company_ids)


def take(
    tx: sa.Connection,
    *found: RecordRow | Links,
    gone: dict[Kind, set[str]] | None = None,
    now: Moment = NOW,
    matching: MatchSpec = MATCHING,
) -> set[str]:
    """Take in what HubSpot answered, as the pipeline does; the accounts that are due for it."""
    taken = intake.Taken(
        NOW,
        [one for one in found if isinstance(one, RecordRow)],
        gone or {},
        [one for one in found if isinstance(one, Links)],
    )
    return intake.keep(tx, PORTAL, taken, now, matching)


def due(tx: sa.Connection) -> set[str]:
    return set(tx.execute(sa.select(t.account.c.id).where(t.account.c.due)).scalars())


def nobody_is_due(tx: sa.Connection) -> None:
    tx.execute(t.account.update().values(due=False))


@contextmanager
def counting(tx: sa.Connection) -> Iterator[list[str]]:
    """The statements that are sent meanwhile."""
    sent: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    sa.event.listen(tx, "before_cursor_execute", note)
    yield sent
    sa.event.remove(tx, "before_cursor_execute", note)


def is_blocked(database: Database, waiting: Future[Any]) -> bool:
    """Wait until somebody waits for somebody else's lock; the database itself is asked, again and again."""
    stuck = sa.text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    while not waiting.done():
        with database.begin() as tx:
            if tx.execute(stuck).scalar_one():
                return True
    return False
