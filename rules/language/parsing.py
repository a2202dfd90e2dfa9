"""How what stands in a rulebook is read: durations, percentages, times of the day, stages.

Each function takes the plain data of the file and answers with a value of ours, or raises a PydanticCustomError
whose context holds the problem's code, message and hint.
"""

import re
from dataclasses import dataclass
from datetime import date
from zoneinfo import available_timezones

from pydantic_core import PydanticCustomError

from accounts.addresses.domains import registrable
from rules.problems import did_you_mean

UNITS = {
    "second": 1,
    "minute": 60,
    "hour": 3600,
    "day": 86400,
    "week": 7 * 86400,
    "month": 30 * 86400,
    "year": 365 * 86400,
}
_DURATION = re.compile(r"(\d{1,9}) +(business +)?([a-z]+?)s?")
_TIME = re.compile(r"([01]\d|2[0-4]):([0-5]\d)")
_PERCENT = re.compile(r"(\d{1,3}(?:\.\d{1,4})?) ?%")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MONEY = re.compile(r"(\d{1,12}(?:\.\d{1,2})?) ([A-Z]{3})")
MOST_SECONDS = 100 * UNITS["year"]


@dataclass(frozen=True)
class BusinessSpan:
    """Business days, business hours, or plain seconds; one of the three."""

    days: int = 0
    hours: int = 0
    seconds: int = 0


@dataclass(frozen=True)
class Money:
    """An amount; `currency` by its three letters, empty: the portal's own."""

    amount: float
    currency: str = ""


def _error(code: str, message: str, hint: str) -> PydanticCustomError:
    return PydanticCustomError(
        "problem", "{message}", {"code": code, "message": capital(message), "hint": hint}
    )


def parse_duration(value: object) -> int:
    """`30 days` as seconds. A month is 30 days, a year 365."""
    if isinstance(value, str) and (found := _DURATION.fullmatch(value.strip())) and not found[2]:
        seconds = int(found[1]) * UNITS.get(found[3], -1)
        if 0 <= seconds <= MOST_SECONDS:
            return seconds
        if seconds > MOST_SECONDS:
            raise _error("out-of-range", f"'{value}' is longer than 100 years.", "Write less.")
    raise _error(
        "wrong-value",
        f"{shown(value)} is no duration.",
        "Write a number and a unit, such as '30 days' or '2 hours'.",
    )


def format_duration(seconds: int) -> str:
    """Seconds in the largest unit that fits them wholly; `parse_duration` reads it back."""
    for unit in ("year", "month", "day", "hour", "minute", "second"):
        count, rest = divmod(seconds, UNITS[unit])
        if rest == 0 and count and (unit != "month" or count >= 12):
            return f"{count} {unit}{'' if count == 1 else 's'}"
    return "0 seconds"


def parse_business_span(value: object) -> BusinessSpan:
    """`3 business days`, `4 business hours`, or a plain duration."""
    if isinstance(value, str) and (found := _DURATION.fullmatch(value.strip())) and found[2]:
        number, unit = int(found[1]), found[3]
        if number * UNITS.get(unit, 0) > UNITS["year"]:
            raise _error("out-of-range", f"'{value}' is longer than a year.", "Write less.")
        if unit == "day":
            return BusinessSpan(days=number)
        if unit == "hour":
            return BusinessSpan(hours=number)
        raise _error(
            "wrong-value", f"'{value}' is no span of business time.", "Write business days or business hours."
        )
    return BusinessSpan(seconds=parse_duration(value))


def format_business_span(span: BusinessSpan) -> str:
    count, unit = (span.days, "day") if span.days else (span.hours, "hour")
    return f"{count} business {unit}{'' if count == 1 else 's'}" if count else format_duration(span.seconds)


def parse_percent(value: object) -> float:
    """`20%` as 0.2."""
    if isinstance(value, str) and (found := _PERCENT.fullmatch(value.strip())):
        if (percent := float(found[1])) <= 100:
            return percent / 100
        raise _error("out-of-range", f"'{value}' is more than all.", "Write at most 100%.")
    raise _error("wrong-value", f"{shown(value)} is no share.", "Write a percentage, such as 5%.")


def format_percent(share: float) -> str:
    return f"{share * 100:.6g}%"


def parse_time(value: object) -> int:
    """`09:00` as seconds of the day."""
    if isinstance(value, str) and (found := _TIME.fullmatch(value)):
        seconds = int(found[1]) * 3600 + int(found[2]) * 60
        if seconds <= 86400:
            return seconds
    raise _error(
        "wrong-value", f"{shown(value)} is no time of the day.", "Write hours and minutes, such as '09:00'."
    )


def format_time(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds % 3600 // 60:02}"


def parse_money(value: object) -> "Money":
    """`1000 EUR`, or a plain number in the portal's own currency."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return Money(float(value))
    if isinstance(value, str) and (found := _MONEY.fullmatch(value.strip())):
        return Money(float(found[1]), found[2])
    raise _error(
        "wrong-value", f"{shown(value)} is no amount.", "Write a number and a currency, such as 1000 EUR."
    )


def format_money(money: "Money") -> str | float:
    return f"{money.amount:.15g} {money.currency}" if money.currency else money.amount


def parse_timezone(value: object) -> object:
    """The name of a time zone, such as Europe/Berlin."""
    if not isinstance(value, str):
        return value
    known = available_timezones()
    if value in known:
        return value
    raise _error("unknown-timezone", f"{shown(value)} is no time zone.", did_you_mean(value, known))


def check_domain(value: str) -> str:
    """A domain that somebody can own, such as firm.example; as it is written."""
    if registrable(value) is None:
        raise _error("wrong-value", f"{shown(value)} is no domain.", "Write for example firm.example.")
    return value


def parse_day(value: object) -> date:
    """A day of the calendar, such as 2026-03-31."""
    try:
        return date.fromisoformat(value if isinstance(value, str) and _DAY.fullmatch(value) else "")
    except ValueError:
        raise _error(
            "wrong-value", f"{shown(value)} is no date.", "Write a date such as 2026-03-31."
        ) from None


def parse_list(value: object) -> object:
    """A list inside a stage, which pydantic takes for data of a program because `parse_stage` has touched it."""
    return tuple(value) if isinstance(value, list) else value


def parse_stage(value: object) -> object:
    """A stage is written as its bare name, or as `name: {...}`; read as the fields of a Stage."""
    if isinstance(value, str):
        return {"name": value}
    if isinstance(value, dict) and len(value) == 1:
        [(name, fields)] = value.items()
        if isinstance(fields, dict) and "name" not in fields:
            return {"name": name, **fields}
    raise _error(
        "wrong-type",
        "This is no stage.",
        "Write its name, or its name, a colon and its conditions in braces.",
    )


def capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def shown(value: object) -> str:
    """A value of the file, for a message."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return f"'{value[:60]}'"
        case int() | float():
            return str(value)
        case list():
            return "a list"
        case _:
            return "a mapping"


def sort_of(value: object) -> str:
    """The kind of a value in words: texts compare with texts, numbers with numbers."""
    match value:
        case bool():
            return "yes or no"
        case int() | float():
            return "a number"
        case date():
            return "a date"
        case tuple():
            return "several options"
        case _:
            return "a text"
