"""Memory read back from the portal: an account that forgot everything goes on as if it had not."""

from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from accounts.snapshot import Change, Record, Snapshot
from accounts.values import Kind, Moment, moment_of
from rules.decide import decide
from rules.decision import Decision
from rules.memory import Memory
from rules.seed import seed
from tests.rules.tales import Tale, book, moment, person
from tests.rules.test_loop import TALES as LOOP
from tests.rules.test_stages import TALES as STAGES

DELAY = 40  # seconds until what was decided stands in the portal
MOMENTS = ("_since", "_until")


@dataclass
class Written:
    """What the portal holds of a tale's company and contacts: our properties, their history, the markers in our tasks."""

    tale: Tale
    company: dict[str, str] = field(default_factory=dict)
    contacts: dict[str, dict[str, str]] = field(default_factory=dict)
    history: dict[str, list[Change]] = field(default_factory=dict)
    markers: set[str] = field(default_factory=set)

    def on(self, day: float, **told: Any) -> Decision:
        """A day of the tale. What a person orders stands in the portal before, what is decided soon after."""
        told = dict(told)
        self.tale.deals.pop(told.pop("hidden", ""), None)
        for suffix, word in (("stage", "order"), ("handover", "answer")):
            if word in told:
                self._set(f"abm_{suffix}", told[word], moment(day), "CRM_UI")
        decision = self.tale.on(day, **told)
        for want in decision.wants:
            if want.kind == "company":
                self._set(want.property, want.text, decision.at + DELAY, "INTEGRATION")
            else:
                self.contacts.setdefault(want.object, {})[want.property] = want.text
        self.markers |= {task.key for task in decision.tasks}
        return decision

    def _set(self, name: str, value: str, at: Moment, source: str) -> None:
        if self.company.get(name, "") != value:
            self.company[name] = value
            self.history.setdefault(name, []).append(Change(value, at, source, "user:9"))

    def forget(self, day: float) -> Memory:
        """Lose the memory, read it back, and look again: what the first look says of it, quietly."""
        facts = self.tale.facts()
        found = seed(self.tale.book, self.snapshot(), facts, self.markers, moment(day))
        first = decide(self.tale.book, facts, found, moment(day))
        assert (first.quiet, first.tasks) == (True, ())
        assert first.moves == ()
        return first.memory

    def snapshot(self) -> Snapshot:
        held = {name: value or None for name, value in self.company.items()}
        return Snapshot(
            account="company:7",
            name="Hagel & Sohn",
            company=Record(Kind.COMPANY, "7", held),
            contacts=tuple(
                Record(Kind.CONTACT, id_, dict(values)) for id_, values in sorted(self.contacts.items())
            ),
            history={
                (Kind.COMPANY, "7", name): tuple(changes)
                for name, changes in self.history.items()
                if name in {"abm_stage", "abm_handover"}
            },
        )


# What no property of ours tells: (where in a tale it is lost) and what is lost.
LOST: dict[str, tuple[set[int], str]] = {
    "a win set back within 14 days opens its cycle again": ({2}, "what the closed cycle was like"),
    "a win that turns out to be a loss within 14 days ends its cycle as lost": (
        {1},
        "what the closed cycle was like",
    ),
    "a deal that is out of sight and comes back is no news": ({2}, "deals that are out of sight"),
    "the flag lost: grace, then it leaves": ({1, 2}, "since when the grace runs"),
    "back after 12 months it begins anew": ({2}, "the very second at which it left"),
    "never while a deal is open": ({1, 2}, "since when the grace runs"),
    "never while a handover is open": ({1, 2}, "since when the grace runs"),
}
ALL: dict[str, list[Any]] = {**STAGES, **LOOP}
CASES = [
    pytest.param(days, cut, id=f"{sentence} [{cut}]")
    for sentence, days in ALL.items()
    for cut in range(len(days) - 1)
    if sentence not in LOST or cut not in LOST[sentence][0]
]


@pytest.mark.parametrize(("days", "cut"), CASES)
def test_every_tale_goes_on(days: list[Any], cut: int) -> None:
    """Wherever in a tale of the law the memory is lost, the rest of the tale is as it was."""
    written = Written(Tale())
    for place, day in enumerate(days):
        decision = written.on(day.day, **day.told)
        moved = [move.because for move in decision.moves]
        assert (day.day, decision.memory.stage, moved) == (
            *(day.day, day.stage),
            [day.because] if day.because else [],
        )
        if place == cut:
            written.tale.memory = written.forget(day.day)


PEOPLE = (person("c1", "DECISION_MAKER", need=True), person("c2", "CHAMPION", wants_more=True))
READY = {"expanded": True, "ready": True, "contacts": PEOPLE}
GAP = """
rules:
  - rule: find-them
    when: {stage: {is: expanded}, company.size: {at_least: 100}}
    once_per: stage_entry
    then:
      - set: {company.abm_gap: ROLE}
      - task: {title: Find them, to: sales_owner, due: 1 day}
  - rule: welcome
    when: {relationship: {is: customer}}
    once_per: cycle
    then: [{task: {title: Welcome, to: sales_owner, due: 1 day}}]
"""
# What happened before the memory was lost (day, what was told) and what happens later.
LIVES: dict[str, tuple[list[tuple[float, dict[str, Any]]], list[tuple[float, dict[str, Any]]]]] = {
    "held up": ([(0, {}), (1, {"order": "engaged"})], []),
    "held down": ([(0, READY), (1, {"order": "expanded"})], []),
    "held, and the hold is over": (
        [(0, READY), (1, {"order": "identified"}), (16, {})],
        [(20, {"ready": False})],
    ),
    "cooled down": ([(0, READY), (1, {"ready": False})], [(3, {"ready": True})]),
    "cooled down twice": (
        [(0, READY), (1, {"ready": False}), (2, {"expanded": False})],
        [(3, {"expanded": True, "ready": True})],
    ),
    "capped by a loss": (
        [(0, {**READY, "deals": {"d": "open"}}), (1, {"deals": {"d": "lost"}})],
        [(93, {"signal": "visit"})],
    ),
    "capped by a loss, evidence before the date": (
        [(0, {**READY, "deals": {"d": "open"}}), (1, {"deals": {"d": "lost"}}), (2, {"signal": "visit"})],
        [],
    ),
    "capped by a rejection": ([(0, READY), (1, {"answer": "rejected"})], [(92, {"signal": "visit"})]),
    "capped, and fallen further since": (
        [(0, READY), (1, {"answer": "rejected"}), (5, {"signal": "visit"}), (9, {"expanded": False})],
        [(10, {"expanded": True})],
    ),
    "rejected, and fallen later by its own conditions": (
        [
            (0, {**READY, "engaged": True, "warm": True}),
            (1, {"answer": "rejected"}),
            (9, {"engaged": False, "warm": False}),
        ],
        [(10, {"engaged": True, "warm": True}), (95, {"signal": "visit"})],
    ),
    "offered": ([(0, READY)], [(2, {"answer": "accepted"}), (3, {"deals": {"d": "open"}})]),
    "offered, and weakened": ([(0, READY), (1, {"ready": False})], [(2, {"answer": "rejected"})]),
    "accepted": ([(0, READY), (1, {"answer": "accepted"})], [(3, {"deals": {"d": "lost"}})]),
    "won": (
        [(0, {**READY, "deals": {"d": "open"}}), (1, {"deals": {"d": "won"}, "buys": True})],
        [(20, {"green": True}), (30, {"signal": "quote"})],
    ),
    "won back": (
        [(0, {"ended": True}), (5, {"deals": {"d": "won"}}), (6, {"green": True})],
        [(30, {"ended": False, "buys": True}), (50, {"ended": True})],
    ),
    "churned": ([(0, {"buys": True, "green": True}), (1, {"ended": True})], []),
    "from prospect to customer and back": (
        [(0, READY), (1, {"buys": True}), (2, {"buys": False})],
        [(3, {"ready": False})],
    ),
    "off the cone": (
        [(0, {"expanded": True}), (1, {"target": False}), (32, {})],
        [(40, {"target": True, "expanded": None})],
    ),
    "a value stands": ([(0, {"expanded": True, "size": 100})], [(2, {"size": 1})]),
    "a value stood": ([(0, {"expanded": True, "size": 100}), (1, {"size": 1})], [(2, {"size": 100})]),
    "a rule waits": ([(0, {"expanded": True, "size": 100}), (1, {"size": None})], [(2, {"size": 1})]),
    "steps of the funnel": ([(0, READY)], [(2, {"contacts": (person("c1"), person("c2", need=True))})]),
}


@pytest.mark.parametrize("life", LIVES)
def test_it_decides_as_before(life: str) -> None:
    """For the next hundred days the memory read back decides as the one that was lost: moves, tasks, values, wake-ups."""
    before, later = LIVES[life]
    written = Written(Tale(book(more=GAP)))
    for day, told in before:
        written.on(day, **told)
    today = before[-1][0]
    lost = written.tale
    found = replace(lost, told=dict(lost.told), deals=dict(lost.deals), signals=list(lost.signals))
    found.memory = written.forget(today)
    days: dict[float, dict[str, Any]] = {today + offset: {} for offset in (1, 15, 40, 100)} | {
        today + day: told for day, told in later
    }
    for day in sorted(days):
        expected, decision = lost.on(day, **days[day]), found.on(day, **days[day])
        assert done(decision) == done(expected), day - today
        for one, other in zip(moments(decision), moments(expected), strict=True):
            assert one == other or (one and other and abs(one - other) <= DELAY), day - today


def done(decision: Decision) -> dict[str, Any]:
    """What it does and wants."""
    return {
        "stage": decision.memory.stage,
        "moves": [
            (move.from_stage, move.to_stage, move.because, move.skipped, move.cycle)
            for move in decision.moves
        ],
        "tasks": [(task.rule, task.key) for task in decision.tasks],
        "wants": {
            (want.object, want.property): want.text
            for want in decision.wants
            if not want.property.endswith(MOMENTS)
        },
    }


def moments(decision: Decision) -> list[int | None]:
    """The moments in it. Those that HubSpot's history tells are when something was written: a little late."""
    written = [
        moment_of(want.text) for want in decision.wants if want.property.endswith(MOMENTS) and want.text
    ]
    return [decision.wake, *(int(one.timestamp()) for one in written)]
