"""Object types: their names, what each needs, and those a portal defines for itself."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sandbox import Portal

Api = Callable[..., tuple[int, Any]]
ROOT = "/crm/objects/2026-03"
LEAD_TO_CONTACT = 578


def needed(api: Api, object_type: str, properties: dict[str, str], **more: Any) -> tuple[int, Any]:
    return api("POST", f"{ROOT}/{object_type}", {"properties": properties, **more})


@pytest.mark.parametrize("name", ["companies", "company", "COMPANY", "Companies", "0-2"])
def test_a_type_has_many_names(api: Api, portal: Portal, name: str) -> None:
    """Plural, singular and type id mean the same, in any case."""
    portal.create("companies", {"name": "Acme"})
    assert api("GET", f"/crm/v3/objects/{name}/1001")[1]["id"] == "1001"


def test_an_unknown_type_is_refused(api: Api) -> None:
    """A name that no type has is a 400 that repeats it."""
    status, body = api("GET", f"{ROOT}/dragons/1")
    assert (status, body["message"]) == (400, "Unable to infer object type from: dragons")


@pytest.mark.parametrize(
    ("object_type", "properties"),
    [
        ("contacts", {"jobtitle": "CFO"}),
        ("companies", {"city": "Ulm"}),
        ("deals", {"dealname": "Acme"}),
        ("tickets", {"subject": "Help"}),
        ("tickets", {"hs_pipeline_stage": "1"}),
        ("tasks", {"hs_task_subject": "Call"}),
        ("notes", {"hs_note_body": "Hello"}),
        ("meetings", {"hs_meeting_title": "Demo"}),
        ("calls", {"hs_call_title": "Hello"}),
        ("emails", {"hs_email_subject": "Hello"}),
        ("leads", {"hs_lead_type": "UPSELL"}),
        ("leads", {"hs_lead_name": "Acme"}),
    ],
)
def test_what_creation_needs(api: Api, portal: Portal, object_type: str, properties: dict[str, str]) -> None:
    """A record without what its type must have is refused, and nothing stays."""
    status, body = needed(api, object_type, properties)
    assert (status, body["category"]) == (400, "VALIDATION_ERROR")
    assert portal.records(object_type) == []


def test_a_ticket_knows_its_pipeline_and_when_it_was_closed(api: Api) -> None:
    """The pipeline follows from the stage; closing sets the date, opening again clears it."""
    _, made = needed(api, "tickets", {"subject": "Help", "hs_pipeline_stage": "1"})
    path = f"{ROOT}/tickets/{made['id']}"
    seen = []
    for stage in ("4", "1"):
        api("PATCH", path, {"properties": {"hs_pipeline_stage": stage}})
        seen.append(api("GET", f"{path}?properties=closed_date,hs_pipeline")[1]["properties"])
    assert [(one["hs_pipeline"], one["closed_date"]) for one in seen] == [
        ("0", "2026-09-07T06:00:00Z"),
        ("0", ""),
    ]


@pytest.mark.parametrize(
    ("object_type", "properties"),
    [
        ("deals", {"dealname": "Acme", "dealstage": "closedwon", "pipeline": "upsell"}),
        ("deals", {"dealname": "Acme", "dealstage": "nowhere"}),
        ("tickets", {"subject": "Help", "hs_pipeline_stage": "closedwon"}),
    ],
)
def test_a_stage_belongs_to_a_pipeline(api: Api, object_type: str, properties: dict[str, str]) -> None:
    """A stage of another pipeline, or of none, is no option."""
    status, body = needed(api, object_type, properties)
    assert (status, body["errors"][0]["code"]) == (400, "INVALID_OPTION")


def test_a_lead_is_somebody_in_the_portal(api: Api, portal: Portal) -> None:
    """A lead needs a name and a contact or company; without a stage it begins at the first one."""
    contact = portal.create("contacts", {"email": "ada@acme.example"})
    spec = {"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": LEAD_TO_CONTACT}
    link = [{"to": {"id": contact}, "types": [spec]}]
    status, made = needed(api, "leads", {"hs_lead_name": "Acme"}, associations=link)
    assert (status, made["properties"]["hs_pipeline_stage"]) == (201, "new-stage-id")


@pytest.mark.parametrize(
    ("given", "website"),
    [
        ({"domain": "acme.example"}, "acme.example"),
        ({"domain": "acme.example", "website": "www.acme.example"}, "www.acme.example"),
        ({"name": "Acme"}, None),
    ],
)
def test_a_new_company_takes_its_website_from_its_domain(
    portal: Portal, given: dict[str, str], website: str | None
) -> None:
    """Recorded: `website` is filled where only `domain` was given."""
    company = portal.record("companies", portal.create("companies", given))
    assert company is not None
    assert company.properties.get("website") == website


@pytest.fixture
def cars(portal: Portal) -> str:
    """The path of an object type that the portal defined for itself."""
    portal.add_object_type("2-3604285", "car", "cars", defaults=("plate",), needed=(("plate",),))
    portal.define("cars", {"name": "plate", "hasUniqueValue": True})
    return f"{ROOT}/2-3604285"


def test_own_types_live_like_any_other(api: Api, cars: str) -> None:
    """They are created, read, changed, listed and archived by type id or name."""
    status, made = api("POST", cars, {"properties": {"plate": "UL-AC 1"}})
    assert (status, sorted(made["properties"])) == (
        201,
        ["hs_createdate", "hs_lastmodifieddate", "hs_object_id", "plate"],
    )
    assert api("GET", f"{ROOT}/cars/{made['id']}")[1]["properties"]["plate"] == "UL-AC 1"
    assert api("PATCH", f"{ROOT}/CAR/{made['id']}", {"properties": {"plate": "UL-AC 2"}})[0] == 200
    assert [one["properties"]["plate"] for one in api("GET", cars)[1]["results"]] == ["UL-AC 2"]
    assert api("DELETE", f"{cars}/{made['id']}")[0] == 204
    assert api("POST", cars, {"properties": {}})[0] == 400


def test_own_types_are_still_there_after_opening_again(portal: Portal, cars: str, tmp_path: Path) -> None:
    """The portal keeps them."""
    portal.create("cars", {"plate": "UL-AC 1"})
    portal.close()
    again = Portal.open(tmp_path)
    assert [one.properties["plate"] for one in again.records("cars")] == ["UL-AC 1"]
    again.close()


@pytest.mark.parametrize(("singular", "plural"), [("contact", "people"), ("car", "vehicles")])
def test_a_taken_name_is_refused(portal: Portal, cars: str, singular: str, plural: str) -> None:
    """Neither HubSpot's own names nor the portal's can be given twice."""
    with pytest.raises(ValueError, match="already"):
        portal.add_object_type("2-1", singular, plural)
