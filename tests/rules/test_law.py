"""The law: one row for each sentence of what a rulebook must mean, as a short tale with what comes of it.

The rows stand in law.yaml. A row plays one account day by day (see `tests.rules.tales`); what is not told again stays
as it was. Sentences that deciding has no part in are tested elsewhere:

* 2, a rule that compares a text property with a number is refused when it is loaded against the portal's types:
  tests/rules/test_portal_checks.py; values become typed when they are read: tests/accounts/test_making.py
* 5, deleted accounts and contacts that change account: tests/store/test_grouping.py, tests/pipeline/test_second_chances.py.
  The pasts of two accounts that merge are not joined yet, and nobody is reminded of a handover yet
* 6, the same key after a loss of memory: tests/rules/test_effects.py
* 7, circles and quarrels are found when the file is loaded: tests/rules/test_load.py, tests/rules/test_lint.py
* 8, what is a person's change and what a machine's: tests/accounts/test_making.py; only `writes:` is ever written:
  tests/rules/problems/writing.txt. Quarrels with machines, warnings before a hold ends and pins are not built yet
* 9, nobody scans all accounts, the woken one is decided: tests/pipeline/test_replay.py
* 10, the brake: tests/rules/test_settle.py; 11, state by portal: tests/store/test_grouping.py
* 12, never half a rulebook: tests/rules/test_bad_input.py
* 13, who got the lead: tests/rules/test_settle.py; the same byte for byte: tests/rules/test_laws.py
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from accounts.metrics import Age, Const, Score
from accounts.values import Bad, Missing
from rules.decision import Decision
from rules.memory import Memory
from tests.rules.tales import DAY, Tale, book, fact, moment, person

FILE = Path(__file__).with_name("law.yaml")
DOCUMENT: dict[str, Any] = YAML(typ="safe", pure=True).load(FILE)
ROWS: dict[str, dict[str, Any]] = DOCUMENT["law"]
BOOKS: dict[str, str] = DOCUMENT["books"]
ITEMS = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "13")
LEAST_ROWS = 100
NOT_KEPT: dict[str, str] = {}
"""Rows that are not kept yet, with the reason."""


def day_of(at: int | None) -> float | None:
    return None if at is None else round((at - moment(0)) / DAY, 2)


LOOK: dict[str, Callable[[Decision], Any]] = {
    "stage": lambda it: it.memory.stage,
    "because": lambda it: it.moves[-1].because.value if it.moves else None,
    "moves": lambda it: len(it.moves),
    "skipped": lambda it: list(it.moves[-1].skipped) if it.moves else None,
    "since": lambda it: day_of(it.memory.since),
    "relationship": lambda it: it.memory.relationship,
    "cycle": lambda it: it.memory.cycle,
    "cycle_since": lambda it: day_of(it.memory.cycle_since),
    "visited": lambda it: list(it.memory.visited),
    "hold": lambda it: day_of(it.memory.hold.until) if it.memory.hold else None,
    "cap": lambda it: it.memory.cap.stage if it.memory.cap else None,
    "cap_until": lambda it: day_of(it.memory.cap.until) if it.memory.cap else None,
    "cool_downs": lambda it: {each.stage: day_of(each.until) for each in it.memory.cool_downs},
    "handover": lambda it: it.memory.handover.state if it.memory.handover else None,
    "weakened": lambda it: it.memory.handover.weakened if it.memory.handover else None,
    "ended": lambda it: it.ended.how if it.ended else None,
    "fired": lambda it: list(it.fired),
    "tasks": lambda it: [task.title for task in it.tasks],
    "wishes": lambda it: [f"{wish.kind} {wish.object} {wish.what}" for wish in it.wishes],
    "resolved": lambda it: len(it.resolved),
    "conflicts": lambda it: list(it.conflicts),
    "suggestions": lambda it: list(it.suggestions),
    "why": lambda it: it.memory.why,
    "wake": lambda it: day_of(it.wake),
    "quiet": lambda it: it.quiet,
    "done": lambda it: len(it.memory.done),
    "funnel": lambda it: {each.contact: each.step for each in it.memory.funnel},
    "left": lambda it: it.memory.left.stage if it.memory.left else None,
    "verdicts": lambda it: {name: found.verdict for name, found in it.findings.items()},
    "set": lambda it: {want.property: want.text for want in it.wants},
}
"""What a row may expect. Of `set` and `verdicts` it names those it cares for; `absent` are properties not wanted."""
SOME = frozenset({"set", "verdicts"})
STEP = frozenset(
    {"on", "tell", "facts", "deals", "hide", "order", "answer", "signal", "people", "book", "then"}
)


def fact_of(told: Any) -> Any:
    """A plain value, or one of those that only a mapping can tell."""
    match told:
        case {"unreadable": True}:
            return Const(Missing("the scope was lost", unreadable=True))
        case {"bad": text}:
            return Const(Bad(str(text), "not a number"))
        case {"date": day}:
            return Const(date.fromisoformat(day))
        case {"age": days}:
            return Age(moment(0) - round(days * DAY))
        case {"score": points}:
            return Score(((moment(0), float(points)),), 10 * DAY)
        case _:
            return told


def tell(tale: Tale, step: Mapping[str, Any]) -> Decision:
    unknown = set(step) - STEP
    assert not unknown, f"no step tells {sorted(unknown)}"
    if "book" in step:
        tale.book = rulebook(step["book"])
    for name in step.get("hide", ()):
        del tale.deals[name]
    tale.told |= {name: fact(fact_of(told)) for name, told in step.get("facts", {}).items()}
    people = step.get("people")
    told = {name: fact_of(value) for name, value in step.get("tell", {}).items()}
    several = (
        None
        if people is None
        else tuple(
            person(
                name,
                *(known.get("roles") or ()),
                **{key: value for key, value in known.items() if key != "roles"},
            )
            for name, known in people.items()
        )
    )
    return tale.on(
        step["on"],
        deals=step.get("deals"),
        order=step.get("order"),
        answer=step.get("answer"),
        signal=step.get("signal"),
        contacts=several,
        **told,
    )


def rulebook(names: list[str]) -> Any:
    """The book of the tales with the named pieces: `old -> new` of its text, or something added at its end."""
    changes, more = [], ""
    for name in names:
        text = BOOKS[name]
        old, arrow, new = text.partition(" -> ")
        if arrow:
            changes.append((old, new.rstrip("\n")))
        else:
            more += f"\n{text}"
    return book(*changes, more=more)


def marked() -> list[Any]:
    return [
        pytest.param(name, marks=pytest.mark.xfail(strict=True, reason=NOT_KEPT[name]))
        if name in NOT_KEPT
        else name
        for name in ROWS
    ]


@pytest.mark.parametrize("sentence", marked())
def test_law(sentence: str) -> None:
    """The sentence holds, as its tale tells it."""
    row = ROWS[sentence]
    made = rulebook(row.get("book", []))
    tale = Tale(made, memory=Memory() if row.get("first_run") else None)
    for step in row["days"]:
        decision = tell(tale, step)
        for name, expected in step["then"].items():
            assert_as(decision, name, expected, step["on"])


def assert_as(decision: Decision, name: str, expected: Any, day: float) -> None:
    if name == "absent":
        assert not set(expected) & {want.property for want in decision.wants}, (day, name)
        return
    seen = LOOK[name](decision)
    if name in SOME:
        seen = {key: seen.get(key) for key in expected}
    assert (day, name, seen) == (day, name, expected)


def test_every_item_has_its_rows() -> None:
    """Each row is named by the item it belongs to, and none of the items that deciding answers for is without."""
    items = [name.partition(" ")[0] for name in ROWS]
    assert set(items) == set(ITEMS)
    assert len(ROWS) >= LEAST_ROWS
    assert all(any(step["then"] for step in row["days"]) for row in ROWS.values())
    assert set(NOT_KEPT) <= set(ROWS)
    assert {name for row in ROWS.values() for name in pieces(row)} == set(BOOKS)


def pieces(row: dict[str, Any]) -> list[str]:
    return [*row.get("book", ()), *(name for step in row["days"] for name in step.get("book", ()))]


def test_what_is_tested_elsewhere_is_there() -> None:
    """The files that the docstring of this one names."""
    named = set(re.findall(r"tests/[a-z_/]+\.(?:py|txt)", __doc__ or ""))
    assert len(named) >= 10
    assert [name for name in sorted(named) if not (FILE.parents[2] / name).exists()] == []
