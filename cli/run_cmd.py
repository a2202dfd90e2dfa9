"""`flipfunnel run`, `web`, `worker` and `sync`: the program against a real portal."""

import os
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from typing import Annotated, NoReturn

import typer

from accounts.needs import Needs
from app import open_tools, start_program, stop_event
from cli import output
from cli.errors import Code, CommandError
from cli.progress import bar
from cli.setup import read_rulebook, read_settings
from connector import Ensured, HubSpotError
from jobs import JOBS, Worker, search_for_garbage_rarely
from pipeline import connect
from pipeline.sync import catch_up, full_sync
from pipeline.tools import Tools, patience
from rules import RulebookError, load, needs
from settings import Settings
from store import clock, portals
from store.database import Database

WithJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


def run() -> int:
    """Run everything: web, clock and one worker child. The first start reads the whole portal.

    Example: flipfunnel run
    """
    with _working() as (settings, tools):
        try:
            _prepare(settings, tools)
        except RulebookError as refused:
            _keep_the_last(tools, refused)
        _serve(tools, settings, dict(os.environ))
    return Code.OK


def web() -> int:
    """Run web and clock only; any number of them may run, one clock leads.

    Example: flipfunnel web
    """
    with _working() as (settings, tools):
        _serve(tools, settings, None)
    return Code.OK


def _serve(tools: Tools, settings: Settings, worker_environment: Mapping[str, str] | None) -> None:
    stop = stop_event()  # before anything is started: whoever is stopped early ends in order too
    with closing(start_program(tools, settings, worker_environment=worker_environment)) as program:
        output.say(
            f"Webhooks are listened for at {program.webhooks.url}, the console is at {program.console.url}."
        )
        stop.wait()


def worker(
    *, until_stdin_closes: Annotated[bool, typer.Option("--until-stdin-closes", hidden=True)] = False
) -> int:
    """Run a worker only: absorb, decide, deliver. Any number of them may run.

    Example: flipfunnel worker
    """
    with open_tools(read_settings()) as tools:
        stop = stop_event()
        if until_stdin_closes:
            threading.Thread(target=_wait_for_the_end_of_stdin, args=(stop,), daemon=True).start()
        search_for_garbage_rarely()
        running = Worker(tools.database, tools, JOBS)
        running.start()
        stop.wait()
        running.stop()
        is_over = running.join()
    if not is_over:
        # Only now: leaving the frame has told the embedded database that we are gone.
        output.say("A job still ran; another worker will do it again.")
        os._exit(Code.OK)
    return Code.OK


def sync(
    *,
    full: Annotated[
        bool, typer.Option("--full", help="Read the whole portal, not only what changed.")
    ] = False,
    as_json: WithJson = False,
) -> int:
    """Put the rulebook in force if it is new, and bring the mirror up to date: what changed, or with --full everything.

    Example: flipfunnel sync --full
    """
    with _working() as (settings, tools):
        portal_id = next(iter(tools.portals))
        with patience(tools, portal_id, _give_up):
            counts = _prepare(settings, tools)
            if full and not counts:
                _create_properties(tools, portal_id)
                counts = _read_all(tools, portal_id)
            counts = counts or catch_up(tools, portal_id)
        _all_is_well(tools, portal_id)
    if as_json:
        output.as_json(counts)
    else:
        output.say("Read " + ", ".join(f"{count} {what}" for what, count in counts.items()) + ".")
        output.say("The mirror is up to date; a running worker decides what changed.")
    return Code.OK


def _give_up(trouble: HubSpotError) -> NoReturn:
    """The trouble is on record; whoever called the command wants to know at once."""
    raise trouble


def _all_is_well(tools: Tools, portal_id: int) -> None:
    """HubSpot has just answered a person, so nobody needs to wait for it any longer."""
    with tools.database.begin() as tx:
        portals.trouble(tx, portal_id, None, tools.now(tx))
        portals.pause(tx, portal_id, None)


def _prepare(settings: Settings, tools: Tools) -> dict[str, int]:
    """Put the rulebook in force, with the properties it owns and the portal read as it needs it; answers what was read.

    Killed in between, it begins again: nobody decides by a rulebook whose properties were not read.
    """
    portal_id = next(iter(tools.portals))
    text = read_rulebook(settings.rulebook)
    book = load(text, settings.rulebook.name)
    is_new = not connect.is_in_force(tools, portal_id, book)
    with tools.database.begin() as tx:
        never_read = portals.changes_seen_until(tx, portal_id) is None
    counts: dict[str, int] = {}
    if is_new:
        _tell(connect.create_properties(tools.portals[portal_id], book))
        if not never_read:
            counts = _read_all(tools, portal_id, needs(book))
        connect.activate(tools, portal_id, book, text, settings.rulebook.name)
    return _read_all(tools, portal_id) if never_read else counts


def _keep_the_last(tools: Tools, refused: RulebookError) -> None:
    """A rulebook with a problem is refused; the last good version goes on deciding, if there is one."""
    portal_id = next(iter(tools.portals))
    with tools.database.begin() as tx:
        if tools.in_force(tx, portal_id) is None:
            raise refused
    for problem in refused.problems:
        output.say(str(problem))
    output.say("The rulebook is refused as a whole; its last good version stays in force.")


def _create_properties(tools: Tools, portal_id: int) -> None:
    with tools.database.begin() as tx:
        in_force = tools.in_force(tx, portal_id)
    if in_force is not None:
        _tell(connect.create_properties(tools.portals[portal_id], in_force.book))


def _tell(created: Ensured) -> None:
    for name in created.created:
        output.say(f"Created the property {name} in the portal.")


def _read_all(tools: Tools, portal_id: int, also: Needs = frozenset()) -> dict[str, int]:
    with bar("Reading the portal") as progress:
        return full_sync(tools, portal_id, progress, also)


@contextmanager
def _working() -> Iterator[tuple[Settings, Tools]]:
    settings = read_settings()
    with open_tools(settings) as tools:
        _refuse_virtual_time(tools.database)
        yield settings, tools


def _refuse_virtual_time(database: Database) -> None:
    with database.begin() as tx:
        if clock.is_virtual(tx):
            raise CommandError(
                Code.CONFIGURATION,
                "This data folder holds the demo, which lives in virtual time.",
                "Give the real portal a folder of its own: FLIPFUNNEL_DATA=/some/other/folder.",
            )


def _wait_for_the_end_of_stdin(stop: threading.Event) -> None:
    """The parent writes nothing; when it is gone, however it went, there is nothing left to read."""
    sys.stdin.buffer.read()
    stop.set()
