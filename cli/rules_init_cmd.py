"""`flipfunnel rules init`: a first rulebook, the small one or one drafted from the portal."""

from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer

from app import open_tools
from cli import output
from cli.errors import Code, CommandError
from cli.rules_test_cmd import Language
from cli.setup import read_settings
from pipeline.first_draft import portrait
from rules.drafting.draft import draft

NEXT = {
    "en": (
        "# What to do next: put the addresses of your own colleagues in, and then",
        "#   flipfunnel rules check {file}",
        "#   flipfunnel rules test {file}",
    ),
    "de": (
        "# Wie es weitergeht: Setzen Sie die Adressen Ihrer eigenen Kollegen ein, und dann",
        "#   flipfunnel rules check {file}",
        "#   flipfunnel rules test {file}",
    ),
}


def register(app: typer.Typer) -> None:
    """The command of this file, as a command of `flipfunnel rules`."""
    app.command("init", epilog="Example:  flipfunnel rules init my-rulebook.yaml --from-portal")(init)


def init(
    file: Annotated[Path, typer.Argument(help="The file to write.")],
    from_portal: Annotated[  # noqa: FBT002 - typer's way to write a flag
        bool, typer.Option("--from-portal", help="Draft it from what the portal of the settings holds.")
    ] = False,
    language: Annotated[
        Language | None,
        typer.Option("--language", help="Write it in this language; else that of the portal, or English."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file if it exists.")] = False,  # noqa: FBT002 - see above
) -> None:
    """Write a first rulebook to start from; nothing is changed in HubSpot."""
    _refuse_to_overwrite(file, force=force)
    text = _drafted(file, language) if from_portal else _small(file, language or Language.EN)
    _write(file, text, force=force)
    output.say(f"Written: {file}")
    output.say("Next: read it, change what does not fit your house, and then")
    output.say(f"  flipfunnel rules check {file}{' --portal live' if from_portal else ''}")
    output.say(f"  flipfunnel rules test {file}")


def _drafted(file: Path, language: Language | None) -> str:
    with open_tools(read_settings()) as tools:
        found = portrait(next(iter(tools.portals.values())))
    return draft(found, language.value if language else None, file.name)


def _small(file: Path, language: Language) -> str:
    """The small rulebook that is shipped, with the next steps in front."""
    shipped = files("rules").joinpath("examples", f"small.{language.value}.yaml").read_text("utf-8")
    name = file.name if file.name.isprintable() else "my-rulebook.yaml"
    steps = (line.format(file=name) for line in NEXT[language.value])
    return "\n".join([*steps, "#", shipped])


def _refuse_to_overwrite(file: Path, *, force: bool) -> None:
    """Before anything is asked, so that nobody waits in vain."""
    if file.exists() and not force:
        raise _exists(file)


def _exists(file: Path) -> CommandError:
    return CommandError(
        Code.USAGE, f"{file} exists already.", "Name another file, or write --force to overwrite it."
    )


def _write(file: Path, text: str, *, force: bool) -> None:
    """Raises CommandError."""
    try:
        with file.open("w" if force else "x", encoding="utf-8", newline="\n") as opened:
            opened.write(text)
    except FileExistsError:
        raise _exists(file) from None
    except OSError as error:
        raise CommandError(
            Code.CONFIGURATION,
            f"{file} cannot be written: {error.strerror}.",
            "Check the folder and its permissions.",
        ) from None
