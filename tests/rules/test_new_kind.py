"""Whoever adds a kind of condition writes one file and one line; everything else asks the table of kinds."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
NEW_FILE = '''
"""How long a text is."""

from rules.conditions import Sort
from rules.judging.comparison import Comparison, Judge, Kind, Said, in_both, mismatch
from rules.language import constants


class Longer(Comparison):
    """More letters than that."""

    timeless = True

    def compared(self, seen, _now):
        if isinstance(seen, str):
            return Said(len(seen) > self.leaf.wanted, seen)
        return Said(None, seen, mismatch(seen, ""))


KINDS = (
    Kind(
        "longer_than",
        Longer,
        frozenset({Sort.PROPERTY}),
        reads=constants.ordered,
        says=in_both("{name} hat mehr als {value} Zeichen", "{name} has more than {value} letters"),
        about=in_both("Mehr Zeichen als das.", "More letters than that."),
    ),
)
'''
TRIED = """
import json
from accounts.facts import AccountFacts
from accounts.metrics import Const
from accounts.values import Missing
from rules import decide, load
from rules.memory import Memory
from rules.explain import lines
from rules.files.schema import schema
from rules.pages.reference import reference

text = open("tried.yaml").read()
book = load(text, "tried.yaml")
said = {}
for name, value in {"yes": "Nordlicht AG", "no": "N", "unknown": None}.items():
    facts = {"company.target": Const(True), "company.about": Const(Missing() if value is None else value)}
    decision = decide(book, AccountFacts("company:1", "N", "1", facts), Memory(rulebook=book.digest), 1_780_000_000)
    said[name] = [decision.fired, decision.disagreement, list(lines(book, decision, "de"))]
print(json.dumps({
    "said": said,
    "schema": "longer_than" in json.dumps(schema()),
    "reference": "longer_than" in reference(),
    "again": load(__import__("rules").dump(book), "again.yaml") == book,
}))
"""
BOOK = """
rulebook: Tried
prefix: abm
writes: {company.abm_*: own}
accounts: {key_account: {when: {company.target: {is: true}}}}
cone: {prospect: [identified]}
rules:
  - {rule: long, when: {company.about: {longer_than: 5}}, then: [{set: {company.abm_long: yes}}]}
"""


def test_a_new_kind_of_condition_is_one_file_and_one_line(tmp_path: Path) -> None:
    """It loads, is judged alike by engine and walk, is explained, and stands in schema, reference and dump."""
    for room in ("accounts", "rules"):
        shutil.copytree(ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "rules/judging/lengthy.py").write_text(NEW_FILE, "utf-8")
    kinds = tmp_path / "rules/judging/kinds.py"
    text = kinds.read_text("utf-8")
    kinds.write_text(
        text.replace("import asked, ", "import asked, lengthy, ").replace("*asked.KINDS,", "*asked.KINDS, *lengthy.KINDS,"),
        "utf-8",
    )  # fmt: skip
    (tmp_path / "tried.yaml").write_text(BOOK, "utf-8")
    ran = subprocess.run(
        [sys.executable, "-c", TRIED], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
    )
    assert ran.returncode == 0, ran.stderr
    found = json.loads(ran.stdout)
    assert [found["said"][name][:2] for name in ("yes", "no", "unknown")] == [
        [["long"], None],
        [[], None],
        [[], None],
    ]
    assert any("about hat mehr als 5 Zeichen" in line for line in found["said"]["no"][2])
    assert (found["schema"], found["reference"], found["again"]) == (True, True, True)
