"""Facts made of points: those that fade, and those that last for a while."""

import math
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from accounts.values import Moment
from accounts.windows import Window, begin


@dataclass(frozen=True)
class Score:
    """Points that fade: each halves every `half_life` seconds. `points` are (moment, points), ascending."""

    points: tuple[tuple[Moment, float], ...]
    half_life: int

    @property
    def still(self) -> bool:
        return not self.points

    @cached_property
    def _known(self) -> dict[tuple[Moment, Moment | None], float]:
        return {}

    @cached_property
    def _moments(self) -> list[Moment]:
        return [moment for moment, _ in self.points]

    def at(self, at: Moment, since: Moment | None) -> float:
        """The exact sum of what is left of each, rounded once: so whoever lists them comes to the same number."""
        if not self.points:
            return 0.0
        if (at, since) not in self._known:
            self._known.clear()  # a moment is asked about several times, seldom an earlier one again
            self._known[at, since] = self._sum(at, since)
        return self._known[at, since]

    def _sum(self, at: Moment, since: Moment | None) -> float:
        first = 0 if since is None else bisect_right(self._moments, since)
        last, half_life = bisect_right(self._moments, at), self.half_life
        return math.fsum(
            [points * 2.0 ** ((moment - at) / half_life) for moment, points in self.points[first:last]]
        )

    def read(self, at: Moment, window: Window) -> float:
        return self.at(at, window.since)

    def next_change(self, at: Moment, window: Window, threshold: float | None) -> Moment | None:
        place = bisect_right(self._moments, at)
        arriving = self._moments[place] if place < len(self._moments) else None
        now = self.at(at, window.since)
        if threshold is None or threshold <= 0 or now < threshold:
            return arriving
        crossing = math.floor(at + self.half_life * (math.log2(now) - math.log2(threshold)))
        # Rounding can neither miss the crossing nor loop: one second early, and never the present moment.
        crossing = max(at + 1, crossing)
        return crossing if arriving is None else min(arriving, crossing)


@dataclass(frozen=True)
class Lasting:
    """Points that count in full for `lasts` seconds, and then no more. `points` are (moment, points), ascending."""

    points: tuple[tuple[Moment, float], ...]
    lasts: int

    @property
    def still(self) -> bool:
        return not self.points

    @cached_property
    def _moments(self) -> tuple[Moment, ...]:
        return tuple(moment for moment, _ in self.points)

    def at(self, at: Moment, since: Moment | None) -> float:
        first = begin(self._moments, at, Window(since, self.lasts))
        return math.fsum([points for _, points in self.points[first : bisect_right(self._moments, at)]])

    def read(self, at: Moment, window: Window) -> float:
        return self.at(at, window.since)

    def next_change(self, at: Moment, window: Window, threshold: float | None) -> Moment | None:
        """Points come and go at moments known beforehand: the first at which a comparison says otherwise."""
        turns = sorted({turn for one in self._moments for turn in (one, one + self.lasts) if turn > at})
        if threshold is None:
            return next(iter(turns), None)
        now = _side(self.at(at, window.since), threshold)
        return next((turn for turn in turns if _side(self.at(turn, window.since), threshold) != now), None)


def _side(value: float, threshold: float) -> tuple[bool, bool]:
    return value >= threshold, value > threshold
