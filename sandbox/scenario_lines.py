"""Where in a scenario file something stands, so that a problem can name its line. TOML's reader keeps no lines."""

import re
from collections import Counter
from itertools import takewhile

Place = tuple[str | int, ...]  # ("timeline", 2, "who") or ("records", "ada", "properties", "email")
_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")


def line_of(text: str, place: Place) -> int:
    """The line, from 1, of the nearest thing to a place that can be found; 1 where nothing can."""
    lines = text.splitlines()
    header, below = _header(lines, place)
    rest = [part for part in place[below:] if isinstance(part, str)]
    body = list(takewhile(lambda line: not _HEADER.match(line), lines[header:]))
    line = header
    for part in rest:
        key = re.compile(rf"(?:^|[{{,\s])[\"']?{re.escape(part)}[\"']?\s*=")
        found = next((number for number, content in enumerate(body) if key.search(content)), None)
        if found is None:
            break
        line = header + found + 1
    return max(line, 1)


def named(place: Place) -> str:
    """("timeline", 2, "who") -> "timeline 3: who"; ("records", "ada") -> "records.ada"."""
    words = ""
    for part in place:
        if isinstance(part, int):
            words += f" {part + 1}"
        elif not words:
            words = part
        else:
            words += f": {part}" if words[-1].isdigit() else f".{part}"
    return words


def _header(lines: list[str], place: Place) -> tuple[int, int]:
    """(line of the deepest table header that the place lies in, how many parts of the place it covers)."""
    best, seen = (0, 0), Counter[str]()
    for number, line in enumerate(lines, start=1):
        found = _HEADER.match(line)
        if not found:
            continue
        path: Place = tuple(part.strip(" \"'") for part in found[2].split("."))
        if found[1] == "[[":
            path = (*path, seen[found[2]])
            seen[found[2]] += 1
        covered = (
            len(path) if place[: len(path)] == path else len(place) if path[: len(place)] == place else 0
        )
        if covered > best[1]:
            best = number, covered
    return best
