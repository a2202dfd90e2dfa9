"""Calls that no client should make get HubSpot's refusal, never a cut connection."""

import json
from typing import Any

import pytest

from sandbox import Portal
from sandbox.api import Request, call, create_app
from tests.sandbox.conftest import Api

SEARCH = "/crm/v3/objects/contacts/search"
TOO_LARGE = "9" * 25


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (SEARCH, {"filterGroups": "email"}),
        (SEARCH, {"filterGroups": [5]}),
        (SEARCH, {"filterGroups": [{"filters": {"propertyName": "email"}}]}),
        (
            SEARCH,
            {
                "filterGroups": [
                    {"filters": [{"propertyName": "createdate", "operator": "GT", "value": TOO_LARGE}]}
                ]
            },
        ),
        ("/crm/v3/objects/contacts/batch/create", {"inputs": [["email"]]}),
        ("/crm/v3/objects/contacts/batch/read", {"inputs": [1]}),
        ("/crm/v3/properties/contacts/batch/create", {"inputs": [7]}),
        (
            "/crm/v4/associations/contacts/companies/batch/labels/archive",
            {"inputs": [{"from": 1, "to": 2, "types": [[]]}]},
        ),
    ],
)
def test_values_of_another_kind_than_the_call_takes(api: Api, path: str, body: dict[str, Any]) -> None:
    """They are refused with a 400 in the usual shape."""
    status, answer = api("POST", path, body)
    assert (status, answer["status"]) == (400, "error")
    assert answer["message"]


@pytest.mark.parametrize(
    "path",
    [
        f"/crm/v3/lists/{TOO_LARGE}",
        f"/webhooks/v3/54321/subscriptions/{TOO_LARGE}",
        f"/crm/v3/objects/contacts/{TOO_LARGE}",
    ],
)
def test_a_number_larger_than_any_id(api: Api, path: str) -> None:
    """Such a path leads nowhere."""
    assert api("GET", path)[0] == 404


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity"])
def test_words_that_json_does_not_have(portal: Portal, word: str) -> None:
    """They are refused, although Python would read them."""
    contact = portal.create("contacts", {"email": "ada@oak.example"})
    asked = Request(
        "PATCH",
        f"/crm/v3/objects/contacts/{contact}",
        {"Authorization": f"Bearer {portal.token}"},
        f'{{"properties": {{"firstname": {word}}}}}'.encode(),
    )
    answer = call(create_app(), portal, asked)
    assert answer.status == 400
    assert word.removeprefix("-") in json.loads(answer.body)["message"]


@pytest.mark.parametrize("path", ["/crm/v3/objects/contacts", "/crm/objects/2026-09/contacts"])
def test_the_link_to_the_next_page_stays_on_the_version(portal: Portal, api: Api, path: str) -> None:
    """Who asks an older path is led on along it."""
    for number in range(3):
        portal.create("contacts", {"email": f"ada{number}@oak.example"})
    _, answer = api("GET", f"{path}?limit=1&properties=email")
    _, mark, rest = answer["paging"]["next"]["link"].partition(path)
    assert mark == path
    _, following = api("GET", path + rest)
    assert [one["properties"]["email"] for one in following["results"]] == ["ada1@oak.example"]
