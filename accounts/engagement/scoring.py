"""What signals come to: points that fade, or that last for a while."""

from collections.abc import Iterable

from accounts.engagement.signals import Signals, joined
from accounts.engagement.spec import EngagementSpec
from accounts.facts import SignalSeen
from accounts.metrics import Fact, Lasting, Score
from accounts.values import Moment


def score_of(signals: Iterable[Signals], spec: EngagementSpec) -> Score | Lasting:
    """The points of one contact, or of all of an account: then an object in which several took part counts once."""
    return points_of((one for given in joined(signals, spec).values() for one in given), spec)


def points_of(signals: Iterable[SignalSeen], spec: EngagementSpec, tier: float = 1.0) -> Score | Lasting:
    """Each signal given counts."""
    worth = ((one.at, one.points * one.weight * tier) for one in signals)
    return _fact(tuple(sorted(point for point in worth if point[1])), spec)


def _fact(points: tuple[tuple[Moment, float], ...], spec: EngagementSpec) -> Score | Lasting:
    return Score(points, spec.half_life) if spec.window is None else Lasting(points, spec.window)


def scaled(score: Fact, factor: float) -> Fact:
    """The same score, worth so many times as much; what is no score stays as it is (a score that nobody knows yet)."""
    match score:
        case Score(points, half_life):
            return Score(tuple((at, worth * factor) for at, worth in points), half_life)
        case Lasting(points, lasts):
            return Lasting(tuple((at, worth * factor) for at, worth in points), lasts)
        case _:
            return score
