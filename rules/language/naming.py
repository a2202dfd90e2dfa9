"""What is declared once and used by name: each use of a condition or a metric finds what it stands for."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pydantic import BaseModel

from rules.conditions import (
    All,
    AnyOf,
    Condition,
    Leaf,
    Measure,
    Named,
    Not,
    Op,
    SomeOf,
    parts_of,
    with_parts,
)
from rules.model import Rulebook

METRICS, CONDITIONS, MAY = "metrics.", "conditions.", "may."
_REACHABLE = AnyOf((Leaf("do_not_contact", Op.IS, wanted=False), Leaf("do_not_contact", Op.UNKNOWN)))
"""Nothing allows to contact somebody who must not be."""


def resolved(book: Rulebook) -> Rulebook:
    """The same rulebook, in which names know what they stand for. One that stands for nothing, or for itself, knows none:
    `rules.checking.checks` complains about it.
    """
    names = _Names(book)
    changed: Rulebook = _in(book, names)
    return changed


def permitted(condition: Condition) -> Condition:
    """What allows a channel, for whoever may be contacted at all."""
    return All((_REACHABLE, condition))


class _Names:
    def __init__(self, book: Rulebook) -> None:
        self._metrics: Mapping[str, Measure] = {
            f"{METRICS}{name}": each for name, each in book.metrics.items()
        }
        self._conditions: Mapping[str, Condition] = {
            **{f"{CONDITIONS}{name}": condition for name, condition in book.conditions.items()},
            **{f"{MAY}{name}": condition for name, condition in book.may.items()},
        }
        self._found: dict[str, Condition] = {}
        self._measured: dict[str, Measure] = {}
        self._open: list[str] = []

    def condition(self, condition: Condition) -> Condition:
        match condition:
            case Leaf(measure=Measure() as measure):
                return replace(condition, measure=self.measure(measure))
            case Leaf(metric=metric) if metric in self._metrics:
                return replace(condition, measure=self._named_measure(metric))
            case Leaf():
                return condition
            case Named(name):
                return replace(condition, part=self._named(name))
            case _:
                return with_parts(condition, tuple(map(self.condition, parts_of(condition))))

    def measure(self, measure: Measure) -> Measure:
        return measure if measure.where is None else replace(measure, where=self.condition(measure.where))

    def _named(self, name: str) -> Condition | None:
        if name in self._open or name not in self._conditions:
            return None
        if name not in self._found:
            self._open.append(name)
            found = self.condition(self._conditions[name])
            self._found[name] = permitted(found) if name.startswith(MAY) else found
            self._open.pop()
        return self._found[name]

    def _named_measure(self, metric: str) -> Measure | None:
        if metric in self._open:
            return None
        if metric not in self._measured:
            self._open.append(metric)
            self._measured[metric] = replace(self.measure(self._metrics[metric]), metric=metric)
            self._open.pop()
        return self._measured[metric]


def _in(value: Any, names: _Names) -> Any:
    """The same value, with every condition inside it resolved."""
    match value:
        case Leaf() | Named() | Not() | All() | AnyOf() | SomeOf():
            return names.condition(value)
        case Measure():
            return names.measure(value)
        case BaseModel():
            parts = {name: getattr(value, name) for name in type(value).model_fields}
            changed = {name: _in(part, names) for name, part in parts.items()}
            return value.model_copy(
                update={name: part for name, part in changed.items() if part is not parts[name]}
            )
        case tuple():
            found = tuple(_in(part, names) for part in value)
            return found if any(a is not b for a, b in zip(found, value, strict=True)) else value
        case dict():
            return {key: _in(part, names) for key, part in value.items()}
        case _:
            return value
