"""Why nothing happens although it might: rules that rest, gates that are shut, handovers that wait for an answer."""

import pytest

from rules.explain import lines, why_not
from tests.rules.tales import Tale, book


def acting(text: str, *changes: tuple[str, str]) -> Tale:
    """The book of the tales with one rule that does what the text says."""
    more = f"\nrules:\n  - rule: act\n    when: {{company.size: {{at_least: 100}}}}\n    {text}\n"
    return Tale(book(*changes, more=more))


CALL = "then: [{task: {title: Call, to: desk}}]"
EACH = "for_each: {members: contacts}\n    "
GATE = (
    "hand_over: true}\n    - in_sales",
    "hand_over: true, gate: {company.green: {is: true}}}\n    - in_sales",
)
RESTING = {
    "from: 2026-06-10": (
        f"from: 2026-06-10\n    {CALL}",
        "sie gilt erst ab dem 10.06.2026",
        "it begins on 10 June 2026",
    ),
    "until: 2026-05-30": (
        f"until: 2026-05-30\n    {CALL}",
        "sie galt nur bis zum 30.05.2026",
        "it ended on 30 May 2026",
    ),
    "observe": (f"mode: observe\n    {CALL}", "sie sieht nur zu", "it only watches"),
    "suggest": (f"mode: suggest\n    {CALL}", "sie schlägt nur vor", "it only suggests"),
    "stage_entry": (CALL, "auf dieser Stufe ist es schon geschehen", "on this stage it has been done already"),
    "cycle": (f"once_per: cycle\n    {CALL}", "in dieser Runde ist es schon geschehen", "in this cycle it has been done already"),
    "day": (f"once_per: day\n    {CALL}", "heute ist es schon geschehen", "today it has been done already"),
    "ever": (f"once_per: ever\n    {CALL}", "es geschieht nur einmal", "it is done only once"),
    "for_each": (EACH + CALL, "für jeden Kontakt, zu dem sie passt, ist es schon geschehen", "it has been done for every contact that it fits"),
}  # fmt: skip


@pytest.mark.parametrize("case", RESTING)
def test_why_a_rule_rests_although_its_condition_holds(case: str) -> None:
    """Its season, its mode, or that it has been done in this episode."""
    text, german, english = RESTING[case]
    tale = acting(text)
    first = tale.on(1, size=200)
    acts = bool(first.tasks)
    again = tale.again(1.1)
    said = {language: why_not(tale.book, again, language)[-1].sentence for language in ("de", "en")}
    assert said == {
        "de": f"Regel act ruht, obwohl ihre Bedingung gilt: {german}.",
        "en": f"Rule act rests although its condition holds: {english}.",
    }
    if acts:
        assert not [each for each in why_not(tale.book, first) if each.what == "rule"]


def test_what_a_shut_gate_holds_back() -> None:
    """The gate says what it lacks, the rule that it waits for it, and the handover too."""
    tale = acting(CALL, GATE)
    tale.on(1, expanded=True)
    decision = tale.on(2, ready=True, size=200, green=False)
    found = {(each.what, each.name): each.sentence for each in why_not(tale.book, decision)}
    assert found["gate", "sales_ready"] == (
        "On sales_ready selling is paused; for it to go on this is missing: green is yes (known: no)."
    )
    assert (
        found["rule", "act"]
        == "Rule act rests although its condition holds: the gate of sales_ready is shut."
    )
    assert "The handover waits for the gate of the stage to open." in lines(tale.book, decision)
    assert ("gate", "sales_ready") not in {
        (each.what, each.name) for each in why_not(tale.book, tale.on(3, green=True))
    }


def test_two_rules_that_quarrel_say_so() -> None:
    """Neither is written, and each says why."""
    more = "\nrules:\n" + "".join(
        f"  - {{rule: {name}, when: {{company.size: {{at_least: 1}}}}, then: [{{set: {{company.abm_gap: {name}}}}}]}}\n"
        for name in ("one", "two")
    )
    tale = Tale(book(more=more))
    said = [each.sentence for each in why_not(tale.book, tale.on(0, size=5)) if each.what == "rule"]
    assert said == [
        f"Rule {name} rests although its condition holds: another rule wants something else for company.abm_gap."
        for name in ("one", "two")
    ]


def test_the_states_of_a_handover() -> None:
    """Offered, accepted, rejected: the explanation says how far it is."""
    tale = Tale()
    said = [
        lines(tale.book, tale.on(0, expanded=True, ready=True))[2],
        lines(tale.book, tale.on(1, answer="accepted"))[2],
        lines(tale.book, tale.on(2, deals={"d": "won"}))[2],
    ]
    assert said == [
        "Handover offered on 1 June 2026; sales has not answered yet.",
        "Sales has accepted the handover of 1 June 2026.",
        "The handover is closed.",
    ]
    rejected = Tale()
    rejected.on(0, expanded=True, ready=True)
    assert lines(rejected.book, rejected.on(1, answer="rejected"))[2] == "Sales has rejected the handover."
