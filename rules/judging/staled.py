"""Whether nobody has confirmed a value for long: stale."""

from typing import Any

from accounts.values import Missing
from rules.conditions import Sort
from rules.judging.comparison import Comparison, Judge, Kind, Said, in_both, mismatch, number
from rules.judging.looking import Now, Seen
from rules.language import constants

CHANGED = "changed."
"""Before the name of a property: how long ago it was written last, in seconds. This is what the comparison looks at."""


class Stale(Comparison):
    """Written longer ago than that; an empty value is as stale as can be, an unreadable one nobody can judge."""

    timeless = True

    def said(self, value: Seen, now: Now) -> Said:
        if isinstance(value, Missing) and not value.unreadable:
            return Said(True, None, value.reason)
        return super().said(value, now)

    def compared(self, seen: Any, _now: Now) -> Said:
        wanted: Any = self.leaf.wanted
        return Said(seen >= wanted, seen) if number(seen) else Said(None, seen, mismatch(seen, wanted))

    def judging(self) -> Judge:
        return lambda value, now: self.said(value, now).verdict

    def moving(self, fact: Any, now: Now) -> int | None:
        wanted: Any = self.leaf.wanted
        moment: int | None = fact.next_change(now.at, now.window(None), wanted)
        return moment


KINDS = (
    Kind(
        "stale",
        Stale,
        frozenset({Sort.PROPERTY}),
        reads=constants.span,
        says=in_both("{name} ist seit {value} nicht bestätigt", "{name} has not been confirmed for {value}"),
        denies=in_both("{name} wurde innerhalb von {value} bestätigt", "{name} was confirmed within {value}"),
        about=in_both(
            "Der Wert wurde so lange nicht geschrieben, oder es gibt keinen.",
            "The value was not written for that long, or there is none.",
        ),
    ),
)
