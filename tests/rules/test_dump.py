"""A rulebook can be written as a file again; reading that gives the same rulebook."""

from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules import Rulebook, dump, load
from rules.files.dumping import content
from rules.files.formatting import formatted
from rules.language.reading import parse_condition
from rules.language.writing import write_condition
from tests.rules import tales
from tests.rules.drafts import SHIPPED, Data, Scribe, drafts

BOOKS = {**{path.stem: path.read_text("utf-8") for path in SHIPPED}, "tales": tales.BOOK}
CONDITIONS: tuple[Data, ...] = (
    {"contacts.count": {"at_least": 2, "at_most": 5}},
    {"contacts.count": {"at_least": 2, "at_most": 5}, "deals.won": "known"},
    {"all": [{"contacts.count": {"at_least": 2}}, {"contacts.count": {"at_least": 3}}]},
    {"any": {"deals.won": {"ever": True}, "deals.lost": {"none_for": "30 days"}}},
    {"not": {"not": {"deals.won": "unknown"}}},
    {"company.x": {"stale": "2 weeks", "is": "y"}},
    {"company.x": {"at_least": 2, "less_than": 3, "unset_means": 1}},
    {"since.company.x": {"more_than": "24 months", "at_most": "3 years"}},
    {"company.x": {"is_any_of": ["a", "b"], "unset_means": "a"}},
    {"company.x": {"after": "2026-03-31", "before": "today"}},
    {"conditions.a": "no", "may.b": True},
    {"at_least_n_of": {"n": 2, "of": {"deals.won": "known", "deals.lost": "known", "cycle": {"is": 1.5}}}},
    {"count": "deals", "where": {"deal.state": {"is": "won"}}, "at_least": 1, "less_than": 4},
    {"any": [{"sum": "deal.amount", "at_least": 5}, {"average": "deal.amount", "at_most": 5.25}]},
    {
        "all": [
            {"any": [{"deals.won": "known"}, {"deals.lost": "known"}]},
            {"any": [{"stage": "known"}, {"tier": "known"}]},
        ]
    },
    {"all": [{"deals.won": "known", "deals.lost": "known"}, {"stage": "known"}]},
)


def same(one: Rulebook, other: Rulebook) -> bool:
    """Whether all that they say is the same; what is kept beside it, such as their digests, does not count."""
    fields = type(one).model_fields
    return all(getattr(one, name) == getattr(other, name) for name in fields) and content(one) == content(
        other
    )


@pytest.mark.parametrize("name", BOOKS)
def test_a_rulebook_is_written_and_read_as_the_same(name: str) -> None:
    """The shipped ones and those of the tests lose nothing, and what is written is laid out well."""
    book = load(BOOKS[name], name)
    text = dump(book)
    again = load(text, name)
    assert same(again, book)
    assert dump(again) == text
    assert formatted(text, name) == text


@settings(deadline=None, max_examples=60)
@given(drafts(), st.integers(0, 10**9))
def test_any_rulebook_is_written_and_read_as_the_same(data: Data, seed: int) -> None:
    """Whatever it holds and however its file looked."""
    book = load(Scribe(Random(seed)).file(data), "x")
    assert same(load(dump(book), "x"), book)


@pytest.mark.parametrize("condition", CONDITIONS, ids=str)
def test_a_condition_is_written_and_read_as_the_same(condition: Data) -> None:
    """In each of its forms; and what is written is written as that again."""
    read = parse_condition(condition)
    written = write_condition(read)
    assert parse_condition(written) == read
    assert write_condition(parse_condition(written)) == written


@pytest.mark.parametrize(
    ("given_", "written"),
    [
        (
            {"contacts.count": {"at_least": 2, "at_most": 5}},
            {"contacts.count": {"at_least": 2, "at_most": 5}},
        ),
        ({"all": {"stage": "known", "tier": "known"}}, {"stage": "known", "tier": "known"}),
        ({"deals.won": {"at_most": 0, "within": "1 week"}}, {"deals.won": {"none_for": "7 days"}}),
        ({"conditions.a": False}, {"conditions.a": "no"}),
    ],
)
def test_conditions_are_written_as_people_write_them(given_: Any, written: Any) -> None:
    """The shortest form there is."""
    assert write_condition(parse_condition(given_)) == written


def test_the_same_rulebook_is_the_same_text() -> None:
    """However its numbers and durations were written, and whatever it says of the usual."""
    small = "rulebook: X\nprefix: abm\naccounts: {key_account: {when: {company.a: {at_least: %s}}}}\ncone: {prospect: [a]}\n"
    usual = small % "2.0" + "language: en\nlimits: {stage_changes: {per: 60 minutes}}\n"
    assert dump(load(small % "2", "x")) == dump(load(usual, "y"))
