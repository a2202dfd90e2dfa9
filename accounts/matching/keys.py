"""Short texts that a contact shares with every company that may be meant by it: what has to be looked at together.

`d:` a domain, `l:` the first word of a domain, `n:` a key of a name (accounts.naming.keys)
"""

from accounts.matching.things import Claimed, Company, Contact
from accounts.naming.keys import name_keys
from accounts.naming.name import named
from accounts.naming.spelling import sound

LABEL = 4
"""Letters at least that the first word of a domain needs to say something."""


def company_keys(company: Company) -> frozenset[str]:
    """What it is found by."""
    keys = {f"d:{claim.domain}" for claim in company.claims}
    keys |= {
        f"l:{label}"
        for claim in company.claims
        if claim.by is Claimed.MAIN and (label := label_of(claim.domain))
    }
    return frozenset(keys | _of_name(company.name))


def contact_keys(contact: Contact) -> frozenset[str]:
    """What it looks for. An association or an answer names its company, and needs no key."""
    keys = {f"d:{one.domain}" for one in contact.addresses if one.links and one.domain}
    for one in contact.addresses:
        if one.makes_account and one.domain and (label := label_of(one.domain)):
            keys |= {f"l:{label}", *(f"n:{key}" for key in whole_keys(as_name(label)))}
    if contact.website:
        keys.add(f"d:{contact.website}")
    return frozenset(keys | _of_name(contact.company_name or ""))


def label_of(domain: str) -> str | None:
    """`acme` of acme.co.uk, if it is long enough to say something."""
    label = domain.partition(".")[0]
    return label if sum(char.isalpha() for char in label) >= LABEL else None


def as_name(label: str) -> str:
    """The first word of a domain as one would write the name: `müller bau` for müller-bau.de."""
    return label.replace("-", " ").replace("_", " ")


def whole_keys(name: str) -> frozenset[str]:
    """Two names that are surely the same share one: all of the name in one word, or its words in any order."""
    parts = named(name)
    if not parts.words:
        return frozenset()
    whole = f"w{sound(parts.solid)}"
    if len(parts.words) == 1:
        return frozenset({whole})
    return frozenset({whole, f"o{' '.join(sorted(sound(word.plain) for word in parts.words))}"})


def _of_name(name: str) -> set[str]:
    return {f"n:{key}" for key in name_keys(name) | whole_keys(name)} if name else set()
