"""Every decision can be made again from what was stored of it, byte for byte."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter

from accounts.stored import restore
from rules import Rulebook, fact_spec
from rules.conditions import Finding
from rules.decide import decide
from rules.decision import Decision, Move, TaskWish, Want
from rules.memory import Memory
from store import grouping
from tests.pipeline.house import House

PARTS = TypeAdapter(tuple[tuple[Want, ...], tuple[TaskWish, ...], tuple[Move, ...], dict[str, Finding]])


def stored(house: House) -> list[sa.RowMapping]:
    return [row._mapping for row in house.rows("SELECT * FROM decision ORDER BY id")]


def as_json(decision: Decision) -> str:
    """A decision as it is stored, but for the owners of its tasks, which settling finds for the whole portal."""
    tasks = tuple(replace(task, owner=None) for task in decision.tasks)
    wants, dumped, moves, findings = PARTS.dump_python(
        (decision.wants, tasks, decision.moves, dict(decision.findings)), mode="json"
    )
    return json.dumps(
        {
            "memory": decision.memory.model_dump(mode="json"),
            "wants": wants,
            "tasks": dumped,
            "moves": moves,
            "findings": findings,
            "wake": decision.wake,
            "problem": decision.disagreement,
        },
        sort_keys=True,
    )


def row_as_json(row: sa.RowMapping) -> str:
    tasks = [task | {"owner": None} for task in row["tasks"]]
    wake = None if row["wake"] is None else int(row["wake"].timestamp())
    kept = {name: row[name] for name in ("memory", "wants", "moves", "findings", "problem")}
    return json.dumps(kept | {"tasks": tasks, "wake": wake}, sort_keys=True)


def test_every_decision_of_the_week_is_made_again(week: House) -> None:
    """The same facts, memory and moment give the same decision, for each of those that were stored."""
    rows = stored(week)
    assert len(rows) > 200
    assert_made_again(week.book, rows)


def assert_made_again(book: Rulebook, rows: Sequence[sa.RowMapping]) -> None:
    spec = fact_spec(book)
    for row in rows:
        before = Memory.model_validate(row["memory_before"])
        again = decide(book, restore(row["facts"], spec), before, int(row["at"].timestamp()))
        assert as_json(again) == row_as_json(row), row["account_id"]


def test_memory_goes_from_one_decision_to_the_next(week: House) -> None:
    """What one decision remembers is what the next begins with: replaying all of them gives the memory there is."""
    last: dict[str, Any] = {}
    for row in stored(week):
        known = last.get(
            row["account_id"],
            Memory().model_dump(mode="json") | {"rulebook": row["memory_before"]["rulebook"]},
        )
        assert row["memory_before"] == known
        last[row["account_id"]] = row["memory"]
    now = week.rows("SELECT account_id, state FROM memory")
    assert {row.account_id: row.state for row in now} == last


def test_deciding_again_wishes_nothing(after: House) -> None:
    """All accounts decided once more, with nothing changed: no move, no task, and nothing to write."""
    before, memories = after.portal_state(), after.memories()
    calls = after.portal.api_calls()
    decided = after.count("decisions")
    with after.database.begin() as tx:
        grouping.mark_all_due(tx, after.id)
    after.settle()
    assert after.count("decisions") == decided + len(memories)
    assert after.memories() == memories
    assert after.portal_state() == before
    assert after.portal.api_calls() == calls


def test_nothing_happens_before_the_moment_a_decision_names(week: House) -> None:
    """Until its wake-up, time alone changes nothing of an account: no move, no task, no other value."""
    spec, book = fact_spec(week.book), week.book
    newest = {row["account_id"]: row for row in stored(week) if row["wake"] is not None}
    assert len(newest) > 20
    for row in newest.values():
        memory, last = Memory.model_validate(row["memory"]), int(row["wake"].timestamp()) - 1
        again = decide(book, restore(row["facts"], spec), memory, last)
        assert (again.moves, again.tasks, again.memory) == ((), (), memory), row["account_id"]
