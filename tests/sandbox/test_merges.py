"""Merges: a new record stands for both, old ids lead to it, nothing is lost."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from sandbox import Portal, story

Api = Callable[..., tuple[int, Any]]
CONTACTS = "/crm/objects/2026-03/contacts"
LATER = story.START + timedelta(hours=1)


@pytest.fixture
def merged(api: Api, portal: Portal) -> dict[str, Any]:
    """The answer to a merge of two contacts, 1001 (primary) and 1002, with values of their own and in common."""
    portal.create("contacts", {"email": "ada@acme.example", "firstname": "Ada", "lifecyclestage": "lead"})
    portal.set_now(LATER)
    portal.create(
        "contacts",
        {"email": "a.l@acme.example", "firstname": "A.", "city": "Ulm", "lifecyclestage": "customer"},
    )
    status, answer = api("POST", f"{CONTACTS}/merge", {"primaryObjectId": "1001", "objectIdToMerge": "1002"})
    assert status == 200
    return dict(answer)


def test_the_survivor_is_a_new_record(api: Api, portal: Portal, merged: dict[str, Any]) -> None:
    """It has an id of its own, the older date of creation, and is the only one of the three in lists."""
    assert (merged["id"], merged["createdAt"]) == ("1003", "2026-09-07T06:00:00Z")
    assert [one["id"] for one in api("GET", CONTACTS)[1]["results"]] == ["1003"]
    assert api("GET", f"{CONTACTS}?archived=true")[1]["results"] == []


def test_the_primary_values_win_and_the_other_ones_fill_gaps(
    api: Api, portal: Portal, merged: dict[str, Any]
) -> None:
    """The second address is kept beside the first, the further lifecycle stage stays, merged ids are listed."""
    names = (
        "email,firstname,city,lifecyclestage,hs_additional_emails,hs_merged_object_ids,hs_all_contact_vids"
    )
    _, got = api("GET", f"{CONTACTS}/1003?properties={names}")
    values = {name: got["properties"][name] for name in names.split(",")}
    assert values == {
        "email": "ada@acme.example",
        "firstname": "Ada",
        "city": "Ulm",
        "lifecyclestage": "customer",
        "hs_additional_emails": "a.l@acme.example",
        "hs_merged_object_ids": "1001;1002",
        "hs_all_contact_vids": "1003;1001;1002",
    }


def test_both_histories_go_on(portal: Portal, merged: dict[str, Any]) -> None:
    """Entries of both records are there; where the newest is not the value that won, the merge is one itself."""
    told = [(one.value, one.source) for one in portal.history("contacts", "1003", "firstname")]
    assert told == [("Ada", "MERGE_OBJECTS"), ("A.", "CRM_UI"), ("Ada", "CRM_UI")]
    assert [one.value for one in portal.history("contacts", "1003", "city")] == ["Ulm"]


@pytest.mark.parametrize("old", ["1001", "1002"])
def test_old_ids_read_the_survivor(api: Api, merged: dict[str, Any], old: str) -> None:
    """Alone and in a batch the survivor answers, under its own id."""
    assert api("GET", f"{CONTACTS}/{old}")[1]["id"] == "1003"
    status, got = api("POST", f"{CONTACTS}/batch/read", {"inputs": [{"id": old}, {"id": "1003"}]})
    assert (status, [one["id"] for one in got["results"]]) == (200, ["1003"])


def test_a_batch_update_does_not_follow_old_ids(api: Api, merged: dict[str, Any]) -> None:
    """The row with a merged id fails alone."""
    inputs = [{"id": "1001", "properties": {"city": "Bonn"}}, {"id": "1003", "properties": {"city": "Köln"}}]
    status, got = api("POST", f"{CONTACTS}/batch/update", {"inputs": inputs})
    assert (status, got["errors"][0]["context"]) == (207, {"ids": ["1001"]})
    assert [one["id"] for one in got["results"]] == ["1003"]


@pytest.mark.parametrize("address", ["ada@acme.example", "a.l@acme.example"])
def test_both_addresses_are_taken(api: Api, merged: dict[str, Any], address: str) -> None:
    """Either finds the survivor, and neither can be given to another contact."""
    assert api("GET", f"{CONTACTS}/{address}?idProperty=email")[1]["id"] == "1003"
    _, refused = api("POST", CONTACTS, {"properties": {"email": address}})
    assert refused["message"] == "Contact already exists. Existing ID: 1003"


def test_chains_lead_to_the_end(api: Api, portal: Portal, merged: dict[str, Any]) -> None:
    """Merging a survivor again leads every earlier id to the newest record."""
    other = portal.create("contacts", {"email": "x@acme.example"})
    newest = portal.merge("contacts", other, "1003")
    assert {api("GET", f"{CONTACTS}/{old}")[1]["id"] for old in ("1001", "1002", "1003", other)} == {newest}
    record = portal.record("contacts", newest)
    assert record is not None
    assert record.properties["hs_merged_object_ids"] == "1001;1002;1003;1004"


def test_associations_follow(api: Api, portal: Portal) -> None:
    """What was associated with either is associated with the survivor."""
    first, second = (portal.create("companies", {"name": name}) for name in ("Acme", "Birch"))
    contact = portal.create("contacts", {"email": "a@b.example"}, associations=[("companies", second, 279)])
    deal = {"dealname": "D", "dealstage": "contractsent"}
    portal.create("deals", deal, associations=[("companies", first, 341)])
    new = portal.merge("companies", first, second)
    for to_type in ("contacts", "deals"):
        _, got = api("GET", f"/crm/objects/2026-03/companies/{new}/associations/{to_type}")
        assert [str(one["toObjectId"]) for one in got["results"]] == [
            contact if to_type == "contacts" else "1001"
        ]
    company = portal.record("contacts", contact)
    assert company is not None
    assert company.properties["associatedcompanyid"] == new


def test_the_event_names_everyone(portal: Portal) -> None:
    """One merge event: the primary, the others, the new id and how many properties moved."""
    portal.subscribe("http://127.0.0.1:9/none", [("contact.merge", None), ("contact.deletion", None)])
    for name in ("ada", "bo"):
        portal.create("contacts", {"email": f"{name}@acme.example"})
    portal.merge("contacts", "1001", "1002")
    assert portal.events_made() == 1


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"primaryObjectId": "1001", "objectIdToMerge": "1001"}, 400),
        ({"primaryObjectId": "1001", "objectIdToMerge": "99"}, 404),
        ({"primaryObjectId": "1001", "objectIdToMerge": "ada"}, 400),
        ({"primaryObjectId": "1001"}, 400),
    ],
)
def test_merges_that_cannot_be(api: Api, portal: Portal, body: dict[str, str], status: int) -> None:
    """With itself, with nobody, with half a question: refused, and the record stays."""
    portal.create("contacts", {"email": "ada@acme.example"})
    assert api("POST", f"{CONTACTS}/merge", body)[0] == status
    assert len(portal.records("contacts")) == 1


def test_activities_cannot_be_merged(api: Api, portal: Portal) -> None:
    """Notes and their like stay apart."""
    for _ in range(2):
        portal.create("notes", {"hs_timestamp": "2026-09-07"})
    body = {"primaryObjectId": "1001", "objectIdToMerge": "1002"}
    assert api("POST", "/crm/objects/2026-03/notes/merge", body)[0] == 400


def test_a_record_takes_in_250_at_most(api: Api, portal: Portal) -> None:
    """One merge more is refused with the documented status."""
    portal.load("contacts", 5000, {"email": "ada@acme.example"}, created=story.START)
    portal.load_merged("contacts", 5000, [str(one) for one in range(1, 250)])
    other = portal.create("contacts", {"email": "bo@acme.example"})
    assert api("POST", f"{CONTACTS}/merge", {"primaryObjectId": "5000", "objectIdToMerge": other})[0] == 414


def test_the_survivor_may_take_the_merged_address(api: Api, portal: Portal) -> None:
    """Both addresses lead to it; writing the other one's makes that its own, and frees the first."""
    ada, other = (portal.create("contacts", {"email": f"{name}@acme.example"}) for name in ("ada", "a.l"))
    survivor = portal.merge("contacts", ada, other)
    status, got = api("PATCH", f"{CONTACTS}/{survivor}", {"properties": {"email": "a.l@acme.example"}})
    assert (status, got["properties"]["email"]) == (200, "a.l@acme.example")
    assert api("GET", f"{CONTACTS}/a.l@acme.example?idProperty=email")[1]["id"] == survivor
    assert api("POST", CONTACTS, {"properties": {"email": "ada@acme.example"}})[0] == 201
