"""Times one piece of work per account, in wall and processor time, with the collector of garbage in its usual course."""

import gc
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from benchmarks.common import quantile

_T = TypeVar("_T")


@dataclass(frozen=True)
class Lap:
    """How many accounts went through per second: by the clock, and by the processor time this process was given."""

    wall: float
    cpu: float


def lap(work: Callable[[_T], object], things: Iterable[_T]) -> Lap:
    ready = list(things)
    gc.collect()
    gc.freeze()  # the material is not what is measured
    wall, cpu = time.perf_counter(), time.process_time()
    for thing in ready:
        work(thing)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    gc.unfreeze()
    return Lap(len(ready) / wall, len(ready) / cpu)


@dataclass(frozen=True)
class Pace:
    """A lap, and what one account took in it, in microseconds by the clock."""

    lap: Lap
    p50: float
    p99: float


def pace(work: Callable[[_T], object], things: Iterable[_T]) -> Pace:
    """The same with the watch looked at before and after each account, which costs a tenth of a microsecond."""
    took: list[int] = []

    def timed(thing: _T) -> None:
        began = time.perf_counter_ns()
        work(thing)
        took.append(time.perf_counter_ns() - began)

    found = lap(timed, things)
    return Pace(found, quantile(took, 0.5) / 1000, quantile(took, 0.99) / 1000)


def best(laps: Iterable[Lap]) -> Lap:
    """The lap least disturbed by whatever else the machine does."""
    return max(laps, key=lambda each: each.cpu)
