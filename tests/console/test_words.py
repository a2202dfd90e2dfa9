"""Every text in both languages, numbers and days as people write them."""

import re
import string
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from accounts.facts import DealState
from console.findings import questions
from console.words import TEXTS, Language, Words, best_language
from rules.conditions import Finding, Leaf, Op
from rules.decision import Because

CONSOLE = Path(__file__).parents[2] / "console"
NOON = int(datetime(2026, 10, 25, 12, 0, tzinfo=UTC).timestamp())


@pytest.mark.parametrize("key", TEXTS)
def test_both_languages_say_the_same(key: str) -> None:
    """A text has the same places to fill in both languages, and neither is empty."""
    english, german = TEXTS[key]
    assert _places(english) == _places(german)
    assert english.strip()
    assert german.strip()


def _places(text: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_every_text_asked_for_exists() -> None:
    """No template or module asks for a text that nobody wrote."""
    sources = [*CONSOLE.glob("templates/*"), *CONSOLE.glob("*.py")]
    asked = {
        key
        for source in sources
        for key in re.findall(r"""\b(?:w|words)\(\s*['"]([a-z_.]+)['"]\s*[,)]""", source.read_text("utf-8"))
    }
    assert len(asked) > 40
    assert asked - set(TEXTS) == set()


def test_closed_sets_have_words() -> None:
    """Each reason of a move and each comparison is said in words."""
    assert {f"because.{because}" for because in Because} <= set(TEXTS)
    assert {f"op.{op}" for op in Op} <= set(TEXTS)


@pytest.mark.parametrize(
    ("language", "number", "text"),
    [("en", 1234567, "1,234,567"), ("de", 1234.5, "1.234,5"), ("de", 2.0, "2")],
)
def test_numbers(language: Language, number: float, text: str) -> None:
    """Each language has its own comma."""
    assert Words(language).number(number) == text


def test_moments_are_told_in_the_portals_time() -> None:
    """The day and the hour are those of the portal, over a change of the clocks too."""
    berlin = Words("de", ZoneInfo("Europe/Berlin"))
    assert berlin.moment(NOON) == "25.10.2026, 13:00"
    assert berlin.moment(NOON - 86_400) == "24.10.2026, 14:00"
    assert Words("en").moment(NOON) == "25 Oct 2026, 12:00"
    assert Words("en").moment(None) == "not known"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "today"), (13 * 3600, "1 day ago"), (25 * 3600, "1 day ago"), (1500 * 86_400, "1,500 days ago")],
)
def test_days_ago_count_nights(seconds: int, text: str) -> None:
    """Yesterday evening is a day ago this morning."""
    assert Words("en").ago(NOON - seconds, NOON) == text


@pytest.mark.parametrize(
    ("asked", "accepted", "language"),
    [
        ("de", [], "de"),
        (None, ["fr", "de-AT"], "de"),
        ("xx", ["en-GB"], "en"),
        (None, [], "en"),
        (None, ["DE"], "de"),
    ],
)
def test_best_language(asked: str | None, accepted: list[str], language: Language) -> None:
    """What was asked for first, else what the browser speaks, else English."""
    assert best_language(asked, accepted) == language


@pytest.mark.parametrize(
    ("finding", "text", "seen"),
    [
        (Finding("leaf", True, Leaf("stage.age", Op.AT_LEAST, 2 * 86_400), seen=3 * 86_400), "stage.age is at least 2 days", "seen: 3 days"),
        (Finding("leaf", None, Leaf("company.contract_end", Op.BEFORE, "today"), because="contract_end is empty"), "company.contract_end is before today", "contract_end is empty"),
        (Finding("leaf", False, Leaf("company.x", Op.IS, True), seen=False), "company.x is yes", "seen: no"),
        (Finding("leaf", True, Leaf("company.name", Op.KNOWN), seen=DealState.WON.value), "company.name is known", "seen: won"),
        (Finding("leaf", None, Leaf("contacts.engaged", Op.AT_LEAST, 3), seen=2, because="one is unknown"), "contacts.engaged is at least 3", "seen: 2 (one is unknown)"),
    ],
)  # fmt: skip
def test_conditions_in_words(finding: Finding, text: str, seen: str) -> None:
    """A condition is said as a sentence, with what was seen."""
    line = questions({"stage.x": finding}, Words("en"))[0].lines[0]
    assert (line.text, line.seen) == (text, seen)
