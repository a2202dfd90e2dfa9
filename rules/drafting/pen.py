"""Writing the text of a rulebook line by line: what stands in it can always be read back, whatever a portal calls its things."""

import json
import re
from dataclasses import dataclass, field
from textwrap import wrap
from typing import Literal

Language = Literal["de", "en"]
WIDE = 110  # columns of a line
LONGEST = 100  # letters of a value
LONGEST_SAID = 60  # of a foreign name in a comment

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_WORDS_OF_YAML = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
_LOST = "\ufffd"


@dataclass
class Pen:
    """Collects the lines of a file. `say` chooses between the two languages."""

    language: Language
    prefix: str = "abm"
    lines: list[str] = field(default_factory=list)

    def say(self, german: str, english: str) -> str:
        return german if self.language == "de" else english

    def many(self, number: int, german: str, english: str) -> str:
        """A number with its noun; both languages give one and many: `Kontakt Kontakte`."""
        one, several = self.say(german, english).split()
        return f"{number} {one if number == 1 else several}"

    def line(self, text: str, comment: str = "") -> None:
        """A line of the rulebook, with a comment beside it; a long comment stands above it."""
        beside = f"{text}  # {comment}" if comment else text
        if comment and len(beside) > WIDE:
            self.note(comment, len(text) - len(text.lstrip(" ")))
            beside = text
        self.lines.append(beside)

    def note(self, text: str, indent: int = 0) -> None:
        """Comment lines, as many as it takes."""
        start = " " * indent + "# "
        self.lines += wrap(text, WIDE, initial_indent=start, subsequent_indent=start, break_on_hyphens=False)

    def off(self, text: str, comment: str = "", at: int | None = None) -> None:
        """A line that would count without its #, which stands `at` this column; a comment beside it."""
        indent = len(text) - len(text.lstrip(" ")) if at is None else at
        self.lines.append(f"{' ' * indent}# {text[indent:]}" + (f"  # {comment}" if comment else ""))

    def rest(self) -> None:
        """An empty line between comments."""
        self.lines.append("#")

    def gap(self) -> None:
        self.lines.append("")

    @property
    def text(self) -> str:
        return "\n".join(self.lines) + "\n"


def said(name: str) -> str:
    """A foreign name as it may stand in a comment: on one line, of bearable length, and nothing in it that cannot be seen."""
    seen = "".join(letter if letter.isprintable() and letter != _LOST else " " for letter in name)
    short = " ".join(seen.split())
    return f'"{short if len(short) <= LONGEST_SAID else short[: LONGEST_SAID - 3] + "..."}"'


def usable(value: str) -> bool:
    """Whether it can stand in a rulebook: a file never holds letters that cannot be seen."""
    return 0 < len(value) <= LONGEST and value.isprintable() and _LOST not in value and value == value.strip()


def written(value: str) -> str:
    """A text as YAML; quoted wherever it could be taken for something else."""
    if _PLAIN.fullmatch(value) and value.casefold() not in _WORDS_OF_YAML:
        return value
    return json.dumps(value, ensure_ascii=False)
