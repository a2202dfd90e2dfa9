"""The words of a job title, each in one spelling: without gender form, ending, umlaut or case."""

import re
import unicodedata
from dataclasses import dataclass
from enum import IntEnum


class Gap(IntEnum):
    """What stands before a word: nothing that matters, "and", or the start of another statement."""

    NONE = 0
    AND = 1
    BREAK = 2


@dataclass(frozen=True)
class Word:
    """`text` is the one spelling; the word was written at title[start:end]."""

    text: str
    start: int
    end: int
    gap: Gap


LONGEST = 300
"""Characters of a title that are read; nobody's title is longer."""

_GENDER_NOTE = re.compile(
    r"\(?(?<!\w)[mwfdxhi]\s*[/|,]\s*[mwfdxhi](?:\s*[/|,]\s*[\w*]{1,3})?(?!\w)\)?|\((?:gn|all genders|x|[mwf])\)",
    re.IGNORECASE,
)
_WORD = re.compile(
    r"(?<!\w)(?:[^\W\d_]\.\s*)+[^\W\d_](?!\w)\.?"  # i. V., a.D., C.E.O.
    r"|(?P<word>(?:[^\W_]|[?\ufffd](?=\w))+)(?P<tail>(?:[:*_·/]-?|\(-?|/?-)(?:in|innen|r|n)\)?(?!\w))?",
    re.IGNORECASE,
)
_BREAK = re.compile(r"[,;:|()\[\]\n\r•·\u2013\u2014\"]|\s[-/]\s|-{2,}")
_AND = {"und", "and", "sowie", "u", "bzw", "oder", "or", "et"}


def words_of(title: str) -> list[Word]:
    """In the order of the title. Words such as "und" and "&" are told as the gap before the next."""
    text = _GENDER_NOTE.sub(lambda note: " " * len(note[0]), title)
    found: list[Word] = []
    end, pending = 0, Gap.NONE
    for match in _WORD.finditer(text):
        pending = max(pending, _gap(text[end : match.start()]))
        end = match.end()
        word = spelling(match)
        if word in _AND:
            pending = max(pending, Gap.AND)
        elif word:
            found.append(Word(word, match.start(), len(text[:end].rstrip()), pending))
            pending = Gap.NONE
    return found


def _gap(between: str) -> Gap:
    if _BREAK.search(between):
        return Gap.BREAK
    return Gap.AND if any(char in between for char in "/&+") else Gap.NONE


def spelling(match: re.Match[str]) -> str:
    """The one spelling; letters with dots between them keep the dots, so "a.D." is not "AD" for Außendienst."""
    if match["word"] is None:
        return re.sub(r"\s", "", match[0].casefold()).rstrip(".") + "."
    return folded(match["word"])


def folded(word: str) -> str:
    """Whatever gender, ending, umlaut or case: "Leiterin" and "LEITUNG" are "leiter", every number is "#"."""
    plain = _without_accents(word)
    return "#" if plain.isdigit() else _masculine(plain)


def _without_accents(word: str) -> str:
    """Ä and AE are both a, so a title reads the same from a keyboard that has no umlauts."""
    split = unicodedata.normalize("NFKD", word.casefold())
    bare = "".join(char for char in split if char.isalnum())
    return bare.replace("ae", "a").replace("oe", "o").replace("ue", "u")


_FEMININE = re.compile(r"(?<=er|or|st|nt|ar|ur|at|zt|lt|nd|ef|og|ag|an|kt)in(?:nen)?$")
_ENDING = re.compile(r"(isch|lich|end|agt|igt|llt|lig|rdnet|iv)e[rnsm]?$")


def _masculine(word: str) -> str:
    word = _FEMININE.sub("", word)
    word = re.sub(r"(?<=[a-z])frau$", "mann", word)
    word = re.sub(r"(?<=leit|fuhr)ung$", "er", word)
    return _ENDING.sub(r"\1", word)
