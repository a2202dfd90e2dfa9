"""Advice on names that were declared and are never used: conditions, metrics, permissions, people, pools, plays."""

from collections.abc import Iterator

from rules.conditions import Condition, Leaf, Named, parts_of
from rules.language.texts import effects
from rules.language.vocabulary import conditions
from rules.model import Rulebook
from rules.problems import Complaint, Path


def unused(book: Rulebook) -> Iterator[Complaint]:
    used = _used(book)
    for section, what, why in (
        ("conditions", "condition", ""),
        ("metrics", "metric", ""),
        ("may", "permission", " So it protects nobody."),
        ("plays", "play", ""),
    ):
        for name in getattr(book, section):
            if f"{section}.{name}" not in used:
                message = f"Nothing asks for the {what} '{name}'.{why}"
                yield _never((section, name), message, name)
    for name in book.people.persons:
        if f"people.{name}" not in used:
            yield _never(("people", name), f"Nothing is given to '{name}'.", name)
    for name in book.people.pools:
        if f"pools.{name}" not in used:
            yield _never(
                ("people", "pools", name), f"Nobody stands in for anybody from the pool '{name}'.", name
            )


def _never(path: Path, message: str, name: str) -> Complaint:
    return Complaint("never-used", message, "Use it, or remove it.", path, "", name)


def _used(book: Rulebook) -> set[str]:
    used = {name for _, condition in conditions(book) for name in _named(condition)}
    given = [step.task.to for play in book.plays.values() for step in play.steps]
    for _, effect, _ in effects(book):
        given += [doing.to for doing in (effect.task, effect.notify, effect.assign_owner) if doing]
        used |= {f"plays.{effect.play}"}
    pools = [person.else_.pool for person in book.people.persons.values() if person.else_]
    if book.handover:
        given.append(book.handover.to)
        outside = book.handover.outside_key_accounts
        pools += [outside.to.pool] if outside else []
    return used | {f"people.{name}" for name in given} | {f"pools.{name}" for name in pools}


def _named(condition: Condition) -> Iterator[str]:
    """The names a condition uses itself, or through one that it uses."""
    if isinstance(condition, Named):
        yield condition.name
    if isinstance(condition, Leaf):
        yield condition.metric
    for part in parts_of(condition):
        yield from _named(part)
