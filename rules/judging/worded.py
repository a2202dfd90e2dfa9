"""Comparisons of words, whatever their case: contains, starts with, ends with, matches."""

from collections.abc import Callable
from typing import Any, NamedTuple

from rules.conditions import Leaf, Op, Sort
from rules.judging.comparison import Comparison, Judge, Kind, Reader, Said, in_both, mismatch
from rules.judging.looking import Now, Seen
from rules.judging.patterns import found_in
from rules.language import constants

Finder = Callable[[str], bool]


class Worded(Comparison):
    """Looks for something in a text; of several options one that has it is enough."""

    timeless = True

    def __init__(self, leaf: Leaf) -> None:
        self.has = self.finder(str(leaf.wanted))
        super().__init__(leaf)

    def finder(self, wanted: str) -> Finder:
        raise NotImplementedError

    def compared(self, seen: Any, _now: Now) -> Said:
        match seen:
            case tuple():
                return Said(any(map(self.has, seen)), seen)
            case str():
                return Said(self.has(seen), seen)
            case _:
                return Said(None, seen, mismatch(seen, self.leaf.wanted))

    def judging(self) -> Judge:
        otherwise, has = super().judging(), self.has

        def judge(value: Seen, now: Now) -> bool | None:
            return has(value) if type(value) is str else otherwise(value, now)

        return judge


class Contains(Worded):
    """A part of a text, or one of several options."""

    def finder(self, wanted: str) -> Finder:
        folded = wanted.casefold()
        return lambda text: folded in text.casefold()

    def compared(self, seen: Any, now: Now) -> Said:
        if isinstance(seen, tuple):
            folded = str(self.leaf.wanted).casefold()
            return Said(folded in {member.casefold() for member in seen}, seen)
        return super().compared(seen, now)


class StartsWith(Worded):
    def finder(self, wanted: str) -> Finder:
        folded = wanted.casefold()
        return lambda text: text.casefold().startswith(folded)


class EndsWith(Worded):
    def finder(self, wanted: str) -> Finder:
        folded = wanted.casefold()
        return lambda text: text.casefold().endswith(folded)


class Matches(Worded):
    def finder(self, wanted: str) -> Finder:
        return found_in(wanted)


class Words(NamedTuple):
    """How a kind of comparison is said in one language: yes, no, what it is for; `along` see `Kind`."""

    says: str
    denies: str
    about: str
    along: str = ""


def _kind(word: str, comparison: type[Worded], de: Words, en: Words, reads: Reader = constants.text) -> Kind:
    return Kind(
        word,
        comparison,
        frozenset({Sort.PROPERTY, Sort.TEXT, Sort.NAMES}),
        reads=reads,
        unset=constants.text,
        says=in_both(f"{{name}} {de.says}", f"{{name}} {en.says}"),
        denies=in_both(f"{{name}} {de.denies}", f"{{name}} {en.denies}"),
        along=de.along,
        of_words=True,
        about=in_both(de.about, en.about),
    )


KINDS = (
    _kind(
        Op.CONTAINS,
        Contains,
        Words(
            "enthält {value}",
            "enthält nicht {value}",
            "Ein Teil des Textes, oder eine der gewählten Optionen.",
            along="{value} in {name}",
        ),
        Words(
            "contains {value}",
            "does not contain {value}",
            "A part of the text, or one of the options chosen.",
        ),
    ),
    _kind(
        "starts_with",
        StartsWith,
        Words(
            "beginnt mit {value}",
            "beginnt nicht mit {value}",
            "Damit beginnt der Text.",
            "{value} am Anfang von {name}",
        ),
        Words("starts with {value}", "does not start with {value}", "The text begins with this."),
    ),
    _kind(
        "ends_with",
        EndsWith,
        Words(
            "endet auf {value}",
            "endet nicht auf {value}",
            "Damit endet der Text.",
            "{value} am Ende von {name}",
        ),
        Words("ends with {value}", "does not end with {value}", "The text ends with this."),
    ),
    _kind(
        "matches",
        Matches,
        Words(
            "passt auf {value}",
            "passt nicht auf {value}",
            "Ein regulärer Ausdruck (RE2), irgendwo im Text.",
            "{name} nach dem Muster {value}",
        ),
        Words(
            "matches {value}", "does not match {value}", "A regular expression (RE2), anywhere in the text."
        ),
        reads=constants.pattern,
    ),
)
