"""A fact is a value that knows how it moves with time: constant, age, times of something, fading score, filtered count."""

import math
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from accounts.values import Missing, Moment, Value


@dataclass(frozen=True)
class Window:
    """Which past counts: all, what came after `since` (the cycle's beginning), what lies within the last `within` seconds."""

    since: Moment | None = None
    within: int | None = None

    def covers(self, moment: Moment, at: Moment) -> bool:
        if moment > at or (self.since is not None and moment <= self.since):
            return False
        return self.within is None or moment > at - self.within


ALWAYS = Window()


class Predicate(Protocol):
    """A condition on one thing that is counted; compiled elsewhere, so that this room knows no rules."""

    def verdict(self, facts: "Facts", at: Moment, since: Moment | None) -> bool | None:
        """Yes, no, or None for unknown."""

    def flip(self, facts: "Facts", at: Moment, since: Moment | None) -> Moment | None:
        """The first moment after `at` at which time alone may change the verdict. Early is allowed, late is not."""


@dataclass(frozen=True)
class Const:
    """Time alone does not change it."""

    value: Value


@dataclass(frozen=True)
class Age:
    """Seconds since a moment; unknown where the moment is."""

    since: Moment | None


@dataclass(frozen=True)
class Times:
    """When something happened, ascending; read as how often it did."""

    at: tuple[Moment, ...] = ()


@dataclass(frozen=True)
class Score:
    """Points that fade: each halves every `half_life` seconds. `points` are (moment, points), ascending."""

    points: tuple[tuple[Moment, float], ...]
    half_life: int

    @cached_property
    def _moments(self) -> list[Moment]:
        return [moment for moment, _ in self.points]

    def at(self, at: Moment, since: Moment | None) -> float:
        first = 0 if since is None else bisect_right(self._moments, since)
        last = bisect_right(self._moments, at)
        return math.fsum(
            points * 2.0 ** (-(at - moment) / self.half_life) for moment, points in self.points[first:last]
        )


@dataclass(frozen=True)
class Count:
    """How many of several things satisfy a predicate."""

    of: tuple["Facts", ...]
    where: Predicate


Fact = Const | Age | Times | Score | Count
Facts = Mapping[str, Fact]

NOT_A_FACT = Const(Missing("not a fact of this account"))


@dataclass(frozen=True)
class Span:
    """A count of which some parts are unknown lies between `low` and `high`."""

    low: int
    high: int


def read(fact: Fact, at: Moment, window: Window = ALWAYS) -> Value | Span:
    """What the fact says at the moment `at`. A Count with unknown parts says a Span."""
    match fact:
        case Const(value):
            return value
        case Age(since):
            return Missing("never happened") if since is None else at - since
        case Times(moments):
            return sum(window.covers(moment, at) for moment in moments)
        case Score():
            return fact.at(at, window.since)
        case Count(things, where):
            verdicts = [where.verdict(thing, at, window.since) for thing in things]
            low = verdicts.count(True)
            high = low + verdicts.count(None)
            return low if low == high else Span(low, high)


def next_change(fact: Fact, at: Moment, window: Window, threshold: float | None) -> Moment | None:
    """The first moment after `at` at which time alone may carry the fact across the threshold.

    Early is allowed, late is not; None means never. Whoever asks at that moment reads the fact anew.
    """
    match fact:
        case Age(since) if since is not None and threshold is not None:
            candidates = [math.floor(since + threshold), math.floor(since + threshold) + 1]
        case Times(moments):
            candidates = _leaving(moments, window)
        case Score():
            candidates = _fading(fact, at, window.since, threshold)
        case Count(things, where):
            flips = [where.flip(thing, at, window.since) for thing in things]
            candidates = [flip for flip in flips if flip is not None]
        case _:
            return None
    return min((moment for moment in candidates if moment > at), default=None)


def _leaving(moments: tuple[Moment, ...], window: Window) -> list[Moment]:
    future = list(moments)
    if window.within is not None:
        future += [
            moment + window.within for moment in moments if window.since is None or moment > window.since
        ]
    return future


def _fading(score: Score, at: Moment, since: Moment | None, threshold: float | None) -> list[Moment]:
    arriving = [moment for moment, _ in score.points if moment > at][:1]
    now = score.at(at, since)
    if threshold is None or threshold <= 0 or now < threshold:
        return arriving
    crossing = at + score.half_life * (math.log2(now) - math.log2(threshold))
    # Rounding can neither miss the crossing nor loop: one second early, and never the present moment.
    return [*arriving, max(at + 1, math.floor(crossing)), math.floor(crossing) + 1]
