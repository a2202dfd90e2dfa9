"""Lists: made, found, renamed, deleted and restored; who is in them by hand and by filters."""

from datetime import timedelta
from typing import Any

import pytest

from sandbox import Portal
from tests.sandbox.conftest import Api

ROOT = "/crm/lists/2026-03"
COMPANIES = (
    {"name": "Acme", "city": "Berlin", "numberofemployees": "120", "hs_target_account": "tier_1"},
    {"name": "Birch", "city": "Bremen", "numberofemployees": "15", "hs_is_target_account": "true"},
    {"name": "Cedar", "lifecyclestage": "customer"},
)


@pytest.fixture
def companies(portal: Portal) -> Portal:
    """Companies 1001 to 1003 and a MANUAL list with id 1 for them."""
    for values in COMPANIES:
        portal.create("companies", values)
    assert portal.add_list("Picked", "companies") == "1"
    return portal


def where(*filters: tuple[str, dict[str, Any]], kind: str = "PROPERTY") -> dict[str, Any]:
    """A filterBranch of one AND branch of (property, operation)."""
    listed = [{"filterType": kind, "property": name, "operation": operation} for name, operation in filters]
    every = {"filterBranchType": "AND", "filters": listed, "filterBranches": []}
    return {"filterBranchType": "OR", "filters": [], "filterBranches": [every]}


def draft(processing: str, branch: Any = None, name: str = "Made") -> dict[str, Any]:
    asked = {"name": name, "objectTypeId": "0-2", "processingType": processing}
    return asked if branch is None else {**asked, "filterBranch": branch}


def members(api: Api, list_id: str) -> list[str]:
    _, got = api("GET", f"{ROOT}/{list_id}/memberships")
    return [one["recordId"] for one in got["results"]]


KNOWN_CITY = where(("city", {"operationType": "ALL_PROPERTY", "operator": "IS_KNOWN"}))


@pytest.mark.parametrize("root", [ROOT, "/crm/lists/2026-09", "/crm/v3/lists"])
def test_a_list_is_made_and_found(api: Api, root: str) -> None:
    """A new list comes by id, by name, among several and in a search; filters only where they are asked for."""
    status, made = api("POST", f"{root}/", draft("DYNAMIC", KNOWN_CITY))
    assert status == 200
    one = made["list"]
    assert (one["name"], one["objectTypeId"], one["processingStatus"]) == ("Made", "0-2", "COMPLETE")
    list_id = one["listId"]
    assert api("GET", f"{root}/{list_id}?includeFilters=true")[1]["list"]["filterBranch"] == KNOWN_CITY
    for path in (f"{list_id}", "object-type-id/0-2/name/Made"):
        _, got = api("GET", f"{root}/{path}")
        assert (got["list"]["listId"], "filterBranch" in got["list"]) == (list_id, False)
    _, several = api("GET", f"{root}?listIds={list_id}&listIds=999")
    assert [found["listId"] for found in several["lists"]] == [list_id]
    _, found = api("POST", f"{root}/search", {"query": "mad"})
    assert (found["total"], found["hasMore"], found["lists"][0]["listId"]) == (1, False, list_id)


UNLIKE = {"operationType": "ALL_PROPERTY", "operator": "IS_KNOWN"}


@pytest.mark.parametrize(
    "asked",
    [
        {"objectTypeId": "0-2", "processingType": "MANUAL"},
        draft("MANUAL", name="picked"),
        draft("STATIC"),
        draft("DYNAMIC"),
        draft("MANUAL", KNOWN_CITY),
        draft("DYNAMIC", {"filterBranchType": "AND", "filters": [], "filterBranches": []}),
        draft("DYNAMIC", {"filterBranchType": "OR", "filters": [], "filterBranches": []}),
        draft("DYNAMIC", where(("no_such_property", UNLIKE))),
        draft("DYNAMIC", where(("city", UNLIKE), kind="FORM_SUBMISSION")),
        draft("DYNAMIC", where(("city", {"operationType": "TIME_POINT", "operator": "IS_AFTER"}))),
    ],
)
def test_lists_that_cannot_be(api: Api, companies: Portal, asked: dict[str, Any]) -> None:
    """A name twice, no filters where they are needed, and filters that the box does not imitate are refused."""
    status, got = api("POST", ROOT, asked)
    assert (status, got["category"]) == (400, "VALIDATION_ERROR")


@pytest.mark.parametrize(
    ("path", "body", "expected", "left"),
    [
        ("add", ["1002", "1001", "1001", "7", "x"], (["1002"], [], ["7", "x"]), ["1001", "1002"]),
        ("remove", ["1001", "1003", "7"], ([], ["1001"], ["7"]), []),
        (
            "add-and-remove",
            {"recordIdsToAdd": ["1003"], "recordIdsToRemove": ["1001"]},
            (["1003"], ["1001"], []),
            ["1003"],
        ),
    ],
)
def test_members_by_hand(
    api: Api, companies: Portal, *, path: str, body: Any, expected: tuple[list[str], ...], left: list[str]
) -> None:
    """The answer names who came and went and whom there is not; members already and strangers are ignored."""
    companies.add_members("1", ["1001"])
    status, got = api("PUT", f"{ROOT}/1/memberships/{path}", body)
    assert status == 200
    assert (got["recordsIdsAdded"], got["recordIdsRemoved"], got["recordIdsMissing"]) == expected
    assert members(api, "1") == left


def test_pages_of_members(api: Api, companies: Portal) -> None:
    """Members come by id with the moment they were added, or by that moment; `after` leads on."""
    for record_id in ("1003", "1001", "1002"):
        companies.add_members("1", [record_id])
        companies.set_now(companies.now() + timedelta(minutes=1))
    _, first = api("GET", f"{ROOT}/1/memberships?limit=2")
    assert [one["recordId"] for one in first["results"]] == ["1001", "1002"]
    assert first["total"] == 3
    assert first["results"][0]["membershipTimestamp"].endswith("Z")
    _, rest = api("GET", f"{ROOT}/1/memberships?limit=2&after={first['paging']['next']['after']}")
    assert ([one["recordId"] for one in rest["results"]], "paging" in rest) == (["1003"], False)
    assert api("GET", f"{ROOT}/1/memberships?limit=251")[0] == 400
    _, oldest = api("GET", f"{ROOT}/1/memberships/join-order?limit=2")
    assert [one["recordId"] for one in oldest["results"]] == ["1003", "1001"]
    _, rest = api("GET", f"{ROOT}/1/memberships/join-order?after={oldest['paging']['next']['after']}")
    assert [one["recordId"] for one in rest["results"]] == ["1002"]


def test_a_list_filled_from_another(api: Api, companies: Portal) -> None:
    """Members of one list join another of the same object type; emptying takes them out again."""
    companies.add_members("1", ["1001", "1003"])
    other = companies.add_list("Other", "companies", "SNAPSHOT")
    people = companies.add_list("People", "contacts")
    assert api("PUT", f"{ROOT}/{other}/memberships/add-from/1")[0] == 204
    assert members(api, other) == ["1001", "1003"]
    assert api("PUT", f"{ROOT}/{people}/memberships/add-from/1")[0] == 400
    assert api("DELETE", f"{ROOT}/{other}/memberships")[0] == 204
    assert (members(api, other), members(api, "1")) == ([], ["1001", "1003"])


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "add", ["1001"]),
        ("PUT", "remove", ["1001"]),
        ("PUT", "add-and-remove", {"recordIdsToAdd": ["1001"]}),
        ("PUT", "add-from/1", None),
        ("DELETE", "", None),
    ],
)
def test_members_of_a_dynamic_list_are_not_for_writing(
    api: Api, companies: Portal, method: str, path: str, body: Any
) -> None:
    """Only MANUAL and SNAPSHOT lists take members by hand."""
    _, made = api("POST", ROOT, draft("DYNAMIC", KNOWN_CITY))
    list_id = made["list"]["listId"]
    assert api(method, f"{ROOT}/{list_id}/memberships/{path}".rstrip("/"), body)[0] == 400
    assert members(api, list_id) == ["1001", "1002"]


def number(operator: str, **more: Any) -> dict[str, Any]:
    return {"operationType": "NUMBER", "operator": operator, **more}


def text(operator: str, *values: str, **more: Any) -> dict[str, Any]:
    return {"operationType": "MULTISTRING", "operator": operator, "values": list(values), **more}


def choice(operator: str, *values: str) -> dict[str, Any]:
    return {"operationType": "ENUMERATION", "operator": operator, "values": list(values)}


FILTERS = [
    ("city", {"operationType": "ALL_PROPERTY", "operator": "IS_KNOWN"}, "12"),
    ("city", {"operationType": "ALL_PROPERTY", "operator": "IS_UNKNOWN"}, "3"),
    ("city", text("IS_EQUAL_TO", "berlin", "Bremen"), "12"),
    ("city", text("IS_NOT_EQUAL_TO", "Berlin"), "2"),
    ("city", text("IS_NOT_EQUAL_TO", "Berlin", includeObjectsWithNoValueSet=True), "23"),
    ("city", text("STARTS_WITH", "Br"), "2"),
    ("city", text("ENDS_WITH", "in"), "1"),
    ("city", text("CONTAINS", "er"), "1"),
    ("city", text("DOES_NOT_CONTAIN", "er"), "2"),
    ("city", {"operationType": "STRING", "operator": "IS_EQUAL_TO", "value": "Berlin"}, "1"),
    ("numberofemployees", number("IS_GREATER_THAN", value=15), "1"),
    ("numberofemployees", number("IS_GREATER_THAN_OR_EQUAL_TO", value=15), "12"),
    ("numberofemployees", number("IS_LESS_THAN", value=100), "2"),
    ("numberofemployees", number("IS_LESS_THAN_OR_EQUAL_TO", value=15), "2"),
    ("numberofemployees", number("IS_EQUAL_TO", value=120), "1"),
    (
        "numberofemployees",
        {"operationType": "NUMBER_RANGED", "operator": "IS_BETWEEN", "lowerBound": 10, "upperBound": 20},
        "2",
    ),
    ("hs_is_target_account", {"operationType": "BOOL", "operator": "IS_EQUAL_TO", "value": True}, "2"),
    ("lifecyclestage", choice("IS_ANY_OF", "customer", "lead"), "3"),
    ("hs_target_account", choice("IS_NONE_OF", "tier_2"), "1"),
]


@pytest.mark.parametrize(("name", "operation", "expected"), FILTERS)
@pytest.mark.parametrize("processing", ["DYNAMIC", "SNAPSHOT"])
def test_filters_choose_members(
    api: Api, companies: Portal, *, processing: str, name: str, operation: dict[str, Any], expected: str
) -> None:
    """Each operation takes exactly the companies that fit; without a value, only where that is asked for."""
    _, made = api("POST", ROOT, draft(processing, where((name, operation))))
    assert members(api, made["list"]["listId"]) == [f"100{digit}" for digit in expected]


def test_branches_are_or_and_filters_are_and(api: Api, companies: Portal) -> None:
    """A company needs all filters of any one branch."""
    both = where(("city", text("STARTS_WITH", "B")), ("numberofemployees", number("IS_LESS_THAN", value=100)))
    both["filterBranches"] += where(("lifecyclestage", choice("IS_ANY_OF", "customer")))["filterBranches"]
    _, made = api("POST", ROOT, draft("DYNAMIC", both))
    assert members(api, made["list"]["listId"]) == ["1002", "1003"]


def test_dynamic_follows_and_snapshot_stays(api: Api, companies: Portal) -> None:
    """A change moves a company in and out of a DYNAMIC list; a SNAPSHOT list is as it was made; both leave out the archived."""
    ids = [
        api("POST", ROOT, draft(kind, KNOWN_CITY, name=kind))[1]["list"]["listId"]
        for kind in ("DYNAMIC", "SNAPSHOT")
    ]
    companies.update("companies", "1003", {"city": "Bonn"})
    companies.update("companies", "1001", {"city": ""})
    assert [members(api, one) for one in ids] == [["1002", "1003"], ["1001", "1002"]]
    companies.archive("companies", "1002")
    assert [members(api, one) for one in ids] == [["1003"], ["1001"]]
    assert api("GET", f"{ROOT}/{ids[0]}")[1]["list"]["size"] == 1


def test_other_filters_for_a_dynamic_list(api: Api, companies: Portal) -> None:
    """New filters choose anew and make a new version; lists without filters have none to change."""
    _, made = api("POST", ROOT, draft("DYNAMIC", KNOWN_CITY))
    list_id = made["list"]["listId"]
    asked = {"filterBranch": where(("city", text("IS_EQUAL_TO", "Berlin")))}
    status, got = api("PUT", f"{ROOT}/{list_id}/update-list-filters", asked)
    assert (status, got["updatedList"]["listVersion"]) == (200, 2)
    assert members(api, list_id) == ["1001"]
    assert api("PUT", f"{ROOT}/1/update-list-filters", asked)[0] == 400


def test_renamed_deleted_and_restored(api: Api, companies: Portal) -> None:
    """A deleted list is nowhere until it is restored, with its members; its name is free meanwhile."""
    companies.add_members("1", ["1002"])
    status, got = api("PUT", f"{ROOT}/1/update-list-name?listName=Chosen")
    assert (status, got["updatedList"]["name"]) == (200, "Chosen")
    assert api("DELETE", f"{ROOT}/1")[0] == 204
    for method, path in (("GET", "1"), ("DELETE", "1"), ("GET", "1/memberships")):
        assert api(method, f"{ROOT}/{path}")[0] == 404
    assert api("PUT", f"{ROOT}/1/restore")[0] == 204
    assert members(api, "1") == ["1002"]
    assert api("PUT", f"{ROOT}/1/restore")[0] == 404


def test_the_lists_of_a_record(api: Api, companies: Portal) -> None:
    """A record knows its lists, those it fits included, one record or a batch of them."""
    _, made = api("POST", ROOT, draft("DYNAMIC", KNOWN_CITY))
    companies.add_members("1", ["1001", "1003"])
    _, got = api("GET", f"{ROOT}/records/0-2/1001/memberships")
    assert [one["listId"] for one in got["results"]] == ["1", made["list"]["listId"]]
    asked = [{"objectTypeId": "0-2", "recordId": one} for one in ("1002", "1003")]
    status, got = api("POST", f"{ROOT}/records/memberships/batch/read", {"inputs": asked})
    assert status == 200
    assert [
        (one["recordId"], [member["listId"] for member in one["recordListMemberships"]])
        for one in got["results"]
    ] == [("1002", [made["list"]["listId"]]), ("1003", ["1"])]
    assert api("GET", f"{ROOT}/records/0-2/9999/memberships")[0] == 404


def test_a_survivor_is_in_the_lists_of_both(api: Api, companies: Portal) -> None:
    """After a merge the surviving record stands once in every list that had one of the two."""
    companies.add_members("1", ["1001", "1002"])
    survivor = companies.merge("companies", "1001", "1002")
    assert members(api, "1") == [survivor]


@pytest.mark.parametrize(
    ("asked", "names", "more"),
    [
        ({"count": 2}, ["Picked", "A"], True),
        ({"count": 2, "offset": 2}, ["B"], False),
        ({"processingTypes": ["SNAPSHOT"]}, ["B"], False),
        ({"listIds": ["2"]}, ["A"], False),
        ({"objectTypeId": "0-1"}, ["A"], False),
        ({"query": "zzz"}, [], False),
    ],
)
def test_searching_lists(
    api: Api, companies: Portal, asked: dict[str, Any], names: list[str], *, more: bool
) -> None:
    """Lists are found by name, type of processing, id and object type, in pages."""
    companies.add_list("A", "contacts")
    companies.add_list("B", "companies", "SNAPSHOT")
    _, got = api("POST", f"{ROOT}/search", asked)
    assert ([one["name"] for one in got["lists"]], got["hasMore"]) == (names, more)


@pytest.mark.parametrize(
    ("scope", "method", "path", "body"),
    [
        ("crm.lists.read", "GET", "1", None),
        ("crm.lists.read", "POST", "search", {}),
        ("crm.lists.write", "PUT", "1/memberships/add", []),
        ("crm.lists.write", "DELETE", "1", None),
    ],
)
def test_lists_have_scopes_of_their_own(
    api: Api, companies: Portal, *, scope: str, method: str, path: str, body: Any
) -> None:
    """Reading and writing lists need their scopes."""
    companies.missing_scopes = {scope}
    status, got = api(method, f"{ROOT}/{path}", body)
    assert (status, got["category"]) == (403, "MISSING_SCOPES")
