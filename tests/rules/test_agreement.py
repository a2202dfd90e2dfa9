"""The engine and the walk agree, in great numbers; what is not known fires nothing; what is written is read back."""

import sys
from typing import Any

import pytest

from accounts.metrics import Const, Facts
from accounts.values import Missing
from rules.engine import Engine
from rules.judging.looking import Now
from rules.judging.program import Program
from rules.language.reading import parse_condition
from rules.language.writing import write_condition
from tests.rules.chance import AT, ZONE, Chance

SEEDS = range(2026_11_23, 2026_11_23 + 50)
RULES = 50
ACCOUNTS = 42
EVERY_FIFTH = 0.2
ASKING = frozenset({"known", "unknown", "stale", "unset_means"})
"""Words by which a rulebook speaks of what is not known. `known` is one of them: denied, it says unknown."""


def test_engine_and_walk_agree_on_more_than_a_hundred_thousand_verdicts(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """On random rulebooks and accounts the engine names exactly the rules on which the walk says yes; of the pairs
    of a rule and an account each verdict is at least a fifth.
    """
    counts: dict[bool | None, int] = {True: 0, False: 0, None: 0}
    for seed in SEEDS:
        for found, named in _compared(seed):
            assert named == {name for name, verdict in found.items() if verdict}, f"seed {seed}"
            for verdict in found.values():
                counts[verdict] += 1
    total = sum(counts.values())
    with capsys.disabled():
        sys.stdout.write(f" {total} pairs, seeds {SEEDS.start} to {SEEDS.stop - 1}: {counts} ")
    assert total >= 100_000
    assert min(counts.values()) >= EVERY_FIFTH * total, counts


def _compared(seed: int) -> list[tuple[dict[str, bool | None], frozenset[str]]]:
    chance = Chance(seed)
    conditions = {f"rule {number}": parse_condition(chance.condition()) for number in range(RULES)}
    program, now = Program(conditions), Now(AT, None, ZONE)
    engine = Engine.compile(conditions)
    several = [chance.facts() for _ in range(ACCOUNTS)]
    return [(program.look(facts, now).verdicts(), engine.matches(facts, AT, None, ZONE)) for facts in several]


@pytest.mark.parametrize("seed", range(40))
def test_making_a_value_unknown_never_fires_a_rule(seed: int) -> None:
    """A rule that does not ask whether something is known says yes without a value only if it said so with it."""
    chance = Chance(seed)
    for _ in range(60):
        data = chance.condition()
        if _words(data) & ASKING:
            continue
        program, facts = Program({"rule": parse_condition(data)}), chance.facts()
        before = _verdict(program, facts)
        for metric in facts:
            after = _verdict(program, {**facts, metric: Const(Missing())})
            assert after is None or after is before, (data, metric)


def _verdict(program: Program, facts: Facts) -> bool | None:
    return program.look(facts, Now(AT, None, ZONE)).verdict("rule")


def _words(data: Any) -> set[str]:
    match data:
        case dict():
            return set(data).union(*map(_words, data.values()))
        case list():
            return set().union(*map(_words, data))
        case str():
            return {data}
        case _:
            return set()


@pytest.mark.parametrize("seed", range(200, 230))
def test_a_condition_that_was_written_is_read_back_as_the_same(seed: int) -> None:
    """The data of a condition can be written from what was read, and says the same."""
    chance = Chance(seed)
    for _ in range(100):
        condition = parse_condition(chance.condition())
        assert parse_condition(write_condition(condition)) == condition
