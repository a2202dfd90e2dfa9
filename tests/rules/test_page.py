"""A rulebook's page says in plain sentences what the rulebook holds."""

import re
from pathlib import Path

import pytest

from rules import load, needs
from rules.pages.page import page
from rules.pages.texts import TEXTS
from rules.wording.labels import WORDS
from tests.rules import tales
from tests.rules.drafts import SHIPPED

PAGES = Path(__file__).parent / "pages"
BOOKS = {**{path.stem: path.read_text("utf-8") for path in SHIPPED}, "tales": tales.BOOK}


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_page_of_the_example(language: str) -> None:
    """Word for word; `flipfunnel rules docs` writes it anew."""
    expected = (PAGES / f"key-accounts.{language}.md").read_text("utf-8")
    assert page(load(BOOKS["key-accounts"], "x"), language) == expected


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("name", BOOKS)
def test_a_page_leaves_nothing_out(name: str, language: str) -> None:
    """Each stage, rule, role, pool and step is on it, and each property that is read."""
    book = load(BOOKS[name], "x")
    text = page(book, language)
    stages = [stage.name for kind in ("prospect", "customer", "former") for stage in book.cone.ladder(kind)]
    names = [
        *stages,
        *(rule.rule for rule in book.rules),
        *book.people.pools,
        *book.people.persons,
        *book.funnel,
    ]
    read = [need.property for need in needs(book) if not need.property.startswith(f"{book.prefix}_")]
    assert [each for each in (*names, *read, *book.plays, *book.tiers) if each not in text] == []


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("name", BOOKS)
def test_a_page_reads_well(name: str, language: str) -> None:
    """No paths, no empty places, no words of the file for what has a word of its own."""
    text = page(load(BOOKS[name], "x"), language)
    assert not re.search(r"\[\d+\]|\.when\b|\bNone\b|\{\w+=|  |: \.|\.\.(?!\.)| ,|\n\n\n", text)
    own = [word for word in WORDS if "_" in word]
    assert [word for word in own if re.search(rf"(?<![\w.]){word}(?!\w)", text)] == []


def test_both_languages_say_the_same_sentences() -> None:
    """With the same places to fill in."""
    assert TEXTS["de"].keys() == TEXTS["en"].keys()
    for name, text in TEXTS["de"].items():
        assert set(re.findall(r"\{\w+\}", text)) == set(re.findall(r"\{\w+\}", TEXTS["en"][name]))
