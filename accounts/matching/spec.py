"""How a rulebook wants contacts and companies to be matched."""

from dataclasses import dataclass, field
from enum import StrEnum

from accounts.addresses.kinds import Addresses
from accounts.metrics import Predicate


class Way(StrEnum):
    """A kind of evidence that leads from a contact to a company, in the order of strength."""

    ASSOCIATION = "association"
    EMAIL_DOMAIN = "email_domain"
    WEBSITE = "website"
    COMPANY_NAME = "company_name"


class Tie(StrEnum):
    """What decides between companies for which the same evidence speaks."""

    OPEN_DEAL = "open_deal"
    OWNER = "owner"  # the company with the contact's owner, then one that has any
    TARGET_ACCOUNT = "target_account"
    TIER = "tier"  # HubSpot's ideal customer profile tier: tier_1 before tier_2 before tier_3 before none
    OLDEST = "oldest"


@dataclass(frozen=True)
class Unit:
    """A buying unit inside a company: contacts with this label on their association, or this value of a property.

    `prefix` is that of the properties on the company that carry the unit's stage.
    """

    name: str
    prefix: str
    label: str | None = None
    property: str | None = None  # of the contact
    value: str | None = None


@dataclass(frozen=True)
class MatchSpec:
    """`ways` and `ties` in the order in which they count; OLDEST decides at last, whatever is declared.

    `branches_by` are properties that contact and company both have, such as zip: between companies of one domain the one
    with the contact's value is meant. `stop_at` is asked of the facts company.<property> of each company:
    where it says yes, a branch is an account of its own.
    """

    ways: tuple[Way, ...] = (Way.ASSOCIATION, Way.EMAIL_DOMAIN)
    ties: tuple[Tie, ...] = ()
    branches_by: tuple[str, ...] = ()
    roll_up: bool = True
    stop_at: Predicate | None = None
    stop_properties: tuple[str, ...] = ()  # what `stop_at` looks at
    units: tuple[Unit, ...] = ()
    addresses: Addresses = field(default_factory=Addresses)
