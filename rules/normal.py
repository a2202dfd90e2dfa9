"""Conditions as tests of the engine, without negation: each says when its condition is a yes, or when it is a no.

An unknown is neither. So `not` over a condition is the test of its no, and no test is ever turned round.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

from rules.conditions import All, AnyOf, Condition, Leaf, Not, Op
from rules.fields import MOST_LETTERS, As, Fields, plain, quoted
from rules.leaf import number

MOST_WORDS = 60  # of `is_any_of`; more become a flag
PLAIN = frozenset(
    {"company", "contact", "cycle", "deals", "engagement", "relationship", "score", "signals", "stage"}
)
"""Metrics whose value is one value; others are counts, of which parts may be unknown."""

_YES = {Op.AT_LEAST: "$gte", Op.MORE_THAN: "$gt", Op.AT_MOST: "$lte", Op.LESS_THAN: "$lt"}
_NO = {Op.AT_LEAST: "$lt", Op.MORE_THAN: "$lte", Op.AT_MOST: "$gt", Op.LESS_THAN: "$gte"}


@dataclass(frozen=True)
class Test:
    """A test as the engine's JSON, and what it costs there: tokens that may live at once, nodes, nested groups."""

    text: str
    fields: frozenset[str]
    tokens: int = 1
    nodes: int = 1
    groups: int = 0


def normal(condition: Condition, fields: Fields, *, yes: bool = True) -> Test:
    """The test that holds exactly when the verdict on the condition is yes; when it is no, for `yes=False`."""
    match condition:
        case Not(part):
            return normal(part, fields, yes=not yes)
        case Leaf(op=Op.IS_NOT):
            return _leaf(condition, Op.IS, fields, yes=not yes)
        case Leaf():
            return _leaf(condition, condition.op, fields, yes=yes)
        case All(parts) | AnyOf(parts) if parts:
            tests = [normal(part, fields, yes=yes) for part in parts]
            return _both(tests) if isinstance(condition, All) == yes else _either(tests)
        case _:
            return flagged(condition, fields, yes=yes)


def flagged(condition: Condition, fields: Fields, *, yes: bool = True) -> Test:
    """A test of the verdict itself, computed by the walk's own functions."""
    return _one("", fields.flag(condition), "true" if yes else "false")


def _leaf(leaf: Leaf, op: Op, fields: Fields, *, yes: bool) -> Test:
    wanted: list[Any] = list(leaf.wanted) if isinstance(leaf.wanted, tuple) else [leaf.wanted]
    if op in _YES and number(wanted[0]):
        return _ordered(leaf, op, fields, yes=yes)
    if op not in {Op.IS, Op.IS_ANY_OF} or len(wanted) > MOST_WORDS:
        return _flagged(leaf, op, fields, yes=yes)
    if all(isinstance(one, bool) for one in wanted):
        return _equal(fields.of(leaf, As.BOOL), ["true" if one else "false" for one in wanted], yes=yes)
    if all(number(one) for one in wanted):
        return _counted(leaf, op, wanted, fields, yes=yes)
    texts = [one.casefold() for one in wanted if isinstance(one, str) and len(one.casefold()) < MOST_LETTERS]
    if len(texts) < len(wanted):
        return _flagged(leaf, op, fields, yes=yes)
    field = fields.of(leaf, As.MEMBER, texts) if op is Op.IS_ANY_OF else fields.of(leaf, As.TEXT)
    return _equal(field, list(map(quoted, texts)), yes=yes)


def _flagged(leaf: Leaf, op: Op, fields: Fields, *, yes: bool) -> Test:
    """The flag holds the leaf's own verdict, so a leaf that was turned round is turned back."""
    return flagged(leaf, fields, yes=yes == (leaf.op is op))


def _ordered(leaf: Leaf, op: Op, fields: Fields, *, yes: bool) -> Test:
    """A count between two numbers is surely at least three where its low end is, surely not where its high end is not."""
    upward = op in {Op.AT_LEAST, Op.MORE_THAN}
    field = _end(leaf, fields, high=upward != yes)
    constant: Any = leaf.wanted
    return _one(_YES[op] if yes else _NO[op], field, plain(constant))


def _end(leaf: Leaf, fields: Fields, *, high: bool) -> str:
    if leaf.metric.partition(".")[0] in PLAIN:
        return fields.of(leaf, As.NUMBER)
    return fields.of(leaf, As.HIGH if high else As.LOW)


def _counted(leaf: Leaf, op: Op, wanted: list[Any], fields: Fields, *, yes: bool) -> Test:
    constants = list(map(plain, wanted))
    low, high = _end(leaf, fields, high=False), _end(leaf, fields, high=True)
    if low == high:
        return _equal(low, constants, yes=yes)
    if op is Op.IS_ANY_OF or wanted[0] != int(wanted[0]):
        return _flagged(leaf, op, fields, yes=yes)
    if yes:
        return _both([_one("", low, constants[0]), _one("", high, constants[0])])
    # Never both at once, so that one token is enough.
    apart = _either([_one("$gt", low, constants[0]), _one("$lt", high, constants[0])])
    return Test(apart.text, apart.fields, 1, apart.nodes, apart.groups)


def _equal(field: str, constants: list[str], *, yes: bool) -> Test:
    tests = [_one("" if yes else "$neq", field, constant) for constant in dict.fromkeys(constants)]
    if not yes:
        return _both(tests)
    either = _either(tests)
    return Test(either.text, either.fields, 1, either.nodes, either.groups)


def _one(op: str, field: str, constant: str) -> Test:
    text = f'{{"{field}":{constant}}}'
    return Test(f'{{"{op}":{text}}}' if op else text, frozenset({field}))


def _both(tests: Sequence[Test]) -> Test:
    return tests[0] if len(tests) == 1 else _group("$and", tests, prod(test.tokens for test in tests))


def _either(tests: Sequence[Test]) -> Test:
    return tests[0] if len(tests) == 1 else _group("$or", tests, sum(test.tokens for test in tests))


def _group(word: str, tests: Sequence[Test], tokens: int) -> Test:
    text = f'{{"{word}":[{",".join(test.text for test in tests)}]}}'
    fields = frozenset().union(*(test.fields for test in tests))
    return Test(text, fields, tokens, sum(t.nodes for t in tests) + 1, sum(t.groups for t in tests) + 1)
