"""What a metric may be seen to hold, as a handful of worlds: any other value is judged like one of these.

For `rules.advice.solving`. The worlds are made of the constants that comparisons look for, and each is judged by the
comparisons themselves. Too many worlds are never wrong, they only find less; a missing one would be.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo
from enum import Enum, auto
from itertools import combinations, combinations_with_replacement, pairwise, product
from math import floor

from accounts.metrics import Span
from accounts.values import Bad, Missing
from rules.conditions import TODAY, Leaf, Op, Sort
from rules.judging.ageing import beginning
from rules.judging.comparison import Comparison, Verdict, among, number
from rules.judging.kinds import comparison
from rules.judging.looking import Now, Seen
from rules.judging.staled import CHANGED
from rules.judging.worded import Contains, Worded
from rules.language.constants import is_age
from rules.language.fixed import FIXED

MOST_WORLDS = 3000
MOST_FREE = 6  # comparisons of words whose verdict on an unknown text is left open
MOST_OPTIONS = 7  # of a property that holds several at once
OTHER = "\N{REPLACEMENT CHARACTER}"
"""A text that is none of those that are asked for."""

_NOBODY: tuple[Seen, ...] = (Missing(), Missing("not read", unreadable=True), Bad("?", "does not fit"))
_ANY_DAY = date(2026, 1, 1)


class Domain(Enum):
    """What sort of values a metric holds."""

    COUNT = auto()  # whole numbers, none below nothing, perhaps known only between two
    SCORE = auto()  # numbers, none below nothing
    NUMBER = auto()
    TEXT = auto()
    ANYTHING = auto()  # a property, whose type only the portal knows


@dataclass(frozen=True)
class World:
    """One way to see a metric: its value through each window, on a day, and what comparisons of words say of it."""

    values: Mapping[int | None, Seen]
    now: Now
    free: Mapping[str, bool] = field(default_factory=dict)


_DOMAINS = {
    Sort.SCORE: Domain.SCORE,
    Sort.TEXT: Domain.TEXT,
    Sort.NAMES: Domain.TEXT,
    Sort.FLAG: Domain.ANYTHING,
    Sort.PROPERTY: Domain.ANYTHING,
}


def domain_of(leaf: Leaf) -> Domain:
    if leaf.measure:
        return Domain.COUNT if leaf.measure.how == "count" else Domain.NUMBER
    if is_age(leaf.metric) or leaf.metric.startswith(CHANGED) or leaf.metric == "coverage.percent":
        return Domain.NUMBER
    sort = FIXED.get(leaf.metric)
    if sort in _DOMAINS:
        return _DOMAINS[sort]
    if sort is Sort.NUMBER or leaf.metric.startswith(
        ("contacts.", "coverage.", "signals.", "deals.", "tickets.", "contact_funnel.")
    ):
        return Domain.COUNT
    return Domain.ANYTHING


def key_of(leaf: Leaf) -> str:
    """Its text without its place; see `Program`."""
    return repr((leaf.metric, leaf.op, leaf.wanted, leaf.within, leaf.unset_means))


@dataclass(frozen=True)
class Judged:
    """The comparisons of one metric, and in which of its worlds each says yes, and no; the numbers of worlds as bits."""

    all: int
    yes: Mapping[str, int]
    no: Mapping[str, int]


def judged(leaves: Sequence[Leaf], tz: tzinfo, names: Sequence[str]) -> Judged | None:
    """All leaves look at one metric. `names`: the only ones it may hold. None: there are too many worlds to tell."""
    found: list[World] = []
    compared = [comparison(leaf) for leaf in leaves]
    for world in _worlds(compared, tz, names):
        found.append(world)
        if len(found) > MOST_WORLDS:
            return None
    yes, no = {}, {}
    for each in compared:
        verdicts = [_verdict(each, world) for world in found]
        yes[key_of(each.leaf)] = sum(1 << place for place, said in enumerate(verdicts) if said is True)
        no[key_of(each.leaf)] = sum(1 << place for place, said in enumerate(verdicts) if said is False)
    return Judged((1 << len(found)) - 1, yes, no)


def _verdict(compared: Comparison, world: World) -> Verdict:
    said = world.free.get(key_of(compared.leaf))
    return compared.judge(world.values[compared.leaf.within], world.now) if said is None else said


def _worlds(compared: Sequence[Comparison], tz: tzinfo, names: Sequence[str]) -> Iterator[World]:
    leaves = [each.leaf for each in compared]
    windows: list[int | None] = sorted(
        {leaf.within for leaf in leaves}, key=lambda window: float("inf") if window is None else window
    )
    days = _days(leaves)
    nows = _nows(leaves, days, tz)
    domain = domain_of(leaves[0])
    for now in nows:
        for value in _NOBODY:
            yield World(dict.fromkeys(windows, value), now)
        if domain is Domain.COUNT:
            yield from _counts(leaves, windows, now)
            continue
        around = sorted({day for each in (*days, now.today or _ANY_DAY) for day in _around(each)})
        for value in _plain(leaves, domain, around, tz, names):
            yield World(dict.fromkeys(windows, value), now)
        if domain in {Domain.TEXT, Domain.ANYTHING} and not names:
            yield from _texts(compared, windows, now)


def _counts(leaves: Sequence[Leaf], windows: Sequence[int | None], now: Now) -> Iterator[World]:
    """What has happened within a short time has happened within a longer one."""
    least = 1 if leaves[0].metric == "cycle" else 0
    points = sorted(
        {least, *(int(each) for each in _numbers(leaves, ()) if each >= least and each == int(each))}
    )
    for several in combinations_with_replacement(points, len(windows)):
        yield World(dict(zip(windows, several, strict=True)), now)
    for low, high in combinations(points, 2):
        yield World(dict.fromkeys(windows, Span(low, high)), now)


def _plain(
    leaves: Sequence[Leaf], domain: Domain, days: Sequence[date], tz: tzinfo, names: Sequence[str]
) -> Iterator[Seen]:
    """Values in which nothing is left open."""
    if domain is Domain.SCORE:
        yield from (each for each in {0, *_numbers(leaves, ())} if each >= 0)
    if domain is Domain.NUMBER:
        yield from _numbers(leaves, ())
    if domain is Domain.ANYTHING and not names:
        dated = any(leaf.op in {Op.BEFORE, Op.AFTER} for leaf in leaves)
        yield from _numbers(leaves, [beginning(day, tz) for day in days] if dated else ())
        yield from (True, False)
        yield from days
    yield from names


def _numbers(leaves: Sequence[Leaf], also: Iterable[float]) -> set[float]:
    """Each constant, and one number of each kind on both sides of it."""
    constants = [each for leaf in leaves for each in (*among(leaf.wanted), leaf.unset_means) if number(each)]
    ends = sorted({*map(_exact, constants), *also}) or [0]
    found = {
        *ends,
        ends[0] - 1,
        ends[0] - 0.5,
        ends[-1] + 1,
        ends[-1] + 0.5,
        floor(ends[0]) - 1,
        floor(ends[-1]) + 1,
    }
    for low, high in pairwise(ends):
        found |= {(low + high) / 2, *(each for each in (floor(low) + 1, floor(low) + 2) if each < high)}
    return found


def _exact(constant: object) -> float:
    return constant if isinstance(constant, (int, float)) else 0


def _days(leaves: Sequence[Leaf]) -> list[date]:
    """The days that are asked for, those written as texts too."""
    found = {
        each for leaf in leaves for each in (*among(leaf.wanted), leaf.unset_means) if isinstance(each, date)
    }
    for text in _words(leaves):
        try:
            found.add(date.fromisoformat(text))
        except ValueError:
            continue
    return sorted(found)


def _around(day: date) -> Iterator[date]:
    """The day, the ones beside it, and those beside them."""
    for away in (-2, -1, 0, 1, 2):
        try:
            yield day + timedelta(days=away)
        except OverflowError:
            continue


def _nows(leaves: Sequence[Leaf], days: Sequence[date], tz: tzinfo) -> list[Now]:
    """Moments on each side of all days that are asked for; one will do where nothing is compared with today."""
    if all(leaf.wanted != TODAY or leaf.op not in {Op.BEFORE, Op.AFTER} for leaf in leaves):
        return [_noon(_ANY_DAY, tz)]
    return [_noon(day, tz) for day in sorted({each for day in (*days, _ANY_DAY) for each in _around(day)})]


def _noon(day: date, tz: tzinfo) -> Now:
    try:
        at = int(datetime(day.year, day.month, day.day, 12, tzinfo=UTC).timestamp())
    except (OverflowError, ValueError):
        at = 0
    return Now(at, None, tz)


def _words(leaves: Sequence[Leaf]) -> list[str]:
    """The texts that values are compared with as a whole."""
    found = [
        each for leaf in leaves for each in (*among(leaf.wanted), leaf.unset_means) if isinstance(each, str)
    ]
    return sorted({each.casefold() for each in found})


def _texts(compared: Sequence[Comparison], windows: Sequence[int | None], now: Now) -> Iterator[World]:
    """Each text that is asked for, another one, and several options at once; what patterns say is left open."""
    leaves = [each.leaf for each in compared]
    worded = [each.leaf for each in compared if isinstance(each, Worded)]
    patterns = [leaf for leaf in worded if leaf.op == "matches"]
    open_to_many = [
        each.leaf for each in compared if isinstance(each, Worded) and not isinstance(each, Contains)
    ]
    words = _words(leaves)
    for word in words:
        yield from _left_open(word, patterns, windows, now)
    yield from _left_open(OTHER, worded, windows, now)
    options = sorted({part for word in words for part in (word, *word.split(";")) if part})
    if len(options) > MOST_OPTIONS:
        yield from (World({}, now) for _ in range(MOST_WORLDS + 1))  # as good as too many
        return
    exact = [tuple(word.split(";")) for word in words if ";" in word]
    chosen = [each for size in range(1, len(options) + 1) for each in combinations(options, size)]
    for several in (*chosen, *(each[::-1] for each in chosen if len(each) > 1), *exact):
        yield from _left_open(several, patterns, windows, now)
    for several in ((), *chosen):
        yield from _left_open((*several, OTHER), open_to_many, windows, now)


def _left_open(
    value: Seen, leaves: Sequence[Leaf], windows: Sequence[int | None], now: Now
) -> Iterator[World]:
    keys = sorted({key_of(leaf) for leaf in leaves})
    values = dict.fromkeys(windows, value)
    if len(keys) > MOST_FREE:
        yield from (World(values, now) for _ in range(MOST_WORLDS + 1))  # as good as too many
        return
    for said in product((True, False), repeat=len(keys)):
        yield World(values, now, dict(zip(keys, said, strict=True)))
