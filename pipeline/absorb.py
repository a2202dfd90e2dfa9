"""Absorb deliveries: which objects changed? Read them from HubSpot, then keep mirror, grouping and markers in one transaction."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from accounts.values import Kind
from connector import Event, Inbound, read_delivery
from pipeline import intake
from pipeline.tools import InForce, Tools, is_paused, patience
from rules import needs
from store import counters, inbox, queue

CHUNK = 200
"""Deliveries absorbed at once: up to 20,000 events, so that a bulk change costs few calls."""


@dataclass(frozen=True)
class Opened:
    """One waiting delivery, read."""

    id: int
    inbound: Inbound


def absorb(tools: Tools, portal_id: int) -> None:
    """Work off all waiting deliveries of a portal. What fails at HubSpot stays waiting."""
    with tools.database.begin() as tx:
        queue.take(tx, portal_id, "absorb")
    if is_paused(tools, portal_id):
        return
    with patience(tools, portal_id) as attempt:
        while _absorb_some(tools, portal_id):
            attempt.asked = True


def _absorb_some(tools: Tools, portal_id: int) -> bool:
    with tools.database.begin() as tx:
        opened = [Opened(one.id, read_delivery(one.body)) for one in inbox.waiting(tx, portal_id, CHUNK)]
        in_force = tools.in_force(tx, portal_id)
        news = _news(tx, portal_id, opened)
    if not opened or in_force is None:
        return False
    touched = intake.merge(_touched(event) for event in news)
    taken = intake.read(tools.portals[portal_id], needs(in_force.book), touched, tools.now())
    with tools.database.begin() as tx:
        _keep(tx, tools, portal_id, in_force, opened, news, taken)
    return True


def _news(tx: sa.Connection, portal_id: int, opened: Sequence[Opened]) -> list[Event]:
    """The events we have not seen: HubSpot repeats itself, within a delivery and across."""
    events = {
        event.key: event for one in opened for event in one.inbound.events if event.portal_id == portal_id
    }
    seen = inbox.known_events(tx, portal_id, list(events))
    return [event for key, event in events.items() if key not in seen]


def _touched(event: Event) -> dict[Kind, set[str]]:
    touched: dict[Kind, set[str]] = {}
    for kind, id_ in event.touched:
        touched.setdefault(kind, set()).add(id_)
    return touched


def _keep(  # noqa: PLR0913, PLR0917 - everything one transaction keeps
    tx: sa.Connection,
    tools: Tools,
    portal_id: int,
    in_force: InForce,
    opened: Sequence[Opened],
    news: Sequence[Event],
    taken: intake.Taken,
) -> None:
    now = tools.now(tx)
    for event in news:
        for alias in event.aliases:
            # What HubSpot has just answered counts more: the survivor may have been merged again since.
            taken.aliases.setdefault(alias.kind, {}).setdefault(alias.old, alias.new)
            taken.gone.setdefault(alias.kind, set()).add(alias.old)
    if intake.keep(tx, portal_id, taken, now, in_force.spec.matching):
        queue.ask(tx, portal_id, "decide")
    _close(tx, portal_id, opened, {event.key for event in news}, now)


def _close(tx: sa.Connection, portal_id: int, opened: Sequence[Opened], news: set[str], now: int) -> None:
    """Remember the events, close the deliveries with their counts."""
    fresh = set(news)
    outcomes: dict[int, dict[str, int | list[str]]] = {}
    totals: Counter[str] = Counter()
    rows: dict[str, inbox.EventRow] = {}
    for one in opened:
        events = [event for event in one.inbound.events if event.portal_id == portal_id]
        unread = [unread.reason for unread in one.inbound.unread]
        unread += ["of another portal" for _ in range(len(one.inbound.events) - len(events))]
        new = {event.key: event for event in events if event.key in fresh}
        fresh -= new.keys()
        rows |= {
            key: inbox.EventRow(key, event.kind, event.occurred_at, one.id) for key, event in new.items()
        }
        counts = {
            "events": len(events) + len(unread),
            "new": len(new),
            "duplicates": len(events) - len(new),
        }
        outcomes[one.id] = {**counts, "unread": unread}
        totals.update({**counts, "events_unread": len(unread)})
    inbox.remember_events(tx, portal_id, rows.values())
    inbox.absorbed(tx, outcomes, now)
    for name, count in totals.items():
        counters.bump(tx, name, count, portal_id)
