"""The composition point: builds Tools from the settings, and the program of web servers, clock and worker."""

import logging
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import Flask
from waitress.server import BaseWSGIServer, MultiSocketServer, create_server

from connector import Gateway, HubSpot, HubSpotError, Manners
from console.app import create_console
from pipeline.connect import connect
from pipeline.tools import Tools
from scheduler import Clock
from settings import Settings
from store import budget, calls, clock, portals
from store.database import Database, migrate
from store.embedded import attach
from webhooks.receiver import LARGEST_BODY, Sender, create_receiver

log = logging.getLogger(__name__)

RESTART_AFTER = 1.0
"""Seconds until a worker that died is started again."""


class NotConnected(Exception):
    """There is no HubSpot portal to work with."""


class AddressTaken(Exception):
    """Somebody else listens there already, or the address is not one of this machine."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(
            f"Nothing can be listened for at {host}:{port}: it is taken, or not an address of this machine."
        )


@contextmanager
def open_database(settings: Settings) -> Iterator[Database]:
    """The database of the settings, migrated: your own, or the embedded one, which the last command stops."""
    if settings.database_url is not None:
        with _opened(settings.database_url.get_secret_value()) as database:
            yield database
        return
    with attach(settings.data / "postgres") as server, _opened(server.url) as database:
        yield database


@contextmanager
def _opened(url: str) -> Iterator[Database]:
    migrate(url)
    database = Database.connect(url)
    try:
        yield database
    finally:
        database.dispose()


@contextmanager
def open_tools(settings: Settings) -> Iterator[Tools]:
    """Database and the connected portal. Raises NotConnected where there is no token, HubSpotError where it is unknown."""
    with open_database(settings) as database, tools_on(database, settings) as tools:
        yield tools


@contextmanager
def tools_on(database: Database, settings: Settings) -> Iterator[Tools]:
    """Tools on a database that is open already."""
    portal_id = _portal_id(database, settings)
    with _budget(settings, database, portal_id) as limits:
        yield Tools(database, {portal_id: _hubspot(settings, database, portal_id, limits)})


def _portal_id(database: Database, settings: Settings) -> int:
    """Whose token it is. While HubSpot does not answer, the one portal we know goes on being ours."""
    with _budget(settings, database, 0) as limits:
        try:
            return connect(Tools(database, {}), _hubspot(settings, database, 0, limits))
        except HubSpotError:
            with database.begin() as tx:
                known = portals.all(tx)
            if len(known) != 1:
                raise
            return known[0].id


def _budget(settings: Settings, database: Database, portal_id: int) -> budget.Budget:
    """95 % of HubSpot's limit: other apps' calls and ours must not meet at the last one."""
    calls_per_10_seconds = max(1, settings.hubspot_calls_per_10_seconds * 95 // 100)
    return budget.Budget(database.url, portal_id, calls_per_10_seconds=calls_per_10_seconds)


def _hubspot(settings: Settings, database: Database, portal_id: int, limits: budget.Budget) -> HubSpot:
    if settings.hubspot_token is None:
        raise NotConnected

    def on_answer(template: str, status: int | None, _headers: Mapping[str, str]) -> None:
        with database.begin() as tx:
            calls.note(tx, portal_id, template, status or 0, clock.now(tx).date())

    manners = Manners(
        before=lambda _template, is_search: limits.wait(is_search),
        on_answer=on_answer,
        transaction_is_open=database.transaction_is_open,
    )
    token = settings.hubspot_token.get_secret_value()
    return HubSpot(Gateway(token, settings.hubspot_host, settings.hubspot_api_version, manners))


@dataclass
class Web:
    """One listener on one address, answering on threads of its own."""

    app: Flask
    host: str
    port: int
    threads: int = 8
    largest_body: int = 1024 * 1024
    _server: MultiSocketServer | BaseWSGIServer = field(init=False)
    _loop: threading.Thread = field(init=False)

    def __post_init__(self) -> None:
        try:
            self._server = create_server(
                self.app,
                host=self.host,
                port=self.port,
                threads=self.threads,
                clear_untrusted_proxy_headers=True,
                # Twice: the application answers 413 itself, having read to the end; waitress would hang up in between.
                max_request_body_size=2 * self.largest_body,
                channel_timeout=15,  # HubSpot gives up after five seconds; whoever is silent longer makes room
                cleanup_interval=5,
                connection_limit=1000,
                asyncore_use_poll=True,  # select() ends at 1024 files
            )
        except OSError as error:
            raise AddressTaken(self.host, self.port) from error
        self._loop = threading.Thread(target=self._server.run, daemon=True, name=f"web-{self.url}")
        self._loop.start()

    @property
    def url(self) -> str:
        return f"http://{self.host}:{getattr(self._server, 'effective_port', self.port)}"

    def close(self) -> None:
        """Take no new request, let those under way end. The loop has to close its sockets itself, in its own thread."""
        server = self._server
        if isinstance(server, BaseWSGIServer):
            trigger: Any = server.trigger  # the library's types say int until the server runs
            trigger.pull_trigger(server.close)
            self._loop.join(5)
            server.task_dispatcher.shutdown()
        else:
            server.close()


class WorkerProcess:
    """The worker in a child process, started again when it dies.

    Its standard input is a pipe that nobody writes to: when this process is gone, however it went, the pipe closes and
    the worker stops.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = dict(environment)
        self._stopping = threading.Event()
        self._turn = threading.Lock()  # starting and stopping never meet
        self._child = self._start()
        self._guard = threading.Thread(target=self._watch, daemon=True, name="worker-guard")
        self._guard.start()

    @property
    def pid(self) -> int:
        return self._child.pid

    def close(self) -> None:
        """Let the worker finish what it has in hand, at most ten seconds."""
        self._stopping.set()
        with self._turn:
            child = self._child
        if child.stdin is not None:
            child.stdin.close()
        try:
            child.wait(10)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        self._guard.join(5)

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            # -P: a folder named `cli` where the program was started must not be taken for ours.
            [sys.executable, "-P", "-m", "cli", "worker", "--until-stdin-closes"],
            stdin=subprocess.PIPE,
            env=self._environment,
            start_new_session=True,  # Ctrl-C is for the parent, which then stops the worker in order
        )

    def _watch(self) -> None:
        while True:
            code = self._child.wait()
            if not self._stopping.wait(RESTART_AFTER):
                log.warning("worker_died", extra={"code": code})
            with self._turn:
                if self._stopping.is_set():
                    return
                self._child = self._start()


@dataclass
class Program:
    """Everything `flipfunnel run` runs: both listeners, the clock, and the worker child unless there are others."""

    webhooks: Web
    receiving: Database
    console: Web
    clock: Clock
    worker: WorkerProcess | None

    def close(self) -> None:
        self.clock.stop()
        self.webhooks.close()
        self.receiving.dispose()
        self.console.close()
        if self.worker is not None:
            self.worker.close()


def start_program(
    tools: Tools,
    settings: Settings,
    *,
    demo: bool = False,
    worker_environment: Mapping[str, str] | None = None,
) -> Program:
    """Start the web listeners and the clock; with an environment for it, the worker child too."""
    portal_id = next(iter(tools.portals))
    # A database of its own: HubSpot hangs up after five seconds, so a busy console must not keep a webhook waiting.
    receiving = Database.connect(tools.database.url, connections=10, timeout=2)

    def now() -> datetime:
        with receiving.begin() as tx:
            return clock.now(tx)

    hooks: Web | None = None

    def senders() -> list[Sender]:
        address = settings.public_url or (hooks.url if hooks else "")
        return [Sender(portal_id, settings.client_secrets, (address,))] if settings.client_secrets else []

    receiver = create_receiver(receiving, senders, now)
    hooks = Web(receiver, settings.webhook_host, settings.webhook_port, largest_body=LARGEST_BODY)
    console = _console(create_console(tools.database, now, demo=demo), settings, demo=demo)
    ticking = Clock(tools.database)
    ticking.start()
    worker = WorkerProcess(worker_environment) if worker_environment is not None else None
    return Program(hooks, receiving, console, ticking, worker)


def _console(pages: Flask, settings: Settings, *, demo: bool) -> Web:
    """On 127.0.0.1 only. A demo beside another program takes any free port."""
    try:
        return Web(pages, "127.0.0.1", settings.console_port, threads=4)
    except AddressTaken:
        if not demo:
            raise
        return Web(pages, "127.0.0.1", 0, threads=4)


def stop_event() -> threading.Event:
    """Set by Ctrl-C and SIGTERM."""
    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda _number, _frame: stop.set())
    return stop


def until_stopped() -> None:
    stop_event().wait()
