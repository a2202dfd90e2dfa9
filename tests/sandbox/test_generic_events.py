"""Generic webhooks ("object.*"): checked by somebody else's strict schema of them, kind by kind."""

import json
from typing import Any, Protocol

import msgspec
import pytest
from hubspot_webhook_model import Message

from sandbox import Portal
from tests.sandbox.lives import EVERYTHING, MACHINES, add_machines, life_of_everything

CONTACT, COMPANY, DEAL, TICKET, TASK, NOTE, LEAD = "0-1", "0-2", "0-3", "0-5", "0-27", "0-46", "0-136"
PRIMARY = 1
# hubspot-webhook-model 0.2.0 has creation, deletion, propertyChange, associationChange and merge.
NOT_MODELLED = {"object.restore", "contact.privacyDeletion"}
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


class Target(Protocol):
    url: str

    def events(self) -> list[dict[str, Any]]: ...


@pytest.fixture
def watched(portal: Portal, target: Target) -> Portal:
    """A portal with a type of its own, where everything is subscribed to generically."""
    add_machines(portal)
    portal.subscribe(target.url, EVERYTHING, generic=True)
    return portal


def told(portal: Portal, target: Any) -> list[dict[str, Any]]:
    """Everything not yet told, each event once, in the order of its making."""
    target.requests.clear()
    while portal.pending_events():
        assert portal.deliver().failed == 0
    made = {json.dumps({**event, "attemptNumber": 0}, sort_keys=True): event for event in target.events()}
    return sorted(made.values(), key=lambda event: event["occurredAt"])


def kinds(events: list[dict[str, Any]]) -> set[tuple[str, str]]:
    return {
        (event["subscriptionType"].partition(".")[2], event.get("objectTypeId") or event["fromObjectTypeId"])
        for event in events
    }


@pytest.fixture
def life(watched: Portal, target: Target) -> list[dict[str, Any]]:
    life_of_everything(watched)
    return told(watched, target)


def test_every_kind_fits_the_strict_schema(life: list[dict[str, Any]]) -> None:
    """No field is missing, none too many, none of another type; the schema knows neither restore nor privacy deletions."""
    modelled = [event for event in life if event["subscriptionType"] not in NOT_MODELLED]
    assert len(msgspec.json.decode(json.dumps(modelled), type=Message)) == len(modelled)
    types = (CONTACT, COMPANY, DEAL, TICKET, TASK, NOTE, LEAD, MACHINES)
    expected = {(what, kind) for kind in types for what in ("creation", "deletion", "propertyChange")}
    linked = {("associationChange", kind) for kind in (CONTACT, COMPANY, LEAD)}
    merged = {("merge", CONTACT), ("merge", COMPANY)}
    assert kinds(modelled) == expected | linked | merged


def test_what_the_schema_does_not_know(life: list[dict[str, Any]]) -> None:
    """A restore names the object and nothing else; a privacy deletion is classic also here, beside a generic deletion."""
    restored = [event for event in life if event["subscriptionType"] == "object.restore"]
    assert {event["objectTypeId"] for event in restored} == {
        CONTACT, COMPANY, DEAL, TICKET, TASK, NOTE, LEAD, MACHINES
    }  # fmt: skip
    assert all(event.keys() == COMMON | {"objectId", "objectTypeId"} for event in restored)
    (erased,) = [event for event in life if event["subscriptionType"] == "contact.privacyDeletion"]
    assert erased.keys() == COMMON | {"objectId", "changeFlag"}
    assert any(
        event["subscriptionType"] == "object.deletion" and event["objectId"] == erased["objectId"]
        for event in life
    )


def test_calculated_values_never_fire(life: list[dict[str, Any]]) -> None:
    """Not even where somebody subscribed to one."""
    assert "num_associated_contacts" not in {event.get("propertyName") for event in life}


def test_an_association_is_told_from_both_sides(portal: Portal, target: Target) -> None:
    """Once a direction, and a primary one brings the unlabelled one along: four events with their type ids."""
    company, contact = (
        portal.create("companies", {"name": "A"}),
        portal.create("contacts", {"email": "a@b.example"}),
    )
    asked = [("contact.associationChange", None), ("company.associationChange", None)]
    portal.subscribe(target.url, asked, generic=True)
    portal.associate("contacts", contact, "companies", company, PRIMARY)
    assert {
        (
            event["fromObjectTypeId"],
            event["toObjectTypeId"],
            event["associationTypeId"],
            event["associationType"],
            event["isPrimaryAssociation"],
        )
        for event in told(portal, target)
    } == {
        (CONTACT, COMPANY, 1, "CONTACT_TO_COMPANY", True),
        (CONTACT, COMPANY, 279, "CONTACT_TO_COMPANY", False),
        (COMPANY, CONTACT, 2, "COMPANY_TO_CONTACT", True),
        (COMPANY, CONTACT, 280, "COMPANY_TO_CONTACT", False),
    }
    assert "objectId" not in target.events()[0]
    assert "objectTypeId" not in target.events()[0]


def test_one_side_alone_hears_its_own_direction(portal: Portal, target: Target) -> None:
    """Who subscribed contacts only hears of no association from a company."""
    company, contact = (
        portal.create("companies", {"name": "A"}),
        portal.create("contacts", {"email": "a@b.example"}),
    )
    portal.subscribe(target.url, [("object.associationChange", None, "0-1")])
    portal.associate("companies", company, "contacts", contact, 280)
    assert {event["fromObjectTypeId"] for event in told(portal, target)} == {CONTACT}


def test_a_label_of_the_portal_is_user_defined(portal: Portal, target: Target) -> None:
    """The category tells HubSpot's own association types from a portal's."""
    company, contact = (
        portal.create("companies", {"name": "A"}),
        portal.create("contacts", {"email": "a@b.example"}),
    )
    label, _ = portal.add_label("contacts", "companies", "billing", "Billing contact")
    portal.subscribe(target.url, [("contact.associationChange", None)], generic=True)
    portal.associate("contacts", contact, "companies", company, label)
    found = {event["associationTypeId"]: event["associationCategory"] for event in told(portal, target)}
    assert found[label] == "USER_DEFINED"
    assert set(found.values()) == {"USER_DEFINED", "HUBSPOT_DEFINED"}


def test_both_shapes_at_once(portal: Portal, target: Target) -> None:
    """An app may have subscribed in both ways: then it is told in both, each under its own subscription."""
    portal.subscribe(
        target.url, [("contact.propertyChange", "email"), ("object.propertyChange", "email", "contacts")]
    )
    portal.create("contacts", {"email": "ada@acme.example"})
    events = told(portal, target)
    classic = next(event for event in events if event["subscriptionType"] == "contact.propertyChange")
    generic = next(event for event in events if event["subscriptionType"] == "object.propertyChange")
    assert len(events) == 2
    assert generic.keys() - classic.keys() == {"objectTypeId", "isSensitive"}
    assert classic["subscriptionId"] != generic["subscriptionId"]


@pytest.mark.parametrize("sensitivity", ["non_sensitive", "sensitive", "highly_sensitive"])
def test_sensitive_values_are_not_told(portal: Portal, target: Target, sensitivity: str) -> None:
    """What a definition calls sensitive is REDACTED, and the generic event says so."""
    body = {"label": "X", "type": "string", "fieldType": "text", "groupName": "contactinformation"}
    portal.define("contacts", {"name": "diagnosis", **body, "dataSensitivity": sensitivity})
    contact = portal.create("contacts", {"email": "ada@acme.example"})
    portal.subscribe(target.url, [("contact.propertyChange", "diagnosis")], generic=True)
    portal.update("contacts", contact, {"diagnosis": "healthy"})
    (event,) = told(portal, target)
    secret = sensitivity != "non_sensitive"
    assert (event["propertyValue"], event["isSensitive"]) == ("REDACTED" if secret else "healthy", secret)


def test_our_own_writes_come_back(watched: Portal, target: Target, api: Any) -> None:
    """What was written through the API is told like everything else, with the app as its source."""
    api("POST", "/crm/objects/2026-03/companies", {"properties": {"name": "Acme"}})
    events = told(watched, target)
    assert {event["subscriptionType"] for event in events} == {"object.creation", "object.propertyChange"}
    assert {(event["changeSource"], event["sourceId"]) for event in events} == {
        ("INTEGRATION", str(watched.app_id))
    }
