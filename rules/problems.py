"""What is wrong with a rulebook: where, which kind, in words, and what to do."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from difflib import get_close_matches

Path = tuple[str | int, ...]
Place = tuple[int, int]  # line and column, from 1


@dataclass(frozen=True, order=True)
class Problem:
    """One fault and its place. `code` is a stable word for programs, `message` and `hint` are for people."""

    file: str
    line: int  # from 1
    column: int  # from 1
    code: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        text = f"{self.file}:{self.line}:{self.column} {self.code} {self.message}"
        return f"{text} {self.hint}" if self.hint else text


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


def nearest(word: str, words: Collection[str]) -> str:
    """The known word that looks most like this one; the empty text where none does."""
    folded = {known.casefold(): known for known in sorted(words, reverse=True)}
    close = get_close_matches(word.casefold(), sorted(folded), n=1, cutoff=0.6)
    return folded[close[0]] if close else ""


def did_you_mean(word: str, words: Collection[str]) -> str:
    """A hint for a misspelt word: the nearest known one, else all of them where they are few."""
    if best := nearest(word, words):
        return f"Did you mean '{best}'?"
    if not words:
        return "None is declared."
    known = sorted(words)
    return f"Known: {', '.join(known[:12])}{', ...' if len(known) > 12 else ''}."
