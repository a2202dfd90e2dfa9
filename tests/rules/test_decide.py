"""What comes of a decision besides the stage: verdicts, quiet runs, own properties, the funnel, wakes, evidence."""

from collections.abc import Sequence

import pytest

from accounts.facts import PersonChange
from accounts.metrics import Const, Score, Times
from accounts.values import Bad, Missing, iso
from rules.decide import decide
from rules.deciding.strata import Compiled, Group, compiled
from rules.decision import Because, Decision
from rules.engine import Engine
from rules.memory import Memory
from tests.rules.tales import DAY, NOTHING, Tale, book, moment, person

GAP = """
rules:
  - rule: find-them
    when: {company.size: {at_least: 100}}
    then: [{set: {company.abm_gap: ROLE}}]
"""


def calling(once_per: str) -> str:
    """A rule with one task."""
    return f"""
rules:
  - rule: call
    when: {{company.size: {{at_least: 100}}}}
    once_per: {once_per}
    then: [{{task: {{title: Call, to: sales_owner, due: 1 day}}}}]
"""


def wants(decision: Decision) -> dict[str, str]:
    return {want.property: want.text for want in decision.wants}


# --- three verdicts


@pytest.mark.parametrize(
    ("size", "fires"),
    [
        (Const(100), True),
        (Const(99), False),
        (Const(Missing()), False),
        (Const(Missing("scope lost", unreadable=True)), False),
        (Const(Bad("many", "not a number")), False),
    ],
)
def test_only_yes_fires(size: Const, fires: bool) -> None:  # noqa: FBT001 - a column of the table
    """A rule acts on a yes, not on a no and not on what nobody knows."""
    tale = Tale(book(more=GAP))
    assert ("abm_gap" in wants(tale.on(0, size=size))) is fires


# --- quiet runs


def quiet(more: str = "", changes: tuple[tuple[str, str], ...] = ()) -> Tale:
    """An account that the rulebook has never seen."""
    return Tale(book(*changes, more=more), memory=Memory())


def test_first_run_is_quiet() -> None:
    """The first run of a rulebook records positions and writes its own properties, and disturbs nobody."""
    tale = quiet(calling("stage_entry"))
    decision = tale.on(0, size=100, expanded=True, ready=True)
    assert (decision.quiet, decision.memory.stage, decision.memory.handover) == (True, "sales_ready", None)
    assert decision.tasks == ()
    assert wants(decision)["abm_stage"] == "sales_ready"
    assert "abm_handover" not in wants(decision)


def test_quiet_episodes_do_not_fire_later() -> None:
    """What the quiet run has seen fire is done for the same episode, and fires in the next one."""
    tale = quiet(calling("stage_entry"))
    tale.on(0, size=100, expanded=True, ready=True)
    assert tale.again(1).tasks == ()
    assert [task.rule for task in tale.on(2, order="expanded").tasks] == ["call"]


def test_quiet_run_writes_own_values() -> None:
    """A value below the rulebook's own prefix is its own property: the quiet run wants it, and remembers to clear it."""
    tale = quiet(GAP)
    assert wants(tale.on(0, size=100))["abm_gap"] == "ROLE"
    assert wants(tale.on(1, size=1))["abm_gap"] == ""


def test_edited_rulebook_is_quiet_once() -> None:
    """An edit records positions without effects; the decision after it has effects again."""
    tale = Tale()
    tale.on(0)
    tale.book = book(more=calling("stage_entry"))
    assert (tale.on(1, size=100).quiet, tale.decision and tale.decision.tasks) == (True, ())
    edited = tale.on(2, expanded=True)
    assert (edited.quiet, len(edited.tasks)) == (False, 1)


def test_go_live_at_once() -> None:
    """A rulebook may ask for effects from the first run on."""
    tale = quiet(changes=(("writes:", "go_live: {effects: at_once}\nwrites:"),))
    decision = tale.on(0, expanded=True, ready=True)
    assert (decision.quiet, len(decision.tasks)) == (False, 1)


def test_new_account_is_not_quiet() -> None:
    """An account that appears after go-live is handed over when it first stands on the stage."""
    decision = Tale().on(0, expanded=True, ready=True)
    assert (decision.moves[0].because, len(decision.tasks)) == (Because.FIRST, 1)


# --- what is written, and why


def test_own_properties() -> None:
    """The company carries stage, relationship, cycle, why and what is missing; moments in the portal's text."""
    tale = Tale()
    tale.on(0)
    decision = tale.on(1, expanded=True)
    assert wants(decision) == {
        "abm_stage": "expanded",
        "abm_stage_since": iso(moment(1)),
        "abm_relationship": "prospect",
        "abm_cycle": "1",
        "abm_cycle_since": "",
        "abm_why": "Reached expanded, because expanded is yes (known: yes).",
        "abm_missing": "engaged lacks: engaged is yes (unknown).",
        "abm_cap": "",
        "abm_cap_until": "",
    }
    assert {want.reason for want in decision.wants} == {decision.memory.why}


def test_off_the_cone_nothing_is_written_on_the_company() -> None:
    """An account that never stood on the cone gets no property; its contacts are in the funnel all the same."""
    tale = Tale()
    tale.contacts = (person("c1", wants_more=True),)
    decision = tale.on(0, target=False)
    assert {(want.kind, want.object, want.property): want.text for want in decision.wants} == {
        ("contact", "c1", "abm_funnel_step"): "interest",
        ("contact", "c1", "abm_funnel_since"): iso(moment(0)),
    }


MISSING = {
    "conditions": ({}, "expanded lacks: expanded is yes (unknown)."),
    "a visited stage lacks what it would stay by": (
        {"engaged": True, "expanded": True},
        "sales_ready lacks: ready is yes (unknown).",
    ),
    "needs": (
        {"engaged": True, "warm": True, "expanded": False, "ready": True},
        "sales_ready lacks: expanded first.",
    ),
    "pins": ({"expanded": True, "ready": True}, "in_sales lacks: an open deal or an accepted handover."),
    "a hold": ({"order": "expanded"}, "Set by a person: stays until 16 June 2026."),
    "nothing at the end": ({"deals": {"d": "open"}}, ""),
    "grace": (
        {"target": False},
        (
            "expanded lacks: expanded is yes (unknown). "
            "No longer a key account: leaves the cone from 2 July 2026 on, if nothing is open."
        ),
    ),
}


@pytest.mark.parametrize("case", MISSING)
def test_missing(case: str) -> None:
    """The portal says what is missing for the next stage, or what the account waits for."""
    told, expected = MISSING[case]
    tale = Tale()
    tale.on(0)
    assert wants(tale.on(1, **told))["abm_missing"] == expected  # type: ignore[arg-type]


def test_missing_in_waiting() -> None:
    """A cap and a cool-down are named with their dates, and without a date that has passed."""
    tale = Tale()
    tale.on(1, expanded=True, ready=True)
    assert wants(tale.on(2, answer="rejected", engaged=True, warm=True))["abm_missing"] == (
        "No further than engaged before 1 September 2026; after that it takes new interest."
    )
    assert wants(tale.again(99))["abm_missing"] == "No further than engaged before there is new interest."
    fallen = Tale()
    fallen.on(0, expanded=True)
    assert wants(fallen.on(1, expanded=False))["abm_missing"] == "expanded is closed until 2 July 2026."


# --- the funnel of contacts


def test_funnel_latches() -> None:
    """A step once reached stays reached, and the furthest one counts; a contact that is gone is forgotten."""
    tale = Tale()

    def steps() -> list[tuple[str, str, int]]:
        assert tale.memory is not None
        return [(step.contact, step.step, step.since) for step in tale.memory.funnel]

    tale.on(0, contacts=(person("c2"), person("c1", wants_more=True)))
    assert steps() == [("c1", "interest", moment(0))]
    tale.on(1, contacts=(person("c2", need=True), person("c1", wants_more=False)))
    assert steps() == [("c1", "interest", moment(0)), ("c2", "consideration", moment(1))]
    tale.on(2, contacts=(person("c2", wants_more=True),))
    assert steps() == [("c2", "consideration", moment(1))]


def test_funnel_steps_count_for_the_account() -> None:
    """Contacts count for the step they have reached and those before it, in this cycle."""
    counting = book(("company.expanded: {is: true}", "contact_funnel.interest: {at_least: 2}"))
    tale = Tale(counting)
    assert tale.on(0, contacts=(person("c1", wants_more=True), person("c2"))).memory.stage == "identified"
    assert tale.on(1, contacts=(person("c1"), person("c2", need=True))).memory.stage == "expanded"
    tale.on(2, deals={"d": "open"})
    assert tale.on(3, deals={"d": "lost"}).memory.stage == "identified"


# --- time


def test_wake_is_the_earliest_flip() -> None:
    """Each decision says when time alone could change it; what cannot change by time has no wake."""
    fading = book(
        ("company.warm: {is: true}", "engagement.score: {at_least: 50}"),
        ("min_stay: 7 days", "min_stay: 0 days"),
    )
    tale = Tale(fading)
    tale.told["engagement.score"] = Score(((moment(0), 100.0),), 10 * DAY)
    tale.on(1, engaged=True)
    decision = tale.on(2, engaged=False)
    assert (decision.memory.stage, decision.wake) == ("engaged", moment(10) + 1)
    assert tale.again(10).memory.stage == "engaged"
    assert tale.again(10 + 1 / DAY).memory.stage == "identified"
    assert Tale().on(0).wake is None


def test_stage_age_is_a_wake() -> None:
    """A rule that waits in a stage fires when the time has come, and not before."""
    rule = """
rules:
  - rule: nudge
    when: {stage: {is: expanded}, stage.age: {at_least: 2 days}}
    then: [{task: {title: Nudge, to: desk}}]
"""
    tale = Tale(book(more=rule))
    first = tale.on(0, expanded=True)
    assert (first.tasks, first.wake) == ((), moment(2))
    assert tale.again(1.999).tasks == ()
    assert len(tale.again(2).tasks) == 1


# --- engine and walk


class Contrary(Engine):
    """An engine that says yes to nothing."""

    def says_of_each(self, several: Sequence[object], *_: object) -> list[frozenset[str]]:
        return [frozenset() for _ in several]


def test_disagreement_stops_everything() -> None:
    """Where engine and walk differ, memory stays as it was and nothing is wanted; the evidence is kept."""
    doubted = book(("rulebook: Tales", "rulebook: Doubted"), more=GAP)
    tale = Tale(doubted)
    before = tale.on(0, size=1).memory
    ready_made: Compiled = compiled(doubted)
    name = "rules from find-them"
    ready_made._groups[name] = Group(ready_made._groups[name].program, Contrary.__new__(Contrary))
    decision = tale.on(1, size=100, expanded=True)
    assert decision.disagreement == "engine and explanation differ on rule.find-them"
    assert decision.memory == before
    assert (decision.moves, decision.wants, decision.tasks) == ((), (), ())
    assert decision.findings["rule.find-them"].verdict is True


def test_sight_of_nothing() -> None:
    """An account without any facts is decided, too: nothing is known of it."""
    tale = Tale(told={})
    decision = tale.again(0)
    assert (decision.memory.stage, decision.wants, decision.tasks) == (None, (), ())


def test_foreign_facts_are_harmless() -> None:
    """Facts that no condition asks for change nothing."""
    plain, more = (
        Tale(),
        Tale(told={**NOTHING, "company.target": Const(True), "company.other": Times((1, 2))}),
    )
    assert plain.on(0, expanded=True).memory == more.on(0, expanded=True).memory


def test_order_of_a_person_is_seen_once() -> None:
    """An order that was taken into account is not taken again when its hold has ended."""
    tale = Tale()
    tale.on(0)
    tale.on(1, order="engaged", engaged=False, warm=False)
    tale.again(16)
    assert tale.order == PersonChange("engaged", moment(1), "user:9")
    assert tale.memory is not None
    assert (tale.memory.stage, tale.memory.hold) == ("identified", None)


def test_decision_is_of_its_moment() -> None:
    """A decision names account, moment and rulebook, and what it was decided from."""
    tale = Tale()
    memory = tale.memory
    assert memory is not None
    decision = decide(tale.book, tale.facts(), memory, moment(3))
    assert (decision.account, decision.at, decision.rulebook, decision.before) == (
        "company:7",
        moment(3),
        tale.book.digest,
        memory,
    )
