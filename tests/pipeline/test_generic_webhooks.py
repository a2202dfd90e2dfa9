"""A portal that was subscribed generically ("object.*") drives the program as a classic one does."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from sandbox import STANDARD_SUBSCRIPTIONS
from tests.pipeline.house import House, Kept, Shelf
from tests.pipeline.test_webhooks import busy_hour, company, contact, true_of

MORE: list[tuple[str, str | None]] = [
    *((f"{kind}.{what}", None) for kind in ("contact", "company", "deal") for what in ("merge", "restore")),
    ("contact.privacyDeletion", None),
]
PRIMARY_COMPANY, UNLABELLED = 1, 279


def changes_sides(house: House) -> None:
    """A contact's primary company is another one from now on, and it stays with both."""
    oak, elm = company(house, "Oak", "oak.example"), company(house, "Elm", "elm.example")
    ada = contact(house, oak, "ada@oak.example")
    house.settle()
    house.portal.associate("contacts", ada, "companies", elm, PRIMARY_COMPANY)


def companies_merge(house: House) -> None:
    """Two companies become a third record, with the people of both."""
    oak, twin = company(house, "Oak", "oak.example"), company(house, "Oak AG", "oak-ag.example")
    contact(house, oak, "ada@oak.example")
    contact(house, twin, "ben@oak-ag.example")
    house.settle()
    house.portal.merge("companies", oak, twin)


def comes_back(house: House) -> None:
    """A contact is deleted, and restored the next day."""
    oak = company(house, "Oak", "oak.example")
    ada = contact(house, oak, "ada@oak.example")
    house.settle()
    house.portal.archive("contacts", ada)
    house.settle()
    house.portal.restore("contacts", ada)


def is_erased(house: House) -> None:
    """A person asks to be forgotten."""
    oak = company(house, "Oak", "oak.example")
    ada = contact(house, oak, "ada@oak.example", jobtitle="CEO")
    contact(house, oak, "ben@oak.example")
    house.settle()
    house.portal.erase(ada)


HAPPENINGS: dict[str, Callable[[House], None]] = {
    "a busy hour": busy_hour,
    "another primary company": changes_sides,
    "two companies merge": companies_merge,
    "deleted and restored": comes_back,
    "erased": is_erased,
}


def outcome(house: House, happening: Callable[[House], None], *, generic: bool) -> dict[str, Any]:
    house.portal.subscribe(house.hooks, [*STANDARD_SUBSCRIPTIONS, *MORE], generic=generic)
    happening(house)
    house.settle()
    assert (house.count("events_unread"), house.trouble(), house.differences()) == (0, None, [])
    return true_of(house) | {
        # Only generic events tell that a company got a task, so only they bring tasks into the mirror.
        "records": house.rows("SELECT kind, id, archived FROM record WHERE kind <> 'task' ORDER BY 1, 2"),
        "memories": house.memories(),
    }


@pytest.mark.parametrize("happening", HAPPENINGS.values(), ids=HAPPENINGS)
def test_both_shapes_lead_to_the_same(
    shelf: Shelf, kept_small: Kept, happening: Callable[[House], None]
) -> None:
    """Mirror, memberships, facts and memories do not show in which shape the news came."""
    outcomes = []
    for generic in (False, True):
        with shelf.copy(kept_small) as house:
            outcomes.append(outcome(house, happening, generic=generic))
            bodies = house.portal.db.rows("SELECT body FROM event")
            families = {json.loads(body)["subscriptionType"].partition(".")[0] for (body,) in bodies}
            assert ("object" in families) == generic
            assert generic or families <= {"contact", "company", "deal"}
    classic, generic_outcome = outcomes
    assert classic["members"]
    assert generic_outcome == classic


def test_a_task_is_heard_of_generically(small: House) -> None:
    """Tasks have no classic events; generically the program hears of one at once, and of its end."""
    asked = [("task.creation", None), ("task.deletion", None), ("task.associationChange", None)]
    small.portal.subscribe(small.hooks, asked, generic=True)
    oak = company(small, "Oak", "oak.example")
    task = small.portal.create(
        "tasks", {"hs_timestamp": "2026-09-07T08:00:00Z"}, associations=[("companies", oak, 192)]
    )
    small.settle()
    mirrored = "SELECT kind, id, archived FROM record ORDER BY kind"
    # The association names the company as well, which was not subscribed to.
    assert small.rows(mirrored) == [("company", oak, False), ("task", task, False)]
    small.portal.archive("tasks", task)
    small.settle()
    assert small.rows(mirrored) == [("company", oak, False), ("task", task, True)]
    assert (small.count("events_unread"), small.trouble()) == (0, None)


def test_what_the_program_does_not_keep_is_counted(small: House) -> None:
    """Notes, leads and a portal's own types are acknowledged, counted, and change nothing."""
    small.portal.add_object_type(type_id="2-6401", singular="machine", plural="machines")
    kinds = ("note", "lead", "machine")
    small.portal.subscribe(small.hooks, [(f"{kind}.creation", None) for kind in kinds], generic=True)
    small.portal.create("notes", {"hs_timestamp": "2026-09-07T08:00:00Z"})
    small.portal.create("machines", {})
    small.settle()
    assert small.count("events_unread") == small.count("events") >= 2
    assert (small.trouble(), small.rows("SELECT id FROM record")) == (None, [])
