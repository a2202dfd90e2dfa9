"""Facts made of a date: how long it is past, how long it is still to come."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache

from accounts.metrics import NOT_A_FACT, Age, Const, Fact, Facts, Window
from accounts.values import Bad, Missing, Moment, Value

SINCE, UNTIL = "since.", "until."
Deriving = Callable[[Facts, tzinfo], Fact]


@dataclass(frozen=True)
class Since(Age):
    """Seconds since a date; not known while that still lies ahead."""

    def read(self, at: Moment, window: Window) -> Value:
        return (
            Missing("it still lies ahead")
            if self.since is not None and at < self.since
            else super().read(at, window)
        )

    def next_change(self, at: Moment, window: Window, threshold: float | None) -> Moment | None:
        if self.since is not None and at < self.since:
            return self.since
        return super().next_change(at, window, threshold)


@dataclass(frozen=True)
class Until(Age):
    """Seconds until a date; not known once that has passed."""

    def read(self, at: Moment, _window: Window) -> Value:
        if self.since is None:
            return Missing("there is no date")
        return Missing("it has passed") if at > self.since else self.since - at

    def next_change(self, at: Moment, _window: Window, threshold: float | None) -> Moment | None:
        if self.since is None or at > self.since:
            return None
        reached = self.since + 1 if threshold is None else math.floor(self.since - threshold)
        return min(moment for moment in (reached, reached + 1, self.since + 1) if moment > at)


def deriving(metric: str) -> Deriving | None:
    """How a metric is made of another one; None where it is a fact of its own."""
    for start, kind in ((SINCE, Since), (UNTIL, Until)):
        if metric.startswith(start):
            return _of_date(metric.removeprefix(start), kind)
    return None


def _of_date(metric: str, kind: type[Age]) -> Deriving:
    def derive(facts: Facts, tz: tzinfo) -> Fact:
        fact = facts.get(metric, NOT_A_FACT)
        value = fact.value if isinstance(fact, Const) else Missing("no date")
        if isinstance(value, (Missing, Bad)):
            return Const(value)
        moment = _moment(value, tz)
        return Const(Bad(str(value)[:60], "not a date")) if moment is None else kind(moment)

    return derive


def _moment(value: Value, tz: tzinfo) -> Moment | None:
    if isinstance(value, date):
        return beginning(value, tz)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


@lru_cache(maxsize=4096)  # many accounts and many rules ask for the same days
def beginning(day: date, tz: tzinfo) -> Moment:
    """The first moment of a day where days begin."""
    if day.year <= 1:
        return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
    return int(datetime(day.year, day.month, day.day, tzinfo=tz).timestamp())
