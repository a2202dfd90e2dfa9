"""Comparisons of numbers: at least, at most, more than, less than."""

from collections.abc import Callable, Mapping
from operator import ge, gt, le, lt
from typing import Any

from accounts.metrics import Fact, Span
from accounts.values import Moment
from rules.conditions import Leaf, Op, Sort
from rules.judging.comparison import Comparison, Judge, Kind, Said, between, in_both, mismatch, number
from rules.judging.fields import Fields
from rules.judging.looking import Now, Seen
from rules.judging.matching import Test, one
from rules.judging.spelling import As, plain
from rules.language import constants

COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    Op.AT_LEAST: ge,
    Op.AT_MOST: le,
    Op.MORE_THAN: gt,
    Op.LESS_THAN: lt,
}
PLAIN = frozenset(
    {
        *("company", "contact", "deal", "ticket", "since", "until", "changed"),
        *("cycle", "deals", "tickets", "engagement", "relationship", "score", "signals", "stage"),
        *("tier", "programme", "role", "funnel", "may"),
    }
)
"""Metrics whose value is one value; others are counts, of which parts may be unknown."""

_YES = {Op.AT_LEAST: "$gte", Op.MORE_THAN: "$gt", Op.AT_MOST: "$lte", Op.LESS_THAN: "$lt"}
_NO = {Op.AT_LEAST: "$lt", Op.MORE_THAN: "$lte", Op.AT_MOST: "$gt", Op.LESS_THAN: "$gte"}


class Ordered(Comparison):
    timeless = True

    def compared(self, seen: Any, _now: Now) -> Said:
        wanted: Any = self.leaf.wanted
        if number(seen) and number(wanted):
            return Said(COMPARE[self.leaf.op](seen, wanted), seen)
        return Said(None, seen, mismatch(seen, wanted))

    def spanned(self, span: Span) -> Said:
        """A count between two numbers says yes where both of them say yes, and no where both say no."""
        wanted: Any = self.leaf.wanted
        if not number(wanted):
            return Said(None, span.low, mismatch(span.low, wanted))
        compare = COMPARE[self.leaf.op]
        low, high = compare(span.low, wanted), compare(span.high, wanted)
        return Said(low if low == high else None, span.low, between(span))

    def judging(self) -> Judge:
        wanted: Any = self.leaf.wanted
        compare, otherwise = COMPARE[self.leaf.op], super().judging()
        if not number(wanted):
            return otherwise

        def judge(value: Seen, now: Now) -> bool | None:
            if type(value) is int or type(value) is float:
                return compare(value, wanted)
            return otherwise(value, now)

        return judge

    def test(self, fields: Fields, *, yes: bool) -> Test:
        """A count between two numbers is surely at least three where its low end is, surely not where its high end is not."""
        op, wanted = self.leaf.op, self.leaf.wanted
        if not isinstance(wanted, (int, float)) or not number(wanted):
            return super().test(fields, yes=yes)
        upward = op in {Op.AT_LEAST, Op.MORE_THAN}
        field = end(self.leaf, fields, high=upward != yes)
        return one(_YES[op] if yes else _NO[op], field, plain(wanted))

    def moving(self, fact: Fact, now: Now) -> Moment | None:
        wanted: Any = self.leaf.wanted
        if not number(wanted):
            return super().moving(fact, now)
        return fact.next_change(now.at, now.window(self.leaf.within), wanted)


def end(leaf: Leaf, fields: Fields, *, high: bool) -> str:
    """The field for one end of a number that may be known only between two."""
    if leaf.metric.partition(".")[0] in PLAIN:
        return fields.of(leaf, As.NUMBER)
    return fields.of(leaf, As.HIGH if high else As.LOW)


def _kind(word: str, de: str, en: str, otherwise: str, about: tuple[str, str]) -> Kind:
    return Kind(
        word,
        Ordered,
        frozenset({Sort.NUMBER, Sort.TIMES, Sort.SCORE, Sort.AGE, Sort.PROPERTY}),
        reads=constants.ordered,
        unset=constants.ordered,
        says=in_both(f"{{name}} ist {de} {{value}}", f"{{name}} is {en} {{value}}"),
        counts=in_both(f"{de} {{n}} {{noun}}", f"{en.replace('less', 'fewer')} {{n}} {{noun}}"),
        bound=in_both(de, en),
        along=f"{{name}} von {de} {{value}}",
        about=in_both(*about),
        otherwise=otherwise,
    )


KINDS = (
    _kind(
        Op.AT_LEAST, "mindestens", "at least", Op.LESS_THAN, ("Diese Zahl oder mehr.", "This number or more.")
    ),
    _kind(
        Op.AT_MOST, "höchstens", "at most", Op.MORE_THAN, ("Diese Zahl oder weniger.", "This number or less.")
    ),
    _kind(
        Op.MORE_THAN, "mehr als", "more than", Op.AT_MOST, ("Mehr als diese Zahl.", "More than this number.")
    ),
    _kind(
        Op.LESS_THAN,
        "weniger als",
        "less than",
        Op.AT_LEAST,
        ("Weniger als diese Zahl.", "Less than this number."),
    ),
)
