"""Lists: coming onto one is a signal, from HubSpot's memberships to the score."""

from datetime import UTC, datetime

import pytest

from accounts.metrics import Times
from accounts.values import Kind
from connector import MissingScope
from pipeline import intake
from pipeline.members import read_members
from tests.pipeline.house import House
from tests.pipeline.test_activities import (
    DAY,
    WEBINAR,
    facts,
    firm,
    needs_of,
    person,
    points,
    put_on_list,
    spec,
    sync,
)


def joined(house: House, account: str) -> list[datetime]:
    """When somebody came onto the list, as the facts tell."""
    times = facts(house, account, WEBINAR).facts["signals.webinar"]
    assert isinstance(times, Times)
    return [datetime.fromtimestamp(at, UTC) for at in times.at]


def look(house: House) -> None:
    """What a poll does about lists."""
    read_members(house.tools, house.id, needs_of(spec(WEBINAR)))


def test_coming_onto_a_list_is_a_signal_at_its_own_moment(small: House) -> None:
    """Read by a full sync; who leaves keeps the points, and who comes back has come twice."""
    oak = firm(small, "Oak")
    ada = person(small, "Ada", oak)
    put_on_list(small, ada)
    put_on_list(small, person(small, "Bob", oak), name="Webinar 2025")
    first = small.now
    small.pass_time(first + DAY)
    assert sync(small, WEBINAR)["list members"] == 1
    assert joined(small, f"company:{oak}") == [first]
    put_on_list(small, ada, leave=True)
    look(small)
    assert joined(small, f"company:{oak}") == [first]
    small.pass_time(small.now + DAY)
    put_on_list(small, ada)
    look(small)
    assert joined(small, f"company:{oak}") == [first, first + 2 * DAY]


def test_only_who_is_new_on_a_list_is_news(small: House) -> None:
    """A poll that finds the same members again asks for nothing; one that finds another makes that account due."""
    oak, elm = firm(small, "Oak"), firm(small, "Elm")
    put_on_list(small, *(person(small, f"p{number}", oak) for number in range(260)))
    sync(small, WEBINAR)
    assert points(small, f"company:{oak}", WEBINAR)[0] == 2600.0
    small.settle()
    assert due_now(small) == set()
    look(small)
    assert due_now(small) == set()
    eve = person(small, "Eve", elm)
    small.settle()
    put_on_list(small, eve)
    look(small)
    assert due_now(small) == {f"company:{elm}"}


def due_now(house: House) -> set[object]:
    return {row.id for row in house.rows("SELECT id FROM account WHERE due")}


def test_a_list_that_is_not_there_has_nobody_on_it(small: House) -> None:
    """And nothing of a list is asked of HubSpot as if it were a property."""
    oak = firm(small, "Oak")
    person(small, "Ada", oak)
    assert sync(small, WEBINAR)["list members"] == 0
    assert points(small, f"company:{oak}", WEBINAR) == (0.0, {"Ada": 0.0})
    assert intake.properties_of(needs_of(spec(WEBINAR)), Kind.CONTACT) == ([], [])


def test_lists_need_their_scope(small: House) -> None:
    """HubSpot's refusal names it."""
    small.portal.missing_scopes.add("crm.lists.read")
    with pytest.raises(MissingScope, match=r"crm\.lists\.read"):
        sync(small, WEBINAR)
