"""Checks of companies and accounts: domains, owners, stages, members and roles."""

from collections.abc import Iterable, Iterator

from accounts.addresses.domains import registrable
from accounts.addresses.kinds import AddressKind
from accounts.hygiene.portal import Portal
from accounts.hygiene.rows import AccountRow
from accounts.hygiene.values import Example

_NO_COMPANYS = frozenset({AddressKind.FREE_MAIL, AddressKind.DISPOSABLE, AddressKind.OWN})


def unfit_domains(portal: Portal) -> Iterator[Example]:
    """Domains that belong to a mail provider, to nobody, or to ourselves."""
    for one in portal.companies:
        domain = registrable(one.says("domain"))
        kind = portal.kind_of(domain).kind if domain else AddressKind.NONE
        if domain and kind in _NO_COMPANYS:
            yield Example((one.subject,), why=kind.value, detail=domain)


def without_domain(portal: Portal) -> Iterator[Example]:
    """No address leads to them; a branch without one is reached through its parent."""
    for one in portal.companies:
        hosts = (one.says(name) for name in ("domain", "hs_additional_domains", "website"))
        if one.parent not in portal.company and not any(hosts):
            yield Example((one.subject,))


def companies_missing(portal: Portal) -> Iterator[Example]:
    """Accounts that are known by the domain of their contacts alone."""
    for one in portal.accounts:
        if one.company is None:
            yield Example((one.subject,), detail=_members(portal, one))


def _members(portal: Portal, account: AccountRow) -> str:
    return str(len(portal.members.get(account.id, ())))


def key_accounts_without_owner(portal: Portal) -> Iterator[Example]:
    return _without_owner(portal, portal.key_accounts)


def accounts_without_owner(portal: Portal) -> Iterator[Example]:
    """Of the other accounts, those that have members: nobody looks after the rest by intent."""
    others = (one for one in portal.accounts if not one.is_key and portal.members.get(one.id))
    return _without_owner(portal, others)


def _without_owner(portal: Portal, accounts: Iterable[AccountRow]) -> Iterator[Example]:
    """Nobody, or somebody who is no longer there. A domain without a company has no place for an owner."""
    for one in accounts:
        company = portal.company.get(one.company or "")
        if company is None or one.unit is not None:
            continue
        owner = company.says("hubspot_owner_id")
        if why := _why_no_owner(portal, owner):
            yield Example((one.subject,), why=why, detail=owner)


def _why_no_owner(portal: Portal, owner: str) -> str:
    """Where no owners are known at all, nobody can say who is gone."""
    if not owner:
        return "nobody"
    owners = portal.rows.owners
    if owners.get(owner, False):
        return "archived"
    return "unknown" if owners and owner not in owners else ""


def key_accounts_without_stage(portal: Portal) -> Iterator[Example]:
    """Without a stage at all, or with one that HubSpot does not show though it is not on its way there."""
    name = portal.asked.spec.stage_property
    for one in portal.key_accounts:
        if one.stage is None:
            yield Example((one.subject,), why="none")
            continue
        company = portal.company.get(one.company or "")
        is_plain = company is not None and one.unit is None and one.company not in portal.rows.unwritten
        if is_plain and company is not None and not company.says(name):
            yield Example((one.subject,), why="blank", detail=one.stage)


def key_accounts_without_contacts(portal: Portal) -> Iterator[Example]:
    """Members that never count or are gone are none."""
    for one in portal.key_accounts:
        if not portal.counting(one):
            yield Example((one.subject,))


def key_accounts_without_roles(portal: Portal) -> Iterator[Example]:
    """People, but nobody knows what any of them is to the decision."""
    for one in portal.key_accounts:
        some = portal.counting(one)
        if some and not any(portal.person(contact).roles for contact in some):
            yield Example((one.subject,), detail=str(len(some)))


def empty_accounts(portal: Portal) -> Iterator[Example]:
    """Companies to which nobody belongs; key accounts are told of elsewhere."""
    for one in portal.accounts:
        if not one.is_key and one.unit is None and one.company and not portal.members.get(one.id):
            yield Example((one.subject,))
