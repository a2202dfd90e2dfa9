"""Everything around records: properties, owners, pipelines, access, headers, the ledger and ordered faults."""

import threading
from collections.abc import Callable
from http.client import HTTPException
from typing import Any

import pytest

from sandbox import Portal, Server

Api = Callable[..., Any]
PROPERTIES = "/crm/properties/2026-03/companies"
STAGE = {
    "name": "abm_stage",
    "label": "Stage",
    "type": "enumeration",
    "fieldType": "select",
    "groupName": "abm",
    "options": [{"label": "Identified", "value": "identified", "displayOrder": 0, "hidden": False}],
}


@pytest.fixture
def stage(api: Api) -> Api:
    """A portal in which abm_stage has been made."""
    assert api("POST", f"{PROPERTIES}/groups", {"name": "abm", "label": "ABM"})[0] == 201
    assert api("POST", PROPERTIES, STAGE)[0] == 201
    return api


def test_properties_are_made_once(stage: Api) -> None:
    """A second creation is a 409; an unknown group a 400; what is missing a 404."""
    assert stage("POST", PROPERTIES, STAGE)[1]["subCategory"] == "Properties.PROPERTY_EXISTS"
    assert stage("POST", PROPERTIES, {**STAGE, "name": "abm_x", "groupName": "nowhere"})[0] == 400
    assert stage("GET", f"{PROPERTIES}/abm_x")[0] == 404
    status, got = stage("GET", f"{PROPERTIES}/abm_stage")
    assert (status, got["options"], got["hubspotDefined"]) == (200, STAGE["options"], False)
    assert "abm_stage" in {one["name"] for one in stage("GET", PROPERTIES)[1]["results"]}


def test_options_given_replace_the_list(stage: Api) -> None:
    """PATCH takes the options as the whole list: what is left out is gone."""
    options = [{"label": "Expanded", "value": "expanded", "displayOrder": 0, "hidden": False}]
    _, got = stage("PATCH", f"{PROPERTIES}/abm_stage", {"options": options})
    assert [one["value"] for one in got["options"]] == ["expanded"]
    body = {"properties": {"name": "Acme", "abm_stage": "identified"}}
    assert stage("POST", "/crm/objects/2026-03/companies", body)[0] == 400


def test_properties_can_be_deleted_unless_hubspot_made_them(stage: Api) -> None:
    """A custom property goes with 204, a standard one stays."""
    assert stage("DELETE", f"{PROPERTIES}/abm_stage")[0] == 204
    assert stage("GET", f"{PROPERTIES}/abm_stage")[0] == 404
    assert stage("DELETE", f"{PROPERTIES}/name")[0] == 400


@pytest.mark.parametrize(
    "path", ["/crm/owners/2026-03", "/crm/owners/2026-09/", "/crm/v3/owners", "/crm/v3/owners/"]
)
def test_owners(api: Api, path: str) -> None:
    """Owners come in pages, archived ones on request and without a userId."""
    _, first = api("GET", f"{path}?limit=2")
    assert [one["email"] for one in first["results"]] == [
        "lena.hartwig@nordwind.example",
        "tom.okafor@nordwind.example",
    ]
    _, rest = api("GET", f"{path}?limit=2&after={first['paging']['next']['after']}")
    assert [one["email"] for one in rest["results"]] == ["mira.solano@nordwind.example"]
    _, gone = api("GET", f"{path}?archived=true")
    assert [(one["userId"], one["archived"]) for one in gone["results"]] == [(None, True)]


def test_pipelines(api: Api) -> None:
    """Two deal pipelines whose closed stages are known by metadata only; stage ids are unique in the portal."""
    _, got = api("GET", "/crm/v3/pipelines/deals")
    stages = [stage for pipeline in got["results"] for stage in pipeline["stages"]]
    assert [pipeline["id"] for pipeline in got["results"]] == ["default", "upsell"]
    won = [stage["id"] for stage in stages if float(stage["metadata"]["probability"]) == 1]
    assert won == ["closedwon", "upsell_won"]
    assert len({stage["id"] for stage in stages}) == len(stages)


@pytest.mark.parametrize("version", ["v3", "2026-03", "2026-09"])
def test_account_details(api: Api, portal: Portal, version: str) -> None:
    """The cheap check of token, portal and time zone."""
    _, got = api("GET", f"/account-info/{version}/details")
    assert (got["portalId"], got["timeZone"]) == (portal.portal_id, "Europe/Berlin")


def test_a_wrong_token_is_refused(api: Api, portal: Portal) -> None:
    """A foreign or revoked token gets 401 until it is restored."""
    path = "/account-info/2026-03/details"
    assert api("GET", path, token="pat-wrong")[1]["category"] == "INVALID_AUTHENTICATION"
    portal.revoke_token()
    assert api("GET", path)[0] == 401
    portal.restore_token()
    assert api("GET", path)[0] == 200


@pytest.mark.parametrize(
    ("scope", "call"),
    [
        ("crm.objects.contacts.read", ("GET", "/crm/v3/objects/contacts")),
        ("crm.objects.contacts.read", ("POST", "/crm/v3/objects/contacts/batch/read", {"inputs": []})),
        ("crm.objects.companies.write", ("POST", "/crm/v3/objects/companies", {"properties": {"name": "A"}})),
        ("crm.objects.contacts.write", ("POST", "/crm/v3/objects/tasks", {"properties": {}})),
        ("crm.objects.owners.read", ("GET", "/crm/v3/owners/")),
        ("crm.schemas.companies.write", ("POST", PROPERTIES, STAGE)),
        ("crm.objects.companies.read", ("POST", "/crm/v4/associations/contacts/companies/batch/read", {})),
    ],
)
def test_missing_scopes_are_named(api: Api, portal: Portal, scope: str, call: tuple[Any, ...]) -> None:
    """A call without its scope is a 403 that names it."""
    portal.missing_scopes = {scope}
    status, got = api(*call)
    assert (status, got["category"]) == (403, "MISSING_SCOPES")
    assert got["errors"][0]["context"]["requiredGranularScopes"] == [scope]


def test_rate_headers_are_on_ordinary_answers(api: Api) -> None:
    """Private apps see daily and interval limits, on search the daily one alone."""
    headers = api("GET", "/crm/v3/objects/contacts", full=True)[2]
    assert (headers["X-HubSpot-RateLimit-Max"], headers["X-HubSpot-RateLimit-Interval-Milliseconds"]) == (
        "190",
        "10000",
    )
    headers = api("POST", "/crm/v3/objects/contacts/search", {}, full=True)[2]
    told = {name for name in headers if name.startswith("X-HubSpot-RateLimit")}
    assert told == {"X-HubSpot-RateLimit-Daily", "X-HubSpot-RateLimit-Daily-Remaining"}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/crm/objects/2024-01/contacts", 404),
        ("GET", "/nowhere", 404),
        ("POST", "/crm/owners/2026-03", 405),
        ("GET", "/crm/objects/2026-03/unicorns", 400),
        ("POST", "/crm/objects/2026-03/contacts/batch/update", 400),
        ("GET", "/crm/objects/2026-03/contacts?limit=101", 400),
        ("GET", "/crm/objects/2026-03/contacts/nobody", 404),
    ],
)
def test_every_refusal_has_a_correlation_id(api: Api, method: str, path: str, status: int) -> None:
    """Whatever is wrong, the answer is JSON in HubSpot's error shape, and header and body name the same call."""
    got, body, headers = api(method, path, full=True)
    assert got == status
    assert body["status"] == "error"
    assert body["correlationId"] == headers["X-HubSpot-Correlation-Id"]


def test_every_call_is_in_the_ledger(api: Api, portal: Portal) -> None:
    """Calls are kept with method, path and status, and can be asked for."""
    api("GET", "/crm/v3/objects/contacts/1?properties=email")
    api("POST", "/crm/v3/objects/companies", {"properties": {"name": "A"}})
    assert portal.api_calls() == 2
    assert [(call.method, call.path, call.status) for call in portal.calls(path_regex="contacts")] == [
        ("GET", "/crm/v3/objects/contacts/1", 404)
    ]
    assert [call.status for call in portal.calls(method="POST")] == [201]


def test_an_answer_can_be_ordered(api: Api, portal: Portal) -> None:
    """An ordered status comes as often as asked, without the call's effect; a 429 has no Retry-After."""
    portal.faults.answer_next("POST", "/companies$", 429, times=2)
    for _ in range(2):
        status, body, headers = api(
            "POST", "/crm/v3/objects/companies", {"properties": {"name": "A"}}, full=True
        )
        assert (status, body["policyName"], "Retry-After" in headers) == (429, "TEN_SECONDLY_ROLLING", False)
    assert portal.records("companies") == []
    assert api("POST", "/crm/v3/objects/companies", {"properties": {"name": "A"}})[0] == 201


def test_a_call_can_take_effect_without_an_answer(api: Api, portal: Portal) -> None:
    """The record is there, the answer never comes."""
    portal.faults.apply_then_drop("POST", "/tasks")
    with pytest.raises((OSError, HTTPException)):
        api("POST", "/crm/v3/objects/tasks", {"properties": {"hs_timestamp": "2026-09-08"}})
    assert len(portal.records("tasks")) == 1
    assert [call.status for call in portal.calls()] == [0]


def test_a_silent_call_ends_when_stopped(api: Api, portal: Portal, server: Server) -> None:
    """A silent call keeps its caller waiting until the fault is stopped, and does nothing."""
    portal.faults.silent("POST", "/companies")
    failed = threading.Event()

    def call() -> None:
        try:
            api("POST", "/crm/v3/objects/companies", {"properties": {"name": "A"}})
        except (OSError, HTTPException):
            failed.set()

    caller = threading.Thread(target=call)
    caller.start()
    assert not failed.wait(0.2)
    portal.faults.stop()
    caller.join(5)
    assert failed.is_set()
    assert server.url
    assert portal.records("companies") == []
