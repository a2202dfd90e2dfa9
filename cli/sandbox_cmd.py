"""`flipfunnel sandbox`: the HubSpot portal in a box by itself, for testing any integration."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from cli import output
from cli.errors import Code, CommandError
from sandbox.service import PORT, CannotStartError, Wanted, running, told_to_stop
from sandbox.telling import client, rows


def sandbox(  # noqa: PLR0913 # one for each option
    *,
    port: Annotated[int, typer.Option(help="Where it listens on 127.0.0.1; 0 takes any free port.")] = PORT,
    folder: Annotated[
        Path | None, typer.Option(help="Keep the portal there. [default: gone at the end]")
    ] = None,
    scenario: Annotated[
        str | None, typer.Option(help="A file, or a name: demo, small or trouble. [default: demo]")
    ] = None,
    empty: Annotated[
        bool, typer.Option("--empty", help="No records, only what every new portal has.")
    ] = False,
    webhooks: Annotated[str | None, typer.Option(help="The address webhook events are sent to.")] = None,
    speed: Annotated[
        float | None, typer.Option(help="The portal's own time runs so many times as fast.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> int:
    """Serve a HubSpot portal in a box on this machine, with a page to look into it, until Ctrl-C.

    Example: flipfunnel sandbox --scenario small
    """
    wanted = Wanted(port, folder, scenario, empty, webhooks, speed)
    try:
        with told_to_stop() as stop, running(wanted, output.say) as started:
            if as_json:
                output.as_json(started.facts)
            else:
                output.table(("The sandbox", "is up"), rows(started.facts))
                output.lines(["", "The official client:", f"  {client(started.facts)}"])
            sys.stdout.flush()  # whoever reads a pipe waits for these lines
            output.say("Ctrl-C stops it.")
            stop.wait()
    except CannotStartError as wrong:
        first, *others = wrong.lines
        code = Code.FINDINGS if wrong.is_scenario else Code.CONFIGURATION
        raise CommandError(code, first, "\n".join(others)) from None
    return Code.OK
