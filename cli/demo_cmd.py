"""`flipfunnel demo`: the main job on the embedded database and the sandbox portal, with a week that really happens."""

import fcntl
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from pydantic import SecretStr

from app import Program, open_database, start_program, tools_on, until_stopped
from cli import demo_report, output
from cli.demo_report import Report
from cli.errors import Code, CommandError
from cli.progress import bar
from cli.setup import read_rulebook, read_settings
from cli.week import Week, begin
from pipeline import connect
from pipeline.differences import Reader, differences
from pipeline.sync import full_sync
from pipeline.tools import Tools
from rules import Rulebook, load
from sandbox import ACTIVITY_SUBSCRIPTIONS, STANDARD_SUBSCRIPTIONS, OtherVersionError, Portal, serve, story
from settings import Settings
from store import clock, portals, tally
from store.database import Database
from webhooks.receiver import PATH

SANDBOX_CALLS = 5000
"""Calls per ten seconds: the sandbox has no limit, and a week should not take one."""


@dataclass(frozen=True)
class Stage:
    """Everything the demo plays on."""

    settings: Settings
    tools: Tools
    book: Rulebook
    portal: Portal
    program: Program
    before: "Before"


@dataclass(frozen=True)
class Before:
    """What had happened before this run."""

    moment: datetime
    flows: Mapping[str, int]
    entry: int
    started: float


def demo(
    *,
    once: Annotated[
        bool, typer.Option("--once", help="Stop after the week instead of staying open.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> int:
    """Run the main job on the embedded database and a sandbox HubSpot portal.

    Example: flipfunnel demo --once --json
    """
    with _stage(read_settings()) as stage:
        report = _play(stage)
        if as_json:
            output.as_json(report.as_json())
        else:
            demo_report.show(report)
        if not once:
            output.say(f"Open {stage.program.console.url} to look around. Ctrl-C stops everything.")
            until_stopped()
    return Code.OK if report.is_good else Code.UNEXPECTED


@contextmanager
def _stage(settings: Settings) -> Iterator[Stage]:
    started = time.monotonic()
    with (
        _alone(settings.data / "sandbox") as folder,
        closing(_portal(folder)) as portal,
        closing(serve(portal)) as server,
    ):
        yield from _played_on(settings, portal, server.url, started)


def _portal(folder: Path) -> Portal:
    try:
        return Portal.open(folder, virtual_now=story.START)
    except OtherVersionError:
        raise CommandError(
            Code.CONFIGURATION,
            f"The demo in {folder.parent} was made by another version of the program.",
            "Delete that folder, or name another one: FLIPFUNNEL_DATA=/some/other/folder.",
        ) from None


@contextmanager
def _alone(folder: Path) -> Iterator[Path]:
    """Two demos in one folder would turn one clock."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = (folder / "demo.lock").open("w")
    except OSError as error:
        raise CommandError(
            Code.CONFIGURATION,
            f"The folder {folder} cannot be used: {error.strerror}.",
            "Name another one: FLIPFUNNEL_DATA=/some/other/folder.",
        ) from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CommandError(
                Code.CONFIGURATION,
                f"A demo already runs in {folder.parent}.",
                "Open its address, or give this one a folder of its own: FLIPFUNNEL_DATA=/some/other/folder.",
            ) from None
        yield folder


def _played_on(settings: Settings, portal: Portal, host: str, started: float) -> Iterator[Stage]:
    wired = _wired(settings, portal, host)
    with open_database(wired) as database:
        _refuse_foreign(database, portal)
        moment = begin(database, portal)
        with tools_on(database, wired) as tools:
            with database.begin() as tx:
                flows, entry = tally.flows(tx, portal.portal_id), tally.last_entry(tx, portal.portal_id)
            before = Before(moment, flows, entry, started)
            output.say("The database and the sandbox portal are up.")
            book = _connect(tools, portal, wired)
            with closing(
                start_program(tools, wired, demo=True, worker_environment=_environment(wired))
            ) as program:
                portal.subscribe(
                    program.webhooks.url + PATH, [*STANDARD_SUBSCRIPTIONS, *ACTIVITY_SUBSCRIPTIONS]
                )
                yield Stage(wired, tools, book, portal, program, before)


def _wired(settings: Settings, portal: Portal, host: str) -> Settings:
    """The settings, turned towards the sandbox. Whatever real portal they name is left alone."""
    return settings.model_copy(
        update={
            "hubspot_token": SecretStr(portal.token),
            "hubspot_client_secret": SecretStr(portal.client_secret),
            "hubspot_client_secret_previous": None,
            "hubspot_host": host,
            "hubspot_calls_per_10_seconds": SANDBOX_CALLS,
            "public_url": None,
            "webhook_port": 0,
        }
    )


def _environment(wired: Settings) -> dict[str, str]:
    """What the worker child needs to find the same database and the same portal."""
    own = {
        "FLIPFUNNEL_DATA": str(wired.data),
        "FLIPFUNNEL_HUBSPOT_TOKEN": wired.hubspot_token.get_secret_value() if wired.hubspot_token else "",
        "FLIPFUNNEL_HUBSPOT_HOST": wired.hubspot_host,
        "FLIPFUNNEL_HUBSPOT_CALLS_PER_10_SECONDS": str(SANDBOX_CALLS),
    }
    return {**os.environ, **own}


def _refuse_foreign(database: Database, portal: Portal) -> None:
    """The demo lives in virtual time: it must never run on a database that serves a real portal."""
    with database.begin() as tx:
        strangers = [one.id for one in portals.all(tx) if one.id != portal.portal_id]
    if strangers:
        raise CommandError(
            Code.CONFIGURATION,
            f"This database already serves the HubSpot portal {strangers[0]}; the demo would turn its clock.",
            "Give the demo a folder of its own: FLIPFUNNEL_DATA=/some/other/folder, without DATABASE_URL.",
        )


def _connect(tools: Tools, portal: Portal, wired: Settings) -> Rulebook:
    text = read_rulebook(wired.rulebook)
    book = load(text, wired.rulebook.name)
    api = tools.portals[portal.portal_id]
    created = connect.create_properties(api, book)
    if created.created:
        output.say(f"Created {len(created.created)} properties in the portal.")
    connect.activate(tools, portal.portal_id, book, text, wired.rulebook.name)
    with bar("Reading the portal") as progress:
        counts = full_sync(tools, portal.portal_id, progress)
    output.say("Read " + ", ".join(f"{count} {what}" for what, count in counts.items()) + ".")
    return book


def _play(stage: Stage) -> Report:
    week = Week(stage.tools, stage.portal, lambda day: output.say(f"{day:%A, %d %B %Y}"))
    week.settle()
    stages_before = _stages(stage)
    if stage.before.moment >= story.END:
        output.say("The week is over; HubSpot delivers all of it once more.")
        week.redeliver()
    else:
        output.say("A week begins.")
        week.play()
    return _report(stage, stages_before)


def _stages(stage: Stage) -> dict[str, int]:
    with stage.tools.database.begin() as tx:
        return tally.stages(tx, stage.portal.portal_id, stage.book.rulebook)


def _report(stage: Stage, stages_before: Mapping[str, int]) -> Report:
    portal_id, database = stage.portal.portal_id, stage.tools.database
    token = stage.settings.hubspot_token
    reader = Reader(stage.settings.hubspot_host, token.get_secret_value() if token else "")
    with database.begin() as tx:
        flows = tally.flows(tx, portal_id)
        report = Report(
            book=stage.book,
            moment=clock.now(tx),
            holdings=tally.holdings(tx, portal_id),
            did={name: count - stage.before.flows[name] for name, count in flows.items()},
            stages_before=stages_before,
            stages=tally.stages(tx, portal_id, stage.book.rulebook),
            shown=tally.shown(tx, portal_id, stage.book.rulebook),
            stages_seen=tally.stages_seen(tx, portal_id, stage.book.rulebook),
            changes=tally.changes_after(tx, portal_id, stage.before.entry),
            differences=(),
            seconds=time.monotonic() - stage.before.started,
        )
    return replace(report, differences=differences(database, portal_id, reader))
