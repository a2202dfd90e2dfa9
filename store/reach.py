"""How far a change reaches: the part of a portal whose grouping it may alter, and the accounts it concerns."""

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from accounts.addresses.domains import domain_of_email
from accounts.values import Kind
from store.lists import among
from store.tables import account_company, association, company_domain, membership, record


@dataclass
class Part:
    """A part of the portal that can be grouped by itself: nothing outside depends on it."""

    companies: set[str]
    contacts: set[str]


def part_of(tx: sa.Connection, portal_id: int, companies: Iterable[str], contacts: Iterable[str]) -> Part:
    """Everything whose grouping may change when these objects have changed.

    From here to the end of the transaction nobody else groups this portal: two changes at once, such as a contact
    and the company with its domain, would not see each other.
    """
    group_alone(tx, portal_id)
    part = Part(set(companies), set(contacts))
    part.companies |= _descendants(tx, portal_id, part.companies)
    part.contacts |= _contacts_touching(tx, portal_id, part.companies)
    part.companies |= _companies_touching(tx, portal_id, part.contacts)
    part.companies |= _ancestors(tx, portal_id, part.companies)
    return part


def whole(tx: sa.Connection, portal_id: int) -> Part:
    """The whole portal, for a full sync."""
    group_alone(tx, portal_id)

    def ids(kind: Kind) -> set[str]:
        query = sa.select(record.c.id).where(record.c.portal_id == portal_id, record.c.kind == kind.value)
        return set(tx.execute(query).scalars())

    return Part(ids(Kind.COMPANY), ids(Kind.CONTACT))


_GROUP_LOCK = 0x6A0B


def group_alone(tx: sa.Connection, portal_id: int) -> None:
    tx.execute(sa.select(sa.func.pg_advisory_xact_lock(_GROUP_LOCK, portal_id % 2**31)))


def accounts_of(
    tx: sa.Connection, portal_id: int, companies: Iterable[str], contacts: Iterable[str]
) -> set[str]:
    """The accounts these objects belong to now."""
    by_company = sa.select(account_company.c.account_id).where(
        account_company.c.portal_id == portal_id, among(account_company.c.company_id, companies)
    )
    by_contact = sa.select(membership.c.account_id).where(
        membership.c.portal_id == portal_id,
        among(membership.c.contact_id, contacts),
        membership.c.account_id.is_not(None),
    )
    return set(tx.execute(by_company.union(by_contact)).scalars())


def linked(tx: sa.Connection, portal_id: int, from_kind: Kind, ids: Iterable[str], to_kind: Kind) -> set[str]:
    """The companies or contacts that these deals or tickets are associated with in the mirror."""
    return set(tx.execute(links_from(portal_id, from_kind, set(ids), to_kind)).scalars("to_id"))


def records(
    portal_id: int, kind: Kind, ids: set[str], *columns: sa.ColumnElement[object]
) -> sa.Select[tuple[object, ...]]:
    return sa.select(record.c.id, *columns).where(
        record.c.portal_id == portal_id,
        record.c.kind == kind.value,
        record.c.archived.is_(False),
        among(record.c.id, ids),
    )


def links_from(
    portal_id: int, from_kind: Kind, ids: set[str], to_kind: Kind
) -> sa.Select[tuple[str, str, bool]]:
    return sa.select(association.c.from_id, association.c.to_id, association.c.is_primary).where(
        association.c.portal_id == portal_id,
        association.c.from_kind == from_kind.value,
        association.c.to_kind == to_kind.value,
        among(association.c.from_id, ids),
    )


def _descendants(tx: sa.Connection, portal_id: int, companies: set[str]) -> set[str]:
    parent = record.c.properties["hs_parent_company_id"].astext
    found: set[str] = set()
    level = companies
    while level:
        query = sa.select(record.c.id).where(
            record.c.portal_id == portal_id, record.c.kind == Kind.COMPANY.value, among(parent, level)
        )
        level = set(tx.execute(query).scalars()) - found - companies
        found |= level
    return found


def _ancestors(tx: sa.Connection, portal_id: int, companies: set[str]) -> set[str]:
    parent = record.c.properties["hs_parent_company_id"].astext
    found: set[str] = set()
    level = companies
    while level:
        query = sa.select(parent).where(
            record.c.portal_id == portal_id, record.c.kind == Kind.COMPANY.value, among(record.c.id, level)
        )
        level = {id_ for id_ in tx.execute(query).scalars() if id_} - found - companies
        found |= level
    return found


def _contacts_touching(tx: sa.Connection, portal_id: int, companies: set[str]) -> set[str]:
    """Contacts associated with them, contacts with their domains, and members of their accounts."""
    ids = list(companies)
    linked = sa.select(association.c.from_id).where(
        association.c.portal_id == portal_id,
        association.c.from_kind == Kind.CONTACT.value,
        association.c.to_kind == Kind.COMPANY.value,
        among(association.c.to_id, ids),
    )
    domains = sa.select(company_domain.c.domain).where(
        company_domain.c.portal_id == portal_id, among(company_domain.c.company_id, ids)
    )
    accounts = sa.select(account_company.c.account_id).where(
        account_company.c.portal_id == portal_id, among(account_company.c.company_id, ids)
    )
    mine = sa.select(membership.c.contact_id).where(membership.c.portal_id == portal_id)
    known = mine.where(membership.c.domain.in_(domains))
    members = mine.where(membership.c.account_id.in_(accounts))
    return set(tx.execute(linked.union(known, members)).scalars())


def _companies_touching(tx: sa.Connection, portal_id: int, contacts: set[str]) -> set[str]:
    linked = set(tx.execute(links_from(portal_id, Kind.CONTACT, contacts, Kind.COMPANY)).scalars("to_id"))
    email = record.c.properties["email"].astext.label("email")
    rows = tx.execute(records(portal_id, Kind.CONTACT, contacts, email))
    domains = {domain for row in rows if (domain := domain_of_email(row.email))}
    claimed = sa.select(company_domain.c.company_id).where(
        company_domain.c.portal_id == portal_id, among(company_domain.c.domain, domains)
    )
    return linked | set(tx.execute(claimed).scalars())
