"""Comparisons of days: before and after, a date or today."""

from datetime import date, timedelta
from typing import Any

from accounts.metrics import Const, Fact
from accounts.values import Missing, Moment
from rules.conditions import TODAY, Leaf, Op, Sort
from rules.judging.ageing import beginning
from rules.judging.comparison import Comparison, Judge, Kind, Said, in_both, mismatch
from rules.judging.looking import Now, Seen, day_of
from rules.language import constants


class Dated(Comparison):
    """Compares days where the book says days begin; a moment stands for the day on which it falls there."""

    def __init__(self, leaf: Leaf) -> None:
        self.moves_with_the_day = leaf.wanted == TODAY
        super().__init__(leaf)

    def compared(self, seen: Any, now: Now) -> Said:
        day = day_of(seen, now.tz)
        wanted = now.today if self.moves_with_the_day else self.leaf.wanted
        if day is None or not isinstance(wanted, date):
            return Said(None, seen, mismatch(seen, date.min))
        return Said(day < wanted if self.leaf.op == Op.BEFORE else day > wanted, seen)

    def judging(self) -> Judge:
        otherwise, before, wanted = super().judging(), self.leaf.op == Op.BEFORE, self.leaf.wanted
        daily = self.moves_with_the_day

        def judge(value: Seen, now: Now) -> bool | None:
            day = now.today if daily else wanted
            if type(value) is date and isinstance(day, date):
                return value < day if before else value > day
            return otherwise(value, now)

        return judge

    def candidate(self, fact: Fact, now: Now, before: Moment | None = None) -> Moment | None:
        if isinstance(fact, Const):
            return self._midnight(fact, now) if self.moves_with_the_day else None
        return super().candidate(fact, now, before)

    def _midnight(self, fact: Const, now: Now) -> Moment | None:
        """The midnight at which `today` reaches the date seen (after), or has passed it (before)."""
        value: Any = fact.value
        if isinstance(value, Missing) and not value.unreadable:
            value = self.leaf.unset_means
        day = day_of(value, now.tz)
        if day is None or day > date.max - timedelta(days=2):
            return None
        turning = day + timedelta(days=1) if self.leaf.op == Op.BEFORE else day
        midnight = beginning(turning, now.tz)
        return midnight if midnight > now.at else None


KINDS = (
    Kind(
        Op.BEFORE,
        Dated,
        frozenset({Sort.PROPERTY}),
        reads=constants.day_or_today,
        unset=constants.day,
        says=in_both("{name} liegt vor {value}", "{name} is before {value}"),
        denies=in_both("{name} liegt nicht vor {value}", "{name} is not before {value}"),
        along="{name} vor {value}",
        about=in_both(
            "Ein früherer Tag; `today` ist der Tag der Entscheidung.",
            "An earlier day; `today` is the day of the decision.",
        ),
    ),
    Kind(
        Op.AFTER,
        Dated,
        frozenset({Sort.PROPERTY}),
        reads=constants.day_or_today,
        unset=constants.day,
        says=in_both("{name} liegt nach {value}", "{name} is after {value}"),
        denies=in_both("{name} liegt nicht nach {value}", "{name} is not after {value}"),
        along="{name} nach {value}",
        about=in_both(
            "Ein späterer Tag; `today` ist der Tag der Entscheidung.",
            "A later day; `today` is the day of the decision.",
        ),
    ),
)
