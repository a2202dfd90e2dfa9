"""The queue of webhook events: what is due when, what comes twice, late or with a number used before, and what is lost.

All chance in it comes from the portal's seed, so that the same portal behaves the same.
"""

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sandbox.database import Database

# One event in so many is sent twice: HubSpot promises neither order nor uniqueness (webhooks guide).
TWICE_ONE_IN = 8
RETRIES = 10
DAY_MS = 24 * 60 * 60 * 1000
SPREAD, HELD_BACK, REUSED, LOST = "spread retries", "held back", "event ids reused", "events lost"
_FINE = 1 << 32


@dataclass(frozen=True)
class Queued:
    """`attempt` counts from 0; `first` is the moment (ms) of the first attempt, None before it; `body` is JSON."""

    seq: int
    attempt: int
    first: int | None
    body: str


def scatter(seed: str | None, *numbers: int) -> int:
    """A number below 2**32 that looks like chance and is always the same for the same seed."""
    return zlib.crc32(f"{seed}:{numbers}".encode())


def event_id(db: Database, seq: int) -> int:
    """HubSpot does not promise that eventId is unique; where `reuse_event_ids` says so, the one before comes again."""
    seed, one_in = db.setting("seed"), int(db.setting(REUSED) or 0)
    used_before = one_in > 0 and scatter(seed, seq, seq) % one_in == 0
    return scatter(seed, seq - 1 if used_before else seq)


def queue_new(db: Database, seq: int, at: int) -> None:
    """Queue an event that happened just now, now and then twice, and late where `hold_back` says so."""
    seed = db.setting("seed")
    share, _, late_ms = (db.setting(HELD_BACK) or "0 0").partition(" ")
    for copy in range(2 if scatter(seed, seq) % TWICE_ONE_IN == 0 else 1):
        late = scatter(seed, seq, copy, 1) / _FINE < float(share)
        due = at + scatter(seed, seq, copy, 2) * int(late_ms) // _FINE if late else 0
        queue(db, seq, attempt=0, due=due)


def queue(db: Database, event: int, attempt: int, due: int = 0) -> None:
    db.run("INSERT INTO queue (event, attempt, due) VALUES (?, ?, ?)", event, attempt, due)


def due(db: Database, now: int) -> list[Queued]:
    """What may be tried now, shuffled: neither within a batch nor across batches does order hold (webhooks guide)."""
    found = db.rows(
        "SELECT q.seq, q.attempt, q.first, e.body FROM queue q JOIN event e ON e.seq = q.event"
        " WHERE q.due <= ? ORDER BY q.seq",
        now,
    )
    seed = db.setting("seed")
    return sorted((Queued(*row) for row in found), key=lambda one: scatter(seed, one.seq, one.attempt))


def next_due(db: Database) -> int | None:
    found: int | None = db.value("SELECT min(due) FROM queue")
    return found


def arrived(db: Database, batch: Iterable[Queued]) -> None:
    db.run_many("DELETE FROM queue WHERE seq = ?", [(one.seq,) for one in batch])


def failed(db: Database, batch: Sequence[Queued], now: int) -> None:
    """Try again: at once with the next round, or spread over a day and at most ten times, and then never."""
    if db.setting(SPREAD) is None:
        _try_again(db, [(min(one.attempt + 1, RETRIES), 0, None, one.seq) for one in batch])
        return
    given_up = [one for one in batch if one.attempt >= RETRIES]
    arrived(db, given_up)
    db.keep_setting(LOST, str(int(db.setting(LOST) or 0) + len(given_up)))
    seed = db.setting("seed")
    again = []
    for one in batch:
        if one.attempt < RETRIES:
            first = now if one.first is None else one.first
            again.append((one.attempt + 1, _moment(seed, one, first), first, one.seq))
    _try_again(db, again)


def _moment(seed: str | None, one: Queued, first: int) -> int:
    """Somewhere in the retry's own tenth of the 24 hours after the first attempt; each event by itself."""
    tenths = one.attempt * _FINE + scatter(seed, one.seq, one.attempt, 3)
    return first + tenths * DAY_MS // (RETRIES * _FINE) + 1


def _try_again(db: Database, rows: Sequence[tuple[int, int, int | None, int]]) -> None:
    db.run_many("UPDATE queue SET attempt = ?, due = ?, first = ? WHERE seq = ?", rows)
