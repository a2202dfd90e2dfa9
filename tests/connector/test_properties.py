"""The properties a rulebook owns are made once, completed when it grows, and otherwise left alone."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pytest

from accounts.values import Kind
from connector import Ensured, HubSpot, HubSpotError, MissingScope, Refused, ensure_properties
from sandbox import Portal


@dataclass(frozen=True)
class Own:
    kind: Kind
    name: str
    type: str = "string"
    field_type: str = "text"
    options: tuple[str, ...] = ()
    label: str = "A label"
    description: str = "What it means."


STAGE = Own(Kind.COMPANY, "abm_stage", "enumeration", "select", ("identified", "sales_ready"))
WHY = Own(Kind.COMPANY, "abm_why", field_type="textarea")
SINCE = Own(Kind.COMPANY, "abm_stage_since", "datetime", "date")
CYCLE = Own(Kind.COMPANY, "abm_cycle", "number", "number")
STEP = Own(Kind.CONTACT, "abm_funnel_step", "enumeration", "select", ("awareness",))
ALL = (STAGE, WHY, SINCE, CYCLE, STEP)
NAMES = tuple(sorted(f"{own.kind}.{own.name}" for own in ALL))


def options_of(hubspot: HubSpot, name: str) -> Mapping[str, str]:
    found = hubspot.gateway.crm.properties.core_api.get_by_name("companies", name)["options"]
    return {option["value"]: option["label"] for option in found}


def test_a_new_portal_gets_them_all(hubspot: HubSpot) -> None:
    """Group and properties are made with their types and options, and can be written at once."""
    assert ensure_properties(hubspot, ALL, "abm") == Ensured(created=NAMES)
    there = {found.name: found for found in hubspot.definitions(Kind.COMPANY)}
    assert there["abm_stage"].options == ("identified", "sales_ready")
    assert [there[own.name].type for own in (STAGE, WHY, SINCE, CYCLE)] == [
        "enumeration",
        "string",
        "datetime",
        "number",
    ]
    company = hubspot.gateway.crm.objects.basic_api.create("companies", {"properties": {"name": "Oak"}})["id"]
    values = {"abm_stage": "sales_ready", "abm_stage_since": "2026-09-07T06:00:00.000Z", "abm_cycle": "2"}
    assert hubspot.update(Kind.COMPANY, [(company, values)])[0].error is None


def test_a_second_time_changes_nothing(hubspot: HubSpot, portal: Portal) -> None:
    """What is there is only read."""
    ensure_properties(hubspot, ALL, "abm")
    before = len(portal.calls("POST")) + len(portal.calls("PATCH"))
    assert ensure_properties(hubspot, ALL, "abm") == Ensured(existing=NAMES)
    assert len(portal.calls("POST")) + len(portal.calls("PATCH")) == before


def test_a_grown_rulebook_adds_options_and_keeps_the_others(hubspot: HubSpot) -> None:
    """HubSpot replaces the whole list: options of the portal, and what people renamed them to, must stay."""
    ensure_properties(hubspot, ALL, "abm")
    core = hubspot.gateway.crm.properties.core_api
    renamed = [
        {"value": "identified", "label": "Erkannt", "displayOrder": 0, "hidden": False},
        {"value": "of_a_person", "label": "Von Hand", "displayOrder": 1, "hidden": False},
    ]
    core.update("companies", "abm_stage", {"options": renamed})
    done = ensure_properties(
        hubspot, [replace(STAGE, options=("identified", "expanded", "sales_ready"))], "abm"
    )
    assert done == Ensured(existing=("company.abm_stage",), missing_options_added=("company.abm_stage",))
    assert options_of(hubspot, "abm_stage") == {
        "identified": "Erkannt",
        "of_a_person": "Von Hand",
        "expanded": "expanded",
        "sales_ready": "sales ready",
    }


def test_a_property_of_another_type_is_left_to_people(hubspot: HubSpot) -> None:
    """A property of that name that means something else is named and not touched."""
    ensure_properties(hubspot, [replace(STAGE, type="string", field_type="text", options=())], "abm")
    done = ensure_properties(hubspot, [STAGE, WHY], "abm")
    assert done == Ensured(created=("company.abm_why",), mismatched=("company.abm_stage",))


def test_two_at_once_do_not_disturb_each_other(hubspot: HubSpot, portal: Portal) -> None:
    """Somebody else made the property between our look and our creation: a 409 is as good as done."""
    conflict = {"status": "error", "category": "OBJECT_ALREADY_EXISTS", "message": "exists"}
    portal.faults.answer_next("POST", "/companies$", 409, conflict)
    portal.faults.answer_next("POST", "/companies/groups$", 409, conflict)
    hubspot.gateway.crm.properties.groups_api.create("contacts", {"name": "abm", "label": "x"})
    done = ensure_properties(hubspot, [WHY, STEP], "abm")
    assert done == Ensured(created=("contact.abm_funnel_step",), existing=("company.abm_why",))


@pytest.mark.parametrize(("status", "kind"), [(400, Refused), (403, MissingScope)])
def test_a_refusal_is_said(hubspot: HubSpot, portal: Portal, status: int, kind: type[HubSpotError]) -> None:
    """A portal that does not let us make properties says so; once it does, the rest is made."""
    portal.faults.answer_next("POST", "/crm/properties/2026-03/companies$", status)
    with pytest.raises(kind):
        ensure_properties(hubspot, ALL, "abm")
    done = ensure_properties(hubspot, ALL, "abm")
    assert tuple(sorted((*done.created, *done.existing))) == NAMES


def test_options_belong_to_enumerations_only(hubspot: HubSpot, portal: Portal) -> None:
    """No list of options is sent for a text."""
    ensure_properties(hubspot, [WHY], "abm")
    assert options_of(hubspot, "abm_why") == {}
    assert len(portal.calls("PATCH")) == 0
