"""The program is useful by polling alone: where no webhook ever comes, the end is the same."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from pipeline.sync import poll
from sandbox import Portal
from sandbox.casting import who
from scheduler import ask_for_reconcile
from tests.pipeline.house import House, InHand, Kept, Shelf

SATURDAY = 5


class Unheard(InHand):
    """The week of a portal that sends no webhooks: looked at every now and then, and as a whole on Saturday night."""

    def settle(self) -> None:
        if self._house.now.weekday() == SATURDAY:
            ask_for_reconcile(self._house.database)
        poll(self._house.tools, self._house.id)
        super().settle()


@pytest.fixture(scope="module")
def unheard(shelf: Shelf, kept_monday: Kept) -> Iterator[House]:
    with shelf.copy(kept_monday) as house:
        house.portal.subscribe(house.hooks, [])
        Unheard(house).play()
        yield house


def test_the_week_ends_the_same(unheard: House, week: House) -> None:
    """Without one webhook every record ends as with them, but for what only a night finds: somebody was deleted."""
    polled, told = unheard.portal_state(), week.portal_state()
    different = {key for key in told.keys() | polled.keys() if polled.get(key) != told.get(key)}
    lindqvist = who(week.portal.db, "lindqvist")
    assert different == {lindqvist}
    assert polled[lindqvist]["abm_stage"] == told[lindqvist]["abm_stage"] == "identified"
    assert polled[lindqvist]["abm_stage_since"] > told[lindqvist]["abm_stage_since"]
    assert unheard.differences() == []


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


def test_a_poll_that_finds_nothing_asks_three_questions(small: House) -> None:
    """Once nothing changes any more, a poll is one search for each kind of object and reads nothing."""
    person(small.portal, target(small.portal, "oak"), "ada@oak.example")
    small.settle()
    for _ in range(3):
        small.wait_until(small.now + timedelta(minutes=6))
        calls = small.portal.api_calls()
        small.poll()
    asked = [call.path for call in small.portal.calls()[calls:]]
    assert asked == [f"/crm/objects/2026-03/{kind}/search" for kind in ("companies", "contacts", "deals")]


def target(portal: Portal, name: str) -> str:
    company = {"name": name, "domain": f"{name}.example", "hs_is_target_account": "true"}
    return portal.create("companies", company)


def person(portal: Portal, company: str, email: str) -> str:
    role = ("DECISION_MAKER", "BUDGET_HOLDER", "CHAMPION")[len(portal.records("contacts")) % 3]
    return portal.create(
        "contacts", {"email": email, "hs_buying_role": role}, associations=[("companies", company, 279)]
    )
