"""What is wrong with a rulebook: where, which kind, in words, and what to do."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from heapq import nlargest
from itertools import pairwise
from typing import NamedTuple

MOST_SHOWN = 1000  # letters of a message; a name of the file may be as long as the file
MOST_LETTERS = 60  # of a word that is worth guessing at
MOST_WORDS = 1000  # that a misspelt one is compared with; no hint may cost more than the rest of the check

Path = tuple[str | int, ...]


class Place(NamedTuple):
    """Where something stands; line and column count from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, order=True)
class Problem:
    """One fault and its place. `code` is a stable word for programs, `message` and `hint` are for people."""

    file: str
    line: int  # from 1
    column: int  # from 1
    code: str
    message: str
    hint: str = ""

    @property
    def place(self) -> Place:
        return Place(self.file, self.line, self.column)

    def __str__(self) -> str:
        return told(self.place, self.code, self.message, self.hint)


def told(place: Place, word: str, message: str, hint: str) -> str:
    """One line of bounded length, whatever stands in the file."""
    text = f"{place} {word} {brief(message, MOST_SHOWN)}"
    return f"{text} {brief(hint, MOST_SHOWN)}" if hint else text


@dataclass(frozen=True)
class Complaint:
    """A fault that a check found, before its place is looked up."""

    code: str
    message: str
    hint: str = ""
    path: Path = ()
    leaf: str = ""  # the place of a leaf, below which the path begins
    about: str = ""  # the name it is about
    value: bool = False  # the value at the path is at fault, not its key


class RulebookError(Exception):
    """A rulebook is refused whole; `problems` holds all of its faults, sorted by place."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join([self.summary, *map(str, self.problems)])

    @property
    def summary(self) -> str:
        count = len(self.problems)
        return f"{count} problem{'s' if count != 1 else ''}"


def brief(text: str, most: int = 60) -> str:
    """The beginning of a text of the file; what would not be seen, or would break the line, is written out."""
    start = text if len(text) <= most else f"{text[: most - 3]}..."
    if start.isprintable():
        return start
    return "".join(letter if letter.isprintable() else f"\\u{ord(letter):04x}" for letter in start)


def nearest(word: str, words: Collection[str]) -> str:
    """The known word that looks most like this one; the empty text where none does."""
    if len(word) > MOST_LETTERS or len(words) > MOST_WORDS:
        return ""
    return _nearest(word, frozenset(words))


def did_you_mean(word: str, words: Collection[str]) -> str:
    """A hint for a misspelt word: the nearest known one, else all of them where they are few."""
    if best := nearest(word, words):
        return f"Did you mean '{best}'?"
    if len(words) > MOST_WORDS:
        return f"{len(words)} are known."
    return _all_of(frozenset(words)) if words else "None is declared."


@lru_cache(maxsize=256)
def _all_of(words: frozenset[str]) -> str:
    known = sorted(words)
    return f"Known: {', '.join(known[:12])}{', ...' if len(known) > 12 else ''}."


@lru_cache(maxsize=4096)
def _nearest(word: str, words: frozenset[str]) -> str:
    """A file may hold thousands of misspelt words beside thousands of known ones: only the few known words
    that share most pairs of letters are compared thoroughly.
    """
    matcher = SequenceMatcher(b=word.casefold())
    likely = nlargest(5, ((_shared(word, known), known) for known in words))
    best: tuple[float, str] = (0.0, "")
    for shared, known in likely:
        matcher.set_seq1(known.casefold())
        if shared and (ratio := matcher.ratio()) >= 0.6:
            best = max(best, (ratio, known))
    return best[1]


def _shared(word: str, other: str) -> float:
    mine, others = _pairs(word), _pairs(other)
    return 2 * len(mine & others) / (len(mine) + len(others))


@lru_cache(maxsize=4096)
def _pairs(word: str) -> frozenset[str]:
    framed = f"^{word.casefold()}$"
    return frozenset(map("".join, pairwise(framed)))
