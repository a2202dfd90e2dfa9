"""What signals come to: points that fade."""

from collections.abc import Iterable

from accounts.engagement.signals import Signals
from accounts.engagement.spec import EngagementSpec
from accounts.metrics import Score


def score_of(signals: Iterable[Signals], spec: EngagementSpec) -> Score:
    worth = {signal.name: signal.points for signal in spec.signals}
    points = [
        (moment, worth[name])
        for one in signals
        for name, moments in one.items()
        for moment in moments
        if worth[name]
    ]
    return Score(tuple(sorted(points)), spec.half_life)
