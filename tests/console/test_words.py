"""Every text in both languages, numbers and days as people write them."""

import re
import string
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from accounts.people.held import RoleSource, Standing
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
    """Each reason of a move and each state of a wish is said in words."""
    assert {f"because.{because}" for because in Because} <= set(TEXTS)
    assert {f"standing.{standing}" for standing in Standing} <= set(TEXTS)
    by_word = {"entered", "weak", *(source.value for source in RoleSource)}
    assert {f"role_by.{word}" for word in by_word} <= set(TEXTS)
    assert {f"state.{state}" for state in ("waiting", "sending", "done", "parked")} <= set(TEXTS)


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


SEEN = (
    (Finding("leaf", True, Leaf("stage.age", Op.AT_LEAST, 2 * 86_400), seen=3 * 86_400), "seen: 3 days"),
    (Finding("leaf", None, Leaf("company.x", Op.KNOWN), because="x is empty"), "x is empty"),
    (Finding("leaf", False, Leaf("company.x", Op.IS, True), seen=False), "seen: no"),
    (Finding("leaf", True, Leaf("company.x", Op.IS, "won"), seen="won"), "seen: won"),
    (Finding("leaf", False, Leaf("engagement.score", Op.AT_LEAST, 60), seen=31.42), "seen: 31.4"),
    (Finding("leaf", None, Leaf("contacts.engaged", Op.AT_LEAST, 3), seen=2, because="one is unknown"), "seen: 2 (one is unknown)"),
    (Finding("leaf", True, Leaf("company.x", Op.KNOWN), seen=("a", "b")), "seen: a, b"),
)  # fmt: skip


@pytest.mark.parametrize(("finding", "seen"), SEEN)
def test_what_was_seen(finding: Finding, seen: str) -> None:
    """Beside each condition stands what the decision saw, moving numbers too."""
    assert questions({"stage.x": finding}, Words("en"))[0].lines[0].seen == seen


def test_groups_keep_their_shape() -> None:
    """The tree can be read: parts stand one step further in than what they belong to."""
    yes, unknown = (
        Finding("leaf", True, Leaf("company.x", Op.KNOWN)),
        Finding("leaf", None, Leaf("company.y", Op.KNOWN)),
    )
    tree = Finding("all", None, parts=(yes, Finding("not", None, parts=(unknown,))))
    question = questions({"stay.sales_ready": tree}, Words("en"))[0]
    assert question.text == "Enough to stay in sales ready?"
    assert question.verdict == "unknown"
    assert [(line.depth, line.verdict) for line in question.lines] == [
        (0, "unknown"),
        (1, "yes"),
        (1, "unknown"),
        (2, "unknown"),
    ]


def test_questions_in_the_order_of_a_person() -> None:
    """First whether it counts at all, then what it is, then the ladder step by step, then the rules."""
    yes = Finding("leaf", True, Leaf("company.y", Op.KNOWN))
    keys = (
        "rule.a",
        "stage.late",
        "stay.early",
        "stage.early",
        "fast_lane",
        "relationship.customer",
        "key_account",
    )
    asked = [
        question.text for question in questions(dict.fromkeys(keys, yes), Words("en"), ("early", "late"))
    ]
    assert asked == [
        "Is it a key account?",
        "Is it a customer?",
        "Enough for stage early?",
        "Enough to stay in early?",
        "Enough for stage late?",
        "Fast lane?",
        "Rule a?",
    ]
