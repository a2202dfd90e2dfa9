"""Many conditions compiled into one program: each value is read once, and parts that are equal are judged once.

`look` answers with the verdicts; findings with their sentences are made of them when somebody asks.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from accounts.metrics import Count, Fact, Facts, Times
from accounts.values import Moment
from rules.conditions import All, AnyOf, Condition, Finding, Leaf, Named, Not, SomeOf, parts_of
from rules.judging.comparison import Comparison, Verdict
from rules.judging.joints import Joint, joint_of
from rules.judging.keeping import ByValue
from rules.judging.kinds import comparison
from rules.judging.looking import ANY_TIME, Now, Readings, Seen


class Part(NamedTuple):
    """A condition with the number of its verdict, and its own parts."""

    condition: Condition
    number: int
    parts: tuple["Part", ...] = ()


@dataclass(frozen=True)
class Check:
    """A comparison, and the number of the value it looks at."""

    place: int
    comparison: Comparison


@dataclass(frozen=True)
class Watched:
    """The comparisons that look at one value, by their numbers; `daily` are those that change at midnight."""

    within: int | None
    comparisons: Sequence[tuple[int, Comparison]]
    daily: Sequence[tuple[int, Comparison]]


class _Judging:
    """All comparisons that look at one value: those that are the same at any time, and the others."""

    def __init__(self, place: int, comparisons: Sequence[tuple[int, Comparison]]) -> None:
        self.place = place
        judges = [each.judge for _, each in comparisons if each.timeless]
        self.timeless = ByValue(lambda value: [judge(value, ANY_TIME) for judge in judges])
        self.others = [each.judge for _, each in comparisons if not each.timeless]


class Program:
    """Conditions by name, compiled."""

    def __init__(self, conditions: Mapping[str, Condition]) -> None:
        self.readings = Readings()
        self.checks: list[Check] = []
        self._joints: list[Joint] = []
        self._numbers: dict[object, int] = {}
        self._number_leaves(conditions.values())
        self.parts = {name: self._part(condition) for name, condition in conditions.items()}
        self.watched = [self._watched(place) for place in range(len(self.readings.windows))]
        self._daily = any(watched.daily for watched in self.watched)
        self.leaves = {name: tuple(sorted(_leaf_numbers(part))) for name, part in self.parts.items()}
        self.told: dict[
            object, str
        ] = {}  # what was said of a condition, by what was seen of it; see `Findings.told`
        self._judging = [_Judging(place, watched.comparisons) for place, watched in enumerate(self.watched)]

    def look(self, facts: Facts, now: Now) -> "Look":
        return Look(self, facts, now)

    def read(self, facts: Facts, now: Now) -> list[Seen]:
        """The values that the conditions look at."""
        return self.readings.values(self.readings.facts(facts, now), now)

    def moves(self, facts: Facts, now: Now) -> bool:
        """Whether time alone may change any verdict on these facts."""
        return self._daily or not all(fact.still for fact in self.readings.facts(facts, now))

    def verdicts(self, values: Sequence[Seen], now: Now) -> list[Verdict]:
        """All verdicts by their numbers; those of comparisons come first, parts before the wholes."""
        verdicts: list[Verdict] = []
        for judging in self._judging:
            value = values[judging.place]
            verdicts += judging.timeless[type(value)](value)
            for judge in judging.others:
                verdicts.append(judge(value, now))
        for joint in self._joints:
            verdicts.append(joint(verdicts))  # which looks at those before it
        return verdicts

    def _number_leaves(self, conditions: Iterable[Condition]) -> None:
        """One value after the other, and of each the comparisons first that are the same at any time."""
        found = {self._key(leaf): leaf for condition in conditions for leaf in _leaves(condition)}
        checks = {
            key: Check(self.readings.number(leaf.metric, leaf.within), comparison(leaf))
            for key, leaf in found.items()
        }
        for key in sorted(checks, key=lambda key: (checks[key].place, not checks[key].comparison.timeless)):
            self._numbers[key] = len(self.checks)
            self.checks.append(checks[key])

    def _part(self, condition: Condition) -> Part:
        if isinstance(condition, Leaf):
            return Part(condition, self._numbers[self._key(condition)])
        parts = tuple(self._part(part) for part in parts_of(condition))
        if isinstance(condition, Named) and not condition.sure:
            return parts[0]
        numbers = tuple(part.number for part in parts)
        wanted = condition.number if isinstance(condition, SomeOf) else 0
        key = (type(condition), numbers, wanted)
        if key not in self._numbers:
            self._numbers[key] = len(self.checks) + len(self._joints)
            self._joints.append(joint_of(condition, numbers))
        return Part(condition, self._numbers[key], parts)

    def _watched(self, place: int) -> Watched:
        found = [
            (number, check.comparison) for number, check in enumerate(self.checks) if check.place == place
        ]
        daily = [(number, comparison) for number, comparison in found if comparison.moves_with_the_day]
        return Watched(self.readings.windows[place], found, daily)

    def _key(self, leaf: Leaf) -> str:
        """By its text, because in Python a leaf that wants True equals one that wants 1; wherever it stands."""
        return repr(replace(leaf, place=""))


def _leaves(condition: Condition) -> Iterator[Leaf]:
    if isinstance(condition, Leaf):
        yield condition
    for part in parts_of(condition):
        yield from _leaves(part)


def _leaf_numbers(part: Part) -> set[int]:
    return set().union(*map(_leaf_numbers, part.parts)) if part.parts else {part.number}


_WORDS: Mapping[type[Condition], Literal["all", "any", "some", "not"]] = {
    All: "all",
    AnyOf: "any",
    SomeOf: "some",
    Not: "not",
}


class Look:
    """What the conditions of a program say of some facts at a moment."""

    def __init__(self, program: Program, facts: Facts, now: Now) -> None:
        self.facts = facts
        self.now = now
        self.program = program
        self._read = program.readings.facts(facts, now)
        self.values = program.readings.values(self._read, now)
        self._verdicts = program.verdicts(self.values, now)

    @property
    def names(self) -> Collection[str]:
        return self.program.parts

    def verdict(self, name: str) -> Verdict:
        return self._verdicts[self.program.parts[name].number]

    def verdicts(self) -> dict[str, Verdict]:
        verdicts = self._verdicts
        return {name: verdicts[part.number] for name, part in self.program.parts.items()}

    def finding(self, name: str) -> Finding:
        """The verdict with those of all its parts, what each saw, and until when it stands at least."""
        return self._found(self.program.parts[name])

    def seen(self, name: str) -> tuple[object, ...]:
        """All that a sentence about a condition can tell of: its values with their types, and the verdicts on them."""
        values, checks, verdicts = self.values, self.program.checks, self._verdicts
        found: list[object] = []
        for number in self.program.leaves[name]:
            value = values[checks[number].place]
            found += (type(value), value, verdicts[number])
        return tuple(found)

    def soonest(self, before: Moment | None = None) -> Moment | None:
        """The first moment at which time alone may change a part of any condition, where it is sooner than `before`.

        That is the least of all flips, found without working out those that cannot be it. Counts come last: what they
        count may flip in many moments, of which only the soonest matter.
        """
        moving, counts = [], []
        for fact, watched in zip(self._read, self.program.watched, strict=True):
            if fact.still:
                if watched.daily:
                    moving += self._at_midnight(fact, watched)
            elif type(fact) is Count:
                counts.append((fact, watched))
            elif type(fact) is Times:
                moving += self._counted(fact, watched, before)
            else:
                moving += self._candidates(fact, watched)
        soonest = self._least(moving, before)
        for count, watched in counts:
            soonest = self._least(self._counted(count, watched, soonest), soonest)
        return soonest

    def _least(self, candidates: list[tuple[Moment, int]], before: Moment | None) -> Moment | None:
        """The least flip of these comparisons, each given with a moment before which it does not flip."""
        soonest = before
        for candidate, number in sorted(candidates):
            if soonest is not None and candidate >= soonest:
                break
            flip = self._flip(number, soonest)
            if flip is not None and (soonest is None or flip < soonest):
                soonest = flip
        return soonest

    def _candidates(self, fact: Fact, watched: Watched) -> list[tuple[Moment, int]]:
        """Of each comparison that looks at a fact a moment before which it does not flip, and its number."""
        found = [(comparison.moving(fact, self.now), number) for number, comparison in watched.comparisons]
        return [(moment, number) for moment, number in found if moment is not None]

    def _at_midnight(self, fact: Fact, watched: Watched) -> list[tuple[Moment, int]]:
        """The same for what does not move, while the day that it is compared with does."""
        found = [(comparison.candidate(fact, self.now), number) for number, comparison in watched.daily]
        return [(moment, number) for moment, number in found if moment is not None]

    def _counted(
        self, fact: Times | Count, watched: Watched, before: Moment | None
    ) -> list[tuple[Moment, int]]:
        """The same for a count, which changes by one at most in each of its moments."""
        changes = self.now.changes(fact, watched.within, before)
        if not changes or (before is not None and changes[0] >= before):
            return []
        value, most = self.now.value(fact, watched.within), len(changes)
        aways = [(comparison.away(value), number) for number, comparison in watched.comparisons]
        return [(changes[away - 1], number) for away, number in aways if away <= most]

    def _flip(self, number: int, before: Moment | None = None) -> Moment | None:
        check = self.program.checks[number]
        fact = self._read[check.place]
        if fact.still and not check.comparison.moves_with_the_day:
            return None
        return check.comparison.flip(fact, self.now, self._verdicts[number], before)

    def _found(self, part: Part) -> Finding:
        condition, number = part.condition, part.number
        if isinstance(condition, Leaf):
            check = self.program.checks[number]
            said = check.comparison.said(self.values[check.place], self.now)
            return Finding("leaf", said.verdict, condition, said.seen, said.because, self._flip(number))
        parts = tuple([self._found(below) for below in part.parts])
        if isinstance(condition, Named):
            return replace(parts[0], verdict=self._verdicts[number])
        flip = min([below.flip for below in parts if below.flip is not None], default=None)
        wanted = condition.number if isinstance(condition, SomeOf) else 0
        return Finding(_WORDS[type(condition)], self._verdicts[number], flip=flip, parts=parts, number=wanted)
