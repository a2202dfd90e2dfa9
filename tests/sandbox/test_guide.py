"""What docs/sandbox.md tells works: its examples run, and its tables name every option and key."""

import re
from pathlib import Path

import pytest
import typer.main

from cli.main import app
from sandbox import scenario, scenario_making, scenario_shape, timeline

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "sandbox.md").read_text("utf-8")
pytest_plugins = ["pytester"]


def block(language: str) -> str:
    (found,) = re.findall(rf"```{language}\n(.*?)```", GUIDE, re.DOTALL)
    return str(found)


def rows(start: str) -> str:
    """The table that begins with this line."""
    return GUIDE[GUIDE.index(start) :].split("\n\n")[0]


def test_the_scenario_of_the_guide_can_be_played() -> None:
    """Each of its tables and each line of its timeline."""
    scenario_making.rehearse(scenario.parse(block("toml"), "oak.toml"))


def test_the_tests_of_the_guide_pass(pytester: pytest.Pytester) -> None:
    """As they stand there."""
    pytester.makepyfile(block("python"))
    pytester.syspathinsert(ROOT)
    pytester.runpytest_subprocess("-p", "no:cacheprovider").assert_outcomes(passed=2)


def test_every_option_is_told() -> None:
    """And none that does not exist."""
    command = typer.main.get_group(app).commands["sandbox"]
    real = {name for parameter in command.params for name in parameter.opts if name != "--help"}
    assert set(re.findall(r"^\| `(--[a-z]+)", rows("| option |"), re.MULTILINE)) == real


def test_every_table_and_key_is_told() -> None:
    """What a scenario file may hold stands in the reference, and nothing else does."""
    told = rows("| table |")
    tables = set(re.findall(r"`\[+([a-z]+)[\].]", told))
    assert tables == set(scenario_shape.TABLES)
    told_keys = set(re.findall(r"`([a-z_A-Z]+)`", told))
    real = {
        *scenario_shape.TOP,
        *(
            key
            for group in (scenario_shape.SINGLE, scenario_shape.MANY, scenario_shape.NAMED)
            for keys in group.values()
            for key in keys
        ),
        *scenario_shape.HISTORY,
        *scenario_shape.STAGE,
        *scenario_shape.EVERY_ACTION,
    }
    assert real - told_keys == set()


def test_every_action_is_told() -> None:
    """With what it needs."""
    told = rows("| `do` |")
    for name, keys in scenario_shape.ACTIONS.items():
        (line,) = [line for line in told.splitlines() if f"`{name}`" in line.split("|")[1]]
        if name != "fault":
            assert [key for key in keys if f"`{key}`" not in line] == []
    assert set(scenario_shape.ACTIONS) == set(timeline.ACTS)
