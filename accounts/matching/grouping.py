"""Put every contact into an account, or into none with a reason: one decision, used everywhere."""

from collections.abc import Iterable

from accounts.addresses.kinds import AddressKind
from accounts.matching.membership import (
    Account,
    Grouping,
    Lost,
    Membership,
    Reason,
    Rival,
    company_account,
    domain_account,
    unit_account,
)
from accounts.matching.portal import MOST_RIVALS, Portal
from accounts.matching.questions import domain_question, name_question
from accounts.matching.spec import MatchSpec, Unit, Way
from accounts.matching.things import Answer, Company, Contact
from accounts.matching.tree import company_accounts, name_of
from accounts.matching.ways import Found, certain, is_own
from accounts.matching.weak import by_name, is_open, like_domain, named_alike

DASH = "\u2013"
_NONE = {
    AddressKind.FREE_MAIL: Reason.FREE_MAIL,
    AddressKind.DISPOSABLE: Reason.DISPOSABLE,
    AddressKind.ROLE: Reason.ROLE_ADDRESS,
    AddressKind.AUTOMATED: Reason.AUTOMATED,
    AddressKind.OWN: Reason.OWN_DOMAIN,
}
_ASKED = frozenset({Reason.FREE_MAIL, Reason.NOTHING_KNOWN})


def group(
    companies: Iterable[Company], contacts: Iterable[Contact], spec: MatchSpec, answers: Iterable[Answer] = ()
) -> Grouping:
    """The order of the input does not matter.

    A part of a portal is grouped as the whole is, if with each contact it holds the companies that share a key with
    it (keys.py), are associated with it or named in an answer, and the ancestors of all of these.
    """
    portal = Portal(companies, spec, answers)
    units: dict[str, Account] = {}
    memberships = tuple(
        _membership(contact, portal, units) for contact in sorted(contacts, key=lambda c: c.id)
    )
    accounts = [*company_accounts(portal.known, portal.roots), *(units[id_] for id_ in sorted(units))]
    return Grouping((*accounts, *_domain_accounts(memberships)), memberships)


def _membership(contact: Contact, portal: Portal, units: dict[str, Account]) -> Membership:
    found = certain(contact, portal)
    if not found and not is_own(contact):
        found = [one for one in [by_name(contact, portal)] if one]
    if found:
        return _belonging(contact, found, portal, units)
    return _provisional(contact, portal) or _without(contact, portal)


def _belonging(contact: Contact, found: list[Found], portal: Portal, units: dict[str, Account]) -> Membership:
    winner = found[0]
    return Membership(
        contact.id,
        _account(contact, portal.known[portal.roots[winner.company.id]], portal, units),
        winner.reason,
        winner.detail,
        winner.company.id,
        _domain(contact),
        _rivals(found, portal),
        winner.question,
    )


def _account(contact: Contact, root: Company, portal: Portal, units: dict[str, Account]) -> str:
    unit = _unit(contact, root, portal) if portal.spec.units else None
    if unit is None:
        return company_account(root.id)
    id_ = unit_account(root.id, unit.name)
    units[id_] = Account(id_, f"{name_of(root)} {DASH} {unit.label or unit.name}", root.id, (), unit.name)
    return id_


def _unit(contact: Contact, root: Company, portal: Portal) -> Unit | None:
    """The first declared one that a property names, or a label of an association with a company of the account."""
    labels = {
        label for link in contact.links if portal.roots.get(link.company) == root.id for label in link.labels
    }
    told = (unit for unit in portal.spec.units if unit.label in labels or unit.name == contact.unit)
    return next(told, None)


def _rivals(found: list[Found], portal: Portal) -> tuple[Rival, ...]:
    """Who else was in question: who lost against the winner by the same evidence, then whom weaker evidence meant.

    A company that ends in the same account is no rival; and what we associated ourselves speaks for nobody. Where the
    review asks, only those stand to choose from of whom it asks: an answer says nothing of the others.
    """
    winner = found[0]
    if len(found) == 1 and not winner.rivals:
        return ()
    account = portal.roots[winner.company.id]
    weaker = (
        portal.rival(one.company, one.reason, one.detail, Lost.WEAKER_EVIDENCE)
        for one in found[1:]
        if one.reason is not Reason.ASSOCIATION and winner.question is None
    )
    first: dict[str, Rival] = {}
    for one in (*winner.rivals, *weaker):
        if portal.roots[one.company] != account:
            first.setdefault(one.company, one)
    return tuple(first.values())[:MOST_RIVALS]


def _provisional(contact: Contact, portal: Portal) -> Membership | None:
    """In the account of a domain that no company claims, if there is a person at a firm."""
    domain = next((one.domain for one in contact.addresses if one.makes_account and one.domain), None)
    if domain is None or is_own(contact) or not portal.uses(Way.EMAIL_DOMAIN):
        return None
    rivals = like_domain(contact, domain, portal)
    return Membership(
        contact.id,
        domain_account(domain),
        Reason.DOMAIN_WITHOUT_COMPANY,
        domain,
        domain=_domain(contact),
        rivals=rivals,
        question=domain_question(domain) if is_open(rivals) else None,
    )


def _without(contact: Contact, portal: Portal) -> Membership:
    """In none: what its first address is, or that somebody has to be asked."""
    kind = contact.addresses[0].kind if contact.addresses else AddressKind.NONE
    reason, domain = _NONE.get(kind, Reason.NOTHING_KNOWN), _domain(contact)
    rivals = named_alike(contact, portal) if reason in _ASKED else ()
    if is_open(rivals):
        text = contact.company_name or ""
        question = name_question(text)
        return Membership(
            contact.id, None, Reason.IN_QUESTION, text, domain=domain, rivals=rivals, question=question
        )
    return Membership(contact.id, None, reason, domain or "", domain=domain, rivals=rivals)


def _domain(contact: Contact) -> str | None:
    return contact.addresses[0].domain if contact.addresses else None


def _domain_accounts(memberships: Iterable[Membership]) -> list[Account]:
    domains = {one.detail for one in memberships if one.reason is Reason.DOMAIN_WITHOUT_COMPANY}
    return [Account(domain_account(domain), domain, None) for domain in sorted(domains)]
