"""A company's name, taken apart."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from accounts.naming.forms import strip_forms
from accounts.naming.lists import AND, GENERIC, PLACES, Sort, phrase_words
from accounts.naming.numerals import number_at
from accounts.naming.spelling import Spelled

_LONGEST_PLACE = max(map(len, PLACES))
_PLACE_STARTS = frozenset(words[0] for words in PLACES)


class Word(NamedTuple):
    """One word: as it is compared, as it was written, without accents, and what it is worth."""

    text: str
    raw: str
    plain: str
    sort: Sort


@dataclass(frozen=True, slots=True)
class Name:
    """`words` without small ones and legal forms; `solid` is the name written in one; `anchors` are the words that make
    the company: its own ones, else places and numbers, else all. `short` is what it is if it is one word of capitals.
    """

    words: tuple[Word, ...]
    texts: tuple[str, ...]
    own: frozenset[str]
    known: frozenset[str]
    forms: frozenset[str]
    doubtful: bool
    solid: str
    anchored: Sort
    short: str
    initials: frozenset[str]


@lru_cache(maxsize=16_384)
def named(text: str) -> Name:
    """The parts of a name. Of the newest names the answer is kept."""
    return take_apart(text)


def take_apart(text: str) -> Name:
    spelled = phrase_words(text)
    stripped = strip_forms(tuple(word.text for word in spelled))
    core = list(_sorted([spelled[at] for at in stripped.kept]))
    words = tuple(word for word in core if word.sort is not Sort.SMALL) or _only_small(core)
    anchored = _anchored(words)
    return Name(
        words=words,
        texts=tuple(word.text for word in words),
        own=frozenset(word.text for word in words if word.sort is Sort.OWN),
        known=frozenset(word.text for word in words if word.sort in (Sort.PLACE, Sort.TRADE)),
        forms=stripped.forms,
        doubtful=stripped.doubtful,
        solid=_solid(core),
        anchored=anchored,
        short=_short(words),
        initials=_initials(core, words),
    )


def _only_small(core: list[Word]) -> tuple[Word, ...]:
    """Small words are all that some companies have: "Le Van"."""
    return tuple(word._replace(sort=Sort.OWN) for word in core if word.raw != AND)


def _anchored(words: tuple[Word, ...]) -> Sort:
    """The last sort that still makes the company."""
    sorts = {word.sort for word in words}
    if Sort.OWN in sorts:
        return Sort.OWN
    return Sort.PLACE if sorts & {Sort.PLACE, Sort.NUMBER} else Sort.STRUCTURE


def _sorted(spelled: list[Spelled]) -> Iterator[Word]:
    texts = [word.text for word in spelled]
    at = 0
    while at < len(spelled):
        sort = Sort.PLACE
        size, meaning = _place_at(texts, at)
        if not size:
            sort = Sort.NUMBER
            size, meaning = number_at(texts, at)
        if size:
            raw = "".join(texts[at : at + size])
            yield Word(meaning, raw, raw, sort)
        else:
            yield _word(spelled[at])
        at += size or 1


def _place_at(texts: list[str], at: int) -> tuple[int, str]:
    """How many words from here on are a place, and which; 0 where none begins."""
    if texts[at] not in _PLACE_STARTS:
        return 0, ""
    for size in range(min(_LONGEST_PLACE, len(texts) - at), 0, -1):
        place = PLACES.get(tuple(texts[at : at + size]))
        if place:
            return size, place
    return 0, ""


def _word(spelled: Spelled) -> Word:
    text, plain = spelled
    meaning, sort = GENERIC.get(text) or GENERIC.get(plain) or (text, Sort.OWN)
    return Word(meaning, text, plain if sort is Sort.OWN else text, sort)


def _solid(core: list[Word]) -> str:
    first = 1 if len(core) > 1 and core[0].text == "the" else 0
    return "".join(word.raw for word in core[first:] if word.raw != AND)


def _short(words: tuple[Word, ...]) -> str:
    """What may be an acronym: the only word that is no place, or single letters side by side."""
    rest = [word.raw for word in words if word.sort is not Sort.PLACE]
    text = "".join(rest) if all(len(one) == 1 for one in rest) else rest[0] if len(rest) == 1 else ""
    return text if 2 <= len(text) <= 6 and text.isalpha() else ""


def _initials(core: list[Word], words: tuple[Word, ...]) -> frozenset[str]:
    """What the name may be shortened to: with and without its small words, with and without its places."""
    without = [word for word in words if word.sort is not Sort.PLACE]
    ways = (core, words, without)
    found = ("".join(word.raw[0] for word in way if word.raw != AND) for way in ways if len(way) > 1)
    return frozenset(short for short in found if 2 <= len(short) <= 6 and short.isalpha())
