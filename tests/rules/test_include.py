"""A rulebook of several files is one rulebook: joined by plain laws, each fault at its place in its own file."""

from collections.abc import Callable
from pathlib import Path

import pytest

from cli.errors import Code, CommandError
from cli.setup import read_rulebook
from rules import RulebookError, bundle, load

BOOK = """\
rulebook: Several
prefix: abm
include: [signals.yaml, cases/prospects.yaml]
accounts: {key_account: {when: {deals.won: known}}}
engagement: {half_life: 10 days, signals: {reply: {when: contact.replied_at, points: 3}}}
cone: {prospect: [identified]}
writes: {company.abm_*: own}
rules:
  - {rule: a, when: {deals.won: known}, then: [set: {company.abm_a: x}]}
"""
SIGNALS = """\
engagement: {signals: {visit: {when: contact.seen_at, points: 1}}}
rules:
  - {rule: b, when: {signals.visit: known}, then: [set: {company.abm_b: x}]}
"""
PROSPECTS = "include: [more.yaml]\nfunnel: {interest: {when: {signals.visit: known}}}\n"
MORE = "rules:\n  - {rule: c, when: {signals.reply: known}, then: [set: {company.abm_c: x}]}\n"
FILES = {"signals.yaml": SIGNALS, "cases/prospects.yaml": PROSPECTS, "cases/more.yaml": MORE}
ONE = """\
rulebook: Several
prefix: abm
accounts: {key_account: {when: {deals.won: known}}}
engagement:
  half_life: 10 days
  signals:
    reply: {when: contact.replied_at, points: 3}
    visit: {when: contact.seen_at, points: 1}
cone: {prospect: [identified]}
writes: {company.abm_*: own}
funnel: {interest: {when: {signals.visit: known}}}
rules:
  - {rule: a, when: {deals.won: known}, then: [set: {company.abm_a: x}]}
  - {rule: b, when: {signals.visit: known}, then: [set: {company.abm_b: x}]}
  - {rule: c, when: {signals.reply: known}, then: [set: {company.abm_c: x}]}
"""


def reader(files: dict[str, str]) -> Callable[[str], str]:
    def read(path: str) -> str:
        if path not in files:
            raise FileNotFoundError(path)
        return files[path]

    return read


def bundled(book: str = BOOK, **changed: str) -> str:
    """The bundle of the book; a file is changed by its name without folder and ending."""
    files = {path: changed.get(Path(path).stem, text) for path, text in FILES.items()}
    return bundle(book, "books/main.yaml", reader(files))


def problems(text: str) -> list[str]:
    with pytest.raises(RulebookError) as refused:
        load(text, "books/main.yaml")
    return [str(problem) for problem in refused.value.problems]


def test_a_bundle_is_the_rulebook_written_in_one_file() -> None:
    """The same rules in the same order, under the same digest."""
    several, one = load(bundled(), "books/main.yaml"), load(ONE, "one.yaml")
    assert several.digest == one.digest
    assert several == one
    assert [rule.rule for rule in several.rules] == ["a", "b", "c"]


def test_a_bundle_shows_its_files() -> None:
    """The main text stands first, then each file behind a line with its path below the main file."""
    begun = BOOK + "--- # included: signals.yaml\n" + SIGNALS + "--- # included: cases/prospects.yaml\n"
    assert bundled() == begun + PROSPECTS + "--- # included: cases/more.yaml\n" + MORE


def test_a_bundle_needs_its_files_no_more() -> None:
    """A stored bundle is bundled again without a look at any file."""
    assert bundle(bundled(), "books/main.yaml", reader({})) == bundled()


def test_a_rulebook_that_includes_nothing_stays_as_it_is() -> None:
    """Not even its line ends change."""
    text = "# include\r\n" + ONE.replace("\n", "\r\n")
    assert bundle(text, "one.yaml", reader({})) == text


def test_line_ends_and_marks_of_files_do_not_matter() -> None:
    """A file of another system is joined like any other."""
    text = bundled(
        BOOK.replace("\n", "\r\n"), signals="\ufeff" + SIGNALS.replace("\n", "\r"), more=MORE.rstrip()
    )
    assert load(text, "books/main.yaml").digest == load(ONE, "one.yaml").digest


def test_a_fault_stands_in_its_own_file() -> None:
    """File, line and column are those of the file in which a person will mend it, also behind the joint."""
    text = bundled(
        more=MORE.replace("signals.reply", "signals.repli"), signals=SIGNALS.replace("points: 1", "points: x")
    )
    assert problems(text) == [
        "books/cases/more.yaml:2:22 unknown-signal No signal 'repli' is declared. Did you mean 'reply'?",
        "books/signals.yaml:1:63 wrong-type 'points' takes a number.",
    ]


@pytest.mark.parametrize(
    ("included", "place", "first"),
    [
        ("prefix: xyz\n", "1:1 duplicate-key 'prefix'", "2:1"),
        ("engagement: {half_life: 3 days}\n", "1:14 duplicate-key 'half_life'", "5:14"),
        ("engagement: {signals: {reply: {points: 1}}}\n", "1:24 duplicate-key 'reply'", "5:44"),
        ("cone: {prospect: [other]}\n", "1:8 duplicate-key 'prospect'", "6:8"),
        ("accounts: {key_account: {when: {deals.open: known}}}\n", "1:26 duplicate-key 'when'", "4:26"),
        ("rules: {}\n", "1:1 duplicate-key 'rules'", "8:1"),
    ],
)
def test_what_is_written_twice_is_no_guess(included: str, place: str, first: str) -> None:
    """The second place is the fault, and the first one is named; a condition is never joined with another."""
    book = BOOK.replace("signals.yaml, cases/prospects.yaml", "signals.yaml")
    assert problems(bundled(book, signals=included)) == [
        f"books/signals.yaml:{place} stands here and in books/main.yaml:{first}. Keep one of the two."
    ]


@pytest.mark.parametrize(
    ("included", "expected"),
    [
        ("signals.yaml", "main.yaml:3:11 missing-file There is no file 'signals.yaml'."),
        ("/signals.yaml", "main.yaml:3:11 wrong-value '/signals.yaml' is no file"),
        ("../signals.yaml", "main.yaml:3:11 wrong-value '../signals.yaml' is no file"),
        ("a/../b.yaml", "main.yaml:3:11 wrong-value 'a/../b.yaml' is no file"),
        ("./b.yaml", "main.yaml:3:11 wrong-value './b.yaml' is no file"),
        ("a//b.yaml", "main.yaml:3:11 wrong-value 'a//b.yaml' is no file"),
        ("'a\\b.yaml'", "main.yaml:3:11 wrong-value 'a\\b.yaml' is no file"),
        ("'C:b.yaml'", "main.yaml:3:11 wrong-value 'C:b.yaml' is no file"),
        (".env", "main.yaml:3:11 wrong-value '.env' is no file"),
        ('"a\\nb.yaml"', "main.yaml:3:11 wrong-value 'a\\u000ab.yaml' is no file"),
        ("5", "main.yaml:3:11 wrong-value '5' is no file"),
        ("main.yaml", "main.yaml:3:11 circle 'main.yaml' includes itself"),
    ],
)
def test_only_files_below_the_rulebook_are_included(included: str, expected: str) -> None:
    """A path that leads elsewhere, or nowhere, is a fault at its place."""
    book = BOOK.replace("signals.yaml, cases/prospects.yaml", included)
    assert problems(bundle(book, "books/main.yaml", reader({})))[0].startswith(f"books/{expected}")


def test_including_is_a_list() -> None:
    """A single name is not taken for a list of letters."""
    text = BOOK.replace("[signals.yaml, cases/prospects.yaml]", "signals.yaml")
    assert problems(text) == [
        "books/main.yaml:3:10 wrong-type 'include' takes a list of files. Write it as [signals.yaml]."
    ]


def test_circles_and_repetitions_are_found() -> None:
    """Each file is joined once, and a second wish for it is a fault where it stands."""
    signals = f"include: [signals.yaml, cases/more.yaml]\n{SIGNALS}"
    text = bundled(signals=signals, more=f"include: [prospects.yaml]\n{MORE}")
    chain = "signals.yaml -> cases/more.yaml -> cases/prospects.yaml -> cases/more.yaml"
    assert problems(text) == [
        f"books/cases/prospects.yaml:1:11 circle 'cases/more.yaml' includes itself: {chain}. Remove it here.",
        "books/main.yaml:3:25 duplicate-name 'cases/prospects.yaml' is included already. Include it once.",
        "books/signals.yaml:1:11 circle 'signals.yaml' includes itself: signals.yaml -> signals.yaml. Remove it here.",
    ]


def test_files_include_files_in_three_levels() -> None:
    """The third level is read, a fourth is refused."""
    files = {f"{n}.yaml": f"include: [{n + 1}.yaml]\n" for n in range(1, 6)}
    text = bundle(ONE + "include: [1.yaml]\n", "main.yaml", reader(files))
    assert problems_at(text, "main.yaml") == ["3.yaml:1:11 too-deep"]


def test_no_more_than_fifty_files() -> None:
    """The fifty-first is refused at its place."""
    names = [f"f{n}.yaml" for n in range(51)]
    text = ONE + f"include: [{', '.join(names)}]\n"
    whole = bundle(
        text, "main.yaml", reader(dict.fromkeys(names, "deals: {}\n") | {"f0.yaml": "deals: {}\n"})
    )
    found = problems_at(whole, "main.yaml")
    assert [one for one in found if "duplicate" not in one] == [
        f"main.yaml:16:{text.split(chr(10))[15].index('f50') + 1} out-of-range"
    ]


def problems_at(text: str, file: str) -> list[str]:
    with pytest.raises(RulebookError) as refused:
        load(text, file)
    return [f"{problem.place} {problem.code}" for problem in refused.value.problems]


def test_all_files_together_stay_within_the_limit_of_one() -> None:
    """Small files do not add up to a large rulebook, and files behind the limit are not even read."""
    read: list[str] = []

    def file(path: str) -> str:
        read.append(path)
        return "# " + "x" * 100_000 + "\n"

    text = ONE + "include: [a.yaml, b.yaml, c.yaml, d.yaml, e.yaml]\n"
    assert problems_at(bundle(text, "main.yaml", file), "main.yaml") == ["main.yaml:1:1 too-large"]
    assert read == ["a.yaml", "b.yaml", "c.yaml"]


def test_a_document_that_nobody_includes_is_refused() -> None:
    """Neither a separator by hand nor an ordinary second document smuggles rules in."""
    assert problems_at(f"{ONE}--- # included: more.yaml\n{MORE}", "a.yaml") == [
        "more.yaml:1:1 several-documents"
    ]
    assert problems_at(f"{ONE}--- # more.yaml\n{MORE}", "a.yaml") == ["a.yaml:16:1 several-documents"]
    assert problems_at(f"{ONE}--- # included: ../more.yaml\n{MORE}", "a.yaml") == [
        "a.yaml:16:1 several-documents"
    ]


def test_a_file_that_cannot_be_read_hides_no_other_fault_of_reading() -> None:
    """What is wrong with the form of any file is said in one pass."""
    text = bundled(signals="a: [\n", more="b: *c\n")
    assert [line.split(" ")[:2] for line in problems(text)] == [
        ["books/cases/more.yaml:1:4", "alias"],
        ["books/signals.yaml:2:1", "yaml-syntax"],
    ]


def written(folder: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder / "main.yaml"


def test_the_command_line_reads_all_files(tmp_path: Path) -> None:
    """`rules check` and `run` are given the bundle, whatever marks and line ends the files have."""
    files = {path: text.encode("utf-8-sig") for path, text in {"main.yaml": BOOK, **FILES}.items()}
    file = written(tmp_path, files)
    assert load(read_rulebook(file), str(file)).digest == load(ONE, "one.yaml").digest


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("rulebook: Größer".encode("utf-16"), "is UTF-16 text."),
        ("a: b\nrulebook: Größer\n".encode("latin-1"), "is not UTF-8 text: line 2 holds the byte 0xF6."),
    ],
)
def test_a_file_in_another_encoding(data: bytes, said: str, tmp_path: Path) -> None:
    """It is named, with the line and what to do, also where another file includes it."""
    included = written(tmp_path, {"main.yaml": BOOK.encode(), "signals.yaml": data})
    alone = written(tmp_path / "alone", {"main.yaml": data})
    for file, broken in ((included, tmp_path / "signals.yaml"), (alone, alone)):
        with pytest.raises(CommandError) as refused:
            read_rulebook(file)
        assert refused.value.sentence == f"{broken} {said}"
        assert refused.value.next_step == "Save it as UTF-8 and try again."


def test_a_folder_is_no_rulebook(tmp_path: Path) -> None:
    """A folder and a file that does not exist are said as such."""
    with pytest.raises(CommandError, match="is a folder") as refused:
        read_rulebook(tmp_path)
    assert refused.value.code is Code.NOT_FOUND
    with pytest.raises(CommandError, match="does not exist"):
        read_rulebook(tmp_path / "none.yaml")


def test_a_giant_is_not_read_to_its_end(tmp_path: Path) -> None:
    """A file beyond the limit costs no more than the limit, and is refused like any other."""
    file = written(tmp_path, {"main.yaml": "ä".encode() * 1_000_000})
    text = read_rulebook(file)
    assert len(text) < 300_000
    assert problems_at(text, "main.yaml") == ["main.yaml:1:1 too-large"]
