"""Another portal's past: records, histories and merges as they were."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sandbox import Past, Portal

Api = Callable[..., tuple[int, Any]]
CONTACTS = "/crm/objects/2026-03/contacts"
MADE = datetime(2021, 4, 1, 17, 32, 47, tzinfo=UTC)
CHANGED = MADE + timedelta(days=2)


def test_a_loaded_record_reads_as_given(api: Api, portal: Portal) -> None:
    """Id, texts, dates and history are the other portal's; even values that do not fit their type."""
    portal.load(
        "contacts",
        "78971951",
        {"email": "ada@acme.example", "jobtitle": "CEO", "hubspot_owner_id": "somebody", "city": ""},
        created=MADE,
        updated=CHANGED,
        history=[
            Past("jobtitle", "CFO", MADE, "IMPORT", "importId:1"),
            Past("jobtitle", "CEO", CHANGED, "CRM_UI", "userId:9", 9),
        ],
    )
    names = "email,jobtitle,hubspot_owner_id,city"
    _, got = api("GET", f"{CONTACTS}/78971951?properties={names}&propertiesWithHistory=jobtitle,email")
    assert got["properties"] == {
        "email": "ada@acme.example",
        "jobtitle": "CEO",
        "hubspot_owner_id": "somebody",
        "city": "",
        "hs_object_id": "78971951",
        "createdate": "2021-04-01T17:32:47Z",
        "lastmodifieddate": "2021-04-03T17:32:47Z",
    }
    assert (got["createdAt"], got["updatedAt"]) == ("2021-04-01T17:32:47Z", "2021-04-03T17:32:47Z")
    assert [(one["value"], one["sourceType"]) for one in got["propertiesWithHistory"]["jobtitle"]] == [
        ("CEO", "CRM_UI"),
        ("CFO", "IMPORT"),
    ]
    assert [(one["value"], one["sourceType"]) for one in got["propertiesWithHistory"]["email"]] == [
        ("ada@acme.example", "MIGRATION")
    ]


def test_loading_says_nothing_to_anybody(portal: Portal) -> None:
    """No webhook event comes of it."""
    portal.subscribe(
        "http://127.0.0.1:9/none", [("contact.creation", None), ("contact.propertyChange", "email")]
    )
    portal.load("contacts", 7, {"email": "ada@acme.example"}, created=MADE)
    assert portal.events_made() == 0


def test_new_ids_are_above_the_loaded_ones(portal: Portal) -> None:
    """Records and merged ids both count."""
    portal.load("contacts", 5000, {"email": "ada@acme.example"}, created=MADE)
    assert portal.create("contacts", {"email": "bo@acme.example"}) == "5001"
    portal.load_merged("contacts", 5000, ["7000"])
    assert portal.create("contacts", {"email": "cy@acme.example"}) == "7001"


def test_an_id_is_loaded_once(portal: Portal) -> None:
    """Neither a record's id nor a merged one can be loaded again, and nothing of the attempt stays."""
    portal.load("contacts", 5000, {"email": "ada@acme.example"}, created=MADE)
    portal.load_merged("contacts", 5000, ["7000"])
    for taken in (5000, 7000):
        with pytest.raises(ValueError, match=str(taken)):
            portal.load("contacts", taken, {"email": "bo@acme.example"}, created=MADE)
    assert [one.properties["email"] for one in portal.records("contacts")] == ["ada@acme.example"]


@pytest.mark.parametrize("archived", [False, True])
def test_a_loaded_address_is_taken_while_the_record_lives(
    api: Api, portal: Portal, *, archived: bool
) -> None:
    """The address of a live record is in use, that of an archived one is free."""
    portal.load("contacts", 5000, {"email": "ada@acme.example"}, created=MADE, archived=archived)
    status, _ = api("POST", CONTACTS, {"properties": {"email": "ada@acme.example"}})
    assert status == (201 if archived else 409)
    assert len(api("GET", f"{CONTACTS}?archived=true")[1]["results"]) == int(archived)


def test_old_merges_lead_to_the_survivor(api: Api, portal: Portal) -> None:
    """Each merged id reads the survivor, which lists them all."""
    portal.load("contacts", "78971951", {"email": "ada@acme.example"}, created=MADE)
    portal.load_merged("contacts", "78971951", ["76340251", "46897301"])
    for old in ("76340251", "46897301"):
        _, got = api("GET", f"{CONTACTS}/{old}?properties=hs_merged_object_ids")
        assert (got["id"], got["properties"]["hs_merged_object_ids"]) == ("78971951", "46897301;76340251")


@pytest.mark.parametrize(
    ("survivor", "merged", "said"),
    [("9", "7", "There is no contacts 9"), ("5000", "5001", "merge it instead")],
)
def test_old_merges_must_make_sense(portal: Portal, survivor: str, merged: str, said: str) -> None:
    """The survivor must be there, and what was merged must not."""
    for one in (5000, 5001):
        portal.load("contacts", one, {}, created=MADE)
    with pytest.raises(ValueError, match=said):
        portal.load_merged("contacts", survivor, [merged])


def test_a_definition_is_taken_as_given(api: Api, portal: Portal) -> None:
    """Also HubSpot's own, read-only and calculated ones; the same name again replaces it."""
    body = {"name": "score", "type": "number", "fieldType": "calculation_score", "calculated": True}
    portal.define("contacts", {"name": "score", "label": "old"})
    portal.define(
        "contacts",
        {
            **body,
            "groupName": "from elsewhere",
            "modificationMetadata": {"readOnlyValue": True, "archivable": False, "readOnlyDefinition": True},
        },
    )
    _, got = api("GET", "/crm/properties/2026-03/contacts/score")
    assert {name: got[name] for name in body} == body
    status, refused = api("POST", CONTACTS, {"properties": {"email": "a@b.example", "score": "1"}})
    assert (status, refused["errors"][0]["code"]) == (400, "READ_ONLY_VALUE")


def test_many_changes_are_one_transaction(portal: Portal) -> None:
    """What fails inside takes everything of the transaction back."""

    def load(*ids: int) -> None:
        with portal.transaction():
            for record_id in ids:
                portal.load("companies", record_id, {"name": "Acme"}, created=MADE)

    with pytest.raises(ValueError, match="already"):
        load(1, 2, 1)
    assert portal.records("companies") == []
