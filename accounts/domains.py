"""E-mail addresses and domains: whose they are, and which say nothing about an employer."""

from functools import lru_cache
from importlib.resources import files

from publicsuffixlist import PublicSuffixList

_SUFFIXES = PublicSuffixList()
_FREE_MAIL = frozenset(
    line
    for line in files("accounts").joinpath("free_mail.txt").read_text(encoding="utf-8").split()
    if not line.startswith("#")
)


def domain_of_email(email: str | None) -> str | None:
    """The registrable domain behind an address, or None where there is none to be had."""
    if not email or email.count("@") != 1:
        return None
    return registrable(email.rpartition("@")[2])


@lru_cache(maxsize=65_536)
def registrable(host: str | None) -> str | None:
    """`mail.acme.co.uk`, `https://www.acme.co.uk/de` and `ACME.CO.UK` are all `acme.co.uk`.

    By the public suffix list, so a subdomain never becomes an account of its own.
    """
    if not host:
        return None
    name = host.strip().lower()
    name = name.rpartition("://")[2].partition("/")[0].partition(":")[0].strip(".")
    suffix: str | None = _SUFFIXES.privatesuffix(name) if "." in name else None
    return suffix


def is_free_mail(domain: str) -> bool:
    """Addresses there belong to persons, not to employers: such a domain never makes an account."""
    return domain in _FREE_MAIL


def domains_of_company(domain: str | None, additional: str | None) -> tuple[str, ...]:
    """A company's registrable domains, main one first; HubSpot joins the additional ones with semicolons."""
    hosts = [domain or "", *(additional or "").split(";")]
    found = (registrable(host) for host in hosts)
    return tuple(dict.fromkeys(name for name in found if name and not is_free_mail(name)))
