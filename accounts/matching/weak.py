"""What speaks for a company without proving it: names that are alike, domains that begin alike. The review asks."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from accounts.matching.keys import as_name, label_of
from accounts.matching.membership import Lost, Reason, Rival
from accounts.matching.places import agreeing
from accounts.matching.portal import MOST_RIVALS, Portal
from accounts.matching.questions import contact_question, domain_question, name_question
from accounts.matching.spec import Way
from accounts.matching.things import Contact
from accounts.matching.ways import Found
from accounts.naming.index import NameHit


def by_name(contact: Contact, portal: Portal) -> Found | None:
    """Where the name is the same, one account alone is meant, and a place or the owner agrees: that is proof enough."""
    same = [one for one in _named(contact, portal, portal.same) if one.lost is Lost.WEAK]
    if len(same) != 1 or not same[0].agrees:
        return None
    others = (one for one in named_alike(contact, portal) if one.company != same[0].company)
    return Found(portal.known[same[0].company], Reason.COMPANY_NAME, same[0].detail, tuple(others))


def named_alike(contact: Contact, portal: Portal) -> tuple[Rival, ...]:
    """The companies that the contact's field for its company may mean, one of each account, those still open first."""
    return _named(contact, portal, portal.alike)


def _named(contact: Contact, portal: Portal, look: Callable[[str], list[NameHit]]) -> tuple[Rival, ...]:
    text = contact.company_name
    if text is None or not portal.uses(Way.COMPANY_NAME):
        return ()
    hits = look(text)
    if not hits:
        return ()
    refused = portal.answers.rejected(contact_question(contact.id))
    refused |= portal.answers.rejected(name_question(text) or "")
    return _chosen((_rival(hit, text, contact, portal) for hit in hits), portal, refused)


def like_domain(contact: Contact, domain: str, portal: Portal) -> tuple[Rival, ...]:
    """The companies whose a domain may be that none claims: by its first word, or by the name its contact gives."""
    refused = portal.answers.rejected(domain_question(domain))
    refused |= portal.answers.rejected(contact_question(contact.id))
    claimants = portal.claims.get(domain, {})
    found = [*_by_label(domain, portal), *_by_same_name(contact, portal)]
    return _chosen((one for one in found if one.company not in claimants), portal, refused)


def _by_label(domain: str, portal: Portal) -> Iterator[Rival]:
    label = label_of(domain)
    if label is None:
        return
    for company in portal.companies(portal.labels.get(label, ())):
        yield portal.rival(company, Reason.EMAIL_DOMAIN, domain, Lost.WEAK)
    for hit in portal.same(as_name(label)):
        rival = portal.rival(portal.known[hit.id], Reason.COMPANY_NAME, domain, Lost.WEAK)
        yield replace(rival, score=hit.match.score)


def _by_same_name(contact: Contact, portal: Portal) -> Iterator[Rival]:
    if contact.company_name and portal.uses(Way.COMPANY_NAME):
        for hit in portal.same(contact.company_name):
            yield _rival(hit, contact.company_name, contact, portal)


def _rival(hit: NameHit, text: str, contact: Contact, portal: Portal) -> Rival:
    company = portal.known[hit.id]
    rival = portal.rival(company, Reason.COMPANY_NAME, text, Lost.WEAK)
    return replace(rival, score=hit.match.score, agrees=agreeing(contact, company, portal.spec.branches_by))


def _chosen(rivals: Iterable[Rival], portal: Portal, refused: frozenset[str]) -> tuple[Rival, ...]:
    """The best of each account. A domain that begins alike counts like the same name."""
    told = [replace(one, lost=Lost.REJECTED) if one.company in refused else one for one in rivals]

    def order(one: Rival) -> tuple[bool, float, int, int, str, str]:
        born = portal.known[one.company].born
        score = 1.0 if one.score is None else one.score
        return one.lost is Lost.REJECTED, -score, -len(one.agrees), born, one.company, one.reason

    best: dict[str, Rival] = {}
    for one in sorted(told, key=order):
        best.setdefault(portal.roots[one.company], one)
    return tuple(best.values())[:MOST_RIVALS]


def is_open(rivals: Iterable[Rival]) -> bool:
    """Whether there is anybody left to ask about."""
    return any(one.lost is Lost.WEAK for one in rivals)
