"""The engine and the walk say the same of every condition, whatever the facts are."""

import itertools
import json
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.metrics import Age, Aggregate, Const, Count, Fact, Score, Times
from accounts.values import Bad, Missing, Value
from rules import engine as engine_module
from rules.conditions import TODAY, All, AnyOf, Condition, Leaf, Not, Op, SomeOf
from rules.engine import Engine
from rules.judging.fields import RESERVED, Fields, fnv
from rules.judging.kinds import KINDS
from rules.judging.normal import normal
from rules.judging.spelling import As, plain
from rules.judging.tree import Compiled, leaves, verdict, walk

BERLIN = ZoneInfo("Europe/Berlin")
AT = 1_000_000
TEXTS = [
    "a",
    "B",
    "b",
    "ä",
    "Ä",
    "ß",
    "ss",
    "a;b",
    'q"uote',
    "back\\slash",
    "",
    " ",
    "5",
    "true",
    "\x00",
    "\ud800",
    "x" * 70_000,
]


def constant(value: Value) -> Const:
    return Const(value)


PLAIN_NUMBERS = st.one_of(
    st.integers(-5, 5),
    st.integers(-(2**53), 2**53),
    st.floats(-10, 10),
    st.floats(allow_nan=False, allow_infinity=False, min_value=-(2.0**53), max_value=2.0**53),
    st.sampled_from([0.0, -0.0, 1e-7, 1e-300, 5e-324, 1e15, 2.0**53]),
)
CONSTANT_NUMBERS = PLAIN_NUMBERS.filter(lambda number: number == 0 or abs(number) >= 1e-6)
CONSTANT_TEXTS = st.sampled_from([text for text in TEXTS if 0 < len(text) < 200])
MISSING: st.SearchStrategy[Value] = st.sampled_from(
    [Missing(), Missing("lost", unreadable=True), Bad("x", "not a number")]
)
DAYS = st.integers(-3, 3).map(lambda days: date(1970, 1, 12) + timedelta(days=days))
MOMENTS = st.integers(AT - 400, AT + 400)
TIMES = st.lists(MOMENTS, max_size=6).map(lambda moments: Times(tuple(sorted(moments))))
SCORES = st.builds(
    lambda points, half_life: Score(tuple(sorted(points)), half_life),
    st.lists(st.tuples(MOMENTS, st.floats(0.5, 20)), max_size=5),
    st.integers(20, 400),
)
ANY_VALUE: st.SearchStrategy[Value] = st.one_of(
    PLAIN_NUMBERS,
    st.booleans(),
    st.sampled_from(TEXTS),
    DAYS,
    MISSING,
    st.lists(st.sampled_from(["a", "b", "Ä"])).map(tuple),
)
VALUES = ANY_VALUE.map(constant)
UNKNOWN = MISSING.map(constant)
CONTACT = st.fixed_dictionaries({"score": st.one_of(SCORES, UNKNOWN)})
COUNTS = st.builds(
    lambda contacts, wanted: Count(tuple(contacts), Compiled(Leaf("score", Op.AT_LEAST, wanted))),
    st.lists(CONTACT, max_size=5),
    st.integers(1, 15),
)
BY_METRIC: dict[str, st.SearchStrategy[Any]] = {
    "company.x": VALUES,
    "company.y": VALUES,
    "stage": VALUES,
    "contacts.count": st.integers(0, 5).map(Const),
    "contacts.engaged": COUNTS,
    "coverage.roles": st.one_of(COUNTS, UNKNOWN),
    "engagement.score": SCORES,
    "signals.any": TIMES,
    "deals.won": TIMES,
    "stage.age": st.one_of(MOMENTS, st.none()).map(Age),
    "sum of scores": st.builds(
        lambda contacts, wanted: Aggregate(
            tuple(contacts), "sum", "amount", Compiled(Leaf("score", Op.AT_LEAST, wanted))
        ),
        st.lists(
            st.fixed_dictionaries({"score": SCORES, "amount": st.integers(0, 5).map(Const)}), max_size=3
        ),
        st.integers(0, 40),
    ),
}
FACTS = st.fixed_dictionaries({}, optional=BY_METRIC)
SINCE = st.one_of(st.none(), MOMENTS)

ORDER = [Op.AT_LEAST, Op.AT_MOST, Op.MORE_THAN, Op.LESS_THAN]
LISTS = st.one_of(
    st.lists(CONSTANT_TEXTS, min_size=1, max_size=70),
    st.lists(CONSTANT_NUMBERS, min_size=1, max_size=4),
    st.lists(st.booleans(), min_size=1, max_size=2),
).map(tuple)


@st.composite
def leaf(draw: st.DrawFn) -> Leaf:
    """Any comparison that the reader of rulebooks lets through, fitting or not."""
    metric = draw(st.sampled_from(sorted(BY_METRIC)))
    within = (
        draw(st.one_of(st.none(), st.integers(1, 500))) if metric in {"signals.any", "deals.won"} else None
    )
    op = draw(st.sampled_from(sorted(KINDS)))
    wanted, unset = draw(_CONSTANTS.get(op, _SAME))
    return Leaf(metric, op, wanted, None if op in {Op.KNOWN, Op.UNKNOWN} else within, unset)


def _with_unset(wanted: st.SearchStrategy[Any], unset: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.tuples(wanted, st.one_of(st.none(), unset))


_NUMBERS = st.one_of(st.integers(0, 4), CONSTANT_NUMBERS, st.integers(1, 400))
_SAME = st.one_of(CONSTANT_TEXTS, CONSTANT_NUMBERS, st.booleans(), st.integers(0, 3)).flatmap(
    lambda same: st.tuples(st.just(same), st.sampled_from([None, same]))
)
_CONSTANTS: dict[str, st.SearchStrategy[Any]] = {
    **dict.fromkeys(ORDER, _with_unset(_NUMBERS, CONSTANT_NUMBERS)),
    **dict.fromkeys((Op.BEFORE, Op.AFTER), _with_unset(st.one_of(st.just(TODAY), DAYS), DAYS)),
    **dict.fromkeys((Op.CONTAINS, "starts_with", "ends_with"), st.tuples(CONSTANT_TEXTS, st.none())),
    **dict.fromkeys((Op.IS_ANY_OF, Op.IS_NONE_OF), st.tuples(LISTS, st.none())),
    **dict.fromkeys((Op.KNOWN, Op.UNKNOWN), st.tuples(st.none(), st.none())),
    "matches": st.tuples(st.sampled_from(("a", "^ab?", "[0-9]+$", "x|\\.", "(?:ab)*c")), st.none()),
    "stale": st.tuples(st.integers(1, 500), st.none()),
}
"""Of each operator what it compares with, and what an empty value means."""


CONDITIONS: st.SearchStrategy[Condition] = st.recursive(
    leaf(),
    lambda part: st.one_of(
        st.lists(part, min_size=1, max_size=4).map(lambda parts: All(tuple(parts))),
        st.lists(part, min_size=1, max_size=4).map(lambda parts: AnyOf(tuple(parts))),
        st.lists(part, min_size=1, max_size=5).flatmap(
            lambda parts: st.integers(1, len(parts)).map(lambda number: SomeOf(number, tuple(parts)))
        ),
        part.map(Not),
    ),
    max_leaves=10,
)


@settings(deadline=None, max_examples=200, print_blob=True)
@given(st.lists(CONDITIONS, min_size=1, max_size=8), st.lists(FACTS, min_size=10, max_size=10), SINCE)
def test_engine_and_walk_agree(
    conditions: list[Condition], all_facts: list[dict[str, Fact]], since: int | None
) -> None:
    """For any conditions and any facts the engine names exactly those on which the walk says yes."""
    named = {f"c{number}": condition for number, condition in enumerate(conditions)}
    compiled = Engine.compile(named)
    for facts in all_facts:
        findings = {name: walk(condition, facts, AT, since, BERLIN) for name, condition in named.items()}
        expected = {name for name, finding in findings.items() if finding.verdict}
        assert compiled.matches(facts, AT, since, BERLIN) == expected
        for name, condition in named.items():
            assert verdict(condition, facts, AT, since, BERLIN) is findings[name].verdict


@settings(deadline=None, max_examples=300, print_blob=True)
@given(CONDITIONS, FACTS, SINCE)
def test_a_flip_is_never_late(condition: Condition, facts: dict[str, Fact], since: int | None) -> None:
    """Until the moment a finding names, no passing of time changes its verdict; without one, none ever does."""
    finding = walk(condition, facts, AT, since, BERLIN)
    assert finding.flip is None or finding.flip > AT
    end = min(finding.flip or AT + 900, AT + 900)
    steps = sorted({*range(AT + 1, min(end, AT + 60)), *range(AT + 60, end, 7), end - 1} - {AT})
    assert all(
        verdict(condition, facts, moment, since, BERLIN) is finding.verdict
        for moment in steps
        if moment < end
    )


@settings(deadline=None, max_examples=100, print_blob=True)
@given(CONDITIONS, FACTS, SINCE, st.randoms())
def test_the_order_of_facts_and_parts_does_not_matter(
    condition: Condition, facts: dict[str, Fact], since: int | None, random: Any
) -> None:
    """Facts may come in any order, and so may the parts of a group."""
    shuffled = dict(random.sample(sorted(facts.items()), len(facts)))
    finding = walk(condition, facts, AT, since, BERLIN)
    assert walk(condition, shuffled, AT, since, BERLIN) == finding
    assert walk(_turned(condition), shuffled, AT, since, BERLIN).verdict is finding.verdict


def _turned(condition: Condition) -> Condition:
    match condition:
        case All(parts):
            return All(tuple(_turned(part) for part in reversed(parts)))
        case AnyOf(parts):
            return AnyOf(tuple(_turned(part) for part in reversed(parts)))
        case SomeOf(number, parts):
            return SomeOf(number, tuple(_turned(part) for part in reversed(parts)))
        case Not(part):
            return Not(_turned(part))
        case _:
            return condition


@settings(deadline=None, max_examples=100, print_blob=True)
@given(CONDITIONS)
def test_where_nothing_is_known_nothing_fires(condition: Condition) -> None:
    """Without known, unknown or unset_means, a condition on values that are missing is unknown, negated or not."""
    parts = list(leaves(condition))
    if any(part.op in {Op.KNOWN, Op.UNKNOWN, "stale"} or part.unset_means is not None for part in parts):
        return
    facts: dict[str, Fact] = {part.metric: Const(Missing()) for part in parts}
    assert walk(condition, facts, AT, None, BERLIN).verdict is None
    assert Engine.compile({"one": condition}).matches(facts, AT, None, BERLIN) == frozenset()


def test_hundreds_of_conditions_that_all_hold_are_all_named() -> None:
    """More than the library can have true at once is spread over several rule sets."""
    conditions: dict[str, Condition] = {
        f"c{number}": All(
            (Leaf("contacts.count", Op.AT_LEAST, number), Leaf("company.x", Op.IS, f"v{number % 7}"))
        )
        for number in range(700)
    }
    compiled = Engine.compile(conditions)
    facts: dict[str, Fact] = {"contacts.count": Const(650), "company.x": Const("V3")}
    assert compiled.matches(facts, AT, None, BERLIN) == {
        f"c{number}" for number in range(651) if number % 7 == 3
    }


def test_a_condition_beyond_the_limits_of_the_library_is_computed_beside_it() -> None:
    """Six alternatives of three parts each would be more paths than the library survives."""
    either = AnyOf(tuple(Leaf("contacts.count", Op.AT_LEAST, number) for number in range(3)))
    deep = All(tuple(All((either, Leaf("company.x", Op.IS_NOT, f"n{number}"))) for number in range(6)))
    compiled = Engine.compile({"deep": deep, "plain": either})
    facts: dict[str, Fact] = {"contacts.count": Const(2), "company.x": Const("a")}
    assert compiled.matches(facts, AT, None, BERLIN) == {"deep", "plain"}
    facts["company.x"] = Const("N5")
    assert compiled.matches(facts, AT, None, BERLIN) == {"plain"}


def test_a_known_set_of_conditions_is_never_registered_twice() -> None:
    """The library leaks what it is given, so the same content costs it nothing the second time."""
    conditions: dict[str, Condition] = {"a": Leaf("company.once", Op.IS, "only", place="here")}
    first = Engine.compile(conditions)
    registered = len(engine_module._registered)
    again = Engine.compile({"b": Leaf("company.once", Op.IS, "ONLY", place="elsewhere")})
    assert len(engine_module._registered) == registered
    facts: dict[str, Fact] = {"company.once": Const("Only")}
    assert first.matches(facts, AT, None, BERLIN) == {"a"}
    assert again.matches(facts, AT, None, BERLIN) == {"b"}


def test_after_an_error_the_next_fact_is_read_rightly() -> None:
    """A fact the library refuses is an error of ours and is not left behind in it."""
    compiled = Engine.compile({"a": Leaf("company.x", Op.IS, "a")})
    with pytest.raises(engine_module.EngineError):
        engine_module._hits(compiled.shards[0].handle, ',"f0":1e5')
    assert compiled.matches({"company.x": Const("a")}, AT, None, BERLIN) == {"a"}
    assert compiled.matches({"company.x": Const("b")}, AT, None, BERLIN) == frozenset()


def test_field_names_never_collide_in_the_hash_of_the_library() -> None:
    """The library keeps 32 bits of a field's name; none of ours shares them with another or with a word of its own."""
    fields = Fields()
    names = [fields.of(Leaf(f"company.p{number}", Op.IS, "x"), As.TEXT) for number in range(3000)]
    hashes = {fnv(name) for name in names}
    assert len(hashes) == 3000
    assert not hashes & {fnv(word) for word in RESERVED}


@pytest.mark.parametrize("value", [1e-7, 1e22, 5e-324, -0.5, 3, 2.0**60, float("inf")])
def test_numbers_reach_the_engine_without_exponents(value: float) -> None:
    """The library's reader knows no exponents; beyond what rulebooks can name only the side matters."""
    text = plain(value)
    assert "e" not in text.lower()
    assert float(text) == value or abs(float(text)) > 2**53


def test_numbers_are_compared_in_the_engine() -> None:
    """A threshold arrives in the rule set as a number and the value in the fact, not as a finished verdict."""
    test = normal(Leaf("company.x", Op.AT_LEAST, 250), Fields())
    assert json.loads(test.text) == {"$gte": {"f0": 250}}
    assert json.loads(normal(Leaf("company.x", Op.AT_LEAST, 250), Fields(), yes=False).text) == {
        "$lt": {"f0": 250}
    }


def test_a_count_with_unknown_parts_is_told_by_both_ends() -> None:
    """Two or three engaged contacts are surely at least two, and neither surely three nor surely not."""
    scores: list[Fact] = [Const(20), Const(30), Const(Missing()), Const(1)]
    engaged = Count(tuple({"score": score} for score in scores), Compiled(Leaf("score", Op.AT_LEAST, 10)))
    conditions: dict[str, Condition] = {
        f"{op} {number}": Leaf("contacts.engaged", op, number)
        for op, number in itertools.product(ORDER, range(5))
    }
    said = Engine.compile(conditions).matches({"contacts.engaged": engaged}, AT, None, BERLIN)
    assert said == {
        name
        for name, condition in conditions.items()
        if all(verdict(condition, {"contacts.engaged": Const(count)}, AT, None, BERLIN) for count in (2, 3))
    }
