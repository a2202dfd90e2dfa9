"""Reading a whole kind: what it costs in calls, and what becomes of pages read ahead."""

import pytest

from accounts.values import Kind
from connector import HubSpotError
from pipeline.pages import portions
from pipeline.sync import Progress, full_sync
from tests.pipeline.house import House


@pytest.fixture
def crowded(small: House) -> House:
    """Three pages of contacts with history, at fifty to a page."""
    company = small.portal.create("companies", {"name": "Oak", "domain": "oak.example"})
    with small.portal.db.transaction():
        for number in range(101):
            link = [("companies", company, 1)]
            small.portal.create("contacts", {"email": f"p{number}@oak.example"}, associations=link)
    return small


def test_associations_of_many_pages_are_asked_for_at_once(crowded: House) -> None:
    """Three pages of contacts are one portion: one call tells the associations of all of them."""
    before = crowded.portal.api_calls()
    full_sync(crowded.tools, crowded.id, Progress())
    made = [call.path for call in crowded.portal.calls()[before:]]
    assert sum("associations" in path and "contacts" in path for path in made) == 1
    assert sum("objects" in path and path.endswith("/contacts") for path in made) == 3


def test_portions_hold_every_record_once(crowded: House) -> None:
    """However large a portion is, all records come, each once and in order."""
    read = list(portions(crowded.tools.portals[crowded.id], Kind.CONTACT, ["email"], ["jobtitle"], 60))
    assert [len(portion) for portion in read] == [100, 1]
    expected = [one.id for one in crowded.portal.records("contacts")]
    assert [record.id for portion in read for record in portion] == expected


def test_trouble_on_a_page_read_ahead_is_told(crowded: House) -> None:
    """What was read before the trouble is handed over; then the trouble is raised as HubSpot's own."""
    found = portions(crowded.tools.portals[crowded.id], Kind.CONTACT, ["email"], ["jobtitle"], 50)
    first = next(found)
    crowded.portal.revoke_token()
    with pytest.raises(HubSpotError):
        list(found)
    assert len(first) == 50


def test_a_first_sync_tells_the_database_how_large_its_tables_are(crowded: House) -> None:
    """Without it PostgreSQL takes them for small until it looks by itself, and reads all of a table for each page."""
    full_sync(crowded.tools, crowded.id, Progress())
    known = crowded.rows(
        "SELECT relname FROM pg_class WHERE relname IN ('record', 'association') AND reltuples > 100"
    )
    assert {row.relname for row in known} == {"record", "association"}
