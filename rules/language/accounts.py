"""Who belongs to which account, which accounts stand on the cone, and who decides there together."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from rules.language.basis import (
    Amount,
    ContactProperty,
    Name,
    Prefix,
    RoleName,
    Roles,
    Seconds,
    Section,
    Title,
    When,
)
from rules.language.parsing import check_domain

MatchWay = Literal["association", "email_domain", "website", "company_name"]
TieBreaker = Literal["open_deal", "owner", "target_account", "tier", "oldest"]
Domain = Annotated[str, Field(max_length=253), AfterValidator(check_domain)]
"""A domain such as firm.example."""
LocalPart = Annotated[str, Field(pattern=r"^[^@\s]+$", max_length=64)]
"""What stands in front of the @ of an address."""


class RollUp(Section):
    """Whether branches count with their parent company, and at which of them that ends."""

    to: Literal["parent", "none"] = "parent"
    """`parent`: a branch counts with its parent company."""
    stop_at: When | None = None
    """Branches that are accounts of their own."""


class BuyingUnit(Section):
    """A part of a company that buys by itself: its contacts have this label, or this value of a property."""

    label: Title | None = None
    """The label of the association between contact and company."""
    property: ContactProperty | None = None
    """A property of the contact, instead of a label."""
    is_: Title | None = Field(default=None, alias="is")
    """The value of that property."""
    prefix: Prefix
    """With this the names of the company's properties begin that tell where the unit stands."""


class NotMembers(Section):
    """Contacts that count in no buying center. They stay with the account and are shown."""

    labels: tuple[Title, ...] = ()
    """Labels of the association between contact and company."""
    left_company: bool = False
    """Leave out who has left the company."""
    when: When | None = None
    """Leave out who this says yes of."""


class Excluded(Section):
    """Accounts that never stand on the cone and are never suggested, such as competitors."""

    when: When
    """Which accounts these are."""


class Leave(Section):
    """How long an account stays on the cone once it is no key account any more."""

    after: Seconds = 30 * 86400
    """How long it stays."""
    not_while: tuple[Literal["open_deal", "open_handover"], ...] = ()
    """What keeps it for longer."""


class KeyAccount(Section):
    """Which accounts stand on the cone. `suggest` proposes further ones to people, and moves nothing."""

    when: When
    """Who is one."""
    suggest: When | None = None
    """Whom to propose as one."""
    leave: Leave = Leave()
    """What happens to one that is none any more."""


class Accounts(Section):
    """How contacts become accounts, and which of these are key accounts."""

    match: Annotated[tuple[MatchWay, ...], Field(min_length=1)] = ("association", "email_domain")
    """How a contact finds its account, in the order of strength; further and former domains belong to `email_domain`."""
    tie_breakers: tuple[TieBreaker, ...] = ("oldest",)
    """What decides between companies for which the same evidence speaks."""
    branches_by: tuple[Name, ...] = ()
    """Properties that contact and company both have, such as zip: between branches, the contact's own counts."""
    roll_up: RollUp = RollUp()
    """Branches and parent companies."""
    buying_units: dict[Name, BuyingUnit] = Field(default_factory=dict)
    """Parts of companies that are accounts of their own."""
    own_domains: tuple[Domain, ...] = ()
    """Our own domains, besides the one that most HubSpot owners have."""
    free_mail: tuple[Domain, ...] = ()
    """Further domains of free mail, which make no account."""
    company_mail: tuple[Domain, ...] = ()
    """Domains on the lists of free mail that are companies all the same."""
    role_addresses: tuple[LocalPart, ...] = ()
    """Further words in front of the @ that name a task and no person."""
    not_members: NotMembers = NotMembers()
    """Contacts that do not count."""
    excluded: dict[Name, Excluded] = Field(default_factory=dict)
    """Accounts that never stand on the cone, by the reason; the first that says yes counts."""
    key_account: KeyAccount
    """Which accounts stand on the cone."""


class Deals(Section):
    """Pipeline ids by what they mean; deals of other pipelines do not count. Nothing declared: all count."""

    new_business: tuple[str, ...] = ()
    """Pipelines of first projects."""
    expansion: tuple[str, ...] = ()
    """Pipelines of further projects."""
    ignore: tuple[str, ...] = ()
    """Pipelines that do not count; said for people, since only pipelines named above do."""
    smallest: Amount | None = None
    """Smaller deals do not count. Declared, not yet followed."""


class Tier(Section):
    """A class of accounts: when one belongs to it, how it is looked after, how many of which roles it should have."""

    when: When
    """Who belongs to it."""
    programme: Literal["strategic", "lite", "programmatic"] | None = None
    """How it is looked after."""
    roles: Roles = Field(default_factory=dict)
    """How many of which roles it should have, instead of those of `buying_center`."""


class Product(Section):
    """A product line: which accounts it is for, and whom it takes there to decide on it."""

    when: When
    """Which accounts it is for."""
    roles: Roles
    """How many of which roles it takes; of each role the larger count is wanted."""


class BuyingCenter(Section):
    """How many people of which role decide together."""

    roles: Roles = Field(default_factory=dict)
    """Options of the HubSpot property hs_buying_role, and how many people of each make a role covered."""
    infer_from_job_title: bool = False
    """Roles guessed from job titles count, for contacts whose role nobody has entered."""
    labels: dict[Title, RoleName] = Field(default_factory=dict)
    """Association labels that are roles, such as `Entscheider: DECISION_MAKER`."""
    products: dict[Name, Product] = Field(default_factory=dict)
    """Product lines, which add to the roles that are wanted."""
