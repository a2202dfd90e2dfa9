"""What has changed since a moment, past every limit of HubSpot's search."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from accounts.values import Kind
from connector import Gateway, HubSpot
from sandbox import Portal
from tests.connector.conftest import NOW, Wire

LATER = NOW + timedelta(hours=1)


@pytest.mark.parametrize("kind", [Kind.CONTACT, Kind.COMPANY, Kind.DEAL])
def test_what_has_changed_since(hubspot: HubSpot, portal: Portal, kind: Kind) -> None:
    """Every kind is asked by its own modified date: from the moment on, the moment included, oldest first."""
    given = {
        Kind.CONTACT: ("contacts", {"firstname": "Ada"}),
        Kind.COMPANY: ("companies", {"name": "Oak"}),
        Kind.DEAL: ("deals", {"dealname": "One", "dealstage": "contractsent"}),
    }
    plural, properties = given[kind]
    ids = []
    for minute in range(4):
        portal.set_now(NOW + timedelta(minutes=minute))
        ids.append(portal.create(plural, properties))
    found = [one for page in hubspot.changed_since(kind, NOW + timedelta(minutes=1), LATER) for one in page]
    assert [one.id for one in found] == ids[1:]
    assert found[0].at == NOW + timedelta(minutes=1)
    assert list(hubspot.changed_since(kind, NOW + timedelta(minutes=9), LATER)) == []


def test_an_import_of_one_moment_is_passed(hubspot: HubSpot, portal: Portal) -> None:
    """More records of one millisecond than a page holds, with others before and behind: all come, none twice."""
    ids = []
    for step, many in enumerate((150, 430, 250)):
        portal.set_now(NOW + timedelta(milliseconds=step))
        with portal.db.transaction():
            ids += [
                portal.create("contacts", {"email": f"{step}-{number}@x.example"}) for number in range(many)
            ]
    found = [one.id for page in hubspot.changed_since(Kind.CONTACT, NOW, LATER) for one in page]
    assert sorted(found) == sorted(ids)


def test_no_query_comes_near_the_cap(wire: Wire) -> None:
    """Every page is a new query from where the last one ended; none pages towards HubSpot's 10,000."""
    started = datetime(2026, 9, 7, tzinfo=UTC)

    def page(first: int, *, more: bool) -> bytes:
        results = [
            {
                "id": str(number),
                "properties": {"hs_lastmodifieddate": (started + timedelta(seconds=number)).isoformat()},
            }
            for number in range(first, first + 200)
        ]
        return json.dumps(
            {"results": results, **({"paging": {"next": {"after": "200"}}} if more else {})}
        ).encode()

    for number in range(60):
        wire.say(200, page(number * 199, more=number < 59))
    pages = HubSpot(Gateway("t", wire.url)).changed_since(Kind.COMPANY, started, started + timedelta(days=1))
    ids = [one.id for found in pages for one in found]
    assert ids == [str(number) for number in range(59 * 199 + 200)]
    asked = [json.loads(body) for body in wire.bodies]
    assert not any("after" in one for one in asked)
    moments = [int(one["filterGroups"][0]["filters"][0]["value"]) for one in asked]
    assert moments == sorted(set(moments))


def test_a_search_that_lags_behind_is_asked_on(wire: Wire) -> None:
    """An empty page that promises more (recorded) does not end the reading."""
    changed = {"id": "7", "properties": {"hs_lastmodifieddate": "2026-09-07T06:00:01.000Z"}}
    wire.say(200, b'{"total": 3, "results": [], "paging": {"next": {"after": "200"}}}')
    wire.say(200, json.dumps({"total": 3, "results": [changed]}).encode())
    pages = list(HubSpot(Gateway("t", wire.url)).changed_since(Kind.DEAL, NOW, LATER))
    assert [one.id for page in pages for one in page] == ["7"]
    assert json.loads(wire.bodies[1])["after"] == "200"


def test_a_record_that_search_shows_too_young_hides_nobody(hubspot: HubSpot, portal: Portal) -> None:
    """Search finds a record where it stood before its last change, and shows it as it is: what lies between still comes."""
    ids = []
    with portal.transaction():
        for second in range(450):
            portal.set_now(NOW + timedelta(seconds=second))
            ids.append(portal.create("companies", {"name": f"Oak {second}"}))
    portal.set_now(LATER)
    portal.set_search_lag(30)
    portal.update("companies", ids[199], {"name": "The last one of the first page"})
    found = {one.id for page in hubspot.changed_since(Kind.COMPANY, NOW, LATER) for one in page}
    assert found == set(ids)


def test_a_page_of_which_all_has_just_changed_is_paged_on(hubspot: HubSpot, portal: Portal) -> None:
    """As after our own batches: no date of such a page says where it ended."""
    ids = []
    with portal.transaction():
        for second in range(450):
            portal.set_now(NOW + timedelta(seconds=second))
            ids.append(portal.create("companies", {"name": f"Oak {second}"}))
        portal.set_now(LATER)
        for one in ids[:300]:
            portal.update("companies", one, {"name": "New"})
    portal.set_search_lag(30)
    found = {one.id for page in hubspot.changed_since(Kind.COMPANY, NOW, LATER) for one in page}
    assert found == set(ids)
