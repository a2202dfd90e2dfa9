"""`flipfunnel rules reference`: write the reference of the language, or put it into the page that holds it."""

from pathlib import Path
from typing import Annotated

import typer

from cli import output
from cli.errors import Code, CommandError
from rules.pages.reference import put, reference


def show(
    file: Annotated[
        Path | None, typer.Argument(help="A page to put it into, such as docs/rulebook.md.")
    ] = None,
) -> None:
    """Print what may stand in a rulebook; with a page, write it between that page's two comments."""
    if file is None:
        output.lines([reference().rstrip("\n")])
        return
    try:
        page = file.read_text("utf-8")
        file.write_text(put(page), "utf-8")
    except OSError as error:
        raise CommandError(Code.NOT_FOUND, f"{file} cannot be written.", "Check the path.") from error
    except ValueError as error:
        raise CommandError(Code.CONFIGURATION, str(error), "Add both, and try again.") from error
    output.say(f"The reference in {file} is as the program knows it.")
