"""Compiled conditions mean what the plain words of `tests.rules.reference` mean, and wake when their findings say."""

from collections.abc import Iterator
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.metrics import Const, Fact, Span
from accounts.values import Value
from rules.conditions import All, Condition, Leaf, Not, Op
from rules.judging.findings import Findings
from rules.judging.kinds import KINDS, comparison
from rules.judging.looking import Now
from rules.judging.program import Program
from rules.judging.tree import walk
from tests.rules import reference
from tests.rules.test_engine import ANY_VALUE, AT, BERLIN, CONDITIONS, FACTS, SINCE, leaf

SPANS = st.builds(lambda low, more: Span(low, low + more), st.integers(0, 5), st.integers(1, 4))
NAMED = st.lists(CONDITIONS, min_size=1, max_size=6).map(
    lambda found: {f"c{n}": c for n, c in enumerate(found)}
)


def test_every_operator_has_its_kind() -> None:
    """A rulebook may use every operator there is."""
    assert set(KINDS) >= {word for name, word in vars(Op).items() if name.isupper()}


@settings(deadline=None, max_examples=300)
@given(leaf(), ANY_VALUE)
def test_a_comparison_means_what_its_words_mean(asked: Leaf, value: Value) -> None:
    """The compiled verdict, the one that is explained and the plain one are the same for every value."""
    now, compiled = Now(AT, None, BERLIN), comparison(asked)
    for seen in (value, *_near(asked.wanted)):
        expected = reference.verdict(asked, seen, AT, BERLIN)
        assert compiled.judge(seen, now) is expected
        assert compiled.said(seen, now).verdict is expected


def _near(wanted: Any) -> Iterator[Value]:
    """Values that are what a leaf wants, or nearly so: in other letters, among several options, one more or less."""
    for one in wanted if isinstance(wanted, tuple) else (wanted,):
        if isinstance(one, str):
            yield from (one, one.swapcase(), (one.swapcase(), "another"), f"<{one.upper()}>")
        elif type(one) in {int, float}:
            yield from (one, one - 1, one + 1, float(one))
        elif one is not None:
            yield one


@settings(deadline=None, max_examples=200)
@given(leaf(), SPANS)
def test_a_count_between_two_numbers_is_every_number_between_them(asked: Leaf, span: Span) -> None:
    """Compiled comparisons know of such a count what holds of all the numbers that it may be."""
    now, compiled = Now(AT, None, BERLIN), comparison(asked)
    assert compiled.judge(span, now) is reference.verdict(asked, span, AT, BERLIN)


@settings(deadline=None, max_examples=100)
@given(NAMED, FACTS, SINCE)
def test_looking_together_is_looking_one_by_one(
    conditions: dict[str, Condition], facts: dict[str, Fact], since: int | None
) -> None:
    """What a program finds of many conditions is what each of them finds alone."""
    look = Program(conditions).look(facts, Now(AT, since, BERLIN))
    for name, condition in conditions.items():
        alone = walk(condition, facts, AT, since, BERLIN)
        assert look.finding(name) == alone
        assert look.verdict(name) is alone.verdict


@settings(deadline=None, max_examples=150)
@given(NAMED, FACTS, SINCE, st.none() | st.integers(AT + 1, AT + 500))
def test_the_soonest_change_is_the_least_of_all_flips(
    conditions: dict[str, Condition], facts: dict[str, Fact], since: int | None, before: int | None
) -> None:
    """Found without working out every flip, it is the same moment, or the one that was known to come before."""
    look = Program(conditions).look(facts, Now(AT, since, BERLIN))
    flips = [look.finding(name).flip for name in conditions]
    known = [moment for moment in (*flips, before) if moment is not None]
    assert look.soonest(before) == min(known, default=None)


def test_yes_and_one_are_not_the_same_constant() -> None:
    """Equal parts are judged once, and in Python True equals 1; conditions that differ only in that stay apart."""
    one, yes = Leaf("company.x", Op.IS, 1), Leaf("company.x", Op.IS, True)
    look = Program({"one": one, "yes": yes, "not": Not(yes), "both": All((one, yes))}).look(
        {"company.x": Const(True)}, Now(AT, None, BERLIN)
    )
    assert look.verdicts() == {"one": None, "yes": True, "not": False, "both": None}


def test_findings_are_a_mapping_sorted_by_name() -> None:
    """Whoever reads a decision sees a mapping; each finding is made when it is asked for, and made once."""
    conditions: dict[str, Any] = {name: Leaf(f"company.{name}", Op.KNOWN, place=name) for name in "cab"}
    look = Program(conditions).look({"company.a": Const(1)}, Now(AT, None, BERLIN))
    findings = Findings([look])
    assert list(findings) == ["a", "b", "c"]
    assert [finding.verdict for finding in findings.values()] == [True, False, False]
    assert findings["a"] is findings["a"]
    assert "d" not in findings
    assert findings == {
        name: walk(conditions[name], {"company.a": Const(1)}, AT, None, BERLIN) for name in "abc"
    }
