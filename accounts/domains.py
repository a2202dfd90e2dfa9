"""E-mail addresses and domains: whose they are, and which say nothing about an employer."""

import re
import unicodedata
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

    By the public suffix list, so a subdomain never becomes an account of its own. None for what is no host name.
    """
    name = _spelled(_host(host or ""))
    if name is None or len(name) > LONGEST or not all(map(_LABEL.fullmatch, name.split("."))):
        return None
    suffix: str | None = _SUFFIXES.privatesuffix(name)
    return None if suffix is None or suffix.rpartition(".")[2].isdigit() else suffix


_SCHEME = re.compile(r"\A([a-z][a-z0-9+.-]*:)?//")
_LABEL = re.compile(r"([a-z0-9_-]|[^\x00-\x7f\s]){1,63}")
LONGEST = 253
"""Characters of a host name, by the rules of the net."""


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
    return domain in _FREE_MAIL


def domains_of_company(domain: str | None, additional: str | None) -> tuple[str, ...]:
    """A company's registrable domains, main one first; HubSpot joins the additional ones with semicolons."""
    hosts = [domain or "", *(additional or "").split(";")]
    found = (registrable(host) for host in hosts)
    return tuple(dict.fromkeys(name for name in found if name and not is_free_mail(name)))
