"""How the engine is told an account: of each value the JSON of all fields that are filled from it."""

from collections.abc import Callable, Iterable, Sequence

from accounts.metrics import Facts
from rules.judging.fields import DayField, Field, ValueField, VerdictField
from rules.judging.keeping import ByValue
from rules.judging.looking import Now, Readings, Seen
from rules.judging.spelling import VERDICTS


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
        self._places = [(number, ByValue(_writer(filled))) for number, filled in places.items()]

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


def _writer(fields: Sequence[ValueField]) -> Callable[[Seen], str]:
    """How a value is written in all fields that are filled from it."""
    starts = [(f',"{field.name}":', field.text) for field in fields]

    def write(value: Seen) -> str:
        return "".join([start + known for start, text in starts if (known := text(value)) is not None])

    return write


def _member(name: str, verdict: bool | None) -> str:  # noqa: FBT001 - a verdict is what this is about
    return "" if verdict is None else f',"{name}":{VERDICTS[verdict]}'
