"""The marker that makes a task findable again: HubSpot does not deduplicate tasks, and an answer can get lost.

It stands at the end of the task's text as `[flipfunnel KEY]`, where people see it but are not bothered by it. What is
neither a plain letter nor a digit is percent-encoded, so no editor and no HTML filter changes it.
"""

import re
from urllib.parse import quote, unquote

_MARK = re.compile(r"\[flipfunnel ([A-Za-z0-9%_.:~/-]+)\]")
_UNCHANGED = ":/"


def marked(body: str, marker: str) -> str:
    """The text with the marker; a text that has it already stays as it is."""
    if marker_of(body) == marker:
        return body
    mark = f"[flipfunnel {quote(marker, safe=_UNCHANGED)}]"
    return f"{body}<p>{mark}</p>" if body else mark


def marker_of(body: str) -> str | None:
    """The last marker in a text, as it was given; None where there is none."""
    found = _MARK.findall(body)
    return unquote(found[-1]) if found else None
