"""`flipfunnel rules test`: the cases of a rulebook from the command line, for people, for programs, for CI."""

import json
from pathlib import Path
from typing import Any

import pytest

from cli.errors import Code
from cli.main import run

Captured = pytest.CaptureFixture[str]
BOOK = """\
rulebook: Small
prefix: abm
accounts: {key_account: {when: {company.target: {is: true}}}}
cone: {prospect: [identified, expanded: {when: {contacts.count: {at_least: 2}}}]}
cases:
  - {case: one is not enough, given: {company: {target: true}, contacts: [{}]}, expect: {stage: identified}}
  - {case: two are, given: {company: {target: true}, contacts: [{}, {}]}, expect: {stage: expanded}}
"""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)  # no .env of whoever runs the tests is read
    file = tmp_path / "book.yaml"
    file.write_text(BOOK, "utf-8")
    return file


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def answered(capsys: Captured, file: Path, *options: str, code: int) -> Any:
    assert run(["rules", "test", str(file), "--json", *options]) == code
    return json.loads(capsys.readouterr().out)


def test_cases_that_pass(file: Path, capsys: Captured) -> None:
    """Each case on a line, then what the cases leave out; exit code 0."""
    assert run(["rules", "test", str(file)]) == Code.OK
    assert capsys.readouterr().out.splitlines() == [
        "ok     one is not enough",
        "ok     two are",
        "Coverage: 1 of 2 conditions were yes, no and unknown.",
        "    never no nor unknown: target is yes  (accounts.key_account.when.company.target)",
        "2 of 2 cases pass.",
    ]


def test_a_case_that_fails(file: Path, capsys: Captured) -> None:
    """What was expected, what came and why; exit code 6."""
    edit(file, "expect: {stage: expanded}", "expect: {stage: identified}")
    assert run(["rules", "test", str(file)]) == Code.FINDINGS
    lines = capsys.readouterr().out.splitlines()
    assert lines[1:4] == [
        "FAIL   two are",
        "    stage: expected identified; got expanded",
        "        First position: expanded, because at least 2 contacts (known: 2).",
    ]
    assert lines[-1] == "1 of 2 cases pass."


def test_another_language(file: Path, capsys: Captured) -> None:
    """A case is explained in the language asked for, else in that of the rulebook."""
    edit(file, "expect: {stage: identified}", "expect: {stage: expanded}")
    assert run(["rules", "test", str(file), "--language", "de"]) == Code.FINDINGS
    assert "Für expanded fehlt: noch 1 Kontakt (bekannt: 1)." in capsys.readouterr().out
    edit(file, "prefix: abm\n", "prefix: abm\nlanguage: de\n")
    assert run(["rules", "test", str(file)]) == Code.FINDINGS
    assert "Richtig: 1 von 2 Fällen." in capsys.readouterr().out
    assert run(["rules", "test", str(file), "--language", "fr"]) == Code.USAGE


def test_json(file: Path, capsys: Captured) -> None:
    """One object with every case, every difference and the coverage."""
    assert answered(capsys, file, code=Code.OK)["ok"] is True
    edit(file, "expect: {stage: expanded}", "expect: {stage: identified}")
    answer = answered(capsys, file, code=Code.FINDINGS)
    assert (answer["ok"], answer["passed"], answer["total"]) == (False, 1, 2)
    [difference] = answer["cases"][1]["differences"]
    assert (difference["what"], difference["expected"], difference["got"]) == (
        "stage",
        "identified",
        "expanded",
    )
    assert answer["coverage"]["conditions"][0]["never"] == ["no", "unknown"]


def test_one_case_by_its_name(file: Path, capsys: Captured) -> None:
    """The others are not played; a name that does not exist is met by the nearest one."""
    edit(file, "expect: {stage: identified}", "expect: {stage: expanded}")
    assert run(["rules", "test", str(file), "--case", "two are"]) == Code.OK
    assert capsys.readouterr().out.splitlines() == ["ok     two are", "1 of 1 cases pass."]
    assert run(["rules", "test", str(file), "--case", "two"]) == Code.NOT_FOUND
    assert "Did you mean 'two are'?" in capsys.readouterr().err


def test_a_rulebook_without_cases(file: Path, capsys: Captured) -> None:
    """Nothing fails, and it is said that nothing was tested."""
    file.write_text(BOOK.partition("cases:")[0], "utf-8")
    assert run(["rules", "test", str(file)]) == Code.OK
    out = capsys.readouterr().out
    assert out.startswith("The rulebook has no cases.\n")
    assert "Stages never reached: identified, expanded." in out


def test_files_that_cannot_be_played(file: Path, capsys: Captured) -> None:
    """A broken rulebook is refused with its problems; a missing one is not found."""
    edit(file, "stage: expanded", "stage: expandet")
    assert run(["rules", "test", str(file)]) == Code.FINDINGS
    captured = capsys.readouterr()
    assert captured.out == ""
    assert f"{file}:7:" in captured.err
    assert "Did you mean 'expanded'?" in captured.err
    assert run(["rules", "test", str(file.with_name("nowhere.yaml"))]) == Code.NOT_FOUND
