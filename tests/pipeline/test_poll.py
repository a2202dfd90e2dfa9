"""The program is useful by polling alone: where no webhook ever comes, the end is the same."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from sandbox import Portal, story
from scheduler import ask_for_reconcile
from tests.pipeline.house import House, Kept, Shelf
from tests.pipeline.test_story import PLOTS

SATURDAY = 5
LOOK_EVERY = timedelta(hours=6)
OURS = ("stage", "relationship", "cycle", "handover", "cap")


@pytest.fixture(scope="module")
def unheard(shelf: Shelf, kept_monday: Kept) -> Iterator[House]:
    """The week of a portal that sends no webhooks: looked at four times a day, and as a whole on Saturday night."""
    with shelf.copy(kept_monday) as house:
        house.portal.subscribe(house.hooks, [])
        while house.now < story.END:
            house.pass_time(min(house.now + LOOK_EVERY, story.END))
            story.play_until(house.portal, house.now)
            if house.now.weekday() == SATURDAY:
                ask_for_reconcile(house.database)
            house.poll()
        yield house


def test_nobody_was_told(unheard: House, kept_monday: Kept) -> None:
    """Not one webhook came in the whole week."""
    assert unheard.portal.pending_events() == 0
    assert unheard.rows("SELECT id FROM delivery WHERE received_at > '2026-09-07 06:00:00+00'") == []


@pytest.mark.parametrize("name", PLOTS)
def test_every_account_moves_as_with_webhooks(unheard: House, name: str) -> None:
    """Each move happens for the same reason and in the same order, a little later; also where somebody was deleted."""
    assert unheard.moves(unheard.account(name)) == PLOTS[name]


def test_the_week_ends_the_same(unheard: House, week: House) -> None:
    """Every company, contact and task ends as with webhooks, but for the moments."""
    assert standing(unheard) == standing(week)
    assert unheard.differences() == []


def standing(house: House) -> dict[str, Any]:
    portal = house.portal
    return {
        "companies": {
            one.id: [one.properties.get(f"abm_{name}") for name in OURS]
            for one in portal.records("companies")
        },
        "contacts": {one.id: one.properties.get("abm_funnel_step") for one in portal.records("contacts")},
        "tasks": sorted(one.properties["hs_task_subject"] for one in portal.records("tasks")),
    }


def test_what_is_deleted_is_found_at_night(small: House) -> None:
    """A search shows no deletions; the reconcile does: the person no longer counts, the account is no more."""
    portal = small.portal
    portal.subscribe(small.hooks, [])
    oak, elm = (target(portal, name) for name in ("oak", "elm"))
    people = [person(portal, oak, f"p{number}@oak.example") for number in range(3)]
    small.poll()
    assert small.memory(f"company:{oak}").stage == "expanded"
    portal.archive("contacts", people[0])
    portal.archive("companies", elm)
    small.wait_until(small.now + timedelta(minutes=10))
    small.poll()
    assert {small.memory(f"company:{one}").stage for one in (oak, elm)} == {"expanded", "identified"}
    ask_for_reconcile(small.database)
    small.wait_until(small.now + timedelta(days=1))
    ask_for_reconcile(small.database)
    small.settle()
    assert small.memory(f"company:{oak}").stage == "identified"
    assert list(small.memories()) == [f"company:{oak}"]
    assert small.stages() == {"identified": 1}
    assert small.differences() == []


def test_a_poll_that_finds_nothing_asks_once_for_each_kind(small: House) -> None:
    """Once nothing changes any more, a poll is one search for each kind of object and reads nothing."""
    person(small.portal, target(small.portal, "oak"), "ada@oak.example")
    small.settle()
    for _ in range(3):
        small.wait_until(small.now + timedelta(minutes=6))
        calls = small.portal.api_calls()
        small.poll()
    asked = [call.path for call in small.portal.calls()[calls:]]
    kinds = ("companies", "contacts", "deals", "meetings", "calls")
    assert asked == [f"/crm/objects/2026-03/{kind}/search" for kind in kinds]


def target(portal: Portal, name: str) -> str:
    company = {"name": name, "domain": f"{name}.example", "hs_is_target_account": "true"}
    return portal.create("companies", company)


def person(portal: Portal, company: str, email: str) -> str:
    role = ("DECISION_MAKER", "BUDGET_HOLDER", "CHAMPION")[len(portal.records("contacts")) % 3]
    return portal.create(
        "contacts", {"email": email, "hs_buying_role": role}, associations=[("companies", company, 279)]
    )
