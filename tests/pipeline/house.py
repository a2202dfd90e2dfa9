"""The program with its portal in one hand: sandbox on HTTP, a database of its own, jobs run in the test's own thread."""

import itertools
import shutil
import sqlite3
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import psycopg
import sqlalchemy as sa

from app import Web
from cli.week import Week, begin
from connector import Gateway, HubSpot, Manners
from jobs import JOBS
from pipeline import connect, idle
from pipeline.absorb import absorb
from pipeline.differences import Difference, Reader, differences
from pipeline.sync import Progress, full_sync, poll, reconcile
from pipeline.tools import Tools
from rules import Rulebook, load
from rules.memory import Memory
from sandbox import ACTIVITY_SUBSCRIPTIONS, STANDARD_SUBSCRIPTIONS, Portal, Server, definitions, serve, story
from sandbox.casting import who
from sandbox.portal import FILE
from sandbox.signatures import signed_headers
from scheduler import tick
from settings import EXAMPLE_RULEBOOK
from store import clock, decisions, portals, tally
from store.database import Database
from webhooks.receiver import PATH, Sender, create_receiver

HANDLERS = {job.name: job.handler for job in JOBS}
ROUNDS = 200
TAKE_JOB = sa.text("""
DELETE FROM procrastinate_jobs WHERE id = (SELECT min(id) FROM procrastinate_jobs WHERE status = 'todo')
RETURNING task_name
""")


@dataclass
class House:
    """One portal, one database, and the program between them."""

    portal: Portal
    server: Server
    database: Database
    tools: Tools
    hooks: str = ""

    @property
    def id(self) -> int:
        return self.portal.portal_id

    # Beginning

    def go_live(self, text: str | None = None) -> None:
        """What `flipfunnel run` does at its first start; afterwards everybody's position is recorded."""
        self.activate(text)
        full_sync(self.tools, self.id, Progress())
        self.settle()

    def activate(self, text: str | None = None) -> Rulebook:
        """Put a rulebook in force; without a text the example."""
        text = text or EXAMPLE_RULEBOOK.read_text("utf-8")
        book = load(text, "book.yaml")
        connect.create_properties(self.tools.portals[self.id], book)
        connect.activate(self.tools, self.id, book, text, "book.yaml")
        return book

    # Time and work

    def post(self, body: bytes) -> int:
        """Deliver this body, signed as HubSpot signs; answers the status."""
        moment = round(self.portal.now().timestamp() * 1000)
        headers = signed_headers(self.portal.client_secret, self.hooks, body, moment)
        request = urllib.request.Request(self.hooks, body, headers)  # noqa: S310 - our own listener
        with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310 - see above
            status: int = answer.status
        return status

    def settle(self) -> None:
        """Deliver and work until nothing is left to do at this moment."""
        for _ in range(ROUNDS):
            if self.portal.pending_events():
                self.portal.deliver()
            tick(self.database)
            self.work()
            if not self.portal.pending_events() and idle.is_idle(self.tools, self.id):
                return
        raise AssertionError("The work does not come to an end.")

    def work(self) -> None:
        """Run the jobs that are in the queue, one after the other."""
        while (job := self._take_job()) is not None:
            HANDLERS[job](self.tools, self.id)

    def _take_job(self) -> str | None:
        with self.database.begin() as tx:
            name: str | None = tx.execute(TAKE_JOB).scalar_one_or_none()
            return name

    def pass_time(self, moment: datetime) -> None:
        """Let time pass, and look at nothing yet."""
        with self.database.begin() as tx:
            clock.advance(tx, moment)
        self.portal.set_now(moment)

    def wait_until(self, moment: datetime) -> None:
        """Let time pass, with all that it brings."""
        self.pass_time(moment)
        self.settle()

    def play_week(self) -> None:
        InHand(self).play()

    def absorb(self) -> None:
        """Take in what was delivered so far, and decide nothing yet."""
        absorb(self.tools, self.id)

    def poll(self) -> None:
        """Look for changes, and do what they ask for."""
        poll(self.tools, self.id)
        self.settle()

    def reconcile(self) -> None:
        """Read the whole portal anew, and do what that asks for."""
        reconcile(self.tools, self.id)
        self.settle()

    @property
    def now(self) -> datetime:
        return self.portal.now()

    # Looking

    @property
    def book(self) -> Rulebook:
        with self.database.begin() as tx:
            in_force = self.tools.in_force(tx, self.id)
        assert in_force is not None
        return in_force.book

    def account(self, nickname: str) -> str:
        return f"company:{who(self.portal.db, nickname)[1]}"

    def company(self, nickname: str) -> dict[str, str]:
        return self.held(*who(self.portal.db, nickname))

    def held(self, kind: str, record_id: str) -> dict[str, str]:
        """What the portal holds of a record."""
        record = self.portal.record(kind, record_id)
        assert record is not None
        return record.properties

    def portal_state(self) -> dict[tuple[str, str], dict[str, str]]:
        """Every property of every record, but for what HubSpot itself notes about the writing of it."""
        return {
            (kind, record.id): {
                name: value
                for name, value in record.properties.items()
                if name not in {"hs_lastmodifieddate", "lastmodifieddate"}
            }
            for kind in ("companies", "contacts", "deals", "tasks")
            for record in self.portal.records(kind)
        }

    def memory(self, account: str) -> Memory:
        return self.memories()[account]

    def memories(self) -> dict[str, Memory]:
        with self.database.begin() as tx:
            ids = tx.execute(sa.text("SELECT id FROM account WHERE NOT gone")).scalars().all()
            return decisions.memories(tx, self.id, self.book.rulebook, ids)

    def moves(self, account: str) -> list[tuple[str | None, str]]:
        """(to stage, because) of each change of stage, first positions included, oldest first."""
        with self.database.begin() as tx:
            rows = tx.execute(
                sa.text("SELECT to_stage, because FROM stage_entry WHERE account_id = :id ORDER BY id"),
                {"id": account},
            )
            return [(row.to_stage, row.because) for row in rows]

    def rows(self, sql: str) -> list[sa.Row[tuple[object, ...]]]:
        with self.database.begin() as tx:
            return list(tx.execute(sa.text(sql)))

    def stages(self) -> dict[str, int]:
        with self.database.begin() as tx:
            return tally.stages(tx, self.id, self.book.rulebook)

    def count(self, name: str) -> int:
        with self.database.begin() as tx:
            return tally.flows(tx, self.id)[name]

    def trouble(self) -> str | None:
        with self.database.begin() as tx:
            return next(one.trouble for one in portals.all(tx) if one.id == self.id)

    def differences(self) -> list[Difference]:
        return differences(self.database, self.id, Reader(self.server.url, self.portal.token))


class InHand(Week):
    """The week of the demo, worked off in this thread."""

    def __init__(self, house: House) -> None:
        super().__init__(house.tools, house.portal, lambda _day: None)
        self._house = house

    def settle(self) -> None:
        self._house.settle()


@contextmanager
def house(url: str, folder: Path, *, empty: bool = False) -> Iterator[House]:
    """A house on this database and this folder; with what is in them already."""
    with closing(Portal.open(folder, virtual_now=story.START, empty=empty)) as portal:
        if empty and definitions.one(portal.db, "companies", "customer_health") is None:
            definitions.fill_portal_properties(portal.db)
        with closing(serve(portal)) as server, _database(url) as database:
            begin(database, portal)
            api = hubspot(portal.token, server.url, database)
            built = House(portal, server, database, Tools(database, {portal.portal_id: api}))
            connect.connect(built.tools, api)
            with closing(_listener(built)) as web:
                built.hooks = web.url + PATH
                portal.subscribe(built.hooks, [*STANDARD_SUBSCRIPTIONS, *ACTIVITY_SUBSCRIPTIONS])
                yield built


def hubspot(token: str, host: str, database: Database, patience: float = 20.0) -> HubSpot:
    """The portal as the program asks it; `patience` are the seconds that an answer may take, on a busy machine too."""
    manners = Manners(transaction_is_open=database.transaction_is_open, timeout=(patience, patience))
    return HubSpot(Gateway(token, host, manners=manners))


@contextmanager
def _database(url: str) -> Iterator[Database]:
    database = Database.connect(url)
    try:
        yield database
    finally:
        database.dispose()


def _listener(house: House) -> Web:
    def now() -> datetime:
        with house.database.begin() as tx:
            return clock.now(tx)

    def senders() -> list[Sender]:
        return [Sender(house.id, (house.portal.client_secret,), (web.url,))]

    web = Web(create_receiver(house.database, senders, now), "127.0.0.1", 0, threads=2)
    return web


class Shelf:
    """Houses put away: each can be taken down again as often as wanted, as it was."""

    def __init__(self, server_url: str, empty_database: str, folder: Path) -> None:
        self._server = sa.make_url(server_url)
        self._empty = empty_database
        self._folder = folder
        self._numbers = itertools.count(1)

    @contextmanager
    def new(self, *, empty: bool = False) -> Iterator[House]:
        with self._home(self._empty) as (url, folder), house(url, folder, empty=empty) as built:
            yield built

    @contextmanager
    def copy(self, kept: "Kept", *, forgetful: bool = False) -> Iterator[House]:
        """The house as it was when it was kept; a forgetful one has lost its database."""
        with self._home(self._empty if forgetful else kept.database) as (url, folder):
            folder.mkdir()
            shutil.copy(kept.portal, folder / FILE)
            with house(url, folder) as built:
                yield built

    def keep(self, built: House) -> "Kept":
        """Put the house away as it is now; it goes on by itself."""
        name = self._name()
        file = self._folder / f"{name}.sqlite"
        with closing(sqlite3.connect(file)) as copied:
            built.portal.db.connection.backup(copied)
        built.database.dispose()
        self._create(name, sa.make_url(built.database.url).database or "")
        return Kept(name, file)

    @contextmanager
    def _home(self, template: str) -> Iterator[tuple[str, Path]]:
        name = self._name()
        self._create(name, template)
        yield self._server.set(database=name).render_as_string(hide_password=False), self._folder / name
        self._execute(f"DROP DATABASE {name} WITH (FORCE)")
        shutil.rmtree(self._folder / name)

    def _create(self, name: str, template: str) -> None:
        self._execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")

    def _execute(self, sql: str) -> None:
        with psycopg.connect(
            self._server.render_as_string(hide_password=False), autocommit=True
        ) as connection:
            connection.execute(sql.encode())

    def _name(self) -> str:
        return f"house_{next(self._numbers)}"


@dataclass(frozen=True)
class Kept:
    """A house on the shelf: its database, and the file of its portal."""

    database: str
    portal: Path
