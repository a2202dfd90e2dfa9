"""What leads from a contact to a company for certain: associations, answers, domains. The losers are kept."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from accounts.addresses.kinds import AddressKind
from accounts.matching.membership import Lost, Reason, Rival
from accounts.matching.places import in_branch
from accounts.matching.portal import Portal
from accounts.matching.questions import branch_question, contact_question, domain_question, name_question
from accounts.matching.spec import Way
from accounts.matching.things import Claimed, Company, Contact
from accounts.matching.ties import by_ties, why_lost
from accounts.naming import NameVerdict, compare_names

_CLAIM = {
    Claimed.ANSWERED: Reason.ANSWER,
    Claimed.MAIN: Reason.EMAIL_DOMAIN,
    Claimed.ADDITIONAL: Reason.ADDITIONAL_DOMAIN,
    Claimed.FORMER: Reason.FORMER_DOMAIN,
    Claimed.WEBSITE: Reason.WEBSITE,
}


@dataclass(frozen=True)
class Found:
    """The company that one piece of evidence leads to."""

    company: Company
    reason: Reason
    detail: str
    rivals: tuple[Rival, ...] = ()
    question: str | None = None


def certain(contact: Contact, portal: Portal) -> list[Found]:
    """Everything that links by itself, the strongest first. What a colleague's own address says, says nothing."""
    found = [_associated(contact, portal, ours=False), _said(contact, portal)]
    if not is_own(contact):
        found += _domains_and_names(contact, portal)
        found.append(_website(contact, portal))
    found.append(_associated(contact, portal, ours=True))
    return [one for one in found if one]


def is_own(contact: Contact) -> bool:
    """One of the portal's own people."""
    return bool(contact.addresses) and contact.addresses[0].kind is AddressKind.OWN


def _associated(contact: Contact, portal: Portal, *, ours: bool) -> Found | None:
    """The primary company; without one by the tie-breakers."""
    if not contact.links or not portal.uses(Way.ASSOCIATION):
        return None
    links = [link for link in contact.links if link.ours is ours and link.company in portal.known]
    if not links:
        return None
    primary = {link.company for link in links if link.primary}
    first = by_ties(portal.companies(primary or {link.company for link in links}), contact, portal.spec.ties)
    rest = portal.companies({link.company for link in links} - {one.id for one in first})
    rivals = [
        *_told_apart(first, contact, portal, Reason.ASSOCIATION, None),
        *(
            portal.rival(one, Reason.ASSOCIATION, one.name, Lost.NOT_PRIMARY)
            for one in by_ties(rest, contact, portal.spec.ties)
        ),
    ]
    return Found(first[0], Reason.ASSOCIATION, first[0].name, tuple(rivals))


def _told_apart(
    ordered: list[Company], contact: Contact, portal: Portal, reason: Reason, detail: str | None
) -> Iterator[Rival]:
    """All but the first, which has won by the tie-breakers."""
    for one in ordered[1:]:
        lost = why_lost(one, ordered[0], contact, portal.spec.ties)
        yield portal.rival(one, reason, one.name if detail is None else detail, lost)


def _said(contact: Contact, portal: Portal) -> Found | None:
    """What a person said of this very contact."""
    return _answered(contact, portal, contact_question(contact.id), None)


def _answered(contact: Contact, portal: Portal, question: str, detail: str | None) -> Found | None:
    accepted = portal.answers.accepted(question)
    if not accepted:
        return None
    known = by_ties(portal.companies(accepted), contact, portal.spec.ties)
    return Found(known[0], Reason.ANSWER, known[0].name if detail is None else detail) if known else None


def _domains_and_names(contact: Contact, portal: Portal) -> list[Found]:
    """An answered name beats a domain that a property claims, unless the domain's company may be what the name means:
    that "Acme" without more is Acme GmbH does not move those who write from Acme Inc.
    """
    domains = _by_address(contact, portal)
    question = name_question(contact.company_name) if contact.company_name and portal.answers else None
    name = _answered(contact, portal, question, contact.company_name) if question else None
    if name is None:
        return domains
    if domains and (domains[0].reason is Reason.ANSWER or _may_mean(contact, domains[0].company)):
        return [*domains, name]
    return [name, *domains]


def _may_mean(contact: Contact, company: Company) -> bool:
    verdict = compare_names(contact.company_name or "", company.name).verdict
    return verdict is not NameVerdict.DIFFERENT


def _by_address(contact: Contact, portal: Portal) -> list[Found]:
    """Of each address whose domain somebody claims, in the order in which they count."""
    domains = dict.fromkeys(one.domain for one in contact.addresses if one.links and one.domain)
    found = (_by_domain(contact, portal, domain) for domain in domains)
    return [one for one in found if one and (portal.uses(Way.EMAIL_DOMAIN) or one.reason is Reason.ANSWER)]


def _website(contact: Contact, portal: Portal) -> Found | None:
    if contact.website is None:
        return None
    found = _by_domain(contact, portal, contact.website)
    if found is None or found.reason is Reason.ANSWER:
        return found
    if not portal.uses(Way.WEBSITE):
        return None
    return Found(found.company, Reason.WEBSITE, found.detail, found.rivals, found.question)


def _by_domain(contact: Contact, portal: Portal, domain: str) -> Found | None:
    """Whose the domain is, for this contact: a person's word, then the better claim, then the branch, then the ties."""
    said = _answered(contact, portal, domain_question(domain), domain) if portal.answers else None
    claims = portal.claims.get(domain)
    if said or not claims:
        return said
    branches = portal.spec.branches_by and (len(claims) > 1 or portal.answers)
    question = branch_question(domain, contact.places) if branches else None
    said = _answered(contact, portal, question, domain) if question else None
    if said:
        return said
    refused = _refused(contact, portal, question)
    open_ = {id_: by for id_, by in claims.items() if id_ not in refused}
    if not open_:
        return None
    found = _best_claim(contact, portal, domain, open_, question)
    no = [
        portal.rival(portal.known[id_], _CLAIM[claims[id_]], domain, Lost.REJECTED)
        for id_ in sorted(refused & claims.keys())
    ]
    return replace(found, rivals=(*found.rivals, *no)) if no else found


def _refused(contact: Contact, portal: Portal, question: str | None) -> frozenset[str]:
    refused = portal.answers.rejected(contact_question(contact.id))
    return refused | portal.answers.rejected(question) if question else refused


def _best_claim(
    contact: Contact, portal: Portal, domain: str, claims: dict[str, Claimed], question: str | None
) -> Found:
    best = min(claims.values())
    reason = _CLAIM[best]
    same = portal.companies(id_ for id_, by in claims.items() if by is best)
    here = by_ties(in_branch(contact, same, portal.spec.branches_by), contact, portal.spec.ties)
    rivals = [*_told_apart(here, contact, portal, reason, domain)]
    elsewhere = [one for one in same if one not in here] if len(here) < len(same) else []
    rivals += [portal.rival(one, reason, domain, Lost.OTHER_BRANCH) for one in elsewhere]
    for by, id_ in sorted((by, id_) for id_, by in claims.items() if by is not best):
        rivals.append(portal.rival(portal.known[id_], _CLAIM[by], domain, Lost.WEAKER_EVIDENCE))
    undecided = len({portal.roots[one.id] for one in here}) > 1
    return Found(here[0], reason, domain, tuple(rivals), question if undecided else None)
