"""stdout is data, stderr is talk."""

import json
from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.table import Table

WIDE = 1000  # columns of a pipe: nothing is cut off there
_talk = Console(stderr=True, soft_wrap=True, highlight=False, markup=False)


def say(sentence: str) -> None:
    """A sentence for whoever looks on; never data."""
    _talk.print(sentence)


def lines(texts: Sequence[str]) -> None:
    """Plain lines of data."""
    for text in texts:
        print(text)  # noqa: T201 - this function is where the program prints


def as_json(value: Mapping[str, object] | Sequence[object]) -> None:
    """One JSON value and nothing else."""
    print(json.dumps(value, ensure_ascii=False, indent=2))  # noqa: T201 - see lines


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Rows for a person to read; on a pipe as wide as they need to be."""
    out = Console(highlight=False, markup=False)
    if not out.is_terminal:
        out = Console(highlight=False, markup=False, width=WIDE)
    shown = Table(*heads, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        shown.add_row(*row)
    out.print(shown)
