"""The webhook settings of the app: where to, and how many requests at once."""

from dataclasses import dataclass
from typing import Any

from sandbox.database import Database
from sandbox.delivery import IN_FLIGHT
from sandbox.errors import validation

URL, AT_ONCE, CREATED, UPDATED = "target", "requests in flight", "webhooks made", "webhooks changed"
FEWEST_IN_FLIGHT = 6


@dataclass(frozen=True)
class HookSettings:
    """`url` is empty where there are none; moments in epoch ms."""

    url: str
    in_flight: int
    created: int
    updated: int


def read(db: Database) -> HookSettings:
    created = int(db.setting(CREATED) or 0)
    in_flight = int(db.setting(AT_ONCE) or IN_FLIGHT)
    return HookSettings(db.setting(URL) or "", in_flight, created, int(db.setting(UPDATED) or created))


def keep_target(db: Database, url: str, at: int) -> None:
    if db.setting(CREATED) is None:
        db.keep_setting(CREATED, str(at))
    db.keep_setting(URL, url)
    db.keep_setting(UPDATED, str(at))


def change(db: Database, asked: dict[str, Any], at: int) -> None:
    """{targetUrl, throttling: {maxConcurrentRequests, period?}}; the period is read and means nothing any more."""
    url, in_flight = asked.get("targetUrl"), asked["throttling"]["maxConcurrentRequests"]
    if not isinstance(url, str) or not url.startswith(("https://", "http://127.0.0.1", "http://localhost")):
        raise validation(f"targetUrl must be served over HTTPS (or, for this sandbox, on loopback): {url}")
    if not isinstance(in_flight, int) or in_flight < FEWEST_IN_FLIGHT:
        raise validation("maxConcurrentRequests must be a number greater than five.")
    keep_target(db, url, at)
    db.keep_setting(AT_ONCE, str(in_flight))


def remove(db: Database) -> None:
    for name in (URL, AT_ONCE, CREATED, UPDATED):
        db.run("DELETE FROM setting WHERE name = ?", name)
