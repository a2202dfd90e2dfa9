"""Every kind of webhook that the sandbox makes, in both shapes, is read: what we keep as events, the rest counted."""

import json
from typing import Any

import pytest

from accounts.values import Kind
from connector import Event, Unread, read_delivery
from sandbox import Portal
from tests.sandbox.lives import EVERYTHING, add_machines, life_of_everything

KEPT = {
    "0-1": Kind.CONTACT,
    "0-2": Kind.COMPANY,
    "0-3": Kind.DEAL,
    "0-5": Kind.TICKET,
    "0-27": Kind.TASK,
    "0-47": Kind.MEETING,
    "0-48": Kind.CALL,
    "0-49": Kind.EMAIL,
}
WORDS = {kind.value: kind for kind in KEPT.values()}
CLASSIC = ("contact.", "company.", "deal.", "ticket.")
NOT_KEPT = {"of an object we do not keep", "an association of objects we do not keep"}


def events_of(portal: Portal, *, generic: bool) -> list[dict[str, Any]]:
    add_machines(portal)
    asked = [one for one in EVERYTHING if generic or one[0].startswith(CLASSIC)]
    portal.subscribe("", asked, generic=generic)
    life_of_everything(portal)
    rows = portal.db.rows("SELECT body FROM event ORDER BY seq")
    sender = {"portalId": portal.portal_id, "appId": portal.app_id, "attemptNumber": 0}
    return [json.loads(body) | sender for (body,) in rows]


def kinds_of(event: dict[str, Any]) -> set[Kind]:
    """The kinds that an event speaks of, by its own words."""
    if "objectId" in event:
        family = event["subscriptionType"].partition(".")[0]
        kind = KEPT.get(event["objectTypeId"]) if "objectTypeId" in event else WORDS.get(family)
        return {kind} if kind else set()
    words = event["associationType"].lower().split("_to_")
    return {WORDS[word] for word in words if word in WORDS}


@pytest.mark.parametrize("generic", [False, True], ids=["classic", "generic"])
def test_every_kind_is_read(portal: Portal, generic: bool) -> None:  # noqa: FBT001 # a case of the test
    """Events of contacts, companies, deals, tickets and tasks touch these; those of other objects are told apart, not refused."""
    made = events_of(portal, generic=generic)
    seen = set()
    for event in made:
        inbound = read_delivery(json.dumps([event]).encode())
        read = (inbound.events or inbound.unread)[0]
        seen.add(event["subscriptionType"].partition(".")[2])
        if isinstance(read, Unread):
            assert (kinds_of(event), read.reason in NOT_KEPT) == (set(), True), event
        else:
            assert {kind for kind, _ in read.touched} == kinds_of(event), event
            assert_read_as_meant(event, read)
    assert seen == {
        "creation", "deletion", "propertyChange", "associationChange", "merge", "restore", "privacyDeletion"
    }  # fmt: skip


def assert_read_as_meant(event: dict[str, Any], read: Event) -> None:
    what = event["subscriptionType"].partition(".")[2]
    assert read.forget == (what in {"deletion", "privacyDeletion"})
    assert read.erase == (what == "privacyDeletion")
    if what == "merge":
        old = [event["primaryObjectId"], *event["mergedObjectIds"]]
        assert {(alias.old, alias.new) for alias in read.aliases} == {
            (str(one), str(event["newObjectId"])) for one in old
        }
    else:
        assert read.aliases == ()


def test_tasks_are_heard_of_generically_only(portal: Portal) -> None:
    """Tasks have no classic events, and classic associations leave them out: a poll has to find them."""
    touched = {
        kind
        for event in events_of(portal, generic=False)
        for one in read_delivery(json.dumps([event]).encode()).events
        for kind, _ in one.touched
    }
    assert touched == {Kind.CONTACT, Kind.COMPANY, Kind.DEAL, Kind.TICKET}
