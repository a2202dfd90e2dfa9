"""What the words of a job title mean, as the table titles.toml has it."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

from accounts.people.words import Word, words_of


@dataclass(frozen=True)
class Kind:
    """What a group of words says: roles with their confidence, or, by its name, that a statement does not count."""

    name: str
    roles: Mapping[str, float]
    alone: bool = False  # counts only where nothing else is said


@dataclass(frozen=True)
class Hit:
    """Words first..last (places in the statement) are of this kind."""

    kind: Kind
    first: int
    last: int


_TABLE = tomllib.loads(files("accounts.people").joinpath("titles.toml").read_text(encoding="utf-8"))


def _spelled(phrase: str) -> tuple[str, ...]:
    return tuple(word.text for word in words_of(phrase))


def _kinds() -> Iterator[tuple[str, Kind]]:
    for group in _TABLE["kind"]:
        kind = Kind(group["name"], group.get("roles", {}), group.get("alone", False))
        yield from ((phrase, kind) for phrase in group["words"])


_PHRASES = {_spelled(phrase): kind for phrase, kind in _kinds() if not phrase.startswith("-")}
_ENDS = {_spelled(phrase)[0]: kind for phrase, kind in _kinds() if phrase.startswith("-")}
_KNOWN = {word for phrase in _PHRASES for word in phrase} | set(_ENDS)
_MOST = max(map(len, _PHRASES))

DEPUTY, OBJECT, MEMBER = (
    frozenset(word for phrase in _TABLE["marks"][name] for word in _spelled(phrase))
    for name in ("deputy", "object", "member")
)
MONEY = re.compile(_TABLE["marks"]["money"])
LEGAL = re.compile(_TABLE["marks"]["legal"])

SHORTEST_MENDED = 7
"""Letters of a word that is worth mending; a shorter one is too near to others."""
LONG = 12
"""Letters from which on a word is mended even where its end is known: "Geschäfstführer" is no "Führer"."""


def _shortened(word: str) -> set[str]:
    return {word[:place] + word[place + 1 :] for place in range(len(word))} | {word}


_MENDED = {
    short: word for word in sorted(_KNOWN) if len(word) >= SHORTEST_MENDED for short in _shortened(word)
}


def mended(text: str, *, owned: bool = False) -> str:
    """The word of the table that this one is with one slip of the keyboard, or the word itself.

    `owned`: after "des", where a word ends with -s.
    """
    if "." in text and text not in _KNOWN:
        text = text.replace(".", "")
    if text in _KNOWN or len(text) < SHORTEST_MENDED - 1:
        return text
    if owned:
        text = re.sub(r"(?<=[^s])e?s$", "", text)
    return text if _by_end(text) and len(text) < LONG else _near(text)


def _near(text: str) -> str:
    near = (_MENDED[short] for short in sorted(_shortened(text)) if short in _MENDED)
    return next((word for word in near if (word[0], word[-1]) == (text[0], text[-1])), text)


def _by_end(text: str) -> Kind | None:
    """The longest end wins."""
    return next((_ENDS[text[at:]] for at in range(len(text)) if text[at:] in _ENDS), None)


def hits(words: Sequence[Word]) -> tuple[Hit, ...]:
    """What the words of one statement mean, from left to right and without overlap."""
    texts = tuple(word.text for word in words)
    found: list[Hit] = []
    place = 0
    while place < len(texts):
        hit = _hit(texts, place)
        if hit is not None:
            found.append(hit)
        place = place + 1 if hit is None else hit.last + 1
    return tuple(found)


def _hit(texts: tuple[str, ...], place: int) -> Hit | None:
    """The longest phrase that starts here; of single words, the whole before the end."""
    for last in range(min(place + _MOST, len(texts)) - 1, place - 1, -1):
        if (kind := _PHRASES.get(texts[place : last + 1])) is not None:
            return Hit(kind, place, last)
    kind = _by_end(texts[place])
    return None if kind is None else Hit(kind, place, place)
