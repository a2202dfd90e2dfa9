"""Objects through the official hubspot-sdk (dated paths), which here refuses every answer that does not fit its models."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from typing import Any

import hubspot_sdk
import pytest
from hubspot_sdk import HubSpot

from sandbox import Portal, Server
from tests.sandbox.lives import LEAD_TO_CONTACT, MACHINES, add_machines

KEY = "outside_key"  # a unique property that another system keeps its own ids in
AT = "2026-09-07T08:00:00Z"


@dataclass(frozen=True)
class Kind:
    """What a record of a type is made of, a text of it, and its associations (to id, type id)."""

    made: dict[str, str]
    text: str
    links: tuple[tuple[str, int], ...] = ()

    def properties(self, key: str) -> dict[str, str]:
        return {**self.made, self.text: f"first {key}", KEY: key}

    def associations(self) -> list[Any]:
        """In the API's own words: the client hands them on as they are."""
        return [
            {
                "to": {"id": to},
                "types": [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": kind}],
            }
            for to, kind in self.links
        ]


KINDS = {
    "contacts": Kind({}, "lastname"),
    "companies": Kind({}, "name"),
    "deals": Kind({"dealstage": "appointmentscheduled", "pipeline": "default"}, "dealname"),
    "tickets": Kind({"hs_pipeline_stage": "1"}, "subject"),
    "tasks": Kind({"hs_timestamp": AT}, "hs_task_subject"),
    "notes": Kind({"hs_timestamp": AT}, "hs_note_body"),
    "meetings": Kind({"hs_timestamp": AT}, "hs_meeting_title"),
    "calls": Kind({"hs_timestamp": AT}, "hs_call_title"),
    "emails": Kind({"hs_timestamp": AT}, "hs_email_subject"),
    "leads": Kind({}, "hs_lead_name", (("1001", LEAD_TO_CONTACT),)),
}
MERGED = ("contacts", "companies", "deals", "tickets")
every_kind = pytest.mark.parametrize("name", KINDS)


@pytest.fixture
def somebody(portal: Portal) -> Portal:
    """Contact 1001 for leads to be about, and a unique property for every type."""
    portal.create("contacts", {"email": "ada@acme.example"})
    with portal.transaction():
        for name in KINDS:
            portal.define(name, {"name": KEY, "hasUniqueValue": True})
    return portal


@pytest.fixture
def sdk(somebody: Portal, server: Server) -> Iterator[HubSpot]:
    with HubSpot(
        access_token=somebody.token, base_url=server.url, max_retries=0, _strict_response_validation=True
    ) as client:
        yield client


def lenient(sdk: HubSpot) -> HubSpot:
    """For answers that show properties without a value: HubSpot says null there (recorded), its specification text only."""
    return sdk.with_options(_extra_kwargs={"_strict_response_validation": False})


def resource(sdk: HubSpot, name: str) -> Any:
    return getattr(sdk.crm.objects, name)


def input_of(kind: Kind, key: str) -> dict[str, Any]:
    return {
        "associations": kind.associations(),
        "properties": kind.properties(key),
        "object_write_trace_id": key,
    }


def said(refusal: pytest.ExceptionInfo[Any]) -> Any:
    """The body of a refusal, as the client keeps it."""
    return refusal.value.body


def errors(batch: Any) -> list[Any]:
    """What failed of a batch: the client keeps it, though its models have no words for it."""
    more = batch.model_extra
    assert more["numErrors"] == len(more["errors"])
    return list(more["errors"])


@every_kind
def test_one_record(sdk: HubSpot, name: str) -> None:
    """Made, read by id and by its unique property, changed, archived, and then found only among the archived."""
    api, kind = resource(sdk, name), KINDS[name]
    made = api.create(associations=kind.associations(), properties=kind.properties("a"))
    assert (made.properties[kind.text], made.archived, made.created_at.tzinfo) == ("first a", False, UTC)
    for key, more in ((made.id, {}), ("a", {"id_property": KEY})):
        read = api.get(key, properties=[kind.text, "hs_object_id"], **more)
        assert (read.id, read.properties["hs_object_id"]) == (made.id, made.id)
    changed = api.update(made.id, properties={kind.text: "second"})
    assert (changed.id, changed.properties[kind.text]) == (made.id, "second")
    assert changed.updated_at >= made.created_at
    history = api.get(
        made.id, properties=[kind.text], properties_with_history=[kind.text]
    ).properties_with_history
    assert [entry.value for entry in history[kind.text]] == ["second", "first a"]
    assert {entry.source_type for entry in history[kind.text]} == {"INTEGRATION"}
    assert api.delete(made.id) is None
    with pytest.raises(hubspot_sdk.NotFoundError) as gone:
        api.get(made.id)
    assert said(gone)["category"] == "OBJECT_NOT_FOUND"
    archived = api.get(made.id, archived=True, properties=[kind.text])
    assert (archived.archived, archived.archived_at is not None) == (True, True)


@every_kind
def test_batches(sdk: HubSpot, name: str) -> None:
    """Made, read, changed, put in either way, archived: each row under its id or its trace."""
    api, kind = resource(sdk, name), KINDS[name]
    made = api.batch.create(inputs=[input_of(kind, key) for key in "abc"])
    ids = {one.object_write_trace_id: one.id for one in made.results}
    assert (made.status, sorted(ids)) == ("COMPLETE", ["a", "b", "c"])
    changed = api.batch.update(inputs=[{"id": ids["a"], "properties": {kind.text: "new a"}}])
    assert [(one.id, one.properties[kind.text]) for one in changed.results] == [(ids["a"], "new a")]
    put = api.batch.upsert(
        inputs=[{"id": key, "id_property": KEY, "properties": kind.properties(key)} for key in upserted(name)]
    )
    assert {one.properties[KEY]: one.new for one in put.results if KEY in one.properties} == {
        key: key not in ids for key in upserted(name)
    }
    read = api.batch.get(
        inputs=[{"id": one} for one in [*ids.values(), "77"]],
        properties=[kind.text, KEY],
        properties_with_history=[kind.text],
    )
    texts = {one.id: one.properties[kind.text] for one in read.results}
    assert texts == {ids["a"]: "new a", ids["b"]: "first b", ids["c"]: "first c"}
    assert all(one.properties_with_history[kind.text] for one in read.results)
    assert [error["context"] for error in errors(read)] == [{"ids": ["77"]}]
    assert api.batch.delete(inputs=[{"id": one} for one in ids.values()]) is None
    assert not {one.id for one in api.list(properties=["hs_object_id"]).results} & {*ids.values()}


def upserted(name: str) -> list[str]:
    """A lead cannot be made without an association, which an upsert has no place for."""
    return ["b"] if name == "leads" else ["b", "d"]


@every_kind
def test_pages_and_search(sdk: HubSpot, name: str) -> None:
    """Pages of the list hold each record once, in the order of their ids; so do pages of a search by its sort."""
    api, kind = resource(sdk, name), KINDS[name]
    for key in "abcde":
        api.create(associations=kind.associations(), properties=kind.properties(key))
    listed = [one.id for one in api.list(limit=2, properties=["hs_object_id"])]
    assert len(set(listed)) == len(listed) == 5 + (name == "contacts")
    assert listed == sorted(listed, key=int)
    only = {"property_name": KEY, "operator": "IN", "values": ["a", "c", "e"]}
    asked: dict[str, Any] = {
        "filter_groups": [{"filters": [only]}],
        "properties": [KEY],
        "sorts": [f"-{KEY}"],
        "limit": 2,
    }
    first = api.search(after="0", **asked)
    second = api.search(after=first.paging.next.after, **asked)
    assert (first.total, second.paging) == (3, None)
    assert [one.properties[KEY] for one in [*first.results, *second.results]] == ["e", "c", "a"]


@every_kind
def test_refusals(sdk: HubSpot, name: str) -> None:
    """What is wrong comes as the client's own errors, with what HubSpot says of it."""
    api, kind = resource(sdk, name), KINDS[name]
    good = api.create(associations=kind.associations(), properties=kind.properties("a"))
    with pytest.raises(hubspot_sdk.BadRequestError) as unknown:
        api.create(associations=kind.associations(), properties={**kind.properties("b"), "nonsense": "1"})
    error = said(unknown)["errors"][0]
    assert (error["code"], error["context"]) == ("PROPERTY_DOESNT_EXIST", {"propertyName": ["nonsense"]})
    with pytest.raises(hubspot_sdk.BadRequestError) as twice:
        api.create(associations=kind.associations(), properties=kind.properties("a"))
    assert good.id in said(twice)["message"]
    with pytest.raises(hubspot_sdk.NotFoundError):
        api.update("77", properties={kind.text: "x"})
    partly = api.batch.update(inputs=[{"id": one, "properties": {kind.text: "x"}} for one in (good.id, "77")])
    assert [one.id for one in partly.results] == [good.id]
    assert [error["category"] for error in errors(partly)] == ["OBJECT_NOT_FOUND"]


@pytest.mark.parametrize("name", MERGED)
def test_merges(sdk: HubSpot, name: str) -> None:
    """Both ids lead to the survivor, in a read and in a batch; a batch update by an old id fails for that row."""
    api, kind = resource(sdk, name), KINDS[name]
    one, other = (
        api.create(associations=[], properties={**kind.made, kind.text: key}).id for key in ("one", "other")
    )
    survivor = resource(lenient(sdk), name).merge(primary_object_id=one, object_id_to_merge=other)
    assert survivor.id not in {one, other}
    shown = ["hs_merged_object_ids", kind.text]
    for old in (one, other):
        assert api.get(old, properties=shown).id == survivor.id
    read = api.batch.get(inputs=[{"id": one}, {"id": other}], properties=shown, properties_with_history=[])
    assert [(row.id, row.properties[kind.text]) for row in read.results] == [(survivor.id, "one")]
    assert read.results[0].properties["hs_merged_object_ids"] == f"{one};{other}"
    changed = api.batch.update(inputs=[{"id": other, "properties": {kind.text: "x"}}])
    assert (changed.results, [error["context"] for error in errors(changed)]) == ([], [{"ids": [other]}])


def test_erasing(sdk: HubSpot, somebody: Portal) -> None:
    """By id and by e-mail address; nothing is left, not even among the archived."""
    api = sdk.crm.objects.contacts
    ben = api.create(associations=[], properties={"email": "ben@acme.example"})
    api.gdpr_delete(object_id=ben.id)
    api.gdpr_delete(object_id="ada@acme.example", id_property="email")
    assert api.list().results == api.list(archived=True).results == []
    assert somebody.record("contacts", ben.id) is None


def test_a_contact_exists_already(sdk: HubSpot) -> None:
    """The conflict names the other contact in its text only."""
    with pytest.raises(hubspot_sdk.ConflictError) as conflict:
        sdk.crm.objects.contacts.create(associations=[], properties={"email": "ADA@acme.example"})
    assert said(conflict)["message"] == "Contact already exists. Existing ID: 1001"


def test_records_with_their_associations(sdk: HubSpot) -> None:
    """A creation associates, and a read tells of it beside the record."""
    task = sdk.crm.objects.tasks.create(
        properties={"hs_timestamp": AT, "hs_task_subject": "Call Ada"},
        associations=Kind({}, "", (("1001", 204),)).associations(),
    )
    read = sdk.crm.objects.tasks.get(task.id, associations=["contacts"], properties=["hs_task_subject"])
    assert read.associations is not None
    assert [(one.id, one.type) for one in read.associations["contacts"].results] == [
        ("1001", "task_to_contact")
    ]


def test_types_of_the_portals_own(sdk: HubSpot, somebody: Portal) -> None:
    """A type that HubSpot does not know is called by its id."""
    add_machines(somebody)
    api = sdk.crm.objects.custom
    made = api.create(MACHINES, associations=[], properties={"model": "M1"})
    assert api.update(made.id, object_type=MACHINES, properties={"model": "M2"}).properties["model"] == "M2"
    assert [one.id for one in api.list(MACHINES, properties=["model"])] == [made.id]
    api.delete(made.id, object_type=MACHINES)
    assert api.list(MACHINES).results == []
