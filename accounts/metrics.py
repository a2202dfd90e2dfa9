"""A fact is a value that knows how it moves with time: constant, age, a value that others follow, times of something,
fading score, lasting points, filtered count, and what one fact of several things comes to.
"""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from accounts.numbers import NOTHING, How, come_to, in_doubt, is_unreadable, not_known, numbers_of
from accounts.points import Lasting, Score
from accounts.values import Missing, Moment, Value
from accounts.windows import ALWAYS, Window, begin

__all__ = [
    "ALWAYS",
    "LIFETIME",
    "NOT_A_FACT",
    "Age",
    "Aggregate",
    "Const",
    "Count",
    "Fact",
    "Facts",
    "Lasting",
    "Predicate",
    "Score",
    "Span",
    "Times",
    "Turns",
    "Window",
    "next_change",
    "read",
]


class Predicate(Protocol):
    """A condition on things that are counted; compiled elsewhere, so that this room knows no rules."""

    def verdicts(self, things: Sequence["Facts"], at: Moment, since: Moment | None) -> list[bool | None]:
        """Of each thing: yes, no, or None for unknown."""

    def flips(
        self, things: Sequence["Facts"], at: Moment, since: Moment | None, before: Moment | None
    ) -> list[Moment]:
        """The first moment after `at` at which time alone may change the verdict of each thing for which there is one.

        Early is allowed, late is not. From `before` on they may be left out.
        """


@dataclass(frozen=True)
class Const:
    """Time alone does not change it."""

    value: Value
    still = True  # of every fact: whether time alone never changes it

    def read(self, _at: Moment, _window: Window) -> Value:
        return self.value

    def next_change(self, _at: Moment, _window: Window, _threshold: float | None) -> Moment | None:
        return None


@dataclass(frozen=True)
class Age:
    """Seconds since a moment; unknown where the moment is."""

    since: Moment | None

    @property
    def still(self) -> bool:
        return self.since is None

    def read(self, at: Moment, _window: Window) -> Value:
        return Missing("never happened") if self.since is None else at - self.since

    def next_change(self, at: Moment, _window: Window, threshold: float | None) -> Moment | None:
        if self.since is None or threshold is None:
            return None
        reached = math.floor(self.since + threshold)
        return next((moment for moment in (reached, reached + 1) if moment > at), None)


@dataclass(frozen=True)
class Turns:
    """A value that others follow, each from its moment on. `then` are (moment, value), ascending."""

    first: Value
    then: tuple[tuple[Moment, Value], ...]

    @property
    def still(self) -> bool:
        return not self.then

    def read(self, at: Moment, _window: Window) -> Value:
        return next((value for moment, value in reversed(self.then) if moment <= at), self.first)

    def next_change(self, at: Moment, _window: Window, _threshold: float | None) -> Moment | None:
        return next((moment for moment, _ in self.then if moment > at), None)


@dataclass(frozen=True)
class Times:
    """When something happened, ascending; read as how often it did."""

    at: tuple[Moment, ...] = ()

    @property
    def still(self) -> bool:
        return not self.at

    def read(self, at: Moment, window: Window) -> int:
        return max(0, bisect_right(self.at, at) - begin(self.at, at, window))

    def changes(self, at: Moment, window: Window) -> list[Moment]:
        """The moments after `at` at which the number goes up or down, by one each time."""
        since, within = window
        present = at if since is None else max(at, since)
        coming = self.at[bisect_right(self.at, present) :]
        if within is None:
            return list(coming)
        going = [moment + within for moment in self.at[begin(self.at, at, window) :]]
        return sorted([*coming, *going]) if coming else going

    def next_change(self, at: Moment, window: Window, _threshold: float | None) -> Moment | None:
        return next(iter(self.changes(at, window)), None)


@dataclass(frozen=True)
class Count:
    """How many of several things satisfy a predicate."""

    of: tuple["Facts", ...]
    where: Predicate

    @property
    def still(self) -> bool:
        return not self.of

    def read(self, at: Moment, window: Window) -> "int | Span":
        verdicts = self.where.verdicts(self.of, at, window.since)
        low = verdicts.count(True)
        high = low + verdicts.count(None)
        return low if low == high else Span(low, high)

    def changes(self, at: Moment, window: Window, before: Moment | None = None) -> list[Moment]:
        """The moments after `at` at which one of the things may first be counted otherwise; from `before` on not all."""
        return sorted(self.where.flips(self.of, at, window.since, before))

    def next_change(self, at: Moment, window: Window, _threshold: float | None) -> Moment | None:
        return next((moment for moment in self.changes(at, window) if moment > at), None)


LIFETIME = 100 * 365 * 86400
"""Seconds: nobody waits longer for a number to reach another."""


@dataclass(frozen=True)
class Aggregate:
    """What one fact of several things comes to: of all, or of those of which `where` says yes.

    Unknown where it is not known which things these are, or what one of them says. A sum of nothing is 0.
    """

    of: tuple["Facts", ...]
    how: How
    property: str
    where: Predicate | None = None

    @cached_property
    def still(self) -> bool:
        return not self.of if self.where else all(fact.still for fact in self._facts(self.of))

    def read(self, at: Moment, window: Window) -> Value:
        return self._come_to(*self._counted(at, window), at, window)

    def next_change(self, at: Moment, window: Window, threshold: float | None) -> Moment | None:
        """Without a threshold only whether there is a number counts, which a moving one does not change."""
        flips = self.where.flips(self.of, at, window.since, None) if self.where else []
        moments = [moment for moment in flips if moment > at]
        counted, doubtful = self._counted(at, window)
        if threshold is not None and not isinstance(self._come_to(counted, doubtful, at, window), Missing):
            moments += _crossing(self.how, self._facts(counted), at, window, threshold)
        return min(moments, default=None)

    def _come_to(
        self, counted: Sequence["Facts"], doubtful: Sequence["Facts"], at: Moment, window: Window
    ) -> Value:
        if doubtful:
            says = in_doubt(len(doubtful), self.property)
            return Missing(says, unreadable=any(map(_says_unreadable, doubtful)))
        values = [read(fact, at, window) for fact in self._facts(counted)]
        numbers = numbers_of(values)
        if len(numbers) < len(values):
            says = not_known(len(values) - len(numbers), self.property)
            return Missing(says, unreadable=any(map(is_unreadable, values)))
        return come_to(self.how, numbers) if numbers or self.how == "sum" else Missing(NOTHING)

    def _facts(self, things: Sequence["Facts"]) -> list["Fact"]:
        return [thing.get(self.property, NOT_A_FACT) for thing in things]

    def _counted(self, at: Moment, window: Window) -> tuple[Sequence["Facts"], Sequence["Facts"]]:
        """(the things that count, those of which that is not known)."""
        if self.where is None:
            return self.of, ()
        verdicts = self.where.verdicts(self.of, at, window.since)
        judged = list(zip(self.of, verdicts, strict=True))
        return [thing for thing, yes in judged if yes], [thing for thing, yes in judged if yes is None]


def _crossing(
    how: How, facts: "Sequence[Fact]", at: Moment, window: Window, threshold: float
) -> list[Moment]:
    """The moment until which what they come to cannot meet the threshold; empty where it never will.

    Until one of them jumps, each only rises or only falls: so what they come to lies between what they would come to if
    each had stayed at its lower end and if each had stayed at its higher one, and the two ends only move apart.
    """
    moving = [fact for fact in facts if not fact.still]
    jumps = [jump for fact in moving if (jump := fact.next_change(at, window, None)) is not None]

    def may_meet(moment: Moment) -> bool:
        then = [sorted(numbers_of([read(fact, at, window), read(fact, moment, window)])) for fact in facts]
        low, high = (come_to(how, [pair[end] for pair in then]) for end in (0, -1))
        return low != high and low <= threshold <= high

    if not moving:
        return []
    ahead = range(at + 1, min(jumps, default=at + LIFETIME))
    place = bisect_left(ahead, x=True, key=may_meet)
    return [ahead[place]] if place < len(ahead) else jumps


def _says_unreadable(thing: "Facts") -> bool:
    """Whether something of it could not be read: nobody says which of its facts the doubt comes from."""
    return any(isinstance(fact, Const) and is_unreadable(fact.value) for fact in thing.values())


Fact = Const | Age | Turns | Times | Score | Lasting | Count | Aggregate
Facts = Mapping[str, Fact]

NOT_A_FACT = Const(Missing("not a fact of this account"))


@dataclass(frozen=True)
class Span:
    """A count of which some parts are unknown lies between `low` and `high`."""

    low: int
    high: int


def read(fact: Fact, at: Moment, window: Window = ALWAYS) -> Value | Span:
    """What the fact says at the moment `at`. A Count with unknown parts says a Span."""
    return fact.read(at, window)


def next_change(fact: Fact, at: Moment, window: Window, threshold: float | None) -> Moment | None:
    """The first moment after `at` at which time alone may carry the fact across the threshold.

    Early is allowed, late is not; None means never. Whoever asks at that moment reads the fact anew.
    """
    return fact.next_change(at, window, threshold)
