"""The baseline of the benchmarks of rules: conditions as plain Python closures, without engine, wake or explanation."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from operator import ge, gt, le, lt
from typing import Any

from accounts.metrics import NOT_A_FACT, Facts, Span, Window
from accounts.values import Bad, Missing, Moment
from rules.conditions import TODAY, All, AnyOf, Condition, Leaf, Named, Not, Op, SomeOf

Verdict = bool | None
Values = dict[tuple[str, int | None], Any]
Closure = Callable[[Callable[[str, int | None], Any]], Verdict]
ORDER = {Op.AT_LEAST: ge, Op.AT_MOST: le, Op.MORE_THAN: gt, Op.LESS_THAN: lt}


def closures(conditions: Mapping[str, Condition], at: Moment) -> Callable[[Facts], dict[str, Verdict]]:
    """A function that tells all verdicts on some facts; each value is read once. Days begin at midnight UTC."""
    compiled = [(name, _closure(condition, at)) for name, condition in conditions.items()]

    def verdicts(facts: Facts) -> dict[str, Verdict]:
        values: Values = {}

        def value(metric: str, within: int | None) -> Any:
            if (metric, within) not in values:
                fact = facts.get(metric, NOT_A_FACT)
                values[metric, within] = fact.read(at, Window(None, within))
            return values[metric, within]

        return {name: closure(value) for name, closure in compiled}

    return verdicts


def _closure(condition: Condition, at: Moment) -> Closure:
    match condition:
        case Leaf():
            return _leaf(condition, at)
        case Not(part):
            inner = _closure(part, at)
            return lambda value: None if (said := inner(value)) is None else not said
        case All(parts):
            return _group([_closure(part, at) for part in parts], decides=False)
        case AnyOf(parts):
            return _group([_closure(part, at) for part in parts], decides=True)
        case SomeOf(number, parts):
            return _some([_closure(part, at) for part in parts], number)
        case Named():
            raise ValueError(f"no generated rule asks for a condition by its name: {condition}")


def _group(parts: list[Closure], *, decides: bool) -> Closure:
    def group(value: Callable[[str, int | None], Any]) -> Verdict:
        unknown = False
        for part in parts:
            if (said := part(value)) is decides:
                return decides
            unknown = unknown or said is None
        return None if unknown else not decides

    return group


def _some(parts: list[Closure], number: int) -> Closure:
    def some(value: Callable[[str, int | None], Any]) -> Verdict:
        said = [part(value) for part in parts]
        yes = said.count(True)
        return True if yes >= number else False if yes + said.count(None) < number else None

    return some


def _leaf(leaf: Leaf, at: Moment) -> Closure:
    compare, metric, within, unset = _compare(leaf, at), leaf.metric, leaf.within, leaf.unset_means

    def test(value: Callable[[str, int | None], Any]) -> Verdict:
        seen = value(metric, within)
        if isinstance(seen, Missing):
            return None if unset is None or seen.unreadable else compare(unset)
        if isinstance(seen, Bad):
            return None
        if isinstance(seen, Span):
            low, high = compare(seen.low), compare(seen.high)
            return low if low == high else None
        return compare(seen)

    return test


def _compare(leaf: Leaf, at: Moment) -> Callable[[Any], Verdict]:
    """The comparisons that the generated rules ask, of values that fit them."""
    wanted: Any = leaf.wanted
    if leaf.op in ORDER:
        order = ORDER[leaf.op]
        return lambda seen: bool(order(seen, wanted))
    if leaf.op in {Op.BEFORE, Op.AFTER}:
        day: date = datetime.fromtimestamp(at, UTC).date() if wanted == TODAY else wanted
        return (lambda seen: seen < day) if leaf.op == Op.BEFORE else (lambda seen: seen > day)
    if leaf.op == Op.CONTAINS:
        word = wanted.casefold()
        return lambda seen: (
            word in (seen.casefold() if isinstance(seen, str) else [s.casefold() for s in seen])
        )
    several = wanted if isinstance(wanted, tuple) else (wanted,)
    words = {_folded(each) for each in several}
    return (
        (lambda seen: _folded(seen) not in words)
        if leaf.op == Op.IS_NOT
        else (lambda seen: _folded(seen) in words)
    )


def _folded(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else value
