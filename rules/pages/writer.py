"""What writes the sentences of a rulebook's page, in one language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rules.conditions import Condition
from rules.language.parsing import format_duration
from rules.model import Rulebook
from rules.pages import inwords
from rules.pages.texts import TEXTS
from rules.wording import labels
from rules.wording.nouns import ROLES


@dataclass(frozen=True)
class Writer:
    book: Rulebook
    language: str

    def say(self, sentence: str, /, **values: object) -> str:
        """The sentence of this name; it begins with a capital."""
        text = TEXTS[self.language][sentence].format(**values)
        return text[:1].upper() + text[1:]

    def part(self, sentence: str, /, **values: object) -> str:
        """A part of a sentence."""
        return TEXTS[self.language][sentence].format(**values)

    def asked(self, condition: Condition) -> str:
        return inwords.asked(condition, self.language)

    def span(self, seconds: int) -> str:
        """As it stands after a preposition."""
        return inwords.span(format_duration(seconds), self.language, dative=True)

    def lasting(self, seconds: int) -> str:
        return inwords.span(format_duration(seconds), self.language)

    def word(self, name: str) -> str:
        return labels.word(name, self.language)

    def words(self, names: Iterable[str]) -> str:
        return ", ".join(self.word(name) for name in names)

    def either(self, names: Iterable[str]) -> str:
        return self.part("or").join(self.word(name) for name in names)

    def roles(self, wanted: Mapping[str, int]) -> str:
        return ", ".join(f"{count} {self.role(name, count)}" for name, count in wanted.items())

    def role(self, name: str, count: int) -> str:
        return ROLES[self.language].get(name, (name, name))[count != 1]

    def said(self, plain: object) -> str:
        return inwords.said(plain, self.language)
