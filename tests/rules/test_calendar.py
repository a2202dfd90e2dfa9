"""Business time, local days and midnights."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from rules.deciding.calendar import due, local_day, next_midnight
from rules.language.parsing import parse_business_span
from tests.rules.tales import book

BERLIN = ZoneInfo("Europe/Berlin")


def at(text: str) -> int:
    return int(datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=BERLIN).timestamp())


@pytest.mark.parametrize(
    ("asked", "span", "expected"),
    [
        ("2026-06-05 16:00", "4 business hours", "2026-06-08 12:00"),  # Friday to Monday
        ("2026-06-03 10:00", "4 business hours", "2026-06-03 14:00"),
        ("2026-06-03 13:00", "4 business hours", "2026-06-03 17:00"),
        ("2026-06-03 07:00", "1 business hour", "2026-06-03 10:00"),
        ("2026-06-03 17:00", "1 business hour", "2026-06-04 10:00"),
        ("2026-06-06 12:00", "1 business hour", "2026-06-08 10:00"),  # Saturday
        ("2026-06-03 10:00", "20 business hours", "2026-06-05 14:00"),
        ("2026-06-05 16:00", "1 business day", "2026-06-08 16:00"),
        ("2026-06-05 18:00", "1 business day", "2026-06-09 09:00"),
        ("2026-06-07 12:00", "3 business days", "2026-06-11 09:00"),
        ("2026-10-23 10:00", "1 business day", "2026-10-26 10:00"),  # summer time ends in between
        ("2026-06-05 16:00", "3 days", "2026-06-08 16:00"),
        ("2026-06-05 16:00", "2 hours", "2026-06-05 18:00"),
    ],
)
def test_due(asked: str, span: str, expected: str) -> None:
    """Business spans count open hours and working days in the rulebook's time zone, plain ones count all time."""
    assert due(book(), parse_business_span(span), at(asked)) == at(expected)


def test_six_day_week() -> None:
    """Where business is open on Saturdays, they count."""
    open_on_saturday = book(
        ("people:", 'business_hours: {days: mon-sat, from: "08:00", to: "12:00"}\npeople:')
    )
    assert due(open_on_saturday, parse_business_span("2 business hours"), at("2026-06-05 11:00")) == at(
        "2026-06-06 09:00"
    )
    assert due(open_on_saturday, parse_business_span("1 business day"), at("2026-06-06 11:00")) == at(
        "2026-06-08 11:00"
    )


@pytest.mark.parametrize(
    ("now", "midnight"),
    [
        ("2026-06-01 00:00", "2026-06-02 00:00"),
        ("2026-06-01 23:59", "2026-06-02 00:00"),
        ("2026-10-25 01:00", "2026-10-26 00:00"),  # a day of 25 hours
        ("2026-03-29 01:00", "2026-03-30 00:00"),  # a day of 23 hours
    ],
)
def test_next_midnight(now: str, midnight: str) -> None:
    """The day ends at local midnight, on long and short days too."""
    assert next_midnight(book(), at(now)) == at(midnight)


def test_local_day() -> None:
    """Two hours after midnight in Berlin it is still yesterday in UTC; the local day counts."""
    assert local_day(book(), at("2026-06-02 00:30")).isoformat() == "2026-06-02"
