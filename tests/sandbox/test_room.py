"""The room stands alone: it imports nothing of ours."""

import ast
from pathlib import Path

import sandbox

ROOM = Path(sandbox.__file__).parent
ALLOWED = {"flask", "werkzeug", "sandbox"}
OURS = {"accounts", "app", "cli", "connector", "console", "jobs", "logs", "pipeline", "rules", "scheduler"}
OURS |= {"settings", "store", "webhooks"}


def imported(path: Path) -> set[str]:
    """The top-level names that a file imports."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    return names


def test_nothing_of_ours_is_imported() -> None:
    """The standard library, Flask and the room itself are all it needs."""
    names_imported = {name for path in ROOM.glob("*.py") for name in imported(path)}
    assert not names_imported & OURS
    assert {name for name in names_imported if name in ALLOWED} == ALLOWED


def test_files_stay_small() -> None:
    """No file of the room is longer than 300 lines."""
    long = {
        path.name for path in ROOM.glob("*.py") if len(path.read_text(encoding="utf-8").splitlines()) > 300
    }
    assert not long
