"""Whether two names may be one person's: the same, to be asked, or different."""

import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Verdict = Literal["same", "ask", "different"]

ALIKE = 0.7
"""From here on two spellings are near enough to ask a person: Britney and Brittany, Michael and Michelle, Meier and Mayer."""


@dataclass(frozen=True)
class PersonName:
    first: str
    last: str


def same_person(a: PersonName, b: PersonName) -> Verdict:
    """Only one spelling, accents and case aside, is the same; near ones are asked about, and never merged unseen."""
    firsts, lasts = (_spelled(a.first), _spelled(b.first)), (_spelled(a.last), _spelled(b.last))
    if not all((*firsts, *lasts)):
        return "ask" if _half_known(firsts, lasts) or _half_known(lasts, firsts) else "different"
    if firsts[0] == firsts[1] and lasts[0] == lasts[1]:
        return "same"
    if _turned(firsts, lasts):
        return "ask"
    return "ask" if _near(*firsts) and _near(*lasts) else "different"


def _half_known(known: tuple[str, str], other: tuple[str, str]) -> bool:
    """One of the two lacks a name, and what both have is one spelling."""
    return bool(known[0]) and known[0] == known[1] and not all(other)


def _turned(firsts: tuple[str, str], lasts: tuple[str, str]) -> bool:
    """First and last name in each other's field."""
    return firsts[0] == lasts[1] and lasts[0] == firsts[1]


def _near(one: str, other: str) -> bool:
    """Spellings alike, an initial, or one of several first names. In one order always, for the measure is not symmetric."""
    if one == other or _part_of(one.split(), other.split()):
        return True
    low, high = sorted((one, other))
    return SequenceMatcher(None, low, high, autojunk=False).ratio() >= ALIKE


def _part_of(one: list[str], other: list[str]) -> bool:
    short, long = sorted((one, other), key=lambda words: (len(words), sum(map(len, words))))
    return all(any(word == of or (len(word) == 1 and of.startswith(word)) for of in long) for word in short)


_LETTERS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "oe", "æ": "ae", "ł": "l", "đ": "d", "ð": "d"}
)


def _spelled(name: str) -> str:
    """Müller, MUELLER and Mueller are one spelling, and so are José and Jose; what is no letter parts words."""
    written = unicodedata.normalize("NFC", name.casefold()).translate(_LETTERS)
    bare = (char for char in unicodedata.normalize("NFKD", written) if not unicodedata.combining(char))
    return " ".join("".join(char if char.isalnum() else " " for char in bare).split())
