"""Short keys under which a name is filed: two names that might mean one company share at least one.

`w` a word that makes the company, or what stands for one: two words in one, initials, the name in one word
`g` all words of a name that has only generic ones
`t` a word with one letter left out, `b` and `e` the beginning and the end of a long one: for slips of the pen
"""

from collections.abc import Iterator
from itertools import pairwise

from accounts.naming.lists import Sort
from accounts.naming.name import Name, Word, named
from accounts.naming.pairing import EDGE, SLIP, TWO_SLIPS
from accounts.naming.spelling import sound


def name_keys(name: str) -> frozenset[str]:
    """The keys of a name; none for a name that is empty or only a legal form."""
    return keys_of(named(name))


def keys_of(name: Name) -> frozenset[str]:
    if not name.words:
        return frozenset()
    keys = {f"w{sound(name.solid)}"}
    keys.update(f"w{sound(short)}" for short in name.initials)
    if name.short:
        keys.add(f"w{sound(name.short)}")
    keys.update(_neighbours(name))
    if name.anchored is Sort.STRUCTURE:
        keys.add(f"g{' '.join(sorted(name.texts))}")
        return frozenset(keys)
    anchors = {word for word in name.words if word.sort <= name.anchored}
    for word in anchors:
        keys.update((f"w{sound(word.text)}", f"w{sound(word.plain)}"))
    if len(anchors) == 1 or not name.own:
        keys.update(slip for word in anchors for slip in _slips(word))
    return frozenset(keys)


def _neighbours(name: Name) -> Iterator[str]:
    for first, second in pairwise(name.words):
        if min(first.sort, second.sort) <= name.anchored:
            yield f"w{sound(first.raw + second.raw)}"


def _slips(word: Word) -> Iterator[str]:
    """Only where a slip could hide the company: of two own words, the one without a slip is found."""
    text = word.raw
    if word.sort is Sort.NUMBER or len(text) < SLIP:
        return
    if len(text) <= TWO_SLIPS:
        yield f"t{text}"
        yield from (f"t{text[:at]}{text[at + 1 :]}" for at in range(len(text)))
    if len(text) >= TWO_SLIPS - 1:
        yield f"b{text[:EDGE]}"
        yield f"e{text[-EDGE:]}"
