"""Deliveries as they came, and the events in them: kept before they are acknowledged, counted once."""

import sqlalchemy as sa

from store import inbox
from store import tables as t
from store.inbox import EventRow, Waiting
from tests.store.mirrored import NOW, OTHER, PORTAL, START


def event(key: str, delivery_id: int = 1) -> EventRow:
    return EventRow(key, "contact.propertyChange", START, delivery_id)


def test_a_delivery_is_kept_byte_for_byte(tx: sa.Connection) -> None:
    """Also one that nobody can read."""
    body = bytes(range(256))
    id_ = inbox.keep(tx, PORTAL, body, START)
    assert inbox.waiting(tx, PORTAL, 10) == [Waiting(id_, body)]
    assert tx.execute(sa.select(t.delivery.c.received_at)).scalar_one() == NOW


def test_deliveries_wait_in_the_order_in_which_they_came(tx: sa.Connection) -> None:
    """At most so many, of one portal, until they are absorbed."""
    ids = [inbox.keep(tx, PORTAL, str(number).encode(), START) for number in range(4)]
    inbox.keep(tx, OTHER, b"other", START)
    assert [one.id for one in inbox.waiting(tx, PORTAL, 3)] == ids[:3]
    inbox.absorbed(tx, {ids[0]: {"events": 2, "new": 1}, ids[1]: {}}, NOW + 5)
    assert [one.id for one in inbox.waiting(tx, PORTAL, 3)] == ids[2:]
    inbox.absorbed(tx, {id_: {} for id_ in ids[2:]}, NOW + 5)
    assert (inbox.any_waiting(tx, PORTAL), inbox.any_waiting(tx, OTHER)) == (False, True)
    row = tx.execute(sa.select(t.delivery).where(t.delivery.c.id == ids[0])).one()
    assert (row.absorbed_at, row.outcome) == (NOW + 5, {"events": 2, "new": 1})


def test_an_event_is_remembered_once(tx: sa.Connection) -> None:
    """However often HubSpot repeats it, within a delivery and across; with the delivery that brought it first."""
    assert inbox.remember_events(tx, PORTAL, [event("a"), event("b"), event("a")]) == 2
    assert inbox.remember_events(tx, PORTAL, [event("b", 2), event("c", 2)]) == 1
    assert inbox.remember_events(tx, PORTAL, []) == 0
    assert inbox.known_events(tx, PORTAL, ["a", "b", "c", "d"]) == {"a", "b", "c"}
    rows = tx.execute(sa.select(t.event.c.key, t.event.c.delivery_id).order_by(t.event.c.key)).all()
    assert [tuple(row) for row in rows] == [("a", 1), ("b", 1), ("c", 2)]


def test_portals_have_events_of_their_own(tx: sa.Connection) -> None:
    """An agency's portals may send alike events."""
    inbox.remember_events(tx, PORTAL, [event("a")])
    assert inbox.known_events(tx, OTHER, ["a"]) == set()
    assert inbox.remember_events(tx, OTHER, [event("a")]) == 1


def test_as_many_events_as_a_round_may_bring(tx: sa.Connection) -> None:
    """Two hundred full deliveries and more are asked for in one question."""
    keys = [str(number) for number in range(70_000)]
    assert inbox.known_events(tx, PORTAL, keys) == set()
    assert inbox.known_events(tx, PORTAL, []) == set()
