"""Short texts that a contact shares with every company that may be meant by it: what has to be looked at together.

`d:` a domain, `l:` the first word of a domain, `n:` a key of a name (those of accounts.naming.keys and more)
"""

from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

from accounts.matching.things import Claimed, Company, Contact
from accounts.naming.keys import keys_of
from accounts.naming.name import Name, named, take_apart
from accounts.naming.spelling import sound

LABEL = 4
"""Letters at least that the first word of a domain needs to say something."""
KEPT = 65_536
"""Texts of which the answer is kept: the names of a large portal's companies, some 100 MB of them."""


def company_keys(company: Company) -> frozenset[str]:
    """What it is found by."""
    keys = {f"d:{claim.domain}" for claim in company.claims}
    keys |= {
        f"l:{label}"
        for claim in company.claims
        if claim.by is Claimed.MAIN and (label := label_of(claim.domain))
    }
    return frozenset(keys) | _prefixed(filed(company.name)[1])


def contact_keys(contact: Contact) -> frozenset[str]:
    """What it looks for. An association or an answer names its company, and needs no key."""
    keys = {f"d:{one.domain}" for one in contact.addresses if one.links and one.domain}
    for one in contact.addresses:
        if one.makes_account and one.domain and (label := label_of(one.domain)):
            keys |= {f"l:{label}", *_prefixed(whole_keys(as_name(label)))}
    if contact.website:
        keys.add(f"d:{contact.website}")
    return frozenset(keys) | _prefixed(sought_keys(named(contact.company_name or "")))


def label_of(domain: str) -> str | None:
    """`acme` of acme.co.uk, if it is long enough to say something."""
    label = domain.partition(".")[0]
    return label if sum(char.isalpha() for char in label) >= LABEL else None


def as_name(label: str) -> str:
    """The first word of a domain as one would write the name: `müller bau` for müller-bau.de."""
    return label.replace("-", " ").replace("_", " ")


@lru_cache(maxsize=KEPT)
def filed(name: str) -> tuple[Name, frozenset[str]]:
    """The parts of a company's name, and the keys under which it is filed."""
    parts = take_apart(name)
    return parts, _filed_keys(parts)


@lru_cache(maxsize=KEPT)
def whole_keys(name: str) -> frozenset[str]:
    """Two names that are surely the same share one: all of the name in one word, or its words in any order."""
    return _whole(named(name))


def _whole(parts: Name) -> frozenset[str]:
    if not parts.words:
        return frozenset()
    whole = f"w{sound(parts.solid)}"
    if len(parts.words) == 1:
        return frozenset({whole})
    return frozenset({whole, f"o{' '.join(sorted(sound(word.plain) for word in parts.words))}"})


def _filed_keys(parts: Name) -> frozenset[str]:
    """Of a company's name: `i` are initials that may be written for it, `s` is what it is itself if it is only initials."""
    initials = {f"i{one}" for one in parts.initials}
    return _by_words(parts) | initials | ({f"s{parts.short}"} if parts.short else set())


def sought_keys(parts: Name) -> frozenset[str]:
    """Of the name that a contact gives: initials look for names and names for initials, but not initials for initials,
    of which a thousand names have the same.
    """
    initials = {f"s{one}" for one in parts.initials}
    return _by_words(parts) | initials | ({f"i{parts.short}"} if parts.short else set())


def _by_words(parts: Name) -> frozenset[str]:
    """Without the keys that only stand for initials."""
    spelled = {text for word in parts.words for text in (word.text, word.plain)}
    spelled |= {first.raw + second.raw for first, second in pairwise(parts.words)}
    initials = {f"w{sound(one)}" for one in parts.initials} - {f"w{sound(text)}" for text in spelled}
    return (keys_of(parts) - initials) | _whole(parts)


def _prefixed(keys: Iterable[str]) -> frozenset[str]:
    return frozenset(f"n:{key}" for key in keys)
