"""Conditions as tests of the engine, without negation: each says when its condition is a yes, or when it is a no.

An unknown is neither. So `not` over a condition is the test of its no, and no test is ever turned round.
"""

from collections.abc import Sequence
from itertools import combinations
from math import comb

from rules.conditions import All, AnyOf, Condition, Leaf, Named, Not, SomeOf
from rules.judging.fields import Fields
from rules.judging.kinds import comparison
from rules.judging.matching import Test, both, either, equal
from rules.judging.program import Program

MOST_CHOICES = 20  # that the engine is given of `at_least_n_of`; more become a flag


def normal(condition: Condition, fields: Fields, *, yes: bool = True) -> Test:
    """The test that holds exactly when the verdict on the condition is yes; when it is no, for `yes=False`."""
    match condition:
        case Leaf():
            return comparison(condition).test(fields, yes=yes)
        case Named(part=Leaf() | All() | AnyOf() | SomeOf() | Not() as part) if yes or not condition.sure:
            return normal(part, fields, yes=yes)
        case Not(part):
            return normal(part, fields, yes=not yes)
        case All(parts) | AnyOf(parts) if parts:
            tests = [normal(part, fields, yes=yes) for part in parts]
            return both(tests) if isinstance(condition, All) == yes else either(tests)
        case SomeOf(number, parts) if comb(len(parts), number) <= MOST_CHOICES:
            return _some(number if yes else len(parts) - number + 1, parts, fields, yes=yes)
        case _:
            return flagged(condition, fields, yes=yes)


def _some(number: int, parts: Sequence[Condition], fields: Fields, *, yes: bool) -> Test:
    """So many of the parts are a yes (or a no): one choice of them after the other."""
    tests = [normal(part, fields, yes=yes) for part in parts]
    return either([both(choice) for choice in combinations(tests, number)])


def flagged(condition: Condition, fields: Fields, *, yes: bool = True) -> Test:
    """A test of the verdict itself, computed by the walk's own functions."""
    program = Program({"": condition})
    field = fields.verdict(condition, lambda facts, now: program.look(facts, now).verdict(""))
    return equal(field, ["true" if yes else "false"], yes=True)
