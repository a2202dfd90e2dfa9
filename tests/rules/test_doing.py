"""What the wider language causes: modes, seasons, members, plays, gates, tiers, wishes, reasons for rejections."""

from typing import Any

import pytest

from rules import Rulebook, RulebookError, own_properties
from rules.decision import Decision
from rules.memory import Memory
from tests.rules.tales import DAY, Tale, book, moment, person

BIG = "{company.size: {at_least: 100}}"


def rule(text: str, *, name: str = "act", when: str = BIG, more: str = "") -> Rulebook:
    """The book of the tales with one rule that does what the text says."""
    return book(more=f"\nrules:\n  - rule: {name}\n    when: {when}\n    {text}\n{more}")


def titles(decision: Decision) -> list[str]:
    return [task.title for task in decision.tasks]


def kinds(decision: Decision) -> list[tuple[str, str, str]]:
    return [(wish.kind, wish.object, wish.what) for wish in decision.wishes]


# --- modes


@pytest.mark.parametrize(
    ("mode", "acts", "suggests"),
    [("act", True, False), ("suggest", False, True), ("observe", False, False)],
)
def test_a_rule_acts_suggests_or_only_watches(mode: str, *, acts: bool, suggests: bool) -> None:
    """Whatever its mode, a rule whose condition holds has fired; what comes of it depends on the mode."""
    tale = Tale(
        rule(
            f"mode: {mode}\n    then: [{{task: {{title: Call, to: desk}}}}, {{set: {{company.abm_gap: X}}}}]"
        )
    )
    decision = tale.on(1, size=200)
    assert decision.fired == ("act",)
    assert titles(decision) == (["Call"] if acts else [])
    assert any(want.property == "abm_gap" for want in decision.wants) is acts
    assert any("Call" in text for text in decision.suggestions) is suggests
    assert any("abm_gap = X" in text for text in decision.suggestions) is suggests


# --- seasons


@pytest.mark.parametrize(
    ("day", "fires"), [(0, False), (8.57, False), (8.59, True), (17, True), (18.57, True), (18.59, False)]
)
def test_a_rule_rests_outside_its_season(day: float, *, fires: bool) -> None:
    """Its first and its last day count, from midnight to midnight where the rulebook lives (the tale begins at noon)."""
    tale = Tale(rule("from: 2026-06-10\n    until: 2026-06-19\n    then: [{set: {company.abm_gap: X}}]"))
    decision = tale.on(day - 0.083, size=200)
    assert decision.fired == (("act",) if fires else ())


def test_a_season_wakes_the_account() -> None:
    """The account is looked at again when the season begins and when it ends."""
    tale = Tale(rule("from: 2026-06-10\n    until: 2026-06-19\n    then: [{set: {company.abm_gap: X}}]"))
    begins = tale.on(0, size=200).wake
    assert begins is not None
    day = (begins - moment(0)) / DAY
    ends = tale.on(day).wake
    assert ends is not None
    assert ends - begins == 10 * DAY
    assert tale.on((ends - moment(0)) / DAY).fired == ()
    assert tale.decision is not None
    assert {want.property: want.text for want in tale.decision.wants}["abm_gap"] == ""


# --- each member

EACH = "for_each: {members: buying_center, where: {contact.need: {is: true}}}\n    "


def test_a_rule_looks_at_each_member_by_itself() -> None:
    """Only members of whom the condition is sure are acted upon; who has no role is none of the buying center."""
    tale = Tale(rule(EACH + 'then: [{task: {title: "Call {contact.name}", to: desk}}]'))
    people = (
        person("c1", "CHAMPION", need=True),
        person("c2", "CHAMPION", need=False),
        person("c3", "CHAMPION"),
        person("c4", need=True),
    )
    decision = tale.on(1, size=200, contacts=people)
    assert [(task.title, task.contacts) for task in decision.tasks] == [("Call Person c1", ("c1",))]
    later = tale.on(2, contacts=(*people[:2], person("c3", "CHAMPION", need=True)))
    assert titles(later) == ["Call Person c3"]


def test_a_value_stands_on_each_member_while_the_condition_holds() -> None:
    """A contact's property is set, stays while nobody knows, and is cleared when the condition turns no."""
    tale = Tale(rule(EACH + "then: [{set: {contact.abm_topic: Machines}}]"))

    def topic(decision: Decision) -> dict[str, str]:
        return {want.object: want.text for want in decision.wants if want.property == "abm_topic"}

    assert topic(tale.on(1, size=200, contacts=(person("c1", "CHAMPION", need=True),))) == {"c1": "Machines"}
    assert topic(tale.on(2, contacts=(person("c1", "CHAMPION"),))) == {"c1": "Machines"}
    assert topic(tale.on(3, contacts=(person("c1", "CHAMPION", need=False),))) == {"c1": ""}
    assert topic(tale.on(4)) == {}


def test_nobody_is_acted_upon_while_the_rule_itself_says_no() -> None:
    """The condition on the account comes first."""
    tale = Tale(rule(EACH + "then: [{set: {contact.abm_topic: Machines}}]"))
    decision = tale.on(1, size=2, contacts=(person("c1", "CHAMPION", need=True),))
    assert not [want for want in decision.wants if want.property == "abm_topic"]


# --- further effects

EFFECTS = [
    ("note: {text: 'Big: {company.name}'}", ("note", "7", "Big: Hagel & Sohn")),
    ("notify: {to: desk, text: Look}", ("notice", "7", "Look")),
    ("assign_owner: {to: desk}", ("owner", "7", "company.hubspot_owner_id")),
    ("add_to_list: {list: Nurture}", ("join_list", "c1", "Nurture")),
]


@pytest.mark.parametrize(("effect", "expected"), EFFECTS)
def test_an_effect_is_wished_once_in_an_episode(effect: str, expected: tuple[str, str, str]) -> None:
    """Notes, notices, owners and lists are wished for once, with their reason, and never on the first run."""
    made = rule(f"then: [{{{effect}}}]")
    tale = Tale(made)
    decision = tale.on(1, size=200, contacts=(person("c1"),))
    assert kinds(decision) == [expected]
    assert "size" in decision.wishes[0].reason
    assert kinds(tale.again(2)) == []
    first = Tale(made, memory=Memory(rulebook="before"))
    assert first.on(1, size=200, contacts=(person("c1"),)).wishes == ()


def test_who_is_on_a_list_while_a_condition_holds_leaves_it_afterwards() -> None:
    """`while: holds` takes the contact off the list when the condition ends, once."""
    tale = Tale(rule("then: [{add_to_list: {list: Nurture, while: holds}}]"))
    tale.on(1, size=200, contacts=(person("c1"),))
    assert kinds(tale.on(2, size=None)) == []
    assert kinds(tale.on(3, size=5)) == [("leave_list", "c1", "Nurture")]
    assert kinds(tale.again(4)) == []


def test_a_task_is_closed_when_its_reason_has_gone() -> None:
    """`close_when: resolved` names the key of the task that was wished for."""
    tale = Tale(rule("then: [{task: {title: Call, to: desk, close_when: resolved}}]"))
    [task] = tale.on(1, size=200).tasks
    assert tale.on(2, size=None).resolved == ()
    assert tale.on(3, size=5).resolved == (task.key,)
    assert tale.again(4).resolved == ()


def test_a_property_that_is_not_ours_is_wished_for_and_never_simply_written() -> None:
    """What `writes` allows beyond our own properties goes the way of wishes."""
    text = "company.abm_*: own, contact.abm_*: own"
    made = book(
        (text, f"{text}, company.industry: fill_if_empty"),
        more=f"\nrules: [{{rule: act, when: {BIG}, then: [{{set: {{company.industry: MACHINES}}}}]}}]",
    )
    decision = Tale(made).on(1, size=200)
    assert [(wish.kind, wish.what, wish.to) for wish in decision.wishes] == [
        ("write", "company.industry", "MACHINES")
    ]
    assert not [want for want in decision.wants if want.property == "industry"]
    assert "industry" not in {own.name for own in own_properties(made)}


def test_a_renamed_rule_repeats_nothing() -> None:
    """Its id is its first name: what was done under that name stays done."""
    before, after = (
        rule("then: [{task: {title: Call, to: desk}}]\n    once_per: ever", name="call"),
        rule("id: call\n    then: [{task: {title: Call, to: desk}}]\n    once_per: ever", name="ring"),
    )
    tale = Tale(before)
    assert titles(tale.on(1, size=200)) == ["Call"]
    tale.book = after
    tale.again(2)
    assert titles(tale.again(3)) == []


def test_a_renamed_rule_goes_on_with_what_it_has_begun() -> None:
    """Its play runs on, its list keeps the contact, and its task stays open."""
    doings = "then: [{play: woo}, {add_to_list: {list: L, while: holds}}, {task: {title: Call, to: desk, close_when: resolved}}]"
    before, after = (
        rule(doings, name="call", more=PLAY),
        rule(f"id: call\n    {doings}", name="ring", more=PLAY),
    )
    tale = Tale(before)
    tale.on(0, size=200, contacts=(person("c1"),))
    tale.book = after
    quiet = tale.again(3)
    assert (titles(quiet), quiet.resolved, kinds(quiet)) == ([], (), [])
    assert quiet.wake == moment(3) + 1
    decision = tale.again(3.001)
    assert (titles(decision), decision.resolved, kinds(decision)) == (["Second"], (), [])


def test_what_is_done_once_a_day_is_not_remembered_for_ever() -> None:
    """The memory of an account does not grow with the days that pass."""
    tale = Tale(rule("once_per: day\n    then: [{task: {title: Call, to: desk}}]"))
    found = [tale.on(day, size=200) for day in range(1, 9)]
    assert [titles(decision) for decision in found] == [["Call"]] * 8
    assert len(found[-1].memory.model_dump_json()) == len(found[0].memory.model_dump_json())


# --- plays

PLAY = """
plays:
  woo:
    steps:
      - {task: {title: First, to: desk}}
      - {after: 3 days, task: {title: Second, to: desk}}
      - {after: 7 days, task: {title: Third, to: desk}}
"""


def test_a_play_is_a_sequence_of_tasks_on_its_dates() -> None:
    """Each step is taken when its time has come, once, and the account wakes for it."""
    tale = Tale(rule("then: [{play: woo}]", more=PLAY))
    first = tale.on(0, size=200)
    assert titles(first) == ["First"]
    assert first.wake == moment(3)
    assert titles(tale.again(2)) == []
    assert titles(tale.again(3)) == ["Second"]
    assert titles(tale.again(9)) == ["Third"]
    assert titles(tale.again(20)) == []
    assert tale.memory is not None
    assert tale.memory.plays == ()


@pytest.mark.parametrize(("size", "goes_on"), [(200, True), (None, True), (5, False)])
def test_a_play_stops_when_its_reason_ends(size: int | None, *, goes_on: bool) -> None:
    """An explicit no ends it; unknown does not."""
    tale = Tale(rule("then: [{play: woo}]", more=PLAY))
    tale.on(0, size=200)
    assert titles(tale.on(3, size=size)) == (["Second"] if goes_on else [])


def test_a_play_stops_by_its_own_condition() -> None:
    """`stop_when` ends it though the rule still holds."""
    tale = Tale(rule("then: [{play: woo}]", more=f"{PLAY}    stop_when: {{company.warm: {{is: true}}}}\n"))
    tale.on(0, size=200)
    assert titles(tale.on(3, warm=True)) == []
    assert titles(tale.on(9, warm=False)) == []


# --- gates and stays

GATE = (
    "hand_over: true}\n    - in_sales",
    "hand_over: true, gate: {company.green: {is: true}}}\n    - in_sales",
)


@pytest.mark.parametrize(("green", "opened"), [(True, True), (False, False), (None, False)])
def test_a_gate_pauses_the_handover_and_never_the_stage(*, green: bool | None, opened: bool) -> None:
    """The stage is reached; the account is handed over when the gate opens, and once."""
    tale = Tale(book(GATE))
    tale.on(1, expanded=True)
    decision = tale.on(2, ready=True, green=green)
    assert decision.memory.stage == "sales_ready"
    assert bool(decision.tasks) is opened
    assert bool(tale.on(3, green=True).tasks) is not opened
    assert tale.on(4, green=False).tasks == ()
    assert tale.on(5, green=True).tasks == ()


def test_a_gate_pauses_tasks_unless_the_rule_says_otherwise() -> None:
    """What sells waits; a rule with `despite_gate` is for those who put out the fire."""
    more = f"""
rules:
  - {{rule: sell, when: {BIG}, then: [{{task: {{title: Sell, to: desk}}}}]}}
  - {{rule: care, when: {BIG}, despite_gate: true, then: [{{task: {{title: Care, to: desk}}}}]}}
"""
    tale = Tale(book(GATE, more=more))
    tale.on(1, expanded=True)
    assert titles(tale.on(2, ready=True, size=200, green=False)) == ["Care"]
    assert "Sell" in titles(tale.on(3, green=True))


def test_a_stay_that_is_too_long_alarms_and_moves_nothing() -> None:
    """`max_stay` wakes the account, suggests, and leaves the stage."""
    made = book(
        (
            "- expanded: {when: {company.expanded: {is: true}}}",
            "- expanded: {when: {company.expanded: {is: true}}, max_stay: 20 days}",
        )
    )
    tale = Tale(made)
    assert tale.on(1, expanded=True).wake == moment(21)
    late = tale.again(21)
    assert late.memory.stage == "expanded"
    assert late.suggestions == ("Has been on expanded for longer than 20 days.",)


# --- tiers, suggestions, leads, rejections

TIERS = """
tiers:
  first: {when: {company.size: {at_least: 1000}}, programme: strategic}
  second: {when: {company.size: {at_least: 100}}}
rules:
  - {rule: act, when: {tier: {is: first}}, then: [{set: {company.abm_gap: F}}]}
  - {rule: other, when: {programme: {is: strategic}}, then: [{set: {company.abm_way: S}}]}
  - {rule: rest, when: {tier: {is_none_of: [first, second]}}, then: [{set: {company.abm_rest: R}}]}
"""


@pytest.mark.parametrize(("size", "fired"), [(2000, ("act", "other")), (200, ()), (5, ("rest",)), (None, ())])
def test_the_first_tier_that_says_yes_is_the_tier(size: int | None, fired: tuple[str, ...]) -> None:
    """Tier and programme can be asked for; where nobody knows the tier, no rule acts."""
    assert Tale(book(more=TIERS)).on(1, size=size).fired == fired


def test_size_proposes_and_a_person_nominates() -> None:
    """`suggest` moves nothing: the account stays off the cone."""
    made = book(
        (
            "when: {company.target: {is: true}}",
            "when: {company.target: {is: true}}\n    suggest: {company.size: {at_least: 100}}",
        )
    )
    decision = Tale(made).on(1, target=False, size=200)
    assert decision.memory.stage is None
    assert decision.suggestions == ("No key account, but it might well be one.",)


def test_a_single_lead_is_handed_over_where_the_account_is_no_key_account() -> None:
    """The classic handover: each contact once, and nobody of an account on the cone."""
    made = book(
        (
            "  packet:",
            "  outside_key_accounts: {when: {funnel: {is: consideration}}, to: {pool: team}}\n  packet:",
        )
    )
    ready = (person("c1", need=True), person("c2", need=False))
    tale = Tale(made)
    assert kinds(tale.on(1, target=False, contacts=ready)) == [("lead", "c1", "Person c1")]
    assert kinds(tale.again(2)) == []
    assert kinds(Tale(made).on(1, target=True, contacts=ready)) == []


def test_nobody_of_an_excluded_account_is_handed_over() -> None:
    """A competitor's people are no leads, however ready they look."""
    made = book(
        (
            "  packet:",
            "  outside_key_accounts: {when: {funnel: {is: consideration}}, to: {pool: team}}\n  packet:",
        ),
        ("\naccounts:", "\naccounts:\n  excluded: {small: {when: {company.size: {at_most: 5}}}}"),
    )
    ready = (person("c1", need=True),)
    assert kinds(Tale(made).on(1, target=False, contacts=ready, size=200)) == [("lead", "c1", "Person c1")]
    assert kinds(Tale(made).on(1, target=False, contacts=ready, size=3)) == []


REASONS = """  on_reject:
    not_now: {recycle: 40 days}
    not_a_fit: {suggest: leave_key_accounts}
    no_need: {cap: engaged, at_least: 60 days}
  packet:"""


@pytest.mark.parametrize(
    ("reason", "stage", "days", "suggestions"),
    [
        ("not_now", "engaged", 40, 0),
        ("not_a_fit", "engaged", 90, 1),
        ("no_need", "engaged", 60, 0),
        (None, "engaged", 60, 0),
        ("because", "engaged", 60, 0),
    ],
)
def test_a_rejection_caps_by_its_reason(reason: str | None, stage: str, days: int, suggestions: int) -> None:
    """A person answers with a reason; one that is not declared counts as no need."""
    tale = Tale(book(("  packet:", REASONS)))
    tale.on(1, expanded=True, ready=True, engaged=True)
    answered: dict[str, Any] = {"abm_reject_reason": reason}
    decision = tale.on(2, answer="rejected", **answered)
    cap = decision.memory.cap
    assert cap is not None
    assert (cap.stage, cap.until - decision.at) == (stage, days * DAY)
    assert cap.reason == (reason if reason in {"not_now", "not_a_fit"} else "no_need")
    assert len(decision.suggestions) == suggestions


def test_the_lifecycle_stage_is_wished_for_where_the_cone_does_not_speak() -> None:
    """The funnel's own step wants HubSpot's lifecycle stage, for contacts whose account is on no cone."""
    text = "interest: {when: {contact.wants_more: {is: true}}}"
    made = book((text, text[:-1] + ", lifecyclestage: marketingqualifiedlead}"))
    people = (person("c1", wants_more=True),)
    [found] = Tale(made).on(1, target=False, contacts=people).wishes
    assert (found.kind, found.object, found.what) == ("write", "c1", "contact.lifecyclestage")
    assert found.to == "marketingqualifiedlead"
    assert Tale(made).on(1, target=True, contacts=people).wishes == ()


# --- what comes back, leaves, or changes on the way

ON_LIST = "then: [{add_to_list: {list: L, while: holds}}]"


def test_a_contact_is_on_a_list_exactly_as_long_as_the_rule_holds() -> None:
    """It joins again when the condition holds again, and who comes to the account later joins, too."""
    tale = Tale(rule(ON_LIST))
    assert kinds(tale.on(1, size=200, contacts=(person("c1"),))) == [("join_list", "c1", "L")]
    assert kinds(tale.on(2, size=5)) == [("leave_list", "c1", "L")]
    assert kinds(tale.on(3, size=200)) == [("join_list", "c1", "L")]
    assert kinds(tale.on(4, contacts=(person("c1"), person("c2")))) == [("join_list", "c2", "L")]
    assert kinds(tale.on(5, contacts=(person("c2"),))) == [("leave_list", "c1", "L")]


def test_who_loses_the_role_leaves_the_list_and_has_no_open_task() -> None:
    """A contact that the rule does not look at any more is one for which it does not hold."""
    each = "for_each: {members: buying_center}\n    then: [{add_to_list: {list: L, while: holds}}, {task: {title: T, to: desk, close_when: resolved}}]"
    tale = Tale(rule(each))
    [task] = tale.on(1, size=200, contacts=(person("c1", "CHAMPION"),)).tasks
    decision = tale.on(2, contacts=(person("c1"),))
    assert (kinds(decision), decision.resolved) == ([("leave_list", "c1", "L")], (task.key,))
    assert (decision.memory.listed, decision.memory.closing) == ((), ())


def test_a_value_on_a_contact_that_moved_away_is_left_to_its_new_account() -> None:
    """Two accounts never fight over one contact."""
    tale = Tale(rule(EACH + "then: [{set: {contact.abm_topic: Machines}}]"))
    tale.on(1, size=200, contacts=(person("c1", "CHAMPION", need=True),))
    decision = tale.on(2, contacts=())
    assert not [want for want in decision.wants if want.property == "abm_topic"]
    assert decision.memory.standing == ()


def test_a_play_runs_once_at_a_time() -> None:
    """A new stage is a new episode; the play that this rule has begun goes on, and does not begin beside itself."""
    tale = Tale(rule("then: [{play: woo}]", more=PLAY))
    assert titles(tale.on(0, size=200)) == ["First"]
    assert titles(tale.on(1, expanded=True)) == []
    assert titles(tale.again(3)) == ["Second"]


@pytest.mark.parametrize("now", ["mode: observe\n    then: [{play: woo}]", "then: [{note: {text: N}}]"])
def test_a_play_that_the_rule_does_not_want_any_more_stops(now: str) -> None:
    """An edit to the rule counts for what it has begun."""
    tale = Tale(rule("then: [{play: woo}]", more=PLAY))
    tale.on(0, size=200)
    tale.book = rule(now, more=PLAY)
    tale.again(1)
    assert titles(tale.again(3)) == []


def test_a_first_run_notes_what_a_shut_gate_holds_back() -> None:
    """When the gate opens later, positions of before go-live hand nothing over and ask for nothing."""
    more = f"\nrules:\n  - {{rule: sell, when: {BIG}, then: [{{task: {{title: Sell, to: desk}}}}]}}\n"
    made = book(GATE, more=more)
    tale = Tale(made, memory=Memory(rulebook="before"))
    tale.on(1, expanded=True, ready=True, size=200, green=False)
    assert titles(tale.on(2, green=True)) == []


def test_a_handover_behind_a_gate_survives_an_edit() -> None:
    """What was promised before the rulebook changed is offered afterwards."""
    tale = Tale(book(GATE))
    tale.on(1, expanded=True)
    tale.on(2, ready=True, green=False)
    tale.book = book()
    assert tale.again(3).tasks == ()
    assert len(tale.again(4).tasks) == 1


def test_tiers_see_what_rules_set_and_circles_through_them_are_found() -> None:
    """A tier is looked at after the rules that set what it reads; a rule that reads the tier it causes is refused."""
    tiers = "\ntiers: {first: {when: {company.abm_fit: {is: high}}}}\nrules:\n"
    fits = "  - {rule: fits, when: {company.size: {at_least: 100}}, then: [{set: {company.abm_fit: high}}]}\n"
    asks = "  - {rule: asks, when: {tier: {is: first}}, then: [{set: {company.abm_gap: X}}]}\n"
    assert Tale(book(more=tiers + fits + asks)).on(1, size=200).fired == ("fits", "asks")
    circle = "  - {rule: asks, when: {tier: {is: none}}, then: [{set: {company.abm_fit: high}}]}\n"
    with pytest.raises(RulebookError, match="circle"):
        book(more=tiers + circle)


def test_texts_name_what_an_earlier_rule_has_set() -> None:
    """Whoever names a property in a text reads it."""
    asks = f"  - {{rule: asks, when: {BIG}, then: [{{set: {{company.abm_ask: 'Missing {{company.abm_zone}}'}}}}]}}\n"
    sets = f"  - {{rule: sets, when: {BIG}, then: [{{set: {{company.abm_zone: North}}}}]}}\n"
    decision = Tale(book(more=f"\nrules:\n{asks}{sets}")).on(1, size=200)
    assert {want.property: want.text for want in decision.wants}["abm_ask"] == "Missing North"


def test_a_reason_given_after_the_answer_counts() -> None:
    """People save twice: the cap follows the reason, from the answer on, and the next handover begins without one."""
    tale = Tale(book(("  packet:", REASONS)))
    offered = tale.on(1, expanded=True, ready=True, engaged=True)
    assert ("abm_reject_reason", "") in {(want.property, want.text) for want in offered.wants}
    first = tale.on(2, answer="rejected").memory.cap
    later = tale.on(2.001, abm_reject_reason="not_now").memory.cap
    assert first is not None
    assert later is not None
    assert (first.reason, later.reason) == ("no_need", "not_now")
    assert later.until == first.set_at + 40 * DAY
