"""What a condition says of an account at a moment: yes, no or unknown, of which parts, and until when at least.

Only yes fires. `all`: no wins, then unknown; `any`: yes wins, then unknown; not of unknown is unknown. Whatever the
verdict, each moment counts at which time alone may change a part.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo
from functools import cached_property

from accounts.metrics import Facts
from accounts.values import Moment
from rules.conditions import Condition, Finding, Leaf, parts_of
from rules.judging.looking import Now
from rules.judging.program import Program


@dataclass(frozen=True)
class Compiled:
    """One condition, compiled; also the predicate of a count, see `accounts.metrics.Predicate`."""

    condition: Condition
    tz: tzinfo = UTC

    def verdicts(self, things: Sequence[Facts], at: Moment, since: Moment | None) -> list[bool | None]:
        now, program, number = Now(at, since, self.tz), self.program, self.program.parts[""].number
        return [program.verdicts(program.read(facts, now), now)[number] for facts in things]

    def flips(
        self, things: Sequence[Facts], at: Moment, since: Moment | None, before: Moment | None
    ) -> list[Moment]:
        now, program = Now(at, since, self.tz), self.program
        flips = [program.look(facts, now).soonest(before) for facts in things if program.moves(facts, now)]
        return [flip for flip in flips if flip is not None and flip != before]

    @cached_property
    def program(self) -> Program:
        return Program({"": self.condition})


def walk(condition: Condition, facts: Facts, at: Moment, since: Moment | None, tz: tzinfo) -> Finding:
    """The verdict on a condition with the verdicts on all of its parts. `since`: facts count from there (the cycle).

    The finding's `flip` is never later than the first moment after `at` at which time alone changes the verdict.
    """
    return Compiled(condition, tz).program.look(facts, Now(at, since, tz)).finding("")


def verdict(condition: Condition, facts: Facts, at: Moment, since: Moment | None, tz: tzinfo) -> bool | None:
    """The verdict of `walk` alone, at less cost."""
    return Compiled(condition, tz).verdicts([facts], at, since)[0]


def leaves(condition: Condition) -> Iterator[Leaf]:
    """All leaves, in the order of the file."""
    if isinstance(condition, Leaf):
        yield condition
    for part in parts_of(condition):
        yield from leaves(part)


def reads(condition: Condition) -> set[str]:
    """The metrics a condition looks at."""
    return {leaf.metric for leaf in leaves(condition)}
