"""The one layout of rulebooks: small things on one line where they fit, sections in the order of the model.

What an author wrote stays: comments, spellings, the order inside sections, single blank lines.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from rules.files.entries import Entry, Group, Page, Scalar, flat, holds_comments, written
from rules.model import Rulebook

WIDTH = 110
STEP = "  "
MOST_INSIDE = 4  # mappings and lists inside each other on one line; of a whole section fewer
MOST_OF_SECTION = 2
LONGEST_ALIGNED = 60  # letters of a line whose comment still sets the column for those around it
ORDER = tuple(
    dict.fromkeys(("rulebook", "prefix", "language", "timezone", "include", *Rulebook.model_fields))
)


@dataclass(frozen=True)
class Line:
    code: str
    comment: str = ""


def printed(page: Page) -> str:
    """The text of the file."""
    lines = _above(page.head, "", first=True)
    long = False
    for index, section in enumerate(sorted(page.body.entries, key=_rank)):
        own = list(_entry(section, "", MOST_OF_SECTION))
        apart = index > 0 and (long or len(own) > 1)
        lines += [*_above(section.above, "", apart=apart, first=index == 0), *own]
        long = len(own) > 1
    lines += _above(page.foot, "")
    return "\n".join(_aligned(lines)).rstrip("\n") + "\n"


def _rank(section: Entry) -> int:
    name = section.key.value if section.key else ""
    return ORDER.index(name) if name in ORDER else len(ORDER)


def _above(texts: list[str], indent: str, *, apart: bool = False, first: bool = False) -> list[Line]:
    """Comments on lines of their own, with single blank lines between them; the first of all needs none above it."""
    single = [text for text, same in groupby(texts) for text in ([text] if not text else same)]
    if first:
        single = single[1:] if single[:1] == [""] else single
    elif apart and "" not in single:
        single = ["", *single]
    return [Line(indent if text else "", text) for text in single]


def _entry(entry: Entry, indent: str, most: int = MOST_INSIDE) -> Iterator[Line]:
    """The lines of an entry of a mapping, without the comments above it."""
    head = f"{indent}{written(entry.key)}:" if entry.key else f"{indent}-"
    value = entry.value
    if isinstance(value, Scalar) and value.lines:
        header, *content = value.lines
        yield Line(f"{head} {header}", entry.beside)
        yield from (Line(f"{indent}{STEP}{text}" if text else "") for text in content)
    elif (text := _beside(entry, head, most)) is not None:
        yield Line(f"{head} {text}", entry.beside)
    elif isinstance(value, Group):
        yield Line(head, entry.beside)
        yield from _group(value, f"{indent}{STEP}")
    yield from (Line(indent, comment) for comment in entry.below if comment)


def _beside(entry: Entry, head: str, most: int) -> str | None:
    """The value, where it may stand on the line that begins like this. Only a single text may be longer than a line."""
    text = flat(entry.value, most, entry.key.value if entry.key else "")
    fits = isinstance(entry.value, Scalar) or (text is not None and len(head) + 1 + len(text) <= WIDTH)
    return text if fits else None


def _group(group: Group, indent: str) -> Iterator[Line]:
    for index, entry in enumerate(group.entries):
        first = _begins_with(entry) if group.listed else None
        if first is None:
            yield from _above(entry.above, indent, first=index == 0)
            yield from _entry(entry, indent)
        else:
            lifted = [text for text in (entry.beside, *first.above) if text]
            yield from _above([*entry.above, *lifted], indent, first=index == 0)
            yield from _item(entry, indent)


def _begins_with(item: Entry) -> Entry | None:
    """The entry that stands on the line of an item's dash; None where the whole item does, or a list begins below it.

    Several plain values may stand on one line; a single one reads better without braces.
    """
    value = item.value
    if not isinstance(value, Group) or value.listed or not value.entries:
        return None
    plain = all(isinstance(entry.value, Scalar) for entry in value.entries)
    short = plain and len(value.entries) > 1 and _beside(item, "", MOST_INSIDE) is not None
    return None if short and not holds_comments(value) else value.entries[0]


def _item(item: Entry, indent: str) -> Iterator[Line]:
    """The lines of an item that is a mapping; what stood above its first entry stands above the item now."""
    if not isinstance(item.value, Group):
        return
    first, *rest = item.value.entries
    bare = Entry(first.key, first.value, [], first.beside, first.below)
    start, *others = _group(Group([bare, *rest]), f"{indent}{STEP}")
    yield Line(f"{indent}- {start.code.removeprefix(indent + STEP)}", start.comment)
    yield from others
    yield from (Line(indent, comment) for comment in item.below if comment)


def _aligned(lines: list[Line]) -> Iterator[str]:
    """Comments beside lines that follow each other begin in one column."""
    for beside, together in groupby(lines, lambda line: bool(line.code.strip() and line.comment)):
        run = list(together)
        short = [len(line.code) for line in run if len(line.code) <= LONGEST_ALIGNED]
        column = max(short, default=0) if beside else 0
        for line in run:
            gap = "  " if beside else ""
            yield (
                f"{line.code.ljust(column if beside else 0)}{gap}{line.comment}"
                if line.comment
                else line.code
            )
