"""What the program says of itself, and what it keeps to itself."""

import ast
import io
import json
import logging
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import logs

SECRET = "client-secret-0f3c2a9e"


class Screen(io.StringIO):
    """A stream that is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """Logging as the program sets it up, into a text; afterwards as it was."""
    root = logging.getLogger()
    before = root.handlers[:], root.level
    stream = io.StringIO()
    logs.configure("INFO", "auto", [SECRET], stream)
    yield stream
    root.handlers[:], level = before
    root.setLevel(level)


def line_of(stream: io.StringIO) -> dict[str, Any]:
    lines = stream.getvalue().splitlines()
    assert len(lines) == 1
    line: dict[str, Any] = json.loads(lines[0])
    return line


def test_json_where_nobody_looks_on(stream: io.StringIO) -> None:
    """One JSON object a line, with the moment, the level and who says it."""
    logging.getLogger("store.inbox").info("kept %d events", 3, extra={"events": 3, "portal_id": 4711})
    line = line_of(stream)
    assert line.pop("time").endswith("Z")
    assert line == {
        "event": "kept 3 events",
        "level": "info",
        "logger": "store.inbox",
        "events": 3,
        "portal_id": 4711,
    }


def test_only_allowed_fields_are_said(stream: io.StringIO) -> None:
    """A field nobody has thought about is left out."""
    logging.getLogger("x").warning("done", extra={"name_of_person": "Ines Thalbach", "job": "absorb"})
    assert "name_of_person" not in line_of(stream)
    assert "Thalbach" not in stream.getvalue()
    assert line_of(stream)["job"] == "absorb"


@pytest.mark.parametrize(
    "text",
    [
        "token pat-eu1-0a1b2c3d-1111-2222-3333-444455556666 refused",
        "Authorization: Bearer abcdefSECRETabcdef",
        f"signed with {SECRET}",
        "postgresql://user:passSECRETword@db.example/x",
        "host=db password=SECRETword",
        "wrote to ines.thalbach@alpenquell.example today",
    ],
)
def test_secrets_and_addresses_are_scrubbed(stream: io.StringIO, text: str) -> None:
    """In the sentence, in a field and in an exception alike."""
    log = logging.getLogger("x")
    log.warning("%s", text, extra={"reason": text})
    log.error("failed", exc_info=ValueError(text))
    said = stream.getvalue()
    for word in ("0a1b2c3d", "SECRET", SECRET, "thalbach"):
        assert word not in said
    assert said.count("\n") == 2


def test_an_exception_is_told_without_its_words(stream: io.StringIO) -> None:
    """Kind, place and cause are enough to mend it; what it quotes may be somebody's name."""

    def read() -> None:
        people: dict[str, int] = {}
        try:
            people["Ines Thalbach"]
        except KeyError as error:
            raise ValueError("cannot read Ines Thalbach") from error

    try:
        read()
    except ValueError:
        logging.getLogger("x").exception("reading failed")
    told = line_of(stream)["exception"]
    assert told.startswith("builtins.ValueError")
    assert "test_logs.py" in told
    assert "in read" in told
    assert "because of\nbuiltins.KeyError" in told
    assert "Thalbach" not in stream.getvalue()


def test_every_field_somebody_logs_is_allowed() -> None:
    """A field that is left off the list would silently vanish."""
    root = Path(logs.__file__).parent
    rooms = ("accounts", "cli", "connector", "console", "pipeline", "rules", "sandbox", "store", "webhooks")
    files = [*root.glob("*.py"), *(file for room in rooms for file in (root / room).rglob("*.py"))]
    said = {
        str(key.value)
        for file in files
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.keyword) and node.arg == "extra" and isinstance(node.value, ast.Dict)
        for key in node.value.keys
        if isinstance(key, ast.Constant)
    }
    assert said
    assert said - logs.ALLOWED == set()


def test_the_level_counts(stream: io.StringIO) -> None:
    """Below the level nothing is said, and chatty libraries only speak up when something is wrong."""
    logging.getLogger("x").debug("quiet")
    logging.getLogger("urllib3.connectionpool").info("Starting new HTTPS connection")
    assert stream.getvalue() == ""


@pytest.mark.usefixtures("stream")
def test_a_person_gets_sentences() -> None:
    """On a terminal: plain text, and no value can forge a line."""
    screen = Screen()
    logs.configure("INFO", "auto", (), screen)
    logging.getLogger("x").info("hello\nERROR forged", extra={"job": "absorb"})
    text = screen.getvalue()
    assert text.count("\n") == 1
    assert "INFO" in text
    assert "hello\\nERROR forged job=absorb" in text


@pytest.mark.usefixtures("stream")
def test_by_default_to_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    """Data has stdout to itself."""
    logs.configure("INFO", "json")
    logging.getLogger("x").info("hello")
    assert sys.stderr is not None
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "hello" in captured.err
