"""The effects of a rulebook, its texts for people, and what these name in braces."""

import re
from collections.abc import Iterator

from rules.model import Effect, Rulebook
from rules.problems import Path

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def named_in(text: str) -> list[str]:
    """What stands in braces."""
    return _PLACEHOLDER.findall(text)


def effects(book: Rulebook) -> Iterator[tuple[Path, Effect, bool]]:
    """Every effect, its place, and whether it is that of a rule that looks at each contact."""
    for number, rule in enumerate(book.rules):
        for index, effect in enumerate(rule.then):
            yield ("rules", number, "then", index), effect, rule.for_each is not None


def texts(book: Rulebook) -> Iterator[tuple[Path, str, bool]]:
    """Every text, its place, and whether it may name a contact."""
    for path, effect, of_contact in effects(book):
        if effect.task:
            yield (*path, "task", "title"), effect.task.title, of_contact
        if effect.note:
            yield (*path, "note", "text"), effect.note.text, of_contact
        if effect.notify:
            yield (*path, "notify", "text"), effect.notify.text, of_contact
        for target, text in (effect.set or {}).items():
            yield (*path, "set", target), text, of_contact
    for name, play in book.plays.items():
        for index, step in enumerate(play.steps):
            yield ("plays", name, "steps", index, "task", "title"), step.task.title, True
