"""What conditions can come to, whatever the facts: whether one can ever say yes, or no, or several can at once.

Sound: "cannot" is proved. Values of different metrics are taken to have nothing to do with each other, and what would
take too long to look into counts as possible.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from enum import Enum
from itertools import combinations
from math import comb

from rules.advice.worlds import Judged, judged, key_of
from rules.conditions import All, AnyOf, Condition, Leaf, Named, Not, SomeOf, parts_of
from rules.judging.tree import leaves

MOST_STEPS = 3000
MOST_CHOICES = 200


class Want(Enum):
    """What a condition is wanted to say."""

    YES = "yes"
    NO = "no"
    NOT_YES = "no or unknown"
    NOT_NO = "yes or unknown"


Goal = tuple[Condition, Want]
Choice = list[list[Goal]]
"""Ways to reach something, each of several goals."""
CONTRARY = {
    Want.YES: Want.NO,
    Want.NO: Want.YES,
    Want.NOT_YES: Want.NOT_NO,
    Want.NOT_NO: Want.NOT_YES,
}
_UPWARD = frozenset({Want.YES, Want.NOT_NO})


class _GaveUpError(Exception):
    """It would take too long."""


@dataclass
class Solver:
    """`names`: metrics that hold one of a few names and nothing else."""

    tz: tzinfo = UTC
    names: Mapping[str, Sequence[str]] = field(default_factory=dict)
    _known: dict[tuple[str, ...], Judged | None] = field(default_factory=dict)

    def can_say(self, condition: Condition, want: Want) -> bool:
        return self.can_be([(condition, want)])

    def can_be(self, goals: Sequence[Goal]) -> bool:
        """Whether all of it can be so at once. False: it cannot, whatever the facts."""
        worlds = self._judged([leaf for condition, _ in goals for leaf in leaves(condition)])
        try:
            return _Search(worlds).reaches(goals, (), {})
        except _GaveUpError:
            return True

    def implies(self, one: Condition, other: Condition) -> bool:
        """Whether the other says yes whenever the first one does. True: it is proved."""
        return not self.can_be([(one, Want.YES), (other, Want.NOT_YES)])

    def _judged(self, found: Iterable[Leaf]) -> dict[str, Judged | None]:
        by_metric: dict[str, dict[str, Leaf]] = {}
        for leaf in found:
            by_metric.setdefault(leaf.metric, {})[key_of(leaf)] = leaf
        worlds = {}
        for metric, by_key in by_metric.items():
            keys = tuple(sorted(by_key))
            if keys not in self._known:
                several = [by_key[key] for key in keys]
                self._known[keys] = judged(several, self.tz, tuple(self.names.get(metric, ())))
            worlds[metric] = self._known[keys]
        return worlds


class _Search:
    """Goes through the ways in which goals may be reached, and keeps of each metric the worlds that are left."""

    def __init__(self, worlds: Mapping[str, Judged | None]) -> None:
        self.worlds = worlds
        self.steps = 0

    def reaches(self, goals: Iterable[Goal], choices: Sequence[Choice], left: dict[str, int]) -> bool:
        """Take all that is certain first, then try one way after the other of the choice that has the fewest."""
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise _GaveUpError
        open_choices, waiting = list(choices), list(goals)
        while waiting:
            condition, want = waiting.pop()
            if isinstance(condition, Leaf):
                if not self._narrow(condition, want, left):
                    return False
                continue
            ways = _ways(condition, want)
            if len(ways) == 1:
                waiting += ways[0]
            elif ways:
                open_choices.append(ways)
        if not open_choices:
            return True
        first, *rest = sorted(open_choices, key=len)
        return any(self.reaches(way, rest, dict(left)) for way in first)

    def _narrow(self, leaf: Leaf, want: Want, left: dict[str, int]) -> bool:
        """Leave the worlds in which the leaf says what is wanted; False where none is left."""
        found = self.worlds[leaf.metric]
        if found is None:
            return True
        yes, no = found.yes[key_of(leaf)], found.no[key_of(leaf)]
        wanted = {Want.YES: yes, Want.NO: no, Want.NOT_YES: found.all & ~yes, Want.NOT_NO: found.all & ~no}
        left[leaf.metric] = left.get(leaf.metric, found.all) & wanted[want]
        return left[leaf.metric] != 0


def _ways(condition: Condition, want: Want) -> Choice:
    """The ways to make a group say what is wanted, each a list of goals that go together; none: there is no telling."""
    match condition:
        case Not(part):
            return [[(part, CONTRARY[want])]]
        case Named(_, part):
            return [] if part is None else [[(part, _surely(want) if condition.sure else want)]]
    parts = parts_of(condition)
    needed = _needed(condition, len(parts), upward=want in _UPWARD)
    if comb(len(parts), needed) > MOST_CHOICES:
        return []
    return [[(part, want) for part in several] for several in combinations(parts, needed)]


def _needed(condition: Condition, count: int, *, upward: bool) -> int:
    """Of how many parts it takes to say yes; or no."""
    match condition:
        case All():
            wanted = count
        case AnyOf():
            wanted = 1
        case SomeOf(number):
            wanted = number
        case _:
            wanted = count
    return wanted if upward else count - wanted + 1


def _surely(want: Want) -> Want:
    """Of what counts as a no where it is unknown."""
    return Want.YES if want in _UPWARD else Want.NOT_YES
