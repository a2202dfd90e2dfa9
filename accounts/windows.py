"""Which past counts."""

from bisect import bisect_right
from typing import NamedTuple

from accounts.values import Moment


class Window(NamedTuple):
    """Which past counts: all, what came after `since` (the cycle's beginning), what lies within the last `within` seconds."""

    since: Moment | None = None
    within: int | None = None


ALWAYS = Window()


def begin(moments: tuple[Moment, ...], at: Moment, window: Window) -> int:
    """The place of the first moment that is neither of an earlier cycle nor too old for the window."""
    since, within = window
    if within is None:
        return 0 if since is None else bisect_right(moments, since)
    oldest = at - within
    return bisect_right(moments, oldest if since is None else max(oldest, since))
