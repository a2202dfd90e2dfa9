"""Reading a portal: everything it holds, and every way in which it can hold something else than asked for."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from accounts.values import Definition, Kind
from connector import (
    AccountDetails,
    Busy,
    Change,
    Gateway,
    HubSpot,
    HubSpotError,
    Manners,
    MissingScope,
    Owner,
    PipelineStage,
    Unreachable,
)
from sandbox import Portal
from tests.connector.conftest import NOW, Wire

Connect = Callable[..., HubSpot]


def test_the_account(hubspot: HubSpot, portal: Portal) -> None:
    """Portal id, time zone and currency come from the account itself."""
    assert hubspot.account() == AccountDetails(portal.portal_id, "Europe/Berlin", "EUR")


def test_definitions(hubspot: HubSpot) -> None:
    """Definitions carry type, options, and whether several values or none of ours are allowed."""
    contact = {found.name: found for found in hubspot.definitions(Kind.CONTACT)}
    assert contact["email"].type == "string"
    assert contact["hs_buying_role"].many
    assert "DECISION_MAKER" in contact["hs_buying_role"].options
    assert contact["lastmodifieddate"].read_only
    assert isinstance(contact["email"], Definition)
    assert all(found.kind is Kind.CONTACT for found in contact.values())


def test_owners_who_left_are_there_too(hubspot: HubSpot) -> None:
    """Records still name owners who left, so both lists are read."""
    owners = hubspot.owners()
    assert {owner.archived for owner in owners} == {False, True}
    assert len({owner.id for owner in owners}) == len(owners)
    assert Owner("64492917", "lena.hartwig@nordwind.example", "Lena Hartwig", archived=False) in owners


def test_pages_of_owners_are_followed(wire: Wire) -> None:
    """A portal with more owners than a page holds gives all of them."""
    wire.say(200, b'{"results": [{"id": 1, "email": "a@x.example"}], "paging": {"next": {"after": "1"}}}')
    wire.say(200, b'{"results": [{"id": "2", "email": null, "firstName": "Bo", "lastName": null}]}')
    wire.say(200, b'{"results": [{"id": "3", "email": "c@x.example", "archived": true}]}')
    assert HubSpot(Gateway("t", wire.url)).owners() == (
        Owner("1", "a@x.example", "a@x.example", archived=False),
        Owner("2", "", "Bo", archived=False),
        Owner("3", "c@x.example", "c@x.example", archived=True),
    )
    assert "after=1" in wire.heads[1]
    assert "archived=true" in wire.heads[2]


def test_stages_of_deals_know_whether_they_are_won(hubspot: HubSpot) -> None:
    """Open, won and lost come from the stage's metadata, for every pipeline."""
    stages = {(found.pipeline, found.stage): found.state for found in hubspot.pipelines()}
    assert stages["default", "closedwon"] == "won"
    assert stages["default", "closedlost"] == "lost"
    assert stages["default", "contractsent"] == "open"
    assert {pipeline for pipeline, _ in stages} >= {"default", "upsell"}


METADATA: list[tuple[dict[str, Any], str]] = [
    ({"isClosed": "true", "probability": "1.0"}, "won"),
    ({"isClosed": True, "probability": 0.0}, "lost"),
    ({"isClosed": "true", "probability": "0.3"}, "lost"),
    ({"probability": "1"}, "won"),
    ({"probability": "0.0"}, "lost"),
    ({"probability": "high"}, "open"),
    ({}, "open"),
]


@pytest.mark.parametrize(("metadata", "state"), METADATA)
def test_the_state_of_a_stage(wire: Wire, metadata: dict[str, Any], state: str) -> None:
    """Whatever the metadata lacks, a stage is open, won or lost."""
    pipeline = {"id": "p", "stages": [{"id": "s", "label": "S", "metadata": metadata}]}
    wire.say(200, json.dumps({"results": [pipeline]}).encode())
    found = HubSpot(Gateway("t", wire.url)).pipelines()
    assert [(stage.pipeline, stage.stage, stage.label, stage.state) for stage in found] == [
        ("p", "s", "S", state)
    ]
    assert isinstance(found[0], PipelineStage)


def test_stages_of_tickets_know_whether_they_are_closed(hubspot: HubSpot) -> None:
    """As the pipeline that every portal has."""
    stages = {(found.pipeline, found.stage): found.state for found in hubspot.ticket_pipelines()}
    assert stages == {("0", "1"): "open", ("0", "2"): "open", ("0", "3"): "open", ("0", "4"): "closed"}


@pytest.mark.parametrize(
    ("metadata", "state"),
    [
        ({"ticketState": "OPEN", "isClosed": "false"}, "open"),
        ({"ticketState": "CLOSED", "isClosed": "true"}, "closed"),
        ({"ticketState": "closed"}, "closed"),
        ({"ticketState": "OPEN", "isClosed": "true"}, "open"),
        ({"isClosed": "true"}, "closed"),
        ({"isClosed": False}, "open"),
        ({"probability": "1.0"}, "open"),
        ({}, "open"),
    ],
)
def test_the_state_of_a_tickets_stage(wire: Wire, metadata: dict[str, Any], state: str) -> None:
    """By what the stage says of its tickets; where it says nothing, by whether it is closed."""
    pipeline = {"id": "p", "stages": [{"id": "s", "label": "S", "metadata": metadata}]}
    wire.say(200, json.dumps({"results": [pipeline]}).encode())
    found = HubSpot(Gateway("t", wire.url)).ticket_pipelines()
    assert [(stage.pipeline, stage.stage, stage.label, stage.state) for stage in found] == [
        ("p", "s", "S", state)
    ]


@pytest.mark.parametrize(("history", "per_page"), [((), 100), (("name",), 50)])
def test_a_full_listing_comes_in_pages(
    hubspot: HubSpot, portal: Portal, history: tuple[str, ...], per_page: int
) -> None:
    """All live records of a kind come once each, in the largest pages HubSpot allows."""
    with portal.db.transaction():
        ids = [portal.create("companies", {"name": f"Company {number}"}) for number in range(120)]
    portal.archive("companies", ids.pop(7))
    pages = list(hubspot.pages(Kind.COMPANY, ["name"], history))
    assert [record.id for page in pages for record in page] == ids
    assert len(pages[0]) == per_page
    assert {len(record.history) for page in pages for record in page} == {len(history)}


def test_an_empty_portal_has_no_pages(hubspot: HubSpot) -> None:
    """Nothing there is no page, not an empty one."""
    assert list(hubspot.pages(Kind.DEAL, ["dealname"])) == []


def test_very_many_properties_do_not_make_the_address_too_long(hubspot: HubSpot, portal: Portal) -> None:
    """Beyond a few thousand characters of names the pages are read by id, with the same result."""
    portal.create("companies", {"name": "Falkenried Optik GmbH"})
    names = ["name", *(f"a_property_that_the_portal_does_not_have_{number}" for number in range(120))]
    pages = list(hubspot.pages(Kind.COMPANY, names, ["name"]))
    assert [record.properties["name"] for page in pages for record in page] == ["Falkenried Optik GmbH"]
    assert [len(record.history["name"]) for page in pages for record in page] == [1]
    assert len(portal.calls("POST", "/companies/batch/read")) == 1


def test_a_record_is_read_with_its_history(hubspot: HubSpot, portal: Portal) -> None:
    """Never set is None, cleared is "", not asked for is absent; history is oldest first and says who changed what and when."""
    contact = portal.create("contacts", {"email": "ada@oak.example", "jobtitle": "CFO"}, by="IMPORT")
    portal.set_now(NOW + timedelta(hours=1))
    portal.update("contacts", contact, {"jobtitle": "CEO"})
    portal.update("contacts", contact, {"jobtitle": ""})
    read = hubspot.batch(Kind.CONTACT, [contact], ["email", "jobtitle", "phone"], ["jobtitle"])
    record = read.records[0]
    assert (record.kind, record.id, record.asked) == (Kind.CONTACT, contact, (contact,))
    assert (record.properties["email"], record.properties["jobtitle"]) == ("ada@oak.example", "")
    assert record.properties["phone"] is None
    assert "firstname" not in record.properties
    assert "hs_merged_object_ids" not in record.properties
    assert (record.created_at, record.updated_at) == (NOW, NOW + timedelta(hours=1))
    assert record.history["jobtitle"] == (
        Change("CFO", NOW, "IMPORT", "importId:31007"),
        Change("CEO", NOW + timedelta(hours=1), "CRM_UI", "userId:9"),
        Change("", NOW + timedelta(hours=1), "CRM_UI", "userId:9"),
    )


def test_a_batch_of_any_size_and_with_any_ids(hubspot: HubSpot, portal: Portal) -> None:
    """Ids are asked for once, in hundreds; what is archived or was never there is missing, and no error."""
    with portal.db.transaction():
        ids = [portal.create("companies", {"name": f"Company {number}"}) for number in range(130)]
    portal.archive("companies", ids[3])
    read = hubspot.batch(Kind.COMPANY, [*ids, *ids, "999999999"], ["name"])
    assert sorted(record.id for record in read.records) == sorted(set(ids) - {ids[3]})
    assert read.missing == {ids[3], "999999999"}
    assert len(portal.calls("POST", "/batch/read")) == 2
    assert len(hubspot.batch(Kind.COMPANY, ids, ["name"], ["name"]).records) == 129
    assert len(portal.calls("POST", "/batch/read")) == 2 + 3


def test_an_empty_batch_makes_no_call(hubspot: HubSpot, portal: Portal) -> None:
    """Asking for nothing costs nothing."""
    assert hubspot.batch(Kind.COMPANY, [], ["name"]).records == []
    assert hubspot.associations(Kind.COMPANY, Kind.CONTACT, []) == []
    assert hubspot.tasks_of([]) == []
    assert portal.calls() == []


MERGES: list[tuple[list[dict[str, Any]], dict[str, tuple[str, ...]], set[str]]] = [
    ([{"id": "9", "properties": {"hs_merged_object_ids": "1;2"}}], {"9": ("1", "2")}, {"3"}),
    (
        [{"id": "3", "properties": {"hs_merged_object_ids": "1"}}, {"id": "2", "properties": {}}],
        {"3": ("1", "3"), "2": ("2",)},
        set(),
    ),
    ([{"id": "1"}, {"id": "2"}, {"id": "9"}], {"1": ("1",), "2": ("2",), "9": ("3",)}, set()),
    ([{"id": "1"}, {"id": "9"}], {"1": ("1",), "9": ()}, {"2", "3"}),
    ([{"id": "9", "properties": {"hs_merged_object_ids": "1;2;3"}}] * 3, {"9": ("1", "2", "3")}, set()),
]


@pytest.mark.parametrize(("results", "asked", "missing"), MERGES)
def test_a_merged_id_is_answered_by_its_survivor(
    wire: Wire, results: list[dict[str, Any]], asked: dict[str, tuple[str, ...]], missing: set[str]
) -> None:
    """A record carries its own id and says which of the asked ids it answers for, where that can be told."""
    wire.say(200, json.dumps({"results": results}).encode())
    read = HubSpot(Gateway("t", wire.url)).batch(Kind.CONTACT, ["1", "2", "3"], ["email"])
    assert {record.id: record.asked for record in read.records} == asked
    assert len(read.records) == len(asked)
    assert read.missing == missing


@pytest.mark.parametrize("category", ["INTERNAL_ERROR", "MISSING_SCOPES", ""])
def test_a_partial_failure_does_not_pass_for_nothing_found(wire: Wire, category: str) -> None:
    """A 207 that hides trouble is trouble: else records would seem deleted, or people without a company."""
    body = json.dumps({"results": [], "errors": [{"category": category, "context": {"ids": ["1"]}}]}).encode()
    hubspot = HubSpot(Gateway("t", wire.url))
    wire.say(207, body)
    with pytest.raises((Busy, MissingScope)):
        hubspot.batch(Kind.CONTACT, ["1"], ["email"])
    wire.say(207, body)
    with pytest.raises((Busy, MissingScope)):
        hubspot.associations(Kind.CONTACT, Kind.COMPANY, ["1"])


def test_an_answer_without_results_is_no_empty_answer(wire: Wire) -> None:
    """JSON that is not HubSpot's does not pass for an empty portal."""
    hubspot = HubSpot(Gateway("t", wire.url))
    calls: list[Callable[[], object]] = [
        hubspot.account,
        hubspot.owners,
        hubspot.pipelines,
        lambda: hubspot.definitions(Kind.DEAL),
        lambda: list(hubspot.pages(Kind.DEAL, [])),
        lambda: list(hubspot.changed_since(Kind.DEAL, NOW, NOW)),
        lambda: hubspot.batch(Kind.DEAL, ["1"], []),
        lambda: hubspot.associations(Kind.DEAL, Kind.COMPANY, ["1"]),
    ]
    for call in calls:
        wire.say(200, b'{"hello": "world"}')
        with pytest.raises(Unreachable):
            call()


def test_text_that_no_database_takes(wire: Wire) -> None:
    """JSON allows zero characters and half letters; values come without them, other types come as text."""
    result = {
        "id": 12,
        "createdAt": "not a date",
        "properties": {"a": "x\0y", "b": "\ud800z", "c": True, "d": 1.5, "e": None, "f": "Müller"},
        "propertiesWithHistory": {
            "a": [
                {"value": None, "timestamp": "2026-09-07T06:00:00Z", "updatedByUserId": 4},
                {"value": "lost"},
            ]
        },
    }
    wire.say(200, json.dumps({"results": [result]}).encode())
    record = HubSpot(Gateway("t", wire.url)).batch(Kind.CONTACT, ["12"], ["a"], ["a"]).records[0]
    assert record.properties == {"a": "xy", "b": "?z", "c": "true", "d": "1.5", "e": None, "f": "Müller"}
    assert record.history == {"a": (Change("", NOW, "", "userId:4"),)}
    assert record.created_at is None


def test_a_missing_scope_is_named(portal: Portal, hubspot: HubSpot) -> None:
    """A token without a scope gives its name; once it is granted, the same call works."""
    portal.missing_scopes.add("crm.objects.deals.read")
    with pytest.raises(MissingScope) as caught:
        list(hubspot.pages(Kind.DEAL, ["dealname"]))
    assert caught.value.scopes == ("crm.objects.deals.read",)
    assert list(hubspot.pages(Kind.COMPANY, ["name"])) == []
    portal.missing_scopes.clear()
    assert list(hubspot.pages(Kind.DEAL, ["dealname"])) == []


@pytest.mark.parametrize("failure", ["drop", "silent", "503", "429"])
def test_a_read_that_failed_can_be_made_again(portal: Portal, connect: Connect, failure: str) -> None:
    """Every failure of a read has a time to try again, and then works."""
    hubspot = connect(manners=Manners(timeout=(1, 0.3)))
    match failure:
        case "drop":
            portal.faults.apply_then_drop("GET", "/companies")
        case "silent":
            portal.faults.silent("GET", "/companies")
        case status:
            portal.faults.answer_next("GET", "/companies", int(status))
    with pytest.raises(HubSpotError) as caught:
        list(hubspot.pages(Kind.COMPANY, ["name"]))
    assert caught.value.retry_after
    assert list(hubspot.pages(Kind.COMPANY, ["name"])) == []
