"""`flipfunnel run`, `web`, `worker` and `sync`: the program against a real portal."""

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Annotated

import typer

from app import open_tools, start_program, stop_event, until_stopped
from cli import output
from cli.errors import Code, CommandError
from cli.progress import bar
from cli.setup import read_settings
from jobs import JOBS, Worker
from pipeline import connect
from pipeline.sync import full_sync, poll
from pipeline.tools import Tools
from rules import load
from settings import Settings
from store import clock, portals
from store.database import Database

WithJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


def run() -> int:
    """Run everything: web, clock and one worker child. The first start reads the whole portal.

    Example: flipfunnel run
    """
    with _working() as (settings, tools):
        _prepare(settings, tools)
        with closing(start_program(tools, settings, worker_environment=dict(os.environ))) as program:
            output.say(
                f"Webhooks are listened for at {program.webhooks.url}, the console is at {program.console.url}."
            )
            until_stopped()
    return Code.OK


def web() -> int:
    """Run web and clock only; any number of them may run, one clock leads.

    Example: flipfunnel web
    """
    with _working() as (settings, tools), closing(start_program(tools, settings)) as program:
        output.say(
            f"Webhooks are listened for at {program.webhooks.url}, the console is at {program.console.url}."
        )
        until_stopped()
    return Code.OK


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
        running = Worker(tools.database, tools, JOBS)
        running.start()
        stop.wait()
        running.stop()
        if not running.join():
            output.say("A job still runs; another worker will do it again.")
            os._exit(Code.OK)
    return Code.OK


def sync(
    *,
    full: Annotated[
        bool, typer.Option("--full", help="Read the whole portal, not only what changed.")
    ] = False,
    as_json: WithJson = False,
) -> int:
    """Bring the mirror up to date: what changed since the last look, or with --full everything.

    Example: flipfunnel sync --full
    """
    with _working() as (settings, tools):
        portal_id = next(iter(tools.portals))
        with tools.database.begin() as tx:
            never = portals.changes_seen_until(tx, portal_id) is None
        if never:
            _prepare(settings, tools)
        elif full:
            _read_all(tools, portal_id, as_json=as_json)
        else:
            poll(tools, portal_id)
        with tools.database.begin() as tx:
            trouble = next(one.trouble for one in portals.all(tx) if one.id == portal_id)
    if trouble:
        raise CommandError(Code.HUBSPOT_UNAVAILABLE, trouble)
    output.say("The mirror is up to date; a running worker decides what changed.")
    return Code.OK


def _prepare(settings: Settings, tools: Tools) -> None:
    """Put the rulebook in force, create what the portal lacks of our properties, and read the portal the first time."""
    portal_id = next(iter(tools.portals))
    text = settings.rulebook.read_text("utf-8")
    book = load(text, settings.rulebook.name)
    if connect.activate(tools, portal_id, book, text, settings.rulebook.name):
        created = connect.create_properties(tools.portals[portal_id], book)
        for name in created.created:
            output.say(f"Created the property {name} in the portal.")
    with tools.database.begin() as tx:
        never = portals.changes_seen_until(tx, portal_id) is None
    if never:
        _read_all(tools, portal_id, as_json=False)


def _read_all(tools: Tools, portal_id: int, *, as_json: bool) -> None:
    with bar("Reading the portal") as progress:
        counts = full_sync(tools, portal_id, progress)
    if as_json:
        output.as_json(counts)
    else:
        output.say("Read " + ", ".join(f"{count} {what}" for what, count in counts.items()) + ".")


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
