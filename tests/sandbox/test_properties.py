"""Property definitions and groups over HTTP: what HubSpot asks of them, what it refuses, and where archived ones go."""

from collections.abc import Callable
from typing import Any

import pytest

from sandbox import Portal

Api = Callable[..., Any]
PROPERTIES = "/crm/properties/2026-03/companies"
GROUP = "companyinformation"


def option(value: str, **more: Any) -> dict[str, Any]:
    return {"label": value.title(), "value": value, "displayOrder": 0, "hidden": False, **more}


def text(name: str, **more: Any) -> dict[str, Any]:
    given = {"name": name, "label": name, "type": "string", "fieldType": "text", "groupName": GROUP}
    return {**given, **more}


def tier(**more: Any) -> dict[str, Any]:
    return text("abm_tier", type="enumeration", fieldType="select", **{"options": [option("one")], **more})


def names(api: Api, path: str) -> set[str]:
    return {one["name"] for one in api("GET", path)[1]["results"]}


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (text(""), "[name, label]"),
        ({"name": "abm_x"}, "[label, type, fieldType, groupName]"),
        (text("Abm"), "Invalid property name"),
        (text("1abm"), "Invalid property name"),
        (text("abm-x"), "Invalid property name"),
        (text("a" * 101), "Invalid property name"),
        (text("abm_x", type="text"), "Invalid property type"),
        (text("abm_x", fieldType="select"), "not valid for a property of type string"),
        (text("abm_x", type="bool", fieldType="checkbox"), "not valid for a property of type bool"),
        (text("abm_x", groupName="nowhere"), "group 'nowhere' does not exist"),
        (tier(options=[{"label": "One", "value": "one"}]), "[displayOrder, hidden]"),
        (tier(options=[option("one", label="")]), "[label]"),
        (tier(options=[option("one"), option("one", label="1")]), "unique values"),
        (tier(options=[option("one"), option("two", label="One")]), "unique labels"),
    ],
)
def test_bad_definitions(api: Api, asked: dict[str, Any], said: str) -> None:
    """What HubSpot does not take is a 400 that says what is wrong, and nothing is made."""
    before = names(api, PROPERTIES)
    status, got = api("POST", PROPERTIES, asked)
    assert (status, said in got["message"]) == (400, True), got
    assert names(api, PROPERTIES) == before


def test_a_definition_tells_when_it_was_made(api: Api) -> None:
    """Moments, flags and what may be changed are HubSpot's to say, not the caller's."""
    asked = text("abm_x", hubspotDefined=True, calculated=True, archived=True)
    status, got = api("POST", PROPERTIES, asked)
    assert (status, got["createdAt"], got["updatedAt"]) == (201, *["2026-09-07T06:00:00Z"] * 2)
    assert (got["hubspotDefined"], got["calculated"], got["archived"]) == (False, False, False)
    assert got["modificationMetadata"]["readOnlyValue"] is False


@pytest.mark.parametrize(
    ("object_type", "name", "kind"),
    [
        ("companies", "notes_last_updated", "datetime"),
        ("companies", "notes_last_contacted", "datetime"),
        ("companies", "hs_last_sales_activity_timestamp", "datetime"),
        ("companies", "hs_analytics_last_timestamp", "datetime"),
        ("companies", "hs_analytics_num_page_views", "number"),
        ("companies", "hs_analytics_num_visits", "number"),
        ("companies", "hs_analytics_source", "enumeration"),
        ("companies", "hs_target_account_probability", "number"),
        ("companies", "hs_lifecyclestage_lead_date", "datetime"),
        ("companies", "hs_v2_date_entered_customer", "datetime"),
        ("contacts", "hubspotscore", "number"),
        ("contacts", "hs_predictivecontactscore_v2", "number"),
        ("contacts", "notes_last_updated", "datetime"),
        ("contacts", "hs_lifecyclestage_customer_date", "datetime"),
        ("contacts", "hs_v2_date_entered_lead", "datetime"),
        ("deals", "notes_last_updated", "datetime"),
    ],
)
def test_what_hubspot_alone_writes(api: Api, object_type: str, name: str, kind: str) -> None:
    """Every portal has these properties, and a call that writes one is refused."""
    _, got = api("GET", f"/crm/properties/2026-03/{object_type}/{name}")
    assert (got["type"], got["modificationMetadata"]["readOnlyValue"]) == (kind, True)
    status, refused = api("POST", f"/crm/objects/2026-03/{object_type}", {"properties": {name: "1"}})
    assert (status, refused["errors"][0]["code"]) == (400, "READ_ONLY_VALUE")


def test_a_formula_makes_a_calculated_property(api: Api) -> None:
    """Nobody writes the values of a calculated property."""
    asked = text("abm_sum", type="number", fieldType="calculation_equation", calculationFormula="1 + 1")
    assert api("POST", PROPERTIES, asked)[1]["calculated"] is True
    body = {"properties": {"name": "A", "abm_sum": "3"}}
    status, got = api("POST", "/crm/objects/2026-03/companies", body)
    assert (status, got["errors"][0]["code"]) == (400, "READ_ONLY_VALUE")


def test_ten_properties_may_be_unique(api: Api) -> None:
    """The eleventh is refused."""
    for number in range(10):
        assert api("POST", PROPERTIES, text(f"abm_key_{number}", hasUniqueValue=True))[0] == 201
    status, got = api("POST", PROPERTIES, text("abm_key_10", hasUniqueValue=True))
    assert (status, "limit of 10" in got["message"]) == (400, True)
    assert api("POST", PROPERTIES, text("abm_key_10"))[0] == 201


@pytest.mark.parametrize(
    ("name", "asked", "status"),
    [
        ("abm_tier", {"label": "Tier", "description": "How much"}, 200),
        ("abm_tier", {"type": "string", "fieldType": "text"}, 200),
        ("abm_tier", {"fieldType": "text"}, 400),
        ("abm_tier", {"groupName": "nowhere"}, 400),
        ("abm_tier", {"options": [{"label": "One", "value": "one"}]}, 400),
        ("lifecyclestage", {"options": [option("only")]}, 200),
        ("lifecyclestage", {"type": "string", "fieldType": "text"}, 400),
        ("abm_nothing", {"label": "x"}, 404),
    ],
)
def test_changes(api: Api, name: str, asked: dict[str, Any], status: int) -> None:
    """HubSpot's own definitions keep their type but take other options; options are replaced as a whole."""
    api("POST", PROPERTIES, tier())
    before = api("GET", f"{PROPERTIES}/{name}")[1]
    got_status, got = api("PATCH", f"{PROPERTIES}/{name}", asked)
    assert got_status == status
    after = api("GET", f"{PROPERTIES}/{name}")[1]
    if status == 200:
        assert {key: after[key] for key in asked} == asked
        assert after == got
    elif status == 400:
        assert after == before


def test_name_and_uniqueness_cannot_be_changed(api: Api) -> None:
    """A PATCH leaves aside what is decided once and for all."""
    api("POST", PROPERTIES, text("abm_x"))
    _, got = api("PATCH", f"{PROPERTIES}/abm_x", {"name": "abm_y", "hasUniqueValue": True})
    assert (got["name"], got["hasUniqueValue"]) == ("abm_x", False)


def test_archived_properties_are_kept_apart(api: Api, portal: Portal) -> None:
    """An archived one is listed with ?archived=true only, its values are not shown, and its name is free again."""
    api("POST", PROPERTIES, text("abm_x"))
    company = portal.create("companies", {"name": "A", "abm_x": "kept"})
    assert api("DELETE", f"{PROPERTIES}/abm_x")[0] == 204
    assert "abm_x" not in names(api, PROPERTIES)
    assert names(api, f"{PROPERTIES}?archived=True") == {"abm_x"}
    assert api("GET", f"{PROPERTIES}/abm_x")[0] == 404
    assert api("GET", f"{PROPERTIES}/abm_x?archived=true")[1]["archivedAt"] == "2026-09-07T06:00:00Z"
    record = api("GET", f"/crm/objects/2026-03/companies/{company}?properties=abm_x")[1]
    assert "abm_x" not in record["properties"]
    assert api("POST", PROPERTIES, text("abm_x"))[0] == 201
    assert names(api, f"{PROPERTIES}?archived=true") == set()


def test_batches(api: Api) -> None:
    """Created and read in batches, what fails does so alone in a 207; archived together."""
    asked = {"inputs": [text("abm_a"), text("abm_b"), text("name")]}
    status, got = api("POST", f"{PROPERTIES}/batch/create", asked)
    assert (status, [one["name"] for one in got["results"]]) == (207, ["abm_a", "abm_b"])
    assert (got["numErrors"], got["errors"][0]["context"]) == (1, {"name": ["name"]})
    wanted = {"inputs": [{"name": "abm_a"}, {"name": "abm_c"}]}
    status, got = api("POST", f"{PROPERTIES}/batch/read", wanted)
    assert (status, [one["name"] for one in got["results"]]) == (207, ["abm_a"])
    gone = {"inputs": [{"name": "abm_a"}, {"name": "abm_b"}]}
    assert api("POST", f"{PROPERTIES}/batch/archive", gone)[0] == 204
    assert api("POST", f"{PROPERTIES}/batch/archive", gone)[0] == 204
    status, got = api("POST", f"{PROPERTIES}/batch/read", {**gone, "archived": True})
    assert (status, {one["name"] for one in got["results"]}) == (200, {"abm_a", "abm_b"})
    assert api("POST", f"{PROPERTIES}/batch/archive", {"inputs": [{"name": "name"}]})[0] == 400
    assert "name" in names(api, PROPERTIES)


def test_there_are_no_rules_of_validation(api: Api) -> None:
    """The list of them is empty, for a type and for a property; for one that does not exist it is a 404."""
    root = "/crm/property-validations/2026-09/0-2"
    assert api("GET", root) == api("GET", f"{root}/name") == (200, {"results": []})
    assert api("GET", f"{root}/nothing")[0] == 404


def test_groups(api: Api) -> None:
    """Groups are made once, renamed, and deleted."""
    path = f"{PROPERTIES}/groups"
    assert api("POST", path, {"name": "abm", "label": "ABM", "displayOrder": 3})[0] == 201
    assert api("POST", path, {"name": "abm", "label": "ABM"})[1]["category"] == "OBJECT_ALREADY_EXISTS"
    assert api("POST", path, {"name": "ABM!", "label": "ABM"})[0] == 400
    assert api("POST", path, {"name": "abm2"})[0] == 400
    _, got = api("PATCH", f"{path}/abm", {"label": "Accounts", "name": "other"})
    assert (got["name"], got["label"], got["displayOrder"]) == ("abm", "Accounts", 3)
    assert "abm" in names(api, path)
    assert api("DELETE", f"{path}/abm")[0] == 204
    assert api("GET", f"{path}/abm")[0] == 404
    assert api("PATCH", f"{path}/abm", {"label": "x"})[0] == 404
