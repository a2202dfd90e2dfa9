"""The demo's week: time moves on from one event to the next, and only when the pipeline is idle."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from pipeline import idle
from pipeline.tools import Tools
from sandbox import Portal, story
from scheduler import tick
from store import clock, outbox
from store.database import Database

LOOK_EVERY, LOOK_AT_LEAST_EVERY = 0.02, 0.2
"""Seconds between two looks at the pipeline while it works; the longer it takes, the less often, for looking costs too."""
STUCK_AFTER = 120.0
"""Seconds without any end of the work after which something must be wrong."""


CUT_OFF = timedelta(hours=1)
"""How long after the week's end a write that was cut off there is still looked after."""


class Stuck(Exception):
    """The pipeline does not come to rest."""


def begin(database: Database, portal: Portal) -> datetime:
    """Virtual time begins where the portal is: at the week's start, or where an earlier run left off."""
    with database.begin() as tx:
        clock.start_virtual(tx, max(story.START, portal.now()))
        now = clock.advance(tx, portal.now())
    portal.set_now(now)
    return now


class Week:
    """Plays the story of the sandbox portal against the running program."""

    def __init__(self, tools: Tools, portal: Portal, on_day: Callable[[datetime], None]) -> None:
        self._tools = tools
        self._portal = portal
        self._portal_id = portal.portal_id
        self._on_day = on_day

    def play(self) -> None:
        """Play on to the week's end, from wherever an earlier run got to."""
        self._at(self._now())
        while (moment := self._next()) is not None:
            self._at(moment)
        self._at(story.END)

    def redeliver(self) -> None:
        """Let HubSpot deliver every event of the week once more."""
        self._portal.redeliver_week()
        self.settle()

    def settle(self) -> None:
        """Wait until every event is delivered and the pipeline is idle."""
        deadline, pause = time.monotonic() + STUCK_AFTER, LOOK_EVERY
        while not self._is_quiet():
            if time.monotonic() > deadline:
                raise Stuck
            time.sleep(pause)
            pause = min(pause * 1.1, LOOK_AT_LEAST_EVERY)

    def _at(self, moment: datetime) -> None:
        before = self._now()
        with self._tools.database.begin() as tx:
            clock.advance(tx, moment)
        self._portal.set_now(moment)
        if moment.date() != before.date():
            self._on_day(moment)
        story.play_until(self._portal, moment)
        tick(self._tools.database)
        self.settle()

    def _is_quiet(self) -> bool:
        if self._portal.pending_events():
            self._portal.deliver()
            return False
        return idle.is_idle(self._tools, self._portal_id)

    def _next(self) -> datetime | None:
        """The next moment of the story or of a wake-up within the week; what was cut off at its end may take longer."""
        now = self._now()
        with self._tools.database.begin() as tx:
            wake = idle.next_moment(tx, self._portal_id, int(now.timestamp()))
            retry = outbox.next_try(tx, self._portal_id)
        moments = [moment for moment in story.moments(self._portal) if moment > now]
        moments += [_later(wake, now)] if wake is not None else []
        within = [moment for moment in moments if moment <= story.END]
        if retry is not None and _later(retry, now) <= story.END + CUT_OFF:
            within.append(_later(retry, now))
        return min(within, default=None)

    def _now(self) -> datetime:
        with self._tools.database.begin() as tx:
            return clock.now(tx)


def _later(moment: int, now: datetime) -> datetime:
    return max(datetime.fromtimestamp(moment, tz=UTC), now + timedelta(seconds=1))
