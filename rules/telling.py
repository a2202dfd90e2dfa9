"""How the engine is told an account: of each value the JSON of all fields that are filled from it.

Values come again from account to account, so what one comes to is kept, for as many as bounds allow. In Python True
equals 1 and 1.0; they are kept apart by their types.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from accounts.metrics import Facts
from accounts.values import Missing
from rules.fields import DayField, Field, ValueField, VerdictField
from rules.looking import Now, Readings, Seen
from rules.spelling import VERDICTS

MOST_KEPT = 256  # of the values of one type that one metric may have
LONGEST_KEPT = 100  # letters; longer texts hardly ever come again
KEPT = frozenset({bool, int, str, date, tuple})  # fractions, which are scores, never come again

Writer = Callable[[Any], str]


class Telling:
    """Fills the fields of one rule set, which stay the same."""

    def __init__(self, fields: Iterable[Field], readings: Readings) -> None:
        places: dict[int, list[ValueField]] = {}
        self._days: list[tuple[int, DayField]] = []
        self._verdicts: list[VerdictField] = []
        for field in fields:
            match field:
                case VerdictField():
                    self._verdicts.append(field)
                case DayField():
                    self._days.append((readings.number(field.leaf.metric, field.leaf.within), field))
                case _:
                    number = readings.number(field.leaf.metric, field.leaf.within)
                    places.setdefault(number, []).append(field)
        self._places = [(number, _Writers(filled)) for number, filled in places.items()]

    def told(self, facts: Facts, values: Sequence[Seen], now: Now) -> str:
        """The fields that are known as members of a JSON object, each with the comma before it.

        `values`: what the readings that it was made with say of the facts.
        """
        told = [
            writers[type(value := values[number])](value)  # one look-up for its type, one for itself
            for number, writers in self._places
        ]
        told += [_member(field.name, field.judge(values[number], now)) for number, field in self._days]
        told += [_member(field.name, field.judge(facts, now)) for field in self._verdicts]
        return "".join(told)


class _Writers(dict[type, Writer]):
    """How a value of each type is written in all fields that are filled from it; found out when a type is first met."""

    def __init__(self, fields: Sequence[ValueField]) -> None:
        super().__init__()
        self._fields = [(f',"{field.name}":', field.text) for field in fields]

    def __missing__(self, kind: type) -> Writer:
        if kind is Missing:
            # Whatever the reason that somebody gave, what counts is whether the value could be read.
            texts = [self._text(Missing()), self._text(Missing(unreadable=True))]
            self[kind] = lambda value: texts[value.unreadable]
        else:
            self[kind] = _Kept(self._text).__getitem__ if kind in KEPT else self._text
        return self[kind]

    def _text(self, value: Seen) -> str:
        return "".join([start + known for start, text in self._fields if (known := text(value)) is not None])


class _Kept(dict[Any, str]):
    """What values came to; of those met last only so many."""

    def __init__(self, write: Writer) -> None:
        super().__init__()
        self._write = write

    def __missing__(self, value: Any) -> str:
        text = self._write(value)
        if len(str(value)) <= LONGEST_KEPT:
            if len(self) >= MOST_KEPT:
                self.clear()
            self[value] = text
        return text


def _member(name: str, verdict: bool | None) -> str:  # noqa: FBT001 - a verdict is what this is about
    return "" if verdict is None else f',"{name}":{VERDICTS[verdict]}'
