"""The rulebook as it is declared: one frozen class per section of the file, unknown keys refused."""

from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator, PrivateAttr

from rules.conditions import Condition
from rules.parsing import (
    BusinessSpan,
    parse_business_span,
    parse_duration,
    parse_list,
    parse_percent,
    parse_stage,
    parse_time,
    parse_timezone,
)
from rules.reading import parse_condition

Seconds = Annotated[int, BeforeValidator(parse_duration)]
"""Written as `30 days`, `2 hours`, `24 months`; read as seconds. A month is 30 days, a year 365."""
SomeSeconds = Annotated[Seconds, Field(gt=0)]
BusinessDue = Annotated[BusinessSpan, PlainValidator(parse_business_span)]
"""Written as `3 business days` or `4 business hours`; plain days and hours are allowed too."""
When = Annotated[Condition, PlainValidator(parse_condition)]
Timezone = Annotated[str, BeforeValidator(parse_timezone)]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Handle = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$", max_length=80)]
"""The name of a person or a pool in `people`."""
RuleName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=80)]


class Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class BusinessHours(Section):
    days: Literal["mon-fri", "mon-sat", "mon-sun"] = "mon-fri"
    from_: Annotated[int, BeforeValidator(parse_time)] = Field(
        default=9 * 3600, alias="from"
    )  # seconds of the day
    to: Annotated[int, BeforeValidator(parse_time)] = 17 * 3600


class GoLive(Section):
    effects: Literal["from_now", "at_once"] = "from_now"


class Else(Section):
    pool: Handle


class Person(Section):
    """Somebody a property of the company names (by owner id), else one of a pool."""

    property: Annotated[str, Field(pattern=r"^company\.[a-z][a-z0-9_]*$")]
    else_: Else | None = Field(default=None, alias="else")


class Pool(Section):
    members: tuple[str, ...] = Field(min_length=1)  # e-mail addresses of HubSpot owners
    by: Literal["least_busy"] = "least_busy"


class People(Section):
    """`pools` and, under any other key, a Person. Read persons through `persons`."""

    model_config = ConfigDict(frozen=True, extra="allow")
    __pydantic_extra__: dict[str, Person] = Field(init=False)
    pools: dict[Handle, Pool] = Field(default_factory=dict)

    @property
    def persons(self) -> dict[str, Person]:
        return dict(self.__pydantic_extra__)


class RollUp(Section):
    to: Literal["parent", "none"] = "parent"


class Leave(Section):
    after: Seconds = 30 * 86400
    not_while: tuple[Literal["open_deal", "open_handover"], ...] = ()


class KeyAccount(Section):
    when: When
    leave: Leave = Leave()


class Accounts(Section):
    match: tuple[Literal["association", "email_domain"], ...] = ("association", "email_domain")
    roll_up: RollUp = RollUp()
    key_account: KeyAccount


class Deals(Section):
    """Pipeline ids by what they mean; deals of other pipelines do not count. Nothing declared: all count."""

    new_business: tuple[str, ...] = ()
    expansion: tuple[str, ...] = ()


class BuyingCenter(Section):
    roles: dict[Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$")], Annotated[int, Field(ge=1)]] = (
        Field(default_factory=dict)
    )


class Threshold(Section):
    at_least: Annotated[float, Field(gt=0, le=1_000_000)]


class EngagedContact(Section):
    score: Threshold


class AtMost(Section):
    count: Annotated[int, Field(ge=1)]
    per: SomeSeconds


class Signal(Section):
    when: Annotated[str, Field(pattern=r"^contact\.[a-z0-9_]+$")]
    matches: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    points: Annotated[float, Field(ge=0, le=10_000)]
    at_most: AtMost | None = None


class Engagement(Section):
    half_life: SomeSeconds = 30 * 86400
    engaged_contact: EngagedContact = EngagedContact(score=Threshold(at_least=10))
    signals: dict[Name, Signal] = Field(default_factory=dict)


class FunnelStepRule(Section):
    when: When


class Relationship(Section):
    when: When


Pin = Literal["open_deal", "accepted_handover"]


class Stage(Section):
    """One rung of a ladder. `when` None: the catch-all, or a stage that only pins reach."""

    name: Name
    when: When | None = None
    needs: Name | None = None
    stay_while: When | None = None
    min_stay: Seconds = 0
    hand_over: bool = False
    pinned_by: Annotated[tuple[Pin, ...], BeforeValidator(parse_list)] = ()


class AfterLoss(Section):
    cap: Name
    at_least: Seconds = 90 * 86400


class Moves(Section):
    back: Literal["never", "on_no", "ask"] = "on_no"
    cool_down: Seconds = 0
    person_holds: Seconds = 14 * 86400
    after_loss: AfterLoss | None = None


Ladder = Annotated[tuple[Annotated[Stage, BeforeValidator(parse_stage)], ...], Field(min_length=1)]


class Cone(Section):
    """Each relationship has its own ladder, furthest stage last."""

    prospect: Ladder
    customer: Ladder | None = None
    former: Ladder | None = None
    moves: Moves = Moves()

    def ladder(self, relationship: str) -> tuple[Stage, ...]:
        """The stages of a relationship; one without a ladder has none."""
        ladders = {"prospect": self.prospect, "customer": self.customer, "former": self.former}
        return ladders.get(relationship) or ()


class Task(Section):
    title: Annotated[str, Field(min_length=1, max_length=200)]  # may hold placeholders such as {company.name}
    to: Handle
    due: BusinessDue = BusinessSpan(days=1)
    priority: Literal["LOW", "MEDIUM", "HIGH"] = "MEDIUM"


class Effect(Section):
    """One of: a task, or values to set (`property: text`; `keep` leaves them when the condition ends)."""

    task: Task | None = None
    set: dict[str, str] | None = None
    keep: bool = False


class Rule(Section):
    rule: RuleName
    when: When
    once_per: Literal["stage_entry", "cycle", "day", "ever"] = "stage_entry"
    priority: int | None = None  # higher wins where two rules want different values
    then: tuple[Effect, ...] = Field(min_length=1)


class FastLane(Section):
    when: When
    accept_within: BusinessDue


class Handover(Section):
    one_open_per: Literal["account"] = "account"
    to: Handle
    accept_within: BusinessDue = BusinessSpan(days=1)
    fast_lane: FastLane | None = None
    packet: tuple[Literal["company", "buying_center", "signals", "stage_history", "open_deals"], ...] = (
        "company", "buying_center", "signals",
    )  # fmt: skip


class Brake(Section):
    per: SomeSeconds = 3600
    most: Annotated[float, BeforeValidator(parse_percent)] = 0.05  # of all key accounts
    never_below: Annotated[int, Field(ge=0)] = 10


class Limits(Section):
    stage_changes: Brake = Brake()


class Rulebook(Section):
    """A whole rulebook, checked. `digest` names this very content."""

    rulebook: Annotated[str, Field(min_length=1, max_length=100)]
    prefix: Annotated[str, Field(pattern=r"^[a-z][a-z0-9]{0,19}$")]
    language: Literal["de", "en"] = "en"
    timezone: Timezone = "UTC"
    business_hours: BusinessHours = BusinessHours()
    go_live: GoLive = GoLive()
    people: People = People()
    writes: dict[str, Literal["own"]] = Field(default_factory=dict)
    accounts: Accounts
    deals: Deals = Deals()
    buying_center: BuyingCenter = BuyingCenter()
    engagement: Engagement = Engagement()
    funnel: dict[Name, FunnelStepRule] = Field(default_factory=dict)
    relationship: dict[Literal["customer", "former"], Relationship] = Field(default_factory=dict)
    cone: Cone
    rules: tuple[Rule, ...] = ()
    handover: Handover | None = None
    limits: Limits = Limits()
    _digest: str = PrivateAttr(default="")

    @property
    def digest(self) -> str:
        """The first 16 hex digits of the SHA-256 of the canonical content; set by `rules.load`."""
        return self._digest

    @property
    def tz(self) -> ZoneInfo:
        """The zone in which days begin and end."""
        return ZoneInfo(self.timezone)

    def own(self, suffix: str) -> str:
        """The name of one of our own properties, such as `abm_stage`."""
        return f"{self.prefix}_{suffix}"

    def digested(self, digest: str) -> Self:
        copy = self.model_copy()
        copy.__pydantic_private__ = {"_digest": digest}
        return copy
