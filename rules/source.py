"""Reading YAML strictly: plain data, and the line and column of every part of it. The only home of the YAML library.

YAML 1.2 with its core schema: NO, on and 1:30 are texts, 012 is twelve. What makes a file say something else
than it seems to say (a key twice, an alias, a tag, an empty value) is a problem, never a guess.
"""

import math
import re
from collections.abc import Iterator
from typing import Any, NoReturn

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from rules.places import Places, Source, Spot
from rules.problems import Place, Problem, RulebookError

MOST_BYTES = 256 * 1024
MOST_DEPTH = 20
MOST_NUMBER = 2**53  # up to here every whole number is exact in every part of the program

_NULL = re.compile(r"~|null|Null|NULL|")
_BOOL = re.compile(r"true|True|TRUE|false|False|FALSE")
_INT = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_ENDLESS = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_TAB = re.compile(r"^ *\t", re.MULTILINE)


def read(text: str, file: str) -> Source:
    """Read a file. Raises RulebookError where it cannot be read at all."""
    _refuse_unreadable(text, file)
    builder = _Builder(file, _events(text, file))
    data, spot = builder.document()
    if not isinstance(data, dict):
        _refuse(
            file,
            (1, 1),
            "not-a-mapping",
            "A rulebook is a list of `key: value` lines.",
            "Begin with `rulebook: <its name>`.",
        )
    return Source(file, data, Places(spot), tuple(builder.problems))


def _refuse(file: str, place: Place, code: str, message: str, hint: str = "") -> NoReturn:
    raise RulebookError([Problem(file, *place, code, message, hint)])


def _refuse_unreadable(text: str, file: str) -> None:
    if len(text.encode("utf-8", "replace")) > MOST_BYTES:
        _refuse(file, (1, 1), "too-large", "The file is larger than 256 KiB.", "Leave out what is no rule.")
    if found := _CONTROL.search(text):
        _refuse(
            file,
            _place_at(text, found.start()),
            "binary",
            "This is no plain text.",
            "Save the file as UTF-8 text.",
        )
    if found := _TAB.search(text):
        _refuse(
            file,
            _place_at(text, found.end() - 1),
            "tab",
            "A tab stands where the line is indented.",
            "Use spaces.",
        )


def _place_at(text: str, index: int) -> Place:
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)


def _place(mark: Any) -> Place:
    return mark.line + 1, mark.column + 1


def _events(text: str, file: str) -> Iterator[Any]:
    try:
        yield from YAML(typ="safe", pure=True).parse(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        said = ", ".join(part for part in (error.context, error.problem) if part)
        _refuse(
            file, _place(mark) if mark else (1, 1), "yaml-syntax", f"This is no YAML: {said}.", _hint(said)
        )
    except YAMLError as error:
        _refuse(file, (1, 1), "yaml-syntax", f"This is no YAML: {error}")


def _hint(said: str) -> str:
    if "mapping values are not allowed" in said:
        return "Put a text that holds a colon into quotes, and check the indentation."
    if "found character" in said:
        return "Put the text into quotes."
    return "Check quotes, brackets and indentation just before this place."


class _Builder:
    """Turns the parser's events into data and places."""

    def __init__(self, file: str, events: Iterator[Any]) -> None:
        self.file = file
        self.events = events
        self.problems: list[Problem] = []

    def document(self) -> tuple[Any, Spot]:
        root: tuple[Any, Spot] | None = None
        for event in self.events:
            if isinstance(event, DocumentStartEvent) and root:
                _refuse(
                    self.file,
                    _place(event.start_mark),
                    "several-documents",
                    "A second document begins here.",
                    "Keep one rulebook in one file.",
                )
            if isinstance(event, NodeEvent):
                root = self._value(event, 1)
        if root is None or root[0] is None:
            _refuse(
                self.file,
                (1, 1),
                "empty-file",
                "There is nothing in this file.",
                "Begin with `rulebook: <its name>`.",
            )
        return root

    def _value(self, event: NodeEvent, depth: int) -> tuple[Any, Spot]:
        place = _place(event.start_mark)
        if isinstance(event, AliasEvent):
            _refuse(
                self.file,
                place,
                "alias",
                f"'*{event.anchor}' repeats another part of the file.",
                "Write the part out.",
            )
        if depth > MOST_DEPTH:
            _refuse(
                self.file,
                place,
                "too-deep",
                f"More than {MOST_DEPTH} levels inside each other.",
                "Split the condition.",
            )
        if event.anchor:
            self._report(
                place,
                "anchor",
                f"'&{event.anchor}' names a part for repetition.",
                "Leave it out and write parts out.",
            )
        if getattr(event, "tag", None):
            self._report(place, "tag", f"'{_short(event)}' sets a type.", "Leave it out.")
        match event:
            case MappingStartEvent():
                return self._mapping(place, depth)
            case SequenceStartEvent():
                return self._sequence(place, depth)
            case _:
                return self._scalar(event), Spot(place)

    def _mapping(self, place: Place, depth: int) -> tuple[dict[str, Any], Spot]:
        data: dict[str, Any] = {}
        spot = Spot(place)
        while not isinstance(event := next(self.events), MappingEndEvent):
            key, key_place = self._key(event, depth), _place(event.start_mark)
            value, value_spot = self._value(next(self.events), depth + 1)
            if key is None:
                continue
            if key in data:
                self._report(
                    key_place, "duplicate-key", f"'{key}' stands here a second time.", "Keep one of the two."
                )
                continue
            if value is None:
                self._report(
                    key_place,
                    "empty-value",
                    f"Nothing is written after '{key}:'.",
                    "Write a value or remove the key.",
                )
            data[key] = value
            spot.keys[key], spot.parts[key] = key_place, value_spot
        return data, spot

    def _key(self, event: NodeEvent, depth: int) -> str | None:
        """The key's text; None where it is no key we take, which is then reported."""
        key, spot = self._value(event, depth + 1)
        if isinstance(event, ScalarEvent) and event.style is None and event.value == "<<":
            self._report(
                spot.place, "merge-key", "'<<' copies another part of the file.", "Write the part out."
            )
            return None
        if not isinstance(event, ScalarEvent):
            self._report(spot.place, "wrong-key", "A key is one word, not a list or a mapping.", "")
            return None
        if not isinstance(key, str):
            self._report(
                spot.place, "wrong-key", f"The key '{event.value}' is no text.", "Put it into quotes."
            )
            return None
        return key

    def _sequence(self, place: Place, depth: int) -> tuple[list[Any], Spot]:
        data: list[Any] = []
        spot = Spot(place)
        while not isinstance(event := next(self.events), SequenceEndEvent):
            value, spot.parts[len(data)] = self._value(event, depth + 1)
            if value is None:
                self._report(
                    _place(event.start_mark),
                    "empty-value",
                    "Nothing is written after '-'.",
                    "Write a value or remove the line.",
                )
            data.append(value)
        return data, spot

    def _scalar(self, event: Any) -> Any:
        text: str = event.value
        if event.style is not None or (event.tag and event.tag.endswith(":str")):
            return text
        if _NULL.fullmatch(text):
            return None
        if _BOOL.fullmatch(text):
            return text.lower() == "true"
        if _INT.fullmatch(text) or _FLOAT.fullmatch(text) or _ENDLESS.fullmatch(text):
            return self._number(event, text)
        return text

    def _number(self, event: Any, text: str) -> int | float:
        number = (
            _whole(text)
            if _INT.fullmatch(text)
            else float(text.replace(".inf", "inf").replace(".nan", "nan").lower())
        )
        if not math.isfinite(number) or abs(number) > MOST_NUMBER:
            self._report(
                _place(event.start_mark),
                "out-of-range",
                f"{text[:40]} is too large a number.",
                "Stay below 9007199254740992.",
            )
            return 1
        return number

    def _report(self, place: Place, code: str, message: str, hint: str) -> None:
        self.problems.append(Problem(self.file, *place, code, message, hint))


def _short(event: Any) -> str:
    return str(event.tag).replace("tag:yaml.org,2002:", "!!")


def _whole(text: str) -> int:
    if text.startswith(("0o", "0x")):
        return int(text, 0)
    return int(text) if len(text) < 40 else MOST_NUMBER + 1
