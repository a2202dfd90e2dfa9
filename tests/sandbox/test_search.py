"""CRM search over HTTP: operators by type, text, associations, sorts, pages, limits, refusals and how far it is behind."""

from collections.abc import Callable
from datetime import timedelta
from time import perf_counter
from typing import Any

import pytest

from sandbox import Portal, definitions, moments, objects, search
from sandbox.search_filters import Terms

Api = Callable[..., Any]
ROOT = "/crm/objects/2026-03"
COMPANIES = f"{ROOT}/companies/search"
CONTACTS = f"{ROOT}/contacts/search"
# What a caller who polls 20,000 records every few seconds can live with, on a busy machine.
KEYSET_AT_MOST_SECONDS = 0.25


def filters(*asked: dict[str, Any]) -> dict[str, Any]:
    return {"filterGroups": [{"filters": list(asked)}]}


def one(name: str, operator: str, value: Any = None, **more: Any) -> dict[str, Any]:
    given = {} if value is None else {"value": value}
    return {"propertyName": name, "operator": operator, **given, **more}


def names(api: Api, asked: dict[str, Any]) -> list[str]:
    """The names of the companies found."""
    status, got = api("POST", COMPANIES, {**asked, "properties": ["name"]})
    assert status == 200, got
    return [record["properties"]["name"] for record in got["results"]]


@pytest.fixture
def companies(api: Api, portal: Portal) -> Api:
    """Three companies: A from Köln with everything, B with a little, C with nothing but its name."""
    portal.create(
        "companies",
        {
            "name": "A",
            "city": "KÖLN",
            "domain": "alpha.example",
            "numberofemployees": "9",
            "hs_is_target_account": "true",
            "hs_ideal_customer_profile": "tier_1",
            "description": "Makes pumps-and-valves, mostly",
        },
    )
    portal.create("companies", {"name": "B", "city": "Bonn", "numberofemployees": "10", "phone": "+49 228 1"})
    portal.create("companies", {"name": "C"})
    return api


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (one("city", "EQ", "köln"), "A"),
        (one("city", "NEQ", "Köln"), "BC"),
        (one("numberofemployees", "LT", "10"), "A"),
        (one("numberofemployees", "LTE", 10), "AB"),
        (one("numberofemployees", "GT", "9"), "B"),
        (one("numberofemployees", "GTE", "9.0"), "AB"),
        (one("numberofemployees", "EQ", "9.00"), "A"),
        (one("numberofemployees", "BETWEEN", "9.5", highValue="10"), "B"),
        (one("numberofemployees", "IN", values=["10", "11"]), "B"),
        (one("numberofemployees", "NOT_IN", values=["10"]), "AC"),
        (one("city", "IN", values=["bonn", "köln"]), "AB"),
        (one("city", "IN", values=["Bonn"]), ""),
        (one("hs_ideal_customer_profile", "IN", values=["tier_1"]), "A"),
        (one("hs_ideal_customer_profile", "IN", values=["TIER_1"]), ""),
        (one("hs_ideal_customer_profile", "EQ", "tier_1"), "A"),
        (one("hs_is_target_account", "EQ", "true"), "A"),
        (one("city", "HAS_PROPERTY"), "AB"),
        (one("city", "NOT_HAS_PROPERTY"), "C"),
        (one("description", "CONTAINS_TOKEN", "VALVES"), "A"),
        (one("description", "CONTAINS_TOKEN", "valve"), ""),
        (one("description", "CONTAINS_TOKEN", "val*"), "A"),
        (one("description", "CONTAINS_TOKEN", "pumps mostly"), "A"),
        (one("description", "CONTAINS_TOKEN", "pumps rarely"), ""),
        (one("description", "NOT_CONTAINS_TOKEN", "valves"), "BC"),
        (one("domain", "CONTAINS_TOKEN", "*.example"), "A"),
        (one("hs_object_id", "GT", "1001"), "BC"),
        (one("hs_object_id", "IN", values=["1001", "1003"]), "AC"),
        (one("createdate", "GTE", "2026-09-01"), "ABC"),
        (one("createdate", "LT", "1600000000000"), ""),
        (one("hs_lastmodifieddate", "BETWEEN", "2026-09-01", highValue="2026-12-01"), "ABC"),
    ],
)
def test_operators(companies: Api, asked: dict[str, Any], found: str) -> None:
    """Each compares by the property's type; a record without the value fits only what is negative."""
    assert "".join(names(companies, filters(asked))) == found


def test_groups_are_or_and_filters_are_and(companies: Api) -> None:
    """Any group is enough, and of it every filter is needed."""
    small, bonn = one("numberofemployees", "LT", 20), one("city", "EQ", "Bonn")
    none = one("name", "EQ", "Nobody")
    asked = {"filterGroups": [{"filters": [small, bonn]}, {"filters": [small, none]}]}
    assert names(companies, asked) == ["B"]
    assert names(companies, {"filters": [bonn]}) == ["B"]


def test_cleared_values_count_as_unset(companies: Api, portal: Portal) -> None:
    """What was cleared is found by its absence."""
    portal.update("companies", "1002", {"city": ""})
    assert names(companies, filters(one("city", "NOT_HAS_PROPERTY"))) == ["B", "C"]


def test_checkboxes_are_found_by_any_of_their_values(api: Api, portal: Portal) -> None:
    """IN looks at the single values of a checkbox; a token does too."""
    portal.create("contacts", {"lastname": "A", "hs_buying_role": "CHAMPION;BLOCKER"})
    portal.create("contacts", {"lastname": "B", "hs_buying_role": "END_USER"})
    for asked in (
        one("hs_buying_role", "IN", values=["BLOCKER", "OTHER"]),
        one("hs_buying_role", "CONTAINS_TOKEN", "BLOCKER"),
    ):
        assert [record["id"] for record in api("POST", CONTACTS, filters(asked))[1]["results"]] == ["1001"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (one("associations.company", "EQ", "1001"), ["1001"]),
        (one("associations.companies", "IN", values=["1001", "1002"]), ["1001", "1002"]),
        (one("associations.company", "NEQ", "1001"), ["1002", "1003"]),
        (one("associations.company", "NOT_HAS_PROPERTY"), ["1003"]),
    ],
)
def test_associations_are_searched_like_a_property(
    companies: Api, portal: Portal, asked: dict[str, Any], found: list[str]
) -> None:
    """The pseudo-property `associations.company` holds the ids of a contact's companies."""
    for company in (1001, 1002):
        contact = portal.create("contacts", {"lastname": str(company)})
        portal.associate("contacts", contact, "companies", str(company), 279)
    portal.create("contacts", {"lastname": "alone"})
    _, got = companies("POST", CONTACTS, filters(asked))
    assert [record["id"] for record in got["results"]] == found


@pytest.mark.parametrize(
    ("query", "found"),
    [("ALPHA", "A"), ("228", "B"), ("köln", ""), ("a.ex", "A"), ("c", "C"), ("nothing like it", "")],
)
def test_text_is_searched_in_some_properties(companies: Api, query: str, found: str) -> None:
    """`query` looks for a piece of text in name, domain, phone and website, in any case, and nowhere else."""
    assert "".join(names(companies, {"query": query})) == found


@pytest.mark.parametrize(
    ("sorts", "found"),
    [
        ([], "ABC"),
        ([{"propertyName": "numberofemployees", "direction": "DESCENDING"}], "BAC"),
        ([{"propertyName": "numberofemployees"}], "ABC"),
        (["-name"], "CBA"),
        (["name"], "ABC"),
        (['{"propertyName": "city", "direction": "ASCENDING"}'], "BAC"),
        ([{"propertyName": "hs_object_id", "direction": "DESCENDING"}], "CBA"),
    ],
)
def test_sorts(companies: Api, sorts: list[Any], found: str) -> None:
    """By a property's type, by creation where nothing is asked; records without the value come last."""
    assert "".join(names(companies, {"sorts": sorts})) == found


def test_pages(api: Api, portal: Portal) -> None:
    """Ten a page unless asked otherwise; `after` counts records."""
    for number in range(12):
        portal.create("companies", {"name": f"C{number:02}"})
    _, first = api("POST", COMPANIES, {})
    assert (first["total"], len(first["results"]), first["paging"]) == (12, 10, {"next": {"after": "10"}})
    _, second = api("POST", COMPANIES, {"after": "10"})
    assert (second["total"], len(second["results"]), "paging" in second) == (12, 2, False)


def test_archived_records_are_never_found(companies: Api, portal: Portal) -> None:
    """Not even where all of the rest is."""
    portal.archive("companies", "1002")
    assert names(companies, {}) == ["A", "C"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"limit": 201}, "at most 200"),
        ({"limit": -1}, "at most 200"),
        ({"after": "9901", "limit": 100}, "10000"),
        ({"after": "abc"}, "after must be a number, the one of the page before, and abc is none"),
        ({"filterGroups": [{"filters": []}] * 6}, "5 filterGroups"),
        (filters(*[one("name", "HAS_PROPERTY")] * 7), "6 filters"),
        ({"filterGroups": [filters(*[one("name", "HAS_PROPERTY")] * 4)["filterGroups"][0]] * 5}, "18"),
        (filters(one("nonsense", "EQ", "x")), "nonsense does not exist"),
        (filters(one("associations.unicorn", "EQ", "1")), "cannot be searched"),
        (filters(one("numberofemployees", "GT", "many")), "many is not a valid value"),
        (filters(one("createdate", "GT", "soon")), "soon is not a valid value"),
        (filters(one("name", "LIKE", "x")), "not one of the values accepted"),
        (filters(one("name", "EQ")), "operator EQ requires a value"),
        (filters(one("name", "IN", "x")), "operator IN requires a values"),
        (filters(one("createdate", "BETWEEN", "1")), "operator BETWEEN requires a highValue"),
        (filters({"value": "x"}), "not set ['propertyName', 'operator']"),
        ({"sorts": ["nonsense"]}, "cannot sort by nonsense"),
        ({"sorts": ["name", "city"]}, "only one sort"),
        ({"query": "x" * 3001}, "3000 characters"),
    ],
)
def test_refusals(api: Api, asked: dict[str, Any], said: str) -> None:
    """What a search may not ask is a 400 in HubSpot's shape that says what is wrong."""
    status, got = api("POST", COMPANIES, asked)
    assert (status, got["status"]) == (400, "error")
    assert said in got["message"]
    assert got["correlationId"]


def test_search_may_be_behind(companies: Api, portal: Portal) -> None:
    """With a lag, new records are missing, changed ones are found by what they were and shown as they are, archived ones
    are in the total only.
    """
    portal.set_search_lag(10)
    portal.set_now(portal.now() + timedelta(seconds=60))
    portal.create("companies", {"name": "D"})
    portal.update("companies", "1001", {"name": "Anew", "domain": ""})
    portal.archive("companies", "1003")
    asked = {"properties": ["name", "domain"]}
    _, got = companies("POST", COMPANIES, asked)
    assert (got["total"], [record["properties"]["name"] for record in got["results"]]) == (3, ["Anew", "B"])
    assert got["results"][0]["updatedAt"] > got["results"][0]["createdAt"]
    assert names(companies, filters(one("name", "EQ", "Anew"))) == []
    assert names(companies, filters(one("domain", "EQ", "alpha.example"))) == ["Anew"]
    portal.set_now(portal.now() + timedelta(seconds=10))
    _, got = companies("POST", COMPANIES, asked)
    assert [record["properties"]["name"] for record in got["results"]] == ["Anew", "B", "D"]
    assert got["total"] == 3


def test_an_empty_page_with_a_total(api: Api, portal: Portal) -> None:
    """Right after everything found was archived there is a total without results (41 of 642 recorded searches)."""
    portal.create("companies", {"name": "A"})
    portal.set_search_lag(10)
    portal.set_now(portal.now() + timedelta(minutes=1))
    portal.archive("companies", "1001")
    _, got = api("POST", COMPANIES, {})
    assert (got["total"], got["results"]) == (1, [])


def test_the_modified_date_is_behind_as_well(api: Api, portal: Portal) -> None:
    """Whoever polls by the modified date finds a change only once search knows of it, and then with its own date."""
    portal.create("companies", {"name": "A"})
    begun = moments.to_ms(portal.now())
    portal.set_search_lag(5)
    portal.set_now(portal.now() + timedelta(minutes=1))
    portal.update("companies", "1001", {"name": "B"})
    asked = filters(one("hs_lastmodifieddate", "GT", str(begun)))
    assert names(api, asked) == []
    portal.set_now(portal.now() + timedelta(seconds=5))
    assert names(api, asked) == ["B"]


def test_twenty_thousand_records_are_searched_quickly(portal: Portal) -> None:
    """The search of a poll (modified since, in that order, 200 a page) reads an index instead of the records."""
    start = moments.to_ms(portal.now())
    text = '{"email": "p@acme.example", "lastname": "' + "x" * 500 + '"}'
    with portal.db.transaction():
        portal.db.connection.executemany(
            "INSERT INTO record (type, id, properties, created, updated) VALUES ('contacts', ?, ?, ?, ?)",
            [(number, text, start, start + number) for number in range(1, 20_001)],
        )
    terms = Terms(portal.db, objects.TYPES["contacts"], definitions.of_type(portal.db, "contacts"))
    asked = {
        **filters(one("lastmodifieddate", "GTE", str(start))),
        "sorts": ["lastmodifieddate"],
        "limit": 200,
    }
    begun = perf_counter()
    found = search.search(asked, terms, start)
    assert perf_counter() - begun < KEYSET_AT_MOST_SECONDS
    assert (found.total, [record.id for record in found.records[:2]], found.after) == (
        20_000,
        ["1", "2"],
        "200",
    )
