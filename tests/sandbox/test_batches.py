"""Batches: upsert, unique properties, conflicts, doubles, and what fails alone."""

from collections.abc import Callable
from typing import Any

import pytest

from sandbox import Portal

Api = Callable[..., tuple[int, Any]]
CONTACTS = "/crm/objects/2026-03/contacts"
COMPANIES = "/crm/objects/2026-03/companies"


@pytest.fixture
def keyed(portal: Portal) -> Portal:
    """A portal whose companies have a unique number."""
    portal.define("companies", {"name": "erp_id", "hasUniqueValue": True})
    return portal


def upserts(*rows: tuple[str, dict[str, str]], by: str = "erp_id") -> dict[str, Any]:
    return {"inputs": [{"idProperty": by, "id": key, "properties": properties} for key, properties in rows]}


def test_upsert_makes_and_changes(api: Api, keyed: Portal) -> None:
    """Each result tells whether it is new; the key becomes the new record's value."""
    old = keyed.create("companies", {"name": "Acme", "erp_id": "7"})
    status, got = api(
        "POST", f"{COMPANIES}/batch/upsert", upserts(("7", {"city": "Ulm"}), ("8", {"name": "Birch"}))
    )
    assert status == 200
    assert {one["id"]: one["new"] for one in got["results"]} == {old: False, "1002": True}
    found = {one.properties["erp_id"]: one.properties.get("city") for one in keyed.records("companies")}
    assert found == {"7": "Ulm", "8": None}


@pytest.mark.parametrize("by", ["name", "nonsense", ""])
def test_upsert_needs_a_unique_property(api: Api, keyed: Portal, by: str) -> None:
    """A property that many records may share finds none of them."""
    assert api("POST", f"{COMPANIES}/batch/upsert", upserts(("7", {"name": "Acme"}), by=by))[0] == 400


@pytest.mark.parametrize(
    ("by", "keys", "status", "made"),
    [("email", ("a@acme.example", "b@acme.example"), 400, 0), ("erp_id", ("1", "2"), 207, 1)],
)
def test_upsert_by_address_is_all_or_nothing(
    api: Api, portal: Portal, *, by: str, keys: tuple[str, str], status: int, made: int
) -> None:
    """By e-mail address one bad input refuses all, trace ids or not; by another key the good ones are taken."""
    portal.define("contacts", {"name": "erp_id", "hasUniqueValue": True})
    body = upserts((keys[0], {"firstname": "Ada"}), (keys[1], {"nonsense": "1"}), by=by)
    for number, one in enumerate(body["inputs"]):
        one["objectWriteTraceId"] = f"trace-{number}"
    got_status, got = api("POST", f"{CONTACTS}/batch/upsert", body)
    assert (got_status, len(portal.records("contacts"))) == (status, made)
    if made:
        assert got["errors"][0]["context"] == {"objectWriteTraceId": ["trace-1"]}


@pytest.mark.parametrize("call", ["update", "upsert"])
def test_doubles_refuse_the_batch(api: Api, keyed: Portal, call: str) -> None:
    """Two inputs for one record are one mistake: nothing is written."""
    keyed.create("companies", {"name": "Acme", "erp_id": "7"})
    body = upserts(("7", {"city": "Ulm"}), ("7", {"city": "Bonn"}))
    status, answer = api("POST", f"{COMPANIES}/batch/{call}", body)
    assert (status, answer["message"]) == (400, "Duplicate IDs found in batch input: [7]. IDs must be unique")
    assert "city" not in keyed.records("companies")[0].properties


def test_batch_update_by_a_unique_property(api: Api, keyed: Portal) -> None:
    """`idProperty` stands for the id; what it does not find fails alone under the id that was given."""
    keyed.create("companies", {"name": "Acme", "erp_id": "7"})
    status, got = api(
        "POST", f"{COMPANIES}/batch/update", upserts(("7", {"city": "Ulm"}), ("9", {"city": "Ulm"}))
    )
    assert (status, [one["id"] for one in got["results"]]) == (207, ["1001"])
    assert got["errors"][0]["context"] == {"ids": ["9"]}


def test_batch_read_by_a_unique_property(api: Api, portal: Portal) -> None:
    """Addresses find their contacts whatever their case; the missing ones are named."""
    portal.create("contacts", {"email": "ada@acme.example"})
    asked = {
        "idProperty": "email",
        "properties": ["email"],
        "inputs": [{"id": "ADA@acme.example"}, {"id": "bo@acme.example"}],
    }
    status, got = api("POST", f"{CONTACTS}/batch/read", asked)
    assert (status, [one["id"] for one in got["results"]]) == (207, ["1001"])
    assert (got["numErrors"], got["errors"][0]["context"]) == (1, {"ids": ["bo@acme.example"]})
    assert got["errors"][0]["category"] == "OBJECT_NOT_FOUND"


@pytest.mark.parametrize("traced", [False, True])
def test_a_known_address_is_a_conflict_inside_a_batch(api: Api, portal: Portal, *, traced: bool) -> None:
    """The text names the other contact's id: for the whole batch, or for one traced input."""
    portal.create("contacts", {"email": "ada@acme.example"})
    inputs: list[dict[str, Any]] = [
        {"properties": {"email": f"{name}@acme.example"}} for name in ("ada", "bo")
    ]
    if traced:
        inputs = [{**one, "objectWriteTraceId": str(number)} for number, one in enumerate(inputs)]
    status, got = api("POST", f"{CONTACTS}/batch/create", {"inputs": inputs})
    said = got["errors"][0]["message"] if traced else got["message"]
    assert (status, said) == (207 if traced else 409, "Contact already exists. Existing ID: 1001")
    assert len(portal.records("contacts")) == (2 if traced else 1)


def test_an_address_twice_in_a_batch_is_a_conflict(api: Api, portal: Portal) -> None:
    """The second input finds the first one's contact, and nothing of the batch stays."""
    inputs = [{"properties": {"email": "ada@acme.example"}}] * 2
    assert api("POST", f"{CONTACTS}/batch/create", {"inputs": inputs})[0] == 409
    assert portal.records("contacts") == []


@pytest.mark.parametrize("call", ["read", "create", "update", "upsert", "archive"])
def test_batches_take_a_hundred(api: Api, portal: Portal, call: str) -> None:
    """One more is refused, and so is a body without inputs."""
    inputs = [{"id": str(number), "properties": {"name": "A"}} for number in range(101)]
    assert api("POST", f"{COMPANIES}/batch/{call}", {"inputs": inputs})[0] == 400
    assert api("POST", f"{COMPANIES}/batch/{call}", {})[0] == 400
    assert portal.records("companies") == []


def test_archiving_what_is_not_there_is_no_error(api: Api, portal: Portal) -> None:
    """Known, unknown and senseless ids: 204 without a body."""
    portal.create("companies", {"name": "Acme"})
    inputs = [{"id": "1001"}, {"id": "99"}, {"id": "nobody"}]
    assert api("POST", f"{COMPANIES}/batch/archive", {"inputs": inputs}) == (204, None)
    assert portal.records("companies") == []
    listed = api("GET", f"{COMPANIES}?archived=true")[1]["results"]
    assert [(one["id"], one["archived"], "archivedAt" in one) for one in listed] == [("1001", True, True)]


def test_answers_are_not_in_the_order_of_the_inputs(api: Api) -> None:
    """Creation, reading and updating of many shuffle: only ids and trace ids tell which is which."""
    made = api("POST", f"{COMPANIES}/batch/create", {"inputs": [{"properties": {"name": "A"}}] * 20})[1]
    ids = [str(1001 + number) for number in range(20)]
    inputs = [{"id": one, "properties": {"city": "Ulm"}} for one in ids]
    answers = [
        made,
        api("POST", f"{COMPANIES}/batch/read", {"inputs": inputs})[1],
        api("POST", f"{COMPANIES}/batch/update", {"inputs": inputs})[1],
    ]
    for answer in answers:
        got = [one["id"] for one in answer["results"]]
        assert sorted(got) == ids != got


def test_a_page_links_to_the_next_one(api: Api, portal: Portal) -> None:
    """Ten a page unless asked otherwise; `link` is the same call with the next `after`."""
    for number in range(12):
        portal.create("companies", {"name": f"C{number}"})
    _, first = api("GET", f"{COMPANIES}?properties=name")
    following = first["paging"]["next"]
    assert len(first["results"]) == 10
    path = following["link"].partition("/crm/")[2]
    _, second = api("GET", f"/crm/{path}")
    assert [one["properties"]["name"] for one in second["results"]] == ["C10", "C11"]
    assert following["after"] == "1010"


@pytest.mark.parametrize(
    "query", ["limit=101", "limit=0", "limit=x", "after=x", "limit=51&propertiesWithHistory=name"]
)
def test_list_limits(api: Api, query: str) -> None:
    """A hundred a page, fifty with history; `after` is an id."""
    assert api("GET", f"{COMPANIES}?{query}")[0] == 400
