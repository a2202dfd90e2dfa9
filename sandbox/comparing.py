"""What search compares: texts without case, numbers, moments and words. SQLite is taught these functions."""

import json
import math
import re
import sqlite3
from collections.abc import Callable
from functools import lru_cache

from sandbox import moments

Comparable = str | float | int | None
# Letters, digits, dots and apostrophes hold a word together; @, -, ; and blanks end it (Unicode's rule for words).
WORD = re.compile(r"[\w.'\u2019]+")


def folded(text: str | None) -> str | None:
    return None if text is None else text.lower()


def number(text: str | None) -> float | None:
    """None for what is no number: such a value fits no comparison."""
    try:
        value = float(text or "nan")
    except ValueError:
        return None
    return value if math.isfinite(value) else None


@lru_cache(maxsize=65_536)
def moment(text: str | None) -> int | None:
    """Epoch milliseconds, or None for what is no moment."""
    try:
        return moments.parse(text) if text else None
    except (ValueError, OverflowError):
        return None


def has_tokens(text: str | None, wanted: str) -> bool | None:
    """Whether every word of `wanted`, which may hold `*`, is among the words of a text."""
    if text is None:
        return None
    words = _words(text.lower())
    return all(any(pattern.fullmatch(word) for word in words) for pattern in _patterns(wanted.lower()))


def any_part(text: str | None, wanted: str) -> bool | None:
    """Whether a checkbox holds one of the values, given as a JSON array."""
    return None if text is None else not set(text.split(";")).isdisjoint(_listed(wanted))


def teach(connection: sqlite3.Connection) -> None:
    """Make the functions known to a connection under their names here."""
    functions: tuple[tuple[Callable[..., Comparable], int], ...] = (
        (folded, 1),
        (number, 1),
        (moment, 1),
        (has_tokens, 2),
        (any_part, 2),
    )
    for function, arguments in functions:
        connection.create_function(function.__name__, arguments, function, deterministic=True)


def _words(text: str) -> set[str]:
    """The words, and what stands between blanks as a whole: `*@acme.example` is asked for like that."""
    return {*(word.strip(".'\u2019") for word in WORD.findall(text)), *text.split()}


@lru_cache(maxsize=256)
def _patterns(wanted: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(re.escape(word).replace(r"\*", ".*")) for word in wanted.split())


@lru_cache(maxsize=256)
def _listed(values: str) -> frozenset[str]:
    return frozenset(json.loads(values))
