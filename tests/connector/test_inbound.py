"""Webhooks as HubSpot documents them, as it sends them, and as nobody should send them."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.values import Kind
from connector import Alias, Event, Inbound, Unread, read_delivery

FOLDER = Path(__file__).parents[1] / "fixtures" / "webhooks"
AT = datetime(2019, 7, 26, 4, 0, tzinfo=UTC)
CONTACT, COMPANY, DEAL, TICKET, TASK = Kind.CONTACT, Kind.COMPANY, Kind.DEAL, Kind.TICKET, Kind.TASK

# file: (kind of the event, what it touched)
READ = {
    "contact-property-change": [("contact.propertyChange", ((CONTACT, "123"),))],
    "contact-creation": [("contact.creation", ((CONTACT, "123"),))],
    "company-deletion": [("company.deletion", ((COMPANY, "501"),))],
    "deal-restore": [("deal.restore", ((DEAL, "77"),))],
    "contact-privacy-deletion": [
        ("contact.privacyDeletion", ((CONTACT, "123"),)),
        ("contact.deletion", ((CONTACT, "123"),)),
    ],
    "contact-merge-into-one-of-two": [("contact.merge", ((CONTACT, "101"), (CONTACT, "102")))],
    "company-merge-into-a-new-record": [
        ("company.merge", ((COMPANY, "900"), (COMPANY, "501"), (COMPANY, "502"), (COMPANY, "503")))
    ],
    "company-merge-without-a-new-id": [("company.merge", ((COMPANY, "501"), (COMPANY, "502")))],
    "association-of-contact-and-company": [
        ("contact.associationChange", ((CONTACT, "101"), (COMPANY, "501")))
    ],
    "association-of-parent-and-child": [("company.associationChange", ((COMPANY, "500"), (COMPANY, "501")))],
    "association-with-a-ticket": [("contact.associationChange", ((CONTACT, "101"), (TICKET, "9")))],
    "association-with-a-line-item": [("deal.associationChange", ((DEAL, "77"),))],
    "ticket-property-change": [("ticket.propertyChange", ((TICKET, "9"),))],
    "generic-ticket-creation": [("object.creation", ((TICKET, "9"),))],
    "generic-property-change": [("object.propertyChange", ((COMPANY, "501"),))],
    "generic-deal-creation": [("object.creation", ((DEAL, "77"),))],
    "generic-association": [("object.associationChange", ((CONTACT, "101"), (COMPANY, "501")))],
    "generic-task-of-a-company": [("object.associationChange", ((TASK, "31"), (COMPANY, "501")))],
    "generic-merge-into-a-new-record": [
        ("object.merge", ((COMPANY, "900"), (COMPANY, "501"), (COMPANY, "502")))
    ],
    "generic-meeting-call-and-email": [
        ("object.associationChange", ((Kind.MEETING, "41"), (CONTACT, "101"))),
        ("object.creation", ((Kind.CALL, "42"),)),
        ("object.creation", ((Kind.EMAIL, "43"),)),
    ],
    "generic-restore": [("object.restore", ((CONTACT, "123"),))],
    "generic-deletion-of-a-task": [("object.deletion", ((TASK, "31"),))],
    "event-type-instead-of-subscription-type": [("company.propertyChange", ((COMPANY, "501"),))],
    "values-of-every-type": [
        ("contact.propertyChange", ((CONTACT, str(number)),)) for number in range(100, 107)
    ],
    "an-id-beyond-doubles": [("company.creation", ((COMPANY, "9007199254740993"),))],
}
UNREAD = {"objects-we-do-not-keep": 4, "items-nobody-can-read": 23}
ELSEWHERE = {
    "a-retry-of-the-same-event",
    "two-events-with-one-id",
    "one-good-item-among-bad-ones",
    "two-portals-in-one-delivery",
    "moments-that-are-none",
}


def read(name: str) -> Inbound:
    return read_delivery((FOLDER / f"{name}.json").read_bytes())


def one(name: str) -> Event:
    return read(name).events[0]


def test_every_file_is_looked_at() -> None:
    """A payload file that no test names would show nothing."""
    assert {file.stem for file in FOLDER.glob("*.json")} == READ.keys() | UNREAD.keys() | ELSEWHERE


@pytest.mark.parametrize("name", READ)
def test_what_an_event_touches(name: str) -> None:
    """Each kind of event gives the objects to read again, its moment and its portal."""
    inbound = read(name)
    assert inbound.unread == ()
    assert [(event.kind, event.touched) for event in inbound.events] == READ[name]
    assert {event.occurred_at for event in inbound.events} == {AT}
    assert {event.portal_id for event in inbound.events} == inbound.portal_ids == {62515}


@pytest.mark.parametrize("name", UNREAD)
def test_what_cannot_be_read_is_kept_with_a_reason(name: str) -> None:
    """Unknown and malformed items give no event, no exception, and each a reason and its own text."""
    inbound = read(name)
    assert inbound.events == ()
    assert len(inbound.unread) == UNREAD[name]
    items = json.loads((FOLDER / f"{name}.json").read_bytes())
    assert [json.loads(unread.raw) for unread in inbound.unread] == items
    assert all(unread.reason for unread in inbound.unread)


def test_a_good_item_among_bad_ones_is_read() -> None:
    """One malformed item does not cost the others."""
    inbound = read("one-good-item-among-bad-ones")
    assert [event.touched for event in inbound.events] == [((DEAL, "77"),)]
    assert len(inbound.unread) == 2


def test_a_retry_has_the_same_key() -> None:
    """The number of the attempt does not make another event."""
    first, retry = read("a-retry-of-the-same-event").events
    assert first.key == retry.key


def test_one_event_id_does_not_make_one_event() -> None:
    """HubSpot does not promise unique event ids: two values are two events."""
    first, second = read("two-events-with-one-id").events
    assert first.key != second.key


def test_the_order_of_fields_does_not_matter() -> None:
    """The same event written in another order has the same key."""
    items = json.loads((FOLDER / "contact-merge-into-one-of-two.json").read_bytes())
    turned = [dict(reversed(item.items())) for item in items]
    assert read_delivery(json.dumps(turned).encode()).events == read("contact-merge-into-one-of-two").events


def test_merges_say_who_answers_for_whom() -> None:
    """Aliases lead to the survivor, which may have an id that is new."""
    assert one("contact-merge-into-one-of-two").aliases == (Alias(CONTACT, "102", "101"),)
    assert one("company-merge-without-a-new-id").aliases == (Alias(COMPANY, "502", "501"),)
    assert one("company-merge-into-a-new-record").aliases == tuple(
        Alias(COMPANY, old, "900") for old in ("501", "502", "503")
    )
    assert one("generic-merge-into-a-new-record").aliases == (
        Alias(COMPANY, "501", "900"),
        Alias(COMPANY, "502", "900"),
    )


def test_deletions_are_told_from_erasures() -> None:
    """A deletion can be undone in HubSpot; a privacy deletion must leave no trace."""
    erased, deleted = read("contact-privacy-deletion").events
    assert [(event.forget, event.erase) for event in (erased, deleted)] == [(True, True), (True, False)]
    task = one("generic-deletion-of-a-task")
    assert (task.forget, task.erase) == (True, False)
    for kept in (one("contact-property-change"), one("generic-restore")):
        assert (kept.forget, kept.erase) == (False, False)


def test_several_portals_in_one_delivery() -> None:
    """An app's address serves all its portals; each event knows its own."""
    inbound = read("two-portals-in-one-delivery")
    assert inbound.portal_ids == {62515, 7}
    assert [event.portal_id for event in inbound.events] == [62515, 7]


def test_a_moment_that_is_none_does_not_cost_the_event() -> None:
    """Order is not relied on, so an event without a readable moment counts as well."""
    inbound = read("moments-that-are-none")
    assert len(inbound.events) == 6
    assert {event.occurred_at for event in inbound.events} == {None}


BODIES = {
    "nothing": (b"", 0, 1),
    "no JSON": (b"<html>", 0, 1),
    "not UTF-8": (b'[{"portalId": 1, "x": "\xff"}]', 0, 1),
    "UTF-16": ("[]".encode("utf-16"), 0, 1),
    "an object": (b'{"portalId": 1}', 0, 1),
    "a text": (b'"x"', 0, 1),
    "null": (b"null", 0, 1),
    "cut off": (b'[{"portalId": 1', 0, 1),
    "no events": (b"[]", 0, 0),
    "nested 200 deep": (b"[" * 200 + b"]" * 200, 0, 1),
    "nested too deep": (b"[" * 200_000, 0, 1),
    "objects nested too deep": (b'[{"a":' * 100_000, 0, 1),
    "a number of 5,000 digits": (b"[" + b"9" * 5000 + b"]", 0, 1),
    "a lone half of a letter": (b'["\\ud800"]', 0, 1),
    "a zero character": (b'["\\u0000"]', 0, 1),
}


@pytest.mark.parametrize(("body", "events", "unread"), BODIES.values(), ids=BODIES)
def test_any_body_is_answered(body: bytes, events: int, unread: int) -> None:
    """Whatever bytes come, reading ends without an exception, and the rest is text that a database takes."""
    inbound = read_delivery(body)
    assert (len(inbound.events), len(inbound.unread)) == (events, unread)
    assert all(one.raw.isascii() and "\0" not in one.raw for one in inbound.unread)


EVENT = '{"portalId": 1, "subscriptionType": "contact.creation", "objectId": 5, "attemptNumber": 0%s}'
VARIANTS = {
    "NaN": ', "propertyValue": NaN',
    "infinity": ', "propertyValue": -Infinity',
    "beyond floats": ', "propertyValue": 1e999',
    "duplicate keys": ', "x": 1, "x": 2',
    "a lone half of a letter": ', "propertyValue": "\\ud800"',
    "a zero character": ', "propertyValue": "\\u0000"',
    "deep in itself": f', "propertyValue": {"[" * 200}{"]" * 200}',
}


@pytest.mark.parametrize("more", VARIANTS.values(), ids=VARIANTS)
def test_odd_values_do_not_cost_the_event(more: str) -> None:
    """A value is not looked at, so nothing in it can do harm; its key stays the same."""
    body = f"[{EVENT % more}]".encode()
    first, second = read_delivery(body), read_delivery(body)
    assert [event.touched for event in first.events] == [((CONTACT, "5"),)]
    assert first == second


def test_more_events_than_hubspot_promises() -> None:
    """A hundred is HubSpot's limit, not ours."""
    inbound = read_delivery(f"[{','.join([EVENT % ''] * 1000)}]".encode())
    assert len(inbound.events) == 1000


def test_a_large_unreadable_item_is_kept_in_part() -> None:
    """What is kept of an unreadable item is bounded; the delivery itself is kept whole elsewhere."""
    inbound = read_delivery(json.dumps(["x" * 100_000]).encode())
    assert len(inbound.unread[0].raw) < 3000


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
NAMES = st.sampled_from(
    [
        "subscriptionType",
        "eventType",
        "portalId",
        "objectId",
        "objectTypeId",
        "occurredAt",
        "mergedObjectIds",
        "primaryObjectId",
        "newObjectId",
        "associationType",
        "fromObjectId",
        "toObjectId",
        "fromObjectTypeId",
        "toObjectTypeId",
    ]
)
LIKELY = st.sampled_from(
    [
        "contact.merge",
        "object.creation",
        "company.associationChange",
        "0-1",
        "CONTACT_TO_COMPANY",
        1,
        "2",
        [3],
    ]
)
ITEMS = st.dictionaries(NAMES, LIKELY | JSON, max_size=10) | JSON


@given(st.lists(ITEMS, max_size=4))
def test_every_item_becomes_an_event_or_unread(items: list[object]) -> None:
    """For any JSON at all: nothing raises, nothing is lost, and reading twice gives the same."""
    body = json.dumps(items).encode()
    inbound = read_delivery(body)
    assert len(inbound.events) + len(inbound.unread) == len(items)
    assert read_delivery(body) == inbound
    assert all(isinstance(unread, Unread) for unread in inbound.unread)
    assert all(id_.isdecimal() for event in inbound.events for _, id_ in event.touched)


@given(st.binary(max_size=200))
def test_no_bytes_do_harm(body: bytes) -> None:
    """For any bytes at all reading ends without an exception."""
    assert isinstance(read_delivery(body), Inbound)
