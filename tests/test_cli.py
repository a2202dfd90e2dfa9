"""The frame of the command line: exit codes, one sentence instead of a traceback, data on stdout."""

import json
from pathlib import Path

import pytest

from cli.errors import MEANING, Code, CommandError, answer_to
from cli.main import run
from rules.problems import Problem, RulebookError
from settings import SettingsError

EXAMPLE = Path(__file__).parents[1] / "rules" / "examples" / "key-accounts.yaml"
Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No .env of whoever runs the tests is read."""
    monkeypatch.chdir(tmp_path)


def test_exit_codes_keep_their_meaning() -> None:
    """Scripts lean on them; each is explained in --help."""
    assert {code.name: code.value for code in Code} == {
        "OK": 0,
        "UNEXPECTED": 1,
        "USAGE": 2,
        "CONFIGURATION": 3,
        "NOT_FOUND": 4,
        "AUTHENTICATION": 5,
        "FINDINGS": 6,
        "HUBSPOT_UNAVAILABLE": 7,
        "PLAN_HAS_CHANGES": 8,
        "INTERRUPTED": 130,
    }
    assert set(MEANING) == set(Code)


def test_help_lists_the_exit_codes(capsys: Captured) -> None:
    """Whoever asks for help finds them."""
    assert run(["--help"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    for code, meaning in MEANING.items():
        assert f"{code.value} {meaning}" in said


@pytest.mark.parametrize(
    "arguments", [["nonsense"], ["--nonsense"], ["rules", "check"], ["config", "show", "--nope"]]
)
def test_usage(arguments: list[str], capsys: Captured) -> None:
    """A command written wrongly gets 2 and a hint on stderr."""
    assert run(arguments) == Code.USAGE
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "--help` shows how it is written." in captured.err


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (CommandError(Code.NOT_FOUND, "No such account.", "List them."), 4, ("No such account.", "List them.")),
        (SettingsError(("A is wrong.", "B is wrong.")), 3, ("A is wrong.", "B is wrong.")),
        (RulebookError([Problem("f.yaml", 3, 7, "unknown-key", "'x' is not a key.", "Did you mean 'y'?")]), 6,
         ("f.yaml:3:7 unknown-key 'x' is not a key. Did you mean 'y'?",)),
    ],
)  # fmt: skip
def test_known_errors(error: Exception, code: int, said: tuple[str, ...]) -> None:
    """Each says what is the matter and what to do."""
    answer = answer_to(error)
    assert answer.code == code
    assert answer.lines[: len(said)] == said


def test_an_unknown_error_keeps_its_text_to_itself() -> None:
    """It may hold a person's data; --debug is for those who may see it."""
    answer = answer_to(ValueError("ines@thalbach.example"))
    assert answer.code == Code.UNEXPECTED
    assert "thalbach" not in " ".join(answer.lines)
    assert "--debug" in " ".join(answer.lines)


def test_the_example_rulebook_is_ok(capsys: Captured) -> None:
    """`rules check` says ok and what the rulebook declares."""
    assert run(["rules", "check", str(EXAMPLE)]) == 0
    out = capsys.readouterr().out
    assert out.startswith(f"ok: {EXAMPLE}")
    assert "prospect: identified > expanded > engaged > sales_ready > in_sales" in out


def test_a_broken_rulebook(tmp_path: Path, capsys: Captured) -> None:
    """All problems with their places on stdout, and 6; as JSON too."""
    broken = tmp_path / "broken.yaml"
    broken.write_text("rulebook: X\nprefix: ABM\nnonsense: 1\n", "utf-8")
    assert run(["rules", "check", str(broken)]) == Code.FINDINGS
    captured = capsys.readouterr()
    lines = captured.out.splitlines()
    assert len(lines) >= 3
    assert all(line.startswith(f"{broken}:") for line in lines)
    assert "refused as a whole" in captured.err
    assert run(["rules", "check", str(broken), "--json"]) == Code.FINDINGS
    answer = json.loads(capsys.readouterr().out)
    assert answer["ok"] is False
    assert answer["problems"] == lines


@pytest.mark.parametrize(("content", "code"), [(None, 4), (b"\xff\xfe", 6)])
def test_a_file_that_cannot_be_read(
    tmp_path: Path, capsys: Captured, content: bytes | None, code: int
) -> None:
    """One sentence and the next step, no traceback."""
    file = tmp_path / "book.yaml"
    if content is not None:
        file.write_bytes(content)
    assert run(["rules", "check", str(file)]) == code
    err = capsys.readouterr().err
    assert str(file) in err
    assert "Traceback" not in err


def test_config_show(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    """Every setting with its source; secrets masked."""
    monkeypatch.setenv("FLIPFUNNEL_HUBSPOT_TOKEN", "pat-eu1-0a1b2c3d-1111-2222-3333-444455556666")
    assert run(["config", "show", "--json"]) == 0
    shown = {one["name"]: one for one in json.loads(capsys.readouterr().out)["settings"]}
    assert shown["hubspot_token"]["value"] == "…6666"
    assert shown["hubspot_token"]["source"] == "environment FLIPFUNNEL_HUBSPOT_TOKEN"
    assert run(["config", "show"]) == 0
    assert "FLIPFUNNEL_CONSOLE_PORT" in capsys.readouterr().out


def test_wrong_settings(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    """3, and the variable by name."""
    monkeypatch.setenv("FLIPFUNNEL_CONSOLE_PORT", "x")
    assert run(["config", "show"]) == Code.CONFIGURATION
    assert "FLIPFUNNEL_CONSOLE_PORT" in capsys.readouterr().err
