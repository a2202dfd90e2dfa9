"""A decision while it is being made: what is known so far, and what has come of it."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal

from accounts.facts import AccountFacts, DealState
from accounts.metrics import Age, Const, Fact, Times
from accounts.values import Missing, Moment
from rules.deciding.sight import Sight
from rules.deciding.units import of_unit
from rules.decision import Because, Decision, Ended, Move, TaskWish, Want, Wish
from rules.memory import Closing, Memory, Standing
from rules.model import Rulebook

AGAIN = 3600
"""Seconds after which an account is looked at again of which engine and walk said different things."""
Target = tuple[Literal["company", "contact"], str, str]  # kind, object, property


@dataclass
class Draft:
    """Filled in by one step after the other, see `rules.decide`. `facts` grows with what the steps find out."""

    book: Rulebook
    account: AccountFacts
    at: Moment
    before: Memory
    memory: Memory
    sight: Sight
    quiet: bool
    facts: dict[str, Fact]
    cause: Because | None = None  # what happened to relationship or cycle, of all things the highest in rank
    landing: bool = False  # the place on the ladder is looked for anew
    moves: list[Move] = field(default_factory=list)
    wants: dict[Target, Want] = field(default_factory=dict)
    tasks: list[TaskWish] = field(default_factory=list)
    conflicts: set[str] = field(default_factory=set)
    suggestions: set[str] = field(default_factory=set)
    wakes: list[Moment] = field(default_factory=list)
    wishes: list[Wish] = field(default_factory=list)
    resolved: list[str] = field(default_factory=list)
    gated: bool = False  # the gate of the stage where it stands does not say yes: nothing is sold now
    ended: Ended | None = None
    members: dict[str, dict[str, bool | None]] = field(
        default_factory=dict
    )  # by rule: of each contact that it looks at
    done: set[str] = field(
        default_factory=set
    )  # what memory says was caused once, and what this decision causes
    standing: dict[Target, Standing] = field(default_factory=dict)
    closing: dict[str, Closing] = field(default_factory=dict)  # tasks to be closed one day, by their keys
    wanted: dict[str, int] = field(default_factory=dict)  # roles, and how many of each, as its tier has it
    excluded: str | None = None  # why it never stands on the cone
    followed: dict[str, bool | None] = field(
        default_factory=dict
    )  # rules evaluated so far, and their verdicts

    def __post_init__(self) -> None:
        self.done = set(self.memory.done)
        self.standing = {(each.kind, each.object, each.property): each for each in self.memory.standing}
        self.closing = {each.key: each for each in self.memory.closing}

    def remember(self, **changes: Any) -> None:
        """Most of what is found out is what was known."""
        memory = self.memory
        if any(getattr(memory, name) != value for name, value in changes.items()):
            self.memory = memory.model_copy(update=changes)

    def is_done(self, key: str) -> bool:
        """Whether what has this key was caused already."""
        return key in self.done or key in self.memory.done_today

    def note_done(self, key: str, day: date | None = None) -> None:
        """Remember that it was caused; what is caused once a day, for that `day` only."""
        if day is None:
            self.done.add(key)
            return
        others = self.memory.done_today if self.memory.today == day else ()
        self.remember(today=day, done_today=tuple(sorted({*others, key})))

    def wait_for(self, moment: Moment) -> None:
        self.wakes.append(moment)

    def want(self, suffix: str, text: str, reason: str) -> None:
        """One of our own properties on the company, where there is one."""
        if self.account.company is not None:
            self.put(("company", self.account.company, self.book.own(suffix)), text, reason)

    def put(self, target: Target, text: str, reason: str) -> None:
        """Under the rulebook's prefix; what is ours on the company of a buying unit is written below the unit's."""
        kind, object_, name = target
        if kind == "company":
            name = of_unit(self.book, self.account.account, name)
        self.wants[target] = Want(kind, object_, name, text, reason)

    @property
    def relationship(self) -> str:
        return self.memory.relationship or "prospect"

    @property
    def open_deals(self) -> bool:
        return any(deal.state is DealState.OPEN for deal in self.account.deals)

    def know_cycle(self) -> None:
        self.facts |= {"relationship": Const(self.relationship), "cycle": Const(self.memory.cycle)}

    def know_funnel(self) -> None:
        """A contact counts for the step it has reached and for those before it."""
        names = list(self.book.funnel)
        for rank, name in enumerate(names):
            reached = sorted(step.since for step in self.memory.funnel if names.index(step.step) >= rank)
            self.facts[f"contact_funnel.{name}"] = Times(tuple(reached))

    def know_stage(self) -> None:
        stage = self.memory.stage
        self.facts["stage"] = Const(Missing("not on the cone") if stage is None else stage)
        self.facts["stage.age"] = Age(self.memory.since)

    def close_handover(self, how: Literal["rejected", "closed"]) -> None:
        if self.memory.handover is not None:
            self.ended = Ended(self.memory.handover.key, how)
            self.remember(handover=None)

    def _write_down(self) -> None:
        """Memory is sorted once, at the end."""
        self.remember(
            done=tuple(sorted(self.done)),
            standing=tuple(self.standing[target] for target in sorted(self.standing)),
            closing=tuple(self.closing[key] for key in sorted(self.closing)),
        )

    def decision(self) -> Decision:
        self._write_down()
        moments = [moment for moment in (*self.wakes, self.sight.soonest) if moment and moment > self.at]
        return Decision(
            account=self.account.account,
            at=self.at,
            rulebook=self.book.digest,
            memory=self.memory,
            moves=tuple(self.moves),
            wants=tuple(self.wants[target] for target in sorted(self.wants)),
            tasks=tuple(sorted(self.tasks, key=lambda task: (not task.handover, task.rule, task.key))),
            findings=self.sight.findings,
            conflicts=tuple(sorted(self.conflicts)),
            suggestions=tuple(sorted(self.suggestions)),
            wishes=tuple(sorted(self.wishes, key=lambda wish: (wish.rule, wish.kind, wish.key))),
            resolved=tuple(sorted(self.resolved)),
            fired=tuple(rule.rule for rule in self.book.rules if self.followed.get(rule.rule)),
            wake=min(moments, default=None),
            quiet=self.quiet,
            before=self.before,
            ended=self.ended,
        )


def refused(draft: Draft, disagreement: str) -> Decision:
    """Engine and walk differ: memory stays, and nothing is wanted."""
    return replace(
        Decision(draft.account.account, draft.at, draft.book.digest, draft.before, before=draft.before),
        wake=draft.at + AGAIN,
        findings=draft.sight.findings,
        disagreement=disagreement,
        quiet=draft.quiet,
    )
