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
    assert error["context"] == {"fromObjectId": ["1002"]}


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
