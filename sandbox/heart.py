"""What makes a sandbox live by itself: a few times a second its time moves on, its timeline is played, its webhooks go out."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Self

from sandbox import story, timeline
from sandbox.portal import Portal
from sandbox.scenario import Scenario, kept

BEAT_SECONDS = 0.25
LONGEST_PAUSE_SECONDS = 30.0


@dataclass(frozen=True)
class Pace:
    """How fast the portal's time runs. Without a time of its own it lives in real time, whatever the speed."""

    speed: float = 1
    own_time: bool = False


@dataclass
class Heart:
    """Beats until `close()`; `say` is told in one line what happened in the timeline."""

    portal: Portal
    pace: Pace
    say: Callable[[str], None]
    _stop: threading.Event = field(default_factory=threading.Event)
    _next_delivery: float = 0.0
    _pause: float = 0.0

    def __post_init__(self) -> None:
        self._began_at, self._began = self.portal.now(), time.monotonic()
        self._scenario: Scenario | None = kept(self.portal.db)
        self._thread = threading.Thread(target=self._live, name="heart", daemon=True)

    def start(self) -> Self:
        self._thread.start()
        return self

    def close(self) -> None:
        """Stop after the beat under way."""
        self._stop.set()
        self._thread.join()

    def beat(self) -> None:
        """Move the time on, play what is due, deliver what is due."""
        now = self.now()
        if self._scenario:
            for line in timeline.play(self.portal, self._scenario, now):
                self.say(line)
        elif self.pace.own_time:
            story.play_until(self.portal, now)
        if self.pace.own_time:
            self.portal.set_now(now)
        self._deliver()

    def now(self) -> datetime:
        if not self.pace.own_time:
            return self.portal.now()
        return self._began_at + timedelta(seconds=(time.monotonic() - self._began) * self.pace.speed)

    def _deliver(self) -> None:
        """A target that fails is left alone for a while, longer each time."""
        if time.monotonic() < self._next_delivery or timeline.holds_events(self.portal):
            return
        if not self.portal.db.setting("target") or not self.portal.pending_events():
            return
        failed = self.portal.deliver().failed
        self._pause = min(max(1.0, self._pause * 2), LONGEST_PAUSE_SECONDS) if failed else 0.0
        self._next_delivery = time.monotonic() + self._pause

    def _live(self) -> None:
        while not self._stop.wait(BEAT_SECONDS):
            try:
                self.beat()
            except Exception as error:  # noqa: BLE001 - whatever one beat could not do, the next one may
                self.say(f"Something went wrong in the sandbox itself: {type(error).__name__}: {error}")
                self._stop.wait(LONGEST_PAUSE_SECONDS)
