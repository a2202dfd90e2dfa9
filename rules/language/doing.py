"""What a rulebook does: rules with their effects, plays, handovers, precedence, limits."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from rules.language.basis import (
    BusinessDue,
    Handle,
    Name,
    RuleName,
    Seconds,
    Section,
    Share,
    SomeSeconds,
    Title,
    When,
    Words,
)
from rules.language.parsing import BusinessSpan, parse_day
from rules.language.who import PoolOf

Day = Annotated[date, BeforeValidator(parse_day)]


class Task(Section):
    """A task in HubSpot. `close_when: resolved` closes it once its reason has gone."""

    title: Title
    """What is to be done."""
    to: Handle
    """An entry of `people`."""
    due: BusinessDue = BusinessSpan(days=1)
    """Until when."""
    priority: Literal["LOW", "MEDIUM", "HIGH"] = "MEDIUM"
    """How urgent it is."""
    close_when: Literal["resolved"] | None = None
    """`resolved`: close it by itself once its reason has gone. Decided, not yet carried out."""


class Note(Section):
    """A note on the company, or on the contact of a rule with `for_each`."""

    text: Words
    """What it says."""


class AssignOwner(Section):
    """Make somebody the owner: of the company, unless another property is named."""

    to: Handle
    """An entry of `people`."""
    property: Annotated[str, Field(pattern=r"^(company|contact)\.[a-z][a-z0-9_]*$")] = (
        "company.hubspot_owner_id"
    )
    """Which property is to hold the owner."""


class AddToList(Section):
    """Put contacts on a static list; `while: holds` takes them off it when the condition ends."""

    list: Title
    """The name of a static list."""
    while_: Literal["holds"] | None = Field(default=None, alias="while")
    """`holds`: take them off again when the condition ends."""


class Notify(Section):
    """Tell somebody, without a task."""

    to: Handle
    """An entry of `people`."""
    text: Words
    """What it says."""


class Effect(Section):
    """One of: a task, values to set (`keep` leaves them when the condition ends), a note, an owner, a list, a play, a notice."""

    task: Task | None = None
    """A task."""
    set: dict[str, str] | None = None
    """Properties and their values."""
    keep: bool = False
    """Leave the values when the condition ends."""
    note: Note | None = None
    """A note."""
    assign_owner: AssignOwner | None = None
    """An owner."""
    add_to_list: AddToList | None = None
    """A list."""
    play: Name | None = None
    """The name of a play to begin."""
    notify: Notify | None = None
    """A notice."""


DOINGS = ("task", "set", "note", "assign_owner", "add_to_list", "play", "notify")
"""What an effect may be."""


class ForEach(Section):
    """Looks at each contact of an account by itself: those of the buying center (with a role), or all."""

    members: Literal["buying_center", "contacts"]
    """`buying_center`: contacts with a role. `contacts`: all."""
    where: When | None = None
    """Only those for whom this says yes."""


class Rule(Section):
    """When something holds, do something. `id` keeps a renamed rule the same; `mode` lets it act, suggest, or only watch."""

    rule: RuleName
    """Its name."""
    id: RuleName | None = None
    """Its first name, when you rename it: then it repeats nothing."""
    when: When
    """When it fires."""
    for_each: ForEach | None = None
    """Do it for each contact, not once for the account."""
    once_per: Literal["stage_entry", "cycle", "day", "ever"] = "stage_entry"
    """How often tasks, notes, plays and the like may happen: once for each stay on a stage, in each cycle, on each day, or ever."""
    priority: int | None = None  # higher wins where two rules want different values
    """Where two rules set one property to different values, the higher wins; without one neither is written."""
    mode: Literal["act", "suggest", "observe"] = "act"
    """`act`: do it. `suggest`: only propose it. `observe`: only record that it fired."""
    from_: Day | None = Field(default=None, alias="from")
    """The first day."""
    until: Day | None = None  # the last day
    """The last day."""
    despite_gate: bool = False
    """Do it while the gate of the stage is shut, too."""
    then: tuple[Effect, ...] = Field(min_length=1)
    """What is to be done."""

    @property
    def key(self) -> str:
        """What names it in episodes: its first name, however it is called today."""
        return self.id or self.rule


class PlayStep(Section):
    """A task, so long after the play began."""

    after: Seconds = 0
    """How long after the play began."""
    task: Task
    """What is then to be done."""


class Play(Section):
    """A sequence of tasks; it stops when the condition of the rule that began it ends, or when `stop_when` says yes."""

    steps: tuple[PlayStep, ...] = Field(min_length=1)
    """Its tasks."""
    stop_when: When | None = None
    """What ends it before its time."""


class FastLane(Section):
    """Accounts that cannot wait: they are to be accepted sooner."""

    when: When
    """Which accounts these are."""
    accept_within: BusinessDue
    """Until when they are to be accepted."""


class OnReject(Section):
    """What follows when sales rejects a handover for this reason."""

    recycle: Literal["ask_date"] | SomeSeconds | None = None
    """When to come back to it; `ask_date` is declared, and `else` counts until then."""
    else_: SomeSeconds | None = Field(default=None, alias="else")
    """When, if nobody gave a date."""
    cap: Name | None = None
    """The furthest stage until then."""
    again_when: Literal["new_signal", "new_decision_maker", "new_need_signal"] | None = None
    """The evidence it takes. Declared; any new signal counts so far."""
    at_least: SomeSeconds | None = None
    """For how long the cap holds at least."""
    suggest: Literal["leave_key_accounts"] | None = None
    """What is proposed to people."""


class OutsideKeyAccounts(Section):
    """The classic handover of one contact whose account is no key account."""

    when: When
    """Which contacts these are."""
    to: PoolOf
    """The pool that gets them."""


PacketPart = Literal[
    "company", "buying_center", "signals", "stage_history", "sources", "legal_basis", "open_deals", "open_tasks"
]  # fmt: skip


class Handover(Section):
    """To whom accounts are handed over, until when that is to be accepted, what goes along, and what a rejection means."""

    one_open_per: Literal["account", "buying_unit"] = "account"
    """Only one at a time. `buying_unit` is declared, not yet followed."""
    to: Handle
    """An entry of `people`."""
    accept_within: BusinessDue = BusinessSpan(days=1)
    """Until when sales should answer."""
    worked_when: Literal["first_sales_activity", "accepted"] = "accepted"
    """What counts as work. Declared, not yet followed."""
    fast_lane: FastLane | None = None
    """Who cannot wait."""
    on_reject: dict[Name, OnReject] = Field(default_factory=dict)
    """What each reason of rejection means; the reasons are yours."""
    outside_key_accounts: OutsideKeyAccounts | None = None
    """Contacts outside the cone. Decided and shown, not yet carried out."""
    packet: tuple[PacketPart, ...] = ("company", "buying_center", "signals")
    """What the task of the handover tells."""


class Precedence(Section):
    """Whose effects count for a contact of a key account: those of the cone, of the funnel, or both."""

    effects: Literal["cone", "funnel", "both"] = "cone"
    """Who speaks."""


class Brake(Section):
    """How many stage changes may happen by themselves."""

    per: SomeSeconds = 3600
    """The time that is looked at."""
    most: Share = 0.05  # of all key accounts
    """Which share of all key accounts may move in it."""
    never_below: Annotated[int, Field(ge=0)] = 10
    """So many may always."""


class Limits(Section):
    """What waits for a yes, or for tomorrow, because it would be too much at once."""

    stage_changes: Brake = Brake()
    """Moves of accounts."""
    tasks_per_person_per_day: Annotated[int, Field(ge=1)] | None = None
    """Declared, not yet counted."""
    handovers_per_rep_per_week: Annotated[int, Field(ge=1)] | None = None
    """Declared, not yet counted."""
