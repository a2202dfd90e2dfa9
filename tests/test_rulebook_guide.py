"""What docs/rulebook.md tells works: every rulebook and every wish in it is loaded and its cases are played."""

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from cli.main import app
from rules import Rulebook, bundle, load
from rules.decide import decide
from rules.language.cases import Case
from rules.language.doing import DOINGS
from rules.language.reading import BESIDE, GROUPS, MEASURES
from rules.language.told import USUAL, moment_in
from rules.language.vocabulary import FAMILIES
from rules.model import Rulebook as Model
from rules.pages.reference import END, START, put, reference
from rules.pages.reference_words import GROUPED, HERE, MEASURED, STANDING
from rules.trying.given import Ground, World
from rules.trying.given_memory import memory_of
from rules.trying.trial import lines, try_cases

ROOT = Path(__file__).parents[1]
GUIDE = (ROOT / "docs" / "rulebook.md").read_text("utf-8")
MOST_LINES = 12
VERDICTS = {"ja": True, "nein": False, "unbekannt": None}


class Wish(NamedTuple):
    """`subject` is the finding that is yes, no and unknown in its cases; empty where each contact has one of its own."""

    title: str
    subject: str
    text: str
    cases: str


def block(kind: str) -> str:
    (found,) = re.findall(rf"^```yaml {kind}\n(.*?)^```", GUIDE, re.DOTALL | re.MULTILINE)
    return str(found)


def wishes() -> list[Wish]:
    pattern = (
        r"^### (\d+\. „.*?“)\n(?:(?!^###).)*?^```yaml wish ?(\S*)\n(.*?)^```\n\n^```yaml cases\n(.*?)^```"
    )
    return [Wish(*found) for found in re.findall(pattern, GUIDE, re.DOTALL | re.MULTILINE)]


WISHES = wishes()
EACH_WISH = pytest.mark.parametrize("wish", WISHES, ids=[wish.title.partition(".")[0] for wish in WISHES])


def book_of(wish: str, cases: str) -> Rulebook:
    """The base of the guide with a wish and its cases beside it, as the guide tells to include them."""
    files = {"wish.yaml": wish, "cases.yaml": cases}
    text = bundle(f"{block('base')}include: [wish.yaml, cases.yaml]\n", "base.yaml", files.__getitem__)
    return load(text, "base.yaml")


def verdict(book: Rulebook, case: Case, subject: str) -> bool | None:
    """What the finding came to at the beginning of a case."""
    ground = Ground(book, {})
    at = moment_in(case.at or USUAL, book.tz)
    world = World(ground, case)
    memory = memory_of(book, case.given, at)
    world.give(case.given, at)
    return decide(book, world.facts(at), memory, at).findings[subject].verdict


def test_twenty_wishes_are_told() -> None:
    """Numbered, each in a sentence an admin might say."""
    assert [wish.title.partition(".")[0] for wish in WISHES] == [str(number) for number in range(1, 21)]


def test_no_block_is_left_out() -> None:
    """Every block of YAML in the guide is one of those that are run here."""
    kinds = re.findall(r"^```(\S+ ?\S*)", GUIDE, re.MULTILINE)
    assert sorted(kinds) == sorted(
        [
            "yaml small",
            "yaml base",
            "yaml condition",
            "yaml accounts",
            "yaml cases",
            *["yaml wish", "yaml cases"] * 20,
        ]
    )


@EACH_WISH
def test_a_wish_is_short(wish: Wish) -> None:
    """Twelve lines at most."""
    assert len(wish.text.splitlines()) <= MOST_LINES


@EACH_WISH
def test_its_cases_pass(wish: Wish) -> None:
    """As the guide has them."""
    trial = try_cases(book_of(wish.text, wish.cases))
    assert trial.ok, "\n".join(lines(trial))


@EACH_WISH
def test_it_has_a_yes_a_no_and_an_unknown(wish: Wish) -> None:
    """And what the name of a case says is what its condition says."""
    book = book_of(wish.text, wish.cases)
    told = [(case, case.case.partition(",")[0]) for case in book.cases]
    assert {word for _, word in told} == set(VERDICTS)
    if wish.subject:
        found = [(case.case, verdict(book, case, wish.subject)) for case, _ in told]
        assert found == [(case.case, VERDICTS[word]) for case, word in told]


def test_the_first_rulebook_is_the_small_one() -> None:
    """Word for word."""
    assert block("small") == (ROOT / "rules" / "examples" / "small.en.yaml").read_text("utf-8")


def test_the_first_conditions_can_be_asked() -> None:
    """In a rule beside the base."""
    inside = "".join(f"      {line}\n" for line in block("condition").splitlines())
    rule = f"rules:\n  - rule: asked\n    when:\n{inside}    then: [{{note: {{text: Ja}}}}]\n"
    assert load(block("base") + rule, "asked.yaml").rules[0].rule == "asked"


def test_the_cases_of_accounts_pass() -> None:
    """The rulebook that says all of accounts, buying centers and provenance does what it says."""
    trial = try_cases(load(block("accounts"), "accounts.yaml"))
    assert trial.ok, "\n".join(lines(trial))
    assert "This is no legal\nadvice" in GUIDE


def test_the_case_with_two_steps_passes() -> None:
    """Beside the first wish."""
    trial = try_cases(book_of(WISHES[0].text, block("cases of 1")))
    assert trial.ok, "\n".join(lines(trial))


def test_the_reference_is_as_the_program_knows_it() -> None:
    """Nobody writes it by hand."""
    written = GUIDE.partition(START)[2].partition(END)[0].strip()
    assert written == reference().strip(), "run: flipfunnel rules reference docs/rulebook.md"


def test_every_key_of_the_reference_is_explained() -> None:
    """No row ends in an empty cell."""
    assert [line for line in reference().splitlines() if re.search(r"\|\s*\|$", line)] == []


def test_every_top_key_and_effect_stands_in_the_reference() -> None:
    """So does every word of conditions that belongs to no model."""
    text = reference()
    words = {*Model.model_fields, *DOINGS, *GROUPS, *BESIDE, *MEASURES}
    assert [word for word in sorted(words) if f"| `{word}` |" not in text] == []


def test_the_words_beside_the_models_are_all_told() -> None:
    """A new group, measure or place needs its sentence."""
    assert set(GROUPED) == set(GROUPS)
    assert set(STANDING) == set(BESIDE)
    assert set(MEASURED) == set(MEASURES)
    assert set(HERE) == set(FAMILIES)


def test_a_page_without_a_place_for_it_is_left_alone() -> None:
    """It says which two lines are missing."""
    with pytest.raises(ValueError, match=START):
        put("# A page\n")


def test_the_command_writes_the_reference_into_a_page(tmp_path: Path) -> None:
    """What stands around it stays."""
    page = tmp_path / "page.md"
    page.write_text(f"# Before\n\n{START}\nold\n{END}\n\nAfter\n", "utf-8")
    app(args=["rules", "reference", str(page)], prog_name="flipfunnel", standalone_mode=False)
    assert page.read_text("utf-8") == f"# Before\n\n{START}\n{reference()}{END}\n\nAfter\n"
