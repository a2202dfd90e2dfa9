"""Meetings, calls and e-mails of accounts, as the mirror holds them, and who took part in them and in deals and tickets."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

import sqlalchemy as sa

from accounts.needs import looked_for
from accounts.snapshot import Record, Snapshot
from accounts.values import Kind
from store import portals
from store.lists import among
from store.tables import account_company, association, record

ACTIVITIES = (Kind.MEETING, Kind.CALL, Kind.EMAIL)
Key = tuple[Kind, str]
Keys = dict[str, set[Key]]
"""By contact or account: objects."""


def with_activities(tx: sa.Connection, portal_id: int, snapshots: Sequence[Snapshot]) -> list[Snapshot]:
    """These snapshots with what their people took part in.

    An activity is told of each account of which somebody took part; one that names nobody, of the account of its company.
    """
    looked = looked_for(portals.needs_read(tx, portal_id))
    kinds = [kind for kind in (Kind.TICKET, *ACTIVITIES) if kind.value in looked]
    members = {contact.id for one in snapshots for contact in one.contacts}
    by_contact = _by_contact(tx, portal_id, kinds, members) if kinds else {}
    kinds = [kind for kind in kinds if kind in ACTIVITIES]
    alone = _without_people(tx, portal_id, kinds, [one.account for one in snapshots]) if kinds else {}
    named = {key for keys in (*by_contact.values(), *alone.values()) for key in keys}
    records = _records(tx, portal_id, kinds, named)
    return [_told(one, by_contact, alone.get(one.account, set()), records, looked) for one in snapshots]


def _told(
    snapshot: Snapshot, by_contact: Keys, alone: set[Key], records: dict[Key, Record], looked: frozenset[str]
) -> Snapshot:
    people: dict[Key, list[str]] = defaultdict(list)
    for contact in snapshot.contacts:
        deals = {(Kind.DEAL, deal) for deal, _ in snapshot.deal_contacts.get(contact.id, ())}
        for key in deals | by_contact.get(contact.id, set()):
            people[key].append(contact.id)
    activities = sorted(key for key in alone | people.keys() if key in records)
    return replace(
        snapshot,
        activities=tuple(records[key] for key in activities),
        activity_contacts={key: tuple(sorted(some)) for key, some in people.items()},
        looked_for=looked,
        tickets_read=Kind.TICKET.value in looked,
    )


def _by_contact(tx: sa.Connection, portal_id: int, kinds: Iterable[Kind], contacts: Collection[str]) -> Keys:
    rows = tx.execute(
        sa.select(association.c.from_kind, association.c.from_id, association.c.to_id).where(
            association.c.portal_id == portal_id,
            association.c.to_kind == Kind.CONTACT.value,
            among(association.c.to_id, contacts),
            association.c.from_kind.in_([kind.value for kind in kinds]),
        )
    )
    found: Keys = defaultdict(set)
    for row in rows:
        found[row.to_id].add((Kind(row.from_kind), row.from_id))
    return found


def _without_people(
    tx: sa.Connection, portal_id: int, kinds: Iterable[Kind], accounts: Collection[str]
) -> Keys:
    """By account: activities with one of its companies that no contact took part in, of this account or another."""
    contact = association.alias()
    somebody = sa.exists().where(
        contact.c.portal_id == association.c.portal_id,
        contact.c.from_kind == association.c.from_kind,
        contact.c.from_id == association.c.from_id,
        contact.c.to_kind == Kind.CONTACT.value,
    )
    mine = sa.and_(
        association.c.portal_id == account_company.c.portal_id,
        association.c.to_id == account_company.c.company_id,
    )
    rows = tx.execute(
        sa.select(account_company.c.account_id, association.c.from_kind, association.c.from_id)
        .join(association, mine)
        .where(
            account_company.c.portal_id == portal_id,
            among(account_company.c.account_id, accounts),
            association.c.to_kind == Kind.COMPANY.value,
            association.c.from_kind.in_([kind.value for kind in kinds]),
            ~somebody,
        )
    )
    found: Keys = defaultdict(set)
    for row in rows:
        found[row.account_id].add((Kind(row.from_kind), row.from_id))
    return found


def _records(
    tx: sa.Connection, portal_id: int, kinds: Iterable[Kind], keys: Collection[Key]
) -> dict[Key, Record]:
    found: dict[Key, Record] = {}
    for kind in kinds:
        rows = tx.execute(
            sa.select(record.c.id, record.c.properties).where(
                record.c.portal_id == portal_id,
                record.c.kind == kind.value,
                among(record.c.id, (id_ for of, id_ in keys if of is kind)),
                record.c.archived.is_(False),
            )
        )
        found.update({(kind, row.id): Record(kind, row.id, row.properties) for row in rows})
    return found
