"""Real property definitions of 2022: the box takes and answers each as it is, and its own agree with them."""

from collections.abc import Callable
from typing import Any

import pytest

from sandbox import Portal
from tests.sandbox import recordings
from tests.sandbox.recordings import Json, shape

Api = Callable[..., tuple[int, Any]]
pytestmark = recordings.needs_recordings
CONTACTS = "/crm/properties/2026-03/contacts"
# What a definition of today has besides those of 2022 (HubSpot's specification of 2026-03).
NEWER = {"archived", "dataSensitivity", "hubspotDefined"}
# Properties that portals have had since 2023 only.
YOUNGER = ("hs_v2_date_entered_", "hs_object_source")
TOLD_BY_BOTH = (
    "type",
    "fieldType",
    "calculated",
    "hubspotDefined",
    "externalOptions",
    "referencedObjectType",
)


@pytest.fixture
def real() -> dict[str, Json]:
    return {one["name"]: one for one in recordings.definitions()}


def listed(api: Api) -> dict[str, Json]:
    status, answer = api("GET", CONTACTS)
    assert status == 200
    return {one["name"]: one for one in answer["results"]}


def test_definitions_come_back_as_they_went_in(api: Api, portal: Portal, real: dict[str, Json]) -> None:
    """Each of them, alone and in the list, with the same keys and values."""
    with portal.transaction():
        for one in real.values():
            portal.define("contacts", one)
    together = listed(api)
    for name, one in real.items():
        assert one.items() <= together[name].items()
        assert together[name].keys() - one.keys() <= NEWER
    for name in list(real)[::20]:
        assert api("GET", f"{CONTACTS}/{name}") == (200, together[name])


def test_standard_definitions_agree(api: Api, real: dict[str, Json]) -> None:
    """What a new portal has is what the real one had, in all that decides about values."""
    ours = listed(api)
    shared = ours.keys() & real.keys()
    assert len(shared) >= 40
    for name in shared:
        told = {key: ours[name].get(key) for key in TOLD_BY_BOTH}
        assert (name, told) == (name, {key: real[name].get(key) for key in TOLD_BY_BOTH})
        assert may_be_written(ours[name]) == may_be_written(real[name]), name
        assert values_of(ours[name]) == values_of(real[name]), name
        assert ours[name].keys() >= real[name].keys() - {"calculationFormula", "showCurrencySymbol"}
        assert shape(ours[name]["updatedAt"]) == "moment"


def test_every_standard_definition_is_a_real_one(api: Api, real: dict[str, Json]) -> None:
    """The box makes up no property of HubSpot's."""
    ours = {name for name in listed(api) if not name.startswith(YOUNGER)}
    assert ours <= real.keys()


def may_be_written(definition: Json) -> bool:
    return not definition["modificationMetadata"]["readOnlyValue"]


def values_of(definition: Json) -> list[str]:
    return [option["value"] for option in definition["options"]]
