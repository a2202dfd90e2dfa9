"""The rulebook as it is declared: one frozen class per section of the file, unknown keys refused."""

from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import Field, PrivateAttr

from rules.language.accounts import Accounts, BuyingCenter, Deals, Tier
from rules.language.basis import Name, Prefix, Section, Timezone
from rules.language.cases import Case
from rules.language.doing import Effect, Handover, Limits, Play, Precedence, Rule, Task
from rules.language.engagement import Engagement, Signal
from rules.language.provenance import Provenance
from rules.language.way import Cone, FunnelStepRule, Relationship, Stage
from rules.language.who import BusinessHours, Conditions, GoLive, May, Metrics, People, Person, Pool

__all__ = [
    "BusinessHours",
    "Case",
    "Cone",
    "Effect",
    "FunnelStepRule",
    "Handover",
    "Limits",
    "People",
    "Person",
    "Play",
    "Pool",
    "Precedence",
    "Relationship",
    "Rule",
    "Rulebook",
    "Section",
    "Signal",
    "Stage",
    "Task",
]


class Rulebook(Section):
    """The file as a whole. A program knows it by its digest, which names what it means and nothing of its layout."""

    rulebook: Annotated[str, Field(min_length=1, max_length=100)]
    """Its name, for people."""
    prefix: Prefix
    """With this the names of all properties begin that the rulebook owns: with `abm` they are abm_stage, abm_why, ..."""
    language: Literal["de", "en"] = "en"
    """In which tasks, notes and reasons are written to HubSpot."""
    timezone: Timezone = "UTC"
    """Where days begin and end."""
    business_hours: BusinessHours = BusinessHours()
    """When people work; `business days` and `business hours` are counted in them."""
    go_live: GoLive = GoLive()
    """What the first run does."""
    people: People = People()
    """Who gets tasks and handovers."""
    writes: dict[str, Literal["own", "fill_if_empty", "forward_only"]] = Field(default_factory=dict)
    """What may be written: `own` for what begins with the prefix, `fill_if_empty` and `forward_only` for single properties of the portal, `contact.associations: fill_if_empty` for missing associations with the company."""
    conditions: Conditions = Field(default_factory=dict)
    """Conditions with a name, asked as `conditions.NAME: yes`."""
    metrics: Metrics = Field(default_factory=dict)
    """Measures with a name, asked as `metrics.NAME: {at_least: 1}`."""
    accounts: Accounts
    """Who is an account, and which accounts are key accounts."""
    deals: Deals = Deals()
    """Which pipelines count, and as what."""
    tiers: dict[Name, Tier] = Field(default_factory=dict)
    """Classes of key accounts; the first that says yes counts."""
    buying_center: BuyingCenter = BuyingCenter()
    """Who decides together."""
    engagement: Engagement = Engagement()
    """Which signals count, and for how much."""
    provenance: Provenance = Provenance()
    """Where the data of contacts came from, and what is owed for them. No legal advice."""
    may: May = Field(default_factory=dict)
    """Permissions by channel, asked as `may.CHANNEL: yes` of one contact. Unknown means no."""
    funnel: dict[Name, FunnelStepRule] = Field(default_factory=dict)
    """The steps of the classic funnel, the furthest last. Each contact has one; a step once reached stays reached."""
    relationship: dict[Literal["customer", "former"], Relationship] = Field(default_factory=dict)
    """When an account is a customer, or a former one. The first that says yes counts; all no: a prospect."""
    cone: Cone
    """The ladders of stages that key accounts walk up."""
    rules: tuple[Rule, ...] = ()
    """What is to be done when."""
    plays: dict[Name, Play] = Field(default_factory=dict)
    """Sequences of tasks, begun by rules."""
    handover: Handover | None = None
    """How accounts are handed over to sales."""
    precedence: Precedence = Precedence()
    """Who speaks where cone and funnel meet."""
    limits: Limits = Limits()
    """What is too much at once."""
    waive: dict[str, str] = Field(default_factory=dict)
    """Warnings of `flipfunnel rules check` that you accept, each with your reason."""
    cases: tuple[Case, ...] = ()
    """Examples that are tests; `flipfunnel rules test` runs them."""
    _digest: str = PrivateAttr(default="")

    @property
    def digest(self) -> str:
        """The first 16 hex digits of the SHA-256 of the canonical content; set by `rules.load`."""
        return self._digest

    @property
    def tz(self) -> ZoneInfo:
        """The zone in which days begin and end."""
        return ZoneInfo(self.timezone)

    @property
    def prefixes(self) -> tuple[str, ...]:
        """That of the rulebook, and those of its buying units."""
        return (self.prefix, *(unit.prefix for unit in self.accounts.buying_units.values()))

    def own(self, suffix: str) -> str:
        """The name of one of our own properties, such as `abm_stage`."""
        return f"{self.prefix}_{suffix}"

    def owns(self, name: str) -> bool:
        """Whether `company.abm_x` and the like is one of our own properties."""
        return name.partition(".")[2].startswith(tuple(f"{prefix}_" for prefix in self.prefixes))

    def digested(self, digest: str) -> Self:
        copy = self.model_copy()
        copy.__pydantic_private__ = {"_digest": digest}
        return copy
