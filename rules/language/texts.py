"""The effects of a rulebook, its texts for people, and what these name in braces."""

import re
from collections.abc import Callable, Iterator

from rules.model import Effect, Rule, Rulebook
from rules.problems import Path

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def named_in(text: str) -> list[str]:
    """What stands in braces."""
    return _PLACEHOLDER.findall(text)


def filled(text: str, value: Callable[[str], str]) -> str:
    """The text with what stands in braces replaced by its value."""
    return _PLACEHOLDER.sub(lambda found: value(found[1]), text)


def effects(book: Rulebook) -> Iterator[tuple[Path, Effect, bool]]:
    """Every effect, its place, and whether it is that of a rule that looks at each contact."""
    for number, rule in enumerate(book.rules):
        for index, effect in enumerate(rule.then):
            yield ("rules", number, "then", index), effect, rule.for_each is not None


def texts(book: Rulebook) -> Iterator[tuple[Path, str, bool]]:
    """Every text, its place, and whether it may name a contact."""
    for path, effect, of_contact in effects(book):
        yield from (((*path, *key), text, of_contact) for key, text in _of(effect))
    of_contacts = {name for name in book.plays if _always_of_a_contact(book, name)}
    for name, play in book.plays.items():
        for index, step in enumerate(play.steps):
            yield ("plays", name, "steps", index, "task", "title"), step.task.title, name in of_contacts


def _of(effect: Effect) -> Iterator[tuple[Path, str]]:
    if effect.task:
        yield ("task", "title"), effect.task.title
    if effect.note:
        yield ("note", "text"), effect.note.text
    if effect.notify:
        yield ("notify", "text"), effect.notify.text
    yield from ((("set", target), text) for target, text in (effect.set or {}).items())


def said_by(book: Rulebook, rule: Rule) -> Iterator[str]:
    """The texts of a rule's effects, and of the plays that it begins."""
    for effect in rule.then:
        yield from (text for _, text in _of(effect))
        if effect.play in book.plays:
            yield from (step.task.title for step in book.plays[effect.play].steps)


def _always_of_a_contact(book: Rulebook, play: str) -> bool:
    """Whether every rule that begins the play looks at each contact."""
    beginning = [rule for rule in book.rules if any(effect.play == play for effect in rule.then)]
    return bool(beginning) and all(rule.for_each is not None for rule in beginning)
