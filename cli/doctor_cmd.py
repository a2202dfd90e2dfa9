"""`flipfunnel doctor`: is all well, and if not, what to do."""

from typing import Annotated

import typer

from app import open_tools
from cli import output
from cli.errors import Code
from cli.setup import read_settings
from pipeline.doctor import examine


def doctor(
    *, as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False
) -> int:
    """Check token, scopes, properties, rulebook and what waits; changes nothing.

    Example: flipfunnel doctor
    """
    with open_tools(read_settings()) as tools:
        checks = examine(tools, next(iter(tools.portals)))
    if as_json:
        output.as_json([vars(check) for check in checks])
    else:
        for check in checks:
            output.lines(
                [
                    f"{'ok  ' if check.is_good else 'look'}  {check.name}: {check.says} {check.next_step}".rstrip()
                ]
            )
    return Code.OK if all(check.is_good for check in checks) else Code.FINDINGS
