"""Markers in names are found, people who only look like one are left alone, and near names are asked about."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.people.alike import PersonName, same_person
from accounts.people.markers import Markers, markers_of

CASES = Path(__file__).parent / "people"


def table(name: str) -> list[dict[str, str]]:
    with (CASES / name).open(encoding="utf-8", newline="") as file:
        return [
            {key: value or "" for key, value in row.items()} for row in csv.DictReader(file, delimiter=";")
        ]


@pytest.mark.parametrize(
    "case", table("markers.csv"), ids=lambda case: f"{case['first']} {case['last']} {case['title']}"
)
def test_a_marker_is_read_and_taken_out(case: dict[str, str]) -> None:
    """Wherever it stands, with the piece of text it was read from."""
    found = markers_of(case["first"], case["last"], case["title"])
    read = ("gone" * found.gone, "stop" * found.do_not_contact, ",".join(found.roles), found.name)
    assert read == (case["gone"], case["stop"], case["roles"], case["name"])
    assert found.because


@pytest.mark.parametrize(
    "case", table("only_people.csv"), ids=lambda case: f"{case['first']} {case['last']} {case['title']}"
)
def test_a_person_is_no_marker(case: dict[str, str]) -> None:
    """However much a name looks like one, it is kept as it is."""
    name = f"{case['first']} {case['last']}".strip()
    assert markers_of(case["first"], case["last"], case["title"]) == Markers(False, False, (), "", name)


def test_case_16_do_nguyen_is_a_person() -> None:
    """Case 16: "Do Nguyen" is not DO NOT CALL; the same name with a marker is still read as that name."""
    assert not markers_of("Do", "Nguyen").do_not_contact
    assert markers_of("Do", "Nguyen DO NOT CALL") == Markers(False, True, (), "DO NOT CALL", "Do Nguyen")


def test_the_piece_of_text_is_told() -> None:
    """As it was written, in the order of the fields, and once."""
    assert markers_of("Anna", "Berg (left company)").because == "(left company)"
    assert (
        markers_of("Anna", "Berg (DM) - gone", "bitte nicht anrufen").because
        == "(DM), gone, bitte nicht anrufen"
    )


@given(st.text(), st.text(), st.text())
def test_any_text_can_stand_in_a_name_field(first: str, last: str, title: str) -> None:
    """Nothing makes the reader stumble, and a name is never longer than what was written."""
    assert len(markers_of(first, last, title).name) <= len(f"{first} {last}")


@pytest.mark.parametrize("case", table("alike.csv"), ids=lambda case: " ".join(case.values()))
def test_whether_two_names_are_one_person(case: dict[str, str]) -> None:
    """One spelling is the same, near ones are asked about, and the order of the two does not matter."""
    a, b = PersonName(case["first_a"], case["last_a"]), PersonName(case["first_b"], case["last_b"])
    assert (same_person(a, b), same_person(b, a)) == (case["verdict"], case["verdict"])


def test_case_17_near_first_names_are_asked_about() -> None:
    """Case 17: Britney and Brittany may be one person, Michael and Michelle hardly: only a person can tell."""
    for one, other in (("Britney", "Brittany"), ("Michael", "Michelle")):
        assert same_person(PersonName(one, "Miller"), PersonName(other, "Miller")) == "ask"


@given(*[st.text(max_size=12)] * 4)
def test_sameness_is_symmetric(first: str, last: str, other_first: str, other_last: str) -> None:
    """Whichever name comes first."""
    a, b = PersonName(first, last), PersonName(other_first, other_last)
    assert same_person(a, b) == same_person(b, a)
