"""Why, and why not: sentences for people, plain data for programs, in both languages."""

import json

from rules.explain import as_data, lines, why, why_not
from rules.sentences import MOVES, RULES, SUGGESTIONS
from rules.waits import TEXTS
from tests.rules.tales import Tale, book, moment

NUDGE = """
rules:
  - rule: nudge
    when: {stage: {is: expanded}, company.size: {at_least: 100}}
    then: [{set: {company.abm_gap: SIZE}}]
"""
GERMAN = (("language: en", "language: de"),)


def test_why_is_the_sentence_of_the_entry() -> None:
    """The why of an account is the sentence written when it moved, and stays while it stands there."""
    tale = Tale()
    first = tale.on(0, expanded=True)
    later = tale.on(9, engaged=False)
    assert (
        why(first)
        == why(later)
        == why(later.memory)
        == "First position: expanded, because expanded is yes (known: yes)."
    )


def test_why_not_the_next_ones() -> None:
    """Each further stage and each rule that did not fire says what it lacks, in the order of the file."""
    tale = Tale(book(more=NUDGE))
    decision = tale.on(0, expanded=False, engaged=True, warm=True, ready=False, size=1)
    found = {(each.what, each.name): each.sentence for each in why_not(tale.book, decision)}
    assert found == {
        ("stage", "sales_ready"): "sales_ready lacks: ready is yes (known: no); expanded first.",
        ("stage", "in_sales"): "in_sales lacks: an open deal or an accepted handover.",
        (
            "rule",
            "nudge",
        ): "Rule nudge rests; it lacks: stage is expanded (known: engaged); size is at least 100 (known: 1).",
    }


def test_why_not_in_german() -> None:
    """The same in German, whatever language the rulebook speaks."""
    tale = Tale(book(more=NUDGE))
    decision = tale.on(0, expanded=True, ready=True)
    found = [each.sentence for each in why_not(tale.book, decision, "de")]
    assert found[0] == "Für in_sales fehlt: ein offener Deal oder eine angenommene Übergabe."
    assert found[1].startswith("Regel nudge ruht; dafür fehlt: ")


def test_why_not_on_the_cone() -> None:
    """An account that stands on no stage says what keeps it off the cone."""
    tale = Tale()
    [cone, *rules] = why_not(tale.book, tale.on(0, target=None))
    assert (cone.what, cone.sentence) == (
        "cone",
        "Not on the cone; for that it lacks: target is yes (unknown).",
    )
    assert rules == []


def test_a_bond_is_a_why_not() -> None:
    """A stage that would hold but for a cool-down, a cap or a hold says so."""
    cooling = Tale()
    cooling.on(0, expanded=True)
    cooling.on(1, expanded=False)
    decision = cooling.on(2, expanded=True)
    assert why_not(cooling.book, decision)[0].sentence == "expanded is closed until 2 July 2026."
    capped = Tale()
    capped.on(0, expanded=True, ready=True)
    decision = capped.on(1, answer="rejected")
    sentences = {each.name: each.sentence for each in why_not(capped.book, decision)}
    assert sentences["engaged"] == "engaged lacks: engaged is yes (unknown)."
    assert sentences["sales_ready"] == (
        "No further than engaged before 31 August 2026; after that it takes new interest."
    )
    held = Tale()
    decision = held.on(0, expanded=True, order="identified")
    assert why_not(held.book, decision)[0].sentence == "Set by a person: stays until 15 June 2026."


def test_lines() -> None:
    """The whole explanation is a few lines: why first, then what it waits for, then the rest; none twice."""
    tale = Tale()
    decision = tale.on(0, expanded=True, ready=True)
    assert lines(tale.book, decision) == (
        "First position: sales_ready, because ready is yes (known: yes).",
        "in_sales lacks: an open deal or an accepted handover.",
    )


def test_data_is_json() -> None:
    """The explanation as data survives JSON, with a verdict and a sentence for each condition."""
    tale = Tale()
    tale.on(0)
    decision = tale.on(1, expanded=True, engaged=True, warm=True)
    decision = tale.on(2, engaged=False, warm=False)
    data = json.loads(json.dumps(as_data(tale.book, decision)))
    assert (data["stage"], data["cycle"], data["relationship"]) == ("engaged", 1, "prospect")
    assert data["wake"] == "2026-06-09T10:00:00Z"
    assert data["findings"]["stage.expanded"] == {
        "kind": "leaf",
        "verdict": "yes",
        "text": "expanded is yes (known: yes)",
        "place": "cone.prospect[1].when.company.expanded",
    }
    assert data["findings"]["stage.sales_ready"]["verdict"] == "unknown"
    assert [each["name"] for each in data["why_not"]] == ["sales_ready", "in_sales"]


def test_every_move_has_its_sentence() -> None:
    """Moves of every kind say why in one sentence, in German as in English."""
    for changes in ((), GERMAN):
        tale = Tale(book(*changes))
        said = [
            tale.on(0, expanded=True),
            tale.on(1, ready=True),
            tale.on(2, answer="rejected"),
            tale.on(3, order="sales_ready"),
            tale.on(4, answer="accepted"),
            tale.again(18),
            tale.on(20, deals={"d": "open"}),
            tale.on(21, deals={"d": "lost"}),
            tale.on(22, expanded=False),
            tale.on(23, deals={"e": "open"}),
            tale.on(24, deals={"e": "won"}),
            tale.on(25, deals={"e": "open"}),
            tale.on(26, deals={"e": "won"}, buys=True),
            tale.on(27, ended=True),
            tale.on(28, ended=False),
            tale.on(29, target=False),
            tale.again(59),
        ]
        because = [move.because for decision in said for move in decision.moves]
        sentences = [move.why for decision in said for move in decision.moves]
        assert because == [
            "first", "forward", "cap", "person", "handover", "lost", "back", "deal", "won", "corrected", "won",
            "churned", "relationship", "left",
        ]  # fmt: skip
        assert all(text.endswith(".") and "{" not in text and "  " not in text for text in sentences)
    assert sentences == [
        "Erster Stand: expanded, denn expanded ist ja (bekannt: ja).",
        "sales_ready erreicht, denn ready ist ja (bekannt: ja).",
        "Zurück zu expanded: der Vertrieb hat die Übergabe abgelehnt; nicht weiter als engaged vor dem 01.09.2026 und vor neuem Interesse.",
        "Von Hand auf sales_ready gesetzt.",
        "in_sales, weil der Vertrieb die Übergabe angenommen hat.",
        "Deal verloren: Runde 2 beginnt bei expanded; nicht weiter als expanded vor dem 20.09.2026 und vor neuem Interesse.",
        "Zurück zu identified, denn für expanded gilt nicht mehr: expanded ist ja (bekannt: nein).",
        "in_sales, weil ein Deal offen ist: Deal e.",
        "Auftrag gewonnen: Runde 3 beginnt bei onboarded.",
        "Der gewonnene Auftrag wurde zurückgesetzt: Runde 2 geht weiter bei in_sales.",
        "Auftrag gewonnen: Runde 3 beginnt bei onboarded.",
        "Kein Kunde mehr: Runde 4 beginnt bei parked.",
        "Jetzt Kunde: Beginn bei onboarded.",
        "Kein Zielkunde mehr: der Account steht nicht mehr auf dem Kegel.",
    ]


def test_reasons_that_are_not_in_when() -> None:
    """A stage held by `stay_while`, left for what it needs, taken up again or capped after a loss says so."""
    stayed = Tale(book(("cool_down: 30 days, ", "")))
    stayed.on(0, engaged=True, warm=True)
    stayed.on(10, engaged=False, warm=False)
    assert why(stayed.on(11, warm=True)) == "Reached engaged, because warm is yes (known: yes)."
    needing = Tale()
    needing.on(0, expanded=True, ready=True)
    assert why(needing.on(1, expanded=False)) == (
        "Back to identified, because for sales_ready this no longer holds: stage expanded."
    )
    resumed = Tale()
    resumed.on(0, engaged=True, warm=True)
    resumed.on(1, target=False)
    resumed.on(31)
    assert why(resumed.on(60, target=True, engaged=None)) == "Back on the cone: goes on at engaged."
    lost = Tale()
    lost.on(0, expanded=True, ready=True)
    lost.on(1, order="sales_ready", deals={"d": "open"})
    lost.on(2, deals={"d": "lost"})
    assert why(lost.on(16)) == (
        "Back to expanded: after the lost deal no further than expanded before 1 September 2026 and before new interest."
    )


def test_both_languages_say_the_same_things() -> None:
    """Every sentence exists in both languages."""
    for texts in (MOVES, RULES, SUGGESTIONS, TEXTS):
        assert set(texts["de"]) == set(texts["en"])


def test_moment_of_since() -> None:
    """The data says since when, as the portal writes moments."""
    tale = Tale()
    assert as_data(tale.book, tale.on(0))["since"] == "2026-06-01T10:00:00Z"
    assert moment(0) == 1780308000
