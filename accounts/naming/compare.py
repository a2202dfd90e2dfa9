"""Whether two names are one company's: what speaks against it costs, and what is left is the score.

No number here was fitted to data; each says only on which side of the lines of `values.py` one difference alone,
and two together, shall fall.
"""

from accounts.naming.forms import contradict
from accounts.naming.lists import Sort
from accounts.naming.name import Name, Word, named
from accounts.naming.pairing import LONG_NAME, Pairing, pair, plain_slip
from accounts.naming.values import NameMatch, match

ANOTHER = 0.7  # another company
ORDER = 0.05
SPACING = 0.03
NO_FORM = 0.02
OTHER_FORM = 0.25
DOUBTFUL_FRONT = 0.12
ORDER_OF_GENERIC = 0.15
PLACE = 0.2
STRUCTURE = 0.22
TRADE = 0.35
NUMBER = 0.35
EXTRA = 0.4
MORE = 0.06  # each further word of the kind
SERIES = 0.28  # the same long name with another number: funds, wind farms
PLAIN_SLIP = 0.15
SLIP_AMONG_WORDS = 0.25
SLIP_ALONE = 0.35
ACRONYM = 0.26
ACRONYM_OF_TWO = 0.42

Cost = tuple[float, str]


def compare_names(a: str, b: str) -> NameMatch:
    """Whether two company names mean one company; it does not matter which is named first."""
    return compare(named(a), named(b))


def compare(one: Name, other: Name) -> NameMatch:
    """The same of names that are already taken apart."""
    if not one.words or not other.words:
        return match(0.0, ("nothing",))
    costs = _spelled_alike(one, other) or _short_for(one, other) or _by_words(one, other)
    costs += _forms(one, other)
    return match(1.0 - sum(cost for cost, _ in costs), tuple(why for _, why in costs))


def _spelled_alike(one: Name, other: Name) -> list[Cost]:
    if one.texts == other.texts:
        return [(0.0, f"shared:{' '.join(one.texts)}")]
    if one.solid == other.solid and _numbers(one.words) == _numbers(other.words):
        return [(SPACING, f"spacing:{_raw(one.words)}|{_raw(other.words)}")]
    return []


def _numbers(words: tuple[Word, ...]) -> list[str]:
    return sorted(word.text for word in words if word.sort is Sort.NUMBER)


def _raw(words: tuple[Word, ...] | list[Word]) -> str:
    return " ".join(word.raw for word in words)


def _short_for(one: Name, other: Name) -> list[Cost]:
    """BMW and Bayerische Motoren Werke: likely, never certain."""
    if one.short in other.initials:
        short, long = one, other
    elif other.short in one.initials:
        short, long = other, one
    else:
        return []
    why = f"acronym:{_raw(one.words)}|{_raw(other.words)}"
    cost = ACRONYM if len(short.short) > 2 else ACRONYM_OF_TWO
    with_place = len(short.short) >= len(long.words) and not _all_places(short)  # the C of ICBC is China
    return [(cost, why), *([] if with_place else _places(one, other))]


def _places(one: Name, other: Name) -> list[Cost]:
    here, there = _all_places(one), _all_places(other)
    if here == there:
        return []
    return [(ANOTHER if here - there and there - here else PLACE, _both("place", here, there))]


def _all_places(name: Name) -> set[str]:
    return {word.text for word in name.words if word.sort is Sort.PLACE}


def _both(why: str, here: set[str], there: set[str]) -> str:
    return f"{why}:{' '.join(sorted(here - there))}|{' '.join(sorted(there - here))}"


def _by_words(one: Name, other: Name) -> list[Cost]:
    found = pair(one, other)
    shared = [(a, b) for a, b in found.shared if _makes(a, one, found) and _makes(b, other, found)]
    if not shared:
        return [(ANOTHER, f"{'generic' if found.shared else 'other'}:{_rest(found)}")]
    costs: list[Cost] = [(0.0, f"shared:{' '.join(a.text for a, _ in found.shared)}")]
    if found.slip:
        costs.append(_slip(found, found.slip))
    if found.joined:
        costs.append((SPACING, f"spacing:{_raw(one.words)}|{_raw(other.words)}"))
    if found.left and found.right:
        costs.append(_both_sides(found, shared))
    elif found.left or found.right:
        costs += _one_side(found, shared)
    elif not found.joined and _in_other_order(found, other):
        costs.append((ORDER if one.anchored is Sort.OWN else ORDER_OF_GENERIC, "order"))
    return costs


def _makes(word: Word, name: Name, found: Pairing) -> bool:
    """Whether a word makes the company. A generic one must be written right for that, and as one word."""
    exact = found.slip is None and not found.joined
    return word.sort <= name.anchored and (exact or word.sort < Sort.TRADE)


def _rest(found: Pairing) -> str:
    return f"{_raw(found.left)}|{_raw(found.right)}"


def _slip(found: Pairing, slip: tuple[Word, Word]) -> Cost:
    one, other = slip[0].raw, slip[1].raw
    doubtful = SLIP_AMONG_WORDS if len(found.shared) > 1 else SLIP_ALONE
    return PLAIN_SLIP if plain_slip(one, other) else doubtful, f"typo:{one}|{other}"


def _both_sides(found: Pairing, shared: list[tuple[Word, Word]]) -> Cost:
    """Each name has a word that the other lacks; `plainly_other` rests on what this says of places and trades."""
    sorts = {word.sort for word in found.left + found.right}
    own = any(a.sort is Sort.OWN for a, _ in shared)
    if sorts == {Sort.NUMBER} and own and len(found.shared) >= LONG_NAME:
        return SERIES, f"series:{_rest(found)}"
    if sorts == {Sort.STRUCTURE} and own:
        return TRADE, f"structure:{_rest(found)}"
    if all(a.sort >= Sort.TRADE for a, _ in shared):
        return ANOTHER, f"generic:{_rest(found)}"
    kind = _WORDS[sorts.pop()] if len(sorts) == 1 and Sort.OWN not in sorts else "other"
    return ANOTHER, f"{kind}:{_rest(found)}"


def _one_side(found: Pairing, shared: list[tuple[Word, Word]]) -> list[Cost]:
    """One name has words that the other lacks: a branch, a trade, a longer name."""
    rest = found.left or found.right
    if [word.text for word in rest] == ["1"] and len(found.shared) >= LONG_NAME:
        return [(SERIES, f"series:{_rest(found)}")]  # the first of a series often has no number yet
    costs: list[Cost] = []
    for sort in sorted({word.sort for word in rest}):
        words = [word for word in rest if word.sort is sort]
        why = f"{_WORDS[sort]}:{_raw(words)}|" if found.left else f"{_WORDS[sort]}:|{_raw(words)}"
        costs.append((_extra(sort, len(words), shared), why))
    return costs


_WORDS = {Sort.OWN: "extra"} | {sort: sort.name.lower() for sort in Sort if sort is not Sort.OWN}
_EXTRA = {
    Sort.OWN: EXTRA,
    Sort.NUMBER: NUMBER,
    Sort.PLACE: PLACE,
    Sort.TRADE: TRADE,
    Sort.STRUCTURE: STRUCTURE,
}


def _extra(sort: Sort, words: int, shared: list[tuple[Word, Word]]) -> float:
    """What words cost that only one name has. Where a name has no word of its own, each of its words counts."""
    own = sum(a.sort is Sort.OWN or b.sort is Sort.OWN for a, b in shared)
    placed = shared[0][0].sort in (Sort.PLACE, Sort.NUMBER)
    if not own and not (placed and sort in (Sort.PLACE, Sort.STRUCTURE)):
        return ANOTHER
    if sort is Sort.OWN and (own < 2 or words > 1):
        return ANOTHER
    return _EXTRA[sort] + MORE * (words - 1)


def _in_other_order(found: Pairing, other: Name) -> bool:
    return [b for _, b in found.shared] != list(other.words) and found.slip is None


def _forms(one: Name, other: Name) -> list[Cost]:
    costs: list[Cost] = []
    if contradict(one.forms, other.forms):
        costs.append((OTHER_FORM, _both("form", set(one.forms), set(other.forms))))
    elif bool(one.forms) != bool(other.forms):
        costs.append((NO_FORM, _both("form", set(one.forms), set(other.forms))))
    if (one.doubtful and not other.forms) or (other.doubtful and not one.forms):
        costs.append((DOUBTFUL_FRONT, "front"))
    return costs
