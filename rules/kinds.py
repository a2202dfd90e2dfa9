"""Every kind of comparison by its operator. A new kind of condition on a value is a class in a file, and a line here."""

from collections.abc import Mapping

from rules.asked import Asked
from rules.comparison import Comparison
from rules.conditions import Leaf, Op
from rules.dated import Dated
from rules.equal import Is, IsAnyOf, IsNot
from rules.ordered import Ordered
from rules.worded import Contains

KINDS: Mapping[Op, type[Comparison]] = {
    Op.IS: Is,
    Op.IS_NOT: IsNot,
    Op.IS_ANY_OF: IsAnyOf,
    Op.AT_LEAST: Ordered,
    Op.AT_MOST: Ordered,
    Op.MORE_THAN: Ordered,
    Op.LESS_THAN: Ordered,
    Op.BEFORE: Dated,
    Op.AFTER: Dated,
    Op.CONTAINS: Contains,
    Op.KNOWN: Asked,
    Op.UNKNOWN: Asked,
}


def comparison(leaf: Leaf) -> Comparison:
    """The leaf, compiled."""
    return KINDS[leaf.op](leaf)
