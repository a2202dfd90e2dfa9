"""Writing to HubSpot when its answers get lost, are partial, or say no."""

from datetime import timedelta

import pytest

from accounts.values import Kind
from connector import marker_of
from sandbox import definitions
from tests.pipeline.house import House

CREATE, UPDATE = "/tasks/batch/create", "/companies/batch/update"
LATER = timedelta(seconds=90)


@pytest.fixture
def oak(small: House) -> str:
    """A company whose next decision hands it over: one task, and a dozen values."""
    oak = small.portal.create(
        "companies", {"name": "Oak", "domain": "oak.example", "hs_is_target_account": "true"}
    )
    for name, role in (("ada", "DECISION_MAKER"), ("ben", "BUDGET_HOLDER"), ("cleo", "CHAMPION")):
        small.portal.create(
            "contacts",
            {"email": f"{name}@oak.example", "hs_buying_role": role, "need_confirmed": "true"},
            associations=[("companies", oak, 279)],
        )
    return oak


def titles(house: House) -> list[str]:
    return [task.properties["hs_task_subject"] for task in house.portal.records("tasks")]


def waiting(house: House) -> list[str]:
    """What is still on its way to HubSpot."""
    rows = house.rows(
        "SELECT property AS what FROM wish WHERE state <> 'done' UNION ALL"
        " SELECT key FROM task_wish WHERE state <> 'done'"
    )
    return [str(row.what) for row in rows]


@pytest.mark.parametrize("lost", [1, 3])
def test_the_answer_to_a_creation_is_lost(small: House, oak: str, lost: int) -> None:
    """The task was created and nobody heard of it: it is looked for, found, and never made a second time."""
    small.portal.faults.apply_then_drop("POST", CREATE, times=lost)
    small.settle()
    assert len(titles(small)) == 1
    small.wait_until(small.now + LATER)
    assert (len(titles(small)), waiting(small), small.count("tasks_written")) == (1, [], 1)
    assert len(small.portal.calls("POST", CREATE)) == 1
    assert (small.differences(), small.trouble()) == ([], None)


@pytest.mark.parametrize("status", [500, 504])
def test_a_creation_of_which_nobody_knows(small: House, oak: str, status: int) -> None:
    """HubSpot failed before it created the task: that is looked up too, and then it is created."""
    small.portal.faults.answer_next("POST", CREATE, status)
    small.settle()
    assert titles(small) == []
    small.wait_until(small.now + LATER)
    assert (len(titles(small)), waiting(small)) == (1, [])
    assert (small.differences(), small.trouble()) == ([], None)


def test_whoever_created_it_died(small: House, oak: str) -> None:
    """A program killed between the creation and its note leaves a task that the next one finds."""
    small.settle()
    with small.database.begin() as tx:
        tx.exec_driver_sql("UPDATE task_wish SET state = 'sending', hubspot_id = NULL, settled_at = NULL")
    small.wait_until(small.now + LATER)
    assert (len(titles(small)), waiting(small)) == (1, [])
    assert len(small.portal.calls("POST", CREATE)) == 1


def test_the_answer_to_a_change_is_lost(small: House, oak: str) -> None:
    """Values are absolute: what may or may not have been written is written again."""
    small.portal.faults.apply_then_drop("POST", UPDATE)
    small.settle()
    small.wait_until(small.now + LATER)
    assert (waiting(small), small.differences(), small.trouble()) == ([], [], None)
    assert small.held("companies", oak)["abm_stage"] == "sales_ready"


def test_one_bad_property_does_not_hold_back_the_others(small: House, oak: str) -> None:
    """A property that somebody deleted in HubSpot is set aside with its reason; its siblings are written."""
    definitions.remove(small.portal.db, "companies", "abm_missing")
    small.settle()
    rows = small.rows("SELECT object_id, property, trouble FROM wish WHERE state <> 'done'")
    assert [(row.object_id, row.property) for row in rows] == [(oak, "abm_missing")]
    assert "abm_missing (PROPERTY_DOESNT_EXIST)" in rows[0].trouble
    assert small.held("companies", oak)["abm_stage"] == "sales_ready"
    assert len(titles(small)) == 1
    assert [(one.property, one.held) for one in small.differences()] == [("abm_missing", "")]


def test_a_value_that_hubspot_refuses(small: House, oak: str) -> None:
    """A stage whose option somebody deleted in HubSpot is set aside; everything else of the company is written."""
    stage = definitions.one(small.portal.db, "companies", "abm_stage")
    assert stage is not None
    options = [option for option in stage["options"] if option["value"] != "sales_ready"]
    definitions.change(small.portal.db, "companies", "abm_stage", {"options": options})
    small.settle()
    assert waiting(small) == ["abm_stage"]
    assert small.held("companies", oak)["abm_handover"] == "offered"
    assert [one.property for one in small.differences()] == ["abm_stage"]


def test_one_record_gone_does_not_hold_back_the_others(small: House, oak: str) -> None:
    """HubSpot answers a batch in parts (207): what is gone is set aside, the rest is written."""
    elm = small.portal.create(
        "companies", {"name": "Elm", "domain": "elm.example", "hs_is_target_account": "true"}
    )
    small.portal.deliver()
    small.absorb()
    small.portal.db.run("DELETE FROM queue")
    small.portal.subscribe(small.hooks, [])
    small.portal.archive("companies", elm)
    small.settle()
    assert small.portal.calls("POST", UPDATE)[0].status == 207
    assert small.held("companies", oak)["abm_stage"] == "sales_ready"
    troubles = {str(row.trouble) for row in small.rows("SELECT trouble FROM wish WHERE state = 'parked'")}
    assert len(troubles) == 1
    assert "404" in troubles.pop()
    assert (small.differences(), small.trouble()) == ([], None)


def test_hubspot_says_yes_and_keeps_its_own(small: House, oak: str) -> None:
    """A write that HubSpot answers with another value is no success: it is set aside with what HubSpot kept."""
    small.settle()
    small.portal.update("companies", oak, {"abm_why": "scribble"}, by="INTEGRATION")
    kept = {"status": "COMPLETE", "results": [{"id": oak, "properties": {"abm_why": "scribble"}}]}
    small.portal.faults.answer_next("POST", UPDATE, 200, kept)
    small.poll()
    rows = small.rows("SELECT property, state, trouble FROM wish WHERE state <> 'done'")
    assert [(row.property, row.state) for row in rows] == [("abm_why", "parked")]
    assert "kept 'scribble'" in rows[0].trouble


def test_what_hubspot_holds_already_is_not_written(small: House, oak: str) -> None:
    """Whoever lost its outbox compares before it writes: not one call changes anything."""
    small.settle()
    with small.database.begin() as tx:
        tx.exec_driver_sql("UPDATE wish SET state = 'waiting', settled_at = NULL")
    before = len(small.portal.calls("POST", "/batch/update"))
    small.settle()
    assert waiting(small) == []
    assert len(small.portal.calls("POST", "/batch/update")) == before


def test_a_task_stands_where_it_belongs(small: House, oak: str) -> None:
    """The task is on its company and its contacts, marked, with its owner, its term and the packet."""
    small.settle()
    api = small.tools.portals[small.id]
    (task,) = api.tasks_of([oak])
    assert task.marker is not None
    properties = small.held("tasks", task.id)
    assert marker_of(properties["hs_task_body"]) == task.marker
    assert properties["hubspot_owner_id"] == "64492917"
    assert properties["hs_timestamp"] == "2026-09-08T07:00:00Z"
    contacts = {contact.id for contact in small.portal.records("contacts")}
    assert {link.to_id for link in api.associations(Kind.TASK, Kind.CONTACT, [task.id])} == contacts
