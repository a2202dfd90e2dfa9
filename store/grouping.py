"""Groupings in the database: keep what `accounts.matching` made of a part that a change touches."""

import json
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from accounts.matching.membership import Account, Grouping, Membership, Rival
from accounts.values import Kind
from store import lists, reach
from store.lists import among
from store.reach import Part
from store.tables import account, account_company, association, membership


def keep(tx: sa.Connection, portal_id: int, part: Part, grouping: Grouping) -> set[str]:
    """Write a grouping of a part; answers the accounts whose composition changed."""
    moved, came_or_went = _keep_companies(tx, portal_id, part, grouping)
    touched = {id_ for accounts in moved.values() for id_ in accounts}
    mains = set(touched)
    joined, left = _keep_members(tx, portal_id, part, grouping)
    touched |= joined.keys() | left.keys()
    touched |= _sharing_dealings(tx, portal_id, Kind.COMPANY, came_or_went)
    _keep_accounts(tx, portal_id, grouping)
    touched |= reach.units_of(tx, portal_id, mains)
    in_units = _of_units(tx, portal_id, (joined, left))
    touched |= _sharing_dealings(tx, portal_id, Kind.CONTACT, in_units)
    _close_empty(tx, portal_id, touched)
    return touched


def mark_due(tx: sa.Connection, portal_id: int, accounts: Iterable[str]) -> None:
    """Ask for a new decision on these accounts, in order of id so that two writers cannot block each other."""
    ids = sorted(accounts)
    if not ids:
        return
    locked = (
        sa.select(account.c.id)
        .where(account.c.portal_id == portal_id, among(account.c.id, ids))
        .order_by(account.c.id)
        .with_for_update()
    )
    tx.execute(locked)
    tx.execute(
        account.update().where(account.c.portal_id == portal_id, among(account.c.id, ids)).values(due=True)
    )


def mark_all_due(tx: sa.Connection, portal_id: int) -> None:
    """Ask for a new decision on every account; after a full sync, or with a new rulebook."""
    reach.group_alone(tx, portal_id)
    tx.execute(
        sa.select(account.c.id)
        .where(account.c.portal_id == portal_id)
        .order_by(account.c.id)
        .with_for_update()
    )
    tx.execute(account.update().where(account.c.portal_id == portal_id, ~account.c.gone).values(due=True))


Moves = dict[str, set[str]]
"""By account: contacts that joined or left it."""


def _keep_companies(
    tx: sa.Connection, portal_id: int, part: Part, grouping: Grouping
) -> tuple[Moves, set[str]]:
    """Answers of each company that moved the accounts it left and joined, and the companies that came or went."""
    now = {company: one.id for one in grouping.accounts for company in one.companies}
    query = sa.select(account_company.c.company_id, account_company.c.account_id)
    rows = tx.execute(query.where(_mine(account_company.c.company_id, portal_id, part.companies, part)))
    before: dict[str, str] = {row.company_id: row.account_id for row in rows}
    changed = {id_ for id_ in before.keys() | now.keys() if before.get(id_) != now.get(id_)}
    _delete(tx, portal_id, account_company.c.company_id, changed - now.keys())
    values = [(id_, now[id_]) for id_ in sorted(changed & now.keys())]
    _put(tx, portal_id, (account_company.c.company_id, account_company.c.account_id), values)
    moved = {id_: {one for one in (before.get(id_), now.get(id_)) if one} for id_ in changed}
    return moved, before.keys() ^ now.keys()


def _mine(column: sa.Column[str], portal_id: int, ids: Iterable[str], part: Part) -> sa.ColumnElement[bool]:
    """The rows of these objects; of a whole portal simply its rows, so that nothing old is left."""
    of_portal = column.table.c.portal_id == portal_id
    return of_portal if part.is_whole else sa.and_(of_portal, among(column, ids))


def _delete(tx: sa.Connection, portal_id: int, column: sa.Column[str], ids: Iterable[str]) -> None:
    if ids := sorted(ids):
        table = column.table
        tx.execute(sa.delete(table).where(table.c.portal_id == portal_id, among(column, ids)))


def _put(
    tx: sa.Connection,
    portal_id: int,
    columns: Sequence[sa.Column[Any]],
    values: Sequence[Sequence[str | None]],
    also: Mapping[str, object] = MappingProxyType({}),
) -> None:
    """Insert or renew these rows; the first of the columns is their key. `also` is set in rows that are there already."""
    if not values:
        return
    table, names = columns[0].table, [column.name for column in columns]
    given = lists.rows(*names, values=values)
    row = sa.select(
        sa.literal(portal_id, sa.BigInteger), *(sa.cast(given.c[one.name], one.type) for one in columns)
    )
    statement = insert(table).from_select(["portal_id", *names], row)
    fresh = {name: statement.excluded[name] for name in names[1:]}
    tx.execute(statement.on_conflict_do_update(constraint=table.primary_key, set_={**fresh, **also}))


def _sharing_dealings(tx: sa.Connection, portal_id: int, kind: Kind, ids: Iterable[str]) -> set[str]:
    """A deal or ticket is its company's while that counts, else its contacts'; one with contacts in a buying unit is the
    unit's. So who comes or goes may hand it over: the accounts at the other ends of the dealings of these objects.
    """
    if not (ids := set(ids)):
        return set()
    one, other = association.alias(), association.alias()
    same = sa.and_(
        other.c.portal_id == one.c.portal_id,
        other.c.from_kind == one.c.from_kind,
        other.c.from_id == one.c.from_id,
    )
    mine = (
        one.c.portal_id == portal_id,
        one.c.from_kind.in_([Kind.DEAL.value, Kind.TICKET.value]),
        one.c.to_kind == kind.value,
        among(one.c.to_id, ids),
    )
    query = sa.select(other.c.to_kind, other.c.to_id).select_from(one.join(other, same)).where(*mine)
    ends: dict[str, set[str]] = {}
    for to_kind, to_id in tx.execute(query.distinct()):
        ends.setdefault(to_kind, set()).add(to_id)
    companies = ends.get(Kind.COMPANY.value, set()) if kind is Kind.CONTACT else set()
    return reach.accounts_of(tx, portal_id, companies, ends.get(Kind.CONTACT.value, set()))


def _keep_members(tx: sa.Connection, portal_id: int, part: Part, grouping: Grouping) -> tuple[Moves, Moves]:
    """Answers the accounts that won a member and those that lost one, with these members."""
    mine = _mine(membership.c.contact_id, portal_id, part.contacts, part)
    before = {row.contact_id: row for row in tx.execute(sa.select(*_MEMBER).where(mine))}
    now = {member.contact: (member.account, _row(member)) for member in grouping.memberships}
    gone = before.keys() - now.keys()
    _delete(tx, portal_id, membership.c.contact_id, gone)
    changed = [id_ for id_, (_, row) in sorted(now.items()) if id_ not in before or tuple(before[id_]) != row]
    _put_members(tx, portal_id, [now[id_][1] for id_ in changed])
    joined: Moves = {}
    left: Moves = {}
    for id_ in (*changed, *gone):
        old = before[id_].account_id if id_ in before else None
        new = now[id_][0] if id_ in now else None
        for moves, account_id in ((left, old), (joined, new)):
            if account_id and old != new:
                moves.setdefault(account_id, set()).add(id_)
    return joined, left


_MEMBER = tuple(
    membership.c[name]
    for name in (
        "contact_id", "account_id", "reason", "evidence", "confidence", "domain", "company_id", "question", "rivals",
    )
)  # fmt: skip


def _row(member: Membership) -> tuple[Any, ...]:
    return (
        member.contact,
        member.account,
        member.reason.value,
        member.detail,
        member.confidence,
        member.domain,
        member.company,
        member.question,
        [_plain(rival) for rival in member.rivals],
    )


def _plain(rival: Rival) -> dict[str, Any]:
    return {
        **vars(rival),
        "reason": rival.reason.value,
        "lost": rival.lost.value,
        "agrees": list(rival.agrees),
    }


def _put_members(tx: sa.Connection, portal_id: int, rows: Sequence[tuple[Any, ...]]) -> None:
    at = _MEMBER.index(membership.c.confidence)
    values = [(*row[:at], str(row[at]), *row[at + 1 : -1], json.dumps(row[-1])) for row in rows]
    _put(tx, portal_id, _MEMBER, values)


def _of_units(tx: sa.Connection, portal_id: int, moves: Iterable[Moves]) -> set[str]:
    """Those of these contacts that joined or left a buying unit."""
    by_account = [(account_id, contacts) for one in moves for account_id, contacts in one.items()]
    query = sa.select(account.c.id).where(
        account.c.portal_id == portal_id,
        among(account.c.id, [account_id for account_id, _ in by_account]),
        account.c.unit.is_not(None),
    )
    units = set(tx.execute(query).scalars())
    return {id_ for account_id, contacts in by_account if account_id in units for id_ in contacts}


def _keep_accounts(tx: sa.Connection, portal_id: int, grouping: Grouping) -> None:
    columns = (account.c.id, account.c.name, account.c.company_id, account.c.unit)
    there = tx.execute(
        sa.select(*columns).where(
            account.c.portal_id == portal_id,
            among(account.c.id, [one.id for one in grouping.accounts]),
            ~account.c.gone,
        )
    )
    known = {tuple(row) for row in there}
    rows = [(one.id, one.name, one.company, one.unit) for one in sorted(grouping.accounts, key=_id)]
    values = [row for row in rows if row not in known]
    _put(tx, portal_id, columns, values, also={"gone": False})


def _id(one: Account) -> str:
    return one.id


def _close_empty(tx: sa.Connection, portal_id: int, candidates: set[str]) -> None:
    """An account without companies and members is gone; its past stays, and one last decision ends what is open."""
    company = sa.exists().where(
        account_company.c.portal_id == account.c.portal_id, account_company.c.account_id == account.c.id
    )
    member = sa.exists().where(
        membership.c.portal_id == account.c.portal_id, membership.c.account_id == account.c.id
    )
    tx.execute(
        account.update()
        .where(
            account.c.portal_id == portal_id,
            among(account.c.id, sorted(candidates)),
            ~account.c.gone,
            ~company,
            ~member,
        )
        .values(gone=True, due=True)
    )
