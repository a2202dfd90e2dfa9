"""How a fact moves with time: what it says at a moment, and when it may say something else."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from accounts.metrics import (
    ALWAYS,
    NOT_A_FACT,
    Age,
    Const,
    Count,
    Fact,
    Facts,
    Score,
    Span,
    Times,
    Window,
    next_change,
    read,
)
from accounts.values import Bad, Missing, Moment, Value

DAY = 86_400
AT = 20_000 * DAY  # some moment in 2024
FOREVER = 200 * DAY  # as long as the shortest half-life below leaves something of every score


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


def scored(points: float, at: Moment = AT) -> Facts:
    return {"score": Score(((at, points),), 30 * DAY)}


WARM = AtLeast("score", 10)


@pytest.mark.parametrize(
    ("fact", "window", "value"),
    [
        pytest.param(Const("green"), ALWAYS, "green", id="a constant"),
        pytest.param(Const(Missing()), ALWAYS, Missing(), id="a constant nobody knows"),
        pytest.param(Const(Bad("1,5", "comma")), ALWAYS, Bad("1,5", "comma"), id="a constant nobody can read"),
        pytest.param(Age(AT - 90), ALWAYS, 90, id="an age in seconds"),
        pytest.param(Age(None), ALWAYS, Missing("never happened"), id="an age of what never happened"),
        pytest.param(Times(), ALWAYS, 0, id="never"),
        pytest.param(Times((AT - 9, AT - 1)), ALWAYS, 2, id="twice"),
        pytest.param(Times((AT,)), ALWAYS, 1, id="just now counts"),
        pytest.param(Times((AT + 1,)), ALWAYS, 0, id="what lies ahead does not"),
        pytest.param(Times((AT - 10,)), Window(within=10), 0, id="as old as the window is outside"),
        pytest.param(Times((AT - 9,)), Window(within=10), 1, id="a second younger is inside"),
        pytest.param(Times((AT - 5,)), Window(since=AT - 5), 0, id="what began the cycle is not counted in it"),
        pytest.param(Times((AT - 4,)), Window(since=AT - 5), 1, id="what came after it is"),
        pytest.param(Times((AT - 8, AT - 4, AT - 1)), Window(since=AT - 5, within=3), 1, id="cycle and window"),
        pytest.param(Score((), DAY), ALWAYS, 0.0, id="no points"),
        pytest.param(Score(((AT, 8.0),), DAY), ALWAYS, 8.0, id="fresh points are whole"),
        pytest.param(Score(((AT - DAY, 8.0),), DAY), ALWAYS, 4.0, id="half after a half-life"),
        pytest.param(Score(((AT - 3 * DAY, 8.0),), DAY), ALWAYS, 1.0, id="an eighth after three"),
        pytest.param(Score(((AT - 2 * DAY, 8.0), (AT - DAY, 8.0), (AT, 8.0)), DAY), ALWAYS, 14.0, id="they add up"),
        pytest.param(Score(((AT - DAY, 8.0), (AT, 8.0)), DAY), Window(since=AT - DAY), 8.0, id="a new cycle begins at none"),
        pytest.param(Score(((AT + 1, 8.0),), DAY), ALWAYS, 0.0, id="points that lie ahead"),
        pytest.param(Count((), WARM), ALWAYS, 0, id="nobody"),
        pytest.param(Count((scored(10), scored(9.9)), WARM), ALWAYS, 1, id="one of two"),
        pytest.param(Count((scored(10), {}), WARM), ALWAYS, Span(1, 2), id="of one it is not known"),
        pytest.param(Count((scored(9), {}), WARM), ALWAYS, Span(0, 1), id="neither of the other"),
        pytest.param(Count((scored(12), scored(12)), WARM), Window(since=AT), 0, id="a new cycle counts anew"),
    ],
)  # fmt: skip
def test_what_a_fact_says(fact: Fact, window: Window, value: Value | Span) -> None:
    """At one moment, through one window."""
    assert read(fact, AT, window) == value


@pytest.mark.parametrize(
    ("fact", "window", "threshold", "moment"),
    [
        pytest.param(Const(3), ALWAYS, 5, None, id="a constant never changes"),
        pytest.param(Age(None), ALWAYS, 5, None, id="what never happened does not age"),
        pytest.param(Age(AT - 3), ALWAYS, 5, AT + 2, id="an age reaches its threshold to the second"),
        pytest.param(Age(AT - 5), ALWAYS, 5, AT + 1, id="and passes it in the next"),
        pytest.param(Age(AT - 6), ALWAYS, 5, None, id="once past, always past"),
        pytest.param(Age(AT), ALWAYS, None, None, id="whether there is an age does not change"),
        pytest.param(Times((AT - 3,)), ALWAYS, 1, None, id="without a window nothing is forgotten"),
        pytest.param(Times((AT - 3,)), Window(within=10), 1, AT + 7, id="out of the window"),
        pytest.param(Times((AT - 30, AT - 3)), Window(within=10), 1, AT + 7, id="the one outside is gone already"),
        pytest.param(Times((AT + 4,)), ALWAYS, 1, AT + 4, id="what lies ahead comes"),
        pytest.param(Times((AT - 3,)), Window(since=AT - 3, within=10), 1, None, id="of an earlier cycle"),
        pytest.param(Score((), DAY), ALWAYS, 5, None, id="no points never fall"),
        pytest.param(Score(((AT - DAY, 8.0),), DAY), ALWAYS, 5, None, id="below already"),
        pytest.param(Score(((AT - DAY, 4.0), (AT + 9, 8.0)), DAY), ALWAYS, 5, AT + 9, id="until points come"),
        pytest.param(Count((scored(20), scored(5)), WARM), ALWAYS, 1, AT + 30 * DAY, id="when one of them cools down"),
        pytest.param(Count((), WARM), ALWAYS, 1, None, id="of nobody"),
    ],
)  # fmt: skip
def test_when_a_fact_may_change(
    fact: Fact, window: Window, threshold: float | None, moment: Moment | None
) -> None:
    """Time alone carries it across the threshold then, and not before."""
    assert next_change(fact, AT, window, threshold) == moment


def test_a_score_falls_below_its_threshold_after_its_half_lives() -> None:
    """40 points with 30 days are 10 after 60 days: at that second they still hold, in the next they do not."""
    score = Score(((AT, 40.0),), 30 * DAY)
    moment = next_change(score, AT, ALWAYS, 10)
    assert moment == AT + 60 * DAY
    assert read(score, moment) == 10.0
    assert next_change(score, moment, ALWAYS, 10) == moment + 1
    assert not math.isclose(score.at(moment + 1, None), 10, rel_tol=1e-9)
    assert next_change(score, moment + 1, ALWAYS, 10) is None


moments = st.integers(AT - 400 * DAY, AT + 400 * DAY)
windows = st.builds(
    Window,
    since=st.none() | moments,
    within=st.none() | st.integers(1, 400 * DAY),
)
times = st.builds(Times, st.lists(moments, max_size=6).map(lambda found: tuple(sorted(found))))
points = st.tuples(moments, st.floats(0.01, 1000))
scores = st.builds(
    Score,
    st.lists(points, max_size=6).map(lambda found: tuple(sorted(found))),
    st.integers(DAY, 365 * DAY),
)
ages = st.builds(Age, st.none() | moments)
thresholds = st.floats(0.001, 2000) | st.integers(-5, 400 * DAY)
simple: st.SearchStrategy[Fact] = st.builds(Const, st.integers()) | ages | times | scores


def reaches(fact: Fact, at: Moment, window: Window, threshold: float) -> tuple[object, ...]:
    """Every comparison that a rule can make with the threshold."""
    value = read(fact, at, window)
    if isinstance(value, (int, float)):
        return value >= threshold, value > threshold, value == threshold
    return (value,)


def first_difference(
    fact: Fact, at: Moment, window: Window, threshold: float, until: Moment
) -> Moment | None:
    """Some moment in [at, until) at which a comparison says otherwise, sought where that can be."""
    around = {at + 1, until - 1, (at + until) // 2, *(at + 1 + n * (until - at) // 50 for n in range(50))}
    match fact:
        case Times(happened):
            around |= {moment + shift for moment in happened for shift in (0, window.within or 0)}
        case Score(given, _):
            around |= {moment for moment, _ in given}
        case Age(since) if since is not None:
            around |= {since + math.floor(threshold), since + math.ceil(threshold)}
    now = reaches(fact, at, window, threshold)
    near = {moment + shift for moment in around for shift in (-1, 0, 1)}
    return next(
        (m for m in sorted(near) if at <= m < until and reaches(fact, m, window, threshold) != now), None
    )


@given(simple, moments, windows, thresholds)
@example(Score(((AT, 3.0),), 7), AT, ALWAYS, 1.5)
@example(Score(((AT, 3.0),), 1), AT, ALWAYS, 3.0)
@example(Age(AT), AT, ALWAYS, 0.5)
def test_nothing_changes_before_it_is_said_to(
    fact: Fact, at: Moment, window: Window, threshold: float
) -> None:
    """Early is allowed, late is not: from `at` until the moment named, every comparison stays as it is."""
    moment = next_change(fact, at, window, threshold)
    assert moment is None or moment > at
    until = FOREVER + at if moment is None else moment
    if isinstance(fact, Score):
        assume(
            reaches(fact, at, window, threshold)[2] is False
        )  # hitting a float exactly is no rule's business
    assert first_difference(fact, at, window, threshold, until) is None


@given(
    st.lists(scores, max_size=4).map(lambda found: tuple({"score": one} for one in found)),
    moments,
    st.none() | moments,
    st.floats(0.001, 2000),
)
def test_a_count_changes_no_earlier_than_one_of_those_it_counts(
    counted: tuple[Facts, ...], at: Moment, since: Moment | None, threshold: float
) -> None:
    """The count stays as it is until the first of its things may flip."""
    fact = Count(counted, AtLeast("score", threshold))
    moment = next_change(fact, at, Window(since), 1)
    until = FOREVER + at if moment is None else moment
    now = read(fact, at, Window(since))
    for sample in {at + 1, (at + until) // 2, until - 1}:
        if at <= sample < until:
            assert read(fact, sample, Window(since)) == now


@given(scores, moments, moments)
def test_a_score_without_new_points_only_fades(score: Score, one: Moment, other: Moment) -> None:
    """Between two moments without points in between it never rises."""
    early, late = sorted((one, other))
    assume(not any(early < moment <= late for moment, _ in score.points))
    assert score.at(late, None) <= score.at(early, None) * (1 + 1e-12)


@given(times, moments, st.none() | moments, st.integers(1, 400 * DAY))
def test_a_window_never_counts_more_than_everything(
    fact: Times, at: Moment, since: Moment | None, within: int
) -> None:
    """Narrowing only takes away, and what is outside the window is what happened before it."""
    everything, inside = read(fact, at), read(fact, at, Window(since, within))
    assert isinstance(everything, int)
    assert isinstance(inside, int)
    before = [m for m in fact.at if m <= at and (m <= at - within or (since is not None and m <= since))]
    assert everything - inside == len(before)
