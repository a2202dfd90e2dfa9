"""Checks for what is there twice: companies of one domain or one name, and people."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from accounts.addresses.local_parts import bare
from accounts.hygiene.joining import filed, groups, pairs
from accounts.hygiene.portal import Portal
from accounts.hygiene.rows import CompanyRow, ContactRow
from accounts.hygiene.values import Example
from accounts.matching.places import clean_place
from accounts.naming import NameVerdict, compare_names
from accounts.naming.name import named
from accounts.naming.spelling import sound
from accounts.people.alike import PersonName, same_person


def shared_domains(portal: Portal) -> Iterator[Example]:
    """Each group of companies once, with all domains that they share."""
    sharing: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for domain, some in portal.domains.items():
        if not _belong_apart(portal, some):
            sharing[tuple(one.id for one in some)].append(domain)
    for ids, domains in sharing.items():
        subjects = tuple(portal.company[id_].subject for id_ in ids)
        yield Example(subjects, detail=", ".join(sorted(domains)))


def same_companies(portal: Portal) -> Iterator[Example]:
    """Names so alike that nobody needs to be asked; those that share a domain are told of elsewhere."""
    found = [
        (one.id, other.id)
        for together in filed(portal.companies, _name_keys)
        for one, other in pairs(together, lambda company: company.name.casefold())
        if not _belong_apart(portal, (one, other)) and not _share_a_domain(portal, one, other)
        if compare_names(one.name, other.name).verdict is NameVerdict.SAME
    ]
    for group in groups(found):
        yield Example(tuple(portal.company[id_].subject for id_ in group))


def _belong_apart(portal: Portal, companies: Sequence[CompanyRow]) -> bool:
    """Parents and children; and branches, where the rulebook tells them apart by their places."""
    if len({portal.top(one) for one in companies}) == 1:
        return True
    names = portal.asked.spec.matching.branches_by
    places = [tuple(clean_place(name, one.says(name)) for name in names) for one in companies]
    return bool(names) and all(map(any, places)) and len(set(places)) == len(places)


def _name_keys(company: CompanyRow) -> Iterable[str]:
    """The same words in any order, or the same letters in any words: less is never the same name."""
    words = named(company.says("name")).words
    if not words:
        return ()
    return " ".join(sorted(sound(word.plain) for word in words)), sound("".join(word.plain for word in words))


def _share_a_domain(portal: Portal, one: CompanyRow, other: CompanyRow) -> bool:
    return bool(portal.domains_of(one) & portal.domains_of(other))


def same_contacts(portal: Portal) -> Iterator[Example]:
    """By an address that is the same but for its spelling; inside an account by their names, too."""
    by_address = [
        (together[0].id, other.id)
        for together in filed(portal.contacts, _address_key)
        for other in together[1:]
    ]
    by_name = {
        (one.id, other.id): verdict
        for members in portal.members.values()
        for together in filed(members, _initials)
        for one, other in pairs(together, lambda contact: contact.name.casefold())
        if (verdict := same_person(_person(one), _person(other))) != "different"
    }
    sure = {*by_address, *(pair for pair, verdict in by_name.items() if verdict == "same")}
    known = {one.id: one for one in portal.contacts}
    for group in groups([*by_address, *by_name]):
        among = set(group)
        why = "same" if any(one in among for one, _ in sure) else "perhaps"
        yield Example(tuple(known[id_].subject for id_ in group), why=why)


def _address_key(contact: ContactRow) -> Iterable[str]:
    """Capitals and what stands behind a plus reach the same person; at Gmail dots and the two names do too."""
    local, _, host = contact.says("email").rpartition("@")
    local, host = bare(local), host.strip().casefold()
    if not local or not host:
        return ()
    if host in {"gmail.com", "googlemail.com"}:
        local, host = local.replace(".", ""), "gmail.com"
    return (f"{local}@{host}",)


def _person(contact: ContactRow) -> PersonName:
    return PersonName(contact.says("firstname"), contact.says("lastname"))


def _initials(contact: ContactRow) -> Iterable[str]:
    """Of one person, however spelled, and with the names in each other's field; only of those who have both."""
    first, last = (_letter(contact.says(name)) for name in ("firstname", "lastname"))
    return ("".join(sorted((first, last))),) if first and last else ()


def _letter(name: str) -> str:
    """The first letter, without what stands above it."""
    return unicodedata.normalize("NFKD", name.strip().casefold())[:1]
