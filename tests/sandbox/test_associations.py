"""Associations v4: directions, primary companies, parents, and the benign 207."""

from collections.abc import Callable
from typing import Any

import pytest

from sandbox import Portal

Api = Callable[..., tuple[int, Any]]


@pytest.fixture
def people(portal: Portal) -> Portal:
    """Contacts 1001 and 1002, companies 1001 and 1002, nothing associated."""
    for name in ("ada", "bob"):
        portal.create("contacts", {"email": f"{name}@acme.example"})
        portal.create("companies", {"name": name})
    return portal


def types_of(api: Api, path: str) -> dict[int, list[int]]:
    _, got = api("GET", path)
    return {one["toObjectId"]: [kind["typeId"] for kind in one["associationTypes"]] for one in got["results"]}


@pytest.mark.parametrize("root", ["/crm/v4/objects", "/crm/objects/2026-03", "/crm/objects/2026-09"])
def test_the_first_company_becomes_primary(api: Api, people: Portal, root: str) -> None:
    """A default association shows from both sides with the ids of each direction, and is the primary one."""
    assert api("PUT", f"{root}/contacts/1001/associations/default/companies/1001")[0] == 200
    assert types_of(api, f"{root}/contacts/1001/associations/companies") == {1001: [1, 279]}
    assert types_of(api, f"{root}/companies/1001/associations/contacts") == {1001: [2, 280]}
    assert people.records("contacts")[0].properties["associatedcompanyid"] == "1001"
    assert people.records("companies")[0].properties["num_associated_contacts"] == "1"


def test_a_contact_has_one_primary_company(api: Api, people: Portal) -> None:
    """A new primary company takes the label from the old one, which stays associated."""
    path = "/crm/objects/2026-03/contacts/1001/associations"
    api("PUT", f"{path}/default/companies/1001")
    spec = [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 1}]
    assert api("PUT", f"{path}/companies/1002", spec)[0] == 201
    assert types_of(api, f"{path}/companies") == {1001: [279], 1002: [1, 279]}
    assert people.records("contacts")[0].properties["associatedcompanyid"] == "1002"


def test_writing_the_company_id_associates(api: Api, people: Portal) -> None:
    """Associatedcompanyid is writable and is the primary association."""
    path = "/crm/objects/2026-03/contacts/1001"
    api("PATCH", path, {"properties": {"associatedcompanyid": "1002"}})
    assert types_of(api, f"{path}/associations/companies") == {1002: [1, 279]}
    api("PATCH", path, {"properties": {"associatedcompanyid": ""}})
    assert types_of(api, f"{path}/associations/companies") == {1002: [279]}


def test_a_parent_shows_as_a_calculated_id(api: Api, people: Portal) -> None:
    """Type 13 goes from parent to child; the child's hs_parent_company_id follows and cannot be written."""
    inputs = [
        {
            "from": {"id": "1001"},
            "to": {"id": "1002"},
            "types": [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 13}],
        }
    ]
    assert api("POST", "/crm/v4/associations/companies/companies/batch/create", {"inputs": inputs})[0] == 201
    child = people.records("companies")[1]
    assert child.properties["hs_parent_company_id"] == "1001"
    status, _ = api("PATCH", "/crm/v3/objects/companies/1002", {"properties": {"hs_parent_company_id": "7"}})
    assert status == 400


def test_batch_read_calls_having_none_an_error(api: Api, people: Portal) -> None:
    """Records without associations come as a benign NO_ASSOCIATIONS_FOUND beside the others."""
    people.associate("contacts", "1001", "companies", "1001", 279)
    asked = {"inputs": [{"id": "1001"}, {"id": "1002"}]}
    status, got = api("POST", "/crm/associations/2026-03/contacts/companies/batch/read", asked)
    assert status == 207
    assert [one["from"]["id"] for one in got["results"]] == ["1001"]
    error = got["errors"][0]
    assert error["subCategory"] == "crm.associations.NO_ASSOCIATIONS_FOUND"
    assert error["message"] == "No company is associated with contact 1002."
    assert error["context"] == {
        "fromObjectId": ["1002"],
        "fromObjectType": ["contact"],
        "toObjectType": ["company"],
    }


def test_long_association_lists_are_paged(api: Api, portal: Portal) -> None:
    """More than 500 come in pages, in batches and one by one."""
    company = portal.create("companies", {"name": "Acme"})
    with portal.db.transaction():
        for number in range(501):
            portal.create(
                "contacts", {"email": f"p{number}@acme.example"}, associations=[("companies", company, 279)]
            )
    path = "/crm/associations/2026-03/companies/contacts/batch/read"
    _, first = api("POST", path, {"inputs": [{"id": company}]})
    after = first["results"][0]["paging"]["next"]["after"]
    _, rest = api("POST", path, {"inputs": [{"id": company, "after": after}]})
    assert [len(page["results"][0]["to"]) for page in (first, rest)] == [500, 1]
    _, page = api("GET", f"/crm/objects/2026-03/companies/{company}/associations/contacts?limit=400")
    assert len(page["results"]) == 400
    assert page["paging"]["next"]["after"] == "1400"


def test_removing_leaves_nothing_behind(api: Api, people: Portal) -> None:
    """DELETE removes every label, archive in a batch as well, and archiving a record forgets its associations."""
    path = "/crm/objects/2026-03/contacts/1001/associations/companies"
    people.associate("contacts", "1001", "companies", "1001", 1)
    assert api("DELETE", f"{path}/1001")[0] == 204
    assert types_of(api, path) == {}
    people.associate("contacts", "1001", "companies", "1001", 1)
    inputs = [{"from": {"id": "1001"}, "to": [{"id": "1001"}]}]
    assert api("POST", "/crm/v4/associations/contacts/companies/batch/archive", {"inputs": inputs})[0] == 204
    assert types_of(api, path) == {}
    people.associate("contacts", "1001", "companies", "1001", 1)
    people.archive("companies", "1001")
    assert types_of(api, path) == {}


def test_labels_and_wrong_types(api: Api, people: Portal) -> None:
    """The labels of a pair are listed; a type id of another pair is refused."""
    assert people.records("contacts")
    _, got = api("GET", "/crm/v4/associations/contacts/companies/labels")
    assert {(one["typeId"], one["label"]) for one in got["results"]} == {(1, "Primary"), (279, None)}
    spec = [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 192}]
    assert api("PUT", "/crm/v4/objects/contacts/1001/associations/companies/1001", spec)[0] == 400


@pytest.mark.parametrize("kind", ["deals", "tickets", "leads"])
def test_others_have_a_primary_one_too(api: Api, people: Portal, kind: str) -> None:
    """The first company of a deal or ticket is its primary one, the first contact of a lead as well; the second is not."""
    if kind == "leads":
        people.create(kind, {"hs_lead_name": "Ada"}, associations=[("contacts", "1001", 608)])
        to_type, expected = "contacts", {1001: [578, 608], 1002: [608]}
    else:
        values = {
            "deals": {"dealname": "Press", "dealstage": "appointmentscheduled"},
            "tickets": {"subject": "Noise", "hs_pipeline_stage": "1"},
        }
        people.create(kind, values[kind])
        both = {"deals": (5, 341), "tickets": (26, 339)}[kind]
        to_type, expected = "companies", {1001: list(both), 1002: [both[1]]}
        people.associate(kind, "1001", to_type, "1001", both[1])
    path = f"/crm/objects/2026-03/{kind}/1001/associations"
    assert api("PUT", f"{path}/default/{to_type}/1002")[0] == 200
    assert types_of(api, f"{path}/{to_type}") == expected


def test_a_child_has_one_parent(api: Api, people: Portal) -> None:
    """A new parent takes the place of the old one; a company cannot be told so from one side only."""
    people.create("companies", {"name": "Holding"})
    people.associate("companies", "1001", "companies", "1002", 14)
    people.associate("companies", "1003", "companies", "1001", 13)
    assert types_of(api, "/crm/v4/objects/companies/1001/associations/companies") == {1003: [14]}
    assert types_of(api, "/crm/v4/objects/companies/1003/associations/companies") == {1001: [13]}
    first, second, third = (people.record("companies", number) for number in ("1001", "1002", "1003"))
    assert first
    assert second
    assert third
    assert first.properties["hs_parent_company_id"] == "1003"
    assert second.properties["hs_num_child_companies"] == "0"
    assert third.properties["hs_num_child_companies"] == "1"


BAD_BATCHES = [
    ("batch/create", {"from": {"id": "1001"}, "to": {"id": "1001"}, "types": []}, 400),
    ("batch/create", {"from": {"id": "1001"}, "types": []}, 400),
    ("batch/read", {"id": "one"}, 400),
    ("batch/read", {"id": "1001", "after": "next"}, 400),
    ("batch/labels/archive", {"from": {"id": "1001"}, "to": {"id": "1001"}, "types": [{}]}, 400),
]


@pytest.mark.parametrize(("call", "one", "status"), BAD_BATCHES)
def test_batches_that_cannot_be_read(
    api: Api, people: Portal, call: str, one: dict[str, Any], status: int
) -> None:
    """What lacks a part is refused as a whole."""
    path = f"/crm/associations/2026-03/contacts/companies/{call}"
    assert api("POST", path, {"inputs": [one]})[0] == status


@pytest.mark.parametrize(
    ("call", "at_most"),
    [
        ("batch/read", 1000),
        ("batch/create", 2000),
        ("batch/associate/default", 2000),
        ("batch/archive", 100),
    ],
)
def test_batches_have_their_sizes(api: Api, call: str, at_most: int) -> None:
    """One input more than HubSpot allows refuses the batch."""
    one = {"id": "1", "from": {"id": "1"}, "to": [], "types": []}
    path = f"/crm/associations/2026-03/contacts/companies/{call}"
    status, got = api("POST", path, {"inputs": [one] * (at_most + 1)})
    assert (status, str(at_most) in got["message"]) == (400, True)


def test_records_that_do_not_exist_fail_alone(api: Api, people: Portal) -> None:
    """In a batch of associations the others are made, and the missing ones are named in a 207."""
    plain = [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 279}]
    asked = [{"from": {"id": one}, "to": {"id": "1001"}, "types": plain} for one in ("1001", "9999")]
    for call, made in (("batch/create", 1), ("batch/associate/default", 2)):
        path = f"/crm/associations/2026-03/contacts/companies/{call}"
        status, got = api("POST", path, {"inputs": asked})
        assert (status, len(got["results"]), got["numErrors"]) == (207, made, 1)
        assert got["errors"][0]["context"]["fromObjectId"] == ["9999"]
    assert types_of(api, "/crm/v4/objects/companies/1001/associations/contacts") == {1001: [2, 280]}


def test_a_pair_without_default(api: Api, people: Portal) -> None:
    """Two object types that cannot be associated say so."""
    asked = {"inputs": [{"from": {"id": "1"}, "to": {"id": "1"}}]}
    status, got = api("POST", "/crm/associations/2026-03/notes/tasks/batch/associate/default", asked)
    assert (status, "No default association exists" in got["message"]) == (400, True)


def test_beside_a_record(api: Api, people: Portal) -> None:
    """GET and list of records bring associations under the old names, one entry for each type."""
    people.associate("contacts", "1001", "companies", "1002", 279)
    expected = {
        "companies": {
            "results": [
                {"id": "1002", "type": "contact_to_company"},
                {"id": "1002", "type": "contact_to_company_unlabeled"},
            ]
        }
    }
    query = "?associations=companies,deals"
    assert api("GET", f"/crm/objects/2026-03/contacts/1001{query}")[1]["associations"] == expected
    _, got = api("GET", f"/crm/objects/2026-03/contacts{query}")
    assert [one.get("associations") for one in got["results"]] == [expected, None]


def test_old_names_for_types(api: Api, people: Portal) -> None:
    """The v3 calls name each type: types, create, read with the benign 207, and archive of one type."""
    root = "/crm/v3/associations/contacts/companies"
    _, got = api("GET", f"{root}/types")
    named = {one["name"]: one["id"] for one in got["results"]}
    assert named == {"contact_to_company": "1", "contact_to_company_unlabeled": "279"}
    one = {"from": {"id": "1001"}, "to": {"id": "1001"}, "type": "contact_to_company"}
    status, got = api("POST", f"{root}/batch/create", {"inputs": [one]})
    assert (status, got["results"]) == (201, [one])
    status, got = api("POST", f"{root}/batch/read", {"inputs": [{"id": "1001"}, {"id": "1002"}]})
    assert (status, got["errors"][0]["subCategory"]) == (207, "crm.associations.NO_ASSOCIATIONS_FOUND")
    assert [to["type"] for to in got["results"][0]["to"]] == sorted(named)
    assert api("POST", f"{root}/batch/archive", {"inputs": [one]})[0] == 204
    assert types_of(api, "/crm/v4/objects/contacts/1001/associations/companies") == {1001: [279]}
    assert api("POST", f"{root}/batch/create", {"inputs": [{**one, "type": "friend"}]})[0] == 400
