"""What rules cause: values that stand, tasks once in an episode."""

from datetime import UTC, datetime

import pytest

from accounts.metrics import Const
from rules.decision import Decision
from rules.memory import Memory, Standing
from tests.rules.tales import Tale, book, moment, person

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
    tale = Tale(
        book(more=GAP.replace("{set: {company.abm_gap: ROLE}}", "{set: {company.abm_gap: ROLE}, keep: true}"))
    )
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
    assert (task.rule, task.title, task.priority, task.to) == (
        "name-it",
        "Hagel & Sohn: expanded",
        "HIGH",
        "desk",
    )
    tale.told["company.abm_gap"] = Const("ROLE")  # what the portal still holds, or will soon
    assert tale.on(1, size=1).findings["rule.name-it"].verdict is None


def test_cone_sees_what_rules_set() -> None:
    """A stage may rest on what a rule sets; it moves in the same evaluation."""
    chained = book(("company.green: {is: true}", "company.abm_health: {is: good}"), more=FEEDS_THE_CONE)
    assert Tale(chained).on(0, buys=True, size=100).memory.stage == "well_served"
    assert Tale(chained).on(0, buys=True, size=1).memory.stage == "onboarded"


def test_rules_count_from_the_cycle() -> None:
    """Facts of rules count since the cycle began, in the very decision that begins it."""
    rules = """
rules:
  - rule: busy
    when: {signals.visit: {at_least: 1}}
    then: [{set: {company.abm_gap: BUSY}}]
  - rule: buying
    when: {signals.quote: {at_least: 1}}
    then: [{set: {company.abm_buys: x}}]
"""
    resting_on_a_rule = book(("company.buys: {is: true}", "company.abm_buys: {is: x}"), more=rules)
    tale = Tale(resting_on_a_rule)
    tale.on(0, signal="quote", deals={"d": "open"})
    assert tale.on(1, signal="visit").memory.relationship == "customer"
    won = wants(tale.on(2, deals={"d": "won"}))
    assert (won["abm_gap"], won["abm_buys"], won["abm_cycle"]) == ("", "x", "2")
    assert wants(tale.again(3))["abm_buys"] == "x"  # the relationship rests on it, and that looks at all time


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
        [
            (0, {"deals": {"d": "open"}}, 1),
            (1, {"expanded": True}, 0),
            (2, {"deals": {"d": "won"}}, 1),
            (3, {}, 0),
        ],
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
    edited = book(("half_life: 10 days", "half_life: 9 days"), more=calling("stage_entry"))
    seeded = Memory(
        rulebook=edited.digest,
        relationship="prospect",
        key_account=True,
        stage=once.memory.stage,
        since=once.memory.since,
    )
    tale = Tale(edited, memory=seeded)
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
