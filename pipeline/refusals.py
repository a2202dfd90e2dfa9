"""What an answer of HubSpot's means for what was to be written: does it stop all, is it the row's own fault, when again?"""

from collections.abc import Sequence

from accounts.values import Moment
from connector import Busy, EffectUnknown, HubSpotError, Refused

LOOK_AGAIN = 60
"""Seconds until an unanswered write is looked at again: HubSpot may still be at work on it."""
LONGEST_WAIT = 3600
MOST_ATTEMPTS = 12
"""After so many vain tries, one object's value is set aside with its reason."""


def is_passing(error: HubSpotError | None) -> bool:
    """Not the row's own fault, and certainly without effect: it goes out again as it is."""
    return error is not None and not isinstance(error, Refused | EffectUnknown)


def stops_all(errors: Sequence[HubSpotError | None]) -> HubSpotError | None:
    """The error that concerns the whole portal, if there is one: a wrong token, a limit, silence.

    That HubSpot is busy with one row of many is that row's matter, and must not keep the others from being written.
    """
    passing = [error for error in errors if error is not None and is_passing(error)]
    general = [error for error in passing if not isinstance(error, Busy)]
    if general:
        return general[0]
    return passing[0] if passing and len(passing) == len(errors) else None


def again_at(error: HubSpotError, attempts: int, now: Moment) -> Moment:
    """Later, and each time later still."""
    pause: int = (error.retry_after or LOOK_AGAIN) * 2**attempts
    return now + min(LONGEST_WAIT, pause)


def trouble(error: HubSpotError) -> str:
    return f"{error.sentence} {error.next_step}".strip()
