"""Two rulebooks are compared by what they say; whatever changed is told in words."""

from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules import Rulebook, RulebookError, dump, load
from rules.files.dumping import content, written
from rules.files.formatting import formatted
from rules.files.shape import keys_at
from rules.language.doing import DOINGS
from rules.pages.differ import diff
from rules.wording.labels import KEYS, SECTIONS
from tests.rules.drafts import ROOT, SHIPPED, Data, Scribe, drafts

EXAMPLE = (ROOT / "rules/examples/key-accounts.yaml").read_text("utf-8")
EDITS: tuple[tuple[str, str, str, str], ...] = (
    ("{contacts.count: {at_least: 3}, cov", "{contacts.count: {at_least: 4}, cov", "Stufen", "expanded: mindestens 3 Kontakte -> mindestens 4 Kontakte"),
    ("{at_least: 3}, coverage.roles: {at_least: 2}}", "{at_least: 3}}", "Stufen", "expanded: nicht mehr mindestens 2 besetzte Rollen"),
    ("{contacts.count: {at_least: 3}, cov", "{cycle: {is: 1}, contacts.count: {at_least: 3}, cov", "Stufen", "expanded: zusätzlich Runde ist 1"),
    ("min_stay: 7 days", "min_stay: 2 weeks", "Stufen", "engaged, mindestens dort: 7 Tage -> 14 Tage"),
    ("unset_means: false", "unset_means: true", "Accounts", "Zielkunde: hs_is_target_account ist ja (ein leeres hs_is_target_account zählt als nein) -> hs_is_target_account ist ja (ein leeres hs_is_target_account zählt als ja)"),
    ("points: 25", "points: 30", "Signale und Punkte", "held_meeting, Punkte: 25 -> 30"),
    ("most: 20%", "most: 25%", "Grenzen", "Stufenwechsel, Anteil: 20 % -> 25 %"),
    ("limits: {stage_changes: {per: 1 hour, most: 20%, never_below: 10}}", "", "Grenzen", "Stufenwechsel, Anteil: 20 % -> 5 %"),
    ("rule: welcome-the-customer", "rule: greet-the-customer", "Regeln", "umbenannt: welcome-the-customer -> greet-the-customer"),
    ("rule: welcome-the-customer", "rule: greet-the-customer\n    id: welcome-the-customer", "Regeln", "umbenannt: welcome-the-customer -> greet-the-customer"),
    ("      - set: {company.abm_next_gap: DECISION_MAKER}\n", "", "Regeln", "find-the-decision-maker: nicht mehr in abm_next_gap wird „DECISION_MAKER“ geschrieben"),
    ("by: least_busy}\n    marketing", "by: round_robin}\n    marketing", "Personen", "Teams, team-dach, Verteilung: an die Person mit der wenigsten Arbeit -> reihum"),
    ("    - well_served:", "    - pleased: {pinned_by: [open_deal]}\n    - well_served:", "Stufen", "neu: pleased (festgehalten durch: ein offener Deal)"),
    ("  former: {when: {company.contract_end: {before: today}}}\n", "", "Beziehung", "entfällt: former (Bedingung: contract_end liegt vor heute)"),
    ("accept_within: 1 business day\n", "accept_within: 2 business days\n", "Übergabe an den Vertrieb", "anzunehmen innerhalb von: 1 Arbeitstag -> 2 Arbeitstage"),
    ("timezone: Europe/Berlin", "timezone: UTC", "Zeitzone", "Europe/Berlin -> UTC"),
)  # fmt: skip


def without_cases(text: str) -> str:
    return text.partition("\ncases:")[0] + "\n"


def said(before: str, after: str, language: str = "de") -> list[tuple[str, str]]:
    return [(change.section, change.text) for change in diff(load(before, "a"), load(after, "b"), language)]


@pytest.mark.parametrize(("old", "new", "section", "text"), EDITS, ids=range(len(EDITS)))
def test_each_edit_is_told_in_one_line(old: str, new: str, section: str, text: str) -> None:
    """Its section, its name, what was there and what is there now."""
    before = without_cases(EXAMPLE)
    after = before.replace(old, new, 1)
    assert after != before
    assert said(before, after) == [(section, text)]


def test_moved_things_are_told() -> None:
    """The order of stages and relationships is part of what a rulebook says."""
    book = load(without_cases(EXAMPLE), "a")
    relationships = dict(reversed(book.relationship.items()))
    ladder = book.cone.prospect
    cone = book.cone.model_copy(update={"prospect": (*ladder[:1], ladder[2], ladder[1], *ladder[3:])})
    moved = book.model_copy(update={"relationship": relationships, "cone": cone})
    assert [change.text for change in diff(book, moved, "en")] == [
        "order: former, customer -> customer, former",
        "prospects, order: identified, expanded, engaged, sales_ready, in_sales -> identified, engaged, expanded, sales_ready, in_sales",
    ]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_layout_is_no_change(path: Path) -> None:
    """Nor is writing out what is usual, or leaving it out."""
    text = path.read_text("utf-8")
    assert said(text, text) == []
    assert said(text, formatted(text, "x")) == []
    assert said(dump(load(text, "x")), text) == []


@settings(deadline=None, max_examples=30)
@given(drafts(), st.integers(0, 10**9))
def test_the_same_rulebook_in_another_hand_is_no_change(data: Data, seed: int) -> None:
    """However it is laid out and remarked."""
    assert said(Scribe(Random(seed)).file(data), Scribe(Random(seed + 1)).file(data)) == []


def values(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The paths of all single values."""
    parts = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, part in parts:
        yield from values(part, (*path, key))
    if not isinstance(data, (dict, list)):
        yield path


def edited(data: Data, path: tuple[Any, ...], value: Any) -> Data:
    copy = deepcopy(data)
    holder: Any = copy
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = value
    return copy


def others(value: Any) -> list[Any]:
    """What might stand there instead."""
    match value:
        case bool():
            return [not value]
        case int() | float():
            return [value + 1, value / 2]
        case _:
            number = [value.replace(digit, str(int(digit) % 9 + 1), 1) for digit in value if digit.isdigit()][
                :1
            ]
            return [
                *number,
                f"{value}x",
                "known",
                "unknown",
                "company.other",
                "contact.other",
                "engaged",
                "open",
                "ask",
                "LOW",
            ]


BOOK: Rulebook = load(without_cases(EXAMPLE), "a")
DATA = content(BOOK)
PATHS = list(values(DATA))


@settings(deadline=None, max_examples=100)
@given(st.sampled_from(PATHS), st.randoms(use_true_random=False))
def test_every_edit_of_a_value_is_told(path: tuple[Any, ...], random: Random) -> None:
    """Whatever single value of the example becomes another one that loads, there is a line about it in both languages."""
    value: Any = DATA
    for step in path:
        value = value[step]
    candidates = others(value)
    random.shuffle(candidates)
    for other in candidates:
        try:
            book = load(written(edited(DATA, path, other)), "b")
        except RulebookError:
            continue
        if content(book) != DATA:
            for language in ("de", "en"):
                found = diff(BOOK, book, language)
                assert found
                assert all(change.text.strip() and "\n" not in change.text for change in found)
            return


def test_what_a_case_expects_is_told_by_the_name_of_the_case() -> None:
    """Cases are new, gone or changed as a whole."""
    before = (
        without_cases(EXAMPLE)
        + "cases: [{case: One, expect: {stage: identified}}, {case: Two, expect: {stage: identified}}]\n"
    )
    after = (
        without_cases(EXAMPLE)
        + "cases: [{case: One, expect: {stage: expanded}}, {case: Three, expect: {stage: identified}}]\n"
    )
    assert [text for _, text in said(before, after, "en")] == ["changed: One", "new: Three", "gone: Two"]
    assert [text for _, text in said(before, without_cases(EXAMPLE), "en")] == ["gone: One", "gone: Two"]


def test_every_section_and_effect_has_a_name() -> None:
    """In German and English; so has every key at the top of a section."""
    assert set(SECTIONS) == set(Rulebook.model_fields)
    keys = {
        key
        for name in ("limits", "handover", "accounts", "engagement", "business_hours")
        for key in keys_at((name,))
    }
    assert keys <= KEYS.keys()
    assert all(all(pair) for pair in (*KEYS.values(), *SECTIONS.values()))
    assert {*DOINGS} - {"set", "note", "play", "notify"} <= KEYS.keys()
