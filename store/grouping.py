"""Groupings in the database: load the part that a change touches, keep what `accounts.grouping` made of it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from accounts.addresses.domains import domains_of_company
from accounts.grouping import Company, Contact, Grouping, Membership
from accounts.values import Kind
from store import reach
from store.lists import among
from store.reach import Part
from store.tables import account, account_company, association, membership, record


def load_companies(tx: sa.Connection, portal_id: int, ids: set[str]) -> list[Company]:
    rows = tx.execute(reach.records(portal_id, Kind.COMPANY, ids, record.c.properties, record.c.created_at))
    return [_company(row.id, row.properties, row.created_at) for row in rows]


def _company(id_: str, text: dict[str, str | None], created_at: datetime | None) -> Company:
    return Company(
        id=id_,
        name=text.get("name") or text.get("domain") or "",
        domains=domains_of_company(text.get("domain"), text.get("hs_additional_domains")),
        parent=text.get("hs_parent_company_id") or None,
        born=int(created_at.timestamp() * 1000) if created_at else 0,  # an import makes many within a second
    )


def load_contacts(tx: sa.Connection, portal_id: int, ids: set[str]) -> list[Contact]:
    links: dict[str, list[tuple[str, bool]]] = {}
    for row in tx.execute(reach.links_from(portal_id, Kind.CONTACT, ids, Kind.COMPANY)):
        links.setdefault(row.from_id, []).append((row.to_id, row.is_primary))
    email = record.c.properties["email"].astext.label("email")
    rows = tx.execute(reach.records(portal_id, Kind.CONTACT, ids, email))
    return [Contact(row.id, row.email, tuple(sorted(links.get(row.id, ())))) for row in rows]


def keep(tx: sa.Connection, portal_id: int, part: Part, grouping: Grouping) -> set[str]:
    """Write a grouping of a part; answers the accounts whose composition changed."""
    touched, came_or_went = _keep_companies(tx, portal_id, part, grouping)
    touched |= _keep_members(tx, portal_id, part, grouping)
    touched |= _sharing_dealings(tx, portal_id, came_or_went)
    _keep_accounts(tx, portal_id, grouping)
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


def _keep_companies(
    tx: sa.Connection, portal_id: int, part: Part, grouping: Grouping
) -> tuple[set[str], set[str]]:
    """Answers the accounts concerned, and the companies that came or went."""
    now = {company: one.id for one in grouping.accounts for company in one.companies}
    rows = tx.execute(
        sa.select(account_company.c.company_id, account_company.c.account_id).where(
            account_company.c.portal_id == portal_id, among(account_company.c.company_id, part.companies)
        )
    )
    before = {row.company_id: row.account_id for row in rows}
    changed = {id_ for id_ in before.keys() | now.keys() if before.get(id_) != now.get(id_)}
    gone = [id_ for id_ in changed if id_ not in now]
    if gone:
        tx.execute(
            account_company.delete().where(
                account_company.c.portal_id == portal_id, among(account_company.c.company_id, gone)
            )
        )
    values = [
        {"portal_id": portal_id, "company_id": id_, "account_id": now[id_]}
        for id_ in sorted(changed & now.keys())
    ]
    if values:
        statement = insert(account_company)
        tx.execute(
            statement.on_conflict_do_update(
                index_elements=[account_company.c.portal_id, account_company.c.company_id],
                set_={"account_id": statement.excluded.account_id},
            ),
            values,
        )
    touched = {id_ for company in changed for id_ in (before.get(company), now.get(company)) if id_}
    return touched, before.keys() ^ now.keys()


def _sharing_dealings(tx: sa.Connection, portal_id: int, companies: set[str]) -> set[str]:
    """A deal or ticket is its company's while that counts, else its contacts': accounts of contacts in those of these
    companies.
    """
    if not companies:
        return set()
    company, contact = association.alias(), association.alias()
    same_dealing = sa.and_(
        contact.c.portal_id == portal_id,
        contact.c.from_kind == company.c.from_kind,
        contact.c.from_id == company.c.from_id,
        contact.c.to_kind == Kind.CONTACT.value,
    )
    mine = sa.and_(membership.c.portal_id == portal_id, membership.c.contact_id == contact.c.to_id)
    query = (
        sa.select(membership.c.account_id)
        .select_from(company.join(contact, same_dealing).join(membership, mine))
        .where(
            company.c.portal_id == portal_id,
            company.c.from_kind.in_([Kind.DEAL.value, Kind.TICKET.value]),
            company.c.to_kind == Kind.COMPANY.value,
            among(company.c.to_id, companies),
            membership.c.account_id.is_not(None),
        )
    )
    return set(tx.execute(query).scalars())


def _keep_members(tx: sa.Connection, portal_id: int, part: Part, grouping: Grouping) -> set[str]:
    """Answers the accounts that won or lost a member."""
    mine = sa.and_(membership.c.portal_id == portal_id, among(membership.c.contact_id, part.contacts))
    before = {row.contact_id: row for row in tx.execute(sa.select(membership).where(mine))}
    now = {member.contact: member for member in grouping.memberships}
    gone = sorted(before.keys() - now.keys())
    if gone:
        left = sa.and_(membership.c.portal_id == portal_id, among(membership.c.contact_id, gone))
        tx.execute(membership.delete().where(left))
    changed = [member for id_, member in sorted(now.items()) if _is_news(before.get(id_), member)]
    _put_members(tx, portal_id, changed)
    accounts = {before[id_].account_id for id_ in gone}
    for member in changed:
        old = before.get(member.contact)
        if old is None or old.account_id != member.account:
            accounts |= {member.account, old.account_id if old else None}
    return {id_ for id_ in accounts if id_}


def _is_news(old: sa.Row[Any] | None, member: Membership) -> bool:
    new = (member.account, member.reason.value, member.detail, member.domain)
    return old is None or (old.account_id, old.reason, old.evidence, old.domain) != new


def _put_members(tx: sa.Connection, portal_id: int, members: Sequence[Membership]) -> None:
    if not members:
        return
    values = [
        {
            "portal_id": portal_id,
            "contact_id": member.contact,
            "account_id": member.account,
            "reason": member.reason.value,
            "evidence": member.detail,
            "confidence": member.confidence,
            "domain": member.domain,
        }
        for member in members
    ]
    statement = insert(membership)
    columns = ("account_id", "reason", "evidence", "confidence", "domain")
    tx.execute(
        statement.on_conflict_do_update(
            index_elements=[membership.c.portal_id, membership.c.contact_id],
            set_={name: statement.excluded[name] for name in columns},
        ),
        values,
    )


def _keep_accounts(tx: sa.Connection, portal_id: int, grouping: Grouping) -> None:
    columns = (account.c.id, account.c.name, account.c.company_id)
    there = tx.execute(
        sa.select(*columns).where(
            account.c.portal_id == portal_id,
            among(account.c.id, [one.id for one in grouping.accounts]),
            ~account.c.gone,
        )
    )
    known = {tuple(row) for row in there}
    values = [
        {"portal_id": portal_id, "id": one.id, "name": one.name, "company_id": one.company}
        for one in sorted(grouping.accounts, key=lambda one: one.id)
        if (one.id, one.name, one.company) not in known
    ]
    if not values:
        return
    statement = insert(account).values(gone=False, due=True)
    fresh = {name: statement.excluded[name] for name in ("name", "company_id", "gone")}
    tx.execute(
        statement.on_conflict_do_update(index_elements=[account.c.portal_id, account.c.id], set_=fresh),
        values,
    )


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
