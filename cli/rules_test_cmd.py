"""`flipfunnel rules test`: play the cases that travel with a rulebook."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

import rules
from cli import output
from cli.errors import Code, CommandError
from cli.setup import read_rulebook
from rules.problems import did_you_mean
from rules.trying.trial import as_data, lines, try_cases


class Language(StrEnum):
    DE = "de"
    EN = "en"


def play(
    file: Annotated[Path, typer.Argument(help="The rulebook, a YAML file.")],
    case: Annotated[str | None, typer.Option("--case", help="Play this one case only.")] = None,
    language: Annotated[
        Language | None, typer.Option("--language", help="Speak this language, not the rulebook's.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,  # noqa: FBT002 - typer's way to write a flag
) -> None:
    """Play the cases of a rulebook and say what they leave out; exit code 6 if one fails."""
    book = rules.load(read_rulebook(file), str(file))
    names = [each.case for each in book.cases]
    if case is not None and case not in names:
        raise CommandError(Code.NOT_FOUND, f"There is no case '{case}'.", did_you_mean(case, names))
    trial = try_cases(book, language=language, only=case)
    if as_json:
        output.as_json({"file": str(file), **as_data(trial)})
    else:
        output.lines(list(lines(trial, with_coverage=case is None)))
    if not trial.ok:
        raise typer.Exit(Code.FINDINGS)
