"""What a file must be before it is read as YAML: text of bearable size, without what no eye can see."""

import re
from collections.abc import Iterator
from itertools import islice
from unicodedata import name

from rules.problems import Place, Problem, RulebookError

MOST_BYTES = 256 * 1024
MOST_ODD = 100  # odd letters that are told; a file full of them says nothing more

_BINARY = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_ODD = re.compile(
    "[\\x85\u2028\u2029"  # ends of lines to some programs, not to YAML
    "\u00ad\u180e\u200b\u2060-\u2064\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"  # invisible
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # turn the direction of reading
    "\ufffd]"  # stands where a letter was lost
    "|[\u200c\u200d](?=[\\x00-\u024f])|(?<=[\\x00-\u024f])[\u200c\u200d]"  # join letters that do not join
)
_WIDE = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_ODD_SPACE = re.compile(f" *(?:- +)*[{_WIDE}]")
_TAB = re.compile(r"^ *\t", re.MULTILINE)
_DEEP = re.compile(r"(?:[\[{] *){200}")
_DIRECTIVE = re.compile(r"(?: *(?:#.*)?\n)*%")


def plain(text: str) -> str:
    """The text with one kind of line end and without the mark that some editors put in front."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def refuse_too_large(text: str, file: str) -> None:
    """Raises RulebookError; such a file is refused before it costs anything."""
    if len(text) > MOST_BYTES or len(text.encode("utf-8", "replace")) > MOST_BYTES:
        message = "The rulebook is larger than 256 KiB."
        raise RulebookError([Problem(file, 1, 1, "too-large", message, "Leave out what is no rule.")])


def refuse_unreadable(text: str, file: str) -> None:
    """Raises RulebookError where reading on would tell nothing."""
    if found := _BINARY.search(text):
        place = place_at(text, found.start(), file)
        raise RulebookError(
            [Problem(*place, "binary", "This is no plain text.", "Save the file as UTF-8 text.")]
        )
    if tabs := [found.end() - 1 for found in _TAB.finditer(text)]:
        more = f", and in {len(tabs) - 1} more" if len(tabs) > 1 else ""
        message = f"A tab stands where the line is indented{more}."
        raise RulebookError([Problem(*place_at(text, tabs[0], file), "tab", message, "Use spaces.")])
    if found := _DEEP.search(text):  # the parser would look at each of them again for each of them
        message = "Hundreds of brackets open here."
        raise RulebookError(
            [Problem(*place_at(text, found.start(), file), "too-deep", message, "Write what is meant.")]
        )
    if found := _DIRECTIVE.match(text):
        message = "A line that begins with % changes how the file is read."
        raise RulebookError(
            [Problem(*place_at(text, found.end() - 1, file), "directive", message, "Leave it out.")]
        )


def odd_letters(text: str, file: str) -> Iterator[Problem]:
    """What makes a text another one than it seems to be: each such letter once in a line, up to a bearable number."""
    return islice(_odd_letters(text, file), MOST_ODD)


def _odd_letters(text: str, file: str) -> Iterator[Problem]:
    if text.isascii():
        return
    for number, line in enumerate(text.split("\n"), 1):
        first = {found[0]: found.start() for found in reversed(list(_ODD.finditer(line)))}
        for letter, index in first.items():
            yield Problem(file, number, index + 1, "odd-letter", *odd(letter))
        if found := _ODD_SPACE.match(line):
            message = f"This is no plain space (U+{ord(line[found.end() - 1]):04X})."
            yield Problem(file, number, found.end(), "odd-letter", message, "Use spaces.")


def hidden(value: str, text: str) -> str | None:
    """The first letter of a value that no file may hold, and that was written as an escape."""
    found = _BINARY.search(value) or _ODD.search(value)
    return found[0] if found and found[0] not in text else None


def odd(letter: str) -> tuple[str, str]:
    """What to say about such a letter, and what to do."""
    if letter == "\ufffd":
        return "A letter was lost here (U+FFFD).", "Write it again and save the file as UTF-8 text."
    if letter in "\x85\u2028\u2029":
        return f"This ends a line in some programs only (U+{ord(letter):04X}).", "End the line with Enter."
    called = name(letter, "a control character").lower()
    return f"A letter that cannot be seen stands here (U+{ord(letter):04X}, {called}).", "Remove it."


def place_at(text: str, index: int, file: str) -> Place:
    return Place(file, text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index))
