"""When time alone changes what a comparison says of its fact: windows run out, ages grow, scores fade, days begin."""

import math
from datetime import date, datetime, timedelta
from typing import Any

from accounts.metrics import Const, Count, Fact, Span, Times, Window, next_change
from accounts.values import Missing, Moment
from rules.conditions import TODAY, Leaf, Op
from rules.leaf import COMPARE, Now, Said, day_of, number, say

MOST_STEPS = 8  # how many moments in a row are tried before an early answer is good enough


def flip(leaf: Leaf, fact: Fact, now: Now, said: Said) -> Moment | None:
    """The first moment after now at which the leaf says other than `said`; an earlier one where finding it takes long."""
    if type(fact) is Const and leaf.wanted != TODAY:
        return None
    moment = _candidate(leaf, fact, now)
    for _ in range(MOST_STEPS):
        if moment is None or say(leaf, fact, now.later(moment)).verdict != said.verdict:
            break
        moment = _candidate(leaf, fact, now.later(moment))
    return moment


def _candidate(leaf: Leaf, fact: Fact, now: Now) -> Moment | None:
    """A moment after now before which time alone cannot change the verdict; None where it never can."""
    match fact:
        case Const():
            return _midnight(leaf, fact, now)
        case Count():
            return _after_changes(leaf, fact, now, now.flips(fact))
        case Times(moments):
            return _after_changes(leaf, fact, now, _comings_and_goings(moments, leaf.within, now))
    if leaf.op in {Op.KNOWN, Op.UNKNOWN}:
        return None
    if leaf.op in COMPARE and number(leaf.wanted):
        wanted: Any = leaf.wanted
        return next_change(fact, now.at, Window(now.since, leaf.within), wanted)
    return (
        now.at + 1
    )  # what always moves is compared with nothing else in a rulebook; if it is, look again soon


def _comings_and_goings(moments: tuple[Moment, ...], within: int | None, now: Now) -> list[Moment]:
    """When something that counts comes into the window or leaves it."""
    counting = [moment for moment in moments if now.since is None or moment > now.since]
    coming = [moment for moment in counting if moment > now.at]
    going = [] if within is None else [moment + within for moment in counting if moment + within > now.at]
    return sorted([*coming, *going])


def _after_changes(leaf: Leaf, fact: Fact, now: Now, changes: list[Moment]) -> Moment | None:
    """Each change moves a count by one at most, so the verdict stands until as many have come as it is away."""
    away = _away(leaf, now.value(fact, leaf.within))
    return changes[away - 1] if away <= len(changes) else None


def _away(leaf: Leaf, value: Any) -> int:
    """By how much at least a count, or one of the two ends of it, has to change for the verdict to change."""
    wanted: Any = leaf.wanted
    low, high = (value.low, value.high) if isinstance(value, Span) else (value, value)
    if not number(wanted) or not number(low):
        return 1
    distance: float = min(abs(low - wanted), abs(high - wanted))
    return max(1, math.floor(distance))


def _midnight(leaf: Leaf, fact: Const, now: Now) -> Moment | None:
    """The midnight at which `today` reaches the date seen (after), or has passed it (before)."""
    value: Any = fact.value
    if isinstance(value, Missing) and not value.unreadable:
        value = leaf.unset_means
    day = day_of(value, now.tz)
    if day is None or day > date.max - timedelta(days=2):
        return None
    turning = day + timedelta(days=1) if leaf.op is Op.BEFORE else day
    midnight = int(datetime(turning.year, turning.month, turning.day, tzinfo=now.tz).timestamp())
    return midnight if midnight > now.at else None
