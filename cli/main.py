"""The command line `flipfunnel`: the table of commands, and one frame around them all."""

import sys
from collections.abc import Sequence
from typing import Annotated

import typer
from typer.exceptions import TyperException

from cli import accounts_cmd, config_cmd, demo_cmd, doctor_cmd, output, rules_cmd, run_cmd, sandbox_cmd
from cli.errors import MEANING, Code, answer_to

EXIT_CODES = "Exit codes: " + " · ".join(f"{code.value} {meaning}" for code, meaning in MEANING.items())

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Turns a HubSpot portal's contact funnel on its head.",
    epilog=EXIT_CODES,
)


@app.callback()
def frame(
    debug: Annotated[bool, typer.Option("--debug", help="Show where an unexpected error happened.")] = False,  # noqa: FBT002 - typer's way to write a flag
) -> None:
    """Options of every command. `--debug` is read in `run`, which stands around all of them."""


# The table of commands: one line each.
app.command("demo")(demo_cmd.demo)
app.command("sandbox")(sandbox_cmd.sandbox)
app.command("run")(run_cmd.run)
app.command("web")(run_cmd.web)
app.command("worker")(run_cmd.worker)
app.command("sync")(run_cmd.sync)
app.command("doctor")(doctor_cmd.doctor)
app.add_typer(accounts_cmd.app, name="accounts")
app.add_typer(rules_cmd.app, name="rules")
app.add_typer(config_cmd.app, name="config")


def run(arguments: Sequence[str]) -> int:
    """Carry out one command line and return its exit code. No traceback unless `--debug` asks for it."""
    try:
        code = app(args=list(arguments), prog_name="flipfunnel", standalone_mode=False)
    except TyperException as error:
        _usage(error)
        return Code.USAGE
    except (KeyboardInterrupt, typer.Abort):
        output.say("Interrupted.")
        return Code.INTERRUPTED
    except Exception as error:
        if "--debug" in arguments:
            raise
        answer = answer_to(error)
        for line in answer.lines:
            output.say(line)
        return answer.code
    return int(code or Code.OK)


def _usage(error: TyperException) -> None:
    """What was written wrongly, and where to read how it is written. Without any command: the help itself."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "flipfunnel"
    said = error.format_message() if hasattr(error, "format_message") else str(error)
    output.say(said)
    if "Usage:" not in said:
        output.say(f"`{path} --help` shows how it is written.")


def main() -> None:
    """The entry point of `flipfunnel`."""
    sys.exit(run(sys.argv[1:]))
