"""Handing over to sales: the offer with its packet, the answer, what becomes of it."""

from dataclasses import replace

import pytest

from accounts.facts import PersonChange
from accounts.metrics import Score
from accounts.values import iso
from rules.decision import Because, Decision
from tests.rules.tales import DAY, HOUR, Tale, moment, person


def wants(decision: Decision) -> dict[str, str]:
    return {want.property: want.text for want in decision.wants}


def ready(**told: object) -> Tale:
    tale = Tale()
    tale.on(0, **told)  # type: ignore[arg-type]
    tale.on(1, expanded=True, ready=True)
    return tale


def test_handover_is_offered_with_its_packet() -> None:
    """Entering the stage offers a handover: one task with all that sales needs to know."""
    tale = Tale(owners={"hubspot_owner_id": "11"})
    tale.on(0, expanded=True, signal="visit", deals={"d": "open"})
    tale.contacts = (person("c1", title="Buyer"), person("c2", "CHAMPION", "DECISION_MAKER", title="CFO"))
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
        "- Person c2 (CFO; decision maker, champion)",
        "- Person c1 (Buyer)",
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


def test_late_answer_to_an_earlier_handover() -> None:
    """An answer given before the offer that is open now, and heard of late, does not answer it."""
    tale = ready()
    tale.answer = PersonChange("rejected", moment(0.5), "user:9")
    decision = tale.again(2)
    assert decision.memory.handover is not None
    assert decision.memory.handover_answer_seen == moment(0.5)


def test_a_new_cycle_on_a_held_stage_hands_nothing_over() -> None:
    """A cycle that begins where a person holds the account is no step onto the stage."""
    tale = Tale()
    tale.on(0, buys=True)
    assert len(tale.on(1, order="growing").tasks) == 1
    decision = tale.on(2, deals={"d": "won"})
    assert (decision.memory.stage, decision.memory.cycle, decision.tasks) == ("growing", 2, ())


def test_leading_contacts() -> None:
    """The weightiest roles come first, then the most engaged of this cycle; ten people are enough."""
    tale = Tale()
    tale.on(0)
    warm = Score(((moment(0.5), 30.0),), 10 * DAY)
    crowd = [person(f"d{number:02}") for number in range(12)]
    tale.contacts = (
        *crowd,
        person("e1", score=warm),
        person("e2", "END_USER"),
        person("e3", "BUDGET_HOLDER"),
    )
    [task] = tale.on(1, order="sales_ready").tasks
    assert task.contacts[:4] == ("e3", "e2", "e1", "d00")
    assert len(task.contacts) == 10
    assert "- and 5 more" in task.body
