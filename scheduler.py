"""What runs when. The clock never works itself: it only asks for jobs, in the database, and asking twice is asking once.

    every 15 seconds   what waits is asked for: deliveries, due accounts, wishes whose time has come, lost jobs
    every 5 minutes    poll: what changed in the portal, also where no webhook tells us
    every 15 minutes   definitions: properties, owners and pipelines, which say what the records mean
    at 03:00           reconcile: the whole portal anew, by the portal's own clock, once a local date

Every `web` process carries a clock; one of them leads.
"""

import logging
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from store import clock, due, inbox, outbox, portals, queue
from store.database import Database
from store.leader import Leader, claim_slot, forget_slots
from store.unavailable import DatabaseUnavailable

log = logging.getLogger(__name__)

POLL_EVERY = 300
DEFINITIONS_EVERY = 900
RECONCILE_HOUR = 3
_REMEMBER_SLOTS = timedelta(days=7)


class Clock:
    """The timetable, in a thread of its own. Several may run; only the leader's counts."""

    def __init__(
        self, database: Database, *, tick_seconds: float = 15, poll_seconds: float = POLL_EVERY
    ) -> None:
        self._database = database
        self._leader = Leader(database.url)
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            executors={"default": ThreadPoolExecutor(1)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        self._add("tick", tick_seconds, partial(tick, database))
        self._add("reconcile", tick_seconds, partial(ask_for_reconcile, database))
        self._add("poll", poll_seconds, partial(ask_for_poll, database))
        self._add("definitions", poll_seconds, partial(ask_for_definitions, database))

    def start(self) -> None:
        self._scheduler.start()

    def stop(self) -> None:
        """Return when nothing of ours runs any more; another clock may lead from then on."""
        self._scheduler.shutdown(wait=True)
        self._leader.close()

    def _add(self, name: str, seconds: float, action: Any) -> None:
        trigger = IntervalTrigger(seconds=seconds, timezone=UTC)
        self._scheduler.add_job(
            self._if_leading, trigger, args=[name, action], id=name, next_run_time=datetime.now(UTC)
        )

    def _if_leading(self, name: str, action: Any) -> None:
        try:
            if self._leader.leads():
                action()
        except DatabaseUnavailable as trouble:
            log.warning("clock_waits", extra={"action": name, "trouble": str(trouble)})
        except Exception:
            log.exception("clock_failed", extra={"action": name})


def tick(database: Database) -> None:
    """Wake what has slept long enough, and ask for every job that has something to do at the program's moment."""
    with database.begin() as tx:
        known = portals.all(tx)
    for portal in known:
        with database.begin() as tx:
            due.wake_sleepers(tx, portal.id, int(clock.now(tx).timestamp()))
        for job in ("absorb", "decide", "deliver"):
            # A transaction each: a marker that a running job holds must not keep a webhook waiting for another.
            with database.begin() as tx:
                if _waits(tx, portal.id, job):
                    queue.ask(tx, portal.id, job)
    with database.begin() as tx:
        lost = queue.wanted(tx)
    for portal_id, job in lost:
        with database.begin() as tx:
            queue.ask_again(tx, portal_id, job)


def _waits(tx: Any, portal_id: int, job: str) -> bool:
    """Whether there is something to do for this job at the program's moment."""
    moment = int(clock.now(tx).timestamp())
    if job == "decide":
        return due.any_due(tx, portal_id)
    if (portals.paused_until(tx, portal_id) or 0) > moment:
        return False
    return inbox.any_waiting(tx, portal_id) if job == "absorb" else outbox.any_ready(tx, portal_id, moment)


def ask_for_poll(database: Database) -> None:
    """Once in five minutes of the program's time."""
    _ask_every(database, "poll", POLL_EVERY)


def ask_for_definitions(database: Database) -> None:
    """Once in a quarter of an hour of the program's time."""
    _ask_every(database, "definitions", DEFINITIONS_EVERY)


def _ask_every(database: Database, job: str, seconds: int) -> None:
    with database.begin() as tx:
        now = clock.now(tx)
        slot = str(int(now.timestamp()) // seconds)
        for portal in portals.all(tx):
            if claim_slot(tx, job, f"{portal.id}/{slot}", now):
                queue.ask(tx, portal.id, job)
        forget_slots(tx, job, now - _REMEMBER_SLOTS)


def ask_for_reconcile(database: Database) -> None:
    """Once a local date, at three at night or, where nobody was awake then, as soon as somebody is."""
    with database.begin() as tx:
        now = clock.now(tx)
        for portal in portals.all(tx):
            zone = zone_of(portal.time_zone)
            slot = night_of(now, zone)
            synced_before = (
                portal.synced_at is not None and portal.synced_at < night_begins(slot, zone).timestamp()
            )
            if synced_before and claim_slot(tx, "reconcile", f"{portal.id}/{slot.isoformat()}", now):
                queue.ask(tx, portal.id, "reconcile")


def night_of(now: datetime, zone: tzinfo) -> date:
    """The local date whose night work is the latest to be due at this moment."""
    day = now.astimezone(zone).date()
    while night_begins(day, zone) > now:
        day -= timedelta(days=1)
    return day


def night_begins(day: date, zone: tzinfo) -> datetime:
    """When clocks there first show three or later on that date: also where three is skipped, or comes twice."""
    return datetime(day.year, day.month, day.day, RECONCILE_HOUR, tzinfo=zone, fold=0).astimezone(UTC)


def zone_of(name: str) -> tzinfo:
    """The portal's time zone, or UTC where this machine does not know it."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        log.warning("time_zone_unknown", extra={"time_zone": name})
        return UTC
