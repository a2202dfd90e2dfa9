"""What is missing for a stage is exactly what it takes: a test makes it true, and sees the stage reached."""

from typing import Any

import pytest

from rules import Rulebook
from rules.deciding.ladder import Ladder
from rules.decision import Decision
from rules.explain import why_not
from rules.wording.waits import Gap, Verdicts
from tests.rules.tales import DAY, Tale, book, moment

CHAIN = (
    (
        "- engaged: {when: {company.engaged: {is: true}}, stay_while: {company.warm: {is: true}}, min_stay: 7 days}",
        "- engaged: {when: {any: [{company.engaged: {is: true}}, {company.warm: {is: true}, company.green: {is: true}}]}, needs: expanded}",
    ),
    (
        "ready: {is: true}}, needs: expanded",
        "ready: {is: true}, company.expanded: {is: true}}, needs: engaged",
    ),
)
LONG_CHAIN = (CHAIN[0], ("ready: {is: true}}, needs: expanded", "ready: {is: true}}, needs: engaged"))
SEVERAL = (
    (
        "expanded: {when: {company.expanded: {is: true}}}",
        "expanded: {when: {at_least_n_of: {n: 2, of: [{company.expanded: {is: true}}, {company.green: {is: true}}, {company.warm: {is: true}}]}, not: {company.gap: {is: true}}}}",
    ),
)
EXCLUDING = (
    (
        "expanded: {when: {company.expanded: {is: true}}}",
        "expanded: {when: {company.expanded: {is: true}, not: {company.ready: {is: true}}}}",
    ),
)
TOLD: list[dict[str, Any]] = [
    {},
    {"expanded": False, "ready": False},
    {"ready": True, "engaged": False, "warm": False},
    {"expanded": True, "green": True, "warm": None},
    {"engaged": True, "warm": True, "expanded": False},
    {"ready": False, "gap": True, "warm": True},
]


def made_so(tale: Tale, gaps: list[Gap], day: float) -> tuple[Decision, float]:
    """Exactly what is missing comes true, and nothing else; what waits for a day waits for it."""
    facts: dict[str, Any] = {
        gap.metric.partition(".")[2]: gap.wanted for gap in gaps if gap.kind == "comparison"
    }
    later = [gap.until for gap in gaps if gap.until is not None]
    day = max([day, *((until - moment(0)) / DAY for until in later)]) + 1
    signal = "visit" if any(gap.kind == "cap" for gap in gaps) else None
    deals = {"p": "open"} if any(gap.kind == "pin" for gap in gaps) else None
    return tale.on(day, deals=deals, signal=signal, **facts), day


BEFORE: dict[str, list[dict[str, Any]]] = {
    "nothing": [],
    "a hold": [{"order": "identified"}],
    "a cap": [{"expanded": True, "engaged": True, "ready": True}, {"answer": "rejected"}, {"ready": False}],
    "a cool-down": [{"engaged": True, "warm": True, "expanded": True, "green": True}, {}, {"engaged": False, "warm": False, "expanded": False}],
}  # fmt: skip


@pytest.mark.parametrize("before", BEFORE)
@pytest.mark.parametrize("told", range(len(TOLD)))
@pytest.mark.parametrize("changes", [(), CHAIN, LONG_CHAIN, SEVERAL])
def test_making_exactly_what_is_missing_true_reaches_the_stage(
    changes: tuple[tuple[str, str], ...], told: int, before: str
) -> None:
    """Whatever binds the account: with all of it the stage is reached, or passed; without any one part it is not."""
    rulebook = book(*changes)

    def tale() -> tuple[Tale, Decision, float]:
        lived, day = Tale(rulebook), 0.0
        for step in BEFORE[before]:
            lived.on(day, **step)
            day += 8
        return lived, lived.on(day, **TOLD[told]), day

    names = [stage.name for stage in rulebook.cone.prospect]
    _, decision, _ = tale()
    for each in why_not(rulebook, decision):
        if each.what != "stage" or names.index(each.name) <= names.index(str(decision.memory.stage)):
            continue
        gaps = [gap for gap in each.gaps if gap.kind != "stage"]
        fresh, _, day = tale()
        reached, _ = made_so(fresh, gaps, day)
        assert names.index(str(reached.memory.stage)) >= names.index(each.name), each
        for left_out in gaps:
            if left_out.kind != "comparison":
                continue
            fresh, _, day = tale()
            short, _ = made_so(fresh, [gap for gap in gaps if gap != left_out], day)
            assert not _holds(rulebook, short, each.name), (each, left_out)


def _holds(rulebook: Rulebook, decision: Decision, name: str) -> bool:
    """Whether the stage would hold by its conditions, wherever the account stands now."""
    ladder = Ladder(
        rulebook.cone.prospect, Verdicts(decision.findings), frozenset(decision.memory.visited) - {name}
    )
    return ladder.holds(ladder.index(name)) is True


def test_a_stage_that_excludes_the_one_it_needs_says_so() -> None:
    """What is missing is named all the same, and that it can never be."""
    tale = Tale(book(*EXCLUDING))
    found = {each.name: each for each in why_not(tale.book, tale.on(0, expanded=True, ready=False))}
    assert found["sales_ready"].sentence == (
        "sales_ready lacks: ready is yes (known: no); these exclude each other."
    )
    assert [gap.kind for gap in found["sales_ready"].gaps] == ["comparison", "never"]


@pytest.mark.parametrize("name", ["former", "customer", "prospect"])
@pytest.mark.parametrize("told", [{}, {"buys": True}, {"ended": True}, {"ended": True, "buys": True}])
def test_making_exactly_what_is_missing_true_gives_the_relationship(told: dict[str, Any], name: str) -> None:
    """The first that says yes counts, so what comes before it has to be denied."""
    tale = Tale()
    decision = tale.on(0, **told)
    found = {each.name: each.missing for each in why_not(tale.book, decision) if each.what == "relationship"}
    if name not in found:
        assert decision.memory.relationship == name
        return
    wanted = {part.split(" ")[0]: " is yes" in part for part in found[name]}
    assert tale.on(1, **wanted).memory.relationship == name  # type: ignore[arg-type]
