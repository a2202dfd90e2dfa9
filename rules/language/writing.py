"""Conditions as the plain data that `rules.language.reading` reads back as the same."""

from datetime import date
from typing import Any

from rules.conditions import All, AnyOf, Condition, Leaf, Measure, Named, Not, Op, SomeOf
from rules.judging.kinds import KINDS
from rules.judging.staled import CHANGED
from rules.language.constants import is_age
from rules.language.parsing import format_duration

SILENCE = "none_for"


def write_condition(condition: Condition) -> dict[str, Any]:
    """A mapping, as it may stand under `when`."""
    match condition:
        case Leaf():
            return _leaf(condition)
        case Named(name):
            return {name: "yes"}
        case Not(part):
            return {part.name: "no"} if isinstance(part, Named) else {"not": write_condition(part)}
        case All(parts):
            return _all(parts)
        case AnyOf(parts):
            return {"any": [write_condition(part) for part in parts]}
        case SomeOf():
            return {"at_least_n_of": _some(condition)}


def _all(parts: tuple[Condition, ...]) -> dict[str, Any]:
    """As one mapping where no key stands twice and each part is a comparison of its own; else as a list."""
    if range_ := _range(parts):
        return range_
    written = [write_condition(part) for part in parts]
    joined: dict[str, Any] = {}
    for data in written:
        if "all" in data or len(data) != 1 or joined.keys() & data.keys():
            return {"all": written}
        joined |= data
    return joined if len(joined) > 1 else {"all": written}


def _range(parts: tuple[Condition, ...]) -> dict[str, Any] | None:
    """Several comparisons of one thing behind each other: `{at_least: 2, at_most: 5}`; None where they are none."""
    leaves = [part for part in parts if isinstance(part, Leaf) and KINDS[part.op].reads is not None]
    things = {(leaf.metric, leaf.measure, leaf.within, leaf.unset_means) for leaf in leaves}
    if len(leaves) < len(parts) or len(things) > 1 or len({leaf.op for leaf in leaves}) < len(leaves):
        return None
    compared = {key: value for leaf in leaves for key, value in _operators(leaf).items()}
    return _of(leaves[0], {**compared, **_beside(leaves[0])})


def _some(condition: SomeOf) -> dict[str, Any]:
    return {"n": condition.number, "of": [write_condition(part) for part in condition.parts]}


def _leaf(leaf: Leaf) -> dict[str, Any]:
    if KINDS[leaf.op].reads is None:
        return {leaf.metric: str(leaf.op)}
    if leaf.op == Op.AT_MOST and leaf.wanted == 0 and leaf.within is not None and leaf.unset_means is None:
        return _of(leaf, {SILENCE: format_duration(leaf.within)})
    return _of(leaf, {**_operators(leaf), **_beside(leaf)})


def _of(leaf: Leaf, compared: dict[str, Any]) -> dict[str, Any]:
    """What is compared, and how."""
    if leaf.measure is not None and not leaf.metric.startswith("metrics."):
        return {**write_measure(leaf.measure), **compared}
    return {leaf.metric.removeprefix(CHANGED): compared}


def _operators(leaf: Leaf) -> dict[str, Any]:
    return {str(leaf.op): _constant(leaf, leaf.wanted)}


def _beside(leaf: Leaf) -> dict[str, Any]:
    data: dict[str, Any] = {} if leaf.within is None else {"within": format_duration(leaf.within)}
    return data if leaf.unset_means is None else {**data, "unset_means": _constant(leaf, leaf.unset_means)}


def _constant(leaf: Leaf, value: Any) -> Any:
    if isinstance(value, tuple):
        return [_constant(leaf, each) for each in value]
    if isinstance(value, date):
        return value.isoformat()
    duration = leaf.op == "stale" or is_age(leaf.metric)
    return format_duration(value) if duration and isinstance(value, int) else value


def write_measure(measure: Measure) -> dict[str, Any]:
    data: dict[str, Any] = {measure.how: measure.property or measure.of}
    return data if measure.where is None else {**data, "where": write_condition(measure.where)}
