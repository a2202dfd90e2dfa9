"""Who belongs to which account: HubSpot's association first, then the e-mail domain; each membership says why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from accounts.addresses.domains import domain_of_email, is_free_mail


class Reason(StrEnum):
    """Why a contact belongs to an account, or to none."""

    ASSOCIATION = "association"
    EMAIL_DOMAIN = "email_domain"
    DOMAIN_WITHOUT_COMPANY = "domain_without_company"
    FREE_MAIL = "free_mail"
    NOTHING_KNOWN = "nothing_known"


CONFIDENCE = {
    Reason.ASSOCIATION: 1.0,
    Reason.EMAIL_DOMAIN: 0.9,
    Reason.DOMAIN_WITHOUT_COMPANY: 0.9,
    Reason.FREE_MAIL: 0.0,
    Reason.NOTHING_KNOWN: 0.0,
}


@dataclass(frozen=True)
class Company:
    """What grouping needs of a company. `domains` are registrable; `born` orders the older before the younger."""

    id: str
    name: str
    domains: tuple[str, ...] = ()
    parent: str | None = None
    born: int = 0


@dataclass(frozen=True)
class Contact:
    """What grouping needs of a contact. `companies` are its associations as (company id, is the primary one)."""

    id: str
    email: str | None = None
    companies: tuple[tuple[str, bool], ...] = ()


@dataclass(frozen=True)
class Account:
    """A company with everything rolled up into it; or a domain that no company claims yet."""

    id: str
    name: str
    company: str | None
    companies: tuple[str, ...] = ()


@dataclass(frozen=True)
class Membership:
    """`detail` is the evidence: the name of the company associated, or the domain."""

    contact: str
    account: str | None
    reason: Reason
    detail: str
    domain: str | None = None

    @property
    def confidence(self) -> float:
        return CONFIDENCE[self.reason]


@dataclass(frozen=True)
class Grouping:
    accounts: tuple[Account, ...]
    memberships: tuple[Membership, ...]


def company_account(company: str) -> str:
    return f"company:{company}"


def domain_account(domain: str) -> str:
    return f"domain:{domain}"


def group(companies: Iterable[Company], contacts: Iterable[Contact], *, roll_up: bool = True) -> Grouping:
    """Put every contact into an account, or into none with a reason. The order of the input does not matter."""
    known = {company.id: company for company in companies}
    roots = {id_: _root(id_, known) if roll_up else id_ for id_ in known}
    by_domain = _by_domain(known.values())
    memberships = tuple(
        _membership(contact, known, roots, by_domain) for contact in sorted(contacts, key=lambda c: c.id)
    )
    return Grouping((*_company_accounts(known, roots), *_domain_accounts(memberships)), memberships)


def _root(company: str, known: Mapping[str, Company]) -> str:
    """The topmost parent that we know; a circle of parents ends at its smallest id."""
    path = [company]
    while (parent := known[path[-1]].parent) in known and parent is not None:
        if parent in path:
            return min(path[path.index(parent) :])
        path.append(parent)
    return path[-1]


def _by_domain(companies: Iterable[Company]) -> dict[str, Company]:
    """Whose a domain is. Where several companies claim it, the oldest does; the main domain beats an additional one."""
    claims: dict[str, tuple[tuple[int, int, str], Company]] = {}
    for company in companies:
        for place, domain in enumerate(company.domains):
            rank = (min(place, 1), company.born, company.id)
            if domain not in claims or rank < claims[domain][0]:
                claims[domain] = (rank, company)
    return {domain: company for domain, (_, company) in claims.items()}


def _membership(
    contact: Contact, known: Mapping[str, Company], roots: Mapping[str, str], by_domain: Mapping[str, Company]
) -> Membership:
    domain = domain_of_email(contact.email)
    associated = _associated(contact, known)
    if associated is not None:
        account = company_account(roots[associated.id])
        return Membership(contact.id, account, Reason.ASSOCIATION, associated.name, domain)
    if domain is None:
        return Membership(contact.id, None, Reason.NOTHING_KNOWN, "")
    if is_free_mail(domain):
        return Membership(contact.id, None, Reason.FREE_MAIL, domain, domain)
    if domain in by_domain:
        account = company_account(roots[by_domain[domain].id])
        return Membership(contact.id, account, Reason.EMAIL_DOMAIN, domain, domain)
    return Membership(contact.id, domain_account(domain), Reason.DOMAIN_WITHOUT_COMPANY, domain, domain)


def _associated(contact: Contact, known: Mapping[str, Company]) -> Company | None:
    """The primary company; without one the oldest associated."""
    candidates = [(not primary, known[id_].born, id_) for id_, primary in contact.companies if id_ in known]
    return known[min(candidates)[2]] if candidates else None


def _company_accounts(known: Mapping[str, Company], roots: Mapping[str, str]) -> list[Account]:
    rolled: dict[str, list[str]] = {}
    for company in sorted(roots):
        rolled.setdefault(roots[company], []).append(company)
    return [
        Account(company_account(root), known[root].name or f"Company {root}", root, tuple(rolled[root]))
        for root in sorted(rolled)
    ]


def _domain_accounts(memberships: Iterable[Membership]) -> list[Account]:
    domains = {m.domain for m in memberships if m.reason is Reason.DOMAIN_WITHOUT_COMPANY and m.domain}
    return [Account(domain_account(domain), domain, None) for domain in sorted(domains)]
