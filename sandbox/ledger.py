"""What went over the wire lately, for the page: the bodies of the last calls, and the last deliveries of webhooks."""

from collections.abc import Iterable
from dataclasses import dataclass

from sandbox.database import Database

KEPT = 200
LONGEST_BODY, LONGEST_SECRET = 20_000, 100
DELIVERED = "events delivered"
PRIVATE = "/oauth/"  # its bodies are made of secrets
CUT = "\n… cut here: the sandbox keeps the first 20,000 characters"


@dataclass(frozen=True)
class Bodies:
    """The query of a call, and what was asked and answered, as text."""

    query: str
    asked: str
    answered: str


@dataclass(frozen=True)
class Delivery:
    """One request to the webhook target. Status 0: it did not answer in time; `attempt` is the highest among its events."""

    at: int
    status: int
    events: int
    attempt: int
    body: str


def keep_call(
    db: Database, call: tuple[str, str, int, int], bodies: Bodies | None, secrets: Iterable[str]
) -> None:
    """Keep a call (method, path, status, moment in ms); its bodies take the place of the call that was 200 before it.

    Secrets are blotted out of the bodies, and those of OAuth, which are made of them, are not kept.
    """
    number = db.run("INSERT INTO call (method, path, status, at) VALUES (?, ?, ?, ?)", *call)
    if bodies is not None and not call[1].startswith(PRIVATE):
        told = [_blotted(text, secrets) for text in (bodies.query, bodies.asked, bodies.answered)]
        db.run("INSERT OR REPLACE INTO call_body VALUES (?, ?, ?, ?, ?)", number % KEPT, number, *told)


def bodies_of(db: Database, call: int) -> Bodies | None:
    """None where they are not kept (any longer)."""
    found = db.rows("SELECT query, asked, answered FROM call_body WHERE call = ?", call)
    return Bodies(*found[0]) if found else None


def keep_delivery(db: Database, delivery: Delivery) -> None:
    number = db.value("SELECT coalesce(max(seq), 0) + 1 FROM delivery")
    db.run(
        "INSERT INTO delivery VALUES (?, ?, ?, ?, ?, ?)",
        number,
        delivery.at,
        delivery.status,
        delivery.events,
        delivery.attempt,
        delivery.body[:LONGEST_BODY],
    )
    db.run("DELETE FROM delivery WHERE seq <= ?", number - KEPT)
    if 200 <= delivery.status < 300:
        db.keep_setting(DELIVERED, str(delivered(db) + delivery.events))


def delivered(db: Database) -> int:
    """Events that the target has taken, duplicates counted."""
    return int(db.setting(DELIVERED) or 0)


def deliveries(db: Database) -> list[Delivery]:
    """The last ones, newest first."""
    found = db.rows("SELECT at, status, events, attempt, body FROM delivery ORDER BY seq DESC")
    return [Delivery(*row) for row in found]


def _blotted(text: str, secrets: Iterable[str]) -> str:
    shown = text[: LONGEST_BODY + LONGEST_SECRET]  # so that none is cut in two and missed
    for secret in secrets:
        shown = shown.replace(secret, "…")
    return shown if len(text) <= LONGEST_BODY else shown[:LONGEST_BODY] + CUT
