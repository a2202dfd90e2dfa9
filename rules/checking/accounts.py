"""Checks of how contacts become accounts, of whom a buying center consists, and of what counts as a signal."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator

from rules.language.accounts import BuyingUnit
from rules.language.engagement import Signal
from rules.language.fixed import NO_TIER
from rules.language.vocabulary import wanted_roles
from rules.model import Rulebook
from rules.problems import Complaint, Path, did_you_mean
from rules.wording.nouns import BUYING_ROLES


def once_each(book: Rulebook) -> Iterator[Complaint]:
    """Nothing is named twice where the order counts."""
    accounts = book.accounts
    for key in ("match", "tie_breakers", "branches_by"):
        yield from _twice(getattr(accounts, key), ("accounts", key))


def _twice(names: Iterable[str], path: Path) -> Iterator[Complaint]:
    seen: set[str] = set()
    for index, name in enumerate(names):
        if name in seen:
            message = f"'{name}' stands here twice."
            yield Complaint("duplicate-name", message, "Name it once.", (*path, index), about=str(path[-1]))
        seen.add(name)


def domains(book: Rulebook) -> Iterator[Complaint]:
    """A domain is of one kind."""
    for index, domain in enumerate(book.accounts.company_mail):
        if domain in book.accounts.free_mail:
            message, path = f"'{domain}' is free mail already.", ("accounts", "company_mail", index)
            hint = "Name it in one of the two lists."
            yield Complaint("duplicate-name", message, hint, path, about=domain)


def units(book: Rulebook) -> Iterator[Complaint]:
    """A unit is told by one thing, and writes below a prefix of its own."""
    prefixes = Counter(unit.prefix for unit in book.accounts.buying_units.values())
    for name, unit in book.accounts.buying_units.items():
        path: Path = ("accounts", "buying_units", name)
        yield from _told_by_one_thing(unit, path)
        if unit.prefix == book.prefix or prefixes[unit.prefix] > 1:
            whose = "that of the rulebook" if unit.prefix == book.prefix else "that of another unit"
            message, hint = f"The prefix '{unit.prefix}' is {whose}.", "Choose one of its own."
            yield Complaint("duplicate-name", message, hint, (*path, "prefix"), about=unit.prefix, value=True)


def _told_by_one_thing(unit: BuyingUnit, path: Path) -> Iterator[Complaint]:
    hint = "Write a label, or a property and 'is'."
    if (unit.label is None) == (unit.property is None):
        says = "Both a label and a property say" if unit.label else "Nothing says"
        yield Complaint("wrong-value", f"{says} whose unit this is.", hint, path)
    elif (unit.property is None) != (unit.is_ is None):
        lacking, present = ("is", "property") if unit.property else ("property", "is")
        yield Complaint("missing-key", f"'{present}' needs '{lacking}' beside it.", hint, (*path, present))


def exclusions(book: Rulebook) -> Iterator[Complaint]:
    if NO_TIER in book.accounts.excluded:
        message, path = (
            f"'{NO_TIER}' stands for accounts that nothing excludes.",
            ("accounts", "excluded", NO_TIER),
        )
        yield Complaint("duplicate-name", message, "Choose another name.", path)


def roles(book: Rulebook) -> Iterator[Complaint]:
    """Labels and weights name roles that somebody can have, or that are wanted."""
    known = dict.fromkeys([*BUYING_ROLES, *wanted_roles(book)])
    for label, role in book.buying_center.labels.items():
        if role not in known:
            path: Path = ("buying_center", "labels", label)
            yield _unknown_role(role, known, path, value=True)
    for role in book.engagement.weights.role:
        if role not in {*known, *book.buying_center.labels.values()}:
            yield _unknown_role(role, known, ("engagement", "weights", "role", role), value=False)


def _unknown_role(role: str, known: Collection[str], path: Path, *, value: bool) -> Complaint:
    message, hint = f"No role '{role}' is known or wanted.", did_you_mean(role, known)
    return Complaint("unknown-role", message, hint, path, about=role, value=value)


def signals(book: Rulebook) -> Iterator[Complaint]:
    """A signal is read from one thing, with the keys that belong to it."""
    for name, signal in book.engagement.signals.items():
        path: Path = ("engagement", "signals", name)
        found = [key for key, value in _sources(signal) if value is not None]
        if len(found) != 1:
            says = f"'{found[0]}' and '{found[1]}' say" if found else "Nothing says"
            hint = "Write one of 'when', 'from' and 'list'."
            yield Complaint("wrong-value", f"{says} what this signal is.", hint, path)
        for key, value, belongs in (("where", signal.where, "from"), ("matches", signal.matches, "when")):
            if value is not None and belongs not in found:
                message = f"'{key}' needs '{belongs}' beside it."
                yield Complaint("wrong-value", message, f"Remove '{key}'.", (*path, key))


def _sources(signal: Signal) -> Iterator[tuple[str, object]]:
    yield from (("when", signal.when), ("from", signal.from_), ("list", signal.list))


def fading(book: Rulebook) -> Iterator[Complaint]:
    if book.engagement.half_life is not None and book.engagement.window is not None:
        message, path = "Points fade by 'half_life' or end with 'window', not both.", ("engagement", "window")
        yield Complaint("wrong-value", message, "Remove one of them.", path)


CHECKS: tuple[Callable[[Rulebook], Iterator[Complaint]], ...] = (
    once_each,
    domains,
    units,
    exclusions,
    roles,
    signals,
    fading,
)
