"""What the README and the docs say is so."""

import re
from pathlib import Path

import pytest
import typer.main

from cli.errors import Code
from cli.main import app
from settings import Settings, variables_of

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
DOCS = {
    file.name: file.read_text("utf-8")
    for file in [ROOT / "README.md", ROOT / "CHANGELOG.md", *ROOT.glob("docs/*.md")]
}


def commands() -> set[str]:
    """Every command of the program, as it is typed."""
    found = set()
    for name, command in typer.main.get_group(app).commands.items():
        below = getattr(command, "commands", {})
        found |= {f"{name} {one}" for one in below} or {name}
    return found


def table_of_settings() -> dict[str, str]:
    return dict(re.findall(r"^\| `([A-Z_0-9]+)` \| (.*?) \|", README, re.MULTILINE))


def test_every_setting_is_documented() -> None:
    """With its preferred variable, and none that does not exist."""
    assert set(table_of_settings()) == {variables_of(name)[0] for name in Settings.model_fields}


def test_documented_defaults_are_the_real_ones() -> None:
    """Where the README names a default in code, it is that one."""
    told = table_of_settings()
    for name, field in Settings.model_fields.items():
        cell = told[variables_of(name)[0]].strip()
        if cell.startswith("`"):
            assert cell.strip("`") == str(field.default), name
        else:
            assert field.default is None or field.default_factory is not None or name == "rulebook", name


def test_every_setting_is_read_somewhere() -> None:
    """A setting that nobody reads would be a lie."""
    code = "\n".join(
        file.read_text("utf-8")
        for place in ("app.py", "cli", "settings.py")
        for file in ([ROOT / place] if place.endswith(".py") else sorted((ROOT / place).glob("*.py")))
    )
    unread = [name for name in Settings.model_fields if not re.search(rf"(settings|self)\.{name}\b", code)]
    assert unread == []


def test_every_command_is_documented() -> None:
    """The README's table lists each."""
    told = set(re.findall(r"`flipfunnel ([a-z ]+)`", README))
    assert commands() <= told


@pytest.mark.parametrize("name", DOCS)
def test_commands_in_the_docs_exist(name: str) -> None:
    """What a page tells to type can be typed."""
    known = commands()
    for told in re.findall(
        r"\bflipfunnel ([a-z]+(?: [a-z]+)?)",
        "\n".join(re.findall(r"`[^`]+`|^    .*$", DOCS[name], re.MULTILINE)),
    ):
        words = told.split()
        assert words[0] in known or " ".join(words) in known, told


@pytest.mark.parametrize("name", DOCS)
def test_make_targets_in_the_docs_exist(name: str) -> None:
    """So it is with make."""
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    told = set(re.findall(r"(?:`|^    )make ([a-z]+)", DOCS[name], re.MULTILINE))
    assert told <= targets


@pytest.mark.parametrize("name", DOCS)
def test_links_lead_somewhere(name: str) -> None:
    """A page that is linked is there."""
    folder = ROOT if (ROOT / name).exists() else ROOT / "docs"
    assert [link for link in re.findall(r"\]\(([^):#]+)\)", DOCS[name]) if not (folder / link).exists()] == []


def test_both_commands_are_on_the_first_screen() -> None:
    """A newcomer need not scroll."""
    first_screen = "\n".join(README.splitlines()[:30])
    assert "    make demo" in first_screen
    assert "    make test" in first_screen


def test_exit_codes_are_documented() -> None:
    """Each number stands in the README."""
    sentence = README[README.index("Exit codes:") :].split("\n\n")[0]
    assert set(map(int, re.findall(r"\b\d+\b", sentence))) == {code.value for code in Code}


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_command_shows_an_example(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Its help ends with one line that can be copied."""
    app(args=[*name.split(), "--help"], prog_name="flipfunnel", standalone_mode=False)
    assert f"flipfunnel {name}" in capsys.readouterr().out.split("Example", 1)[-1]
