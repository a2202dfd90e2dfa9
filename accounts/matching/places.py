"""Where companies and contacts are: which branch is meant, and whether two are in one place."""

import re
from collections.abc import Sequence

from accounts.matching.things import Company, Contact

_ZIP = frozenset({"zip", "zip_code", "zipcode", "postal_code", "postcode", "postalcode", "plz"})
_COUNTRY = frozenset({"country", "hs_country_region_code", "land"})
_WIDE = _COUNTRY | {"state", "hs_state_code", "region", "bundesland"}
_COUNTRY_BEFORE_ZIP = re.compile(r"[a-z]{1,2}-(?=\d)")  # "D-10115"
_REGION = 2
"""Digits of a postcode that tell the region: of German, Swiss, French, Italian and US ones among others."""


def clean_place(name: str, text: str | None) -> str | None:
    """A value of the property `name` as it is compared: `D-10115` and `10 115` are one postcode."""
    value = " ".join((text or "").casefold().split())
    if name in _ZIP:
        value = _COUNTRY_BEFORE_ZIP.sub("", value.replace(" ", ""))
    return value or None


def in_branch(contact: Contact, companies: Sequence[Company], names: Sequence[str]) -> list[Company]:
    """Those where the contact is: narrowed by one property after the other, as far as each tells anything."""
    left = list(companies)
    for at in range(len(names)):
        if len(left) > 1 and _place(contact, at) is not None:
            # What no company shares tells nothing: a contact may work from home.
            left = _with_value(contact, left, at) or _near(contact, left, at, names) or left
    return left


def _with_value(contact: Contact, companies: Sequence[Company], at: int) -> list[Company]:
    return [one for one in companies if _place(one, at) == _place(contact, at)]


def _near(contact: Contact, companies: Sequence[Company], at: int, names: Sequence[str]) -> list[Company]:
    """Those in the same region, by the beginning of the postcode; never across a border that is known."""
    return [one for one in companies if names[at] in _ZIP and _same_region(contact, one, at, names)]


def _same_region(contact: Contact, company: Company, at: int, names: Sequence[str]) -> bool:
    here, there = _place(contact, at), _place(company, at)
    if here is None or there is None or not (here.isdecimal() and there.isdecimal()):
        return False
    return (
        len(here) == len(there)
        and here[:_REGION] == there[:_REGION]
        and _one_country(contact, company, names)
    )


def _one_country(contact: Contact, company: Company, names: Sequence[str]) -> bool:
    pairs = [(_place(contact, at), _place(company, at)) for at, name in enumerate(names) if name in _COUNTRY]
    return all(here is None or there is None or here == there for here, there in pairs)


def agreeing(contact: Contact, company: Company, names: Sequence[str]) -> tuple[str, ...]:
    """What the two have in common that few others share: a place smaller than a country or state, or the owner."""
    places = [
        name
        for at, name in enumerate(names)
        if name not in _WIDE
        and _place(contact, at) is not None
        and _place(contact, at) == _place(company, at)
    ]
    owner = contact.owner is not None and contact.owner == company.owner
    return (*places, "owner") if owner else tuple(places)


def _place(one: Company | Contact, at: int) -> str | None:
    return one.places[at] if at < len(one.places) else None
