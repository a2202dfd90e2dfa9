"""Conditions as tests of the engine, without negation: each says when its condition is a yes, or when it is a no.

An unknown is neither. So `not` over a condition is the test of its no, and no test is ever turned round.
"""

from rules.conditions import All, AnyOf, Condition, Leaf, Not
from rules.fields import Fields
from rules.kinds import comparison
from rules.matching import Test, both, either, equal
from rules.program import Program


def normal(condition: Condition, fields: Fields, *, yes: bool = True) -> Test:
    """The test that holds exactly when the verdict on the condition is yes; when it is no, for `yes=False`."""
    match condition:
        case Leaf():
            return comparison(condition).test(fields, yes=yes)
        case Not(part):
            return normal(part, fields, yes=not yes)
        case All(parts) | AnyOf(parts) if parts:
            tests = [normal(part, fields, yes=yes) for part in parts]
            return both(tests) if isinstance(condition, All) == yes else either(tests)
        case _:
            return flagged(condition, fields, yes=yes)


def flagged(condition: Condition, fields: Fields, *, yes: bool = True) -> Test:
    """A test of the verdict itself, computed by the walk's own functions."""
    program = Program({"": condition})
    field = fields.verdict(condition, lambda facts, now: program.look(facts, now).verdict(""))
    return equal(field, ["true" if yes else "false"], yes=True)
