"""Three verdicts, what was seen, and when time alone changes them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from accounts.metrics import Age, Const, Count, Fact, Score, Times
from accounts.values import Bad, Missing, Moment, Value
from rules.conditions import Condition, Finding
from rules.judging.tree import Compiled, reads, walk
from rules.language.reading import parse_condition
from rules.wording.words import lacking, met, missing, sentence, unmet

Verdict = bool | None
BERLIN = ZoneInfo("Europe/Berlin")
DAY = 86400
NOON = int(datetime(2026, 3, 10, 12, tzinfo=UTC).timestamp())
YES, NO, UNKNOWN = True, False, None


def look(
    condition: object, facts: dict[str, Fact], at: Moment = NOON, since: Moment | None = None
) -> Finding:
    return walk(parse_condition(condition), facts, at, since, BERLIN)


UNREADABLE = Missing("the scope was lost", unreadable=True)


@pytest.mark.parametrize(
    ("asked", "value", "verdict"),
    [
        ({"at_least": 3}, 3, YES),
        ({"at_least": 3}, 2.9, NO),
        ({"more_than": 3}, 3, NO),
        ({"at_most": 3}, 3, YES),
        ({"less_than": 3}, 3, NO),
        ({"is": 3}, 3.0, YES),
        ({"is_not": 3}, 4, YES),
        ({"is_any_of": [1, 3]}, 3, YES),
        ({"at_least": 1, "at_most": 2}, 3, NO),
        ({"is": True}, True, YES),
        ({"is": True}, False, NO),
        ({"is": "Grün"}, "GRÜN", YES),
        ({"is": "straße"}, "STRASSE", YES),
        ({"is_not": "x"}, "y", YES),
        ({"is_any_of": ["a", "B"]}, "b", YES),
        ({"is_any_of": ["a", "b"]}, ("c", "A"), YES),
        ({"is_any_of": ["a", "b"]}, ("c", "d"), NO),
        ({"is": "a;b"}, ("a", "b"), YES),
        ({"is": "a"}, ("a", "b"), NO),
        ({"contains": "PAPER"}, "White paper", YES),
        ({"contains": "green"}, ("evergreen", "red"), NO),
        ({"contains": "green"}, ("Green", "red"), YES),
        ({"before": "2026-03-10"}, date(2026, 3, 9), YES),
        ({"before": "today"}, date(2026, 3, 10), NO),
        ({"before": "today"}, date(2026, 3, 9), YES),
        ({"after": "today"}, date(2026, 3, 11), YES),
        ({"after": "today"}, NOON + DAY, YES),
        ({"before": "today"}, NOON - 60, NO),
        ({"is": "2026-03-09"}, date(2026, 3, 9), YES),
        ("known", 0, YES),
        ("unknown", 0, NO),
        ("known", Missing(), NO),
        ("unknown", Missing(), YES),
        ("known", UNREADABLE, UNKNOWN),
        ("unknown", UNREADABLE, UNKNOWN),
        ("known", Bad("x", "not a number"), UNKNOWN),
        ({"at_least": 3}, Missing(), UNKNOWN),
        ({"is": True}, Missing(), UNKNOWN),
        ({"is_not": "x"}, Missing(), UNKNOWN),
        ({"is": True, "unset_means": False}, Missing(), NO),
        ({"is": False, "unset_means": False}, Missing(), YES),
        ({"before": "today", "unset_means": "2020-01-01"}, Missing(), YES),
        ({"is": False, "unset_means": False}, UNREADABLE, UNKNOWN),
        ({"at_least": 3}, Bad("many", "not a number"), UNKNOWN),
        ({"at_least": 3}, "10", UNKNOWN),
        ({"is": 3}, "3", UNKNOWN),
        ({"is": 1}, True, UNKNOWN),
        ({"is": True}, "true", UNKNOWN),
        ({"is": "3"}, 3, UNKNOWN),
        ({"contains": "3"}, 3, UNKNOWN),
        ({"before": "today"}, "2020-01-01", UNKNOWN),
        ({"is_any_of": ["a"]}, 5, UNKNOWN),
    ],
)
def test_a_comparison_says_yes_no_or_unknown(asked: object, value: Value, verdict: Verdict) -> None:
    """Values of another kind, values that are missing and values nobody could read are unknown, never an error."""
    finding = look({"company.x": asked}, {"company.x": Const(value)})
    assert finding.verdict is verdict
    assert (verdict is UNKNOWN) == bool(finding.because) or isinstance(value, Missing)


def test_a_fact_nobody_gave_is_missing() -> None:
    """An account without a company has no company facts at all; that is the same as empty ones."""
    assert look({"company.x": {"is": True, "unset_means": False}}, {}).verdict is NO
    assert look({"company.x": {"is": True}}, {}).verdict is UNKNOWN


V = {"yes": Const(1), "no": Const(0), "unknown": Const(Missing())}


def named(*names: str) -> list[dict[str, Any]]:
    return [{f"company.{name}": {"is": 1}} for name in names]


@pytest.mark.parametrize(
    ("condition", "verdict"),
    [
        ({"all": named("yes", "yes")}, YES),
        ({"all": named("yes", "unknown")}, UNKNOWN),
        ({"all": named("unknown", "no")}, NO),
        ({"any": named("no", "no")}, NO),
        ({"any": named("no", "unknown")}, UNKNOWN),
        ({"any": named("unknown", "yes")}, YES),
        ({"not": named("unknown")[0]}, UNKNOWN),
        ({"not": named("yes")[0]}, NO),
        ({"not": {"any": named("no", "unknown")}}, UNKNOWN),
        ({"not": {"all": named("no", "unknown")}}, YES),
        ({"any": {"company.no": {"is": 1}, "company.yes": {"is": 1}}}, YES),
        ({"company.yes": {"is": 1}, "not": {"company.no": {"is": 1}}}, YES),
    ],
)
def test_groups_follow_the_three_valued_law(condition: object, verdict: Verdict) -> None:
    """`all`: no wins, then unknown; `any`: yes wins, then unknown; not of unknown is unknown."""
    facts: dict[str, Fact] = {f"company.{name}": fact for name, fact in V.items()}
    assert look(condition, facts).verdict is verdict


def test_every_leaf_is_visited() -> None:
    """A verdict that is already clear does not hide the moment at which another part changes."""
    finding = look(
        {"any": [{"company.x": {"is": 1}}, {"stage.age": {"at_least": "2 days"}}]},
        {"company.x": Const(1), "stage.age": Age(NOON - DAY)},
    )
    assert (finding.verdict, finding.flip) == (YES, NOON + DAY)


CONTACTS = (
    {"score": Score(((NOON - DAY, 40.0),), 30 * DAY)},
    {"score": Score(((NOON - DAY, 11.0),), 30 * DAY)},
    {"score": Const(Missing("never synced"))},
)


@pytest.mark.parametrize(
    ("asked", "verdict"),
    [
        ({"at_least": 2}, YES),
        ({"at_least": 3}, UNKNOWN),
        ({"at_least": 4}, NO),
        ({"at_most": 3}, YES),
        ({"less_than": 2}, NO),
        ({"is": 1}, NO),
        ({"is": 2}, UNKNOWN),
        ({"is_not": 5}, YES),
        ({"is_any_of": [2, 3]}, YES),
        ({"is_any_of": [3, 4]}, UNKNOWN),
        ({"is_any_of": [4, 5]}, NO),
        ("known", NO),
        ("unknown", YES),
    ],
)
def test_a_count_of_which_parts_are_unknown_lies_between_two_numbers(asked: object, verdict: Verdict) -> None:
    """Two contacts are engaged and of one it is not known: two or three."""
    engaged = Count(CONTACTS, Compiled(parse_condition({"score": {"at_least": 10}})))
    assert look({"contacts.engaged": asked}, {"contacts.engaged": engaged}).verdict is verdict


def midnight(day: date) -> Moment:
    return int(datetime(day.year, day.month, day.day, tzinfo=BERLIN).timestamp())


@pytest.mark.parametrize(
    ("condition", "fact", "flip"),
    [
        ({"x": {"at_least": 1, "within": "2 days"}}, Times((NOON - DAY,)), NOON + DAY),
        ({"x": {"at_least": 1, "within": "2 days"}}, Times((NOON - DAY, NOON - 60)), NOON + 2 * DAY - 60),
        ({"x": {"at_least": 2, "within": "2 days"}}, Times((NOON - DAY, NOON - 60)), NOON + DAY),
        ({"x": {"ever": True}}, Times((NOON - DAY,)), None),
        ({"x": {"ever": True}}, Times((NOON + 5,)), NOON + 5),
        ({"stage.age": {"at_least": "2 days"}}, Age(NOON - DAY), NOON + DAY),
        ({"stage.age": {"more_than": "2 days"}}, Age(NOON - DAY), NOON + DAY + 1),
        ({"stage.age": {"at_most": "2 days"}}, Age(NOON - DAY), NOON + DAY + 1),
        ({"stage.age": {"at_least": "2 days"}}, Age(NOON - 3 * DAY), None),
        ({"stage.age": {"at_least": "2 days"}}, Age(None), None),
        ({"x": {"at_least": 10}}, Score(((NOON, 40.0),), DAY), NOON + 2 * DAY + 1),
        ({"x": {"at_least": 50}}, Score(((NOON, 40.0),), DAY), None),
        ({"x": {"before": "today"}}, Const(date(2026, 3, 28)), midnight(date(2026, 3, 29))),
        ({"x": {"before": "today"}}, Const(date(2026, 3, 29)), midnight(date(2026, 3, 30))),
        ({"x": {"before": "today"}}, Const(date(2026, 3, 1)), None),
        ({"x": {"after": "today"}}, Const(date(2026, 3, 11)), midnight(date(2026, 3, 11))),
        ({"x": {"after": "today"}}, Const(NOON + 3 * DAY), midnight(date(2026, 3, 13))),
        ({"x": {"before": "2026-12-31"}}, Const(date(2026, 3, 28)), None),
        ({"x": {"is": 5}}, Const(5), None),
        ({"x": "known"}, Times((NOON + 5,)), None),
    ],
)
def test_a_finding_says_when_time_alone_changes_it(
    condition: object, fact: Fact, flip: Moment | None
) -> None:
    """Windows run out, ages grow, scores fade, dates pass at midnight where the rulebook lives, summer time included."""
    [metric] = reads(parse_condition(condition))
    finding = look(condition, {metric: fact})
    assert finding.flip == flip
    if flip is not None:
        assert look(condition, {metric: fact}, flip - 1).verdict is finding.verdict
        assert look(condition, {metric: fact}, flip).verdict is not finding.verdict


def test_facts_count_since_the_cycle_began() -> None:
    """What happened before the cycle is no evidence in it."""
    facts: dict[str, Fact] = {"signals.any": Times((NOON - 2 * DAY, NOON - DAY))}
    assert look({"signals.any": {"at_least": 2}}, facts).verdict is YES
    assert look({"signals.any": {"at_least": 2}}, facts, since=NOON - 2 * DAY).verdict is NO


def test_dates_at_the_end_of_the_calendar_are_no_error() -> None:
    """A date far ahead is compared as any other, and nobody waits for it."""
    finding = look({"company.x": {"before": "today"}}, {"company.x": Const(date.max - timedelta(days=1))})
    assert (finding.verdict, finding.flip) == (NO, None)
    assert look({"company.x": {"before": "today"}}, {"company.x": Const(2**52)}).verdict is UNKNOWN


FACTS: dict[str, Fact] = {
    "contacts.count": Const(1),
    "coverage.DECISION_MAKER": Const(0),
    "coverage.roles": Const(2),
    "engagement.score": Score(((NOON, 12.0),), DAY),
    "signals.content_download": Times((NOON - 60,)),
    "stage": Const("expanded"),
    "stage.age": Age(NOON - 60),
    "company.health": Const("red"),
    "company.contract_end": Const(date(2026, 3, 1)),
}


@pytest.mark.parametrize(
    ("condition", "german", "english"),
    [
        ({"contacts.count": {"at_least": 3}}, "mindestens 3 Kontakte (bekannt: 1)", "at least 3 contacts (known: 1)"),
        ({"coverage.DECISION_MAKER": {"is": 0}}, "keine Entscheider (bekannt: 0)", "no decision makers (known: 0)"),
        ({"engagement.score": {"at_least": 60}}, "Engagement von mindestens 60 Punkten", "engagement of at least 60 points"),
        (
            {"signals.content_download": {"at_least": 2, "within": "90 days"}},
            "mindestens 2 Downloads innerhalb von 90 Tagen",
            "at least 2 downloads within 90 days",
        ),
        ({"deals.won": {"at_least": 1, "within": "24 months"}}, "mindestens 1 gewonnener Deal innerhalb von 24 Monaten", "at least 1 won deal within 24 months"),
        ({"stage.age": {"at_least": "14 days"}}, "seit mindestens 14 Tagen auf dieser Stufe", "on this stage for at least 14 days"),
        ({"company.health": {"is_any_of": ["green", "blue"]}}, "health ist green oder blue (bekannt: red)", "health is green or blue (known: red)"),
        ({"company.contract_end": {"before": "today"}}, "contract_end liegt vor heute (bekannt: 01.03.2026)", "contract_end is before today (known: 1 March 2026)"),
        ({"company.nobody": {"is": True}}, "nobody ist ja (unbekannt)", "nobody is yes (unknown)"),
        (
            {"any": [{"contacts.count": {"at_least": 3}}, {"stage": {"is": "engaged"}, "company.health": "known"}]},
            "mindestens 3 Kontakte (bekannt: 1) oder (Stufe ist engaged (bekannt: expanded) und health ist bekannt)",
            "at least 3 contacts (known: 1) or (stage is engaged (known: expanded) and health is known)",
        ),
    ],
)  # fmt: skip
def test_a_condition_reads_as_a_sentence(condition: object, german: str, english: str) -> None:
    """In both languages, with what is known, but never with a number that moves by itself."""
    finding = look(condition, FACTS)
    assert (sentence(finding, "de"), sentence(finding, "en")) == (german, english)


@pytest.mark.parametrize(
    ("condition", "german"),
    [
        ({"contacts.count": {"at_least": 3}, "coverage.roles": {"at_least": 2}}, ("noch 2 Kontakte (bekannt: 1)",)),
        ({"coverage.DECISION_MAKER": {"at_least": 1}}, ("1 Entscheider (bekannt: 0)",)),
        ({"engagement.score": {"at_least": 60}}, ("Engagement von mindestens 60 Punkten",)),
        ({"any": {"stage": {"is": "x"}, "coverage.roles": {"at_least": 1}}}, ()),
        (
            {"any": [{"contacts.count": {"at_least": 3}, "company.health": {"is": "green"}}, {"company.nps": "known"}]},
            ("nps ist bekannt",),
        ),
        ({"not": {"contacts.count": {"at_least": 1}}}, ("keine Kontakte (bekannt: 1)",)),
        ({"not": {"all": [{"coverage.roles": {"at_least": 2}}, {"company.health": {"contains": "e"}}]}}, ("weniger als 2 besetzte Rollen (bekannt: 2)",)),
    ],
)  # fmt: skip
def test_what_is_missing_is_the_least_that_would_do(condition: object, german: tuple[str, ...]) -> None:
    """Of alternatives the nearest; of what must all hold only what does not."""
    assert missing(look(condition, FACTS), "de") == german


def test_lines_for_people_say_what_holds_and_what_does_not() -> None:
    """A move forward names what carries it, a move back what no longer holds."""
    finding = look({"coverage.roles": {"at_least": 2}, "company.health": {"is": "red"}}, FACTS)
    assert met(finding, "en") == "at least 2 roles covered (known: 2) and health is red (known: red)"
    assert unmet(finding, "en") == lacking(finding, "en") == ""
    failed = look({"coverage.roles": {"at_least": 3}, "contacts.count": {"at_least": 3}}, FACTS)
    assert unmet(failed, "en") == "at least 3 roles covered (known: 2); at least 3 contacts (known: 1)"
    assert lacking(failed, "en") == "1 more role covered (known: 2); 2 more contacts (known: 1)"
    assert met(failed, "en") == ""


def test_a_sentence_stays_as_it_is_while_only_time_passes() -> None:
    """What is written to a property must not change by itself between two flips."""
    condition: Condition = parse_condition({
        "engagement.score": {"at_least": 60},
        "signals.content_download": {"at_least": 3, "within": "90 days"},
        "stage.age": {"at_least": "14 days"},
    })  # fmt: skip
    texts = {missing(walk(condition, FACTS, NOON + hour * 3600, None, BERLIN), "de") for hour in range(48)}
    assert len(texts) == 1
