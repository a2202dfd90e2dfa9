"""Comparisons of words: contains."""

from typing import Any

from rules.comparison import Comparison, Judge, Said, mismatch
from rules.looking import Now, Seen


class Contains(Comparison):
    """A part of a text, or one of several options."""

    timeless = True

    def compared(self, seen: Any, _now: Now) -> Said:
        wanted: Any = self.leaf.wanted
        match seen:
            case tuple():
                return Said(wanted.casefold() in {member.casefold() for member in seen}, seen)
            case str():
                return Said(wanted.casefold() in seen.casefold(), seen)
            case _:
                return Said(None, seen, mismatch(seen, wanted))

    def judging(self) -> Judge:
        otherwise, wanted = super().judging(), str(self.leaf.wanted).casefold()

        def judge(value: Seen, now: Now) -> bool | None:
            if type(value) is str:
                return wanted in value.casefold()
            if type(value) is tuple:
                return wanted in [member.casefold() for member in value]
            return otherwise(value, now)

        return judge
