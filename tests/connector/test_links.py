"""Associations: which is primary, who is above whom, what people called them, and many of them."""

import json

from accounts.values import Kind
from connector import CHILD, PARENT, Gateway, HubSpot, Link
from sandbox import Portal
from tests.connector.conftest import Wire


def test_links_say_which_is_primary(hubspot: HubSpot, portal: Portal) -> None:
    """A contact of two companies has one primary; a contact of none has no link and is no error."""
    first, second = (portal.create("companies", {"name": name}) for name in ("Oak", "Elm"))
    contact = portal.create("contacts", {"email": "ada@oak.example"})
    alone = portal.create("contacts", {"email": "bo@elm.example"})
    portal.associate("contacts", contact, "companies", first, 1)
    portal.associate("contacts", contact, "companies", second, 279)
    links = hubspot.associations(Kind.CONTACT, Kind.COMPANY, [contact, alone, "99999"])
    assert sorted(links, key=lambda link: link.to_id) == [
        Link(contact, first, is_primary=True, labels=()),
        Link(contact, second, is_primary=False, labels=()),
    ]


def test_links_between_companies_say_who_is_above(hubspot: HubSpot, portal: Portal) -> None:
    """From the subsidiary the other end is the parent, from the parent it is the child."""
    parent, child = (portal.create("companies", {"name": name}) for name in ("Holding", "Werk"))
    portal.associate("companies", child, "companies", parent, 14)
    links = hubspot.associations(Kind.COMPANY, Kind.COMPANY, [parent, child])
    assert sorted((link.from_id, link.to_id, link.labels) for link in links) == [
        (parent, child, (CHILD,)),
        (child, parent, (PARENT,)),
    ]


def test_labels_that_people_made(wire: Wire) -> None:
    """A label of the portal's own comes by name, and its number does not make it a primary link."""
    types = [
        {"category": "USER_DEFINED", "typeId": 1, "label": "Billing"},
        {"category": "HUBSPOT_DEFINED", "typeId": 279, "label": None},
        {"category": "USER_DEFINED", "typeId": 77, "label": "Agentur"},
    ]
    result = {"from": {"id": 5}, "to": [{"toObjectId": 2**60, "associationTypes": types}]}
    wire.say(200, json.dumps({"results": [result]}).encode())
    links = HubSpot(Gateway("t", wire.url)).associations(Kind.CONTACT, Kind.COMPANY, ["5"])
    assert links == [Link("5", str(2**60), is_primary=False, labels=("Agentur", "Billing"))]


def test_more_links_than_a_page_holds(hubspot: HubSpot, portal: Portal) -> None:
    """A company with more people than one page of links has all of them."""
    with portal.db.transaction():
        company = portal.create("companies", {"name": "Oak"})
        people = [
            portal.create(
                "contacts", {"email": f"p{number}@oak.example"}, associations=[("companies", company, 279)]
            )
            for number in range(510)
        ]
    links = hubspot.associations(Kind.COMPANY, Kind.CONTACT, [company])
    assert sorted(link.to_id for link in links) == sorted(people)
    assert len(portal.calls("POST", "/companies/contacts/batch/read")) == 2
