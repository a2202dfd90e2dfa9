"""What one comparison says of one fact at a moment.

`say` is the only place that compares: the walk, the engine's flags and the wake times all ask it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from operator import ge, gt, le, lt
from typing import Any, NamedTuple, TypeVar

from accounts.metrics import Const, Count, Fact, Span, Window, read
from accounts.values import Bad, Missing, Moment, Value
from rules.conditions import TODAY, Constant, Leaf, Op
from rules.parsing import sort_of

_T = TypeVar("_T")
Seen = Constant | tuple[Constant, ...] | None

COMPARE: Mapping[Op, Callable[[Any, Any], bool]] = {
    Op.AT_LEAST: ge,
    Op.AT_MOST: le,
    Op.MORE_THAN: gt,
    Op.LESS_THAN: lt,
}


@dataclass(frozen=True)
class Now:
    """When it is, since when facts count (None: from the beginning), and where days begin.

    Remembers what was read, so that many conditions on the same facts read each of them once; it must not outlive them.
    """

    at: Moment
    since: Moment | None
    tz: tzinfo
    _memory: dict[object, Any] = field(default_factory=dict, repr=False, compare=False)

    def later(self, at: Moment) -> "Now":
        return self._once(at, lambda: Now(at, self.since, self.tz))

    def value(self, fact: Fact, within: int | None) -> Value | Span:
        if type(fact) is Const:
            return fact.value
        return self._once((id(fact), within), lambda: read(fact, self.at, Window(self.since, within)))

    def flips(self, count: Count) -> list[Moment]:
        """When each of the things that are counted may first be counted otherwise."""
        return self._once(id(count), lambda: _flips(count, self))

    def _once(self, key: object, make: Callable[[], _T]) -> _T:
        if key not in self._memory:
            self._memory[key] = make()
        found: _T = self._memory[key]
        return found


def _flips(count: Count, now: Now) -> list[Moment]:
    flips = (count.where.flip(thing, now.at, now.since) for thing in count.of)
    return sorted(moment for moment in flips if moment is not None)


class Said(NamedTuple):
    """A leaf's verdict (None: unknown), the value it saw, and why it cannot tell."""

    verdict: bool | None
    seen: Seen = None
    because: str = ""


def say(leaf: Leaf, fact: Fact, now: Now) -> Said:
    """What a leaf says of its fact."""
    return say_of(leaf, now.value(fact, leaf.within), now)


def say_of(leaf: Leaf, value: Value | Span, now: Now) -> Said:
    """What a leaf says of a value that was read for it."""
    if leaf.op is Op.KNOWN or leaf.op is Op.UNKNOWN:
        return _known(leaf.op, value)
    match value:
        case Missing(reason, unreadable):
            if leaf.unset_means is None or unreadable:
                return Said(None, None, reason)
            return _compared(leaf, leaf.unset_means, now)
        case Bad(_, reason):
            return Said(None, None, reason)
        case Span():
            return _spanned(leaf, value)
        case _:
            return _compared(leaf, value, now)


def all_of(verdicts: Iterable[bool | None]) -> bool | None:
    """No wins, then unknown."""
    known = list(verdicts)
    if False in known:
        return False
    return None if None in known else True


def any_of(verdicts: Iterable[bool | None]) -> bool | None:
    """Yes wins, then unknown."""
    known = list(verdicts)
    if True in known:
        return True
    return None if None in known else False


def negated(verdict: bool | None) -> bool | None:  # noqa: FBT001 - a verdict is what this is about
    """Not of unknown is unknown."""
    return None if verdict is None else not verdict


def folded(seen: str | tuple[str, ...] | date) -> str:
    """A value as text for comparing: without case, several options joined as HubSpot joins them."""
    match seen:
        case tuple():
            return ";".join(seen).casefold()
        case date():
            return seen.isoformat()
        case _:
            return seen.casefold()


def number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _known(op: Op, value: Any) -> Said:
    match value:
        case Missing(reason, unreadable):
            return Said(None if unreadable else op is Op.UNKNOWN, None, reason)
        case Bad(_, reason):
            return Said(None, None, reason)
        case Span():
            return Said(op is Op.UNKNOWN, value.low, _between(value))
        case _:
            return Said(op is Op.KNOWN, value)


def _between(span: Span) -> str:
    return f"between {span.low} and {span.high}: of some it is not known"


def _spanned(leaf: Leaf, span: Span) -> Said:
    """A count between two numbers says yes where all of them say yes, and no where all of them say no."""
    wanted: list[Any] = list(leaf.wanted) if isinstance(leaf.wanted, tuple) else [leaf.wanted]
    if not all(map(number, wanted)):
        return Said(None, span.low, _mismatch(span.low, wanted[0]))
    if compare := COMPARE.get(leaf.op):
        low, high = compare(span.low, wanted[0]), compare(span.high, wanted[0])
        return Said(low if low == high else None, span.low, _between(span))
    hits = {each for each in wanted if span.low <= each <= span.high and each == int(each)}
    among = None if hits else False
    if len(hits) > span.high - span.low:
        among = True
    match leaf.op:
        case Op.IS | Op.IS_ANY_OF:
            return Said(among, span.low, _between(span))
        case Op.IS_NOT:
            return Said(negated(among), span.low, _between(span))
        case _:
            return Said(None, span.low, f"a count has no '{leaf.op}'")


def _compared(leaf: Leaf, seen: Any, now: Now) -> Said:
    if leaf.op in COMPARE:
        if number(seen) and number(leaf.wanted):
            return Said(COMPARE[leaf.op](seen, leaf.wanted), seen)
        return Said(None, seen, _mismatch(seen, leaf.wanted))
    if leaf.op in {Op.BEFORE, Op.AFTER}:
        return _dated(leaf, seen, now)
    return _EQUALITY[leaf.op](leaf.wanted, seen)


def _is(wanted: Any, seen: Any) -> Said:
    """Texts are equal whatever their case."""
    if isinstance(wanted, str) and isinstance(seen, (str, tuple, date)):
        return Said(wanted.casefold() == folded(seen), seen)
    if sort_of(wanted) != sort_of(seen):
        return Said(None, seen, _mismatch(seen, wanted))
    return Said(bool(wanted == seen), seen)


def _is_not(wanted: Any, seen: Any) -> Said:
    said = _is(wanted, seen)
    return Said(negated(said.verdict), said.seen, said.because)


def _is_any_of(wanted: Any, seen: Any) -> Said:
    """Of several options one is enough."""
    members = seen if isinstance(seen, tuple) and seen else (seen,)
    said = [_is(one, member) for one in wanted for member in members]
    verdict = any_of(each.verdict for each in said)
    return Said(verdict, seen, said[0].because if verdict is None else "")


def _contains(wanted: Any, seen: Any) -> Said:
    """A part of a text, or one of several options."""
    match seen:
        case tuple():
            return Said(wanted.casefold() in {member.casefold() for member in seen}, seen)
        case str():
            return Said(wanted.casefold() in seen.casefold(), seen)
        case _:
            return Said(None, seen, _mismatch(seen, wanted))


_EQUALITY: Mapping[Op, Callable[[Any, Any], Said]] = {
    Op.IS: _is,
    Op.IS_NOT: _is_not,
    Op.IS_ANY_OF: _is_any_of,
    Op.CONTAINS: _contains,
}


def _dated(leaf: Leaf, seen: Any, now: Now) -> Said:
    """Compares days where the book says days begin; a moment stands for the day on which it falls there."""
    day = day_of(seen, now.tz)
    wanted = day_of(now.at, now.tz) if leaf.wanted == TODAY else leaf.wanted
    if day is None or not isinstance(wanted, date):
        return Said(None, seen, _mismatch(seen, date.min))
    return Said(day < wanted if leaf.op is Op.BEFORE else day > wanted, seen)


def day_of(seen: Any, tz: tzinfo) -> date | None:
    """The day a date or a moment stands for; None where the value is neither."""
    if isinstance(seen, int) and not isinstance(seen, bool):
        try:
            return datetime.fromtimestamp(seen, tz=tz).date()
        except (ValueError, OverflowError, OSError):
            return None
    return seen if isinstance(seen, date) else None


def _mismatch(seen: object, wanted: object) -> str:
    return f"{sort_of(seen)} cannot be compared with {sort_of(wanted)}"
