"""The fields of the flat fact that the engine is given: from what each is filled, and under which name."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from accounts.metrics import Facts
from rules.conditions import Condition, Constant, Leaf
from rules.judging.looking import ANY_TIME, Now, Seen
from rules.judging.spelling import VERDICTS, As, speller

RESERVED = frozenset({
    "_k", "id", "sid", "m", "all", "any", "pri", "count", "cap", "dist", "name", "run", "$s", "$time", "$timerName",
    "$baseTime", "$forward", "$i", "$m", "$l", "$r", "$eq", "$neq", "$lt", "$lte", "$gt", "$gte", "$mt", "$imt",
    "$iall", "$iany", "$ex", "$nex", "$or", "$and", "$add", "$sub", "$mul", "$div",
})  # fmt: skip

OfValue = Callable[[Seen, Now], bool | None]
OfValueText = Callable[[Seen], str | None]
OfFacts = Callable[[Facts, Now], bool | None]


@dataclass(frozen=True)
class ValueField:
    """A field that is filled from one value alone; `text` is its JSON, None where it is unknown and left out."""

    name: str
    leaf: Leaf
    text: OfValueText


@dataclass(frozen=True)
class DayField:
    """A field that holds the verdict of a leaf for which the day counts."""

    name: str
    leaf: Leaf
    judge: OfValue


@dataclass(frozen=True)
class VerdictField:
    """A field that holds the verdict on a condition of several parts."""

    name: str
    judge: OfFacts


Field = ValueField | DayField | VerdictField


class Fields:
    """Gives out field names, each value its own, none that the engine would take for another."""

    def __init__(self) -> None:
        self._by_key: dict[object, Field] = {}
        self._hashes = set(map(fnv, RESERVED))
        self._next = 0

    def of(self, leaf: Leaf, kind: As, wanted: Iterable[str] = ()) -> str:
        """The field for the value that a leaf looks at; two leaves that look in the same way share it."""
        among = frozenset(wanted)
        key = (leaf.metric, leaf.within, _typed(leaf.unset_means), kind, among)
        if key not in self._by_key:
            self._by_key[key] = ValueField(self._name(), leaf, speller(kind, leaf.unset_means, among))
        return self._by_key[key].name

    def flag(self, leaf: Leaf, judge: OfValue, *, timeless: bool) -> str:
        """The field for the verdict of a leaf; `timeless`: the same on every day and in every zone."""
        key = repr(leaf)  # by its text, because in Python a leaf that wants True equals one that wants 1
        if key not in self._by_key:
            name = self._name()
            self._by_key[key] = (
                ValueField(name, leaf, lambda value: VERDICTS[judge(value, ANY_TIME)])
                if timeless
                else DayField(name, leaf, judge)
            )
        return self._by_key[key].name

    def verdict(self, condition: Condition, judge: OfFacts) -> str:
        """The field for the verdict on a condition of several parts."""
        key = repr(condition)
        if key not in self._by_key:
            self._by_key[key] = VerdictField(self._name(), judge)
        return self._by_key[key].name

    def named(self, names: Iterable[str]) -> list[Field]:
        wanted = frozenset(names)
        return [field for field in self._by_key.values() if field.name in wanted]

    def _name(self) -> str:
        while fnv(name := f"f{self._next}") in self._hashes:
            self._next += 1
        self._next += 1
        self._hashes.add(fnv(name))
        return name


def fnv(text: str) -> int:
    """The only thing the engine keeps of a field's name: a hash of 32 bits."""
    found = 2166136261
    for byte in text.encode():
        found = ((found ^ byte) * 16777619) & 0xFFFFFFFF
    return found


def _typed(constant: Constant | None) -> tuple[str, Constant | None]:
    """In Python True equals 1; here they are different constants."""
    return type(constant).__name__, constant
