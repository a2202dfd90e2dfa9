"""A rulebook's file as a tree of entries, with the comments that belong to them, and how each is written on one line."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

FLOWING = frozenset({"any", "all", "of", "contacts", "deals", "tickets", "signals"})
"""Lists of mappings that may stand on one line; those of rules, stages, effects and cases never do."""

_NO_TEXT = re.compile(
    r"~|null|true|false|yes|no|on|off|[-+]?\.?[0-9][-+0-9a-fox:._]*|[-+]?\.(inf|nan)", re.IGNORECASE
)
"""What another reader of YAML, or ours, would take for something else than a text."""
_PLAIN = re.compile(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`=<](?:.*[^\s:])?")
_BREAKS_FLOW = re.compile(r"[,\[\]{}]")
_BREAKS = re.compile(r": | #|\t")


@dataclass
class Scalar:
    """A text or a number. `raw`: as the author wrote it, where that may stand anywhere but among commas and brackets.
    `lines`: that of a text over several lines, its header first.
    """

    value: str
    raw: str = ""
    lines: tuple[str, ...] = ()


@dataclass
class Entry:
    """An entry of a mapping, or an item of a list. Comments: above it (an empty one is a blank line), beside it, and
    below all that is inside it.
    """

    key: Scalar | None
    value: "Scalar | Group"
    above: list[str] = field(default_factory=list)
    beside: str = ""
    below: list[str] = field(default_factory=list)

    @property
    def commented(self) -> bool:
        return bool(self.beside or any(self.above) or any(self.below)) or holds_comments(self.value)


@dataclass
class Group:
    """A mapping, or a list."""

    entries: list[Entry]
    listed: bool = False


@dataclass
class Page:
    """A file: what stands above all sections, the sections, and what stands below."""

    head: list[str]
    body: Group
    foot: list[str]


def holds_comments(value: Scalar | Group) -> bool:
    return isinstance(value, Group) and any(entry.commented for entry in value.entries)


def flat(value: Scalar | Group, most: int, name: str = "", *, inside: bool = False) -> str | None:
    """A value on one line; None where it does not belong there: it holds a comment, a text over several lines, a list
    of mappings, or more than `most` mappings and lists inside each other.
    """
    if isinstance(value, Scalar):
        return None if value.lines else written(value, inside=inside)
    if most == 0 and value.entries:
        return None
    if holds_comments(value) or (_has_mappings(value) and name not in FLOWING):
        return None
    parts = list(_parts(value, most))
    if None in parts:
        return None
    text = ", ".join(part for part in parts if part)
    return f"[{text}]" if value.listed else f"{{{text}}}"


def _parts(group: Group, most: int) -> Iterator[str | None]:
    for entry in group.entries:
        name = entry.key.value if entry.key else ""
        text = flat(entry.value, most - 1, name, inside=True)
        yield f"{written(entry.key, inside=True)}: {text}" if entry.key and text is not None else text


def _has_mappings(value: Group) -> bool:
    items = [entry.value for entry in value.entries] if value.listed else []
    return any(isinstance(item, Group) and not item.listed for item in items)


def written(scalar: Scalar, *, inside: bool = False) -> str:
    """A text or a number, in quotes where it needs them; `inside`: among commas and brackets."""
    if scalar.raw and (scalar.raw[0] in "'\"" or not (inside and _BREAKS_FLOW.search(scalar.raw))):
        return scalar.raw
    return scalar.value if is_plain(scalar.value, inside=inside) else quoted(scalar.value)


def is_plain(text: str, *, inside: bool = False) -> bool:
    """Whether this is read as a text, and as this one, without quotes."""
    plain = _PLAIN.fullmatch(text) and text.isprintable() and not _BREAKS.search(text)
    return bool(plain) and not _NO_TEXT.fullmatch(text) and not (inside and _BREAKS_FLOW.search(text))


def quoted(text: str) -> str:
    """In double quotes, unless that needs escapes which single ones do not."""
    if text.isprintable() and ('"' in text or "\\" in text):
        return "'" + text.replace("'", "''") + "'"
    return json.dumps(text, ensure_ascii=False)
