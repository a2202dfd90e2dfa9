"""Regular expressions whose time grows with the text alone, whatever they ask; the only home of RE2."""

from collections.abc import Callable
from functools import lru_cache

import re2

_OPTIONS = re2.Options()
_OPTIONS.max_mem = 1 << 20  # bytes that a pattern may come to; a larger one is refused when it is read
_OPTIONS.case_sensitive = False
_OPTIONS.log_errors = False


def reason_against(pattern: str) -> str:
    """Why this is no pattern; empty where it is one."""
    try:
        _compiled(pattern)
    except re2.error as error:
        reason = error.args[0] if error.args else "it cannot be read"
        return (reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)).rstrip(".")
    return ""


def found_in(pattern: str) -> Callable[[str], bool]:
    """Whether the pattern is found anywhere in a text, whatever the case: STRASSE is found in Straße."""
    search = _compiled(pattern).search

    def found(text: str) -> bool:
        text = text.encode(
            "utf-8", "replace"
        ).decode()  # half of a pair of letters is nothing that RE2 can read
        return search(text) is not None or search(text.casefold()) is not None

    return found


@lru_cache(maxsize=1000)
def _compiled(pattern: str) -> "re2._Regexp[str]":
    return re2.compile(pattern, _OPTIONS)
