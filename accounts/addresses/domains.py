"""Whose a domain is: one registrable name, in one spelling, for everything under it."""

import re
import unicodedata
from functools import cache, lru_cache

from publicsuffixlist import PublicSuffixList

from accounts.addresses.lists import entries


def domain_of_email(email: str | None) -> str | None:
    """The registrable domain behind an address, or None where there is none to be had."""
    if not email or email.count("@") != 1:
        return None
    return registrable(email.rpartition("@")[2])


@lru_cache(maxsize=65_536)
def registrable(host: str | None) -> str | None:
    """`mail.acme.co.uk`, `https://www.acme.co.uk/de` and `ACME.CO.UK` are all `acme.co.uk`.

    By the public suffix list, so a subdomain never becomes an account of its own. None for what is no host name.
    """
    name = _spelled(_host(host or ""))
    if name is None or len(name) > LONGEST or not all(map(_LABEL.fullmatch, name.split("."))):
        return None
    suffix: str | None = _suffixes().privatesuffix(name)
    return None if suffix is None or suffix.rpartition(".")[2].isdigit() else suffix


_SCHEME = re.compile(r"\A([a-z][a-z0-9+.-]*:)?//")
_LABEL = re.compile(r"([a-z0-9_-]|[^\x00-\x7f\s]){1,63}")
LONGEST = 253
"""Characters of a host name, by the rules of the net."""


@cache
def _suffixes() -> PublicSuffixList:
    """Read when first asked for: most commands never ask."""
    return PublicSuffixList()


def _host(text: str) -> str:
    """The host in what people paste: the address of a page, a mail address, a host with its port."""
    name = _SCHEME.sub("", text.strip().lower(), count=1)
    name = re.split(r"[/?#]", name, maxsplit=1)[0].rpartition("@")[2]
    return name.partition(":")[0].strip(".")


def _spelled(name: str) -> str | None:
    """The one spelling of a name with umlauts or other scripts: as people read it, not as `xn--`."""
    if name.isascii() and "xn--" not in name:
        return name
    try:
        name = ".".join(_decoded(label) for label in name.split("."))
    except UnicodeError:
        return None
    seen = (
        char for char in unicodedata.normalize("NFKC", name).lower() if unicodedata.category(char) != "Cf"
    )
    return "".join(seen)


def _decoded(label: str) -> str:
    return label[4:].encode("ascii").decode("punycode") if label.startswith("xn--") else label


def is_free_mail(domain: str) -> bool:
    """Addresses there belong to persons, not to employers: such a domain never makes an account."""
    listed = entries("free_mail", "free_mail_more")
    return (domain in listed or _of_a_family(domain) in listed) and domain not in entries("companies")


def _of_a_family(domain: str) -> str | None:
    """`gmx.*` for a country's GMX: `gmx.li`, `gmx.co.uk`; not for `gmx.jobs`, which anybody may own."""
    name, _, ending = domain.partition(".")
    return f"{name}.*" if len(ending.rpartition(".")[2]) == 2 else None


def is_disposable(domain: str) -> bool:
    """Addresses there are made to be thrown away."""
    return domain in entries("disposable") and domain not in entries("companies")


def domains_of_company(domain: str | None, additional: str | None) -> tuple[str, ...]:
    """A company's registrable domains, main one first; HubSpot joins the additional ones with semicolons."""
    hosts = [domain or "", *(additional or "").split(";")]
    found = (registrable(host) for host in hosts)
    return tuple(dict.fromkeys(name for name in found if name and not is_free_mail(name)))
