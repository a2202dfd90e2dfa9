"""A rulebook's text in the one layout there is; what it means and every comment stay."""

import json
import re
from typing import Any

from rules.files.layout import printed
from rules.files.plaintext import plain
from rules.files.roundtrip import page
from rules.files.source import read
from rules.problems import Problem, RulebookError

_INCLUDED = re.compile(r"^(--- # included: .+\n)", re.MULTILINE)


def formatted(text: str, file: str) -> str:
    """The same file in the one layout; of a bundle each of its files. Raises RulebookError where it cannot be read.

    Whether it is a good rulebook is for `rules.load` to say, before.
    """
    return "".join(
        part if _INCLUDED.fullmatch(part) else _one(part, file) for part in _INCLUDED.split(plain(text))
    )


def _one(text: str, file: str) -> str:
    before = read(text, file)
    if before.problems:
        raise RulebookError(before.problems)
    laid_out = printed(page(text))
    if _meaning(read(laid_out, file).data) != _meaning(before.data):
        message = "This file cannot be laid out anew without changing what it says."
        raise RulebookError([Problem(file, 1, 1, "layout", message, "It stays as it is.")])
    return laid_out


def _meaning(data: dict[str, Any]) -> str:
    """All that counts: the order of sections does not, that inside them does."""
    return json.dumps(dict(sorted(data.items())))
