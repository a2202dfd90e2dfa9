"""What comes of a decision besides the stage: verdicts, values, tasks, handovers, quiet runs, persons, wakes."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from accounts.facts import PersonChange
from accounts.metrics import Const, Score, Times
from accounts.values import Bad, Missing, iso
from rules.decide import decide
from rules.decision import Because, Decision
from rules.engine import Engine
from rules.memory import Memory, Standing
from rules.sight import Compiled, Group, compiled
from tests.rules.tales import DAY, HOUR, NOTHING, Tale, book, moment, person

GAP = """
rules:
  - rule: find-them
    when: {company.size: {at_least: 100}}
    then: [{set: {company.abm_gap: ROLE}}]
"""
CHAIN = """
rules:
  - rule: name-it
    when: {company.abm_gap: {is: ROLE}}
    then: [{task: {title: "{company.name}: {stage}", to: desk, due: 3 business days, priority: HIGH}}]
  - rule: find-them
    when: {company.size: {at_least: 100}}
    then: [{set: {company.abm_gap: ROLE}}]
"""
FEEDS_THE_CONE = """
rules:
  - rule: healthy
    when: {company.size: {at_least: 100}}
    then: [{set: {company.abm_health: good}}]
"""
QUARREL = """
rules:
  - rule: one
    when: {company.size: {at_least: 100}}
    then: [{set: {company.abm_gap: ONE}}]
  - rule: two
    when: {company.size: {at_least: 200}}
    then: [{set: {company.abm_gap: TWO}}]
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


# --- level: values that stand


def test_set_stands_while_it_holds() -> None:
    """A value is wanted while the condition holds or is unknown, and cleared once when it says no."""
    tale = Tale(book(more=GAP))
    assert "abm_gap" not in wants(tale.on(0, size=None))
    assert wants(tale.on(1, size=100))["abm_gap"] == "ROLE"
    assert wants(tale.again(2))["abm_gap"] == "ROLE"
    assert wants(tale.on(3, size=None))["abm_gap"] == "ROLE"
    assert wants(tale.on(4, size=1))["abm_gap"] == ""
    assert "abm_gap" not in wants(tale.again(5))


def test_keep_leaves_the_value() -> None:
    """With `keep` the value is left when the condition ends."""
    tale = Tale(book(more=GAP.replace("{set: {company.abm_gap: ROLE}}", "{set: {company.abm_gap: ROLE}, keep: true}")))
    assert wants(tale.on(0, size=100))["abm_gap"] == "ROLE"
    assert "abm_gap" not in wants(tale.on(1, size=1))
    assert tale.memory is not None
    assert tale.memory.standing == ()


def test_value_of_a_rule_that_is_gone() -> None:
    """What a rule has set is cleared when the rulebook sets it no more."""
    tale = Tale(book(more=GAP))
    tale.on(0, size=100)
    tale.book = book()
    assert wants(tale.again(1))["abm_gap"] == ""
    assert "abm_gap" not in wants(tale.again(2))


def test_rules_chain() -> None:
    """A rule sees in the same evaluation what an earlier one sets, wherever they stand in the file."""
    tale = Tale(book(more=CHAIN))
    [task] = tale.on(0, size=100, expanded=True).tasks
    assert (task.rule, task.title, task.priority, task.to) == ("name-it", "Hagel & Sohn: expanded", "HIGH", "desk")
    assert tale.on(1, size=1).findings["rule.name-it"].verdict is None


def test_cone_sees_what_rules_set() -> None:
    """A stage may rest on what a rule sets; it moves in the same evaluation."""
    chained = book(("company.green: {is: true}", "company.abm_health: {is: good}"), more=FEEDS_THE_CONE)
    assert Tale(chained).on(0, buys=True, size=100).memory.stage == "well_served"
    assert Tale(chained).on(0, buys=True, size=1).memory.stage == "onboarded"


def test_conflict_writes_neither() -> None:
    """Two rules that want different values for one property: neither is wanted, and what stood stays."""
    tale = Tale(book(more=QUARREL))
    assert wants(tale.on(0, size=150))["abm_gap"] == "ONE"
    decision = tale.on(1, size=250)
    assert "abm_gap" not in wants(decision)
    assert decision.conflicts == ("company.abm_gap",)
    assert decision.memory.standing == (Standing(kind="company", object="7", property="abm_gap", rule="one"),)


def test_priority_settles_a_conflict() -> None:
    """A rule that declares priority wins over one that does not; when it ends, the other's value is wanted."""
    tale = Tale(book(more=QUARREL.replace("- rule: two", "- rule: two\n    priority: 0")))
    assert wants(tale.on(0, size=250))["abm_gap"] == "TWO"
    assert wants(tale.on(1, size=150))["abm_gap"] == "ONE"


# --- edge: tasks once in an episode


EPISODES: dict[str, tuple[str, list[tuple[float, dict[str, object], int]]]] = {
    "stage_entry: again in another stage": (
        "stage_entry",
        [(0, {}, 1), (1, {}, 0), (2, {"expanded": True}, 1), (3, {}, 0)],
    ),
    "stage_entry: again when it comes back": (
        "stage_entry",
        [(0, {}, 1), (1, {"order": "engaged"}, 1), (2, {"order": "identified"}, 1)],
    ),
    "cycle: again in the next cycle": (
        "cycle",
        [(0, {"deals": {"d": "open"}}, 1), (1, {"expanded": True}, 0), (2, {"deals": {"d": "won"}}, 1), (3, {}, 0)],
    ),
    "day: again after midnight in Berlin": (
        "day",
        [(0, {}, 1), (0.49, {}, 0), (0.5, {}, 1), (0.6, {"size": 1}, 0), (0.7, {"size": 100}, 0)],
    ),
    "ever: never again": (
        "ever",
        [(0, {"deals": {"d": "open"}}, 1), (1, {"size": 1}, 0), (2, {"size": 100, "deals": {"d": "won"}}, 0)],
    ),
}


@pytest.mark.parametrize("sentence", EPISODES)
def test_task_once_in_an_episode(sentence: str) -> None:
    """A task is wished once in each episode, however often the account is looked at."""
    once_per, days = EPISODES[sentence]
    tale = Tale(book(more=calling(once_per)))
    tale.told["company.size"] = Const(100)
    for day, told, count in days:
        assert (day, len(tale.on(day, **told).tasks)) == (day, count)  # type: ignore[arg-type]


def test_day_ends_at_local_midnight() -> None:
    """An account with a daily task is looked at again at midnight in the rulebook's time zone."""
    decision = Tale(book(more=calling("day"))).on(0, size=100)
    assert decision.wake == int(datetime(2026, 6, 1, 22, tzinfo=UTC).timestamp())


def test_key_survives_the_loss_of_memory() -> None:
    """The key of an episode rests on nothing but what the portal tells: rulebook, account, rule, cycle, stage, since."""
    once = Tale(book(more=calling("stage_entry"))).on(0, size=100)
    [task] = once.tasks
    seeded = Memory(
        rulebook=once.rulebook,
        relationship="prospect",
        key_account=True,
        stage=once.memory.stage,
        since=once.memory.since,
    )
    tale = Tale(book(more=calling("stage_entry")), memory=seeded)
    assert [again.key for again in tale.on(5, size=100).tasks] == [task.key]


def test_skipped_stage_causes_nothing() -> None:
    """A task of a stage that was passed over is not wished."""
    rule = """
rules:
  - rule: greet
    when: {stage: {is: expanded}}
    then: [{task: {title: Greet, to: desk}}]
"""
    tale = Tale(book(more=rule))
    tale.on(0)
    assert [task.rule for task in tale.on(1, expanded=True, ready=True).tasks] == ["handover"]


def test_task_says_why_and_when() -> None:
    """A task carries its reason, its due moment in business time, the owner asked for, and the people to talk to."""
    tale = Tale(book(more=CHAIN))
    tale.contacts = (person("c2"), person("c1", "DECISION_MAKER"))
    [task] = tale.on(4, size=100).tasks  # a Friday, noon
    assert task.reason == "Rule name-it: abm_gap is ROLE (known: ROLE)."
    assert task.due == moment(9)
    assert task.contacts == ("c1", "c2")
    assert task.asked is None


def test_no_company_no_task() -> None:
    """Without a company in HubSpot nothing is written but on contacts; the task is wished when there is one."""
    tale = Tale(book(more=calling("ever")), company=None)
    tale.contacts = (person("c1", wants_more=True),)
    decision = tale.on(0, size=100)
    assert decision.tasks == ()
    assert {want.kind for want in decision.wants} == {"contact"}
    tale.company = "7"
    assert len(tale.again(1).tasks) == 1


# --- handover


def ready(**told: object) -> Tale:
    tale = Tale()
    tale.on(0, **told)  # type: ignore[arg-type]
    tale.on(1, expanded=True, ready=True)
    return tale


def test_handover_is_offered_with_its_packet() -> None:
    """Entering the stage offers a handover: one task with all that sales needs to know."""
    tale = Tale(owners={"hubspot_owner_id": "11"})
    tale.on(0, expanded=True, signal="visit", deals={"d": "open"})
    tale.contacts = (person("c1", "CHAMPION", "DECISION_MAKER", title="CFO"), person("c2", title="Buyer"))
    decision = tale.on(1, order="sales_ready")
    [task] = decision.tasks
    assert (task.handover, task.rule, task.to, task.asked, task.priority) == (
        True,
        "handover",
        "sales_owner",
        "11",
        "HIGH",
    )
    assert task.title == "Handover to sales: Hagel & Sohn"
    assert task.body.splitlines() == [
        decision.memory.why,
        "",
        "Company: Hagel & Sohn (a prospect, cycle 1)",
        "",
        "Buying center:",
        "- Person c1 (CFO; decision maker, champion)",
        "- Person c2 (Buyer)",
        "",
        "Newest signals:",
        "- 1 June 2026 website visit: Person c1",
        "",
        "Way: on sales_ready since 2 June 2026; in this cycle: sales_ready, in_sales.",
        "",
        "Open deals:",
        "- Deal d",
    ]
    assert decision.memory.handover is not None
    assert decision.memory.handover.key == task.key
    assert wants(decision)["abm_handover"] == "offered"


def test_one_open_handover() -> None:
    """While a handover is open, entering the stage again offers none."""
    tale = ready()
    assert tale.on(2, order="expanded").tasks == ()
    assert tale.on(3, order="sales_ready").tasks == ()


def test_person_hands_over() -> None:
    """A person who moves an account onto a stage that hands over has handed it over."""
    tale = Tale()
    tale.on(0)
    decision = tale.on(1, order="sales_ready")
    assert [task.handover for task in decision.tasks] == [True]
    assert decision.memory.why == "Set to sales_ready by a person."


def test_falling_onto_the_stage_hands_nothing_over() -> None:
    """A stage that is reached by falling back is not entered anew by its own merit."""
    tale = ready()
    tale.on(2, answer="accepted", deals={"d": "open"})
    tale.deals["e"] = replace(tale.deals["d"], id="e")
    assert tale.on(3, answer="rejected").tasks == ()
    tale.deals.clear()
    decision = tale.again(4)
    assert (decision.memory.stage, decision.tasks) == ("sales_ready", ())


@pytest.mark.parametrize(
    ("day", "signal", "due"),
    [
        (1, None, moment(2)),  # Tuesday noon, one business day
        (4, None, moment(7)),  # Friday noon to Monday noon
        (5, None, moment(8) - 3 * HOUR),  # Saturday: from Monday's opening on
        (1, "quote", moment(1) + 4 * HOUR),
        (4.125, "quote", moment(7) - HOUR),  # Friday 15:00 and 4 hours: Monday 11:00
    ],
)
def test_handover_is_due_in_business_time(day: float, signal: str | None, due: int) -> None:
    """A handover is to be accepted within business time, sooner in the fast lane."""
    tale = Tale()
    tale.on(0)
    [task] = tale.on(day, expanded=True, ready=True, signal=signal).tasks
    assert task.due == due


def test_accepted_pins() -> None:
    """An accepted handover pins the account, and our property says what the person has set."""
    tale = ready()
    decision = tale.on(2, answer="accepted")
    assert (decision.memory.stage, decision.moves[0].because) == ("in_sales", Because.HANDOVER)
    assert wants(decision)["abm_handover"] == "accepted"
    assert wants(tale.again(3))["abm_handover"] == "accepted"


def test_rejected_caps() -> None:
    """A rejected handover closes, caps the account before the stage, and leaves the person's word in the portal."""
    tale = ready()
    decision = tale.on(2, answer="rejected")
    cap, memory = decision.memory.cap, decision.memory
    assert cap is not None
    assert (cap.stage, cap.until, cap.reason) == ("engaged", moment(2) + 90 * DAY, "no_need")
    assert memory.handover is None
    assert decision.ended is not None
    assert decision.ended.how == "rejected"
    assert "abm_handover" not in wants(decision)
    assert "abm_handover" not in wants(tale.again(3))
    assert wants(decision)["abm_cap"] == "engaged"
    assert wants(decision)["abm_cap_until"] == iso(moment(2) + 90 * DAY)


def test_answer_is_heard_once() -> None:
    """An answer to an earlier handover says nothing about a later one."""
    tale = ready()
    tale.on(2, answer="rejected")
    tale.on(100, signal="visit")
    assert tale.memory is not None
    assert tale.memory.handover is not None
    assert tale.memory.handover.state == "offered"


def test_answer_without_a_handover() -> None:
    """An answer where nothing was offered changes nothing."""
    tale = Tale()
    tale.on(0, expanded=True)
    decision = tale.on(1, answer="rejected")
    assert (decision.memory.cap, decision.memory.stage) == (None, "expanded")


def test_weakened_handover_stays_open() -> None:
    """A handover whose condition turns no stays open with a note, which goes when the condition says yes again."""
    tale = ready()
    decision = tale.on(2, ready=False)
    handover = decision.memory.handover
    assert handover is not None
    assert (decision.memory.stage, handover.state, handover.weakened) == ("expanded", "offered", True)
    assert wants(decision)["abm_handover"] == "offered"
    assert wants(decision)["abm_missing"].endswith("On the open handover: its reasons have become weaker.")
    tale.on(3, ready=None)
    assert tale.memory is not None
    assert tale.memory.handover is not None
    assert tale.memory.handover.weakened
    assert tale.on(4, ready=True).memory.handover == handover.model_copy(update={"weakened": False})


def test_no_handover_without_a_company() -> None:
    """A handover is a task on a company; without one nothing is offered."""
    tale = Tale(company=None)
    decision = tale.on(0, expanded=True, ready=True)
    assert (decision.memory.stage, decision.memory.handover, decision.tasks) == ("sales_ready", None, ())


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
        "expanded lacks: expanded is yes (unknown). "
        "No longer a key account: leaves the cone from 2 July 2026 on, if nothing is open.",
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
    tale = ready()
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
    fading = book(("company.warm: {is: true}", "engagement.score: {at_least: 50}"), ("min_stay: 7 days", "min_stay: 0 days"))
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

    def matches(self, *_: object) -> frozenset[str]:
        return frozenset()


def test_disagreement_stops_everything() -> None:
    """Where engine and walk differ, memory stays as it was and nothing is wanted; the evidence is kept."""
    doubted = book(("rulebook: Tales", "rulebook: Doubted"), more=GAP)
    tale = Tale(doubted)
    before = tale.on(0, size=1).memory
    ready_made: Compiled = compiled(doubted)
    name = "rules rule.find-them"
    ready_made._groups[name] = Group(ready_made._groups[name].conditions, Contrary((), ()))
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
    plain, more = Tale(), Tale(told={**NOTHING, "company.target": Const(True), "company.other": Times((1, 2))})
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
