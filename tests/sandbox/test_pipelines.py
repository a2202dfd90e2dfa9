"""Owners and pipelines over HTTP: what an admin sets up, read and changed as HubSpot lets it."""

from collections.abc import Callable
from typing import Any

import pytest

from sandbox import Portal

Api = Callable[..., Any]
DEALS = "/crm/pipelines/2026-03/deals"
TICKETS = "/crm/v3/pipelines/tickets"


def stage(label: str, order: int = 0, **metadata: Any) -> dict[str, Any]:
    return {"label": label, "displayOrder": order, "metadata": metadata}


PARTNERS = {
    "label": "Partners",
    "displayOrder": 2,
    "stages": [stage("Won", 1, probability="1.0"), stage("New", 0, probability=0.2)],
}


def test_pipelines_are_made_with_their_stages(api: Api) -> None:
    """Stages come in their order; a stage is closed where it is certain; everything in the metadata is text."""
    status, made = api("POST", DEALS, PARTNERS)
    assert (status, [one["label"] for one in made["stages"]]) == (201, ["New", "Won"])
    assert [one["metadata"] for one in made["stages"]] == [
        {"probability": "0.2", "isClosed": "false"},
        {"probability": "1.0", "isClosed": "true"},
    ]
    assert api("GET", f"{DEALS}/{made['id']}")[1] == made
    assert api("GET", f"{DEALS}/{made['id']}/stages")[1]["results"] == made["stages"]
    won = made["stages"][1]
    assert api("GET", f"{DEALS}/{made['id']}/stages/{won['id']}")[1] == won
    body = {"properties": {"dealname": "A", "dealstage": won["id"], "pipeline": made["id"]}}
    assert api("POST", "/crm/objects/2026-03/deals", body)[0] == 201


@pytest.mark.parametrize(
    ("path", "asked", "status"),
    [
        (DEALS, {**PARTNERS, "label": "Ausbau"}, 409),
        (DEALS, {**PARTNERS, "label": ""}, 400),
        (DEALS, {**PARTNERS, "stages": []}, 400),
        (DEALS, {**PARTNERS, "stages": [stage("New")]}, 400),
        (DEALS, {**PARTNERS, "stages": [stage("New", probability="0.25")]}, 400),
        (DEALS, {**PARTNERS, "stages": [stage("New", probability="1.1")]}, 400),
        (DEALS, {**PARTNERS, "stages": [stage("New", probability="likely")]}, 400),
        (DEALS, {**PARTNERS, "stages": [stage("New", probability="0.1")] * 2}, 409),
        (TICKETS, {**PARTNERS, "stages": [stage("New", ticketState="AJAR")]}, 400),
        ("/crm/v3/pipelines/companies", PARTNERS, 400),
    ],
)
def test_bad_pipelines(api: Api, path: str, asked: dict[str, Any], status: int) -> None:
    """What HubSpot does not take is refused, and nothing is made."""
    before = api("GET", path)
    assert api("POST", path, asked)[0] == status
    assert api("GET", path) == before


def test_stages_are_added_changed_and_deleted(api: Api) -> None:
    """A stage keeps its id when it is renamed; the last one stays."""
    _, added = api("POST", f"{DEALS}/upsell/stages", stage("Talk", 9, probability="0.5"))
    path = f"{DEALS}/upsell/stages/{added['id']}"
    _, changed = api("PATCH", path, {"label": "Talks", "metadata": {"probability": "0.6"}})
    assert (changed["id"], changed["label"]) == (added["id"], "Talks")
    assert changed["metadata"]["probability"] == "0.6"
    assert api("PUT", path, stage("Talks again", 9, probability="0.5"))[1]["label"] == "Talks again"
    assert api("PATCH", path, {"label": "Ausbau gewonnen"})[0] == 409
    stages = api("GET", f"{DEALS}/upsell/stages")[1]["results"]
    assert [api("DELETE", f"{DEALS}/upsell/stages/{one['id']}")[0] for one in stages] == [204] * 4 + [400]
    assert api("DELETE", f"{DEALS}/upsell/stages/nothing")[0] == 404


def test_what_is_in_use_stays(api: Api, portal: Portal) -> None:
    """Neither a stage nor a pipeline goes while a record is in it; a pipeline's last of its type never does."""
    portal.create("deals", {"dealname": "A", "dealstage": "upsell_need"})
    assert api("DELETE", f"{DEALS}/upsell/stages/upsell_need")[0] == 400
    assert api("DELETE", f"{DEALS}/upsell")[0] == 400
    portal.archive("deals", "1001")
    assert api("DELETE", f"{DEALS}/upsell")[0] == 204
    assert api("GET", f"{DEALS}/upsell")[0] == 404
    assert api("DELETE", f"{DEALS}/default")[0] == 400


def test_a_pipeline_is_renamed_or_replaced(api: Api) -> None:
    """PATCH changes label and order; PUT the stages too, which keep their records where they keep their id."""
    assert api("PATCH", f"{DEALS}/upsell", {"label": "Growth"})[1]["label"] == "Growth"
    assert api("PATCH", f"{DEALS}/upsell", {"label": "Neugeschäft"})[0] == 409
    kept = {**stage("Need", 0, probability="0.4"), "stageId": "upsell_need"}
    asked = {"label": "Growth", "displayOrder": 1, "stages": [kept, stage("End", 1, probability="1.0")]}
    _, got = api("PUT", f"{DEALS}/upsell", asked)
    assert [one["label"] for one in got["stages"]] == ["Need", "End"]
    assert got["stages"][0]["id"] == "upsell_need"


@pytest.mark.parametrize(
    ("object_type", "says", "closed"),
    [
        ("tickets", "ticketState", ["4"]),
        ("leads", "leadState", ["qualified-stage-id", "unqualified-stage-id"]),
    ],
)
def test_other_types_have_pipelines_too(api: Api, object_type: str, says: str, closed: list[str]) -> None:
    """Every portal has one for tickets and one for leads; their stages tell a state instead of a probability."""
    _, got = api("GET", f"/crm/pipelines/2026-09/{object_type}")
    stages = got["results"][0]["stages"]
    assert [one["id"] for one in stages if one["metadata"]["isClosed"] == "true"] == closed
    assert all(one["metadata"][says] for one in stages)


def test_an_admin_sets_up_without_http(api: Api, portal: Portal) -> None:
    """Owners and pipelines that a test adds are there for every call."""
    portal.add_owner(7, "ada@nordwind.example", "Ada", "Kern", user_id=77)
    portal.add_pipeline(
        "tickets", "care", "Care", [("c1", "Open", "OPEN", False), ("c2", "Done", "CLOSED", True)]
    )
    assert api("GET", "/crm/owners/2026-03/77?idProperty=userId")[1]["email"] == "ada@nordwind.example"
    assert [one["id"] for one in api("GET", TICKETS)[1]["results"]] == ["0", "care"]
    portal.add_owner(7, "ada@nordwind.example", "Ada", "Kern", archived=True)
    assert api("GET", "/crm/owners/2026-03/7")[0] == 404
    assert api("GET", "/crm/owners/2026-03/7?archived=true")[1]["userId"] is None


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("email=LENA.hartwig@nordwind.example", ["Lena"]),
        ("archived=True", ["Jonathan"]),
        ("archived=False&limit=1", ["Lena"]),
        ("after=64492918", ["Mira"]),
        ("email=nobody@nordwind.example", []),
    ],
)
def test_owners_are_found(api: Api, query: str, found: list[str]) -> None:
    """By e-mail in any case, in pages, and by being archived, in Python's words too."""
    assert [one["firstName"] for one in api("GET", f"/crm/owners/2026-03?{query}")[1]["results"]] == found


@pytest.mark.parametrize("query", ["limit=501", "limit=0", "after=x"])
def test_bad_pages_of_owners(api: Api, query: str) -> None:
    """A page that cannot be is a 400."""
    assert api("GET", f"/crm/owners/2026-03?{query}")[0] == 400
    assert api("GET", "/crm/owners/2026-03/64492917?idProperty=email")[0] == 400
