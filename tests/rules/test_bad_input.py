"""Whatever is in a file: a located problem or a correct result, soon; never a crash, a hang, or half a rulebook in force.

Thousands of mutants of real rulebooks are loaded in a process of its own. FLIPFUNNEL_FULL=1 makes it a long proof of
a hundred thousand; FLIPFUNNEL_SEED repeats a run, whose seed is printed.
"""

import json
import os
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from rules.files.include import parts
from rules.files.plaintext import plain
from tests.rules import tales
from tests.rules.mutants import mutants

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
FULL = os.environ.get("FLIPFUNNEL_FULL") == "1"
MUTANTS = int(os.environ.get("FLIPFUNNEL_MUTANTS", "100000" if FULL else "2500"))
SOON = 0.2  # seconds of the processor, for a rulebook of so many letters; longer ones may take longer in proportion
LETTERS = 12_000
PER_RULES = 3.0  # for two thousand rules

SMALL = """\
rulebook: Small
prefix: abm
accounts: {key_account: {when: {deals.won: known}}}
cone:
  prospect:
    - identified
    - engaged: {when: {contacts.count: {at_least: 2}}}
writes: {company.abm_*: own}
"""
BUNDLE = f"""\
include: [signals.yaml, cases/more.yaml]
{SMALL}rules:
  - {{rule: first, when: {{stage: {{is: engaged}}}}, then: [set: {{company.abm_a: x}}]}}
--- # included: signals.yaml
engagement: {{signals: {{visit: {{when: contact.seen_at, points: 5}}}}}}
--- # included: cases/more.yaml
funnel: {{interest: {{when: {{signals.visit: {{within: 9 days}}}}}}}}
rules:
  - {{rule: second, when: {{signals.any: {{ever: true}}}}, then: [set: {{company.abm_b: x}}]}}
"""


def loaded(texts: Iterable[str], folder: Path, limit: float) -> list[dict[str, Any]]:
    """What becomes of the texts in one other process. Fails where it dies or does not come to an end."""
    asked = folder / "texts"
    asked.write_text("".join(f"{json.dumps(text)}\n" for text in texts), encoding="ascii")
    with asked.open("rb") as stdin:
        done = subprocess.run(
            [sys.executable, str(HERE / "loading.py")],
            stdin=stdin,
            capture_output=True,
            timeout=limit,
            check=False,
        )
    outcomes = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0, (len(outcomes), done.stderr.decode()[-2000:])
    return outcomes


def rule(number: int) -> str:
    """One of many rules, as an admin would write it."""
    return (
        f"  - {{rule: r{number}, when: {{stage: {{is: engaged}}, contacts.count: {{is: {number}}}}},"
        f" then: [set: {{company.abm_n{number}: x}}]}}\n"
    )


def asking(condition: str) -> str:
    return SMALL.replace("{deals.won: known}", condition)


MANY = f"{SMALL}rules:\n{''.join(map(rule, range(2000)))}"
MISSPELT = re.sub(r"(?<=rule: r)(\d+), when: {stage:", r"\1, when: {stag\1:", MANY)
DEEP = 100
BOMB = "a: &a [x, x]\n" + "".join(
    f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)

BAD = {
    "an empty file": ("", ["empty-file 1:1"]),
    "nothing but comments": ("# a\n" * 20_000, ["empty-file 1:1"]),
    "larger than 256 KiB": (f"{SMALL}# {'x' * 256 * 1024}", ["too-large 1:1"]),
    "much larger": ("a: b\n" * 2_000_000, ["too-large 1:1"]),
    "an executable": ("\x7fELF\x02\x01\x01" + "\0" * 200, ["binary 1:1"]),
    "UTF-16 taken for UTF-8": ("r\0u\0l\0e\0", ["binary 1:2"]),
    "Latin-1 read as something else": (SMALL.replace("Small", "Gro\ufffder"), ["odd-letter 1:14"]),
    "a tab": ("cone:\n\tprospect: [a]\n", ["tab 2:1"]),
    "a tab behind a key": ("cone: \t[a\n", ["yaml-syntax 1:7"]),
    "flow lists 100 deep": (asking("{all: " + "[" * DEEP + "]" * DEEP + "}"), ["too-deep 3:54"]),
    "conditions 100 deep": (asking("{not: " * DEEP + "{deals.won: known}" + "}" * DEEP), ["too-deep 3:129"]),
    "lines 100 deep": ("".join(f"{' ' * depth}a:\n" for depth in range(DEEP)), ["too-deep 20:20"]),
    "lists in lists without end": ("[" * 150_000, ["too-deep 1:1"]),
    "mappings in mappings without end": ("{a: " * 60_000, ["too-deep 1:78"]),
    "a bomb of aliases": (BOMB, ["alias"]),
    "an alias of itself": ("a: &a [*a]\n", ["anchor 1:4", "alias 1:8"]),
    "an endless number": (SMALL.replace("at_least: 2", "at_least: .inf"), ["out-of-range 7:51"]),
    "no number": (SMALL.replace("at_least: 2", "at_least: .nan"), ["out-of-range 7:51"]),
    "a number of 100,000 digits": (
        SMALL.replace("at_least: 2", f"at_least: {'9' * 100_000}"),
        ["out-of-range 7:51"],
    ),
    "a hexadecimal number without end": (
        SMALL.replace("at_least: 2", f"at_least: 0x{'f' * 100_000}"),
        ["out-of-range 7:51"],
    ),
    "a number beyond all": (SMALL.replace("at_least: 2", "at_least: 1e999"), ["out-of-range 7:51"]),
    "a number next to nothing": (SMALL.replace("at_least: 2", "at_least: 1e-999"), ["out-of-range 7:51"]),
    "a day that does not exist": (asking("{company.founded: {before: 2026-02-30}}"), ["wrong-type 3:59"]),
    "a month that does not exist": (asking("{company.founded: {after: 2026-13-01}}"), ["wrong-type 3:58"]),
    "an hour that does not exist": (f'{SMALL}business_hours: {{to: "25:00"}}\n', ["wrong-value 9:22"]),
    "a thousand years": (asking("{deals.won: {at_least: 1, within: 1000 years}}"), ["out-of-range 3:66"]),
    "a word of YAML 1.1": (SMALL.replace("engaged: {", "engaged: {hand_over: yes, "), ["wrong-type 7:28"]),
    "a long key": (f"{SMALL}{'x' * 1000}: 5\n", ["wrong-key 9:1"]),
    "a key as long as the file": (f"{SMALL}{'x' * 200_000}: 5\n", ["yaml-syntax 9:200001"]),
    "a long text": (SMALL.replace("Small", "x" * 200_000), ["out-of-range 1:11"]),
    "text that turns round": (SMALL.replace("Small", "Sm\u202ella"), ["odd-letter 1:13"]),
    "text that nobody sees": (
        SMALL.replace("deals.won", "deals.\u200bwon"),
        ["odd-letter 3:39", "unknown-metric 3:33"],
    ),
    "a space that is none": (SMALL.replace("    - ident", "\u00a0   - ident"), ["odd-letter 6:1"]),
    "lines that end in NEL": (SMALL.replace("\n", "\x85"), ["odd-letter 1:16"]),
    "lines that end in LS": (SMALL.replace("\n", "\u2028"), ["odd-letter 1:16"]),
    "half a letter": (SMALL.replace("Small", '"\\ud800"'), ["odd-letter 1:11"]),
    "a letter beyond all": (SMALL.replace("Small", '"\\UFFFFFFFF"'), ["yaml-syntax 1:9"]),
    "an end of text inside": (SMALL.replace("Small", '"a\\0b"'), ["odd-letter 1:11"]),
    "an order to the reader": (f"%YAML 1.1\n---\n{SMALL}", ["directive 1:1"]),
    "keys that are numbers": (
        f"{SMALL}1: a\n2.5: b\ntrue: c\n~: d\n",
        [f"wrong-key {line}:1" for line in range(9, 13)],
    ),
    "every key twice": (SMALL + SMALL, ["duplicate-key 9:1"]),
    "a second document": (f"{SMALL}---\n{SMALL}", ["several-documents 9:1"]),
    "a file that nobody includes": (f"{SMALL}--- # included: more.yaml\na: b\n", ["several-documents 1:1"]),
    "a regex that would explode": (asking('{company.name: {matches: "(a|a)*(a+)+$"}}'), ["ok"]),
    "a regex of many": (
        asking('{company.name: {matches: "((a{1,100}){1,100}){1,100}"}}'),
        ["wrong-pattern 3:57"],
    ),
    "a regex with 1,000 brackets": (
        asking(f'{{company.name: {{matches: "{"(" * 1000}"}}}}'),
        ["wrong-type 3:57"],
    ),
    "names that are one to the engine": (
        asking("{company.costarring: {is: a}, company.liquid: {is: b}}"),
        ["ok"],
    ),
}


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    texts = {name: text for name, (text, _) in BAD.items()}
    found = loaded([*texts.values(), MANY, MISSPELT], tmp_path_factory.mktemp("bad"), limit=120)
    return dict(zip([*texts, "2,000 rules", "2,000 misspelt"], found, strict=True))


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_answered_soon_with_a_place(name: str, outcomes: dict[str, dict[str, Any]]) -> None:
    """Each is loaded as it is meant, or refused at the place of the fault, within 200 ms."""
    text, expected = BAD[name]
    outcome = outcomes[name]
    assert not outcome["outcome"].startswith("crash"), outcome["outcome"]
    assert outcome["seconds"] < SOON
    assert not astray(text, outcome["problems"])
    said = [f"{code} {line}:{column}" for _, line, column, code, _ in outcome["problems"]] or ["ok"]
    for wanted in expected:
        assert any(one.startswith(wanted) for one in said), said[:5]


def test_two_thousand_rules_are_loaded_within_three_seconds(outcomes: dict[str, dict[str, Any]]) -> None:
    """A rulebook of nearly the largest size is checked and decides."""
    assert (outcomes["2,000 rules"]["outcome"], outcomes["2,000 rules"]["problems"]) == ("ok", [])
    assert outcomes["2,000 rules"]["seconds"] < PER_RULES


def test_two_thousand_faults_are_told_within_three_seconds(outcomes: dict[str, dict[str, Any]]) -> None:
    """Each of many words, misspelt in its own way, has its place and its hint."""
    found = outcomes["2,000 misspelt"]
    assert [(line, code) for _, line, _, code, _ in found["problems"]] == [
        (10 + number, "unknown-metric") for number in range(2000)
    ]
    assert all(said.endswith("Did you mean 'stage'?") for *_, said in found["problems"][:10])
    assert found["seconds"] < PER_RULES


def test_no_mutant_of_a_rulebook_crashes_hangs_or_loses_its_place(tmp_path: Path) -> None:
    """Mutants load and decide, or are refused at places that exist; each within 200 ms for every twelve thousand letters."""
    seed = int(os.environ.get("FLIPFUNNEL_SEED") or time.time_ns())
    print(f"FLIPFUNNEL_SEED={seed}")  # noqa: T201 - repeats a run that failed
    texts = list(islice(mutants(books(), seed), MUTANTS))
    found = loaded(texts, tmp_path, limit=60 + MUTANTS * SOON)
    tally = Counter(outcome["outcome"].partition(":")[0] for outcome in found)
    print(f"{dict(tally)}, slowest {max(outcome['seconds'] for outcome in found):.3f} s")  # noqa: T201 - for people
    wrong = [
        (fault, text)
        for text, outcome in zip(texts, found, strict=True)
        if (fault := fault_of(text, outcome))
    ]
    if wrong and (kept := os.environ.get("FLIPFUNNEL_KEEP")):
        Path(kept).write_text(json.dumps(wrong), encoding="utf-8")
    assert not wrong, f"{len(wrong)} wrong, FLIPFUNNEL_SEED={seed}: {wrong[0][0]}"
    assert tally["ok"] > MUTANTS // 20, "Mutants that load are looked at too."
    assert tally["problems"] > MUTANTS // 3


def books() -> list[str]:
    """What is mutated: the shipped rulebooks, those of the tests, and one of several files."""
    shipped = sorted(ROOT.joinpath("rules/examples").glob("*.yaml"))
    broken = sorted(HERE.joinpath("problems").glob("*.yaml"))
    texts = [path.read_text(encoding="utf-8") for path in (*shipped, *broken)]
    sound = [path.read_text(encoding="utf-8") for path in shipped]
    return [*texts, *sound * 2, *[tales.BOOK, SMALL, BUNDLE] * len(broken)]


def fault_of(text: str, outcome: dict[str, Any]) -> str:
    """What is wrong with an outcome; the empty text where nothing is."""
    if outcome["outcome"].startswith("crash"):
        return str(outcome["outcome"])
    if outcome["seconds"] > SOON * max(1, len(text) / LETTERS):
        return f"took {outcome['seconds']:.3f} s for {len(text)} letters, {len(outcome['problems'])} problems"
    if outcome["outcome"] == "problems" and not outcome["problems"]:
        return "refused without a problem"
    return "".join(astray(text, outcome["problems"])[:1])


def astray(text: str, problems: list[list[Any]]) -> list[str]:
    """Problems whose line or column does not exist, or that are not told in one line."""
    files = in_files(text)
    return [
        said
        for file, line, column, _, said in problems
        if not (1 <= line <= len(files[file]) and 1 <= column <= len(files[file][line - 1]) + 1)
        or not said.isprintable()
    ]


def in_files(text: str) -> dict[str, list[str]]:
    """The lines of each file of a bundle."""
    main, included = parts(plain(text))
    return {file: part.split("\n") for file, part in {**included, "book.yaml": main}.items()}
