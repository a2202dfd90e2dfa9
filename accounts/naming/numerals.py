"""Numbers in names: digits, Roman ones, words, and "the first" as another thing than one."""

import re

_ROMAN = {
    "i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10, "xi": 11, "xii": 12,
    "xiii": 13, "xiv": 14, "xv": 15, "xvi": 16, "xvii": 17, "xviii": 18, "xix": 19, "xx": 20,
}  # fmt: skip
_COUNTED = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19, "hundred": 100, "hundert": 100,
    "eins": 1, "zwei": 2, "drei": 3, "vier": 4, "fuenf": 5, "sechs": 6, "sieben": 7, "acht": 8, "neun": 9, "zehn": 10,
    "zwoelf": 12,
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90, "zwanzig": 20, "dreissig": 30, "vierzig": 40, "fuenfzig": 50, "sechzig": 60, "siebzig": 70,
    "achtzig": 80, "neunzig": 90,
}  # fmt: skip
_RANKED = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10,
} | {
    stem + ending: number
    for number, stem in enumerate(("erst", "zweit", "dritt", "viert", "fuenft"), 1)
    for ending in ("e", "er", "es", "en")
}  # fmt: skip
_RANKED_DIGITS = re.compile(r"(\d+)(?:st|nd|rd|th)")


def number_at(words: list[str], at: int) -> tuple[int, str]:
    """How many words from here on are a number, and which; 0 where none begins. Ranks end with a dot."""
    word = words[at]
    if word in _TENS:
        unit = _unit(words[at + 1]) if at + 1 < len(words) else 0
        return (2, str(_TENS[word] + unit)) if unit else (1, str(_TENS[word]))
    if word in _RANKED:
        return 1, f"{_RANKED[word]}."
    if any(map(str.isdigit, word)):
        ranked = _RANKED_DIGITS.fullmatch(word)
        return 1, f"{ranked[1]}." if ranked else word.lstrip("0") or "0"
    if at and word in _ROMAN and "&" not in words[at - 1 : at + 2]:
        return 1, str(_ROMAN[word])
    return (1, str(_COUNTED[word])) if word in _COUNTED else (0, "")


def _unit(word: str) -> int:
    number = int(word) if word.isascii() and word.isdigit() else _COUNTED.get(word, 0)
    return number if number < 10 else 0
