"""There is one layout for rulebooks; bringing a file into it changes neither what it says nor what is remarked."""

import re
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules import RulebookError, bundle, load
from rules.files.formatting import formatted
from rules.files.layout import ORDER, WIDTH, printed
from rules.files.roundtrip import page
from rules.files.source import read
from rules.model import Rulebook
from tests.rules.drafts import SHIPPED, Data, Scribe, drafts

NAMES = [path.stem for path in SHIPPED]


def laid_out(text: str) -> str:
    return printed(page(text))


@settings(deadline=None, max_examples=60)
@given(drafts(), st.integers(0, 10**9))
def test_whatever_a_file_looks_like_its_meaning_and_its_comments_stay(data: Data, seed: int) -> None:
    """Laid out anew it says the same, holds every comment once, and stays as it is from then on."""
    scribe = Scribe(Random(seed))
    text = scribe.file(data)
    assert read(text, "x").data == data
    out = laid_out(text)
    after = read(out, "x").data
    assert (after, list(after)) == (data, [name for name in ORDER if name in data])
    found = re.findall(r"# \d+ it's a: \[remark\], \{or\} \"so\"", out)
    assert sorted(found) == sorted(scribe.comments)
    assert laid_out(out) == out


@settings(deadline=None, max_examples=30)
@given(drafts(), st.integers(0, 10**9))
def test_the_layout_of_the_author_leaves_no_trace(data: Data, seed: int) -> None:
    """Without comments and blank lines, two files that say the same become the same."""
    one, other = (
        re.sub(r"\n\n+", "\n", laid_out(Scribe(Random(seed + n), comments=False).file(data))) for n in (0, 1)
    )
    assert _without_blocks(one) == _without_blocks(other)


def _without_blocks(text: str) -> str:
    """Texts over several lines stay as their author wrote them."""
    return "" if re.search(r"[|>][-+]?$|\\n", text, re.MULTILINE) else text


@pytest.mark.parametrize("path", SHIPPED, ids=NAMES)
def test_shipped_rulebooks_keep_their_meaning(path: Path) -> None:
    """Each of them, laid out anew, is the same rulebook."""
    text = path.read_text("utf-8")
    out = formatted(text, "x")
    assert load(out, "x").model_dump() == load(text, "x").model_dump()
    assert formatted(out, "x") == out


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "# about the file\n\n# about the cone\ncone: {prospect: [identified]} # beside\nrulebook: X # name\n",
            "# about the file\n\nrulebook: X  # name\n# about the cone\ncone: {prospect: [identified]}  # beside\n",
        ),
        ("a:\n  - b # one\n  # two\n  - c\n# three\n", "a:\n  - b  # one\n  # two\n  - c\n# three\n"),
        ("a: {b: 1, # one\n  c: 2}\n", "a:\n  b: 1  # one\n  c: 2\n"),
        ("a: [ # one\n  b, c]\n", "a: [b, c]  # one\n"),
        ("a:\n  b: 1\n  # below b\nc: 2\n", "a:\n  b: 1\n  # below b\n\nc: 2\n"),
        ("a: |  # said\n    one\n     two\n\n\nb: 1\n", "a: |  # said\n  one\n   two\n\nb: 1\n"),
        ("a: 'x'\nb: \"09:00\"\nc: 'yes'\nd: \"it's\"\n", 'a: x\nb: "09:00"\nc: "yes"\nd: it\'s\n'),
        ("a: 1 # x\nbcd: 2 # y\ne: 3\n", "a: 1    # x\nbcd: 2  # y\ne: 3\n"),
        ("a:\n-   b: 1\n    c: {d: 2}\n", "a:\n  - b: 1\n    c: {d: 2}\n"),
    ],
)
def test_where_comments_go(text: str, expected: str) -> None:
    """A comment stays above, beside or below what it belongs to."""
    assert laid_out(text) == expected


def test_no_line_is_longer_than_it_must_be() -> None:
    """Only a single text may reach beyond the width; conditions are broken over lines before that."""
    for path in SHIPPED:
        for line in laid_out(path.read_text("utf-8")).splitlines():
            code = line.partition("  #")[0]
            remark = code.startswith("#")
            assert remark or len(code) <= WIDTH or re.search(r"^\s*(- )?[\w.*-]+: [^{[]", code), line


def test_sections_stand_in_the_order_of_the_model() -> None:
    """Every section has its place."""
    assert set(Rulebook.model_fields) < set(ORDER)


def test_a_bundle_is_laid_out_file_by_file() -> None:
    """What an included file says stays in it."""
    files = {"more.yaml": "rules: [] # none\n"}
    text = bundle("include: [more.yaml]\nprefix: abm\n", "x.yaml", files.__getitem__)
    expected = "prefix: abm\ninclude: [more.yaml]\n--- # included: more.yaml\nrules: []  # none\n"
    assert formatted(text, "x.yaml") == expected


@pytest.mark.parametrize("text", ["a: [", "a: *b\n", "a: 1\na: 2\n", "", "- a\n"])
def test_a_file_that_cannot_be_read_is_refused(text: str) -> None:
    """Nothing is laid out by guessing."""
    with pytest.raises(RulebookError):
        formatted(text, "x")
