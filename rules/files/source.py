"""Reading YAML strictly: plain data, and the line and column of every part of it. The only home of the YAML library.

YAML 1.2 with its core schema: NO, on and 1:30 are texts; 012 and 50.000 are asked about. What makes a file say something else
than it seems to say (a key twice, an alias, a tag, an empty value) is a problem, never a guess.
"""

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

from rules.files.places import LONGEST_KEY, Places, Source, Spot
from rules.files.plaintext import hidden, odd, odd_letters, plain, refuse_too_large, refuse_unreadable
from rules.problems import Place, Problem, RulebookError, brief

MOST_DEPTH = 20
MOST_NUMBER = 2**53  # up to here every whole number is exact in every part of the program

_NULL = re.compile(r"~|null|Null|NULL|")
_BOOL = re.compile(r"true|True|TRUE|false|False|FALSE")
_INT = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_MISREAD = re.compile(r"(?P<code>0[0-9]+)|[-+]?[1-9][0-9]{0,2}\.000")
"""A postcode that would lose its zero, and a thousand as Germans write it."""
_ENDLESS = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")


def read(text: str, file: str) -> Source:
    """Read one file. Raises RulebookError where it cannot be read at all."""
    text = plain(text)
    refuse_too_large(text, file)
    refuse_unreadable(text, file)
    builder = _Builder(file, text)
    data, spot = builder.document()
    return Source(data, Places(spot), tuple(builder.problems))


class _Builder:
    """Turns the parser's events into data and places."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = text
        self.problems: list[Problem] = list(odd_letters(text, file))
        self.whole = True  # nothing was left out that other parts may refer to
        self.events = self._events()

    def document(self) -> tuple[dict[str, Any], Spot]:
        """The data of the file. Raises RulebookError with all that was found if it is not to be had."""
        root: tuple[Any, Spot] | None = None
        for event in self.events:
            if isinstance(event, DocumentStartEvent) and root:
                message = "A second document begins here."
                self._refuse(
                    self._place(event.start_mark),
                    "several-documents",
                    message,
                    "Keep one rulebook in one file.",
                )
            if isinstance(event, NodeEvent):
                root = self._value(event, 1)
        hint, start = "Begin with `rulebook: <its name>`.", Place(self.file, 1, 1)
        if root is None or root[0] is None:
            self._refuse(start, "empty-file", "There is nothing in this file.", hint)
        if not isinstance(root[0], dict):
            self._refuse(start, "not-a-mapping", "A rulebook is a list of `key: value` lines.", hint)
        if not self.whole:
            raise RulebookError(self.problems)
        return root

    def _events(self) -> Iterator[Any]:
        last = None
        try:
            for last in YAML(typ="safe", pure=True).parse(self.text):
                yield last
        except MarkedYAMLError as error:
            said = ", ".join(part for part in (error.context, error.problem) if part)
            mark = error.problem_mark or error.context_mark
            self._refuse(
                self._place(mark), "yaml-syntax", f"This is no YAML: {said}.", self._hint(said, mark)
            )
        except (YAMLError, ValueError, OverflowError):
            # An escape beyond all letters: the parser fails inside, and says no place.
            place = self._place(last.end_mark if last else None)
            self._refuse(
                place,
                "yaml-syntax",
                "What follows cannot be read.",
                "Look for a backslash with a number that stands for no letter.",
            )

    def _hint(self, said: str, mark: Any) -> str:
        line = self.text.split("\n")[mark.line] if mark and mark.line < self.text.count("\n") + 1 else ""
        if r"\t" in said:
            return "Use spaces instead of the tab."
        if not line.isascii() and any(letter.isspace() and letter > " " for letter in line):
            return "Write plain spaces; one on this line only looks like one."
        if "mapping values are not allowed" in said:
            return "Put a text that holds a colon into quotes, and check the indentation."
        if "found character" in said:
            return "Put the text into quotes."
        return "Check quotes, brackets and indentation just before this place."

    def _place(self, mark: Any) -> Place:
        return Place(self.file, mark.line + 1, mark.column + 1) if mark else Place(self.file, 1, 1)

    def _value(self, event: NodeEvent, depth: int) -> tuple[Any, Spot]:
        place = self._place(event.start_mark)
        if depth > MOST_DEPTH:
            message = f"More than {MOST_DEPTH} levels inside each other."
            self._refuse(place, "too-deep", message, "Split the condition.")
        if isinstance(event, AliasEvent):
            message = f"'*{brief(event.anchor)}' repeats another part of the file."
            self._report(place, "alias", message, "Write the part out.")
            self.whole = False
            return "", Spot(place)
        if event.anchor:
            message = f"'&{brief(event.anchor)}' names a part for repetition."
            self._report(place, "anchor", message, "Leave it out and write parts out.")
        if getattr(event, "tag", None):
            self._report(place, "tag", f"'{_short(event)}' sets a type.", "Leave it out.")
        match event:
            case MappingStartEvent():
                return self._mapping(place, depth)
            case SequenceStartEvent():
                return self._sequence(place, depth)
            case _:
                return self._scalar(event, place), Spot(place)

    def _mapping(self, place: Place, depth: int) -> tuple[dict[str, Any], Spot]:
        data: dict[str, Any] = {}
        spot = Spot(place)
        while not isinstance(event := next(self.events), MappingEndEvent):
            key, key_place = self._key(event, depth), self._place(event.start_mark)
            value, value_spot = self._value(next(self.events), depth + 1)
            if key is None:
                continue
            if key in data:
                message = f"'{brief(key)}' stands here a second time."
                self._report(key_place, "duplicate-key", message, "Keep one of the two.")
                continue
            if value is None:
                message = f"Nothing is written after '{brief(key)}:'."
                self._report(key_place, "empty-value", message, "Write a value or remove the key.")
            data[key] = value
            spot.keys[key], spot.parts[key] = key_place, value_spot
        return data, spot

    def _key(self, event: NodeEvent, depth: int) -> str | None:
        """The key's text; None where it is no key we take, which is then reported."""
        key, spot = self._value(event, depth + 1)
        if not isinstance(event, ScalarEvent):
            self._report(spot.place, "wrong-key", "A key is one word, not a list or a mapping.", "")
        elif event.style is None and event.value == "<<":
            message = "'<<' copies another part of the file."
            self._report(spot.place, "merge-key", message, "Write the part out.")
        elif not isinstance(key, str):
            message = f"The key '{brief(event.value)}' is no text."
            self._report(spot.place, "wrong-key", message, "Put it into quotes.")
        elif len(key) > LONGEST_KEY:
            message = f"The key '{brief(key)}' is longer than {LONGEST_KEY} letters."
            self._report(spot.place, "wrong-key", message, "Choose a shorter name.")
        else:
            return key
        return None

    def _sequence(self, place: Place, depth: int) -> tuple[list[Any], Spot]:
        data: list[Any] = []
        spot = Spot(place)
        while not isinstance(event := next(self.events), SequenceEndEvent):
            value, spot.parts[len(data)] = self._value(event, depth + 1)
            if value is None:
                self._report(
                    self._place(event.start_mark),
                    "empty-value",
                    "Nothing is written after '-'.",
                    "Write a value or remove the line.",
                )
            data.append(value)
        return data, spot

    def _scalar(self, event: Any, place: Place) -> Any:
        text: str = event.value
        if event.style is not None or (event.tag and event.tag.endswith(":str")):
            if event.style == '"' and (letter := hidden(text, self.text)):
                self._report(place, "odd-letter", *odd(letter))
                self.whole = False
            return text
        if _NULL.fullmatch(text):
            return None
        if _BOOL.fullmatch(text):
            return text.lower() == "true"
        if _INT.fullmatch(text) or _FLOAT.fullmatch(text) or _ENDLESS.fullmatch(text):
            return self._number(text, place)
        return text

    def _number(self, text: str, place: Place) -> int | float:
        if misread := _MISREAD.fullmatch(text):
            message = f"{text} would be read as the number {int(float(text))}."
            self._report(place, "odd-number", message, _meant(text, coded=bool(misread["code"])))
            return 1
        number = _whole(text) if _INT.fullmatch(text) else _broken(text)
        if not abs(number) <= MOST_NUMBER:  # nor does one that is no number at all
            message = f"{brief(text, 40)} is too large a number."
            self._report(place, "out-of-range", message, "Stay below 9007199254740992.")
            return 1
        if number == 0 and re.search("[1-9]", text.lower().partition("e")[0]):
            message = f"{brief(text, 40)} is too small a number."
            self._report(place, "out-of-range", message, "Write 0 or at least 0.000001.")
            return 1
        return number

    def _report(self, place: Place, code: str, message: str, hint: str) -> None:
        self.problems.append(Problem(*place, code, message, hint))

    def _refuse(self, place: Place, code: str, message: str, hint: str) -> NoReturn:
        raise RulebookError([*self.problems, Problem(*place, code, message, hint)])


def _meant(text: str, *, coded: bool) -> str:
    if coded:
        return f"Write '{text}' in quotes if it is a text, such as a postcode."
    return f"Write {text.replace('.', '')} or {text.partition('.')[0]}, as it is meant."


def _short(event: Any) -> str:
    return brief(str(event.tag).replace("tag:yaml.org,2002:", "!!"))


def _whole(text: str) -> int:
    if len(text) > 40:
        return MOST_NUMBER + 1
    return int(text, 0) if text.startswith(("0o", "0x")) else int(text)


def _broken(text: str) -> float:
    return float(re.sub(r"\.(?=inf|nan)", "", text.lower()))
