"""The stage law: the sentences of it, one row each, as tales of one account."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from rules.decision import Because
from rules.memory import CoolDown
from tests.rules.tales import DAY, Tale, book, moment


@dataclass(frozen=True)
class Day:
    """What is told on a day, and where the account stands then; `because` None: it did not move."""

    day: float
    stage: str | None
    because: Because | None = None
    told: dict[str, Any] = field(default_factory=dict)


def day(number: float, stage: str | None, because: str | None = None, **told: Any) -> Day:
    return Day(number, stage, Because(because) if because else None, told)


NEVER = (("back: on_no", "back: never"),)
ASK = (("back: on_no", "back: ask"),)
NO_COOL_DOWN = (("cool_down: 30 days, ", ""),)
NO_MIN_STAY = ((", min_stay: 7 days", ""),)

TALES: dict[str, list[Day]] = {
    "the first stage needs no condition": [day(0, "identified", "first")],
    "the candidate is the furthest stage that holds": [
        day(0, "engaged", "first", expanded=True, engaged=True, ready=False)
    ],
    "forward needs a yes: unknown is none": [
        day(0, "identified", "first", expanded=None),
        day(1, "identified", expanded=None, engaged=None),
        day(2, "expanded", "forward", expanded=True),
    ],
    "back needs an explicit no: unknown stays": [
        day(0, "expanded", "first", expanded=True),
        day(1, "expanded", expanded=None),
        day(2, "identified", "back", expanded=False),
    ],
    "a stage not yet visited is tested by when": [day(0, "identified", "first", warm=True, engaged=False)],
    "a visited stage is tested by stay_while": [
        day(0, "engaged", "first", engaged=True, warm=True),
        day(10, "engaged", engaged=False),
        day(11, "identified", "back", warm=False),
    ],
    "a visited stage without stay_while is tested by when": [
        day(0, "expanded", "first", expanded=True),
        day(1, "identified", "back", expanded=False),
    ],
    "unknown stay_while stays": [
        day(0, "engaged", "first", engaged=True, warm=True),
        day(10, "engaged", engaged=False, warm=None),
    ],
    "a when that says yes holds even against stay_while": [
        day(0, "engaged", "first", engaged=True, warm=False),
        day(30, "engaged"),
    ],
    "needs: what is needed must hold too": [
        day(0, "identified", "first", ready=True, expanded=None),
        day(1, "sales_ready", "forward", expanded=True),
        day(2, "sales_ready", expanded=None),
        day(3, "identified", "back", expanded=False),
    ],
    "a fallen stage gives way to the furthest earlier one that is visited and not denied": [
        day(0, "expanded", "first", expanded=True),
        day(1, "engaged", "forward", engaged=True, warm=True),
        day(20, "expanded", "back", expanded=None, engaged=False, warm=False),
    ],
    "an earlier stage that was not visited needs a yes to fall back on": [
        day(0, "engaged", "first", engaged=True, warm=True, expanded=None),
        day(20, "identified", "back", engaged=False, warm=False),
    ],
    "an earlier stage that was not visited takes the fall where it says yes": [
        day(0, "engaged", "first", engaged=True, warm=True, expanded=True),
        day(20, "expanded", "back", engaged=False, warm=False),
    ],
    "a stage with only pinned_by is never a candidate": [
        day(0, "sales_ready", "first", expanded=True, ready=True),
        day(1, "sales_ready"),
    ],
    "an open deal sets the floor": [
        day(0, "identified", "first"),
        day(1, "in_sales", "deal", deals={"d": "open"}),
        day(90, "in_sales"),
    ],
    "an accepted handover sets the floor": [
        day(0, "sales_ready", "first", expanded=True, ready=True),
        day(1, "in_sales", "handover", answer="accepted"),
        day(2, "in_sales", ready=False, expanded=False),
    ],
    "min_stay restrains a move back": [
        day(0, "engaged", "first", engaged=True, warm=True),
        day(6, "engaged", engaged=False, warm=False),
        day(7, "identified", "back"),
    ],
    "min_stay does not restrain a move forward": [
        day(0, "engaged", "first", engaged=True, warm=True),
        day(1, "sales_ready", "forward", expanded=True, ready=True),
    ],
    "cool_down: no way back into the stage fallen from": [
        day(0, "engaged", "first", engaged=True, warm=True),
        day(10, "identified", "back", engaged=False, warm=False),
        day(39, "identified", engaged=True, warm=True),
        day(40, "engaged", "forward"),
    ],
    "cool_down closes the stage for a fall from above, too": [
        day(0, "engaged", "first", engaged=True, warm=True, expanded=True),
        day(10, "expanded", "back", engaged=False, warm=False),
        day(11, "sales_ready", "forward", engaged=True, warm=True, ready=True),
        day(12, "expanded", "back", ready=False),
    ],
    "cool_down does not close the stages beyond": [
        day(0, "engaged", "first", engaged=True, warm=True, expanded=True),
        day(10, "expanded", "back", engaged=False, warm=False),
        day(11, "sales_ready", "forward", ready=True),
    ],
    "a person's order holds": [
        day(0, "identified", "first"),
        day(1, "engaged", "person", order="engaged"),
        day(14, "engaged", engaged=False, warm=False, expanded=False),
    ],
    "when the hold ends, the law applies again": [
        day(0, "identified", "first"),
        day(1, "engaged", "person", order="engaged", engaged=False, warm=False),
        day(14.9, "engaged"),
        day(15, "identified", "back"),
    ],
    "a person outranks a pin": [
        day(0, "in_sales", "first", deals={"d": "open"}),
        day(1, "expanded", "person", order="expanded"),
        day(15, "in_sales", "deal"),
    ],
    "the same value is an order, too": [
        day(0, "expanded", "first", expanded=True),
        day(1, "expanded", order="expanded"),
        day(2, "expanded", expanded=False),
        day(15, "identified", "back"),
    ],
    "a newer order takes the place of an older one": [
        day(0, "identified", "first"),
        day(1, "engaged", "person", order="engaged"),
        day(10, "expanded", "person", order="expanded"),
        day(20, "expanded", expanded=False),
        day(24, "identified", "back"),
    ],
    "an order for a stage that the ladder does not have is ignored": [
        day(0, "expanded", "first", expanded=True),
        day(1, "expanded", order="onboarded"),
        day(2, "expanded", order=""),
    ],
    "a rejection sets a cap and not a placement": [
        day(0, "sales_ready", "first", expanded=True, ready=True, engaged=False),
        day(1, "expanded", "cap", answer="rejected"),
        day(2, "engaged", "forward", engaged=True),
        day(3, "engaged"),
    ],
    "a cap outlives its date without new evidence": [
        day(0, "sales_ready", "first", expanded=True, ready=True),
        day(1, "expanded", "cap", answer="rejected"),
        day(200, "expanded"),
    ],
    "a cap outlives new evidence before its date": [
        day(0, "sales_ready", "first", expanded=True, ready=True),
        day(1, "expanded", "cap", answer="rejected"),
        day(50, "expanded", signal="visit"),
        day(90.9, "expanded"),
        day(91, "sales_ready", "forward"),
    ],
    "evidence from before the cap is none": [
        day(0, "sales_ready", "first", expanded=True, ready=True, signal="visit"),
        day(1, "expanded", "cap", answer="rejected"),
        day(120, "expanded"),
        day(121, "sales_ready", "forward", signal="visit"),
    ],
    "a deal lifts a cap": [
        day(0, "sales_ready", "first", expanded=True, ready=True),
        day(1, "expanded", "cap", answer="rejected"),
        day(2, "in_sales", "deal", deals={"d": "open"}),
    ],
    "the fast lane lifts a cap": [
        day(0, "sales_ready", "first", expanded=True, ready=True),
        day(1, "expanded", "cap", answer="rejected"),
        day(2, "sales_ready", "forward", signal="quote"),
    ],
    "the fast lane of before the cap does not lift it": [
        day(0, "sales_ready", "first", expanded=True, ready=True, signal="quote"),
        day(1, "expanded", "cap", answer="rejected"),
        day(1.5, "expanded"),
    ],
    "a person lifts a cap by going beyond it": [
        day(0, "sales_ready", "first", expanded=True, ready=True),
        day(1, "expanded", "cap", answer="rejected"),
        day(2, "sales_ready", "person", order="sales_ready"),
        day(20, "sales_ready"),
    ],
    "a person's order below a cap leaves it": [
        day(0, "sales_ready", "first", expanded=True, ready=True),
        day(1, "expanded", "cap", answer="rejected"),
        day(2, "identified", "person", order="identified"),
        day(16, "expanded", "forward"),
    ],
    "one move in a decision: a later yes is taken at once, however far": [
        day(0, "identified", "first"),
        day(1, "sales_ready", "forward", expanded=True, engaged=True, ready=True),
    ],
}

OTHER_BOOKS: dict[str, tuple[tuple[tuple[str, str], ...], list[Day]]] = {
    "back: never leaves it where it is": (
        NEVER,
        [day(0, "expanded", "first", expanded=True), day(99, "expanded", expanded=False)],
    ),
    "back: ask leaves it where it is": (
        ASK,
        [day(0, "expanded", "first", expanded=True), day(99, "expanded", expanded=False)],
    ),
    "without cool_down the stage is open at once": (
        NO_COOL_DOWN,
        [
            day(0, "expanded", "first", expanded=True),
            day(1, "identified", "back", expanded=False),
            day(2, "expanded", "forward", expanded=True),
        ],
    ),
    "without min_stay it falls at once": (
        NO_MIN_STAY,
        [
            day(0, "engaged", "first", engaged=True, warm=True),
            day(0.1, "identified", "back", engaged=False, warm=False),
        ],
    ),
}


def live(tale: Tale, days: list[Day]) -> None:
    for step in days:
        decision = tale.on(step.day, **step.told)
        moved = [move.because for move in decision.moves]
        assert (step.day, decision.memory.stage, moved) == (
            step.day,
            step.stage,
            [step.because] if step.because else [],
        )


@pytest.mark.parametrize("sentence", TALES)
def test_law(sentence: str) -> None:
    """Each sentence of the stage law holds, as its tale tells it."""
    live(Tale(), TALES[sentence])


@pytest.mark.parametrize("sentence", OTHER_BOOKS)
def test_law_of_other_books(sentence: str) -> None:
    """What a rulebook declares about moving back is what happens."""
    changes, days = OTHER_BOOKS[sentence]
    live(Tale(book(*changes)), days)


@pytest.mark.parametrize("changes", [(), NEVER])
def test_deleted_deal_unpins(changes: tuple[tuple[str, str], ...]) -> None:
    """An account whose open deal is gone without a loss falls to the furthest stage that holds, without cool-down.

    A rulebook that never moves back speaks of conditions; a pin that is gone holds nothing.
    """
    tale = Tale(book(*changes))
    tale.on(0, expanded=True)
    tale.on(1, deals={"d": "open"})
    del tale.deals["d"]
    decision = tale.again(2)
    assert (decision.memory.stage, decision.memory.cool_downs) == ("expanded", ())
    assert decision.memory.why == "Back to expanded: no deal is open and no handover accepted."


def test_skipped_stages_are_recorded() -> None:
    """A move forward names the stages it passes over; those that only pins reach are not among them."""
    tale = Tale()
    tale.on(0)
    [move] = tale.on(1, expanded=True, ready=True).moves
    assert (move.from_stage, move.skipped, move.to_stage) == (
        "identified",
        ("expanded", "engaged"),
        "sales_ready",
    )


def test_pinned_stages_are_not_skipped() -> None:
    """A stage that only pins reach lies on nobody's way."""
    pins = "    - growth_in_sales: {pinned_by: [open_deal, accepted_handover]}\n"
    tale = Tale(book((pins, ""), ("    - growing:", pins + "    - growing:")))
    tale.on(0, buys=True)
    [move] = tale.on(1, signal="quote").moves
    assert (move.to_stage, move.skipped) == ("growing", ("well_served",))


def test_falling_is_no_skipping() -> None:
    """A move back skips nothing."""
    tale = Tale()
    tale.on(0, expanded=True, engaged=True, warm=True)
    [move] = tale.on(20, expanded=False, engaged=False, warm=False).moves
    assert (move.to_stage, move.skipped) == ("identified", ())


def test_cool_down_is_remembered() -> None:
    """The stage fallen from is closed for as long as the rulebook says, and no longer."""
    tale = Tale()
    tale.on(0, expanded=True)
    fallen = tale.on(1, expanded=False)
    assert fallen.memory.cool_downs == (CoolDown(stage="expanded", until=moment(31)),)
    assert fallen.wake == moment(31)
    assert tale.again(31).memory.cool_downs == ()


def test_wakes_for_what_binds() -> None:
    """The end of min_stay, of a hold and of a cap are moments at which an account is looked at again."""
    tale = Tale()
    tale.on(0, engaged=True, warm=True)
    assert tale.on(1, engaged=False, warm=False).wake == moment(7)
    held = Tale()
    assert held.on(0, order="engaged").wake == moment(14)
    capped = Tale()
    capped.on(0, expanded=True, ready=True)
    assert capped.on(1, answer="rejected").wake == moment(1) + 90 * DAY
    assert capped.again(200).wake is None


def test_ask_suggests() -> None:
    """With `back: ask` a person is asked, in the rulebook's language."""
    tale = Tale(book(*ASK))
    tale.on(0, expanded=True)
    assert tale.on(1, expanded=False).suggestions == (
        "The condition for expanded no longer holds. Move it back?",
    )


def test_unknown_order_suggests() -> None:
    """An order that cannot be followed is answered with the stages there are."""
    [said] = Tale().on(0, order="onboarded").suggestions
    assert said == (
        "A person set 'onboarded', but here there is only: "
        "identified, expanded, engaged, sales_ready, in_sales. The stage stays."
    )


def test_order_counts_from_when_it_was_given() -> None:
    """An order that is noticed late holds until it would have ended anyway; one that has ended already is not taken up."""
    late = Tale()
    late.on(0)
    late.on(1, order="engaged")
    hold = late.again(5).memory.hold
    assert hold is not None
    assert hold.until == moment(15)
    too_late = Tale()
    too_late.on(0)
    order = Tale()
    order.on(1, order="engaged")
    too_late.order = order.order
    assert too_late.again(16).memory.stage == "identified"


def test_stage_gone_from_the_rulebook() -> None:
    """Where an edited rulebook has no such stage any more, the account is placed anew, quietly."""
    tale = Tale()
    tale.on(0, engaged=True, warm=True, expanded=True)
    tale.book = book(("- engaged:", "- involved:"))
    decision = tale.on(1, engaged=False)
    [move] = decision.moves
    assert (move.from_stage, move.to_stage, move.because) == ("engaged", "expanded", Because.FIRST)
    assert decision.quiet
