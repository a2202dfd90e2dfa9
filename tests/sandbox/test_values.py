"""Values over HTTP: normal forms, refusals, clearing and appending."""

from collections.abc import Callable
from typing import Any

import pytest

from sandbox import Portal

Api = Callable[..., tuple[int, Any]]
COMPANIES = "/crm/objects/2026-03/companies"
KINDS = {
    "number": ("number", "number"),
    "date": ("date", "date"),
    "datetime": ("datetime", "date"),
    "bool": ("bool", "booleancheckbox"),
    "string": ("string", "text"),
    "one": ("enumeration", "select"),
    "many": ("enumeration", "checkbox"),
}
OPTIONS = [{"label": value, "value": value, "displayOrder": 0, "hidden": False} for value in "ABC"]


@pytest.fixture
def company(portal: Portal) -> str:
    """A company with one property of each type, called by the type."""
    for name, (kind, field_type) in KINDS.items():
        options = OPTIONS if kind == "enumeration" else []
        portal.define("companies", {"name": name, "type": kind, "fieldType": field_type, "options": options})
    return f"{COMPANIES}/{portal.create('companies', {'name': 'Acme'})}"


@pytest.mark.parametrize(
    ("name", "given", "kept"),
    [
        ("number", "12.50", "12.50"),
        ("number", 12.5, "12.5"),
        ("number", "1e3", "1e3"),
        ("number", "-.5", "-.5"),
        ("date", "2026-09-08", "2026-09-08"),
        ("date", 1788825600000, "2026-09-08"),
        ("date", "1788912000000", "2026-09-09"),
        ("date", "2026-09-08T00:00:00Z", "2026-09-08"),
        ("datetime", "2026-09-08", "2026-09-08T00:00:00Z"),
        ("datetime", 1788825600001, "2026-09-08T00:00:00.001Z"),
        ("datetime", "2026-09-08T02:00:00+02:00", "2026-09-08T00:00:00Z"),
        ("bool", True, "true"),
        ("bool", "FALSE", "false"),
        ("string", 7, "7"),
        ("string", ";starts oddly", ";starts oddly"),
        ("string", "x" * 65_536, "x" * 65_536),
        ("one", "B", "B"),
        ("many", "B;A", "B;A"),
        ("many", ";B", "B"),
    ],
)
def test_values_have_one_form(api: Api, company: str, name: str, given: Any, kept: str) -> None:
    """What is written is read back in HubSpot's form, as text."""
    status, answer = api("PATCH", company, {"properties": {name: given}})
    assert (status, answer["properties"][name]) == (200, kept)
    assert api("GET", f"{company}?properties={name}")[1]["properties"][name] == kept


@pytest.mark.parametrize(
    ("name", "given", "code"),
    [
        ("number", "twelve", "INVALID_DOUBLE"),
        ("number", "1_000", "INVALID_DOUBLE"),
        ("number", "1e999", "INVALID_DOUBLE"),
        ("number", "NaN", "INVALID_DOUBLE"),
        ("date", "soon", "INVALID_DATE"),
        ("date", 1788825600001, "INVALID_DATE"),
        ("date", "2026-09-08T09:00:00Z", "INVALID_DATE"),
        ("datetime", "9" * 30, "INVALID_DATE"),
        ("bool", "yes", "INVALID_OPTION"),
        ("one", "D", "INVALID_OPTION"),
        ("one", "A;B", "INVALID_OPTION"),
        ("many", "A;D", "INVALID_OPTION"),
        ("many", ";", "INVALID_OPTION"),
        ("string", "x" * 65_537, "INVALID_LENGTH"),
        ("nonsense", "x", "PROPERTY_DOESNT_EXIST"),
        ("hs_object_id", "7", "READ_ONLY_VALUE"),
    ],
)
def test_values_that_do_not_fit(api: Api, company: str, name: str, given: Any, code: str) -> None:
    """One bad value refuses the change as a whole, with its code both in `errors` and in the message."""
    status, body = api("PATCH", company, {"properties": {"city": "Ulm", name: given}})
    assert (status, body["errors"][0]["code"]) == (400, code)
    assert body["errors"][0]["context"] == {"propertyName": [name]}
    assert f'"error": "{code}"' in body["message"]
    assert api("GET", f"{company}?properties=city")[1]["properties"]["city"] is None


@pytest.mark.parametrize("given", [{"deep": 1}, ["list"]])
def test_a_value_is_never_a_structure(api: Api, company: str, given: Any) -> None:
    """Objects and arrays are no values."""
    assert api("PATCH", company, {"properties": {"string": given}})[0] == 400


@pytest.mark.parametrize(
    "address", ["nobody", "a@b", "a b@acme.example", "a@b@acme.example", "a@acme.example;b@c.de"]
)
def test_an_address_must_look_like_one(api: Api, portal: Portal, address: str) -> None:
    """An e-mail address that cannot be one is refused."""
    status, body = api("POST", "/crm/objects/2026-03/contacts", {"properties": {"email": address}})
    assert (status, body["errors"][0]["code"]) == (400, "INVALID_EMAIL")


@pytest.mark.parametrize("empty", ["", None])
def test_cleared_is_not_the_same_as_never_set(api: Api, company: str, empty: str | None) -> None:
    """Recorded: what was cleared reads as "", what was never set as null; setting it again is a plain value."""
    path = f"{company}?properties=city,country&propertiesWithHistory=city"
    api("PATCH", company, {"properties": {"city": "Ulm"}})
    _, changed = api("PATCH", company, {"properties": {"city": empty}})
    assert changed["properties"]["city"] == ""
    _, got = api("GET", path)
    assert (got["properties"]["city"], got["properties"]["country"]) == ("", None)
    assert [one["value"] for one in got["propertiesWithHistory"]["city"]] == ["", "Ulm"]
    api("PATCH", company, {"properties": {"city": "Bonn"}})
    assert api("GET", path)[1]["properties"]["city"] == "Bonn"


def test_clearing_what_was_never_set_is_no_change(api: Api, portal: Portal, company: str) -> None:
    """Recorded: it reads as "" from then on; there is no history and no event of it."""
    portal.subscribe("http://127.0.0.1:9/none", [("company.propertyChange", "city")])
    _, changed = api("PATCH", company, {"properties": {"city": ""}})
    _, got = api("GET", f"{company}?properties=city&propertiesWithHistory=city")
    assert (changed["properties"]["city"], got["properties"]["city"]) == ("", "")
    assert (got["propertiesWithHistory"]["city"], portal.events_made()) == ([], 0)


def test_appending_keeps_each_option_once(api: Api, company: str) -> None:
    """A leading semicolon adds what is not there yet; without it the value is replaced."""
    for given, kept in (("A", "A"), (";B;A", "A;B"), ("C", "C")):
        assert api("PATCH", company, {"properties": {"many": given}})[1]["properties"]["many"] == kept


@pytest.mark.parametrize("object_type", ["contacts", "companies"])
def test_only_apps_are_held_to_the_order_of_lifecycle_stages(
    api: Api, portal: Portal, object_type: str
) -> None:
    """An app's step backward is answered with 200 and the old stage; a person's is taken."""
    key = {"contacts": {"email": "ada@acme.example"}, "companies": {"name": "Acme"}}[object_type]
    one = portal.create(object_type, {**key, "lifecyclestage": "customer"})
    path = f"/crm/objects/2026-03/{object_type}/{one}"
    status, answer = api("PATCH", path, {"properties": {"lifecyclestage": "lead"}})
    assert (status, answer["properties"]["lifecyclestage"]) == (200, "customer")
    portal.update(object_type, one, {"lifecyclestage": "lead"})
    assert api("GET", f"{path}?properties=lifecyclestage")[1]["properties"]["lifecyclestage"] == "lead"


def test_names_nobody_knows_are_ignored_in_reading(api: Api, company: str) -> None:
    """Unknown properties are left out of values and of histories."""
    _, got = api("GET", f"{company}?properties=name,nonsense&propertiesWithHistory=nonsense,name")
    assert "nonsense" not in got["properties"]
    assert list(got["propertiesWithHistory"]) == ["name"]
