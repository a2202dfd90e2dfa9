"""Facts made of a date: how long it is past, how long it is still to come."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache

from accounts.metrics import NOT_A_FACT, Age, Const, Fact, Facts, Window
from accounts.values import Bad, Missing, Moment, Value

SINCE, UNTIL = "since.", "until."
Deriving = Callable[[Facts, tzinfo], Fact]


@dataclass(frozen=True)
class Until(Age):
    """Seconds until a moment; below nothing once it is past."""

    def read(self, at: Moment, _window: Window) -> Value:
        return Missing("there is no date") if self.since is None else self.since - at

    def next_change(self, at: Moment, _window: Window, threshold: float | None) -> Moment | None:
        if self.since is None or threshold is None:
            return None
        reached = int(self.since - threshold)
        return next((moment for moment in (reached, reached + 1) if moment > at), None)


def deriving(metric: str) -> Deriving | None:
    """How a metric is made of another one; None where it is a fact of its own."""
    for start, kind in ((SINCE, Age), (UNTIL, Until)):
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
