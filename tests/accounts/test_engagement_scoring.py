"""What signals come to over time: points that fade or last, and the same score whoever computes it when."""

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from accounts.engagement.scoring import points_of, scaled, score_of
from accounts.engagement.signals import Signals, signals_of
from accounts.engagement.spec import EngagementSpec, Origin, SignalSpec
from accounts.metrics import ALWAYS, Const, Lasting, Score, Window, next_change, read
from accounts.snapshot import Change, History, Record
from accounts.values import Kind, Missing, Moment

DAY = 86_400
AT = 20_000 * DAY
CLICK = SignalSpec("click", "clicked", 3, most=2, per=7 * DAY)
FORM = SignalSpec("form", "filled", 15.1)
MET = SignalSpec("met", "", 25.3, origin=Origin.MEETING)
SPEC = EngagementSpec((CLICK, FORM, MET), 30 * DAY, role_weights={"DECISION_MAKER": 1.7})
WINDOW = replace(SPEC, window=90 * DAY)


@pytest.mark.parametrize(
    ("age", "points"),
    [
        pytest.param(-1, 0.0, id="what lies ahead"),
        pytest.param(0, 10.0, id="from its moment on"),
        pytest.param(90 * DAY - 1, 10.0, id="in full until the window ends"),
        pytest.param(90 * DAY, 0.0, id="and then no more"),
    ],
)
def test_points_may_last_instead_of_fading(age: int, points: float) -> None:
    """All or nothing."""
    assert read(Lasting(((AT, 10.0),), 90 * DAY), AT + age) == points


def test_a_cycle_begins_without_lasting_points() -> None:
    """Those of the moment of its beginning belong to the one before, as with all that is counted."""
    lasting = Lasting(((AT - DAY, 8.0), (AT, 4.0)), 90 * DAY)
    assert [read(lasting, AT, Window(since)) for since in (None, AT - DAY, AT)] == [12.0, 4.0, 0.0]


@pytest.mark.parametrize(
    ("at", "threshold", "moment"),
    [
        pytest.param(AT, 5, AT + 9, id="until they come"),
        pytest.param(AT + 9, 5, AT + 9 + 90 * DAY, id="until too few are left, though some go before"),
        pytest.param(AT + 9, 20, None, id="never reached"),
        pytest.param(AT + 9, None, AT + 90 * DAY, id="without a threshold the next to come or go"),
        pytest.param(AT + 90 * DAY + 9, 5, None, id="nothing is left to go"),
    ],
)
def test_lasting_points_cross_a_threshold(at: Moment, threshold: float | None, moment: Moment | None) -> None:
    """Four points, and eight more soon after."""
    assert next_change(Lasting(((AT, 4.0), (AT + 9, 8.0)), 90 * DAY), at, ALWAYS, threshold) == moment


moments = st.integers(AT - 400 * DAY, AT + 400 * DAY)
points = st.tuples(moments, st.floats(0.01, 1000))
lasting = st.builds(
    Lasting, st.lists(points, max_size=8).map(lambda some: tuple(sorted(some))), st.integers(1, 400 * DAY)
)


@given(lasting, moments, st.none() | moments, st.floats(0.001, 3000))
def test_lasting_points_stay_as_they_are_until_they_are_said_to_change(
    fact: Lasting, at: Moment, since: Moment | None, threshold: float
) -> None:
    """Early is allowed, late is not."""
    window = Window(since)
    moment = next_change(fact, at, window, threshold)
    turns = {
        turn + shift for one, _ in fact.points for turn in (one, one + fact.lasts) for shift in (-1, 0, 1)
    }

    def meets(when: Moment) -> tuple[bool, bool]:
        return fact.at(when, since) >= threshold, fact.at(when, since) > threshold

    assert moment is None or (moment > at and meets(moment) != meets(at))
    until = AT + 1000 * DAY if moment is None else moment
    assert {meets(turn) for turn in turns if at < turn < until} <= {meets(at)}


@given(lasting, moments, st.integers(0, 400 * DAY))
def test_any_change_is_announced_where_no_threshold_is_named(fact: Lasting, at: Moment, later: int) -> None:
    """Between now and the moment named nothing comes and nothing goes."""
    moment = next_change(fact, at, ALWAYS, None)
    assume(moment is None or at + later < moment)
    assert fact.at(at + later, None) == fact.at(at, None)


changes = st.lists(moments, max_size=12)
roles = st.sampled_from([(), ("DECISION_MAKER",), ("CHAMPION",)])


def told(clicks: list[Moment], forms: list[Moment], met: list[Moment], held: tuple[str, ...]) -> Signals:
    history: History = {
        (Kind.CONTACT, "1", name): tuple(Change("x", at) for at in sorted(some))
        for name, some in (("clicked", clicks), ("filled", forms))
    }
    objects = {("met", "1"): [(at, f"meeting:{number}") for number, at in enumerate(sorted(met))]}
    return signals_of(Record(Kind.CONTACT, "1", {}), history, SPEC, objects, held)


@given(changes, changes, changes, roles, moments, st.sampled_from([SPEC, WINDOW]))
def test_a_score_is_the_same_from_what_was_known_then(  # noqa: PLR0917 - what a past is made of
    clicks: list[Moment],
    forms: list[Moment],
    met: list[Moment],
    held: tuple[str, ...],
    at: Moment,
    spec: EngagementSpec,
) -> None:
    """From the whole past or from that until the moment: to the last digit, caps included."""
    now = score_of([told(clicks, forms, met, held)], spec)
    known = [[one for one in some if one <= at] for some in (clicks, forms, met)]
    then = score_of([told(known[0], known[1], known[2], held)], spec)
    assert read(now, at) == read(then, at)


@given(changes, st.floats(0, 100), moments, st.sampled_from([SPEC, WINDOW]))
def test_a_tier_multiplies_a_score(
    forms: list[Moment], factor: float, at: Moment, spec: EngagementSpec
) -> None:
    """Scaling what signals come to, and scaling each, is the same to the last digit."""
    given_then = told([], forms, [], ("DECISION_MAKER",))
    tier = scaled(score_of([given_then], spec), factor)
    each = points_of(given_then["form"], spec, factor)
    assert read(tier, at) == read(each, at)
    assert isinstance(tier, Score if spec is SPEC else Lasting)


def test_a_score_that_nobody_knows_has_no_weight() -> None:
    """It stays unknown, with its reason."""
    unknown = Const(Missing("meetings were not read yet", unreadable=True))
    assert scaled(unknown, 2) is unknown


def test_signals_without_points_are_no_points() -> None:
    """Nor are those of a role that weighs nothing: nothing is kept that would only be added as nought."""
    free = EngagementSpec((replace(FORM, points=0.0),))
    assert score_of([told([], [AT], [], ())], SPEC) != Score((), 30 * DAY)
    history: History = {(Kind.CONTACT, "1", "filled"): (Change("x", AT),)}
    assert score_of([signals_of(Record(Kind.CONTACT, "1", {}), history, free)], free) == Score((), 30 * DAY)
