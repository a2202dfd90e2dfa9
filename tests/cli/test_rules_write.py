"""`flipfunnel rules schema`, `fmt`, `docs` and `diff`, as they are called."""

import json
from pathlib import Path

import pytest

from cli.errors import Code
from cli.main import run

Captured = pytest.CaptureFixture[str]
BOOK = """\
prefix: abm   # ours
rulebook: 'Small'
accounts: {key_account: {when: {deals.won: {at_least: 1}}}}
cone:
    prospect: [identified, expanded: {when: {contacts.count: {at_least: 3}}}]
"""
LAID_OUT = """\
rulebook: Small
prefix: abm  # ours

accounts:
  key_account: {when: {deals.won: {at_least: 1}}}

cone:
  prospect:
    - identified
    - expanded: {when: {contacts.count: {at_least: 3}}}
"""


@pytest.fixture
def book(tmp_path: Path) -> Path:
    file = tmp_path / "book.yaml"
    file.write_text(BOOK, "utf-8")
    return file


def test_schema_is_printed_and_written(tmp_path: Path, capsys: Captured) -> None:
    """The same on stdout as in the file."""
    file = tmp_path / "schema.json"
    assert run(["rules", "schema"]) == Code.OK
    printed = capsys.readouterr().out
    assert run(["rules", "schema", "--out", str(file)]) == Code.OK
    assert json.loads(printed) == json.loads(file.read_text("utf-8"))


def test_fmt_lays_out_once(book: Path, capsys: Captured) -> None:
    """The second time there is nothing to do."""
    assert run(["rules", "fmt", str(book)]) == Code.OK
    assert book.read_text("utf-8") == LAID_OUT
    assert run(["rules", "fmt", "--check", str(book)]) == Code.OK
    assert "well laid out" in capsys.readouterr().err


@pytest.mark.parametrize(("options", "code"), [(["--check"], 6), (["--diff"], 0), (["--check", "--diff"], 6)])
def test_fmt_can_only_look(book: Path, options: list[str], code: int, capsys: Captured) -> None:
    """The file stays as it is; what would change is named, or shown."""
    assert run(["rules", "fmt", *options, str(book)]) == code
    assert book.read_text("utf-8") == BOOK
    out = capsys.readouterr().out
    assert ("+rulebook: Small" in out) == ("--diff" in options)
    assert str(book) in out


def test_fmt_does_not_touch_a_rulebook_with_problems(book: Path, capsys: Captured) -> None:
    """They are told instead."""
    broken = BOOK.replace("at_least: 3", "atleast: 3")
    book.write_text(broken, "utf-8")
    assert run(["rules", "fmt", str(book)]) == Code.FINDINGS
    assert book.read_text("utf-8") == broken
    assert "unknown-operator" in capsys.readouterr().err


def test_fmt_lays_out_included_files(book: Path, tmp_path: Path) -> None:
    """Each by itself."""
    book.write_text(LAID_OUT.replace("# ours\n", "# ours\ninclude: [parts/more.yaml]\n"), "utf-8")
    more = tmp_path / "parts" / "more.yaml"
    more.parent.mkdir()
    more.write_text("limits:   {stage_changes: {per: '2 hours'}} # slow\n", "utf-8")
    assert run(["rules", "fmt", str(book)]) == Code.OK
    assert more.read_text("utf-8") == "limits: {stage_changes: {per: 2 hours}}  # slow\n"
    assert "include: [parts/more.yaml]\n" in book.read_text("utf-8")


def test_docs_speaks_both_languages(book: Path, tmp_path: Path, capsys: Captured) -> None:
    """The rulebook's own, or the one that is asked for."""
    assert run(["rules", "docs", str(book)]) == Code.OK
    assert "at least 3 contacts" in capsys.readouterr().out
    page = tmp_path / "page.md"
    assert run(["rules", "docs", str(book), "--language", "de", "--out", str(page)]) == Code.OK
    assert "mindestens 3 Kontakte" in page.read_text("utf-8")


def test_a_file_that_cannot_be_written_is_told(book: Path, capsys: Captured) -> None:
    """With the next step."""
    assert run(["rules", "docs", str(book), "--out", str(book.parent)]) == Code.CONFIGURATION
    assert "cannot be written" in capsys.readouterr().err


def test_diff_says_what_changed(book: Path, tmp_path: Path, capsys: Captured) -> None:
    """In words, by section; the exit code tells only where that is asked for."""
    new = tmp_path / "new.yaml"
    new.write_text(LAID_OUT.replace("at_least: 3", "at_least: 4"), "utf-8")
    assert run(["rules", "diff", str(book), str(new)]) == Code.OK
    said = capsys.readouterr()
    assert said.out == "Stages\n  expanded: at least 3 contacts -> at least 4 contacts\n"
    assert "1 change from" in said.err
    assert (
        run(["rules", "diff", str(book), str(new), "--exit-code", "--json", "--language", "de"])
        == Code.FINDINGS
    )
    [change] = json.loads(capsys.readouterr().out)["changes"]
    assert change == {
        "section": "Stufen",
        "kind": "changed",
        "what": "expanded",
        "before": "mindestens 3 Kontakte",
        "after": "mindestens 4 Kontakte",
        "text": "expanded: mindestens 3 Kontakte -> mindestens 4 Kontakte",
    }


def test_diff_of_the_same_is_empty(book: Path, tmp_path: Path, capsys: Captured) -> None:
    """Layout and comments are no change."""
    new = tmp_path / "new.yaml"
    new.write_text(LAID_OUT, "utf-8")
    assert run(["rules", "diff", str(book), str(new), "--exit-code"]) == Code.OK
    said = capsys.readouterr()
    assert (said.out, said.err.startswith("no changes from")) == ("", True)
