"""Whether a value is known at all: known and unknown."""

from typing import Any

from accounts.metrics import Age, Aggregate, Fact, Span, Turns
from accounts.values import Bad, Missing, Moment
from rules.conditions import Op
from rules.judging.comparison import ANY_SORT, Comparison, Judge, Kind, Said, between, in_both
from rules.judging.looking import Now, Seen


class Asked(Comparison):
    timeless = True

    def said(self, value: Any, _now: Now) -> Said:
        match value:
            case Missing(reason, unreadable):
                return Said(None if unreadable else self.leaf.op == Op.UNKNOWN, None, reason)
            case Bad(_, reason):
                return Said(None, None, reason)
            case Span():
                return Said(self.leaf.op == Op.UNKNOWN, value.low, between(value))
            case _:
                return Said(self.leaf.op == Op.KNOWN, value)

    def judging(self) -> Judge:
        def judge(value: Seen, now: Now) -> bool | None:
            return self.said(value, now).verdict

        return judge

    def moving(self, fact: Fact, now: Now) -> Moment | None:
        """What moves is known before and after, but for a number over things of which other ones may count then, and the
        time since or until a date.
        """
        return (
            fact.next_change(now.at, now.window(None), None)
            if isinstance(fact, (Aggregate, Age, Turns))
            else None
        )


KINDS = (
    Kind(
        Op.KNOWN,
        Asked,
        ANY_SORT,
        says=in_both("{name} ist bekannt", "{name} is known"),
        along="Angabe bei {name}",
        counts=in_both("Zahl bekannt: {noun}", "number known: {noun}"),
        about=in_both("Es steht ein Wert da, den man lesen kann.", "There is a value that can be read."),
        otherwise=Op.UNKNOWN,
    ),
    Kind(
        Op.UNKNOWN,
        Asked,
        ANY_SORT,
        says=in_both("{name} ist nicht bekannt", "{name} is not known"),
        along="leerem Feld {name}",
        counts=in_both("Zahl unbekannt: {noun}", "number unknown: {noun}"),
        about=in_both("Es steht kein Wert da.", "There is no value."),
        otherwise=Op.KNOWN,
    ),
)
