"""Which comparisons keep a condition from a verdict, and which carry one it has: always as few as will do.

Where every comparison looks at a metric of its own, the nearest of the alternatives is the answer. Where several
look at one metric, they may be the same, or exclude each other: then whole ways are tried, see `_Search`.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import combinations, islice

from rules.advice.solving import Solver, Want
from rules.advice.worlds import key_of
from rules.conditions import Condition, Finding, Not

Lack = tuple[Finding, bool]  # a leaf, and what its verdict would have to be
MOST_STEPS = 3000  # of a search; beyond them the best way found so far has to do
MOST_CHOICES = 200


def lacks(finding: Finding, *, wanted: bool) -> list[Lack]:
    """The fewest leaves that would have to change for the verdict wanted, in the order of the file.

    Those that carry it besides stay as they are. Where it can never be, the nearest set all the same; see `never`.
    """
    return fewest(finding, wanted=wanted)[0]


def never(finding: Finding, *, wanted: bool) -> bool:
    """Whether the comparisons exclude each other, so that it cannot come to the verdict wanted.

    One that excludes itself, such as fewer than none, is for the advice on the rulebook to find.
    """
    return fewest(finding, wanted=wanted)[1]


def carrying(finding: Finding, *, wanted: bool) -> list[Lack]:
    """The leaves that give it the verdict wanted."""
    if finding.verdict is not wanted:
        return []
    match finding.kind:
        case "leaf":
            return [(finding, wanted)]
        case "not":
            return carrying(finding.parts[0], wanted=not wanted)
        case _:
            return [lack for part in finding.parts for lack in carrying(part, wanted=wanted)]


def leaves_of(finding: Finding) -> Iterator[Finding]:
    """Its comparisons, in the order of the file."""
    if finding.kind == "leaf":
        yield finding
    for part in finding.parts:
        yield from leaves_of(part)


def fewest(finding: Finding, *, wanted: bool) -> tuple[list[Lack], bool]:
    """Both of them: what lacks, and whether it can never be."""
    if finding.verdict is wanted:
        return [], False
    shared = _shared(finding)
    if not shared:
        return _nearest(finding, wanted=wanted), False
    search = _Search(shared)
    search.walk(((finding, wanted),), {})
    if search.best is None:
        return _once(_nearest(finding, wanted=wanted)), search.steps <= MOST_STEPS
    lacking = {_name(found): said for found, said in search.best.values() if found.verdict is not said}
    found = [(leaf, lacking.get(_name(leaf))) for leaf in leaves_of(finding)]
    return _once(
        [(leaf, said) for leaf, said in found if said is not None and leaf.verdict is not said]
    ), False


def _once(found: Sequence[Lack]) -> list[Lack]:
    """The same comparison at two places is one."""
    return list({(_name(leaf), wanted): (leaf, wanted) for leaf, wanted in reversed(found)}.values())[::-1]


def _shared(finding: Finding) -> frozenset[str]:
    """The metrics that several comparisons look at."""
    counted = Counter(_metric(leaf) for leaf in leaves_of(finding))
    return frozenset(metric for metric, count in counted.items() if count > 1)


def _nearest(finding: Finding, *, wanted: bool) -> list[Lack]:
    """The fewest, where all look at different metrics."""
    if finding.verdict is wanted:
        return []
    match finding.kind:
        case "leaf":
            return [(finding, wanted)]
        case "not":
            return _nearest(finding.parts[0], wanted=not wanted)
    parts = [_nearest(part, wanted=wanted) for part in finding.parts]
    nearest = sorted(range(len(parts)), key=lambda place: len(parts[place]))
    return [lack for place in sorted(nearest[: _enough(finding, wanted=wanted)]) for lack in parts[place]]


def _enough(finding: Finding, *, wanted: bool) -> int:
    """Of how many parts the verdict has to be so that the whole has it."""
    match finding.kind:
        case "some":
            return finding.number if wanted else len(finding.parts) - finding.number + 1
        case "all":
            return len(finding.parts) if wanted else 1
        case _:
            return 1 if wanted else len(finding.parts)


def _name(leaf: Finding) -> str:
    return "" if leaf.leaf is None else key_of(leaf.leaf)


def _metric(leaf: Finding) -> str:
    return "" if leaf.leaf is None else leaf.leaf.metric


Way = dict[str, Lack]
"""Comparisons by name, with the verdicts that they have to have or to keep: enough for what is wanted of the whole."""


@dataclass
class _Search:
    """Looks for the way on which the fewest comparisons change; `shared` are the metrics that several look at."""

    shared: frozenset[str]
    best: Way | None = None
    cost: int = 0  # of the best
    steps: int = 0
    _apart: dict[int, bool] = field(default_factory=dict)

    def walk(self, goals: tuple[Lack, ...], way: Way) -> None:
        """Go on with the first goal, the other ones are still to be reached."""
        self.steps += 1
        if self.steps > MOST_STEPS or (self.best is not None and _cost(way) >= self.cost):
            return
        if not goals:
            self.best, self.cost = way, _cost(way)
            return
        # What leaves no choice comes first: it may rule out what does.
        place = next((place for place, goal in enumerate(goals) if self._is_plain(*goal)), 0)
        (finding, wanted), rest = goals[place], (*goals[:place], *goals[place + 1 :])
        if finding.kind == "not":
            self.walk(((finding.parts[0], not wanted), *rest), way)
        elif finding.kind == "leaf" or self._stands_apart(finding):
            self._take(_kept(finding, wanted=wanted), rest, way)
        else:
            for choice in _choices(finding, wanted=wanted):
                self.walk((*choice, *rest), way)

    def _is_plain(self, finding: Finding, wanted: bool) -> bool:  # noqa: FBT001 - a verdict
        single = finding.kind in {"leaf", "not"} or self._stands_apart(finding)
        return single or _enough(finding, wanted=wanted) == len(finding.parts)

    def _take(self, lacking: list[Lack], rest: tuple[Lack, ...], way: Way) -> None:
        taken = dict(way)
        for leaf, wanted in lacking:
            name = _name(leaf)
            if name in taken and taken[name][1] is not wanted:
                return
            if name not in taken or leaf.verdict is not wanted:
                taken[name] = leaf, wanted
        metrics = {_metric(leaf) for leaf, _ in lacking} & self.shared
        if all(_can_be(taken, metric) for metric in metrics):
            self.walk(rest, taken)

    def _stands_apart(self, finding: Finding) -> bool:
        """Whether nothing else looks at its metrics."""
        if id(finding) not in self._apart:
            self._apart[id(finding)] = self.shared.isdisjoint(map(_metric, leaves_of(finding)))
        return self._apart[id(finding)]


def _choices(finding: Finding, *, wanted: bool) -> Iterator[tuple[Lack, ...]]:
    """Which parts may have the verdict, the nearest first. Where unknown counts as no, they need not have it."""
    enough = _enough(finding, wanted=wanted)
    if finding.verdict is wanted and sum(part.verdict is wanted for part in finding.parts) < enough:
        yield ()
        return
    nearest = sorted(finding.parts, key=lambda part: len(_nearest(part, wanted=wanted)))
    for chosen in islice(combinations(nearest, enough), MOST_CHOICES):
        yield tuple((part, wanted) for part in chosen)


def _kept(finding: Finding, *, wanted: bool) -> list[Lack]:
    """What has to change; of a comparison also that it has to stay."""
    return [(finding, wanted)] if finding.kind == "leaf" else _nearest(finding, wanted=wanted)


def _cost(way: Way) -> int:
    return sum(leaf.verdict is not wanted for leaf, wanted in way.values())


def _can_be(way: Way, metric: str) -> bool:
    """Whether what the way asks of the metric can all be so at once."""
    asked = {name: lack for name, lack in sorted(way.items()) if _metric(lack[0]) == metric}
    several = tuple(
        leaf.leaf if wanted else Not(leaf.leaf) for leaf, wanted in asked.values() if leaf.leaf is not None
    )
    return _possible(several, tuple(asked))


@lru_cache(maxsize=2048)  # the same few comparisons are asked about in every decision
def _possible(several: tuple[Condition, ...], _names: tuple[str, ...]) -> bool:
    """The names tell apart what Python takes for equal: true and 1."""
    return Solver().can_be([(each, Want.YES) for each in several])
