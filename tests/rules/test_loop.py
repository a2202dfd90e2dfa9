"""The loop: wins, losses, churn and cycles; who is a customer; who stands on the cone. Tales of one account."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from rules.decision import Because
from tests.rules.tales import DAY, Tale, book, moment


@dataclass(frozen=True)
class Day:
    """What is told on a day, and what is remembered then; `because` None: it did not move."""

    day: float
    stage: str | None
    because: Because | None
    cycle: int
    relationship: str
    told: dict[str, Any] = field(default_factory=dict)


def day(
    number: float, stage: str | None, because: str | None, cycle: int, relationship: str, **told: Any
) -> Day:
    return Day(number, stage, Because(because) if because else None, cycle, relationship, told)


TALES: dict[str, list[Day]] = {
    "the first relationship that says yes counts": [
        day(0, "parked", "first", 1, "former", ended=True, buys=True),
    ],
    "a later yes counts where an earlier one is unknown": [
        day(0, "onboarded", "first", 1, "customer", ended=None, buys=True),
    ],
    "all no: prospect": [
        day(0, "onboarded", "first", 1, "customer", ended=False, buys=True),
        day(1, "identified", "relationship", 1, "prospect", buys=False),
    ],
    "otherwise unknown leaves it as it was": [
        day(0, "onboarded", "first", 1, "customer", buys=True),
        day(1, "onboarded", None, 1, "customer", ended=None, buys=False),
        day(2, "onboarded", None, 1, "customer", ended=False, buys=None),
    ],
    "without a past unknown is a prospect": [day(0, "identified", "first", 1, "prospect")],
    "a win closes the cycle as progress and makes a customer": [
        day(0, "in_sales", "first", 1, "prospect", deals={"d": "open"}),
        day(9, "onboarded", "won", 2, "customer", deals={"d": "won"}, buys=True),
    ],
    "a win makes a customer before the conditions know": [
        day(0, "in_sales", "first", 1, "prospect", deals={"d": "open"}),
        day(9, "onboarded", "won", 2, "customer", deals={"d": "won"}),
        day(10, "onboarded", None, 2, "customer"),
    ],
    "a win overrules conditions that say no, until they say something else": [
        day(0, "in_sales", "first", 1, "prospect", deals={"d": "open"}, ended=False, buys=False),
        day(9, "onboarded", "won", 2, "customer", deals={"d": "won"}),
        day(10, "onboarded", None, 2, "customer"),
        day(11, "onboarded", None, 2, "customer", buys=True),
        day(12, "identified", "relationship", 2, "prospect", buys=False),
    ],
    "a former customer that is won back is a customer": [
        day(0, "parked", "first", 1, "former", ended=True),
        day(9, "onboarded", "won", 2, "customer", deals={"d": "won"}),
        day(10, "onboarded", None, 2, "customer", ended=False, buys=True),
        day(11, "parked", "churned", 3, "former", ended=True),
    ],
    "a win lands on the furthest stage that holds": [
        day(0, "in_sales", "first", 1, "prospect", deals={"d": "open"}),
        day(9, "well_served", "won", 2, "customer", deals={"d": "won"}, green=True),
    ],
    "a further won project is the next cycle": [
        day(0, "well_served", "first", 1, "customer", buys=True, green=True),
        day(1, "growth_in_sales", "deal", 1, "customer", deals={"e": "open"}),
        day(2, "well_served", "won", 2, "customer", deals={"e": "won"}),
    ],
    "a further win on the same stage begins it anew": [
        day(0, "onboarded", "first", 1, "customer", buys=True),
        day(1, "onboarded", "won", 2, "customer", deals={"e": "won"}),
        day(2, "onboarded", None, 2, "customer"),
    ],
    "a further win is no step back: a stage stays unless it is denied": [
        day(0, "well_served", "first", 1, "customer", buys=True, green=True),
        day(1, "well_served", "won", 2, "customer", deals={"e": "won"}, green=None),
        day(2, "well_served", None, 2, "customer"),
        day(3, "onboarded", "won", 3, "customer", deals={"f": "won"}, green=False),
    ],
    "several wins at once close one cycle": [
        day(0, "in_sales", "first", 1, "prospect", deals={"d": "open", "e": "open"}),
        day(9, "onboarded", "won", 2, "customer", deals={"d": "won", "e": "won"}),
    ],
    "a win outranks a loss": [
        day(0, "in_sales", "first", 1, "prospect", deals={"d": "open", "e": "open"}),
        day(9, "onboarded", "won", 2, "customer", deals={"d": "won", "e": "lost"}),
    ],
    "a win beside another open deal stays pinned, in the next cycle": [
        day(0, "in_sales", "first", 1, "prospect", deals={"d": "open", "e": "open"}),
        day(9, "growth_in_sales", "won", 2, "customer", deals={"d": "won"}),
    ],
    "a person outranks a win": [
        day(0, "in_sales", "first", 1, "prospect", deals={"d": "open"}),
        day(9, "growing", "person", 2, "customer", deals={"d": "won"}, order="growing"),
        day(24, "onboarded", "back", 2, "customer", signal="visit"),
    ],
    "a loss takes the floor away, caps and ends the cycle": [
        day(0, "sales_ready", "first", 1, "prospect", expanded=True, ready=True),
        day(1, "in_sales", "deal", 1, "prospect", deals={"d": "open"}),
        day(9, "expanded", "lost", 2, "prospect", deals={"d": "lost"}),
        day(10, "expanded", None, 2, "prospect", signal="visit"),
        day(99, "sales_ready", "forward", 2, "prospect"),
    ],
    "a loss is no placement: the account falls as far as its conditions say": [
        day(0, "in_sales", "first", 1, "prospect", deals={"d": "open"}, expanded=False),
        day(9, "identified", "lost", 2, "prospect", deals={"d": "lost"}),
    ],
    "a loss does not wait for min_stay": [
        day(0, "engaged", "first", 1, "prospect", expanded=True, engaged=True, warm=True),
        day(1, "expanded", "lost", 2, "prospect", deals={"d": "lost"}),
    ],
    "a loss beside another open deal is none": [
        day(0, "in_sales", "first", 1, "prospect", deals={"d": "open", "e": "open"}),
        day(9, "in_sales", None, 1, "prospect", deals={"d": "lost"}),
        day(10, "identified", "lost", 2, "prospect", deals={"e": "lost"}),
    ],
    "churn closes the cycle": [
        day(0, "well_served", "first", 1, "customer", buys=True, green=True),
        day(9, "parked", "churned", 2, "former", ended=True),
    ],
    "a win set back within 14 days opens its cycle again": [
        day(0, "sales_ready", "first", 1, "prospect", expanded=True, ready=True),
        day(1, "in_sales", "deal", 1, "prospect", deals={"d": "open"}),
        day(9, "onboarded", "won", 2, "customer", deals={"d": "won"}),
        day(20, "in_sales", "corrected", 1, "prospect", deals={"d": "open"}),
        day(20.5, "in_sales", None, 1, "prospect"),
        day(21, "onboarded", "won", 2, "customer", deals={"d": "won"}),
    ],
    "a win that turns out to be a loss within 14 days ends its cycle as lost": [
        day(0, "in_sales", "first", 1, "prospect", deals={"d": "open"}, expanded=True),
        day(9, "onboarded", "won", 2, "customer", deals={"d": "won"}),
        day(20, "expanded", "lost", 2, "prospect", deals={"d": "lost"}),
    ],
    "a win set back later is a new event": [
        day(0, "in_sales", "first", 1, "prospect", deals={"d": "open"}),
        day(9, "onboarded", "won", 2, "customer", deals={"d": "won"}),
        day(24, "growth_in_sales", "deal", 2, "customer", deals={"d": "open"}),
    ],
    "one of two wins set back leaves the other": [
        day(0, "in_sales", "first", 1, "prospect", deals={"d": "open", "e": "open"}),
        day(9, "onboarded", "won", 2, "customer", deals={"d": "won", "e": "won"}),
        day(10, "growth_in_sales", "deal", 2, "customer", deals={"d": "open"}),
    ],
    "deals known at the first position are history": [
        day(0, "onboarded", "first", 1, "customer", deals={"d": "won"}, buys=True),
        day(1, "onboarded", None, 1, "customer"),
    ],
    "a deal that is out of sight and comes back is no news": [
        day(0, "in_sales", "first", 1, "prospect", deals={"d": "open"}),
        day(9, "onboarded", "won", 2, "customer", deals={"d": "won"}),
        day(10, "onboarded", None, 2, "customer", hidden="d"),
        day(11, "onboarded", None, 2, "customer", deals={"d": "won"}),
    ],
    "a relationship that changes by its conditions moves to the other ladder, in the same cycle": [
        day(0, "sales_ready", "first", 1, "prospect", expanded=True, ready=True),
        day(1, "well_served", "relationship", 1, "customer", buys=True, green=True),
    ],
    "an account that is no key account stays in the funnel": [
        day(0, None, None, 1, "prospect", target=False, expanded=True),
        day(1, None, None, 1, "prospect", deals={"d": "open"}),
        day(2, None, None, 1, "prospect", deals={"d": "won"}),
    ],
    "unknown leaves the cone as it was: off": [day(0, None, None, 1, "prospect", target=None)],
    "unknown leaves the cone as it was: on": [
        day(0, "identified", "first", 1, "prospect"),
        day(60, "identified", None, 1, "prospect", target=None),
        day(120, "identified", None, 1, "prospect"),
    ],
    "the flag lost: grace, then it leaves": [
        day(0, "expanded", "first", 1, "prospect", expanded=True),
        day(1, "expanded", None, 1, "prospect", target=False),
        day(30.9, "expanded", None, 1, "prospect"),
        day(31, None, "left", 1, "prospect"),
    ],
    "the flag regained in the grace ends it": [
        day(0, "expanded", "first", 1, "prospect", expanded=True),
        day(1, "expanded", None, 1, "prospect", target=False),
        day(20, "expanded", None, 1, "prospect", target=True),
        day(40, "expanded", None, 1, "prospect", target=False),
        day(69, "expanded", None, 1, "prospect"),
    ],
    "never while a deal is open": [
        day(0, "in_sales", "first", 1, "prospect", deals={"d": "open"}),
        day(1, "in_sales", None, 1, "prospect", target=False),
        day(99, "in_sales", None, 1, "prospect"),
        day(100, None, "left", 2, "prospect", deals={"d": "lost"}),
    ],
    "never while a handover is open": [
        day(0, "sales_ready", "first", 1, "prospect", expanded=True, ready=True),
        day(1, "sales_ready", None, 1, "prospect", target=False),
        day(99, "sales_ready", None, 1, "prospect"),
        day(100, None, "left", 1, "prospect", answer="rejected"),
    ],
    "back within 12 months it resumes": [
        day(0, "engaged", "first", 1, "prospect", engaged=True, warm=True),
        day(1, "engaged", None, 1, "prospect", target=False),
        day(31, None, "left", 1, "prospect"),
        day(300, "engaged", "first", 1, "prospect", target=True, engaged=None, warm=None),
    ],
    "back after 12 months it begins anew": [
        day(0, "engaged", "first", 1, "prospect", engaged=True, warm=True),
        day(1, "engaged", None, 1, "prospect", target=False),
        day(31, None, "left", 1, "prospect"),
        day(396, "identified", "first", 1, "prospect", target=True, engaged=False, warm=True),
    ],
    "back with another relationship it begins on that ladder": [
        day(0, "engaged", "first", 1, "prospect", engaged=True, warm=True),
        day(1, "engaged", None, 1, "prospect", target=False),
        day(31, None, "left", 1, "prospect"),
        day(60, "onboarded", "first", 1, "customer", target=True, buys=True),
    ],
}


@pytest.mark.parametrize("sentence", TALES)
def test_loop(sentence: str) -> None:
    """Each sentence about relationships, cycles and the cone's edge holds, as its tale tells it."""
    tale = Tale()
    for step in TALES[sentence]:
        told = dict(step.told)
        tale.deals.pop(told.pop("hidden", ""), None)
        decision = tale.on(step.day, **told)
        memory, moved = decision.memory, [move.because for move in decision.moves]
        assert (step.day, memory.stage, moved, memory.cycle, memory.relationship) == (
            step.day,
            step.stage,
            [step.because] if step.because else [],
            step.cycle,
            step.relationship,
        )


def test_new_cycle_begins_the_stage_anew() -> None:
    """A cycle that begins on the stage where the account stands counts its time there anew."""
    tale = Tale()
    tale.on(0, buys=True)
    assert tale.on(1, deals={"e": "won"}).memory.since == moment(1)


def test_new_cycle_is_no_move_back() -> None:
    """With a win a stage that is denied is left, even where the rulebook never moves back."""
    tale = Tale(book(("back: on_no", "back: never")))
    tale.on(0, buys=True, green=True)
    assert tale.on(1, green=False).memory.stage == "well_served"
    assert tale.on(2, deals={"e": "won"}).memory.stage == "onboarded"


def test_signals_count_from_the_win() -> None:
    """What happened before the win says nothing in the next cycle; what comes after it does."""
    tale = Tale()
    tale.on(0, deals={"d": "open"}, signal="quote")
    assert tale.on(1, deals={"d": "won"}).memory.stage == "onboarded"
    assert tale.memory is not None
    assert tale.memory.cycle_since == moment(1)
    assert tale.on(2, signal="quote").memory.stage == "growing"


UNCAPPED = (", after_loss: {cap: expanded, at_least: 90 days}", "")


@pytest.mark.parametrize("changes", [(UNCAPPED,), (UNCAPPED, ("back: on_no", "back: never"))])
def test_loss_begins_anew(changes: tuple[tuple[str, str], ...]) -> None:
    """After a loss only what says yes counts; neither min_stay nor a rulebook that never moves back holds it up."""
    tale = Tale(book(*changes))
    tale.on(0, engaged=True, warm=True)
    tale.on(1, engaged=False, deals={"d": "open"})
    assert tale.on(20, deals={"d": "lost"}).memory.stage == "identified"
    resting = Tale(book(*changes))
    resting.on(0, engaged=True, warm=True)
    assert resting.on(1, engaged=False, warm=False, deals={"d": "lost"}).memory.stage == "identified"


def test_loss_without_declared_cap() -> None:
    """A rulebook that declares no cap after a loss gets none, and a cap for another ladder does not bind."""
    uncapped = Tale(book(UNCAPPED))
    uncapped.on(0, expanded=True, ready=True, deals={"d": "open"})
    assert uncapped.on(1, deals={"d": "lost"}).memory.cap is None
    assert uncapped.decision is not None
    assert uncapped.decision.memory.stage == "sales_ready"
    customer = Tale()
    customer.on(0, buys=True, deals={"d": "open"})
    assert customer.on(1, deals={"d": "lost"}).memory.cap is None


def test_old_deals_are_history() -> None:
    """A deal never seen open and closed long ago, or before the cycle began, turns no cycle."""
    tale = Tale()
    tale.on(0)
    tale.on(20)
    early = Tale()
    early.on(0, deals={"d": "lost"})
    tale.deals = early.deals
    assert tale.again(20).memory.cycle == 1
    tale.deals["d"] = early.deals["d"]
    fresh = Tale()
    fresh.on(0)
    fresh.deals = early.deals
    assert fresh.again(13).memory.cycle == 2


def test_deal_within_a_closed_cycle_belongs_to_it() -> None:
    """A second win that closed before the cycle began, and is heard of late, does not turn it again."""
    tale = Tale()
    tale.on(0, deals={"d": "open"})
    late = Tale()
    late.on(0.5, deals={"e": "won"})
    tale.on(1, deals={"d": "won"})
    tale.deals["e"] = late.deals["e"]
    assert tale.again(2).memory.cycle == 2


def test_win_closes_the_handover() -> None:
    """With the deal won or lost, the handover is over."""
    for state in ("won", "lost"):
        tale = Tale()
        tale.on(0, expanded=True, ready=True)
        tale.on(1, answer="accepted", deals={"d": "open"})
        decision = tale.on(2, deals={"d": state})
        assert decision.memory.handover is None
        assert decision.ended is not None
        assert decision.ended.how == "closed"
        assert "closed" in [want.text for want in decision.wants if want.property == "abm_handover"]


def test_grace_is_a_wake() -> None:
    """The account is looked at again when its grace ends."""
    tale = Tale()
    tale.on(0)
    assert tale.on(1, target=False).wake == moment(1) + 30 * DAY


def test_leaving_empties_the_stage() -> None:
    """An account that has left the cone shows no stage in the portal, and says why, at every look."""
    tale = Tale()
    tale.on(0, target=True)
    tale.on(1, target=False)
    for decision in (tale.again(31), tale.again(40)):
        wants = {want.property: want.text for want in decision.wants}
        assert wants["abm_stage"] == ""
        assert wants["abm_why"] == "No longer a key account: it has left the cone."


def test_resumed_stage_repeats_nothing() -> None:
    """An account that takes up its stage again stands there since it first did, and is not handed over again for it."""
    tale = Tale(book((", not_while: [open_deal, open_handover]", "")))
    first = tale.on(0, expanded=True, ready=True)
    tale.on(1, target=False)
    left = tale.on(31)
    assert (left.ended is not None, left.memory.handover) == (True, None)
    back = tale.on(50, target=True)
    assert (back.memory.stage, back.memory.since) == ("sales_ready", first.memory.since)
    assert back.tasks == ()


def test_relationship_without_a_ladder() -> None:
    """Where the rulebook has no stages for a relationship, the account stands on none, and comes back onto its own."""
    tale = Tale(book(("  former:\n    - parked\n", "")))
    tale.on(0, buys=True)
    gone = tale.on(1, ended=True)
    assert gone.memory.stage is None
    assert [(move.from_stage, move.to_stage) for move in gone.moves] == [("onboarded", None)]
    assert tale.again(2).moves == ()
    assert tale.on(3, ended=False).memory.stage == "onboarded"
