"""Values as the engine is told them, in JSON."""

import math
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum, auto
from json.encoder import encode_basestring_ascii
from typing import Any

from accounts.metrics import Span
from accounts.values import Bad, Missing
from rules.conditions import Constant
from rules.judging.looking import Seen

MOST_NUMBER = 2**53  # no constant of a rulebook lies beyond; values that do are cut down to just beyond
MOST_LETTERS = 1000  # no constant is longer; of longer values the beginning is enough to tell them apart
VERDICTS: Mapping[bool | None, str | None] = {True: "true", False: "false", None: None}


class As(StrEnum):
    """What of a value the engine is told."""

    NUMBER = auto()
    LOW = auto()  # of a count that is not wholly known
    HIGH = auto()
    BOOL = auto()
    TEXT = auto()
    MEMBER = auto()  # of several options one that is asked for, where there is one


def speller(kind: As, unset_means: Constant | None, wanted: frozenset[str]) -> Callable[[Seen], str | None]:
    """Writes values as the engine is told them: None is an unknown, which it is not told."""
    spell = _SPELL[kind]
    unset = None if unset_means is None else spell(unset_means, wanted)

    def text(value: Seen) -> str | None:
        if type(value) is Missing:
            return None if value.unreadable else unset
        return None if type(value) is Bad else spell(value, wanted)

    return text


def _spell_number(value: Any, _: frozenset[str]) -> str | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or math.isnan(value):
        return None
    return plain(value)


def _spell_low(value: Any, wanted: frozenset[str]) -> str | None:
    return _spell_number(value.low if isinstance(value, Span) else value, wanted)


def _spell_high(value: Any, wanted: frozenset[str]) -> str | None:
    return _spell_number(value.high if isinstance(value, Span) else value, wanted)


def _spell_bool(value: Any, _: frozenset[str]) -> str | None:
    return VERDICTS[value] if isinstance(value, bool) else None


def _spell_text(value: Any, _: frozenset[str]) -> str | None:
    return None if isinstance(value, (bool, int, float, Span)) else quoted(folded(value))


def _spell_member(value: Any, wanted: frozenset[str]) -> str | None:
    if isinstance(value, tuple):
        value = next((member for member in value if member.casefold() in wanted), value)
    return _spell_text(value, wanted)


_SPELL: Mapping[As, Callable[[Any, frozenset[str]], str | None]] = {
    As.NUMBER: _spell_number,
    As.LOW: _spell_low,
    As.HIGH: _spell_high,
    As.BOOL: _spell_bool,
    As.TEXT: _spell_text,
    As.MEMBER: _spell_member,
}


def plain(value: float) -> str:
    """A number without an exponent, which the engine's reader does not know."""
    if not -MOST_NUMBER <= value <= MOST_NUMBER:
        value = math.copysign(MOST_NUMBER + 2, value)
    text = repr(value)
    return format(Decimal(text), "f") if "e" in text else text


def quoted(text: str) -> str:
    """A text as JSON in ASCII: the engine compares what is written, so both sides are written alike."""
    return encode_basestring_ascii(text[:MOST_LETTERS])


def folded(seen: str | tuple[str, ...] | date) -> str:
    """A value as text for comparing: without case, several options joined as HubSpot joins them."""
    match seen:
        case str():
            return seen.casefold()
        case tuple():
            return ";".join(seen).casefold()
        case date():
            return seen.isoformat()
