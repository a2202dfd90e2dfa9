"""Which mirrored values do not fit their definitions: of one account, and of the whole portal, counted."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby

import sqlalchemy as sa

from accounts.needs import Needs
from accounts.snapshot import Record
from accounts.unfit import Unfit, unfit
from accounts.values import Definitions, Kind
from store import rulebooks, snapshots
from store.tables import record

_AT_ONCE = 2000


@dataclass(frozen=True)
class Unfits:
    """How many objects hold something in this property that does not fit for one reason, and one of them."""

    count: int
    example: Unfit


def of_account(tx: sa.Connection, portal_id: int, account_id: str) -> list[Unfit]:
    """Of its company, contacts, deals and tickets, the values the rulebook looks at and nobody can read."""
    definitions = snapshots.definitions(tx, portal_id)
    wanted = _wanted(rulebooks.needs(tx, portal_id))
    return sorted(
        found
        for one in snapshots.snapshots(tx, portal_id, [account_id])
        for found in unfit(
            [*([one.company] if one.company else []), *one.contacts, *one.deals, *one.tickets],
            definitions,
            wanted,
        )
    )


def of_portal(tx: sa.Connection, portal_id: int) -> list[Unfits]:
    """Of all objects, by property and reason."""
    definitions = snapshots.definitions(tx, portal_id)
    counted: dict[tuple[Kind, str, str], Unfits] = {}
    wanted = sorted(_wanted(rulebooks.needs(tx, portal_id)))
    for kind, keys in groupby(wanted, key=lambda key: key[0]):
        names = {name for _, name in keys}
        for one in unfit(
            _records(tx, portal_id, kind, _typed(definitions, kind, names)), definitions, wanted
        ):
            key = (one.kind, one.property, one.reason)
            known = counted.get(key, Unfits(0, one))
            counted[key] = replace(known, count=known.count + 1)
    return [counted[key] for key in sorted(counted)]


def _wanted(needs: Needs) -> set[tuple[Kind, str]]:
    return {(need.kind, need.property) for need in needs}


def _typed(definitions: Definitions, kind: Kind, names: Iterable[str]) -> list[str]:
    """Any text fits a text property: those need not be read."""
    found = ((name, definitions.get((kind, name))) for name in sorted(names))
    return [name for name, definition in found if definition and definition.type != "string"]


def _records(tx: sa.Connection, portal_id: int, kind: Kind, names: list[str]) -> Iterator[Record]:
    """All that count, with these properties only, a few at a time."""
    if not names:
        return
    columns = [record.c.properties[name].astext.label(f"p{place}") for place, name in enumerate(names)]
    query = sa.select(record.c.id, *columns).where(
        record.c.portal_id == portal_id, record.c.kind == kind.value, ~record.c.archived
    )
    for id_, *texts in tx.execute(query.order_by(record.c.id), execution_options={"yield_per": _AT_ONCE}):
        yield Record(kind, id_, dict(zip(names, texts, strict=True)))
