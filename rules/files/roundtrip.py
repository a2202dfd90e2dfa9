"""A rulebook's file as it was written: its values by the parser's events, and where each of them stands.

The YAML library's own round trip moves comments inside brackets and at the end of lists, and loses some; so only its
events are used here, and `rules.files.remarks` reads the comments from the text that no value covers.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.events import MappingEndEvent, MappingStartEvent, ScalarEvent, SequenceEndEvent

from rules.files.entries import Entry, Group, Page, Scalar, is_plain
from rules.files.remarks import Spot, remarked

_DASH = re.compile(r"(?:\s|#.*)*-")


def page(text: str) -> Page:
    """The tree of a file that `rules.files.source` has read without problems."""
    reader = _Reader(text, iter(list(YAML(typ="safe", pure=True).parse(text))))
    body = reader.body()
    return remarked(text, body, reader.spots, reader.covered)


@dataclass
class _Reader:
    text: str
    events: Iterator[Any]
    spots: list[Spot] = field(default_factory=list)  # of all entries, in the order of the file
    covered: list[tuple[int, int]] = field(default_factory=list)  # by keys and values
    at: int = 0  # behind what was read last

    def body(self) -> Group:
        root = next(event for event in self.events if isinstance(event, MappingStartEvent))
        return self.group(root, None)

    def group(self, start: Any, around: Spot | None) -> Group:
        group = Group([], listed=not isinstance(start, MappingStartEvent))
        spots = []
        while not isinstance(event := next(self.events), (MappingEndEvent, SequenceEndEvent)):
            spot = Spot(
                Entry(None, Scalar("")), self.begins(event, start, group), start.start_mark.column, around
            )
            self.spots.append(spot)
            spots.append(spot)
            if not group.listed:
                spot.entry.key = self.scalar(event, 0)
                event = next(self.events)
            spot.entry.value = self.value(event, spot)
            group.entries.append(spot.entry)
        if start.flow_style:
            self.at = event.end_mark.index
            for spot in spots:
                spot.closed = self.at
        return group

    def begins(self, event: Any, start: Any, group: Group) -> int:
        """Where an entry begins: with its key, or with its dash."""
        if start.flow_style or not group.listed:
            return int(event.start_mark.index)
        if not group.entries:
            return int(start.start_mark.index)
        dash = _DASH.match(self.text, self.at)
        return dash.end() - 1 if dash else int(event.start_mark.index)

    def value(self, event: Any, spot: Spot) -> Scalar | Group:
        return self.scalar(event, spot.column) if isinstance(event, ScalarEvent) else self.group(event, spot)

    def scalar(self, event: Any, column: int) -> Scalar:
        start, end = event.start_mark.index, event.end_mark.index
        self.at = end
        if event.style in {"|", ">"}:
            return self.lines(event, column)
        self.covered.append((start, end))
        raw = self.text[start:end]
        if "\n" in raw:  # what was broken over lines is one text
            return Scalar(event.value, event.value if event.style is None and is_plain(event.value) else "")
        kept = event.style is None or (event.style == '"' and "\\" in raw)
        return Scalar(event.value, raw if kept else "")

    def lines(self, event: Any, column: int) -> Scalar:
        """A text over several lines, without the spaces that all of them begin with."""
        start, end = event.start_mark.index, event.end_mark.index
        header, _, content = self.text[start:end].partition("\n")
        header = header.partition("#")[0].strip()
        found = content.rstrip("\n").split("\n")
        if "+" in header:
            found += [""] * (len(content) - len(content.rstrip("\n")) - 1)
        first = next((line for line in found if line.strip()), "")
        digit = re.search(r"\d", header)
        indent = column + int(digit[0]) if digit else len(first) - len(first.lstrip(" "))
        header = re.sub(r"\d", "2", header)  # how far they will stand in then
        below = self.text.index("\n", start) if "\n" in self.text[start:end] else end
        self.covered.append((below, end))
        return Scalar(event.value, "", (header, *(line[indent:] for line in found)))
