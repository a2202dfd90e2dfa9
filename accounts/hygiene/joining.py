"""Groups of what belongs together, out of pairs."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations, pairwise
from typing import TypeVar

CROWD = 200
"""Of more than these, only neighbours in the alphabet are compared: pairs grow with the square."""

T = TypeVar("T")


def pairs(some: Sequence[T], order: Callable[[T], str]) -> Iterable[tuple[T, T]]:
    """Who is to be compared with whom."""
    return combinations(some, 2) if len(some) <= CROWD else pairwise(sorted(some, key=order))


def filed(some: Iterable[T], keys: Callable[[T], Iterable[str]]) -> Iterator[list[T]]:
    """Those that share a key, where there are several."""
    found: dict[str, list[T]] = defaultdict(list)
    for one in some:
        for key in dict.fromkeys(keys(one)):
            found[key].append(one)
    return (together for together in found.values() if len(together) > 1)


def groups(found: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Whoever is paired, directly or through others, in the order in which they were found."""
    group_of: dict[str, list[str]] = {}
    for one, other in found:
        mine, theirs = group_of.setdefault(one, [one]), group_of.setdefault(other, [other])
        if mine is not theirs:
            mine += theirs
            group_of.update(dict.fromkeys(theirs, mine))
    return list({id(group): group for group in group_of.values()}.values())
