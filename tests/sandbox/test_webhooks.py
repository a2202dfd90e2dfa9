"""Webhooks: which changes make events, how they are signed and batched, and what disorder they arrive in."""

from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol

import pytest

from sandbox import STANDARD_SUBSCRIPTIONS, Portal, story
from sandbox.signatures import signature_v1, signature_v3
from tests.sandbox.lives import PROPERTIES, add_machines, life_of_everything

DEAL = {"dealname": "Big", "dealstage": "appointmentscheduled"}
TICKET = {"subject": "Help", "hs_pipeline_stage": "1"}


class Target(Protocol):
    url: str
    status: int
    requests: list[tuple[dict[str, str], bytes]]

    def events(self) -> list[dict[str, Any]]: ...


@pytest.fixture
def watched(portal: Portal, target: Target) -> Portal:
    """A portal whose standard subscriptions go to `target`."""
    portal.subscribe(target.url, STANDARD_SUBSCRIPTIONS)
    return portal


def unique(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(
        {event["eventId"]: event for event in events}.values(), key=lambda event: event["propertyName"]
    )


def test_deliveries_are_signed(watched: Portal, target: Target) -> None:
    """Both signatures verify over the raw body, with the portal's own now as timestamp."""
    watched.create("companies", {"name": "Müller"})
    watched.deliver()
    headers, body = target.requests[0]
    stamp = headers["X-HubSpot-Request-Timestamp"]
    assert stamp == str(int(story.START.timestamp() * 1000))
    assert headers["X-HubSpot-Signature-v3"] == signature_v3(
        watched.client_secret, "POST", target.url, body, stamp
    )
    assert headers["X-HubSpot-Signature"] == signature_v1(watched.client_secret, body)
    assert headers["X-HubSpot-Signature-Version"] == "v1"


def test_a_change_tells_what_hubspot_tells(watched: Portal, target: Target) -> None:
    """A property change has the classic fields: numbers for ids, text for the value, the person as source."""
    contact = watched.create("contacts", {"email": "ada@acme.example"})
    watched.deliver()
    target.requests.clear()
    watched.set_now(story.START + timedelta(minutes=1))
    watched.update("contacts", contact, {"jobtitle": "CEO", "city": "not subscribed"})
    watched.deliver()
    (event,) = unique(target.events())
    number = STANDARD_SUBSCRIPTIONS.index(("contact.propertyChange", "jobtitle"))
    assert event.pop("eventId") > 0
    assert event.pop("subscriptionId") == 2_100_000 + number
    assert event == {
        "portalId": watched.portal_id,
        "appId": watched.app_id,
        "occurredAt": int((story.START + timedelta(minutes=1)).timestamp() * 1000),
        "subscriptionType": "contact.propertyChange",
        "attemptNumber": 0,
        "objectId": 1001,
        "propertyName": "jobtitle",
        "propertyValue": "CEO",
        "changeSource": "CRM_UI",
        "sourceId": "userId:9",
    }


def test_creation_deletion_and_association_make_events(watched: Portal, target: Target) -> None:
    """Associations tell of both directions and both labels; calculated values tell nothing."""
    company = watched.create("companies", {"name": "Acme"})
    contact = watched.create("contacts", {"email": "a@b.example"}, associations=[("companies", company, 279)])
    watched.archive("contacts", contact)
    watched.deliver()
    by_id = {event["eventId"]: event for event in target.events()}.values()
    kinds = sorted(event["subscriptionType"] for event in by_id)
    assert kinds.count("contact.creation") == kinds.count("contact.deletion") == 1
    edges = [event for event in by_id if event["subscriptionType"].endswith("associationChange")]
    assert sorted((event["associationType"], event["isPrimaryAssociation"]) for event in edges) == [
        ("COMPANY_TO_CONTACT", False),
        ("COMPANY_TO_CONTACT", True),
        ("CONTACT_TO_COMPANY", False),
        ("CONTACT_TO_COMPANY", True),
    ]
    assert all("objectId" not in event and not event["associationRemoved"] for event in edges)
    assert {
        event["propertyName"] for event in by_id if event["subscriptionType"] == "company.propertyChange"
    } == {"name"}


def test_the_same_value_again_makes_no_event(watched: Portal) -> None:
    """Only a change is an event."""
    contact = watched.create("contacts", {"email": "a@b.example"})
    made = watched.events_made()
    watched.update("contacts", contact, {"email": "A@b.example"})
    assert watched.events_made() == made


def test_what_fails_stays_and_comes_again(watched: Portal, target: Target) -> None:
    """Any answer but 2xx keeps the batch with the next attempt number; so does a target that is away."""
    watched.create("companies", {"name": "Acme"})
    pending = watched.pending_events()
    target.status = 503
    assert watched.deliver().failed > 0
    assert watched.pending_events() == pending
    target.requests.clear()
    target.status = 200
    done = watched.deliver()
    assert (done.events, done.failed, watched.pending_events()) == (pending, 0, 0)
    assert {event["attemptNumber"] for event in target.events()} == {1}
    watched.create("companies", {"name": "Beta"})
    watched.subscribe("http://127.0.0.1:9/closed", STANDARD_SUBSCRIPTIONS)
    assert watched.deliver().events == 0
    assert watched.pending_events() > 0


def test_events_come_twice_and_in_disorder(watched: Portal, target: Target) -> None:
    """Some events come twice, batches hold at most 100, and the order is none, the same for the same portal."""
    for number in range(120):
        watched.set_now(story.START + timedelta(seconds=number))
        watched.create("companies", {"name": f"C{number}"})
    done = watched.deliver()
    events = target.events()
    assert done.requests == len(target.requests) > 2
    assert max(body.count(b'"eventId"') for _, body in target.requests) <= 100
    assert watched.events_made() < len(events) < watched.events_made() * 1.3
    moments = [event["occurredAt"] for event in events]
    assert moments != sorted(moments)


def test_a_week_can_be_redelivered(watched: Portal, target: Target) -> None:
    """Every event ever made comes once more, as a retry."""
    watched.create("companies", {"name": "Acme"})
    watched.deliver()
    target.requests.clear()
    assert watched.redeliver_week() == watched.events_made()
    watched.deliver()
    assert {event["attemptNumber"] for event in target.events()} == {1}
    assert len(target.events()) == watched.events_made()


def test_without_an_own_now_real_time_is_signed(tmp_path: Path, target: Target) -> None:
    """A portal without a now of its own signs with real time."""
    portal = Portal.open(tmp_path, empty=True)
    portal.subscribe(target.url, [("company.creation", None)])
    portal.create("companies", {"name": "Acme"})
    portal.deliver()
    stamped = int(target.requests[0][0]["X-HubSpot-Request-Timestamp"])
    assert abs(stamped / 1000 - portal.now().timestamp()) < 30
    portal.close()


CLASSIC = ("contact", "company", "deal", "ticket")
CLASSIC_KINDS = [
    *(
        (f"{kind}.{what}", None)
        for kind in CLASSIC
        for what in ("creation", "deletion", "merge", "restore", "associationChange")
    ),
    *((f"{kind}.propertyChange", PROPERTIES[kind]) for kind in CLASSIC),
    ("contact.privacyDeletion", None),
]
COMMON = {
    "eventId",
    "subscriptionId",
    "portalId",
    "appId",
    "occurredAt",
    "subscriptionType",
    "attemptNumber",
    "changeSource",
    "sourceId",
}
# What the kinds of classic events have besides (HubSpot webhooks guide; restore: changelog of its introduction).
FIELDS = {
    "creation": {"objectId", "changeFlag"},
    "deletion": {"objectId", "changeFlag"},
    "privacyDeletion": {"objectId", "changeFlag"},
    "restore": {"objectId"},
    "propertyChange": {"objectId", "propertyName", "propertyValue"},
    "merge": {"objectId", "primaryObjectId", "mergedObjectIds", "newObjectId", "numberOfPropertiesMoved"},
    "associationChange": {
        "associationType",
        "fromObjectId",
        "toObjectId",
        "associationRemoved",
        "isPrimaryAssociation",
    },
}


def test_every_classic_kind(portal: Portal, target: Target) -> None:
    """Each kind of classic event comes about, has its documented fields and no others, and none of the generic ones."""
    add_machines(portal)
    portal.subscribe(target.url, CLASSIC_KINDS)
    life_of_everything(portal)
    portal.merge("deals", *(portal.create("deals", DEAL) for _ in range(2)))
    portal.merge("tickets", *(portal.create("tickets", TICKET) for _ in range(2)))
    company, ticket = portal.create("companies", {"name": "A"}), portal.create("tickets", TICKET)
    deal = portal.create("deals", DEAL)
    portal.associate("tickets", ticket, "companies", company, 339)
    portal.associate("deals", deal, "companies", company, 341)
    portal.deliver()
    events = target.events()
    assert {event["subscriptionType"] for event in events} == {kind for kind, _ in CLASSIC_KINDS}
    for event in events:
        assert event.keys() == COMMON | FIELDS[event["subscriptionType"].partition(".")[2]]


def test_a_merge_names_the_survivor(portal: Portal, target: Target) -> None:
    """The survivor of two companies is a third record; the event names all three."""
    first, second = (portal.create("companies", {"name": name}) for name in ("A", "B"))
    portal.subscribe(target.url, [("company.merge", None)])
    survivor = portal.merge("companies", first, second)
    portal.deliver()
    event = target.events()[0]
    assert (event["objectId"], event["primaryObjectId"], event["mergedObjectIds"], event["newObjectId"]) == (
        int(first),
        int(first),
        [int(second)],
        int(survivor),
    )
    assert isinstance(event["numberOfPropertiesMoved"], int)


def test_an_erasure_is_two_events(portal: Portal, target: Target) -> None:
    """A privacy deletion comes with a deletion of the same contact."""
    contact = portal.create("contacts", {"email": "ada@acme.example"})
    portal.subscribe(target.url, [("contact.deletion", None), ("contact.privacyDeletion", None)])
    portal.erase(contact)
    portal.deliver()
    told = {(event["subscriptionType"], event["objectId"]) for event in target.events()}
    assert told == {("contact.deletion", int(contact)), ("contact.privacyDeletion", int(contact))}


def test_classic_associations_are_among_classic_types(watched: Portal, target: Target) -> None:
    """A task of a company is no news to who subscribed the classic way (the guide names the objects)."""
    company = watched.create("companies", {"name": "Acme"})
    made = watched.events_made()
    watched.create(
        "tasks", {"hs_timestamp": "2026-09-07T08:00:00Z"}, associations=[("companies", company, 192)]
    )
    assert watched.events_made() == made
