"""Facts as they are at one moment: whoever asks for a value, engine or walk, it is read from its fact once."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, tzinfo
from functools import cached_property
from typing import Any

from accounts.metrics import NOT_A_FACT, Const, Count, Fact, Facts, Span, Times, Window
from accounts.values import Moment, Value
from rules.judging.ageing import Deriving, deriving

Seen = Value | Span


class Now:
    """When it is, since when facts count (None: from the beginning), and where days begin.

    Remembers what was read, so that many conditions on the same facts read each of them once.
    """

    def __init__(self, at: Moment, since: Moment | None, tz: tzinfo) -> None:
        self.at = at
        self.since = since
        self.tz = tz
        self._windows: dict[int | None, Window] = {}
        # Each with its fact, which is known by its identity: as long as it stands here, no other can have that.
        self._values: dict[tuple[int, int | None], tuple[Fact, Seen]] = {}
        self._changes: dict[tuple[int, int | None], tuple[Fact, list[Moment], Moment | None]] = {}
        self._later: dict[Moment, Now] = {}

    def later(self, at: Moment) -> "Now":
        if at not in self._later:
            self._later[at] = Now(at, self.since, self.tz)
        return self._later[at]

    def window(self, within: int | None) -> Window:
        if within not in self._windows:
            self._windows[within] = Window(self.since, within)
        return self._windows[within]

    def value(self, fact: Fact, within: int | None) -> Seen:
        if type(fact) is Const:
            return fact.value
        if type(fact) is Times and not fact.at:
            return 0  # most of what may happen has not
        key = (id(fact), within)
        if key not in self._values:
            self._values[key] = (fact, fact.read(self.at, self.window(within)))
        return self._values[key][1]

    def changes(self, fact: Times | Count, within: int | None, before: Moment | None = None) -> list[Moment]:
        """When a count goes up or down by one, as far as time alone is concerned; from `before` on not all."""
        key = (id(fact), within)
        if key in self._changes:
            _, changes, known_before = self._changes[key]
            if known_before is None or (before is not None and before <= known_before):
                return changes
        window = self.window(within)
        if type(fact) is Count:
            changes = fact.changes(self.at, window, before)
        else:
            changes, before = fact.changes(self.at, window), None
        self._changes[key] = (fact, changes, before)
        return changes

    @cached_property
    def today(self) -> date | None:
        return day_of(self.at, self.tz)


ANY_TIME = Now(0, None, UTC)
"""For whoever has to be given a moment and does not look at it."""


class Readings:
    """The values that several conditions look at, each under its number: a metric, and the window it is seen through."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, int | None], int] = {}
        self._metrics: list[str] = []
        self._derived: list[tuple[int, Deriving]] = []
        self.windows: list[int | None] = []

    def number(self, metric: str, within: int | None) -> int:
        if (metric, within) not in self._numbers:
            number = len(self._numbers)
            self._numbers[metric, within] = number
            self._metrics.append(metric)
            if derive := deriving(metric):
                self._derived.append((number, derive))
            self.windows.append(within)
        return self._numbers[metric, within]

    def facts(self, facts: Facts, now: Now) -> list[Fact]:
        found = [facts.get(metric, NOT_A_FACT) for metric in self._metrics]
        for number, derive in self._derived:
            found[number] = derive(facts, now.tz)
        return found

    def values(self, facts: Sequence[Fact], now: Now) -> list[Seen]:
        """What each fact says now; `facts` as the method above gives them."""
        return [
            fact.value if type(fact) is Const else now.value(fact, within)
            for fact, within in zip(facts, self.windows, strict=True)
        ]


def day_of(seen: Any, tz: tzinfo) -> date | None:
    """The day a date or a moment stands for; None where the value is neither."""
    if isinstance(seen, int) and not isinstance(seen, bool):
        try:
            return datetime.fromtimestamp(seen, tz=tz).date()
        except (ValueError, OverflowError, OSError):
            return None
    return seen if isinstance(seen, date) else None
