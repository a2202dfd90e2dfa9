"""What is proved of conditions: it is held against all that may be."""

from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.metrics import Age, Const, Count, Fact, Facts, Times
from accounts.values import Bad, Missing
from rules.advice.solving import Solver, Want
from rules.conditions import Condition, Named, Not
from rules.judging.tree import Compiled, verdict
from rules.language.reading import parse_condition
from tests.rules.chance import AT, DAY, ZONE, Chance

VALUES = (0, 1, 2, 3, 2.5, 4, True, False, "a", "B", "ab", "2026-05-28", ("a",), ("a", "b"), ("b", "c"), Missing(), Missing("?", unreadable=True), Bad("?", "?"))  # fmt: skip
METRICS = ("company.x", "company.y")
WANTED = ("a", "b", "ab", 1, 2, 3, True, False)


NUMBERED = ("at_least", "at_most", "more_than", "less_than")
WORDED = ("contains", "starts_with", "ends_with", "matches")
LISTS = (["a", "b"], ["b"], [1, 2], ["ab"])
TIMES = (
    {"none_for": "9 days"},
    {"within": "3 days"},
    {"at_least": 2},
    {"at_most": 1, "within": "9 days"},
    {"ever": True},
)
DAYS = ("today", "2026-05-27", "2026-05-28", "2026-05-29")


def _one_of(
    metric: str, words: tuple[str, ...], wanted: st.SearchStrategy[object]
) -> st.SearchStrategy[dict[str, object]]:
    return st.builds(lambda word, value: {metric: {word: value}}, st.sampled_from(words), wanted)


def _same(metric: str) -> st.SearchStrategy[dict[str, object]]:
    def built(word: str, wanted: object, *, unset: bool) -> dict[str, object]:
        return {metric: {word: wanted, **({"unset_means": wanted} if unset else {})}}

    return st.builds(built, st.sampled_from(("is", "is_not")), st.sampled_from(WANTED), unset=st.booleans())


def _property(metric: str) -> st.SearchStrategy[dict[str, object]]:
    return st.one_of(
        _same(metric),
        _one_of(metric, ("is_any_of", "is_none_of"), st.sampled_from(LISTS)),
        _one_of(metric, WORDED, st.sampled_from(("a", "b"))),
        _one_of(metric, NUMBERED, st.integers(0, 4)),
        st.sampled_from(({metric: "known"}, {metric: "unknown"})),
    )


COMPARED: st.SearchStrategy[dict[str, object]] = st.one_of(
    *map(_property, METRICS),
    _one_of("coverage.CHAMPION", (*NUMBERED, "is"), st.integers(0, 3)),
    _one_of("stage.age", ("at_least", "less_than"), st.sampled_from(("1 day", "2 days", "3 days"))),
    _one_of("company.day", ("before", "after"), st.sampled_from(DAYS)),
    st.builds(lambda times: {"signals.any": times}, st.sampled_from(TIMES)),
)


@st.composite
def asked(draw: st.DrawFn, depth: int = 3) -> dict[str, object]:
    """A condition on few metrics with few constants, so that its parts often have to do with each other."""
    if depth == 0 or draw(st.integers(0, 2)) == 0:
        return draw(COMPARED)
    parts = draw(st.lists(asked(depth=depth - 1), min_size=2, max_size=3))
    match draw(st.sampled_from(("all", "any", "not", "some"))):
        case "not":
            return {"not": parts[0]}
        case "some":
            return {"at_least_n_of": {"n": draw(st.integers(1, len(parts))), "of": parts}}
        case group:
            return {group: parts}


def some_facts(random: Random) -> Facts:
    day = date(2026, 5, 28) + timedelta(days=random.randint(-3, 3))
    return {
        **{metric: Const(random.choice(VALUES)) for metric in METRICS},
        "company.day": Const(random.choice((day, AT - random.randint(-3, 3) * DAY, Missing(), "2026-05-28"))),
        "signals.any": Times(
            tuple(sorted(AT - random.randint(0, 12) * DAY for _ in range(random.randint(0, 3))))
        ),
        "coverage.CHAMPION": Const(random.choice((0, 1, 2, 3, Missing("?", unreadable=True)))),
        "stage.age": Age(random.choice((None, AT - random.randint(0, 5) * DAY))),
    }


@given(asked(), st.randoms(use_true_random=False))
@settings(max_examples=200, deadline=None)
def test_what_is_called_impossible_never_happens(data: dict[str, object], random: Random) -> None:
    """Whatever the facts: a condition that cannot say yes never does, nor one that cannot say no."""
    condition = parse_condition(data)
    solver = Solver(ZONE)
    possible = {True: solver.can_say(condition, Want.YES), False: solver.can_say(condition, Want.NO)}
    for _ in range(150):
        facts = some_facts(random)
        said = verdict(condition, facts, AT, None, ZONE)
        assert said is None or possible[said], (data, facts)


@pytest.mark.parametrize("seed", range(3))
def test_the_same_of_every_kind_of_condition(seed: int) -> None:
    """Conditions of all operators, and pairs of them, on facts of all sorts; at least some of them are proved impossible."""
    chance, solver, proved = Chance(seed), Solver(ZONE), 0
    several = [chance.facts() for _ in range(60)]
    for _ in range(150):
        condition: Condition = parse_condition({"all": [chance.condition(2), chance.condition(1)]})
        possible = {True: solver.can_say(condition, Want.YES), False: solver.can_say(condition, Want.NO)}
        proved += not possible[True]
        for facts in several:
            said = verdict(condition, facts, AT, None, ZONE)
            assert said is None or possible[said], (condition, facts)
    assert proved


def test_small_worlds_are_decided_exactly() -> None:
    """Of one number between 0 and 5 the solver and trying all of them agree, both ways."""
    random, solver = Random(7), Solver()
    words = ("at_least", "at_most", "more_than", "less_than", "is", "is_not")
    facts = [{"coverage.A": Const(number)} for number in range(8)] + [{"coverage.A": Const(Missing())}]
    seen = set()
    for _ in range(400):
        parts = [{"coverage.A": {random.choice(words): random.randint(0, 5)}} for _ in range(3)]
        condition = parse_condition({random.choice(("all", "any")): parts})
        said = {verdict(condition, each, AT, None, ZONE) for each in facts}
        proved = (solver.can_say(condition, Want.YES), solver.can_say(condition, Want.NO))
        assert proved == (True in said, False in said), condition
        seen.add(proved)
    assert seen == {(True, True), (True, False), (False, True)}


def test_a_permission_is_never_unknown() -> None:
    """What is unknown is not permitted: "not permitted" goes together with unknown, and with nothing permitted."""
    solver, mail = Solver(), parse_condition({"contact.mail": {"is": "yes, please"}})
    may: Condition = Named("may.mail", mail)
    said: list[tuple[list[tuple[Condition, Want]], bool]] = [
        ([(may, Want.YES), (mail, Want.YES)], True),
        ([(may, Want.YES), (mail, Want.NOT_YES)], False),
        ([(Not(may), Want.YES), (mail, Want.NOT_YES), (mail, Want.NOT_NO)], True),
        ([(Not(may), Want.YES), (mail, Want.YES)], False),
        ([(may, Want.NOT_YES), (may, Want.NOT_NO)], False),
    ]
    for goals, possible in said:
        assert solver.can_be(goals) is possible


def test_one_condition_follows_from_another() -> None:
    """Where the other may be unknown, it does not."""
    solver = Solver()
    five, three = (parse_condition({"company.size": {"at_least": number}}) for number in (5, 3))
    both = parse_condition({"company.size": {"at_least": 5}, "company.a": {"is": "x"}})
    assert [solver.implies(five, three), solver.implies(both, three)] == [True, True]
    assert [solver.implies(three, five), solver.implies(five, both)] == [False, False]


SCORED = Compiled(parse_condition({"score": {"at_least": 10}}), ZONE)
SOME = Count(({"score": Const(12)}, {"score": Const(Missing())}), SCORED)
"""One contact is engaged, of the other nobody knows: a number between one and two."""

WITNESSES: list[tuple[dict[str, object], str, Fact]] = [
    ({"company.x": {"contains": "a"}, "not": {"company.x": {"starts_with": "a"}}}, "company.x", Const("ba")),
    ({"company.x": {"contains": "a", "ends_with": "c", "is_none_of": ["c"]}}, "company.x", Const(("a", "bc"))),
    ({"company.x": {"is_any_of": ["a"], "contains": "b"}}, "company.x", Const(("b", "a"))),
    ({"company.x": {"is": "a;b"}, "not": {"company.x": {"is": "b;a"}}}, "company.x", Const(("a", "b"))),
    ({"company.x": {"at_least": 2, "at_most": 2.5, "is_not": 2}}, "company.x", Const(2.25)),
    ({"company.x": {"before": "2026-01-01", "at_least": 5}}, "company.x", Const(86_400)),
    ({"company.x": {"is": "2026-05-28", "after": "2026-05-27"}}, "company.x", Const(date(2026, 5, 28))),
    ({"all": [{"company.x": "unknown"}, {"company.x": {"is": "a", "unset_means": "a"}}]}, "company.x", Const(Missing())),
    ({"all": [{"contacts.engaged": "unknown"}, {"contacts.engaged": {"at_least": 1}}]}, "contacts.engaged", SOME),
    ({"signals.any": {"at_least": 2, "within": "9 days"}, "not": {"signals.any": {"within": "3 days"}}}, "signals.any", Times((AT - 5 * DAY, AT - 4 * DAY))),
]  # fmt: skip


@pytest.mark.parametrize(("data", "metric", "fact"), WITNESSES, ids=[str(row[0]) for row in WITNESSES])
def test_what_has_happened_is_possible(data: dict[str, object], metric: str, fact: Fact) -> None:
    """Each of these looks impossible at first sight, and a value shows that it is not."""
    condition = parse_condition(data)
    assert verdict(condition, {metric: fact}, AT, None, ZONE) is True
    assert Solver(ZONE).can_say(condition, Want.YES)
