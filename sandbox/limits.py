"""HubSpot's rate limits: ten-secondly for each app, daily for the account, secondly for search (HubSpot usage guidelines)."""

import json
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from sandbox import moments, portal_setup
from sandbox.database import Database
from sandbox.errors import RateLimitError

PROFESSIONAL_DAILY, PROFESSIONAL_TEN_SECONDLY = 625_000, 190
TEN_SECONDS, ONE_SECOND = 10.0, 1.0
SEARCH = "search"


@dataclass(frozen=True)
class Limits:
    """None: not limited."""

    ten_secondly: int | None = None
    daily: int | None = None
    search_per_second: int | None = None


@dataclass(frozen=True)
class Left:
    """(limit, left of it) of the ten seconds, None where they do not count, and of the day, None without a daily limit."""

    ten_seconds: tuple[int, int] | None
    day: tuple[int, int] | None

    def headers(self) -> dict[str, int]:
        """What an answer tells. Searches and 429s tell the day only: HubSpot's usage guidelines have searches tell nothing,
        but all 182 recorded ones of an app with a daily limit do.
        """
        told: dict[str, int] = {}
        if self.ten_seconds:
            limit, left = self.ten_seconds
            told = {"Interval-Milliseconds": 10_000, "Max": limit, "Remaining": left}
            told |= {
                "Secondly": limit // 10,
                "Secondly-Remaining": min(limit // 10, left),
            }  # no longer enforced
        if self.day:
            limit, left = self.day
            told |= {"Daily": limit, "Daily-Remaining": left}
        return told


def keep(db: Database, limits: Limits) -> None:
    db.keep_setting("limits", json.dumps(limits.__dict__))


def kept(db: Database) -> Limits:
    text = db.setting("limits")
    return Limits(**json.loads(text)) if text else Limits()


class Windows:
    """Counts the calls of a portal; exact under any number of threads.

    The rolling windows live in real time and in this process. The day's count is in the database and lives in the
    portal's time, so that every process that serves the portal shares it.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._taken: dict[str, deque[float]] = {}

    def admit(self, db: Database, app: str, now_ms: int, *, search: bool, daily: bool) -> Left:
        """Count a call of an app; RateLimitError where a limit is reached, and then nothing is counted.

        Only apps with a static token share the `daily` limit; searches are outside of the ten seconds.
        """
        limits = kept(db)
        if search:
            self._take(SEARCH, limits.search_per_second, ONE_SECOND, "SECONDLY")
            ten_seconds = None
        else:
            left = self._take(app, limits.ten_secondly, TEN_SECONDS, "TEN_SECONDLY_ROLLING")
            ten_seconds = (limits.ten_secondly or PROFESSIONAL_TEN_SECONDLY, left)
        day = _of_day(limits, count_of_day(db, now_ms, limits.daily)) if daily else None
        return Left(ten_seconds, day)

    def _take(self, name: str, limit: int | None, seconds: float, policy: str) -> int:
        """A place in a rolling window; returns how many are left."""
        if limit is None:
            return PROFESSIONAL_TEN_SECONDLY - 1
        with self._lock:
            taken, now = self._taken.setdefault(name, deque()), self._clock()
            while taken and taken[0] <= now - seconds:
                taken.popleft()
            if len(taken) >= limit:
                raise RateLimitError(policy)
            taken.append(now)
            return limit - len(taken)


def count_of_day(db: Database, now_ms: int, limit: int | None) -> int:
    """Add a call to the account's day and return the day's calls; one statement, so that processes cannot both be the last."""
    found = db.rows(
        "INSERT INTO day_of_calls (day, calls) SELECT ?, 1 WHERE coalesce(?, 1) > 0"
        " ON CONFLICT (day) DO UPDATE SET calls = calls + 1 WHERE calls < coalesce(?, calls + 1) RETURNING calls",
        _day(db, now_ms),
        limit,
        limit,
    )
    if not found:
        raise RateLimitError("DAILY")
    return int(found[0][0])


def calls_of_day(db: Database, now_ms: int) -> int:
    """Calls counted since the account's midnight."""
    return int(db.value("SELECT calls FROM day_of_calls WHERE day = ?", _day(db, now_ms)) or 0)


def left_of_day(db: Database, now_ms: int) -> tuple[int, int]:
    """(limit of the account's day, calls left)."""
    return _of_day(kept(db), calls_of_day(db, now_ms))


def _of_day(limits: Limits, used: int) -> tuple[int, int]:
    per_day = PROFESSIONAL_DAILY if limits.daily is None else limits.daily
    return per_day, max(0, per_day - used)


def _day(db: Database, now_ms: int) -> str:
    return portal_setup.local(db, moments.from_ms(now_ms)).date().isoformat()
