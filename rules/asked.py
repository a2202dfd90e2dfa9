"""Whether a value is known at all: known and unknown."""

from typing import Any

from accounts.metrics import Fact, Span
from accounts.values import Bad, Missing, Moment
from rules.comparison import Comparison, Judge, Said, between
from rules.conditions import Op
from rules.looking import Now, Seen


class Asked(Comparison):
    timeless = True

    def said(self, value: Any, _now: Now) -> Said:
        match value:
            case Missing(reason, unreadable):
                return Said(None if unreadable else self.leaf.op is Op.UNKNOWN, None, reason)
            case Bad(_, reason):
                return Said(None, None, reason)
            case Span():
                return Said(self.leaf.op is Op.UNKNOWN, value.low, between(value))
            case _:
                return Said(self.leaf.op is Op.KNOWN, value)

    def judging(self) -> Judge:
        def judge(value: Seen, now: Now) -> bool | None:
            return self.said(value, now).verdict

        return judge

    def moving(self, _fact: Fact, _now: Now) -> Moment | None:
        """What moves is known before and after."""
        return None
