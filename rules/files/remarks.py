"""Which entry each comment of a rulebook's file belongs to: the one it stands above, beside, or below."""

import re
from bisect import bisect_right
from dataclasses import dataclass

from rules.files.entries import Entry, Group, Page

_COMMENT = re.compile(r"#.*")
_MODELINE = "# yaml-language-server:"


@dataclass(eq=False)
class Spot:
    """Where an entry stands: its first letter, its column, the entry around it, and the end of the brackets it stands
    in, if any.
    """

    entry: Entry
    start: int
    column: int
    around: "Spot | None"
    closed: int = 0


@dataclass(frozen=True)
class _Remark:
    text: str
    start: int
    column: int
    alone: bool  # nothing else stands on its line
    spaced: bool  # the line above is blank


def remarked(text: str, body: Group, spots: list[Spot], covered: list[tuple[int, int]]) -> Page:
    """The file's tree, with every comment and every blank line at its entry."""
    page = Page([], body, [])
    starts = [spot.start for spot in spots]
    for remark in _remarks(text, covered):
        number = bisect_right(starts, remark.start)
        before = spots[number - 1] if number else None
        after = spots[number] if number < len(spots) else None
        _attach(remark, before, after, page)
    for spot in spots:
        if _alone(text, spot.start) and _spaced(text, spot.start):
            (page.head if spot is spots[0] else spot.entry.above).append("")
    if spots:
        page.head, spots[0].entry.above = _parted(page.head)
    return page


def _remarks(text: str, covered: list[tuple[int, int]]) -> list[_Remark]:
    found, at = [], 0
    for start, end in [*sorted(covered), (len(text), len(text))]:
        for comment in _COMMENT.finditer(text, at, start):
            where = comment.start()
            column = where - text.rfind("\n", 0, where) - 1
            alone = _alone(text, where)
            found.append(_Remark(comment[0].rstrip(), where, column, alone, alone and _spaced(text, where)))
        at = end
    return found


def _alone(text: str, where: int) -> bool:
    return not text[text.rfind("\n", 0, where) + 1 : where].strip()


def _spaced(text: str, where: int) -> bool:
    line = text.rfind("\n", 0, where)
    return line >= 0 and not text[text.rfind("\n", 0, line) + 1 : line].strip()


def _attach(remark: _Remark, before: Spot | None, after: Spot | None, page: Page) -> None:
    if before is None:
        _above(page.head, remark)
        return
    spot = _outside(before, remark.start)
    if spot is None:
        _above(page.foot, remark)
    elif not remark.alone:
        _beside(spot.entry, remark)
    elif after is not None and (after.closed or after.entry.above):
        _above(after.entry.above, remark)
    elif spot.closed:
        spot.entry.below.append(remark.text)
    elif after is None and remark.column == 0:
        _above(page.foot, remark)
    else:
        _by_column(remark, spot, after)


def _outside(spot: Spot, where: int) -> Spot | None:
    """The entry whose brackets are still open there; None behind those of the whole file."""
    found: Spot | None = spot
    while found is not None and 0 < found.closed <= where:
        found = found.around
    return found


def _above(texts: list[str], remark: _Remark) -> None:
    texts += ["", remark.text] if remark.spaced else [remark.text]


def _beside(entry: Entry, remark: _Remark) -> None:
    if entry.beside:
        entry.below.append(remark.text)
    else:
        entry.beside = remark.text


def _by_column(remark: _Remark, spot: Spot, after: Spot | None) -> None:
    """A comment that is further in than what follows belongs to what stands above it."""
    while spot.column > remark.column and spot.around is not None:
        spot = spot.around
    if after is not None and spot.column <= after.column:
        _above(after.entry.above, remark)
    else:
        spot.entry.below.append(remark.text)


def _parted(head: list[str]) -> tuple[list[str], list[str]]:
    """What stands above the whole file, and what only above its first section: what no blank line keeps apart from it."""
    if "" in head:
        last = len(head) - head[::-1].index("")
        return head[:last], head[last:]
    about_file = any(text.startswith(_MODELINE) for text in head)
    return (head, []) if about_file else ([], head)
