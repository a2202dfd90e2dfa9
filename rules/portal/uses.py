"""Which properties of a portal a rulebook reads, and where."""

from collections.abc import Iterator
from dataclasses import dataclass

from rules.advice.reads import asked
from rules.conditions import Leaf
from rules.language.texts import named_in, texts
from rules.language.vocabulary import PLACEHOLDERS, PROPERTY, bare
from rules.model import Rulebook
from rules.needs import MADE, told_by
from rules.problems import Path


@dataclass(frozen=True)
class Use:
    """A property such as `company.industry` that is read at a place; `leaf` is the comparison, where it is one."""

    name: str
    path: Path = ()
    leaf: str = ""
    comparison: Leaf | None = None
    measured: bool = False  # a number is made of it


def uses(book: Rulebook) -> Iterator[Use]:
    """In no special order; whoever is asked twice is told twice."""
    yield from _compared(book)
    for name, measure in book.metrics.items():
        if measure.property and measure.property not in MADE:
            yield Use(measure.property, ("metrics", name, measure.how), measured=True)
    for name, signal in book.engagement.signals.items():
        if signal.when:
            yield Use(signal.when, ("engagement", "signals", name, "when"))
    yield from _of_people(book)
    for name, person in book.people.persons.items():
        yield Use(person.property, ("people", name, "property"))
    for path, text, _ in texts(book):
        for name in named_in(text):
            if PROPERTY.fullmatch(name) and name not in PLACEHOLDERS:
                yield Use(name, path)


def _of_people(book: Rulebook) -> Iterator[Use]:
    """What tells who belongs where, and where data came from."""
    for index, name in enumerate(book.accounts.branches_by):
        path: Path = ("accounts", "branches_by", index)
        yield from (Use(f"{kind}.{name}", path) for kind in ("contact", "company"))
    for name, unit in book.accounts.buying_units.items():
        if unit.property:
            yield Use(unit.property, ("accounts", "buying_units", name, "property"))
    for key, name in told_by(book):
        rest = ("property",) if key == "source" else ()
        yield Use(name, ("provenance", key, *rest))


def _compared(book: Rulebook) -> Iterator[Use]:
    for leaf in asked(book):
        measure = leaf.measure
        if measure is None and PROPERTY.fullmatch(bare(leaf.metric)) and bare(leaf.metric) not in MADE:
            yield Use(bare(leaf.metric), (), leaf.place, leaf)
        elif measure and measure.property and not leaf.metric.startswith("metrics."):
            yield Use(measure.property, (), leaf.place, measured=True)


def flags_of(book: Rulebook) -> list[str]:
    """The properties that are asked for a yes or a no, and of which an empty one is neither."""
    return sorted(
        {
            use.name
            for use in uses(book)
            if use.comparison
            and isinstance(use.comparison.wanted, bool)
            and use.comparison.unset_means is None
        }
    )
