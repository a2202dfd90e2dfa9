"""What every kind of comparison is: what it says of a value, as what the engine is told of it, and when time may change it.

A kind is one subclass, in a file of its own. `said` is the whole truth; `judge` is the same verdict by the shortest way.
"""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from accounts.metrics import Aggregate, Count, Fact, Span, Times, Turns
from accounts.values import Bad, Missing, Moment
from rules.conditions import Constant, Leaf, Sort
from rules.judging.fields import Fields
from rules.judging.looking import Now, Seen
from rules.judging.matching import Test, equal
from rules.language.parsing import sort_of

Verdict = bool | None
Judge = Callable[[Seen, Now], Verdict]
MOST_STEPS = 8  # how many moments in a row are tried before an early answer is good enough


class Said(NamedTuple):
    """A leaf's verdict (None: unknown), the value it saw, and why it cannot tell."""

    verdict: bool | None
    seen: Constant | tuple[Constant, ...] | None = None
    because: str = ""


class Comparison:
    """A leaf, compiled."""

    timeless = False  # whether its verdict on a value is the same on every day, and wherever days begin
    moves_with_the_day = False  # whether its verdict on a constant may change at midnight

    def __init__(self, leaf: Leaf) -> None:
        self.leaf = leaf
        self._number: Any = leaf.wanted if number(leaf.wanted) else None
        self.judge = self.judging()

    def said(self, value: Seen, now: Now) -> Said:
        """What the leaf says of a value that was read for it."""
        match value:
            case Missing(reason, unreadable):
                if self.leaf.unset_means is None or unreadable:
                    return Said(None, None, reason)
                return self.compared(self.leaf.unset_means, now)
            case Bad(_, reason):
                return Said(None, None, reason)
            case Span():
                return self.spanned(value)
            case _:
                return self.compared(value, now)

    def compared(self, seen: Any, now: Now) -> Said:
        """What the leaf says of a value that is known."""
        raise NotImplementedError

    def spanned(self, span: Span) -> Said:
        """What the leaf says of a count between two numbers: what it says of all of them, where they agree."""
        wanted = self.leaf.wanted
        if not all(map(number, among(wanted))):
            return Said(None, span.low, mismatch(span.low, among(wanted)[0]))
        return Said(None, span.low, f"a count has no '{self.leaf.op}'")

    def judging(self) -> Judge:
        """The verdict of `said` as a function."""
        said, unset_means = self.said, self.leaf.unset_means

        def judge(value: Seen, now: Now) -> bool | None:
            if type(value) is Missing and unset_means is None:
                return None
            return said(value, now).verdict

        return judge if type(self).said is Comparison.said else lambda value, now: said(value, now).verdict

    def test(self, fields: Fields, *, yes: bool) -> Test:
        """The engine's test that holds exactly when the verdict is yes; when it is no, for `yes=False`.

        What the engine cannot compare safely it is told as a flag: the verdict, judged for it anew.
        """
        flag = fields.flag(self.leaf, self.judge, timeless=self.timeless)
        return equal(flag, ["true" if yes else "false"], yes=True)

    def flip(
        self,
        fact: Fact,
        now: Now,
        verdict: bool | None,  # noqa: FBT001 - a verdict
        before: Moment | None = None,
    ) -> Moment | None:
        """The first moment after now at which the verdict is another; an earlier one where finding it takes long.

        What lies beyond `before` need not be right.
        """
        moment = self.candidate(fact, now, before)
        for _ in range(MOST_STEPS):
            if moment is None or (before is not None and moment >= before):
                return moment
            later = now.later(moment)
            if self.judge(later.value(fact, self.leaf.within), later) != verdict:
                return moment
            moment = self.candidate(fact, later, before)
        return moment

    def candidate(self, fact: Fact, now: Now, before: Moment | None = None) -> Moment | None:
        """A moment after now before which time alone cannot change the verdict; None where it never can.

        None, too, where it cannot before `before`.
        """
        if fact.still:
            return None
        if isinstance(fact, (Count, Times)):
            return self._after_changes(fact, now, before)
        return self.moving(fact, now)

    def moving(self, fact: Fact, now: Now) -> Moment | None:
        """The same for what moves all the time; a rulebook compares it with numbers only, anything else looks again soon."""
        window = now.window(self.leaf.within)
        if isinstance(fact, Turns):
            return fact.next_change(now.at, window, None)
        if not isinstance(fact, Aggregate):
            return now.at + 1
        thresholds = [each if number(each) else None for each in among(self.leaf.wanted)]
        found = [fact.next_change(now.at, window, threshold) for threshold in thresholds]
        return min((moment for moment in found if moment is not None), default=None)

    def _after_changes(self, fact: Times | Count, now: Now, before: Moment | None) -> Moment | None:
        """Each change moves a count by one at most, so the verdict stands until as many have come as it is away."""
        away = self.away(now.value(fact, self.leaf.within))
        changes = now.changes(fact, self.leaf.within, before)
        return changes[away - 1] if away <= len(changes) else None

    def away(self, value: Any) -> int:
        """By how much at least a count, or one of the two ends of it, has to change for the verdict to change."""
        wanted = self._number
        if wanted is None:
            return 1
        if type(value) is Span:
            return math.floor(min(abs(value.low - wanted), abs(value.high - wanted))) or 1
        return math.floor(abs(value - wanted)) or 1


Reader = Callable[[str, object], Constant | tuple[Constant, ...]]
"""Reads what stands behind an operator, of this metric; see `rules.language.constants`."""
ANY_SORT = frozenset(Sort)
COUNTED = frozenset({Sort.NUMBER, Sort.TIMES})


@dataclass(frozen=True)
class Kind:
    """A kind of condition on a value: its word in the rulebook, what stands behind it, of what it is asked, how it is said.

    `says`, `counts` and `about` are by language: of a value (`{name}`, `{value}`), of things that are counted (`{n}`,
    `{noun}`), and for the reference.
    """

    word: str
    comparison: type[Comparison]
    fits: frozenset[Sort]
    says: Mapping[str, str]
    about: Mapping[str, str]
    reads: Reader | None = None  # None: the word stands alone
    unset: Reader | None = None  # reads `unset_means`, where that may stand beside it
    counts: Mapping[str, str] = field(default_factory=dict)
    bound: Mapping[str, str] = field(default_factory=dict)  # such as `at least`
    otherwise: str = ""  # the operator that says the contrary
    denies: Mapping[str, str] = field(
        default_factory=dict
    )  # the contrary in words, where no operator says it
    along: str = ""  # in German, what things are counted `mit`; English says `where` and the whole comparison
    of_words: bool = False  # asked of texts and options alone


def in_both(de: str, en: str) -> Mapping[str, str]:
    return {"de": de, "en": en}


def among(wanted: Any) -> list[Any]:
    """What a leaf wants, as a list."""
    return list(wanted) if isinstance(wanted, tuple) else [wanted]


def number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def between(span: Span) -> str:
    return f"between {span.low} and {span.high}: of some it is not known"


def mismatch(seen: object, wanted: object) -> str:
    return f"{sort_of(seen)} cannot be compared with {sort_of(wanted)}"


def all_of(verdicts: Iterable[bool | None]) -> bool | None:
    """No wins, then unknown."""
    answer: bool | None = True
    for verdict in verdicts:
        if verdict is False:
            return False
        if verdict is None:
            answer = None
    return answer


def any_of(verdicts: Iterable[bool | None]) -> bool | None:
    """Yes wins, then unknown."""
    answer: bool | None = False
    for verdict in verdicts:
        if verdict:
            return True
        if verdict is None:
            answer = None
    return answer


def negated(verdict: bool | None) -> bool | None:  # noqa: FBT001 - a verdict is what this is about
    """Not of unknown is unknown."""
    return None if verdict is None else not verdict
