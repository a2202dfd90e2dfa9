"""Objects of every type through the official client hubspot-api-client: each answer becomes one of its models."""

from typing import Any

import pytest
from hubspot import Client

from sandbox import Portal, Server
from tests.sandbox.lives import LEAD_TO_CONTACT

KEY = "outside_key"  # a unique property that another system keeps its own ids in
AT = "2026-09-07T08:00:00Z"
LEAD_OF_ADA = [
    {
        "to": {"id": "1001"},
        "types": [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": LEAD_TO_CONTACT}],
    }
]
# Where the client has a type -> (what a record is made of, a text of it).
KINDS: dict[str, tuple[dict[str, str], str]] = {
    "contacts": ({}, "lastname"),
    "companies": ({}, "name"),
    "deals": ({"dealstage": "appointmentscheduled"}, "dealname"),
    "tickets": ({"hs_pipeline_stage": "1"}, "subject"),
    "objects.tasks": ({"hs_timestamp": AT}, "hs_task_subject"),
    "objects.notes": ({"hs_timestamp": AT}, "hs_note_body"),
    "objects.leads": ({}, "hs_lead_name"),
}
every_kind = pytest.mark.parametrize("place", KINDS)


@pytest.fixture
def client(portal: Portal, server: Server) -> Any:
    """Contact 1001 is there for leads to be about, and every type has a unique property."""
    portal.create("contacts", {"email": "ada@acme.example"})
    with portal.transaction():
        for place in KINDS:
            portal.define(place.rpartition(".")[2], {"name": KEY, "hasUniqueValue": True})
    return Client.create(access_token=portal.token, host=server.url, retry=False)


def api_of(client: Any, place: str) -> Any:
    found = client.crm
    for name in place.split("."):
        found = getattr(found, name)
    return found


def body_of(place: str, key: str) -> dict[str, Any]:
    made, text = KINDS[place]
    links = LEAD_OF_ADA if place.endswith("leads") else []
    return {"properties": {**made, text: f"first {key}", KEY: key}, "associations": links}


def refused(call: Any, *given: Any, **more: Any) -> int:
    """The status of a refusal; each package of the client has an exception class of its own."""
    with pytest.raises(Exception, match="HTTP response body") as refusal:
        call(*given, **more)
    status: int = refusal.value.status  # type: ignore[attr-defined]
    return status


def paged(api: Any) -> list[str]:
    """The ids of all pages of a list."""
    page = api.get_page(limit=2)
    ids = [one.id for one in page.results]
    while page.paging:
        page = api.get_page(limit=2, after=page.paging.next.after)
        ids += [one.id for one in page.results]
    return ids


@every_kind
def test_one_record(client: Any, place: str) -> None:
    """Made, read with its history, changed, archived."""
    api, text = api_of(client, place).basic_api, KINDS[place][1]
    made = api.create(body_of(place, "a"))
    assert (made.properties[text], made.archived) == ("first a", False)
    assert api.update(made.id, {"properties": {text: "second"}}).properties[text] == "second"
    assert api.get_by_id("a", id_property=KEY).id == made.id
    read = api.get_by_id(made.id, properties=[text, "hs_object_id"], properties_with_history=[text])
    assert read.properties["hs_object_id"] == made.id
    history = read.properties_with_history[text]
    assert [(entry.value, entry.source_type) for entry in history] == [
        ("second", "INTEGRATION"),
        ("first a", "INTEGRATION"),
    ]
    assert made.id in {one.id for one in api.get_page(limit=100).results}
    api.archive(made.id)
    assert refused(api.get_by_id, made.id) == 404
    assert api.get_by_id(made.id, archived=True).archived_at == made.created_at
    assert [one.id for one in api.get_page(archived=True).results] == [made.id]


@every_kind
def test_batches(client: Any, place: str) -> None:
    """Made, read, changed, put in, archived; what fails is told beside what was done."""
    api, (made_of, text) = api_of(client, place).batch_api, KINDS[place]
    made = api.create({"inputs": [{**body_of(place, key), "objectWriteTraceId": key} for key in "ab"]})
    ids = {one.object_write_trace_id: one.id for one in made.results}
    assert (made.status, sorted(ids)) == ("COMPLETE", ["a", "b"])
    both = [ids["a"], "77"]
    read = api.read(
        {"properties": [text], "propertiesWithHistory": [], "inputs": [{"id": one} for one in both]}
    )
    assert ([one.properties[text] for one in read.results], read.num_errors) == (["first a"], 1)
    assert read.errors[0].context == {"ids": ["77"]}
    changed = api.update({"inputs": [{"id": one, "properties": {text: "new"}} for one in both]})
    assert ([one.id for one in changed.results], changed.errors[0].category) == (
        [ids["a"]],
        "OBJECT_NOT_FOUND",
    )
    keys = ["b"] if place.endswith("leads") else ["b", "c"]  # a lead must be associated, an upsert cannot
    asked = [{"id": key, "idProperty": KEY, "properties": {**made_of, text: f"put {key}"}} for key in keys]
    put = api.upsert({"inputs": asked})
    assert {one.properties[text]: one.new for one in put.results} == {
        f"put {key}": key == "c" for key in keys
    }
    api.archive({"inputs": [{"id": one} for one in ids.values()]})
    left = api_of(client, place).basic_api.get_page(limit=100).results
    assert not {one.id for one in left} & {*ids.values()}


@every_kind
def test_search_and_pages(client: Any, place: str) -> None:
    """The list and a search find every record once, page by page."""
    package, text = api_of(client, place), KINDS[place][1]
    ids = [package.basic_api.create(body_of(place, key)).id for key in "abc"]
    listed = paged(package.basic_api)
    assert len(listed) == len({*listed}) == len({*listed, *ids})
    asked: dict[str, Any] = {
        "filterGroups": [
            {"filters": [{"propertyName": text, "operator": "CONTAINS_TOKEN", "value": "first"}]}
        ],
        "sorts": [{"propertyName": KEY, "direction": "DESCENDING"}],
        "properties": [KEY],
        "limit": 2,
    }
    first = package.search_api.do_search(asked)
    second = package.search_api.do_search({**asked, "after": first.paging.next.after})
    assert (first.total, [one.id for one in [*first.results, *second.results]]) == (3, ids[::-1])
    assert second.paging is None


@pytest.mark.parametrize("place", ["contacts", "companies", "deals", "tickets"])
def test_merges(client: Any, place: str) -> None:
    """The survivor is a new record, and both ids read it."""
    api = api_of(client, place).basic_api
    one, other = (api.create(body_of(place, key)).id for key in "ab")
    survivor = api.merge({"primaryObjectId": one, "objectIdToMerge": other})
    assert survivor.id not in {one, other}
    assert {api.get_by_id(old).id for old in (one, other)} == {survivor.id}
    assert refused(api.merge, {"primaryObjectId": one, "objectIdToMerge": "77"}) == 404


def test_erasing(client: Any, portal: Portal) -> None:
    """A contact is gone for good, by id and by e-mail address."""
    api = client.crm.contacts.basic_api
    ben = api.create({"properties": {"email": "ben@acme.example"}, "associations": []})
    api.purge({"objectId": ben.id})
    api.purge({"objectId": "ada@acme.example", "idProperty": "email"})
    assert api.get_page().results == api.get_page(archived=True).results == []
    assert portal.record("contacts", "1001") is None
