"""The lines of a score in words, German and English: when, what, who, what it was worth, and what is left of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from typing import Literal

from accounts.engagement.breakdown import Line
from accounts.values import Moment

Language = Literal["de", "en"]
_MONTHS: Mapping[Language, str] = {
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "en": "January February March April May June July August September October November December",
}
_TEXTS: Mapping[Language, Mapping[str, str]] = {
    "de": {
        "day": "{day}. {month}",
        "point": "1 Punkt",
        "points": "{points} Punkte",
        "tier": "Tier",
        "today": "heute",
        "then": "am {day}",
        "left": "{when} noch {points}",
        "nothing": "{when} nichts mehr",
        "elsewhere": "zählt hier nicht",
    },
    "en": {
        "day": "{day} {month}",
        "point": "1 point",
        "points": "{points} points",
        "tier": "tier",
        "today": "today",
        "then": "on {day}",
        "left": "{points} left {when}",
        "nothing": "nothing left {when}",
        "elsewhere": "does not count here",
    },
}


@dataclass(frozen=True)
class Teller:
    """How to say it. Names of signals, of people by contact id, and of roles; what has none is called as it is."""

    language: Language = "en"
    zone: tzinfo = UTC
    signals: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)
    tier: str = ""  # the name of the account's tier

    def line(self, line: Line, at: Moment, today: Moment | None = None) -> str:
        """One line of the score at the moment `at`; `today`: the present moment, where `at` is an earlier one.

        As in: 3. März: Whitepaper geladen, Jana Brandt, 15 Punkte x 2 (Entscheiderin), heute noch 11
        """
        now = self._date(at)
        what = self.signals.get(line.signal, line.signal)
        who = self.people.get(line.contact, line.contact)
        parts = [part for part in (what, who, self._worth(line), self._left(line, at, today)) if part]
        return f"{self._day(self._date(line.at), now)}: {', '.join(parts)}"

    def _worth(self, line: Line) -> str:
        texts, points = _TEXTS[self.language], self.number(line.points)
        said = texts["point"] if points == "1" else texts["points"].format(points=points)
        if line.weight != 1:
            role = self.roles.get(line.role, line.role)
            said += f" x {self.number(line.weight)}" + (f" ({role})" if role else "")
        if line.tier != 1:
            said += f" x {self.number(line.tier)} ({self.tier or texts['tier']})"
        return said

    def _left(self, line: Line, at: Moment, today: Moment | None) -> str:
        texts, now = _TEXTS[self.language], self._date(at)
        if not line.counts:
            return texts["elsewhere"]
        is_today = today is None or self._date(today) == now
        when = (
            texts["today"] if is_today else texts["then"].format(day=self._day(now, self._date(today or at)))
        )
        points = self.number(line.left)
        return texts["nothing" if points == "0" else "left"].format(when=when, points=points)

    def number(self, value: float) -> str:
        """To a tenth; a comma in German."""
        said = f"{value:.1f}".removesuffix(".0")
        return said.replace(".", ",") if self.language == "de" else said

    def _date(self, at: Moment) -> date:
        return datetime.fromtimestamp(at, tz=self.zone).date()

    def _day(self, day: date, now: date) -> str:
        """With the year where it is another one than now."""
        month = _MONTHS[self.language].split()[day.month - 1]
        said = _TEXTS[self.language]["day"].format(day=day.day, month=month)
        return said if day.year == now.year else f"{said} {day.year}"
