"""How the constants of conditions are read: numbers, durations, dates, texts, lists, patterns.

Each function takes the metric and the plain data of the file, and answers with a constant or raises a
PydanticCustomError whose context holds the problem's code, message, hint, and the item of a list it is about.
"""

from datetime import date

from pydantic_core import PydanticCustomError

from rules.conditions import TODAY, Constant
from rules.judging.patterns import reason_against
from rules.language.fixed import AGES
from rules.language.parsing import capital, parse_day, parse_duration, shown, sort_of

MOST_TEXT = 200
LEAST_NUMBER = 1e-6


def fault(code: str, message: str, hint: str = "", item: int | None = None) -> PydanticCustomError:
    context = {"code": code, "message": capital(message), "hint": hint, "item": item}
    return PydanticCustomError("problem", "{message}", context)


def is_age(metric: str) -> bool:
    """Whether a metric is compared with a duration."""
    return metric in AGES or metric.startswith(("since.", "until."))


def ordered(metric: str, value: object) -> Constant:
    """A number; a duration for what is one."""
    if is_age(metric):
        return parse_duration(value)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return number(metric, value)
    raise fault(
        "wrong-type",
        f"A number is compared here, and {shown(value)} is none.",
        "Write a number without quotes.",
    )


def number(_metric: str, value: float) -> float:
    """Nearer to nothing than a millionth, a threshold says only that somebody mistyped."""
    if 0 < abs(value) < LEAST_NUMBER:
        raise fault("out-of-range", f"{value} is too small a number.", "Write 0 or at least 0.000001.")
    return value


def span(_metric: str, value: object) -> int:
    """A duration that is longer than nothing."""
    seconds = parse_duration(value)
    if seconds == 0:
        raise fault("out-of-range", "No time at all is no window.", "Write at least 1 second.")
    return seconds


def day_or_today(metric: str, value: object) -> Constant:
    return TODAY if value == TODAY and isinstance(value, str) else day(metric, value)


def day(_metric: str, value: object) -> date:
    try:
        return parse_day(value)
    except PydanticCustomError:
        raise fault(
            "wrong-type", f"{shown(value)} is no date.", "Write today or a date such as 2026-03-31."
        ) from None


def text(_metric: str, value: object) -> str:
    if isinstance(value, str) and value.strip() and len(value) <= MOST_TEXT:
        return value
    message = f"{shown(value)} is no text of 1 to {MOST_TEXT} letters."
    raise fault("wrong-type", message, "Write a text; put numbers into quotes.")


def pattern(metric: str, value: object) -> str:
    """A regular expression of RE2, whose time grows with the text alone, whatever it asks."""
    found = text(metric, value)
    if reason := reason_against(found):
        hint = "Write it as RE2 takes it: no look-ahead, no back-references."
        raise fault("wrong-pattern", f"'{found[:60]}' is no pattern: {reason}.", hint)
    return found


def one(metric: str, value: object) -> Constant:
    """A text, a number, or true or false."""
    if isinstance(value, bool):
        return value
    return number(metric, value) if isinstance(value, (int, float)) else text(metric, value)


def several(metric: str, value: object) -> tuple[Constant, ...]:
    """A list of constants of one kind."""
    if not isinstance(value, list) or not value:
        raise fault("wrong-type", "This takes a list that is not empty.", "Write it as [one, another].")
    found = tuple(_item(metric, item, index) for index, item in enumerate(value))
    if len({sort_of(item) for item in found}) > 1:
        raise fault("wrong-type", "The list mixes texts, numbers and yes or no.", "Write items of one kind.")
    return found


def _item(metric: str, value: object, index: int) -> Constant:
    try:
        return one(metric, value)
    except PydanticCustomError as error:
        context = error.context or {}
        raise fault(str(context["code"]), str(context["message"]), str(context["hint"]), index) from None
