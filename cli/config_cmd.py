"""`flipfunnel config`: the settings, with where each came from."""

from dataclasses import asdict
from typing import Annotated

import typer

import settings
from cli import output

app = typer.Typer(no_args_is_help=True, help="The settings and where each came from.")


@app.callback()
def group() -> None:
    """Keeps `config` a group while it has one command only."""


@app.command(epilog="Example:  flipfunnel config show --json")
def show(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,  # noqa: FBT002 - typer's way to write a flag
) -> None:
    """Print every setting, its value (secrets masked) and its source."""
    described = settings.describe(settings.load())
    if as_json:
        output.as_json({"settings": [asdict(setting) for setting in described]})
        return
    output.table(
        ("setting", "value", "from"),
        [(setting.variable, setting.value or "-", setting.source) for setting in described],
    )
