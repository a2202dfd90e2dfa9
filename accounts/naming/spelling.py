"""From a name as people write it to words as they can be compared."""

import re
import unicodedata
from importlib.resources import files
from typing import NamedTuple


class Spelled(NamedTuple):
    """One word in two spellings: `mueller` and `muller` for Müller, `banks` and `bank` for Bank's."""

    text: str
    plain: str


_MARKS = "\u0300-\u036f"
_GLUED = re.compile(r"(?<=[a-zß]{3})(?=(?:GmbH|AG|KG|SE|OHG|LLC|Ltd|Inc|plc|GbR)\b)")  # "SiemensAG"
_INITIALS = re.compile(r"\b[^\W\d_](?:[./-] ?[^\W\d_]\b)+")  # "G. m. b. H.", "A/S", "A-B-C"
_HYPHENED = re.compile(r"\bco-(?=op)")  # "Co-operation" is one word
_AMONG_DIGITS = re.compile(r"(?<=\d)(?:und|and|u)(?=\d)")  # "1und1"
_WRITTEN_ONTO = re.compile(r"(?<=\w)(株式会社|有限会社|合同会社|(?:股份)?有限(?:责任|責任)?公司|股份公司|주식회사|유한회사)|"
                           r"(株式会社|有限会社|合同会社|주식회사|유한회사)(?=\w)")  # fmt: skip
_WORD = re.compile(rf"[^\W_{_MARKS}][^\W_{_MARKS}]*(?:[{_MARKS}]|'(?=\w)|[^\W_])*|[&+]")
_APOSTROPHES = "\u2019\u2018`\xb4\u02bc\u2032"
_INVISIBLE = "\u2122\xae\xa9\xad\u200b\u200c\u200d\ufeff"  # and the signs of trade marks
_PLAIN_SIGNS = str.maketrans(dict.fromkeys(_APOSTROPHES, "'") | dict.fromkeys(_INVISIBLE) | {"_": " "})

_LETTERS = [
    line.split() for line in files("accounts.naming").joinpath("letters.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]  # fmt: skip
_WITHOUT_ACCENTS = str.maketrans({letter: (latin or [""])[0] for letter, *latin in _LETTERS})
_AS_GERMANS_WRITE = str.maketrans({letter: (latin or [""])[-1] for letter, *latin in _LETTERS})
_ACCENT = re.compile(f"[{_MARKS}]")


def words_of(name: str) -> list[Spelled]:
    """The words of a name in its order; `&`, `+`, "und" and "and" are left as they stand."""
    return [_spelled(word) for word in _split(name)]


def _split(name: str) -> list[str]:
    text = unicodedata.normalize("NFKC", name.translate(_PLAIN_SIGNS)).replace("&amp;", "&")
    text = _GLUED.sub(" ", text).casefold()
    if "." in text or "-" in text or "/" in text:
        text = _HYPHENED.sub("co", _INITIALS.sub(_joined, text))
    if not text.isascii():
        text = _WRITTEN_ONTO.sub(r" \1\2 ", unicodedata.normalize("NFC", text))
    return _join_letters(_WORD.findall(_AMONG_DIGITS.sub(" & ", text)))


def _joined(found: re.Match[str]) -> str:
    return re.sub(r"[./ -]", "", found[0]) + " "


def _join_letters(words: list[str]) -> list[str]:
    """The letters A B C in a row are ABC; a single letter alone stays one."""
    if sum(len(word) == 1 for word in words) < 2:
        return words
    joined: list[str] = []
    run = False
    for word in words:
        letter = len(word) == 1 and word.isalpha() and not _is_script_of_signs(word)
        if letter and run:
            joined[-1] += word
        else:
            joined.append(word)
        run = letter
    return joined


def _is_script_of_signs(char: str) -> bool:
    return char >= "\u2e80"


def _spelled(word: str) -> Spelled:
    if word == "и":
        return Spelled("&", "&")
    text = plain = word
    if "'" in word:
        plain = text.removesuffix("'s").replace("'", "")
        text = text.replace("'", "")
    if not word.isascii():
        text = _latin(text.translate(_AS_GERMANS_WRITE))
        plain = _latin(plain.translate(_WITHOUT_ACCENTS))
    return Spelled(text or word, plain or word)


def _latin(word: str) -> str:
    """Without the accents of Latin letters; marks of other scripts carry meaning and stay."""
    if word.isascii():
        return word
    return unicodedata.normalize("NFC", _ACCENT.sub("", unicodedata.normalize("NFD", word)))


_SOUNDS = (
    ("sch", "s"), ("sh", "s"), ("ch", "k"), ("ph", "f"), ("th", "t"), ("ck", "k"), ("dt", "t"),
    ("ce", "se"), ("ci", "si"), ("cy", "si"), ("ae", "a"), ("oe", "o"), ("ue", "u"),
    ("y", "i"), ("j", "i"), ("z", "s"), ("c", "k"), ("q", "k"), ("w", "v"),
)  # fmt: skip


def sound(word: str) -> str:
    """A rough spelling by sound, in which Crystal is Kristall and Mueller is Muller; never empty."""
    if not word.isascii():
        return word
    for written, heard in _SOUNDS:
        word = word.replace(written, heard)
    short = "".join(char for at, char in enumerate(word) if char.isdigit() or word[at - 1 : at] != char)
    return short.removesuffix("s") if len(short) > 4 else short
