"""Why, and why not: sentences for people, plain data for programs, in both languages."""

import json

import pytest

from rules.explain import as_data, lines, one_line, why, why_not
from rules.wording.sentences import MOVES, RULES, SUGGESTIONS
from rules.wording.waits import TEXTS
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
    """Further stages, those they need, other relationships and rules that did not fire: each says what it lacks."""
    tale = Tale(book(more=NUDGE))
    decision = tale.on(0, expanded=False, engaged=True, warm=True, ready=False, size=1)
    found = {(each.what, each.name): each.sentence for each in why_not(tale.book, decision)}
    assert found == {
        ("stage", "expanded"): "expanded lacks: expanded is yes (known: no).",
        ("stage", "sales_ready"): "sales_ready lacks: ready is yes (known: no); expanded first.",
        ("stage", "in_sales"): "in_sales lacks: an open deal or an accepted handover.",
        ("relationship", "former"): "To be a former customer it lacks: ended is yes (unknown).",
        ("relationship", "customer"): "To be a customer it lacks: buys is yes (unknown).",
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
    assert found[1] == "Für die Beziehung ehemaliger Kunde fehlt: ended ist ja (unbekannt)."
    assert found[-1].startswith("Regel nudge ruht; dafür fehlt: ")


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
    """The whole explanation: why and since when, what it waits for, why not further, when it is looked at again."""
    tale = Tale(book(more=NUDGE))
    decision = tale.on(0, engaged=True, warm=True, expanded=False, size=120, order="engaged")
    assert lines(tale.book, decision, "de", {"company.size": "Mitarbeiter"}) == (
        "Set to engaged by a person.",
        "Auf engaged seit dem 01.06.2026; Runde 1, Interessent.",
        "Von Hand gesetzt: bleibt bis 15.06.2026.",
        "Von Hand gesetzt: bleibt bis 15.06.2026. Für expanded fehlt: expanded ist ja (bekannt: nein).",
        "Von Hand gesetzt: bleibt bis 15.06.2026. Für sales_ready fehlt: ready ist ja (unbekannt); zuerst expanded.",
        "Von Hand gesetzt: bleibt bis 15.06.2026. Für in_sales fehlt: ein offener Deal oder eine angenommene Übergabe.",
        "Für die Beziehung ehemaliger Kunde fehlt: ended ist ja (unbekannt).",
        "Für die Beziehung Kunde fehlt: buys ist ja (unbekannt).",
        "Regel nudge ruht; dafür fehlt: Stufe ist expanded (bekannt: engaged).",
        "Wird am 15.06.2026 wieder angesehen.",
        f"Regelwerk Tales, Fassung {tale.book.digest}.",
    )


KEYS = {
    "account", "rulebook", "stage", "since", "relationship", "cycle", "why", "because", "by", "hold", "cap",
    "cool_downs", "handover", "waits", "one_line", "why_not", "findings", "fired", "conflicts", "suggestions",
    "disagreement", "wake",
}  # fmt: skip


def test_keys_of_the_data_stay() -> None:
    """Programs rely on them; each is told in the docstring."""
    tale = Tale()
    data = as_data(tale.book, tale.on(0, expanded=True))
    assert set(data) == KEYS
    assert all(f"`{key}`" in (as_data.__doc__ or "") for key in KEYS)
    assert data["by"] == [
        {"text": "expanded is yes (known: yes)", "place": "cone.prospect[1].when.company.expanded"}
    ]
    assert data["rulebook"] == {"name": "Tales", "digest": tale.book.digest}


def test_bonds_are_data() -> None:
    """Hold, cap and handover stand in the data with their moments as the portal writes them."""
    tale = Tale()
    offered = as_data(tale.book, tale.on(0, expanded=True, ready=True))
    assert (offered["handover"]["state"], offered["handover"]["offered_at"]) == (
        "offered",
        "2026-06-01T10:00:00Z",
    )
    capped = as_data(tale.book, tale.on(1, answer="rejected"))
    assert (capped["cap"]["stage"], capped["cap"]["until"]) == ("engaged", "2026-08-31T10:00:00Z")
    gaps = {each["name"]: [gap["kind"] for gap in each["gaps"]] for each in capped["why_not"]}
    assert (gaps["sales_ready"], gaps["in_sales"]) == (["cap"], ["pin", "pin"])
    json.dumps(capped)


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
    assert [each["name"] for each in data["why_not"]] == ["sales_ready", "in_sales", "former", "customer"]


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


WIDE = (
    "    - expanded: {when: {"
    + ", ".join(f"company.a_rather_long_name_{n}: known" for n in range(12))
    + "}}\n"
)


@pytest.mark.parametrize("language", ["de", "en"])
def test_one_line_fits_a_property(language: str) -> None:
    """However much is missing: at most 250 letters, what is left out is counted, and the data has it all."""
    wide = book(("    - expanded: {when: {company.expanded: {is: true}}}\n", WIDE))
    decision = Tale(wide).on(0)
    said = one_line(wide, decision, language)
    assert (
        said
        == {
            "de": "Für expanded fehlt: a_rather_long_name_0 ist bekannt; a_rather_long_name_1 ist bekannt; "
            "a_rather_long_name_2 ist bekannt; a_rather_long_name_3 ist bekannt; a_rather_long_name_4 ist bekannt; "
            "und 7 weitere.",
            "en": "expanded lacks: a_rather_long_name_0 is known; a_rather_long_name_1 is known; a_rather_long_name_2 "
            "is known; a_rather_long_name_3 is known; a_rather_long_name_4 is known; and 7 more.",
        }[language]
    )
    longer = {f"company.a_rather_long_name_{n}": "An even longer label of the portal" for n in range(12)}
    longest = {name: f"{label} {name} {label}" for name, label in longer.items()}
    assert all(len(one_line(wide, decision, language, labels)) <= 250 for labels in (longer, longest))
    assert len(why_not(wide, decision)[0].missing) == 12


def test_one_line_off_the_cone_and_at_its_end() -> None:
    """What keeps it off; at the end of the ladder why it stands there."""
    tale = Tale()
    assert one_line(tale.book, tale.on(0, target=None), "de") == (
        "Nicht auf dem Kegel; dafür fehlt: target ist ja (unbekannt)."
    )
    last = tale.on(1, target=True, deals={"d": "open"})
    assert one_line(tale.book, last) == last.memory.why
