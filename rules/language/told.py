"""How what a case tells is read: plain values, times that are relative to the case, moments."""

import re
from datetime import UTC, datetime, tzinfo

from pydantic_core import PydanticCustomError

from accounts.values import Moment
from rules.language.parsing import capital, format_duration, parse_duration, shown

NEVER = -1
"""Stands for a wake-up that is not to come."""
NONE = "none"
"""Stands for the stage of an account that is not on the cone."""
USUAL = datetime(2026, 6, 1, 10, tzinfo=UTC)
"""When a case plays that does not say so: a Monday in the forenoon."""

_AGO = re.compile(r"(\d{1,9} +[a-z]+) ago")
_AHEAD = re.compile(r"in (\d{1,9} +[a-z]+)")
_HAS_HOUR = re.compile(r".*(hour|minute|second|now|\d:\d).*")


def parse_told(value: object) -> object:
    """Yes or no, a number, a text, or a list of texts."""
    if isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, (list, tuple)) and all(isinstance(part, str) and part for part in value):
        return tuple(value)
    raise _wrong(value, "no value of a property", "Write true, a number, a text, a day or a list of texts.")


def parse_time(value: object) -> str:
    """Checked here, and resolved once it is known when the case plays."""
    if isinstance(value, str) and is_time(value):
        return value
    raise _wrong(value, "no time", "Write for example '3 days ago', 'in 2 weeks' or 2026-03-31.")


def parse_at(value: object) -> datetime:
    """Without a zone it is the rulebook's."""
    try:
        return datetime.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        raise _wrong(value, "no moment", "Write a day or a moment, such as 2026-06-01 10:00.") from None


def format_at(moment: datetime) -> str:
    """To the second where it has any."""
    closeness = "seconds" if moment.second else "minutes"
    return moment.isoformat(" ", closeness)


def parse_wake(value: object) -> int:
    return NEVER if value == "never" else parse_duration(value)


def format_wake(seconds: int) -> str:
    return "never" if seconds == NEVER else format_duration(seconds)


def is_time(text: str) -> bool:
    try:
        moment_at(text, 0, UTC)
    except (ValueError, PydanticCustomError):
        return False
    return True


def has_hour(text: str) -> bool:
    """Whether a time is told more closely than to the day."""
    return _HAS_HOUR.fullmatch(text) is not None


def moment_at(text: str, at: Moment, tz: tzinfo) -> Moment:
    """The moment that a time of a case means; `at`: when it is told. Raises ValueError for what is no time."""
    if text in {"now", "today"}:
        return at
    if found := _AGO.fullmatch(text):
        return at - parse_duration(found[1])
    if found := _AHEAD.fullmatch(text):
        return at + parse_duration(found[1])
    return moment_in(datetime.fromisoformat(text), tz)


def moment_in(moment: datetime, tz: tzinfo) -> Moment:
    return int((moment if moment.tzinfo else moment.replace(tzinfo=tz)).timestamp())


def _wrong(value: object, what: str, hint: str) -> PydanticCustomError:
    context = {"code": "wrong-value", "message": f"{capital(shown(value))} is {what}.", "hint": hint}
    return PydanticCustomError("problem", "{message}", context)
