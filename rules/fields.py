"""The fields of the flat fact that the engine is given: how each is read from the facts, and under which name."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum, auto
from json.encoder import encode_basestring_ascii
from typing import Any

from accounts.metrics import NOT_A_FACT, Facts, Span
from accounts.values import Bad, Missing
from rules.conditions import Condition, Constant, Leaf
from rules.leaf import Now, folded, number, say_of
from rules.tree import judge

MOST_NUMBER = 2**53  # no constant of a rulebook lies beyond; values that do are cut down to just beyond
MOST_LETTERS = 1000  # no constant is longer; of longer values the beginning is enough to tell them apart
RESERVED = frozenset({
    "_k", "id", "sid", "m", "all", "any", "pri", "count", "cap", "dist", "name", "run", "$s", "$time", "$timerName",
    "$baseTime", "$forward", "$i", "$m", "$l", "$r", "$eq", "$neq", "$lt", "$lte", "$gt", "$gte", "$mt", "$imt",
    "$iall", "$iany", "$ex", "$nex", "$or", "$and", "$add", "$sub", "$mul", "$div",
})  # fmt: skip
_VERDICTS: Mapping[bool | None, str | None] = {True: "true", False: "false", None: None}


class As(StrEnum):
    """What of a value the engine is told."""

    NUMBER = auto()
    LOW = auto()  # of a count that is not wholly known
    HIGH = auto()
    BOOL = auto()
    TEXT = auto()
    MEMBER = auto()  # of several options one that is asked for, where there is one
    FLAG = auto()  # the verdict itself


@dataclass(frozen=True)
class Field:
    """One field of the fact. Two leaves that look at the same value in the same way share one."""

    name: str
    kind: As
    condition: Condition
    wanted: frozenset[str] = frozenset()

    def text(self, value: Any, now: Now) -> str | None:
        """The field's JSON for the value its leaf reads; None where it is unknown and left out."""
        leaf = self.condition
        if not isinstance(leaf, Leaf) or isinstance(value, Bad):
            return None
        if self.kind is As.FLAG:
            return _VERDICTS[say_of(leaf, value, now).verdict]
        if isinstance(value, Missing):
            value = None if value.unreadable else leaf.unset_means
        return None if value is None else _SPELL[self.kind](value, self.wanted)


@dataclass(frozen=True)
class Reading:
    """One value to read, and the fields it fills."""

    metric: str
    within: int | None
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Readings:
    """Everything an engine's fact is made of."""

    values: tuple[Reading, ...]
    verdicts: tuple[Field, ...]  # of conditions that are more than a leaf

    def texts(self, facts: Facts, now: Now) -> dict[str, str]:
        """The JSON of each field that is known, by name."""
        told: dict[str, str] = {}
        for reading in self.values:
            value = now.value(facts.get(reading.metric, NOT_A_FACT), reading.within)
            for field in reading.fields:
                if (text := field.text(value, now)) is not None:
                    told[field.name] = text
        for field in self.verdicts:
            if (text := _VERDICTS[judge(field.condition, facts, now)]) is not None:
                told[field.name] = text
        return told


def _spell_number(value: Any, _: frozenset[str]) -> str | None:
    return plain(value) if number(value) and not math.isnan(value) else None


def _spell_low(value: Any, wanted: frozenset[str]) -> str | None:
    return _spell_number(value.low if isinstance(value, Span) else value, wanted)


def _spell_high(value: Any, wanted: frozenset[str]) -> str | None:
    return _spell_number(value.high if isinstance(value, Span) else value, wanted)


def _spell_bool(value: Any, _: frozenset[str]) -> str | None:
    return _VERDICTS[value] if isinstance(value, bool) else None


def _spell_text(value: Any, _: frozenset[str]) -> str | None:
    return None if isinstance(value, (bool, int, float, Span)) else quoted(folded(value))


def _spell_member(value: Any, wanted: frozenset[str]) -> str | None:
    if isinstance(value, tuple):
        value = next((member for member in value if member.casefold() in wanted), value)
    return _spell_text(value, wanted)


_SPELL = {
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


def fnv(text: str) -> int:
    """The only thing the engine keeps of a field's name: a hash of 32 bits."""
    found = 2166136261
    for byte in text.encode():
        found = ((found ^ byte) * 16777619) & 0xFFFFFFFF
    return found


class Fields:
    """Gives out field names, each value its own, none that the engine would take for another."""

    def __init__(self) -> None:
        self._by_key: dict[object, Field] = {}
        self._hashes = set(map(fnv, RESERVED))
        self._next = 0

    def of(self, leaf: Leaf, kind: As, wanted: Iterable[str] = ()) -> str:
        among = frozenset(wanted)
        return self._field(
            (leaf.metric, leaf.within, _typed(leaf.unset_means), kind, among), kind, leaf, among
        )

    def flag(self, condition: Condition) -> str:
        # By its text, because in Python a leaf that wants True equals one that wants 1.
        return self._field(repr(condition), As.FLAG, condition, frozenset())

    def readings(self, names: Iterable[str]) -> Readings:
        """How to fill the fields of these names."""
        wanted = frozenset(names)
        fields = [field for field in self._by_key.values() if field.name in wanted]
        by_value: dict[tuple[str, int | None], list[Field]] = {}
        for field in fields:
            if isinstance(field.condition, Leaf):
                by_value.setdefault((field.condition.metric, field.condition.within), []).append(field)
        values = tuple(Reading(*key, tuple(group)) for key, group in by_value.items())
        return Readings(values, tuple(field for field in fields if not isinstance(field.condition, Leaf)))

    def _field(self, key: object, kind: As, condition: Condition, wanted: frozenset[str]) -> str:
        if key not in self._by_key:
            self._by_key[key] = Field(self._name(), kind, condition, wanted)
        return self._by_key[key].name

    def _name(self) -> str:
        while fnv(name := f"f{self._next}") in self._hashes:
            self._next += 1
        self._next += 1
        self._hashes.add(fnv(name))
        return name


def _typed(constant: Constant | None) -> tuple[str, Constant | None]:
    """In Python True equals 1; here they are different constants."""
    return type(constant).__name__, constant
