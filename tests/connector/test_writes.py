"""Writing to a portal: full batches, every row with its own outcome, and nothing created twice."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from accounts.values import Kind
from connector import (
    Busy,
    EffectUnknown,
    Gateway,
    HubSpot,
    HubSpotError,
    Manners,
    MissingScope,
    NewTask,
    RateLimited,
    Refused,
    Unauthorized,
    marked,
)
from sandbox import Portal
from tests.connector.conftest import Wire

Connect = Callable[..., HubSpot]
DUE = {"hs_timestamp": "2026-09-08T09:00:00Z", "hs_task_subject": "Call", "hs_task_status": "NOT_STARTED"}
REFUSED: dict[str, Any] = {"status": "error", "category": "VALIDATION_ERROR", "message": "Invalid"}


def companies(portal: Portal, many: int) -> list[str]:
    with portal.db.transaction():
        return [portal.create("companies", {"name": f"Company {number}"}) for number in range(many)]


def name_of(portal: Portal, company: str) -> str | None:
    record = portal.record("companies", company)
    return record.properties.get("name") if record else None


def kinds(rows: list[Any]) -> list[str]:
    return [type(row.error).__name__ for row in rows]


def test_many_rows_go_out_in_hundreds(hubspot: HubSpot, portal: Portal) -> None:
    """230 rows are three calls; each row gets its own answer, in the order of the rows, from a shuffled batch."""
    ids = companies(portal, 230)
    written = hubspot.update(Kind.COMPANY, [(one, {"name": f"New {one}"}) for one in ids])
    assert [row.id for row in written] == ids
    assert all(row.error is None for row in written)
    assert all(row.properties and row.properties["name"] == f"New {row.id}" for row in written)
    assert {name_of(portal, one) for one in ids} == {f"New {one}" for one in ids}
    assert len(portal.calls("POST", "/batch/update")) == 3


def test_rows_of_one_record_become_one(hubspot: HubSpot, portal: Portal) -> None:
    """HubSpot refuses an id that stands twice in a batch: rows are joined, the later value wins."""
    (company,) = companies(portal, 1)
    rows = [(company, {"name": "A", "domain": "a.example"}), (company, {"name": "B"})]
    written = hubspot.update(Kind.COMPANY, rows)
    assert [row.error for row in written] == [None]
    record = portal.record("companies", company)
    assert record
    assert (record.properties["name"], record.properties["domain"]) == ("B", "a.example")


def test_nothing_to_write_is_no_call(hubspot: HubSpot, portal: Portal) -> None:
    """Empty lists cost nothing."""
    assert hubspot.update(Kind.COMPANY, []) == []
    assert hubspot.create_tasks([]) == []
    assert portal.calls() == []


def test_an_answer_shows_what_hubspot_took(hubspot: HubSpot, portal: Portal) -> None:
    """A lifecycle stage set backward is answered with 200 and the old value: the caller can see it."""
    contact = portal.create("contacts", {"email": "ada@oak.example", "lifecyclestage": "customer"})
    written = hubspot.update(Kind.CONTACT, [(contact, {"lifecyclestage": "lead"})])
    assert written[0].properties
    assert written[0].properties["lifecyclestage"] == "customer"


def test_bad_rows_fail_alone(hubspot: HubSpot, portal: Portal) -> None:
    """A record that is gone and a value that does not fit are refused with a reason; the others are written."""
    good, bad = companies(portal, 2)
    rows = [(good, {"name": "Good"}), (bad, {"numberofemployees": "many"}), ("999999", {"name": "Gone"})]
    written = {row.id: row for row in hubspot.update(Kind.COMPANY, rows)}
    assert name_of(portal, good) == "Good"
    assert written[good].error is None
    invalid, gone = written[bad].error, written["999999"].error
    assert isinstance(invalid, Refused)
    assert isinstance(gone, Refused)
    assert (invalid.status, gone.status) == (400, 404)
    assert [field.name for field in invalid.fields] == ["numberofemployees"]


def strict(bad: set[str]) -> Callable[[bytes], tuple[int, bytes]]:
    """A portal that refuses a whole batch for one bad row, and answers good ones in another order."""

    def answer(body: bytes) -> tuple[int, bytes]:
        inputs = json.loads(body)["inputs"]
        if bad & {one["id"] for one in inputs}:
            return 400, json.dumps(REFUSED).encode()
        results = [{"id": one["id"], "properties": one["properties"]} for one in reversed(inputs)]
        return 200, json.dumps({"results": results}).encode()

    return answer


BAD = {
    "none": set[int](),
    "the first": {0},
    "the last": {99},
    "neighbours": {37, 38},
    "three": {3, 50, 98},
    "all": set(range(100)),
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_one_bad_row_does_not_keep_ninety_nine_back(wire: Wire, bad: set[int]) -> None:
    """A batch refused as a whole is halved until the guilty rows stand alone; all others are written once."""
    wire.answer_by = strict({str(one) for one in bad})
    written = HubSpot(Gateway("t", wire.url)).update(
        Kind.COMPANY, [(str(one), {"name": "New"}) for one in range(100)]
    )
    assert [int(row.id) for row in written if row.error] == sorted(bad)
    assert all(isinstance(row.error, Refused) for row in written if row.error)
    sent = [one["id"] for body in wire.bodies for one in json.loads(body)["inputs"]]
    assert all(sent.count(str(one)) <= 8 for one in range(100))


def test_a_property_that_does_not_exist_is_not_searched_for(wire: Wire) -> None:
    """Where the property itself is at fault its rows are refused at once: two calls instead of two hundred."""
    error = {"code": "PROPERTY_DOESNT_EXIST", "context": {"propertyName": ["abm_gone"]}}
    wire.say(400, json.dumps({**REFUSED, "errors": [error]}).encode())
    wire.say(200, json.dumps({"results": [{"id": str(one), "properties": {}} for one in range(50)]}).encode())
    rows = [(str(one), {"abm_gone" if one >= 50 else "name": "x"}) for one in range(100)]
    written = HubSpot(Gateway("t", wire.url)).update(Kind.COMPANY, rows)
    assert [row.error is None for row in written] == [one < 50 for one in range(100)]
    assert len(wire.bodies) == 2


def test_a_row_that_the_answer_forgets_is_unknown(wire: Wire) -> None:
    """No word about a row is not a yes."""
    wire.say(200, b'{"results": [{"id": "1", "properties": {"name": "A"}}]}')
    written = HubSpot(Gateway("t", wire.url)).update(
        Kind.COMPANY, [("1", {"name": "A"}), ("2", {"name": "A"})]
    )
    assert kinds(written) == ["NoneType", "EffectUnknown"]


@pytest.mark.parametrize("context", [{"ids": ["2"]}, {"id": 2}, {"objectWriteTraceId": ["2"]}], ids=str)
def test_a_partial_answer_names_the_failed_row(wire: Wire, context: dict[str, Any]) -> None:
    """A 207 speaks of rows by id or by trace."""
    error = {"category": "OBJECT_NOT_FOUND", "context": context}
    wire.say(207, json.dumps({"results": [{"id": "1"}], "errors": [error]}).encode())
    written = HubSpot(Gateway("t", wire.url)).update(Kind.COMPANY, [("1", {"a": "A"}), ("2", {"a": "A"})])
    assert kinds(written) == ["NoneType", "Refused"]


STOPS: list[tuple[int, type[HubSpotError]]] = [
    (401, Unauthorized),
    (403, MissingScope),
    (429, RateLimited),
    (423, Busy),
    (503, Busy),
]


@pytest.mark.parametrize(("status", "kind"), STOPS)
def test_trouble_ends_the_work_and_nothing_is_lost(
    hubspot: HubSpot, portal: Portal, status: int, kind: type[HubSpotError]
) -> None:
    """After a limit, a wrong token or trouble no further call is made; what was written stays told as written."""
    ids = companies(portal, 150)
    rows = [(one, {"name": "New"}) for one in ids]
    assert hubspot.update(Kind.COMPANY, rows[:100])[0].error is None
    portal.faults.answer_next("POST", "/batch/update", status)
    written = hubspot.update(Kind.COMPANY, rows)
    assert {type(row.error) for row in written} == {kind}
    assert len(portal.calls("POST", "/batch/update")) == 2
    assert all(row.error is None for row in hubspot.update(Kind.COMPANY, rows))


@pytest.mark.parametrize("failure", ["drop", "silent"])
def test_a_change_without_an_answer_is_unknown(portal: Portal, connect: Connect, failure: str) -> None:
    """The batch in doubt is unknown, the batches behind it are known not to be tried; repeating does no harm."""
    hubspot = connect(manners=Manners(timeout=(1, 0.3)))
    ids = companies(portal, 120)
    rows = [(one, {"name": "New"}) for one in ids]
    if failure == "drop":
        portal.faults.apply_then_drop("POST", "/batch/update")
    else:
        portal.faults.silent("POST", "/batch/update")
    written = hubspot.update(Kind.COMPANY, rows)
    assert kinds(written) == ["EffectUnknown"] * 100 + ["Busy"] * 20
    assert (name_of(portal, ids[0]) == "New") is (failure == "drop")
    assert name_of(portal, ids[-1]) != "New"
    assert all(row.error is None for row in connect().update(Kind.COMPANY, rows))


def test_a_task_is_created_with_all_its_people(hubspot: HubSpot, portal: Portal) -> None:
    """The task stands on its company and its contacts, carries its text and its marker, and is found by it."""
    (company,) = companies(portal, 1)
    people = [portal.create("contacts", {"email": f"{name}@oak.example"}) for name in ("ada", "bo")]
    body = {**DUE, "hs_task_body": "<p>Wer entscheidet?</p>"}
    created = hubspot.create_task(body, company, [*people, people[0]], "find/company:1/3")
    assert (created.marker, created.error) == ("find/company:1/3", None)
    (task,) = hubspot.tasks_of([company])
    assert (task.id, task.company_id, task.marker) == (created.id, company, "find/company:1/3")
    assert (task.properties["hs_task_body"] or "").startswith("<p>Wer entscheidet?</p>")
    links = hubspot.associations(Kind.TASK, Kind.CONTACT, [task.id])
    assert sorted(link.to_id for link in links) == sorted(people)
    assert hubspot.find_task(company, "find/company:1/3") == task
    assert hubspot.find_task(company, "find/company:1/4") is None


def test_many_tasks_at_once(hubspot: HubSpot, portal: Portal) -> None:
    """130 tasks are two calls; ids come back to the right marker from an answer in another order."""
    ids = companies(portal, 130)
    tasks = [NewTask({**DUE, "hs_task_subject": one}, one, (), f"rule/{one}") for one in ids]
    created = hubspot.create_tasks(tasks)
    assert [one.marker for one in created] == [task.marker for task in tasks]
    subjects = [portal.record("tasks", one.id or "") for one in created]
    assert [record.properties["hs_task_subject"] for record in subjects if record] == ids
    assert len(portal.calls("POST", "/tasks/batch/create")) == 2


def test_the_same_marker_twice_is_one_task(hubspot: HubSpot, portal: Portal) -> None:
    """One episode makes one task, also when it is asked for twice in one breath."""
    (company,) = companies(portal, 1)
    first, second = hubspot.create_tasks([NewTask(DUE, company, (), "a/1")] * 2)
    assert first == second
    assert len(portal.records("tasks")) == 1


def test_a_task_for_somebody_who_is_gone_fails_alone(hubspot: HubSpot, portal: Portal) -> None:
    """One bad task of a batch is refused with its reason; the others are created."""
    (company,) = companies(portal, 1)
    tasks = [
        NewTask(DUE, company, (), "a/1"),
        NewTask(DUE, company, ("999999",), "a/2"),
        NewTask({**DUE, "no_such_property": "x"}, company, (), "a/3"),
    ]
    assert kinds(hubspot.create_tasks(tasks)) == ["NoneType", "Refused", "Refused"]
    assert len(portal.records("tasks")) == 1


def test_a_task_whose_answer_was_lost_is_found_again(hubspot: HubSpot, portal: Portal) -> None:
    """The creation took effect, the answer did not arrive: unknown, never repeated here, and found by its marker."""
    (company,) = companies(portal, 1)
    portal.faults.apply_then_drop("POST", "/tasks/batch/create")
    created = hubspot.create_task(DUE, company, (), "a/1")
    assert isinstance(created.error, EffectUnknown)
    assert len(portal.calls("POST", "/tasks/batch/create")) == 1
    found = hubspot.find_task(company, "a/1")
    assert found
    assert [record.id for record in portal.records("tasks")] == [found.id]


@pytest.mark.parametrize("status", [500, 502, 503, 504, 524])
def test_trouble_after_a_creation_is_unknown(hubspot: HubSpot, portal: Portal, status: int) -> None:
    """A 5xx may come after the work was done: what it was about is read back first."""
    (company,) = companies(portal, 1)
    portal.faults.answer_next("POST", "/tasks/batch/create", status)
    assert kinds(hubspot.create_tasks([NewTask(DUE, company, (), "a/1")])) == ["EffectUnknown"]
    assert hubspot.find_task(company, "a/1") is None


def test_an_answer_without_traces_is_read_by_its_markers(wire: Wire) -> None:
    """Where HubSpot does not echo our traces, the text of each task tells which one it is."""
    results = [
        {"id": str(number), "properties": {"hs_task_body": marked("x", f"a/{number}")}} for number in (2, 1)
    ]
    wire.say(201, json.dumps({"results": [*results, {"id": "3"}]}).encode())
    tasks = [NewTask(DUE, "7", (), f"a/{number}") for number in (1, 2, 3)]
    created = HubSpot(Gateway("t", wire.url)).create_tasks(tasks)
    assert [one.id for one in created] == ["1", "2", None]
    assert kinds(created) == ["NoneType", "NoneType", "EffectUnknown"]
