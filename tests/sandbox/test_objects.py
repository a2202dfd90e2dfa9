"""CRM objects over HTTP: shapes, statuses, history, batches and search."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from sandbox import Portal, story

Api = Callable[..., tuple[int, Any]]
CONTACTS = "/crm/objects/2026-03/contacts"
COMPANIES = "/crm/objects/2026-03/companies"


def code_of(body: dict[str, Any]) -> str:
    return str(body["errors"][0]["code"])


@pytest.mark.parametrize("root", ["/crm/v3/objects", "/crm/objects/2026-03", "/crm/objects/2026-09"])
@pytest.mark.parametrize(
    ("object_type", "properties"),
    [
        ("contacts", {"email": "ada@acme.example"}),
        ("companies", {"name": "Acme"}),
        ("deals", {"dealname": "Acme", "dealstage": "qualifiedtobuy"}),
        ("tasks", {"hs_timestamp": "2026-09-08T09:00:00Z"}),
        ("notes", {"hs_timestamp": "1788760800000", "hs_note_body": "Hello"}),
    ],
)
def test_a_record_lives_and_goes(api: Api, root: str, object_type: str, properties: dict[str, str]) -> None:
    """Old and dated paths create with 201, read, change with 200 and archive with 204; then the record is 404."""
    status, made = api("POST", f"{root}/{object_type}", {"properties": properties})
    path = f"{root}/{object_type}/{made['id']}"
    assert status == 201
    assert api("GET", path)[0] == 200
    assert api("PATCH", path, {"properties": {"hubspot_owner_id": "64492917"}})[0] == 200
    assert api("DELETE", path)[0] == 204
    assert api("GET", path)[1]["category"] == "OBJECT_NOT_FOUND"


def test_values_are_text_and_unset_ones_are_null(api: Api) -> None:
    """Asked-for unset values are null, unasked ones absent, and everything set is text."""
    api(
        "POST",
        COMPANIES,
        {"properties": {"name": "Acme", "numberofemployees": 12, "hs_is_target_account": True}},
    )
    _, got = api("GET", f"{COMPANIES}/1001?properties=numberofemployees,hs_is_target_account&properties=city")
    assert got["properties"] == {
        "numberofemployees": "12",
        "hs_is_target_account": "true",
        "city": None,
        "hs_object_id": "1001",
        "createdate": "2026-09-07T06:00:00Z",
        "hs_lastmodifieddate": "2026-09-07T06:00:00Z",
    }
    assert (got["id"], got["archived"], got["createdAt"]) == ("1001", False, "2026-09-07T06:00:00Z")


@pytest.mark.parametrize(
    ("properties", "code"),
    [
        ({"email": "a@b.example", "nonsense": "1"}, "PROPERTY_DOESNT_EXIST"),
        ({"email": "a@b.example", "hs_object_id": "7"}, "READ_ONLY_VALUE"),
        ({"email": "a@b.example", "recent_conversion_event_name": "x"}, "READ_ONLY_VALUE"),
        ({"email": "a@b.example", "hs_buying_role": "CHAMPION;KING"}, "INVALID_OPTION"),
        ({"email": "a@b.example", "associatedcompanyid": "acme"}, "INVALID_DOUBLE"),
        ({"email": "a@b.example", "hubspot_owner_id": "64492920"}, "INVALID_OWNER_ID"),
        ({"jobtitle": "nobody"}, "REQUIRED_FIELD"),
    ],
)
def test_one_bad_property_refuses_the_record(
    api: Api, portal: Portal, properties: dict[str, str], code: str
) -> None:
    """Every kind of bad value is a 400 with HubSpot's code, and nothing is written."""
    status, body = api("POST", CONTACTS, {"properties": properties})
    assert (status, body["category"], code_of(body)) == (400, "VALIDATION_ERROR", code)
    assert code in body["message"]
    assert portal.records("contacts") == []


def test_an_email_address_exists_once(api: Api) -> None:
    """A second contact with the address is a 409 that names the first one's id in its text only."""
    api("POST", CONTACTS, {"properties": {"email": "ada@acme.example"}})
    status, body = api("POST", CONTACTS, {"properties": {"email": "ADA@acme.example"}})
    assert (status, body["message"]) == (409, "Contact already exists. Existing ID: 1001")
    assert api("GET", f"{CONTACTS}/ada%40acme.example?idProperty=email")[1]["id"] == "1001"


def test_history_is_newest_first_and_names_its_source(api: Api, portal: Portal) -> None:
    """People, HubSpot and the app leave their marks; writing the same value again leaves none."""
    contact = portal.create("contacts", {"email": "ada@acme.example", "jobtitle": "CFO"})
    portal.set_now(story.START + timedelta(hours=1))
    for _ in range(2):
        api("PATCH", f"{CONTACTS}/{contact}", {"properties": {"jobtitle": "CEO"}})
    _, got = api("GET", f"{CONTACTS}/{contact}?propertiesWithHistory=jobtitle")
    assert got["propertiesWithHistory"]["jobtitle"] == [
        {
            "value": "CEO",
            "timestamp": "2026-09-07T07:00:00Z",
            "sourceType": "INTEGRATION",
            "sourceId": str(portal.app_id),
        },
        {
            "value": "CFO",
            "timestamp": "2026-09-07T06:00:00Z",
            "sourceType": "CRM_UI",
            "sourceId": "userId:9",
            "updatedByUserId": 9,
        },
    ]


def test_a_lifecycle_moves_forward_only(api: Api) -> None:
    """A backward lifecycle stage answers 200 and changes nothing; clearing it first does."""
    api("POST", COMPANIES, {"properties": {"name": "Acme", "lifecyclestage": "customer"}})
    for wanted, kept in (("lead", "customer"), ("", ""), ("lead", "lead")):
        status, got = api("PATCH", f"{COMPANIES}/1001", {"properties": {"lifecyclestage": wanted}})
        assert (status, got["properties"]["lifecyclestage"]) == (200, kept)


def test_a_leading_semicolon_appends_a_role(api: Api) -> None:
    """A multi-checkbox value that begins with a semicolon adds to what is set."""
    api("POST", CONTACTS, {"properties": {"email": "a@b.example", "hs_buying_role": "CHAMPION"}})
    _, got = api("PATCH", f"{CONTACTS}/1001", {"properties": {"hs_buying_role": ";DECISION_MAKER"}})
    assert got["properties"]["hs_buying_role"] == "CHAMPION;DECISION_MAKER"


def test_stage_metadata_closes_a_deal(api: Api) -> None:
    """hs_is_closed and hs_is_closed_won follow the stage's metadata, whatever the stage is called."""
    path = "/crm/objects/2026-03/deals"
    _, made = api("POST", path, {"properties": {"dealname": "Acme", "dealstage": "upsell_offer"}})
    assert made["properties"]["pipeline"] == "upsell"
    asked = f"{path}/{made['id']}?properties=hs_is_closed,hs_is_closed_won"
    seen = []
    for stage in ("upsell_won", "upsell_lost", "upsell_need"):
        api("PATCH", f"{path}/{made['id']}", {"properties": {"dealstage": stage}})
        got = api("GET", asked)[1]["properties"]
        seen.append((got["hs_is_closed"], got["hs_is_closed_won"]))
    assert seen == [("true", "true"), ("true", "false"), ("false", "false")]


def test_batches_of_traced_inputs_succeed_in_part(api: Api) -> None:
    """With a trace id on every input the good ones are made and the bad ones named, out of order, in a 207."""
    inputs = [
        {"properties": {"email": f"p{n}@acme.example"}, "objectWriteTraceId": f"trace-{n}"} for n in range(12)
    ]
    inputs[3]["properties"] = {"email": "p3@acme.example", "nonsense": "1"}
    status, got = api("POST", f"{CONTACTS}/batch/create", {"inputs": inputs})
    traces = [one["objectWriteTraceId"] for one in got["results"]]
    assert (status, got["numErrors"], len(traces)) == (207, 1, 11)
    assert got["errors"][0]["context"] == {"objectWriteTraceId": ["trace-3"]}
    assert traces != sorted(traces, key=lambda trace: int(trace.removeprefix("trace-")))


def test_untraced_batches_are_all_or_nothing(api: Api, portal: Portal) -> None:
    """Without trace ids one bad input refuses the batch; nothing of it stays."""
    inputs = [{"properties": {"email": "a@b.example"}}, {"properties": {"email": "c@d.example", "x": "1"}}]
    assert api("POST", f"{CONTACTS}/batch/create", {"inputs": inputs})[0] == 400
    assert portal.records("contacts") == []
    assert api("POST", f"{CONTACTS}/batch/create", {"inputs": inputs[:1]})[0] == 201


def test_batch_create_brings_associations(api: Api) -> None:
    """Tasks made in a batch hang on the records they name."""
    api("POST", COMPANIES, {"properties": {"name": "Acme"}})
    task = {
        "properties": {"hs_timestamp": "2026-09-08T09:00:00Z", "hs_task_subject": "Call"},
        "associations": [
            {
                "to": {"id": "1001"},
                "types": [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 192}],
            }
        ],
    }
    assert api("POST", "/crm/objects/2026-03/tasks/batch/create", {"inputs": [task]})[0] == 201
    _, got = api("GET", "/crm/objects/2026-03/companies/1001/associations/tasks")
    assert got["results"] == [
        {
            "toObjectId": 1001,
            "associationTypes": [{"category": "HUBSPOT_DEFINED", "typeId": 191, "label": None}],
        }
    ]


def test_batch_read_names_what_is_missing(api: Api, portal: Portal) -> None:
    """Existing records come back, missing ids come as an error in a 207, and sizes are limited."""
    portal.create("contacts", {"email": "a@b.example"})
    asked = {"properties": ["email"], "inputs": [{"id": "1001"}, {"id": "99"}]}
    status, got = api("POST", f"{CONTACTS}/batch/read", asked)
    assert (status, [one["id"] for one in got["results"]]) == (207, ["1001"])
    assert got["errors"][0]["context"] == {"ids": ["99"]}
    many = [{"id": str(number)} for number in range(51)]
    asked = {"properties": [], "propertiesWithHistory": ["email"], "inputs": many}
    assert api("POST", f"{CONTACTS}/batch/read", asked)[0] == 400
    assert api("POST", f"{CONTACTS}/batch/read", {"inputs": many})[0] == 207


def test_batch_update_changes_and_names_what_is_missing(api: Api, portal: Portal) -> None:
    """An id that does not exist fails alone."""
    portal.create("companies", {"name": "Acme"})
    inputs = [{"id": "1001", "properties": {"city": "Ulm"}}, {"id": "99", "properties": {"city": "Ulm"}}]
    assert api("POST", f"{COMPANIES}/batch/update", {"inputs": inputs})[0] == 207
    assert api("POST", f"{COMPANIES}/batch/update", {"inputs": inputs[:1]})[0] == 200
    assert portal.records("companies")[0].properties["city"] == "Ulm"


def test_lists_are_paged_to_the_end(api: Api, portal: Portal) -> None:
    """`after` leads through every record once, and is missing on the last page."""
    for number in range(7):
        portal.create("companies", {"name": f"C{number}"})
    seen: list[str] = []
    after = ""
    while True:
        _, got = api("GET", f"{COMPANIES}?limit=3{after}")
        seen += [one["id"] for one in got["results"]]
        if "paging" not in got:
            break
        after = f"&after={got['paging']['next']['after']}"
    assert seen == [str(1001 + number) for number in range(7)]


@pytest.mark.parametrize(
    ("one", "names"),
    [
        ({"propertyName": "city", "operator": "EQ", "value": "ULM"}, ["A"]),
        ({"propertyName": "city", "operator": "NEQ", "value": "ulm"}, ["B", "C"]),
        ({"propertyName": "city", "operator": "HAS_PROPERTY"}, ["A", "B"]),
        ({"propertyName": "city", "operator": "NOT_HAS_PROPERTY"}, ["C"]),
        ({"propertyName": "city", "operator": "IN", "values": ["ulm", "bonn"]}, ["A", "B"]),
        ({"propertyName": "city", "operator": "IN", "values": ["Ulm"]}, []),
        ({"propertyName": "city", "operator": "NOT_IN", "values": ["ulm"]}, ["B", "C"]),
        ({"propertyName": "numberofemployees", "operator": "GT", "value": "9"}, ["B", "C"]),
        ({"propertyName": "numberofemployees", "operator": "GTE", "value": "100"}, ["C"]),
        ({"propertyName": "numberofemployees", "operator": "LT", "value": "10"}, ["A"]),
        ({"propertyName": "numberofemployees", "operator": "LTE", "value": "10"}, ["A", "B"]),
        (
            {"propertyName": "numberofemployees", "operator": "BETWEEN", "value": "9", "highValue": "50"},
            ["A", "B"],
        ),
        (
            {"propertyName": "hs_lastmodifieddate", "operator": "GTE", "value": "1788760800000"},
            ["A", "B", "C"],
        ),
        ({"propertyName": "name", "operator": "CONTAINS_TOKEN", "value": "a*"}, ["A"]),
    ],
)
def test_search_operators(api: Api, portal: Portal, one: dict[str, Any], names: list[str]) -> None:
    """Each operator compares by the property's type: numbers as numbers, text without case."""
    portal.create("companies", {"name": "A", "city": "Ulm", "numberofemployees": "9"})
    portal.create("companies", {"name": "B", "city": "Bonn", "numberofemployees": "10"})
    portal.create("companies", {"name": "C", "numberofemployees": "100"})
    asked = {"filterGroups": [{"filters": [one]}], "properties": ["name"]}
    status, got = api("POST", f"{COMPANIES}/search", asked)
    assert (status, [record["properties"]["name"] for record in got["results"]]) == (200, names)
    assert got["total"] == len(names)


def test_search_sorts_and_pages(api: Api, portal: Portal) -> None:
    """One sort, pages by an integer-like `after`."""
    for size in (30, 4, 100):
        portal.create("companies", {"name": f"C{size}", "numberofemployees": size})
    asked: dict[str, Any] = {
        "sorts": [{"propertyName": "numberofemployees", "direction": "DESCENDING"}],
        "limit": 2,
    }
    _, first = api("POST", f"{COMPANIES}/search", asked)
    assert [one["id"] for one in first["results"]] == ["1003", "1001"]
    _, second = api("POST", f"{COMPANIES}/search", {**asked, "after": first["paging"]["next"]["after"]})
    assert [one["id"] for one in second["results"]] == ["1002"]
    assert "paging" not in second


@pytest.mark.parametrize(
    "asked",
    [
        {"limit": 201},
        {"after": "10000"},
        {"filterGroups": [{"filters": []}] * 6},
        {"filterGroups": [{"filters": [{"propertyName": "name", "operator": "HAS_PROPERTY"}] * 7}]},
        {"filterGroups": [{"filters": [{"propertyName": "nonsense", "operator": "HAS_PROPERTY"}]}]},
        {"filterGroups": [{"filters": [{"propertyName": "name", "operator": "LIKE", "value": "x"}]}]},
        {"query": "x" * 3001},
    ],
)
def test_search_limits(api: Api, asked: dict[str, Any]) -> None:
    """Beyond the documented limits a search is a 400."""
    assert api("POST", f"{COMPANIES}/search", asked)[0] == 400
