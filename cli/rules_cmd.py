"""`flipfunnel rules`: look at a rulebook without running it."""

from pathlib import Path
from typing import Annotated

import typer

import rules
from cli import output, rules_test_cmd
from cli.errors import Code
from cli.setup import read_rulebook
from rules.model import Rulebook

app = typer.Typer(no_args_is_help=True, help="Look at a rulebook without running it.")
app.command("test", epilog="Example:  flipfunnel rules test my-rulebook.yaml")(rules_test_cmd.play)


@app.callback()
def group() -> None:
    """Keeps `rules` a group while it has one command only."""


@app.command(epilog="Example:  flipfunnel rules check my-rulebook.yaml")
def check(
    file: Annotated[Path, typer.Argument(help="The rulebook, a YAML file.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,  # noqa: FBT002 - typer's way to write a flag
) -> None:
    """Find every problem of a rulebook in one pass; exit code 6 if there are any."""
    text = read_rulebook(file)
    try:
        book = rules.load(text, str(file))
    except rules.RulebookError as error:
        problems = [str(problem) for problem in error.problems]
        _print_problems(str(file), problems, as_json=as_json)
        raise typer.Exit(Code.FINDINGS) from error
    if as_json:
        output.as_json({"ok": True, "file": str(file), "problems": [], **summary(book)})
    else:
        output.lines([f"ok: {file}", *(f"  {name}: {value}" for name, value in summary(book).items())])


def _print_problems(file: str, problems: list[str], *, as_json: bool) -> None:
    if as_json:
        output.as_json({"ok": False, "file": file, "problems": problems})
        return
    output.lines(problems)
    count = len(problems)
    output.say(f"{count} problem{'s' if count != 1 else ''}: the rulebook is refused as a whole.")


def summary(book: Rulebook) -> dict[str, str]:
    """What a rulebook declares, in four short lines."""
    ladders = {"prospect": book.cone.prospect, "customer": book.cone.customer, "former": book.cone.former}
    stages = (
        f"{name}: {' > '.join(stage.name for stage in ladder)}" for name, ladder in ladders.items() if ladder
    )
    return {
        "rulebook": f"{book.rulebook} (prefix {book.prefix}, digest {book.digest})",
        "cone": "; ".join(stages),
        "rules": ", ".join(rule.rule for rule in book.rules) or "none",
        "signals": ", ".join(book.engagement.signals) or "none",
    }
