"""How often we may call HubSpot, shared by all processes through the database.

HubSpot counts calls of one app per portal in windows of ten seconds, and searches of all apps by the second, apart from
the others. Both limits here slide: no window of that length, wherever it begins, ever holds more calls than allowed.
"""

import random
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

import psycopg
from psycopg_pool import ConnectionPool
from pyrate_limiter import AbstractBucket, PostgresBucket, Rate, RateItem

_SECOND = 1000  # the limiter counts in milliseconds
_TIDY_EVERY = 10.0
_KEEP = 60 * _SECOND


class Budget:
    """One portal's budget. Time here is real, also where the program lives in virtual time: HubSpot's clock is real."""

    def __init__(
        self,
        url: str,
        portal_id: int,
        *,
        calls_per_10_seconds: int = 95,
        searches_per_second: int = 4,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        self._pool: ConnectionPool[psycopg.Connection[Any]] = ConnectionPool(
            url, min_size=1, max_size=2, open=True, configure=_speak_utc, name="budget"
        )
        calls = [Rate(calls_per_10_seconds, 10 * _SECOND)]
        searches = [Rate(searches_per_second, _SECOND)]
        self._calls = _Bucket(PostgresBucket(self._pool, f"calls_{portal_id}", calls))
        self._searches = _Bucket(PostgresBucket(self._pool, f"searches_{portal_id}", searches))
        self._sleep = sleep

    def wait(self, path_is_search: bool) -> None:  # noqa: FBT001 - the gateway hands it through as it is
        """Return when one more call is allowed; it counts from then on."""
        bucket = self._searches if path_is_search else self._calls
        while pause := bucket.try_one():
            self._sleep(pause)

    def close(self) -> None:
        self._pool.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.close()


class _Bucket:
    """The limiter keeps its last verdict on itself, so within a process one thread asks at a time."""

    def __init__(self, bucket: AbstractBucket) -> None:
        self._bucket = bucket
        self._turn = threading.Lock()
        self._tidied = 0.0

    def try_one(self) -> float:
        """Zero: the call is counted and may go. Else the seconds after which to try again."""
        with self._turn:
            item = RateItem("call", self._now())
            if self._bucket.put(item):
                self._tidy(item.timestamp)
                return 0.0
            milliseconds = self._bucket.waiting(item)
        if not isinstance(milliseconds, int) or milliseconds <= 0:
            return random.uniform(0.001, 0.01)  # noqa: S311 - another process had the table for a moment
        return milliseconds / _SECOND

    def _now(self) -> int:
        moment = self._bucket.now()  # type: ignore[no-untyped-call]  # the library leaves it open
        if not isinstance(moment, int):
            raise TypeError("The limiter's clock answered no number of milliseconds.")
        return moment

    def _tidy(self, now: int) -> None:
        """Remove the rows that no window holds any more, not even that of a process which was held up for a while."""
        if time.monotonic() - self._tidied > _TIDY_EVERY:
            self._tidied = time.monotonic()
            self._bucket.leak(now - _KEEP)


def _speak_utc(connection: psycopg.Connection[Any]) -> None:
    """The limiter stores moments without a zone, which must not jump with daylight saving."""
    connection.execute("SET TIME ZONE 'UTC'")
    connection.commit()
