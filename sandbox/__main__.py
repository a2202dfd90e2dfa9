"""`python -m sandbox`: the box by itself, without any program around it."""

import argparse
import json
import sys
from pathlib import Path

from sandbox.service import PORT, CannotStartError, Wanted, running, told_to_stop
from sandbox.telling import lines

WRONG = 3  # the exit code of whatever keeps it from starting


def main(arguments: list[str] | None = None) -> int:
    """Serve a portal until Ctrl-C; 0 afterwards, 2 for wrong usage, 3 where it cannot start."""
    given = _parser().parse_args(arguments)
    wanted = Wanted(given.port, given.folder, given.scenario, given.empty, given.webhooks, given.speed)
    try:
        with told_to_stop() as stop, running(wanted, _say) as sandbox:
            told = [json.dumps(dict(sandbox.facts), indent=2)] if given.json else lines(sandbox.facts)
            sys.stdout.write("\n".join(told) + "\n")
            sys.stdout.flush()
            _say("Ctrl-C stops it.")
            stop.wait()
    except CannotStartError as wrong:
        for line in wrong.lines:
            _say(line)
        return WRONG
    return 0


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m sandbox", description="A HubSpot portal in a box, on http://127.0.0.1."
    )
    parser.add_argument("--port", type=int, default=PORT, help=f"0 takes any free one (default {PORT})")
    parser.add_argument("--folder", type=Path, help="keep the portal there (default: gone at the end)")
    parser.add_argument("--scenario", help="a file, or the name of one that comes along (default: demo)")
    parser.add_argument("--empty", action="store_true", help="no records, only what every new portal has")
    parser.add_argument("--webhooks", metavar="URL", help="deliver webhook events there")
    parser.add_argument("--speed", type=float, help="the portal's own time runs so many times as fast")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser


if __name__ == "__main__":
    sys.exit(main())
