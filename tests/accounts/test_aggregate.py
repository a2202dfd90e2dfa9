"""What one fact of several things comes to: a sum, the least, the most, an average."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from accounts.metrics import (
    ALWAYS,
    NOT_A_FACT,
    Age,
    Aggregate,
    Const,
    Fact,
    Facts,
    Score,
    Times,
    Window,
    next_change,
    read,
)
from accounts.numbers import NOTHING, How
from accounts.values import Bad, Missing, Moment, Value

DAY = 86_400
AT = 20_000 * DAY
HOWS: tuple[How, ...] = ("sum", "min", "max", "average")


@dataclass(frozen=True)
class AtLeast:
    """A predicate as the rules make them: one fact reaches a threshold; unknown where the fact is."""

    metric: str
    threshold: float

    def verdicts(self, things: Sequence[Facts], at: Moment, since: Moment | None) -> list[bool | None]:
        values = [read(facts.get(self.metric, NOT_A_FACT), at, Window(since)) for facts in things]
        return [value >= self.threshold if isinstance(value, (int, float)) else None for value in values]

    def flips(
        self, things: Sequence[Facts], at: Moment, since: Moment | None, before: Moment | None
    ) -> list[Moment]:
        facts = [thing.get(self.metric, NOT_A_FACT) for thing in things]
        flips = [next_change(fact, at, Window(since), self.threshold) for fact in facts]
        return [flip for flip in flips if flip is not None and (before is None or flip < before)]


def deal(amount: Value, weight: Value = 1) -> Facts:
    return {"deal.amount": Const(amount), "weight": Const(weight)}


COUNTS = AtLeast("weight", 1)
EMPTY, UNREAD = Missing(), Missing("amount was not read yet", unreadable=True)


def missing(says: str) -> Missing:
    return Missing(says)


@pytest.mark.parametrize(
    ("things", "how", "value"),
    [
        pytest.param([], "sum", 0, id="a sum of nothing"),
        pytest.param([], "min", Missing(NOTHING), id="nothing has no least"),
        pytest.param([], "max", Missing(NOTHING), id="and no most"),
        pytest.param([], "average", Missing(NOTHING), id="and no average"),
        pytest.param([deal(5, 0)], "average", Missing(NOTHING), id="what does not count is nothing"),
        pytest.param([deal(5), deal(7, 0), deal(8)], "sum", 13, id="only what counts is added"),
        pytest.param([deal(5), deal(0.5)], "sum", 5.5, id="halves"),
        pytest.param([deal(5), deal(8)], "min", 5, id="the least"),
        pytest.param([deal(5), deal(8)], "max", 8, id="the most"),
        pytest.param([deal(5), deal(8)], "average", 6.5, id="the average"),
        pytest.param([deal(5), deal(EMPTY, 0)], "sum", 5, id="of what does not count nothing has to be known"),
        pytest.param([deal(5), deal(EMPTY)], "sum", missing("of 1 deal the amount is not known"), id="an empty one"),
        pytest.param([deal(Bad("x", "no")), deal(EMPTY)], "max", missing("of 2 deals the amount is not known"), id="one that is no number"),
        pytest.param([deal("5")], "min", missing("of 1 deal the amount is not known"), id="a text is no number"),
        pytest.param([deal(True)], "sum", missing("of 1 deal the amount is not known"), id="nor is yes"),
        pytest.param([deal(UNREAD), deal(EMPTY)], "sum", Missing("of 2 deals the amount is not known", unreadable=True), id="one that could not be read"),
        pytest.param([deal(5), deal(5, EMPTY)], "sum", missing("1 deal may count or not"), id="whether it counts is not known"),
        pytest.param([deal(5, UNREAD), deal(5, EMPTY)], "sum", Missing("2 deals may count or not", unreadable=True), id="nor can it be"),
        pytest.param([deal(UNREAD, 0), deal(5, EMPTY)], "sum", missing("1 deal may count or not"), id="what does not count is no cause"),
        pytest.param([{"weight": Const(1)}], "sum", missing("of 1 deal the amount is not known"), id="a fact that is not there"),
    ],
)  # fmt: skip
def test_what_things_come_to(things: list[Facts], how: How, value: Value) -> None:
    """Of those that count; unknown, with the reason, as soon as one of them is."""
    assert read(Aggregate(tuple(things), how, "deal.amount", COUNTS), AT) == value


@pytest.mark.parametrize(("how", "kind"), [("sum", int), ("min", int), ("max", int), ("average", float)])
def test_whole_numbers_stay_whole(how: How, kind: type) -> None:
    """But for an average, which never is."""
    assert type(read(Aggregate((deal(4), deal(6)), how, "deal.amount"), AT)) is kind


@pytest.mark.parametrize(
    ("name", "noun"), [("score", "contact"), ("ticket.size", "ticket"), ("changed.deal.amount", "deal")]
)
def test_a_reason_names_the_things(name: str, noun: str) -> None:
    """By the property: what is no deal's and no ticket's is a contact's."""
    said = read(Aggregate(({}, {}), "max", name), AT)
    assert said == Missing(f"of 2 {noun}s the {name.rpartition('.')[2]} is not known")


def test_a_moving_fact_is_looked_at_through_the_window() -> None:
    """What came before the cycle, or is older than the window, does not count."""
    things = ({"signals.any": Times((AT - 9, AT - 3))}, {"signals.any": Times((AT - 2,))})
    total = Aggregate(things, "sum", "signals.any")
    assert [read(total, AT, window) for window in (ALWAYS, Window(AT - 9), Window(None, 3))] == [3, 2, 1]


def aged(*seconds: int) -> tuple[Facts, ...]:
    return tuple({"x": Age(AT - each)} for each in seconds)


@pytest.mark.parametrize(
    ("fact", "threshold", "moment"),
    [
        pytest.param(Aggregate((deal(5),), "sum", "deal.amount"), 9, None, id="constants never change"),
        pytest.param(Aggregate((deal(5),), "sum", "deal.amount", COUNTS), 9, None, id="nor whether they count"),
        pytest.param(Aggregate(aged(10, 20), "sum", "x"), 50, AT + 10, id="two ages rise by two a second"),
        pytest.param(Aggregate(aged(10, 20), "max", "x"), 50, AT + 30, id="the older one gets there first"),
        pytest.param(Aggregate(aged(10, 20), "min", "x"), 50, AT + 40, id="the younger one last"),
        pytest.param(Aggregate(aged(10, 20), "average", "x"), 50, AT + 35, id="between them"),
        pytest.param(Aggregate(aged(10, 20), "sum", "x"), 30, AT + 1, id="past it in a second"),
        pytest.param(Aggregate(aged(10, 20), "sum", "x"), 29, None, id="once past, always past"),
        pytest.param(Aggregate(aged(10, 20), "sum", "x"), None, None, id="that there is a number does not change"),
        pytest.param(Aggregate((*aged(10), {}), "sum", "x"), 50, None, id="nor that there is none"),
        pytest.param(Aggregate(({"x": Times((AT - 3, AT + 7))},), "sum", "x"), 2, AT + 7, id="what lies ahead comes"),
        pytest.param(Aggregate(({"x": Score(((AT - DAY, 8.0),), DAY)},), "sum", "x"), 0, AT + 1074 * DAY, id="no points are left but in the end"),
    ],
)  # fmt: skip
def test_when_it_may_change(fact: Fact, threshold: float | None, moment: Moment | None) -> None:
    """Time alone carries it across the threshold then, and not long before."""
    found = next_change(fact, AT, ALWAYS, threshold)
    assert found is None if moment is None else (found is not None and abs(found - moment) <= 2 * DAY)
    if moment is not None and moment < AT + DAY:
        assert found == moment


def test_who_cools_down_no_longer_counts() -> None:
    """The first of the things of which the predicate may say otherwise is the moment to look again."""
    people: tuple[Facts, ...] = tuple(
        {"weight": Score(((AT, points),), 30 * DAY), "x": Const(1)} for points in (20.0, 40.0, 5.0)
    )
    total = Aggregate(people, "sum", "x", AtLeast("weight", 10))
    assert next_change(total, AT, ALWAYS, 99) == next_change(total, AT, ALWAYS, None) == AT + 30 * DAY
    assert [read(total, AT + days * DAY) for days in (0, 31, 61)] == [2, 1, 0]


@pytest.mark.parametrize(
    ("things", "where", "still"),
    [
        pytest.param((), COUNTS, True, id="nothing"),
        pytest.param((deal(5),), None, True, id="constants"),
        pytest.param((deal(5),), COUNTS, False, id="who counts may change"),
        pytest.param(({"deal.amount": Age(AT)},), None, False, id="an age"),
    ],
)
def test_what_is_still_never_changes(things: tuple[Facts, ...], where: AtLeast | None, still: bool) -> None:  # noqa: FBT001
    """Whoever asks is spared the reading."""
    assert Aggregate(things, "sum", "deal.amount", where).still is still


numbers = st.integers(-1000, 1000) | st.floats(-1000, 1000).map(lambda found: found + 0.0)
values: st.SearchStrategy[Value] = st.one_of(
    numbers, numbers, numbers, st.booleans(), st.builds(Missing, unreadable=st.booleans())
)
things = st.lists(st.builds(deal, values, st.sampled_from([0, 1, 1, 2, EMPTY])), max_size=6)


def slowly(found: list[Facts], how: How) -> Any:
    """The same, one thing after the other, in exact fractions."""
    amounts: list[Fraction | None] = []
    for thing in found:
        weight, amount = (read(thing[name], AT) for name in ("weight", "deal.amount"))
        if isinstance(weight, Missing):
            return None
        if weight == 0:
            continue
        if isinstance(amount, (Missing, bool)):
            amounts.append(None)
        else:
            assert isinstance(amount, (int, float))
            amounts.append(Fraction(amount))
    if None in amounts or (how != "sum" and not amounts):
        return None
    exact = [amount for amount in amounts if amount is not None]
    match how:
        case "sum":
            return sum(exact)
        case "average":
            return sum(exact) / len(exact)
        case _:
            return sorted(exact)[-1 if how == "max" else 0]


@given(things, st.sampled_from(HOWS))
def test_it_is_what_slow_counting_says(found: list[Facts], how: How) -> None:
    """In exact fractions: unknown where that is unknown, else the same number."""
    said, exact = read(Aggregate(tuple(found), how, "deal.amount", COUNTS), AT), slowly(found, how)
    assert isinstance(said, Missing) == (exact is None)
    if exact is not None:
        assert said == pytest.approx(float(exact), rel=1e-12, abs=1e-12)


@given(things, st.sampled_from(HOWS), st.randoms(use_true_random=False))
def test_the_order_of_things_does_not_matter(found: list[Facts], how: How, luck: random.Random) -> None:
    """To the last digit and type."""
    first = read(Aggregate(tuple(found), how, "deal.amount", COUNTS), AT)
    luck.shuffle(found)
    assert repr(read(Aggregate(tuple(found), how, "deal.amount", COUNTS), AT)) == repr(first)


moments = st.integers(AT - 400 * DAY, AT + 400 * DAY)
points = st.tuples(moments, st.floats(0.01, 1000))
moving: st.SearchStrategy[Fact] = st.one_of(
    st.builds(Const, st.integers(-50, 50)),
    st.builds(Age, moments),
    st.builds(Times, st.lists(moments, max_size=4).map(lambda found: tuple(sorted(found)))),
    st.builds(
        Score,
        st.lists(points, max_size=4).map(lambda found: tuple(sorted(found))),
        st.integers(DAY, 365 * DAY),
    ),
)
weights = st.lists(points, min_size=1, max_size=2).map(lambda found: Score(tuple(sorted(found)), 20 * DAY))
windows = st.builds(Window, since=st.none() | moments, within=st.none() | st.integers(1, 400 * DAY))


aggregates = st.builds(
    Aggregate,
    st.lists(st.fixed_dictionaries({"x": moving, "weight": weights}), max_size=4).map(tuple),
    st.sampled_from(HOWS),
    st.just("x"),
    st.none() | st.builds(AtLeast, st.just("weight"), st.floats(0.1, 500)),
)
ONE_RISES_ONE_FALLS = Aggregate(({"x": Age(AT - 5)}, {"x": Score(((AT, 8.0),), DAY)}), "sum", "x")


@given(
    aggregates,
    windows,
    st.floats(0.001, 2000) | st.integers(-100, 800 * DAY),
    st.lists(st.floats(0, 1), max_size=8),
)
@example(ONE_RISES_ONE_FALLS, ALWAYS, 13, [0.5])
def test_nothing_changes_before_it_is_said_to(
    fact: Aggregate, window: Window, threshold: float, samples: list[float]
) -> None:
    """Early is allowed, late is not: until the moment named, every comparison with the threshold stays as it is."""
    moment = next_change(fact, AT, window, threshold)
    assert moment is None or moment > AT
    until = AT + 800 * DAY if moment is None else min(moment, AT + 800 * DAY)

    def compared(at: Moment) -> tuple[object, ...]:
        value = read(fact, at, window)
        if isinstance(value, (int, float)):
            return value >= threshold, value > threshold
        return (type(value),)

    now = compared(AT)
    tried = {AT + 1, until - 1, *(AT + int(share * (until - 1 - AT)) for share in samples)}
    for each in sorted(one for one in tried if AT < one < until):
        assert compared(each) == now
