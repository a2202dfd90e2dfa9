"""How far a change reaches: the part of a portal whose grouping it may alter, and the accounts it concerns."""

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from accounts.matching.spec import MatchSpec
from accounts.matching.things import Company, Contact
from accounts.values import Kind
from store import answers, evidence, match_keys
from store.lists import among
from store.match_keys import Of
from store.tables import account, account_company, association, membership, record


@dataclass
class Part:
    """A part of the portal that can be grouped by itself: nothing outside depends on it."""

    companies: set[str]
    contacts: set[str]
    is_whole: bool = False  # these are all that there are


def part_of(
    tx: sa.Connection, portal_id: int, spec: MatchSpec, companies: Iterable[str], contacts: Iterable[str]
) -> Part:
    """Everything whose grouping may change when these objects have changed; their keys are written anew. Of companies
    those that may be proven to be meant by one of the contacts; for whom that does not suffice, `widen` it.

    From here to the end of the transaction nobody else groups this portal: two changes at once, such as a contact
    and the company with its domain, would not see each other.
    """
    group_alone(tx, portal_id)
    told, people = set(companies), set(contacts)
    _renew_keys_of_contacts(tx, portal_id, spec, people)
    renewed = _renew_keys_of_companies(tx, portal_id, spec, told)
    changed = renewed.differing
    below = changed | _descendants(tx, portal_id, changed)
    people |= _looking_for(tx, portal_id, below, renewed.keys if changed else set())
    people |= match_keys.asked_by(tx, portal_id, answers.naming(tx, portal_id, told | below))
    people |= _contacts_of(tx, portal_id, below)
    part = Part(told | below | _proven_for(tx, portal_id, people), people)
    part.companies |= _ancestors(tx, portal_id, part.companies)
    return part


def widen(tx: sa.Connection, portal_id: int, part: Part, unproven: Iterable[Contact]) -> set[str]:
    """Remember by what else these contacts of the part are looking for their companies, for nothing is proven of them,
    and add whatever may be meant by it. Answers the companies that are new.
    """
    keys = {one.id: evidence.weak_keys_of(one) for one in unproven}
    if part.is_whole:
        match_keys.rebuild(tx, portal_id, Of.UNPROVEN, keys)
        return set()
    match_keys.renew(tx, portal_id, Of.UNPROVEN, part.contacts, keys)
    wanted = {key for some in keys.values() for key in some}
    more = match_keys.sharing(tx, portal_id, Of.COMPANY, wanted) - part.companies
    more |= _ancestors(tx, portal_id, more) - part.companies
    part.companies |= more
    return more


def whole(tx: sa.Connection, portal_id: int) -> Part:
    """The whole portal: for a full sync, or after one for another rulebook."""
    group_alone(tx, portal_id)

    def ids(kind: Kind) -> set[str]:
        query = sa.select(record.c.id).where(record.c.portal_id == portal_id, record.c.kind == kind.value)
        return set(tx.execute(query).scalars())

    return Part(ids(Kind.COMPANY), ids(Kind.CONTACT), is_whole=True)


_GROUP_LOCK = 0x6A0B


def group_alone(tx: sa.Connection, portal_id: int) -> None:
    tx.execute(sa.select(sa.func.pg_advisory_xact_lock(_GROUP_LOCK, portal_id % 2**31)))


def accounts_of(
    tx: sa.Connection, portal_id: int, companies: Iterable[str], contacts: Iterable[str]
) -> set[str]:
    """The accounts these objects belong to now. What is a company's concerns the buying units in it, too."""
    by_company = sa.select(account_company.c.account_id).where(
        account_company.c.portal_id == portal_id, among(account_company.c.company_id, companies)
    )
    by_contact = sa.select(membership.c.account_id).where(
        membership.c.portal_id == portal_id,
        among(membership.c.contact_id, contacts),
        membership.c.account_id.is_not(None),
    )
    found = set(tx.execute(by_company).scalars())
    return found | units_of(tx, portal_id, found) | set(tx.execute(by_contact).scalars())


def units_of(tx: sa.Connection, portal_id: int, accounts: Iterable[str]) -> set[str]:
    """The buying units in these accounts of companies."""
    main, unit = account.alias("main"), account.alias("unit")
    same = sa.and_(unit.c.portal_id == main.c.portal_id, unit.c.company_id == main.c.company_id)
    query = (
        sa.select(unit.c.id)
        .join_from(main, unit, same)
        .where(main.c.portal_id == portal_id, among(main.c.id, accounts), main.c.unit.is_(None))
        .where(unit.c.unit.is_not(None), ~unit.c.gone)
    )
    return set(tx.execute(query).scalars())


def linked(tx: sa.Connection, portal_id: int, from_kind: Kind, ids: Iterable[str], to_kind: Kind) -> set[str]:
    """The companies or contacts that these deals or tickets are associated with in the mirror."""
    return set(tx.execute(links_from(portal_id, from_kind, set(ids), to_kind)).scalars("to_id"))


def links_from(portal_id: int, from_kind: Kind, ids: set[str], to_kind: Kind) -> sa.Select[tuple[str, str]]:
    return sa.select(association.c.from_id, association.c.to_id).where(
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


def _contacts_of(tx: sa.Connection, portal_id: int, companies: set[str]) -> set[str]:
    """Contacts associated with these companies, and those that were put to them."""
    linked = sa.select(association.c.from_id).where(
        association.c.portal_id == portal_id,
        association.c.from_kind == Kind.CONTACT.value,
        association.c.to_kind == Kind.COMPANY.value,
        among(association.c.to_id, companies),
    )
    put = sa.select(membership.c.contact_id).where(
        membership.c.portal_id == portal_id, among(membership.c.company_id, companies)
    )
    return set(tx.execute(linked.union(put)).scalars())


def _looking_for(tx: sa.Connection, portal_id: int, companies: set[str], old_keys: set[str]) -> set[str]:
    """The contacts that would look at one of these companies; by a name only where nothing is proven."""
    keys = old_keys | match_keys.of(tx, portal_id, Of.COMPANY, companies)
    looking = match_keys.sharing(tx, portal_id, Of.CONTACT, keys)
    return looking | match_keys.sharing(tx, portal_id, Of.UNPROVEN, keys)


def _proven_for(tx: sa.Connection, portal_id: int, contacts: set[str]) -> set[str]:
    """Those associated with these contacts, with their domains, or named in an answer about them."""
    linked = set(tx.execute(links_from(portal_id, Kind.CONTACT, contacts, Kind.COMPANY)).scalars("to_id"))
    keys = match_keys.of(tx, portal_id, Of.CONTACT, contacts)
    named = {one.company for one in answers.about(tx, portal_id, contacts)}
    return linked | named | match_keys.sharing(tx, portal_id, Of.COMPANY, keys)


def rebuild_keys(
    tx: sa.Connection,
    portal_id: int,
    spec: MatchSpec,
    companies: Iterable[Company],
    contacts: Iterable[Contact],
) -> None:
    """Write the keys of everything that there is."""
    now = {one.id: evidence.keys_of_company(one) for one in companies}
    match_keys.rebuild(tx, portal_id, Of.COMPANY, now)
    now = {one.id: evidence.keys_of_contact(one, spec) for one in contacts}
    match_keys.rebuild(tx, portal_id, Of.CONTACT, now)


def _renew_keys_of_companies(
    tx: sa.Connection, portal_id: int, spec: MatchSpec, ids: set[str]
) -> match_keys.Renewed:
    """Whoever looked for them by an old key, or does now by a new one, is concerned."""
    found = evidence.load_companies(tx, portal_id, spec, ids) if ids else []
    now = {one.id: evidence.keys_of_company(one) for one in found}
    return match_keys.renew(tx, portal_id, Of.COMPANY, ids, now)


def _renew_keys_of_contacts(tx: sa.Connection, portal_id: int, spec: MatchSpec, ids: set[str]) -> None:
    found = evidence.load_contacts(tx, portal_id, spec, ids) if ids else []
    now = {one.id: evidence.keys_of_contact(one, spec) for one in found}
    match_keys.renew(tx, portal_id, Of.CONTACT, ids, now)
