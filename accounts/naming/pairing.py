"""Which words of two names belong together, and which are left over."""

from dataclasses import dataclass, field
from itertools import pairwise
from operator import itemgetter

from rapidfuzz.distance import OSA

from accounts.naming.lists import Sort
from accounts.naming.name import Name, Word
from accounts.naming.spelling import sound

SLIP = 5
"""Letters a word must have for a difference of one to be a slip; in shorter ones it is another word."""
LONG = 8
"""From here on one wrong letter is plainly a slip."""
LONGER = 6
"""From here on a swap, or a letter too many or too few, is."""
SHORT = 3
"""Letters a word must have for a slip if all the rest of a long name agrees."""
LONG_NAME = 3
"""Words of such a rest."""
TWO_SLIPS = 11
"""From here on there may be two, if the beginning or the end is right."""
EDGE = 5
"""Letters of such a beginning or end."""


@dataclass(slots=True)
class Pairing:
    """`shared` are pairs of words that mean one, `slip` a pair that one letter or sound tells apart; the others are left."""

    shared: list[tuple[Word, Word]] = field(default_factory=list)
    left: list[Word] = field(default_factory=list)
    right: list[Word] = field(default_factory=list)
    joined: bool = False
    slip: tuple[Word, Word] | None = None


def pair(one: Name, other: Name) -> Pairing:
    """Exact words first, then other spellings, words written in one, and at last one slip."""
    found = Pairing(left=[], right=list(other.words))
    for word in one.words:
        _take(found, word, _equal(word, found.right))
    if found.left and found.right and not _hopeless(found):
        _spellings(found)
        _joins(found, one, other)
        _slip(found)
    return found


def plainly_other(one: Name, other: Name) -> bool:
    """The quick answer for most that share a frequent word: the same own words, and on both sides another trade or place."""
    return one.own == other.own and bool(one.known - other.known) and bool(other.known - one.known)


def _take(found: Pairing, word: Word, partner: Word | None) -> None:
    if partner is None:
        found.left.append(word)
    else:
        found.right.remove(partner)
        found.shared.append((word, partner))


def _equal(word: Word, among: list[Word]) -> Word | None:
    text = word.text
    for other in among:
        if other.text == text:
            return other
    return None


def _hopeless(found: Pairing) -> bool:
    """Two words of its own on either side are two different names, however they are spelled."""
    return _own(found.left) > 2 and _own(found.right) > 2


def _own(words: list[Word]) -> int:
    return sum(word.sort is Sort.OWN for word in words)


def _spellings(found: Pairing) -> None:
    """Müller is Mueller and Muller, Bank's is Bank."""
    for word in tuple(found.left):
        for other in tuple(found.right):
            if word.text == other.plain or word.plain in (other.text, other.plain):
                _share(found, word, other)
                break


def _share(found: Pairing, word: Word, other: Word) -> None:
    found.left.remove(word)
    found.right.remove(other)
    found.shared.append((word, other))


def _joins(found: Pairing, one: Name, other: Name) -> None:
    """Two neighbours of one name that are one word of the other."""
    for word in tuple(found.right):
        if whole := _take_parts(found.left, one, word):
            found.right.remove(word)
            found.shared.append((whole, word))
            found.joined = True
    for word in tuple(found.left):
        if whole := _take_parts(found.right, other, word):
            found.left.remove(word)
            found.shared.append((word, whole))
            found.joined = True


def _take_parts(rest: list[Word], name: Name, word: Word) -> Word | None:
    """The two words of a name that make this one, taken out of what is left; never numbers: 1&1 is not 11."""
    for first, second in pairwise(name.words):
        fits = first.raw + second.raw == word.raw and word.sort is not Sort.NUMBER
        if fits and first in rest and second in rest and first != second:
            rest.remove(first)
            rest.remove(second)
            return word._replace(sort=min(first.sort, second.sort))
    return None


def _slip(found: Pairing) -> None:
    """The likeliest slip, and only one: with more of them it is another name."""
    rest = len(found.left) == len(found.right) == 1 and _agrees(found)
    likely = [
        (OSA.distance(word.raw, other.raw), sorted((word.raw, other.raw)), word, other)
        for word in found.left
        for other in found.right
        if _mistakable(word, other)
        and (is_slip(word.raw, other.raw) or (rest and short_slip(word.raw, other.raw)))
    ]
    if likely:
        _, _, word, other = min(likely, key=itemgetter(0, 1))
        _share(found, word, other)
        found.slip = word, other


def _agrees(found: Pairing) -> bool:
    """Whether what is shared is a long name already, with a word of its own."""
    return len(found.shared) >= LONG_NAME and any(a.sort is b.sort is Sort.OWN for a, b in found.shared)


def _mistakable(one: Word, other: Word) -> bool:
    """Two known words are two words, and numbers are never nearly the same."""
    return Sort.OWN in (one.sort, other.sort) and Sort.NUMBER not in (one.sort, other.sort)


def is_slip(one: str, other: str) -> bool:
    """Whether two words could be one that somebody mistyped or wrote as it sounds."""
    shorter = min(len(one), len(other))
    if shorter < SLIP or (wrong := OSA.distance(one, other, score_cutoff=2)) > 2:
        return False
    if sound(one) == sound(other):
        return True
    if wrong == 1:
        return shorter >= LONG or one[0] == other[0]
    return shorter >= TWO_SLIPS and (one[:EDGE] == other[:EDGE] or one[-EDGE:] == other[-EDGE:])


def plain_slip(one: str, other: str) -> bool:
    """A slip that hardly could be another company: a swap, a letter too many or too few, or any in a long word."""
    if sound(one) == sound(other):
        return True
    if OSA.distance(one, other) > 1:
        return False
    replaced = len(one) == len(other) and sorted(one) != sorted(other)
    return min(len(one), len(other)) >= (LONG if replaced else LONGER)


def short_slip(one: str, other: str) -> bool:
    """One letter of a short word; only a long name that agrees in all the rest makes a slip of it."""
    return min(len(one), len(other)) >= SHORT and OSA.distance(one, other, score_cutoff=1) == 1
