"""Tests as the engine takes them: JSON over the fields of one flat fact, and what each costs there."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod


@dataclass(frozen=True)
class Test:
    """A test as the engine's JSON, and what it costs there: tokens that may live at once, nodes, nested groups."""

    text: str
    fields: frozenset[str]
    tokens: int = 1
    nodes: int = 1
    groups: int = 0


def one(op: str, field: str, constant: str) -> Test:
    """A comparison by the engine's operator, the empty one being equality."""
    text = f'{{"{field}":{constant}}}'
    return Test(f'{{"{op}":{text}}}' if op else text, frozenset({field}))


def both(tests: Sequence[Test]) -> Test:
    return tests[0] if len(tests) == 1 else _group("$and", tests, prod(test.tokens for test in tests))


def either(tests: Sequence[Test]) -> Test:
    return tests[0] if len(tests) == 1 else _group("$or", tests, sum(test.tokens for test in tests))


def apart(tests: Sequence[Test]) -> Test:
    """Either of several that never hold at once, so that one token is enough."""
    found = either(tests)
    return Test(found.text, found.fields, 1, found.nodes, found.groups)


def equal(field: str, constants: Sequence[str], *, yes: bool) -> Test:
    """The field is one of the constants; for `yes=False` it is known and none of them."""
    tests = [one("" if yes else "$neq", field, constant) for constant in dict.fromkeys(constants)]
    return apart(tests) if yes else both(tests)


def _group(word: str, tests: Sequence[Test], tokens: int) -> Test:
    text = f'{{"{word}":[{",".join(test.text for test in tests)}]}}'
    fields = frozenset().union(*(test.fields for test in tests))
    return Test(text, fields, tokens, sum(t.nodes for t in tests) + 1, sum(t.groups for t in tests) + 1)
