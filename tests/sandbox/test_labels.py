"""Labels that people give associations: making, renaming, deleting, setting and taking them off."""

from typing import Any

import pytest

from sandbox import Portal
from tests.sandbox.conftest import Api

LABELS = "/crm/associations/2026-03/contacts/deals/labels"


@pytest.fixture
def deal(portal: Portal) -> str:
    """A path to the associations of contact 1001 with deals; there is deal 1001."""
    portal.create("contacts", {"email": "ada@acme.example"})
    portal.create("deals", {"dealname": "Press", "dealstage": "appointmentscheduled"})
    return "/crm/objects/2026-03/contacts/1001/associations/deals"


def own(*type_ids: int) -> list[dict[str, Any]]:
    return [{"associationCategory": "USER_DEFINED", "associationTypeId": one} for one in type_ids]


def types_at(api: Api, path: str) -> list[tuple[int, str | None, str]]:
    _, got = api("GET", path)
    kinds = got["results"][0]["associationTypes"] if got["results"] else []
    return [(kind["typeId"], kind["label"], kind["category"]) for kind in kinds]


@pytest.mark.parametrize(
    ("pair", "asked", "expected"),
    [
        ("contacts/deals", {"name": "payer", "label": "Pays"}, ["Pays", "Pays"]),
        ("contacts/contacts", {"name": "boss", "label": "Boss", "inverseLabel": "Staff"}, ["Boss", "Staff"]),
        ("contacts/contacts", {"name": "friend", "label": "Friend"}, ["Friend"]),
    ],
)
def test_a_label_has_an_id_for_each_direction(
    api: Api, pair: str, asked: dict[str, str], expected: list[str]
) -> None:
    """A single label is called the same both ways, a paired one differently; between equals it is one type."""
    path = f"/crm/v4/associations/{pair}/labels"
    status, made = api("POST", path, asked)
    assert status == 200
    assert [one["label"] for one in made["results"]] == expected
    assert {one["category"] for one in made["results"]} == {"USER_DEFINED"}
    assert len({one["typeId"] for one in made["results"]}) == len(expected)
    _, listed = api("GET", path)
    assert made["results"][0] in listed["results"]


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"name": "payer"}, 400),
        ({"label": "Pays"}, 400),
        ({"name": "2nd", "label": "Second"}, 400),
        ({"name": "de-cider", "label": "Decides"}, 400),
        ({"name": "known", "label": "Anything"}, 409),
    ],
)
def test_labels_that_cannot_be(api: Api, portal: Portal, asked: dict[str, str], status: int) -> None:
    """A label needs a text and a new name without hyphens that does not begin with a digit."""
    portal.add_label("contacts", "deals", "known", "Known")
    assert api("POST", LABELS, asked)[0] == status


def test_ten_labels_a_pair(api: Api) -> None:
    """An eleventh label of a pair is refused, from either side; another pair has its own ten."""
    for number in range(10):
        assert api("POST", LABELS, {"name": f"role{number}", "label": f"Role {number}"})[0] == 200
    one_more = {"name": "role10", "label": "Role 10"}
    assert api("POST", LABELS, one_more)[0] == 400
    assert api("POST", "/crm/associations/2026-03/deals/contacts/labels", one_more)[0] == 400
    assert api("POST", "/crm/associations/2026-03/contacts/companies/labels", one_more)[0] == 200


def test_a_label_stands_beside_the_plain_association(api: Api, portal: Portal, deal: str) -> None:
    """Setting a label associates without one as well; the other side shows the inverse label."""
    label, back = portal.add_label("contacts", "deals", "payer", "Pays", "Paid by")
    status, got = api("PUT", f"{deal}/1001", own(label))
    assert (status, got) == (
        201,
        {
            "fromObjectTypeId": "0-1",
            "fromObjectId": 1001,
            "toObjectTypeId": "0-3",
            "toObjectId": 1001,
            "labels": ["Pays"],
        },
    )
    assert types_at(api, deal) == [(4, None, "HUBSPOT_DEFINED"), (label, "Pays", "USER_DEFINED")]
    other_side = "/crm/objects/2026-03/deals/1001/associations/contacts"
    assert types_at(api, other_side) == [(3, None, "HUBSPOT_DEFINED"), (back, "Paid by", "USER_DEFINED")]
    assert portal.records("deals")[0].properties["num_associated_contacts"] == "1"


def test_writing_labels_replaces_those_there_are(api: Api, portal: Portal, deal: str) -> None:
    """Labels that are not sent again go; the plain association stays. One by one and in batches."""
    first, second, third = (
        portal.add_label("contacts", "deals", name, name.title())[0] for name in ("one", "two", "three")
    )
    api("PUT", f"{deal}/1001", own(first, second))
    api("PUT", f"{deal}/1001", own(second, third))
    assert [kind[0] for kind in types_at(api, deal)] == [4, second, third]
    asked = {"inputs": [{"from": {"id": "1001"}, "to": {"id": "1001"}, "types": own(first)}]}
    status, got = api("POST", "/crm/associations/2026-03/contacts/deals/batch/create", asked)
    assert (status, got["results"][0]["labels"]) == (201, ["One"])
    assert [kind[0] for kind in types_at(api, deal)] == [4, first]


@pytest.mark.parametrize(
    ("category", "left"),
    [("USER_DEFINED", [4]), ("HUBSPOT_DEFINED", [])],
    ids=["a label alone", "the plain one with everything"],
)
def test_taking_labels_off(api: Api, portal: Portal, deal: str, *, category: str, left: list[int]) -> None:
    """A label can go alone; without the plain association there is none at all."""
    label, _ = portal.add_label("contacts", "deals", "payer", "Pays")
    portal.associate("contacts", "1001", "deals", "1001", label)
    spec = {"associationCategory": category, "associationTypeId": label if left else 4}
    asked = {"inputs": [{"from": {"id": "1001"}, "to": {"id": "1001"}, "types": [spec]}]}
    assert api("POST", "/crm/v4/associations/contacts/deals/batch/labels/archive", asked)[0] == 204
    assert [kind[0] for kind in types_at(api, deal)] == left


def test_renaming_and_deleting_a_label(api: Api, portal: Portal, deal: str) -> None:
    """New words show where the label is set; a deleted label leaves the plain association, and its id is not reused."""
    label, back = portal.add_label("contacts", "deals", "payer", "Pays", "Paid by")
    portal.associate("contacts", "1001", "deals", "1001", label)
    words = {"associationTypeId": label, "label": "Pays for", "inverseLabel": "Is paid by"}
    assert api("PUT", LABELS, words)[0] == 204
    assert types_at(api, deal)[1] == (label, "Pays for", "USER_DEFINED")
    assert api("DELETE", f"{LABELS}/{label}")[0] == 204
    assert [kind[0] for kind in types_at(api, deal)] == [4]
    assert api("DELETE", f"{LABELS}/{label}")[0] == 404
    assert min(portal.add_label("contacts", "deals", "payer", "Pays")) > max(label, back)


@pytest.mark.parametrize("type_id", [4, 9999])
def test_hubspots_own_types_cannot_be_changed(api: Api, type_id: int) -> None:
    """Renaming or deleting what is no label of people's own is a 404."""
    assert api("PUT", LABELS, {"associationTypeId": type_id, "label": "Mine"})[0] == 404
    assert api("DELETE", f"{LABELS}/{type_id}")[0] == 404


@pytest.mark.parametrize(
    ("category", "type_id"), [("USER_DEFINED", 4), ("HUBSPOT_DEFINED", 192), ("USER_DEFINED", 9999)]
)
def test_a_type_that_does_not_fit(api: Api, deal: str, category: str, type_id: int) -> None:
    """A type of another category or pair is refused in HubSpot's words, and nothing is associated."""
    spec = [{"associationCategory": category, "associationTypeId": type_id}]
    status, got = api("PUT", f"{deal}/1001", spec)
    assert (status, got["message"]) == (400, "One or more associations are invalid")
    assert got["context"]["associationSpec"] == [f"{category}={type_id}"]
    assert types_at(api, deal) == []


def test_the_limits_of_definitions_are_none(api: Api) -> None:
    """Reading configurations works and lists nothing: the box keeps no limits of people's own."""
    for path in ("all", "contacts/companies"):
        status, got = api("GET", f"/crm/associations/2026-03/definitions/configurations/{path}")
        assert (status, got) == (200, {"results": []})
