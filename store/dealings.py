"""Whose a deal or ticket is: that of its company, or of a buying unit in it; without a company that of its contacts."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

import sqlalchemy as sa

from accounts.values import Kind
from store.lists import among
from store.tables import account, account_company, association, membership

Links = dict[str, set[str]]


def dealings(
    tx: sa.Connection,
    portal_id: int,
    kind: Kind,
    companies: Mapping[str, set[str]],
    members: Mapping[str, set[str]],
) -> Links:
    """Deals or tickets of each account. `companies` and `members` are those of the accounts, main accounts of buying
    units among them.
    """
    by_company = _linked(tx, portal_id, kind, Kind.COMPANY, companies)
    by_contact = _linked(tx, portal_id, kind, Kind.CONTACT, members)
    with_company = _with_company(tx, portal_id, kind, {id_ for some in by_contact.values() for id_ in some})
    _hand_to_units(tx, portal_id, kind, by_company)
    for account_id, some in by_contact.items():
        by_company[account_id] |= some - with_company
    return by_company


def _hand_to_units(tx: sa.Connection, portal_id: int, kind: Kind, by_company: Links) -> None:
    """What belongs to a company with buying units goes to the first unit, by name, of whose contacts one takes part."""
    unit_of, units = _units(tx, portal_id, by_company)
    if not unit_of:
        return
    taking_part = _linked(tx, portal_id, kind, Kind.CONTACT, units)
    for unit, main in unit_of:  # in the order of their names
        going = by_company[main] & taking_part[unit]
        by_company[main] -= going
        by_company[unit] |= going


def _units(tx: sa.Connection, portal_id: int, mains: Iterable[str]) -> tuple[list[tuple[str, str]], Links]:
    """The buying units in these accounts as (unit, main account), by name, and their members."""
    main, unit = account.alias("main"), account.alias("unit")
    rows = tx.execute(
        sa.select(unit.c.id, main.c.id, membership.c.contact_id)
        .join_from(
            main, unit, sa.and_(unit.c.portal_id == main.c.portal_id, unit.c.company_id == main.c.company_id)
        )
        .join(
            membership,
            sa.and_(membership.c.portal_id == unit.c.portal_id, membership.c.account_id == unit.c.id),
        )
        .where(
            main.c.portal_id == portal_id,
            among(main.c.id, mains),
            main.c.unit.is_(None),
            unit.c.unit.is_not(None),
        )
        .order_by(unit.c.unit)
    )
    pairs: dict[tuple[str, str], None] = {}
    members: Links = defaultdict(set)
    for unit_id, main_id, contact_id in rows:
        pairs[unit_id, main_id] = None
        members[unit_id].add(contact_id)
    return list(pairs), members


def _with_company(tx: sa.Connection, portal_id: int, kind: Kind, ids: Iterable[str]) -> set[str]:
    """Those that belong to a company that counts."""
    counts = sa.and_(
        account_company.c.portal_id == association.c.portal_id,
        account_company.c.company_id == association.c.to_id,
    )
    query = (
        sa.select(association.c.from_id)
        .join(account_company, counts)
        .where(
            association.c.portal_id == portal_id,
            association.c.from_kind == kind.value,
            association.c.to_kind == Kind.COMPANY.value,
            among(association.c.from_id, ids),
        )
    )
    return set(tx.execute(query).scalars())


def _linked(
    tx: sa.Connection, portal_id: int, from_kind: Kind, to_kind: Kind, objects: Mapping[str, set[str]]
) -> Links:
    holder = {object_id: account_id for account_id, some in objects.items() for object_id in some}
    rows = tx.execute(
        sa.select(association.c.from_id, association.c.to_id).where(
            association.c.portal_id == portal_id,
            association.c.from_kind == from_kind.value,
            association.c.to_kind == to_kind.value,
            among(association.c.to_id, holder),
        )
    )
    found: Links = defaultdict(set)
    for from_id, object_id in rows:
        found[holder[object_id]].add(from_id)
    return found
