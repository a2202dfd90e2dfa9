"""Loads rulebooks in a process of its own: `python tests/rules/loading.py < texts > outcomes`, one JSON value in a line.

Whatever a text does to this process, the test that started it sees how far it came. Times are those of the
processor, so a busy machine makes no text slow.
"""

import json
import sys
import time
import traceback
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

import rules
from accounts.facts import AccountFacts
from accounts.metrics import Const
from rules.memory import Memory

FILE = "book.yaml"
AT = 1_780_000_000
NOBODY = AccountFacts("company:1", "Nordwind", "1", {"company.hs_is_target_account": Const(value=True)})


def outcome(text: str) -> dict[str, Any]:
    """What became of one text: `ok`, `problems` or `crash`; the seconds it took; the problems or the traceback."""
    begun = time.process_time()
    found: list[tuple[object, ...]] = []
    said, book = "ok", None
    try:
        book = rules.load(text, FILE)
    except rules.RulebookError as refused:
        said = "problems"
        found = [(one.file, one.line, one.column, one.code, str(one)) for one in refused.problems]
    except Exception:  # noqa: BLE001 - it is what the test looks for
        said = f"crash: {traceback.format_exc(limit=-4)}"
    seconds = time.process_time() - begun
    if book is not None:
        said = _decided(book)
    return {"outcome": said, "seconds": seconds, "problems": found}


def _decided(book: rules.Rulebook) -> str:
    try:
        rules.decide(book, NOBODY, Memory(), AT)
    except Exception:  # noqa: BLE001 - it is what the test looks for
        return f"crash: {traceback.format_exc(limit=-4)}"
    return "ok"


if __name__ == "__main__":
    outcome("rulebook: warm up")
    outcome(Path(rules.__file__).with_name("examples").joinpath("key-accounts.yaml").read_text("utf-8"))
    for line in sys.stdin:
        print(json.dumps(outcome(json.loads(line))), flush=True)  # noqa: T201 - its answer
