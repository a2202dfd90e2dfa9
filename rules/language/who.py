"""Whom a rulebook speaks of: people and pools, accounts, deals, tiers, buying centers, engagement, permissions."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from rules.language.basis import (
    Amount,
    CompanyProperty,
    Handle,
    MeasureOf,
    Name,
    RoleName,
    Roles,
    Seconds,
    Section,
    SomeSeconds,
    TimeOfDay,
    When,
)


class BusinessHours(Section):
    """When people work. `holidays` names the calendar of a country and its region, such as DE-NW."""

    days: Literal["mon-fri", "mon-sat", "mon-sun"] = "mon-fri"
    """Which days count."""
    from_: TimeOfDay = Field(default=9 * 3600, alias="from")
    """When the day begins."""
    to: TimeOfDay = 17 * 3600
    """When it ends."""
    holidays: Annotated[str, Field(pattern=r"^[A-Z]{2}(-[A-Z]{1,3})?$")] | None = None
    """The calendar of a country and its region, such as DE-NW. Declared, not yet counted."""


class GoLive(Section):
    """What the first run does, and the first one after an edit: record where everybody stands, or act at once."""

    effects: Literal["from_now", "at_once"] = "from_now"
    """`from_now`: tasks and other effects come from the next change on. `at_once`: for what is true already, too."""


class PoolOf(Section):
    """Somebody of a pool."""

    pool: Handle
    """The name of a pool."""


class Person(Section):
    """Somebody a property of the company names (by owner id), else one of a pool."""

    property: CompanyProperty
    """The property of the company that holds the owner."""
    else_: PoolOf | None = Field(default=None, alias="else")
    """Who it is where that is empty."""


class Pool(Section):
    """Several people who share the work. `capacity`: how many open handovers one of them can have."""

    members: tuple[str, ...] = Field(min_length=1)  # e-mail addresses of HubSpot owners
    """E-mail addresses of HubSpot owners."""
    by: Literal["least_busy", "round_robin"] = "least_busy"
    """Who is next. `round_robin` is declared, not yet followed: the least busy one is."""
    capacity: Annotated[int, Field(ge=1)] | None = None
    """How many open handovers one of them can have. Declared, not yet counted."""


class People(Section):
    """Who can be given work: `pools`, and under any other name a person. A program reads these as `persons`."""

    model_config = ConfigDict(frozen=True, extra="allow")
    __pydantic_extra__: dict[str, Person] = Field(init=False)
    pools: dict[Handle, Pool] = Field(default_factory=dict)
    """Pools by name."""

    @property
    def persons(self) -> dict[str, Person]:
        return dict(self.__pydantic_extra__)


class RollUp(Section):
    """Whether branches count with their parent company, and at which of them that ends."""

    to: Literal["parent", "none"] = "parent"
    """`parent`: a branch counts with its parent company."""
    stop_at: When | None = None
    """Branches that are accounts of their own. Declared, not yet followed."""


class NotMembers(Section):
    """Contacts that belong to no buying center: by the label of their association, or because they have left."""

    labels: tuple[str, ...] = ()
    """Labels of the association between contact and company. Declared, not yet followed."""
    left_company: bool = False
    """Leave out who has left the company. Declared, not yet followed."""


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

    match: tuple[Literal["association", "email_domain", "company_name"], ...] = (
        "association",
        "email_domain",
    )
    """How a contact finds its account, the surest way first. Declared: by association and e-mail domain, whatever stands here."""
    roll_up: RollUp = RollUp()
    """Branches and parent companies."""
    not_members: NotMembers = NotMembers()
    """Contacts that do not count."""
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
    """How many of which roles it should have. Declared; coverage is counted by `buying_center`."""


class BuyingCenter(Section):
    """How many people of which role decide together."""

    roles: Roles = Field(default_factory=dict)
    """Options of the HubSpot property hs_buying_role, and how many people of each make a role covered."""
    infer_from_job_title: bool = False
    """Propose roles by job title. Declared, not yet followed."""


class Threshold(Section):
    """A number to reach."""

    at_least: Annotated[float, Field(gt=0, le=1_000_000)]
    """The least that will do."""


class EngagedContact(Section):
    """From which score on a contact counts as engaged."""

    score: Threshold
    """The points a contact needs."""


class AtMost(Section):
    """Of more than `count` within `per` only the first count."""

    count: Annotated[int, Field(ge=1)]
    """How many count."""
    per: SomeSeconds
    """Within which time."""


class Signal(Section):
    """A sign of interest: a property of a contact has changed, to a value that holds `matches`."""

    when: Annotated[str, Field(pattern=r"^contact\.[a-z0-9_]+$")]
    """The property of a contact whose change is the signal."""
    matches: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    """What the new value has to contain, whatever its case."""
    points: Annotated[float, Field(ge=0, le=10_000)]
    """What one is worth."""
    at_most: AtMost | None = None
    """How many of them count."""


Weight = Annotated[float, Field(ge=0, le=100)]


class Weights(Section):
    """By how much points are multiplied: by the role of the contact, by the tier of the account."""

    role: dict[RoleName, Weight] = Field(default_factory=dict)
    """By role. Declared, not yet counted."""
    tier: dict[Name, Weight] = Field(default_factory=dict)
    """By tier. Declared, not yet counted."""


class Engagement(Section):
    """Points for signals, and how fast they fade: after each `half_life` half of them is left."""

    half_life: SomeSeconds = 30 * 86400
    """After this time points are worth half."""
    engaged_contact: EngagedContact = EngagedContact(score=Threshold(at_least=10))
    """Which contacts count as engaged."""
    signals: dict[Name, Signal] = Field(default_factory=dict)
    """The signals by name."""
    weights: Weights = Weights()
    """Whose points count for more."""


Conditions = dict[Name, When]
Metrics = dict[Name, MeasureOf]
May = dict[Name, When]
