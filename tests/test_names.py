"""Our rooms are top-level modules with flat names, so nobody else may have them."""

import sys
from collections import defaultdict
from importlib.metadata import Distribution, distributions
from pathlib import Path

ROOT = Path(__file__).parents[1]
ROOMS = {
    *("accounts", "app", "cli", "connector", "console", "jobs", "logs", "pipeline", "rules", "sandbox"),
    *("scheduler", "settings", "store", "webhooks"),
}


def top_levels(distribution: Distribution) -> set[str]:
    """What an installed distribution adds to the names that can be imported."""
    names = {str(file).split("/")[0] for file in distribution.files or ()}
    return {name.removesuffix(".py") for name in names if name.endswith(".py") or "." not in name}


def test_rooms_are_complete() -> None:
    """The list above is what lies in the folder."""
    packages = {file.parent.name for file in ROOT.glob("*/__init__.py")}
    assert packages | {file.stem for file in ROOT.glob("*.py")} == ROOMS


def test_no_other_distribution_has_a_module_of_our_name() -> None:
    """`import store` is ours, whatever is installed beside us."""
    owners: dict[str, set[str]] = defaultdict(set)
    for distribution in distributions():
        if distribution.name != "flipfunnel":
            for name in top_levels(distribution) & ROOMS:
                owners[name].add(distribution.name)
    assert owners == {}


def test_no_module_of_python_has_our_name() -> None:
    """Nor does Python bring one."""
    assert set(sys.stdlib_module_names) & ROOMS == set()
