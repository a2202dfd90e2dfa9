"""The stage law on one ladder: forward needs a yes, back an explicit no, unknown stays. Knows no memory and no clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from rules.model import Stage

Verdict = bool | None


class Pull(Enum):
    """What carries an account to the stage at which the law arrives."""

    STAYS = "stays"
    FORWARD = "forward"
    BACK = "back"
    PIN = "pin"
    CAP = "cap"


@dataclass(frozen=True)
class Ladder:
    """The stages of a relationship, what their conditions say now, and which were entered in this cycle."""

    stages: tuple[Stage, ...]
    verdicts: Mapping[str, Verdict]  # "stage.x" and "stay.x"
    visited: frozenset[str]

    def holds(self, index: int) -> Verdict:
        """A stage not yet visited is tested by `when`, a visited one by `stay_while`; what it needs must hold too.

        The catch-all always holds; a stage that only pins reach never does by itself. A visited stage whose `when`
        says yes holds whatever `stay_while` says, or it would be left in the moment in which it is entered.
        """
        stage = self.stages[index]
        if index == 0:
            return True
        if stage.pinned_by:
            return False
        own = self._own(stage)
        return own if stage.needs is None else _both(own, self.holds(self.index(stage.needs)))

    def _own(self, stage: Stage) -> Verdict:
        entered = self.verdicts[f"stage.{stage.name}"] if stage.when else True
        if entered or stage.name not in self.visited or stage.stay_while is None:
            return entered
        return self.verdicts[f"stay.{stage.name}"]

    def index(self, name: str) -> int:
        return next(index for index, stage in enumerate(self.stages) if stage.name == name)


def _both(one: Verdict, other: Verdict) -> Verdict:
    if one is False or other is False:
        return False
    return None if one is None or other is None else True


@dataclass(frozen=True)
class Bounds:
    """What binds an account besides its conditions; stages by index."""

    floor: int | None = None  # pinned: never below
    cap: int | None = None  # never above, unless pinned
    cooling: frozenset[int] = frozenset()  # fallen from: no way back in yet
    may_fall: bool = (
        True  # False: an explicit no leaves it where it is (min_stay, or a rulebook that does not move back)
    )


@dataclass(frozen=True)
class Step:
    """Where the law arrives and what pulled; `restrained`: it would have fallen if it might."""

    to: int
    pull: Pull
    restrained: bool = False


def next_step(ladder: Ladder, current: int, bounds: Bounds) -> Step:
    """The stage is max(floor, min(candidate, cap)), where the candidate is the furthest stage that holds."""
    floor = -1 if bounds.floor is None else bounds.floor
    base = max(current, floor)
    limit = len(ladder.stages) - 1 if bounds.cap is None else bounds.cap
    if ahead := [i for i in range(base + 1, limit + 1) if ladder.holds(i) and i not in bounds.cooling]:
        return Step(ahead[-1], Pull.FORWARD)
    if base == floor:
        return Step(base, Pull.PIN if base > current else Pull.STAYS)
    if base > limit:
        return Step(max(floor, _behind(ladder, limit, bounds)), Pull.CAP)
    if ladder.holds(base) is not False:
        return Step(base, Pull.STAYS)
    if not bounds.may_fall and not ladder.stages[base].pinned_by:
        return Step(base, Pull.STAYS, restrained=True)
    return Step(max(floor, _behind(ladder, base - 1, bounds)), Pull.BACK)


def _behind(ladder: Ladder, furthest: int, bounds: Bounds) -> int:
    """The furthest stage up to here that holds; visited ones also where that is unknown; else the first."""
    for index in range(furthest, 0, -1):
        verdict = ladder.holds(index)
        known = verdict or (verdict is None and ladder.stages[index].name in ladder.visited)
        if known and index not in bounds.cooling:
            return index
    return 0
