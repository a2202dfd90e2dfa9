"""What matching needs of companies and contacts."""

from dataclasses import dataclass
from enum import IntEnum

from accounts.addresses.kinds import Address


class Claimed(IntEnum):
    """By what a company claims a domain; the smaller is the surer."""

    ANSWERED = 0  # a person said so in the review, and no property overrules a person
    MAIN = 1
    ADDITIONAL = 2
    FORMER = 3  # it was the main one once: the company was renamed
    WEBSITE = 4


@dataclass(frozen=True)
class Claim:
    domain: str  # registrable
    by: Claimed


@dataclass(frozen=True)
class Company:
    """`born` (milliseconds) orders the older before the younger; `tier` is 1 to 3; `places` are its values of
    `MatchSpec.branches_by`, cleaned.
    """

    id: str
    name: str
    claims: tuple[Claim, ...] = ()
    parent: str | None = None
    born: int = 0
    open_deal: bool = False
    owner: str | None = None
    target_account: bool = False
    tier: int | None = None
    stops: bool = False  # it is an account of its own, whatever its parent
    places: tuple[str | None, ...] = ()


@dataclass(frozen=True)
class Link:
    """An association in HubSpot. `ours`: we wrote it ourselves, so it proves nothing."""

    company: str
    primary: bool = False
    labels: tuple[str, ...] = ()
    ours: bool = False


@dataclass(frozen=True)
class Contact:
    """`addresses` in the order in which they count: the main one, the work address, further ones.

    `website` is a registrable domain, `company_name` what stands in the contact's field for it; `unit` the name of the buying
    unit that a property of the contact names.
    """

    id: str
    addresses: tuple[Address, ...] = ()
    website: str | None = None
    company_name: str | None = None
    owner: str | None = None
    links: tuple[Link, ...] = ()
    places: tuple[str | None, ...] = ()
    unit: str | None = None


@dataclass(frozen=True)
class Answer:
    """What a person said to a question of the review: whether it is this company. `question` is its key."""

    question: str
    company: str
    accepted: bool
