"""What the keys of a scenario file take: each function answers what a value should be, and "" where it is that."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from difflib import get_close_matches
from typing import Any
from urllib.parse import urlsplit

from sandbox.durations import duration

Fits = Callable[[Any], str]


def shown(value: Any) -> str:
    """A value as people know it from the file: moments, true and false as TOML writes them."""
    if isinstance(value, list):
        return f"[{', '.join(shown(one) for one in value)}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{name!r}: {shown(one)}' for name, one in value.items())}}}"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, date):  # a datetime is a date too
        return value.isoformat().replace("+00:00", "Z")
    return repr(value)


def text(value: Any) -> str:
    return "" if isinstance(value, str) and value else 'a text in "quotes"'


def whole(value: Any) -> str:
    return "" if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else "a whole number"


def count(value: Any) -> str:
    return "" if not whole(value) and value > 0 else "a whole number above 0"


def status(value: Any) -> str:
    return "" if not whole(value) and 200 <= value <= 599 else "an HTTP status from 200 to 599"


def number(value: Any) -> str:
    return "" if isinstance(value, int | float) and not isinstance(value, bool) and value >= 0 else "a number"


def flag(value: Any) -> str:
    return "" if isinstance(value, bool) else "true or false"


def texts(value: Any) -> str:
    fits = isinstance(value, list) and all(isinstance(one, str) for one in value)
    return "" if fits else 'a list of texts like ["a", "b"]'


def length(value: Any) -> str:
    try:
        return "" if duration(value) >= timedelta() else "a length of time that is not negative"
    except (ValueError, AttributeError):
        return 'a length of time like "1d 2h"'


def moment(value: Any) -> str:
    """A length of time from the start, or a moment with its offset."""
    if isinstance(value, datetime) and value.tzinfo:
        return ""
    try:
        duration(value)
    except (ValueError, AttributeError):
        return 'a length of time like "1d 2h" or "-90d", or a moment like 2026-09-07T08:00:00Z'
    return ""


def absolute(value: Any) -> str:
    return "" if isinstance(value, datetime) and value.tzinfo else "a moment like 2026-09-07T08:00:00Z"


def properties(value: Any) -> str:
    """Property names with one plain value each; "" empties."""
    plain = (str, int, float, bool, date)  # a datetime is a date too
    fits = isinstance(value, dict) and all(isinstance(one, plain) for one in value.values())
    return "" if fits else 'a table of properties like { email = "ada@oak.example" }'


def links(value: Any) -> str:
    """Nicknames, or tables with `to` and one of `label` and `type_id`."""
    fits = isinstance(value, list) and all(isinstance(one, str) or _is_link(one) for one in value)
    return "" if fits else 'a list like ["oak", { to = "elm", label = "primary" }]'


def _is_link(one: Any) -> bool:
    keys = {"to": text, "label": text, "type_id": whole}
    return (
        isinstance(one, dict)
        and "to" in one
        and all(name in keys and not keys[name](one[name]) for name in one)
    )


def options(value: Any) -> str:
    """Values alone, or tables with `value` and what else HubSpot's options have."""
    fits = isinstance(value, list) and all(
        isinstance(one, str | int) or (isinstance(one, dict) and not text(one.get("value"))) for one in value
    )
    return "" if fits else 'a list like ["green", { value = "blue", label = "Blue" }]'


def late(value: Any) -> str:
    """How large a part of the events comes late, and by how much at most."""
    fits = isinstance(value, dict) and value.keys() == {"share", "within"}
    if fits and not number(value["share"]) and value["share"] <= 1 and not length(value["within"]):
        return ""
    return 'a table like { share = 0.3, within = "1m" }, its share between 0 and 1'


def tables(value: Any) -> str:
    fits = isinstance(value, list) and all(isinstance(one, dict) for one in value)
    return "" if fits else "a list of tables"


def address(value: Any) -> str:
    try:
        parts = urlsplit(str(value))
        fits = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number
        fits = False
    return "" if fits else 'an address like "http://127.0.0.1:8080/webhooks"'


def currency(value: Any) -> str:
    fits = isinstance(value, str) and re.fullmatch(r"[A-Z]{3}", value)
    return "" if fits else 'a currency of three capital letters, like "EUR"'


def stages(value: Any) -> str:
    return "" if not tables(value) and value else 'a list of stages like [{ id = "new", label = "New" }]'


def anything(_: Any) -> str:
    return ""


def one_of(*words: str) -> Fits:
    def fits(value: Any) -> str:
        if value in words:
            return ""
        begun = [word for word in words if str(value) and word.startswith(str(value))]
        near = begun or get_close_matches(str(value), words, 1)
        return f"one of {', '.join(words)}" + (f"; did you mean {near[0]}?" if near else "")

    return fits
