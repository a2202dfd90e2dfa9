"""The lists that come with the package, read once: legal forms, generic words, places."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from importlib.resources import files

from accounts.naming.spelling import Spelled, words_of

Phrase = tuple[str, ...]
"""Words in a row."""
AND = "&"
_ONE_AND = Spelled(AND, AND)
_AND = frozenset({"&", "+", "und", "and", "u", "et", "og", "och"})


class Sort(IntEnum):
    """What a word of a name is worth."""

    OWN = 0
    NUMBER = 1
    PLACE = 2
    TRADE = 3
    STRUCTURE = 4
    SMALL = 5


@dataclass(frozen=True, slots=True)
class Form:
    """A legal form; `wider` is what it is a kind of, the other three are the marks of legal_forms.txt."""

    name: str
    wider: str | None
    anywhere: bool
    front: bool
    vague: bool


def phrase_words(text: str) -> list[Spelled]:
    """The words of a name, with one sign for every "and"."""
    return [_ONE_AND if word.text in _AND else word for word in words_of(text)]


def phrase(text: str) -> Phrase:
    return tuple(word.text for word in phrase_words(text))


def _lines(file: str) -> Iterator[tuple[str, list[str]]]:
    """What stands before the colon, and the spellings behind it."""
    for line in files("accounts.naming").joinpath(file).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            left, _, spellings = line.partition(":")
            yield left, spellings.split(";")


def _form(left: str) -> Form:
    name, _, wider = left.lstrip("*^~ ").partition(" < ")
    flags = left[: len(left) - len(left.lstrip("*^~ "))]
    return Form(name, wider or None, "*" in flags, "^" in flags, "~" in flags)


def _forms() -> dict[Phrase, Form]:
    """The first line that names a spelling has it."""
    found: dict[Phrase, Form] = {}
    for left, spellings in _lines("legal_forms.txt"):
        for spelling in spellings:
            found.setdefault(phrase(spelling), _form(left))
    return found


def _generic() -> dict[str, tuple[str, Sort]]:
    """Each variant with the word that it stands for."""
    found: dict[str, tuple[str, Sort]] = {AND: (AND, Sort.SMALL)}
    for kind, (line,) in _lines("generic_words.txt"):
        for variants in line.split(","):
            texts = [words_of(variant)[0].text for variant in variants.split("=")]
            found.update(dict.fromkeys(texts, (texts[0], Sort[kind.upper()])))
    return found


def _places() -> dict[Phrase, str]:
    return {phrase(variant): place for place, others in _lines("places.txt") for variant in [place, *others]}


FORMS = _forms()
GENERIC = _generic()
PLACES = _places()
WIDER = {form.name: form.wider for form in FORMS.values() if form.wider}
