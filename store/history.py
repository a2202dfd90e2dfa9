"""Property history as it is written: every change that HubSpot told us of, each once, for ever.

Only what was read with the record adds to it. A webhook of a property change makes us read, and is no entry itself: its
value may be cut or stand for a secret ("REDACTED"), and nothing promises that its moment is the history's to the
millisecond, so that the same change would be counted twice.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from accounts.values import Kind
from store import lists
from store.tables import property_history

COLUMNS = ("kind", "id", "property", "at", "mark", "turn", "value", "source", "source_id")


@dataclass(frozen=True)
class HistoryRow:
    """One change of one property, to HubSpot's millisecond."""

    property: str
    value: str | None
    at: datetime
    source: str
    source_id: str


def put_history(
    tx: sa.Connection, portal_id: int, changes: Iterable[tuple[Kind, str, Sequence[HistoryRow]]]
) -> set[tuple[Kind, str]]:
    """Add what we do not know of these objects, each with its changes, oldest first; answers whose something is new.

    Nothing is taken away: HubSpot may tell only the newest changes of a property.
    """
    values: dict[tuple[str, ...], tuple[str | None, ...]] = {}
    for kind, id_, history in changes:
        for change, mark, turn in _marked(history):
            key = (kind.value, id_, change.property, change.at.isoformat(), mark)
            values.setdefault(key, (*key, str(turn), change.value, change.source, change.source_id))
    if not values:
        return set()
    statement = insert(property_history).from_select(
        ["portal_id", *COLUMNS], _given(portal_id, lists.rows(*COLUMNS, values=values.values()))
    )
    written = tx.execute(
        statement.on_conflict_do_update(
            constraint=property_history.primary_key,
            # An answer that begins in the middle of a millisecond knows less of its order than one that does not.
            set_={"turn": statement.excluded.turn},
            where=property_history.c.turn < statement.excluded.turn,
        ).returning(property_history.c.kind, property_history.c.id)
    )
    return {(Kind(row.kind), row.id) for row in written}


def _given(portal_id: int, given: sa.TableValuedAlias) -> sa.Select[tuple[object, ...]]:
    columns = (sa.cast(given.c[name], property_history.c[name].type) for name in COLUMNS)
    return sa.select(sa.literal(portal_id, sa.BigInteger), *columns)


def _marked(history: Sequence[HistoryRow]) -> Iterator[tuple[HistoryRow, str, int]]:
    """Each change, what tells it from others of its property and millisecond, and its turn among them.

    HubSpot gives a change no number, and its value alone does not suffice: what is set, emptied and set again within
    one millisecond has been set twice.
    """
    turns: Counter[tuple[str, datetime]] = Counter()
    times: Counter[tuple[str, datetime, str]] = Counter()
    for change in history:
        moment, value = (change.property, change.at), change.value or ""
        mark = sha256(f"{times[*moment, value]} {value}".encode()).hexdigest()[:16]
        yield change, mark, turns[moment]
        turns[moment] += 1
        times[*moment, value] += 1
