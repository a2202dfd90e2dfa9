"""An account's own small past, as `decide` keeps it: where it stands, since when, what binds it, what was already done."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

from accounts.facts import DealState
from accounts.values import Moment


class Remembered(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Cap(Remembered):
    """No stage beyond this one, until the date has passed and there is new evidence."""

    stage: str
    set_at: Moment
    until: Moment
    reason: str  # lost | not_now | wrong_person | no_need


class Hold(Remembered):
    """A person's word: the stage stays until the hold ends."""

    stage: str
    set_at: Moment
    until: Moment
    by: str


class DealSeen(Remembered):
    id: str
    state: DealState
    closed_at: Moment | None = None


class FunnelStep(Remembered):
    """The furthest step a contact has reached in the classic funnel; it latches."""

    contact: str
    step: str
    since: Moment


class Standing(Remembered):
    """A value a rule has set and clears again when its condition ends."""

    kind: Literal["company", "contact"]
    object: str
    property: str
    rule: str


class Listed(Remembered):
    """A contact that a rule, known by its key, has put on a list, as long as its condition holds."""

    contact: str
    list: str
    rule: str


class Running(Remembered):
    """A play that has begun; `done`: how many of its steps were taken."""

    key: str  # the episode in which it began
    play: str
    rule: str
    contact: str | None
    began: Moment
    done: int = 0


class Closing(Remembered):
    """A task that is to be closed once its rule no longer holds."""

    key: str
    rule: str
    contact: str | None = None


class OpenHandover(Remembered):
    key: str  # the marker in its task
    stage: str
    cycle: int
    offered_at: Moment
    state: Literal["offered", "accepted"]
    weakened: bool = False  # its condition has turned no since


class CoolDown(Remembered):
    stage: str
    until: Moment


class ClosedCycle(Remembered):
    """The cycle that the last win closed; it is opened again where that win is set back soon."""

    deals: tuple[str, ...]  # whose win it was
    closed_at: Moment
    cycle: int
    cycle_since: Moment | None
    relationship: str
    overruled: str | None
    stage: str
    since: Moment
    why: str
    visited: tuple[str, ...]


class LeftCone(Remembered):
    """Where an account stood when it left the cone; it resumes there if it comes back in time."""

    stage: str
    since: Moment
    why: str
    at: Moment


class Memory(Remembered):
    """All of it. Two memories are equal exactly when their JSON is; collections are sorted tuples."""

    rulebook: str = (
        ""  # digest of the rulebook that recorded the positions; another one records anew, quietly
    )
    key_account: bool | None = None
    leaving_since: Moment | None = None  # no longer a key account since; grace runs
    left: LeftCone | None = None  # it was on the cone once
    relationship: str | None = None
    overruled: str | None = (
        None  # what the conditions said when a win made it a customer; until they say something else
    )
    cycle: int = 1
    cycle_since: Moment | None = None  # facts count from here; None: from the beginning
    stage: str | None = None  # None: not on the cone
    since: Moment | None = None  # when the stage was entered
    why: str = ""  # one sentence, written at the entry
    visited: tuple[str, ...] = ()  # stages of this relationship entered in this cycle
    cool_downs: tuple[CoolDown, ...] = ()
    cap: Cap | None = None
    hold: Hold | None = None
    stage_order_seen: Moment | None = None  # the newest order of a person already taken into account
    handover: OpenHandover | None = None
    postponed: str | None = None  # the key of a handover that waits for the gate of its stage
    handover_answer_seen: Moment | None = None
    deals: tuple[DealSeen, ...] = ()
    closed: ClosedCycle | None = None
    funnel: tuple[FunnelStep, ...] = ()
    standing: tuple[Standing, ...] = ()
    listed: tuple[Listed, ...] = ()
    plays: tuple[Running, ...] = ()
    closing: tuple[Closing, ...] = ()
    today: date | None = None  # the day of which `done_today` tells
    done_today: tuple[str, ...] = ()  # keys of what is caused once a day: nobody asks for them on another day
    done: tuple[str, ...] = ()  # episode keys of tasks and handovers already caused
