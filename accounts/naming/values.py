"""What a comparison of two names says."""

from dataclasses import dataclass
from enum import StrEnum

SAME = 0.9
"""From this score on, two names are so alike that nobody needs to be asked."""
MATCH = 0.7
"""From this score on, two names more likely mean one company than two. The measured F1 is that of this line."""
UNSURE = 0.5
"""From this score on, it is worth asking somebody."""


class NameVerdict(StrEnum):
    SAME = "same"
    UNSURE = "unsure"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class NameMatch:
    """How alike two names are, from 0 to 1, and what speaks for it and against it.

    Each piece of `because` is a word, or a word and the name's words it is about: `shared:acme`, `typo:technolgy|technology`,
    `form:gmbh|kg`. Before the bar stand the words of the first name, behind it those of the second; either may be empty.
    The words: shared, spacing, order, typo, acronym, form, front, place, number, series, structure, trade, extra, other,
    nothing (a name without a word of its own), generic (only words that many names share).
    """

    score: float
    verdict: NameVerdict
    because: tuple[str, ...] = ()


def match(score: float, because: tuple[str, ...]) -> NameMatch:
    """The verdict follows from the score alone."""
    score = round(min(max(score, 0.0), 1.0), 3)
    if score >= SAME:
        return NameMatch(score, NameVerdict.SAME, because)
    return NameMatch(score, NameVerdict.UNSURE if score >= UNSURE else NameVerdict.DIFFERENT, because)
