"""What HubSpot's text means: every type with what fits it and what does not, and moments there and back."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.values import Bad, Definition, Kind, Missing, Value, iso, moment_of, shown, typed

NOON = 1_772_452_800  # 2026-03-02T12:00:00Z


def defined(type_: str, *options: str, many: bool = False) -> Definition:
    return Definition(Kind.COMPANY, "a", type_, options=options, many=many)


@pytest.mark.parametrize(
    "type_", ["string", "number", "bool", "enumeration", "date", "datetime", "phone_number"]
)
@pytest.mark.parametrize("text", [None, ""])
def test_an_empty_property_is_missing_whatever_its_type(type_: str, text: str | None) -> None:
    """Unset is null and cleared is the empty text; both are known to be empty, so `unset_means` applies."""
    assert typed(text, defined(type_)) == Missing("empty", unreadable=False)


@pytest.mark.parametrize(
    ("type_", "text", "value"),
    [
        pytest.param("number", "0", 0, id="zero"),
        pytest.param("number", "-0", 0, id="minus zero is zero"),
        pytest.param("number", "250", 250, id="whole"),
        pytest.param("number", "250.0", 250, id="whole, with a point"),
        pytest.param("number", "+12.5", 12.5, id="sign and part"),
        pytest.param("number", ".5", 0.5, id="no digit before the point"),
        pytest.param("number", "5.", 5, id="no digit after the point"),
        pytest.param("number", "1.5E9", 1_500_000_000, id="exponent"),
        pytest.param("number", "1e-3", 0.001, id="negative exponent"),
        pytest.param("number", " 7 ", 7, id="spaces around"),
        pytest.param("number", "9007199254740991", 2**53 - 1, id="largest that is exact"),
        pytest.param("number", "-9007199254740991", 1 - 2**53, id="smallest that is exact"),
        pytest.param("bool", "true", True, id="true"),
        pytest.param("bool", "False", False, id="capital"),
        pytest.param("bool", " TRUE ", True, id="odd case and spaces"),
        pytest.param("date", "2026-02-28", date(2026, 2, 28), id="date"),
        pytest.param("date", "2028-02-29", date(2028, 2, 29), id="leap day"),
        pytest.param("date", "1772409600000", date(2026, 3, 2), id="date as milliseconds"),
        pytest.param("date", "-86400000", date(1969, 12, 31), id="date before 1970 as milliseconds"),
        pytest.param("date", "2026-03-02T23:30:00Z", date(2026, 3, 2), id="date with a time of day"),
        pytest.param("date", " 2026-03-02 ", date(2026, 3, 2), id="date with spaces"),
        pytest.param("datetime", "2026-03-02T12:00:00Z", NOON, id="moment"),
        pytest.param("datetime", "2026-03-02T12:00:00.000Z", NOON, id="moment with milliseconds"),
        pytest.param("datetime", "2026-03-02T12:00:00.999Z", NOON, id="parts of a second are cut off"),
        pytest.param("datetime", "1969-12-31T23:59:58.500Z", -2, id="before 1970 too"),
        pytest.param("datetime", "2026-03-02T13:00:00+01:00", NOON, id="moment with its zone"),
        pytest.param("datetime", "2026-03-02T12:00:00", NOON, id="moment without zone is UTC"),
        pytest.param("datetime", "1772452800123", NOON, id="moment as milliseconds"),
        pytest.param("datetime", "2026-03-02", NOON - 12 * 3600, id="a date is its midnight"),
        pytest.param("string", "0", "0", id="text stays text"),
        pytest.param("string", "  two  ", "  two  ", id="its spaces too"),
        pytest.param("enumeration", "tier_1", "tier_1", id="any option where none are named"),
        pytest.param("enumeration", "a;b", "a;b", id="a semicolon where only one option goes is its own"),
        pytest.param("phone_number", "+49 40 123", "+49 40 123", id="a type we do not know is text"),
    ],
)  # fmt: skip
def test_a_text_that_fits_is_a_value(type_: str, text: str, value: Value) -> None:
    """And a number is whole where it can be, a bool is a bool."""
    read = typed(text, defined(type_))
    assert (read, type(read)) == (value, type(value))


@pytest.mark.parametrize(
    ("type_", "text"),
    [
        pytest.param("number", "1,5", id="comma"),
        pytest.param("number", "1.000.000", id="German grouping"),
        pytest.param("number", "1_000", id="Python grouping"),
        pytest.param("number", "0x10", id="hexadecimal"),
        pytest.param("number", "12 EUR", id="currency"),
        pytest.param("number", "nan", id="not a number"),
        pytest.param("number", "inf", id="infinity"),
        pytest.param("number", "1e999", id="beyond every number"),
        pytest.param("number", "9007199254740993", id="not to be told from its neighbour"),
        pytest.param("number", "9007199254740992", id="the neighbour neither"),
        pytest.param("number", "-9007199254740993", id="nor below zero"),
        pytest.param("number", "٣", id="digits that HubSpot does not write"),
        pytest.param("number", " ", id="a space"),
        pytest.param("bool", "1", id="a number for a bool"),
        pytest.param("bool", "yes", id="a word for a bool"),
        pytest.param("date", "2026-02-30", id="a day that does not exist"),
        pytest.param("date", "2026-13-01", id="a month that does not exist"),
        pytest.param("date", "02.03.2026", id="a German date"),
        pytest.param("date", "2026-3-2", id="without zeros"),
        pytest.param("date", "2026-03-02 or so", id="a date and more"),
        pytest.param("date", "2026-W10-1", id="a date by its week"),
        pytest.param("date", "tomorrow", id="a word for a date"),
        pytest.param("date", "9" * 30, id="milliseconds beyond the calendar"),
        pytest.param("datetime", "2026-03-02T25:00:00Z", id="an hour that does not exist"),
        pytest.param("datetime", "soon", id="a word for a moment"),
        pytest.param("datetime", "9" * 30, id="beyond the calendar"),
        pytest.param("datetime", "9" * 400, id="beyond every number, as milliseconds"),
        pytest.param("datetime", "9" * 5000, id="longer than Python reads"),
        pytest.param("datetime", "--5", id="two signs"),
        pytest.param("datetime", "²", id="a digit that is none"),
        pytest.param("datetime", "0001-01-01T00:00:00+14:00", id="a zone that leads before the calendar"),
        pytest.param("datetime", "9999-12-31T23:59:59-10:00", id="a zone that leads behind the calendar"),
        pytest.param("number", "1\0", id="a character that ends text elsewhere"),
        pytest.param("number", "\ud800", id="half a character"),
        pytest.param("number", "Infinity", id="infinity as JSON writes it"),
        pytest.param("number", "1" * 70_000, id="longer than HubSpot keeps"),
    ],
)
def test_a_text_that_does_not_fit_is_kept_and_says_why(type_: str, text: str) -> None:
    """It is neither dropped nor guessed: as much of it as one line takes stays to be shown, with a reason."""
    read = typed(text, defined(type_))
    assert isinstance(read, Bad)
    assert read.text == shown(text)
    assert read.reason


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("about 250", "about 250"),
        ("x" * 60, "x" * 60),
        ("x" * 61, "x" * 60 + "…"),
        ("a\nb\0c\x1b[31m", "a b c [31m"),
        ("a\u202eb\ud800", "a b "),
        ("Größe 🎈", "Größe 🎈"),
    ],
)
def test_what_is_shown_disturbs_nobody(text: str, line: str) -> None:
    """One line, not too long, without what moves a cursor, turns a text round, or no database takes."""
    assert shown(text) == line


@pytest.mark.parametrize(
    ("definition", "text", "value"),
    [
        pytest.param(defined("enumeration", "a", "b"), "a", "a", id="an option"),
        pytest.param(defined("enumeration", "a", "b"), "A", Bad("A", "not among the options"), id="in another case"),
        pytest.param(defined("enumeration", "a", "b"), "c", Bad("c", "not among the options"), id="one that was removed"),
        pytest.param(defined("enumeration", "a;b"), "a;b", "a;b", id="a semicolon of its own"),
        pytest.param(defined("enumeration", "a", "b", many=True), "b;a", ("b", "a"), id="several, in their order"),
        pytest.param(defined("enumeration", "a", "b", many=True), "a;c", Bad("c", "not among the options"), id="one of several was removed"),
        pytest.param(defined("enumeration", "a", many=True), ";", Missing(), id="several, and none"),
    ],
)  # fmt: skip
def test_an_option_is_one_of_those_defined(definition: Definition, text: str, value: Value) -> None:
    """Of one that was removed nobody can say what it means now; of several, all must be known."""
    assert typed(text, definition) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("CHAMPION", ("CHAMPION",)),
        ("CHAMPION;END_USER", ("CHAMPION", "END_USER")),
        (";CHAMPION;;END_USER;", ("CHAMPION", "END_USER")),
        (";", Missing()),
    ],
)
def test_several_options_are_a_tuple(text: str, value: Value) -> None:
    """HubSpot joins them with semicolons; where none remains, the property is empty."""
    assert typed(text, defined("enumeration", many=True)) == value


ODD = st.text() | st.from_regex(r"[0-9]{4}-[01][0-9]-[0-3][0-9]([T ][0-9:.+Z-]{0,20})?", fullmatch=True)


ANY_TYPE = st.sampled_from(["string", "number", "bool", "enumeration", "date", "datetime", "json", ""])


@given(ODD, ANY_TYPE, st.lists(ODD, max_size=3), st.booleans())
def test_no_text_is_too_odd(text: str, type_: str, options: list[str], many: bool) -> None:  # noqa: FBT001
    """Whatever a portal holds under whatever definition is read or refused, and never raises."""
    read = typed(text, defined(type_, *options, many=many))
    assert isinstance(read, Missing) == (not text or (many and not text.strip(";")))
    if isinstance(read, Bad):
        assert read.text.isprintable()
        assert len(read.text) <= 61


@given(st.integers(1 - 2**53, 2**53 - 1))
def test_every_whole_number_comes_back(number: int) -> None:
    """None is rounded to its neighbour."""
    assert typed(str(number), defined("number")) == number


@given(st.integers(-62_135_596_800, 253_402_300_799))
def test_a_moment_survives_the_way_to_hubspot_and_back(moment: int) -> None:
    """Every second of the calendar, written for HubSpot and read again, is itself."""
    assert typed(iso(moment), defined("datetime")) == moment


def test_a_moment_is_written_as_hubspot_writes_it() -> None:
    """Otherwise it would differ from what HubSpot answers, and be written again and again."""
    assert iso(NOON) == "2026-03-02T12:00:00Z"


def test_milliseconds_are_read_exactly() -> None:
    """The order of changes within a second depends on it."""
    assert moment_of("1772452800123") == datetime(2026, 3, 2, 12, 0, 0, 123_000, tzinfo=UTC)
    assert moment_of("2026-03-02T12:00:00.123Z") == moment_of("1772452800123")


@pytest.mark.parametrize("text", ["", "soon", "9" * 30, "9" * 400, "-" * 3, "2026-02-30"])
def test_what_is_no_moment_is_a_value_error(text: str) -> None:
    """One kind of error, as promised, whatever is wrong with it."""
    with pytest.raises(ValueError, match=r"."):
        moment_of(text)
