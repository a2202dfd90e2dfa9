"""Lists: found by their name, and read to the last member with the moment of coming."""

from datetime import timedelta

import pytest

from connector import HubSpot, MissingScope
from sandbox import Portal
from tests.connector.conftest import NOW


def people(portal: Portal, *numbers: int) -> list[str]:
    return [portal.create("contacts", {"email": f"p{number}@mail.example"}) for number in range(*numbers)]


@pytest.mark.parametrize("name", ["Webinar", "Größe & Gewicht? 100 %", "Webinar 2026/27", "  .. "])
def test_a_list_is_found_by_its_name(portal: Portal, hubspot: HubSpot, name: str) -> None:
    """Whatever stands in it; one of companies is another one, and one that is not there is none."""
    there = portal.add_list(name, "contacts")
    portal.add_list("Firms", "companies")
    portal.add_list("Firms 1/2", "companies")
    assert hubspot.list_named(name) == there
    assert [hubspot.list_named(other) for other in ("Firms", "Firms 1/2", "None", "None 1/2")] == [None] * 4


def test_every_member_is_told_with_its_moment(portal: Portal, hubspot: HubSpot) -> None:
    """Over several pages, by ascending id."""
    webinar = portal.add_list("Webinar", "contacts")
    early, late = people(portal, 0, 251), people(portal, 251, 501)
    portal.add_members(webinar, early)
    portal.set_now(NOW + timedelta(hours=1))
    portal.add_members(webinar, late)
    pages = list(hubspot.members(webinar))
    assert [len(page) for page in pages] == [250, 250, 1]
    since = {one.id: one.since for page in pages for one in page}
    assert since == dict.fromkeys(early, NOW) | dict.fromkeys(late, NOW + timedelta(hours=1))


def test_an_empty_list_has_no_pages(portal: Portal, hubspot: HubSpot) -> None:
    """Nobody is no trouble."""
    assert list(hubspot.members(portal.add_list("Webinar", "contacts"))) == []


def test_only_a_list_that_is_not_there_is_none(portal: Portal, hubspot: HubSpot) -> None:
    """A scope that is missing is no missing list."""
    portal.missing_scopes.add("crm.lists.read")
    with pytest.raises(MissingScope, match=r"crm\.lists\.read"):
        hubspot.list_named("Webinar")
