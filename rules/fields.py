"""The fields of the flat fact that the engine is given: how each is read from the facts, and under which name."""

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto
from typing import Any

from accounts.metrics import NOT_A_FACT, Facts, Span, Window, read
from accounts.values import Bad, Missing
from rules.conditions import Condition, Constant, Leaf
from rules.leaf import Now, folded, number
from rules.tree import judge

MOST_NUMBER = 2**53  # no constant of a rulebook lies beyond; values that do are cut down to just beyond
MOST_LETTERS = 1000  # no constant is longer; of longer values the beginning is enough to tell them apart
RESERVED = frozenset(
    "_k id sid m all any pri count cap dist name run $s $time $timerName $baseTime $forward $i $m $l $r $eq $neq $lt"
    " $lte $gt $gte $mt $imt $iall $iany $ex $nex $or $and $add $sub $mul $div".split()
)


class As(Enum):
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

    def text(self, facts: Facts, now: Now) -> str | None:
        """The field's JSON; None where it is unknown and left out."""
        if self.kind is As.FLAG or not isinstance(self.condition, Leaf):
            verdict = judge(self.condition, facts, now)
            return None if verdict is None else json.dumps(verdict)
        value = _value(self.condition, facts, now)
        match self.kind:
            case As.NUMBER | As.LOW | As.HIGH:
                return _number(value, high=self.kind is As.HIGH)
            case As.BOOL:
                return json.dumps(value) if isinstance(value, bool) else None
            case _:
                return self._text(value)

    def _text(self, value: Any) -> str | None:
        if isinstance(value, (bool, int, float)) or value is None or isinstance(value, Span):
            return None
        if self.kind is As.MEMBER and isinstance(value, tuple):
            value = next((member for member in value if member.casefold() in self.wanted), value)
        return quoted(folded(value))


def _value(leaf: Leaf, facts: Facts, now: Now) -> Any:
    value = read(facts.get(leaf.metric, NOT_A_FACT), now.at, Window(now.since, leaf.within))
    if isinstance(value, Missing):
        return None if value.unreadable else leaf.unset_means
    return None if isinstance(value, Bad) else value


def _number(value: Any, *, high: bool) -> str | None:
    if isinstance(value, Span):
        value = value.high if high else value.low
    return plain(value) if number(value) and not math.isnan(value) else None


def plain(value: float) -> str:
    """A number without an exponent, which the engine's reader does not know."""
    if abs(value) > MOST_NUMBER:
        value = math.copysign(MOST_NUMBER + 2, value)
    return format(Decimal(repr(value)), "f")


def quoted(text: str) -> str:
    """A text as JSON in ASCII: the engine compares what is written, so both sides are written alike."""
    return json.dumps(text[:MOST_LETTERS])


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
        return self._field(repr(condition), As.FLAG, condition, frozenset())

    def named(self, names: Iterable[str]) -> tuple[Field, ...]:
        wanted = frozenset(names)
        return tuple(field for field in self._by_key.values() if field.name in wanted)

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
