"""The second reader sees what the first writer left out, and what it did twice."""

from collections.abc import Callable

import pytest

from pipeline.differences import Difference
from sandbox.casting import who
from tests.pipeline.house import House


def brandt(house: House) -> str:
    return who(house.portal.db, "brandt")[1]


def handover(house: House) -> tuple[str, str, dict[str, str]]:
    """(id, marker, properties) of the task that hands Brandt over."""
    row = house.rows(
        "SELECT hubspot_id, key FROM task_wish WHERE payload ->> 'title' LIKE 'Übergabe%Brandt%'"
    )[0]
    return str(row.hubspot_id), str(row.key), house.held("tasks", str(row.hubspot_id))


def change_a_value(house: House) -> Difference:
    house.portal.update("companies", brandt(house), {"abm_stage": "identified"}, by="INTEGRATION")
    return Difference(f"company {brandt(house)}", "abm_stage", "sales_ready", "identified")


def clear_a_value(house: House) -> Difference:
    since = house.company("brandt")["abm_stage_since"]
    house.portal.update("companies", brandt(house), {"abm_stage_since": ""}, by="INTEGRATION")
    return Difference(f"company {brandt(house)}", "abm_stage_since", since, "")


def set_what_should_be_empty(house: House) -> Difference:
    house.portal.update("companies", brandt(house), {"abm_cap": "expanded"}, by="INTEGRATION")
    return Difference(f"company {brandt(house)}", "abm_cap", "", "expanded")


def change_a_contact(house: House) -> Difference:
    contact = who(house.portal.db, "brandt.jens")[1]
    house.portal.update("contacts", contact, {"abm_funnel_step": "awareness"}, by="INTEGRATION")
    return Difference(f"contact {contact}", "abm_funnel_step", "consideration", "awareness")


def delete_a_task(house: House) -> Difference:
    task, key, _ = handover(house)
    house.portal.archive("tasks", task)
    return Difference("task", key, "once", "0 times")


def double_a_task(house: House) -> Difference:
    _, key, properties = handover(house)
    copied = {name: properties[name] for name in ("hs_task_subject", "hs_task_body", "hs_timestamp")}
    house.portal.create("tasks", copied, by="INTEGRATION")
    return Difference("task", key, "once", "2 times")


@pytest.mark.parametrize(
    "change",
    [change_a_value, clear_a_value, set_what_should_be_empty, change_a_contact, delete_a_task, double_a_task],
)
def test_what_differs_is_seen(after: House, change: Callable[[House], Difference]) -> None:
    """One change behind our back is one difference, with what was wanted and what is there."""
    assert after.differences() == []
    expected = change(after)
    assert after.differences() == [expected]


def test_a_write_that_was_swallowed_is_seen(after: House) -> None:
    """HubSpot says yes to a write and does not do it: the writer believes it, the second reader does not."""
    company, why = brandt(after), after.company("brandt")["abm_why"]
    after.portal.update("companies", company, {"abm_why": "scribble"}, by="INTEGRATION")
    yes = {"status": "COMPLETE", "results": [{"id": company, "properties": {"abm_why": why}}]}
    after.portal.faults.answer_next("POST", "/companies/batch/update", 200, yes)
    after.poll()
    assert after.differences() == [Difference(f"company {company}", "abm_why", why, "scribble")]
    after.poll()
    assert after.differences() == []


def test_a_value_changed_by_a_machine_is_written_again(after: House) -> None:
    """The poll finds what another app did to our property, and the next decision puts it right."""
    change_a_value(after)
    after.poll()
    assert after.company("brandt")["abm_stage"] == "sales_ready"
    assert after.differences() == []
