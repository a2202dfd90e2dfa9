"""The table of association types: whole, in both directions, and as HubSpot's own client enumerates them."""

from typing import Any

import pytest
from hubspot.crm.association_type import AssociationType as Enumerated

from sandbox import Portal, association_types
from sandbox.association_types import HUBSPOT
from sandbox.errors import RefusalError
from sandbox.objects import TYPES
from tests.sandbox.conftest import Api

CLIENT = {
    name: number for name, number in vars(Enumerated).items() if name.isupper() and isinstance(number, int)
}


def test_every_direction_has_its_way_back() -> None:
    """The way back of the way back is the direction itself, between the same two object types, with the same standing."""
    for kind in HUBSPOT.values():
        back = HUBSPOT[kind.back]
        assert (back.start, back.end, back.back) == (kind.end, kind.start, kind.type_id)
        assert (back.is_primary, back.is_unlabelled) == (kind.is_primary, kind.is_unlabelled)


@pytest.mark.parametrize(("name", "number"), CLIENT.items())
def test_the_ids_are_those_of_hubspots_client(name: str, number: int) -> None:
    """What hubspot-api-client calls PRIMARY_CONTACT_TO_COMPANY is that here, wherever the box has both object types."""
    singular = {kind.singular.upper() for kind in TYPES.values()}
    start, _, end = name.removeprefix("PRIMARY_").partition("_TO_")
    if {start, end} <= singular:
        kind = HUBSPOT[number]
        assert (TYPES[kind.start].singular.upper(), TYPES[kind.end].singular.upper()) == (start, end)
        assert kind.is_primary == name.startswith("PRIMARY_")
    else:
        assert number not in HUBSPOT


@pytest.mark.parametrize(
    ("pair", "expected"),
    [
        ("contacts/companies", {(1, "Primary"), (279, None)}),
        ("companies/contacts", {(2, "Primary"), (280, None)}),
        ("TICKET/COMPANY", {(26, "Primary"), (339, None)}),
        ("0-136/0-1", {(578, "Primary"), (608, None)}),
        ("companies/companies", {(450, None), (13, "Child Company"), (14, "Parent Company")}),
        ("calls/meetings", {(399, None)}),
        ("tasks/notes", set()),
    ],
)
def test_the_types_of_a_pair(api: Api, pair: str, expected: set[tuple[int, str | None]]) -> None:
    """HubSpot's own types of a pair are listed with its category, under any name of the object types."""
    _, got = api("GET", f"/crm/associations/2026-03/{pair}/labels")
    assert {(one["typeId"], one["label"]) for one in got["results"]} == expected
    assert {one["category"] for one in got["results"]} <= {"HUBSPOT_DEFINED"}


def test_own_object_types_can_be_associated(api: Api, portal: Portal) -> None:
    """A type of the portal's own has unlabelled associations of its own to every type, and to itself."""
    portal.add_object_type("2-3604285", "machine", "machines")
    for other in ("contacts", "companies", "deals", "tickets", "tasks", "machines"):
        kind = association_types.unlabelled(portal.db, "machines", other)
        assert kind is not None
        assert (kind.category, kind.type_id in HUBSPOT) == ("USER_DEFINED", False)
    portal.create("companies", {"name": "Acme"})
    portal.create("machines", {})
    path = "/crm/objects/2026-03/2-3604285/1001/associations"
    assert api("PUT", f"{path}/default/companies/1001")[0] == 200
    _, got = api("GET", f"{path}/companies")
    assert [one["toObjectId"] for one in got["results"]] == [1001]


def test_a_refused_transaction_takes_its_types_along(portal: Portal) -> None:
    """Types that were made in a transaction that failed are not there afterwards."""
    before: Any = dict(association_types.known(portal.db))

    def fail() -> None:
        with portal.db.transaction():
            portal.add_label("contacts", "deals", "payer", "Payer")
            portal.add_label("contacts", "deals", "payer", "Payer")

    with pytest.raises(RefusalError, match="payer"):
        fail()
    assert dict(association_types.known(portal.db)) == before
