"""Every kind of comparison by its operator. A new kind of condition on a value is a class in a file, and a line here."""

from collections.abc import Mapping

from rules.conditions import Leaf
from rules.judging import asked, dated, equal, ordered, staled, worded
from rules.judging.comparison import Comparison, Kind

KINDS: Mapping[str, Kind] = {
    kind.word: kind
    for kind in (
        *equal.KINDS,
        *ordered.KINDS,
        *dated.KINDS,
        *worded.KINDS,
        *asked.KINDS,
        *staled.KINDS,
    )
}


def comparison(leaf: Leaf) -> Comparison:
    """The leaf, compiled."""
    return KINDS[leaf.op].comparison(leaf)
