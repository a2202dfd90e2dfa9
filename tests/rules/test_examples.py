"""The rulebooks that are shipped: their cases pass and cover them, and both languages decide alike."""

import itertools
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from rules import Rulebook, load
from rules.language.cases import Case, Expect
from rules.language.fixed import RELATIONSHIPS
from rules.trying.trial import lines, try_cases

FOLDER = Path(__file__).parents[2] / "rules" / "examples"
SHIPPED = sorted(file.name for file in FOLDER.glob("*.yaml"))
PAIRS = sorted(name.removesuffix(".de.yaml") for name in SHIPPED if name.endswith(".de.yaml"))
TEXTS = frozenset(
    {"rulebook", "language", "title", "text", "case", "labels", "suggestions", "tasks", "waive"}
)
"""Keys below which the two languages may differ."""


@cache
def book(name: str) -> Rulebook:
    return load((FOLDER / name).read_text("utf-8"), name)


def expectations(case: Case) -> Iterator[Expect]:
    yield case.expect
    yield from (step.expect for step in case.then)


def expected(name: str) -> list[Expect]:
    return [expect for case in book(name).cases for expect in expectations(case)]


def masked(value: Any) -> Any:
    """Plain data without what is said to people."""
    match value:
        case dict():
            return {key: "..." if key in TEXTS else masked(part) for key, part in value.items()}
        case list():
            return [masked(part) for part in value]
        case _:
            return value


def test_four_are_shipped_in_both_languages() -> None:
    """And the one of the demo."""
    assert PAIRS == ["classic-funnel", "flipped-funnel", "hybrid", "small"]
    assert set(SHIPPED) == {
        "key-accounts.yaml",
        *(f"{name}.{language}.yaml" for name in PAIRS for language in ("de", "en")),
    }


@pytest.mark.parametrize("name", SHIPPED)
def test_its_cases_pass(name: str) -> None:
    """All of them."""
    trial = try_cases(book(name))
    assert trial.cases
    assert trial.ok, "\n".join(lines(trial))


@pytest.mark.parametrize("name", SHIPPED)
def test_its_cases_reach_every_stage_and_fire_every_rule(name: str) -> None:
    """Nothing is shipped that nobody has seen work."""
    covered = try_cases(book(name)).coverage
    assert covered.stages_never_reached == ()
    assert covered.rules_never_fired == ()


@pytest.mark.parametrize("name", SHIPPED)
def test_a_case_expects_every_stage_and_says_why_not_the_next(name: str) -> None:
    """On each ladder."""
    ladders = [[stage.name for stage in book(name).cone.ladder(each)] for each in RELATIONSHIPS]
    reached = {expect.stage for expect in expected(name)}
    not_yet = {
        (expect.stage, stage) for expect in expected(name) for stage in expect.why_not or () if expect.stage
    }
    assert {stage for ladder in ladders for stage in ladder} <= reached
    steps = {step for ladder in ladders for step in itertools.pairwise(ladder)}
    assert steps - not_yet == set()


@pytest.mark.parametrize("name", SHIPPED)
def test_a_case_expects_every_rule_to_fire_and_not_to(name: str) -> None:
    """Both sides of each."""
    rules = {rule.rule for rule in book(name).rules}
    fired = {rule for expect in expected(name) for rule in expect.fired or ()}
    rested = {rule for expect in expected(name) for rule in expect.not_fired or ()}
    assert rules - fired == set()
    assert rules - rested == set()


@pytest.mark.parametrize("name", SHIPPED)
def test_its_cases_see_what_nobody_knows(name: str) -> None:
    """At least one condition is unknown in one of them."""
    covered = try_cases(book(name)).coverage
    assert any("unknown" not in condition.never for condition in covered.conditions)


@pytest.mark.parametrize("name", PAIRS)
def test_both_languages_decide_alike(name: str) -> None:
    """They differ in what people read, and in nothing else."""
    german, english = (book(f"{name}.{language}.yaml") for language in ("de", "en"))
    assert (german.language, english.language) == ("de", "en")
    assert masked(_plain(german)) == masked(_plain(english))


def _plain(rulebook: Rulebook) -> Any:
    return json.loads(rulebook.model_dump_json(by_alias=True))


@pytest.mark.parametrize("name", PAIRS)
def test_the_languages_are_not_mixed(name: str) -> None:
    """No text for people is the same in both, as long as it is a sentence."""
    german, english = (set(_sentences(f"{name}.{language}.yaml")) for language in ("de", "en"))
    assert german
    assert german & english == set()


def _sentences(name: str) -> list[str]:
    text = (FOLDER / name).read_text("utf-8")
    return [found for found in re.findall(r'title: "(.+?)"|case: (.+)', text) for found in found if found]


def test_the_small_one_is_small() -> None:
    """Thirty lines are a start, more are a task."""
    for language in ("de", "en"):
        assert len((FOLDER / f"small.{language}.yaml").read_text("utf-8").splitlines()) <= 30
