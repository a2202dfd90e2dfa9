"""Advice on conditions: those that can never say yes, those that can never say no."""

from collections.abc import Iterator
from dataclasses import dataclass

from rules.advice.solving import Solver, Want
from rules.conditions import All, AnyOf, Condition, Leaf, Named, Not, SomeOf, parts_of
from rules.language.fixed import CLOSED, NO_TIER, RELATIONSHIPS
from rules.model import Rulebook
from rules.problems import Complaint, Path


@dataclass(frozen=True)
class Site:
    """A condition of the rulebook, where it stands, and whose it is."""

    name: str
    path: Path
    condition: Condition


def solver(book: Rulebook) -> Solver:
    """Knows which names some metrics are limited to."""
    names = {
        **CLOSED,
        "tier": (*book.tiers, NO_TIER),
        "excluded": (*book.accounts.excluded, NO_TIER),
    }
    return Solver(book.tz, names)


def sites(book: Rulebook) -> Iterator[Site]:
    """Every condition as a whole, those inside measures too."""
    for name, path, condition in _declared(book):
        if condition is not None:
            yield Site(name, path, condition)
            yield from _inside(name, condition)
    for name, measure in book.metrics.items():
        if measure.where is not None:
            yield Site(name, ("metrics", name, "where"), measure.where)
            yield from _inside(name, measure.where)


def _of_accounts(book: Rulebook) -> Iterator[tuple[str, Path, Condition | None]]:
    yield "key_account", ("accounts", "key_account", "when"), book.accounts.key_account.when
    yield "key_account", ("accounts", "key_account", "suggest"), book.accounts.key_account.suggest
    yield "roll_up", ("accounts", "roll_up", "stop_at"), book.accounts.roll_up.stop_at
    yield "not_members", ("accounts", "not_members", "when"), book.accounts.not_members.when
    for name, excluded in book.accounts.excluded.items():
        yield name, ("accounts", "excluded", name, "when"), excluded.when
    for name, product in book.buying_center.products.items():
        yield name, ("buying_center", "products", name, "when"), product.when
    for name, signal in book.engagement.signals.items():
        yield name, ("engagement", "signals", name, "where"), signal.where


def _declared(book: Rulebook) -> Iterator[tuple[str, Path, Condition | None]]:
    for section in ("conditions", "may"):
        for name, condition in getattr(book, section).items():
            yield name, (section, name), condition
    yield from _of_accounts(book)
    for section in ("tiers", "funnel", "relationship"):
        for name, part in getattr(book, section).items():
            yield name, (section, name, "when"), part.when
    for relationship in RELATIONSHIPS:
        for index, stage in enumerate(book.cone.ladder(relationship)):
            path: Path = ("cone", relationship, index, stage.name)
            for key in ("when", "stay_while", "gate"):
                yield stage.name, (*path, key), getattr(stage, key)
    yield from _of_rules(book)


def _of_rules(book: Rulebook) -> Iterator[tuple[str, Path, Condition | None]]:
    for number, rule in enumerate(book.rules):
        yield rule.rule, ("rules", number, "when"), rule.when
        if rule.for_each:
            yield rule.rule, ("rules", number, "for_each", "where"), rule.for_each.where
    for name, play in book.plays.items():
        yield name, ("plays", name, "stop_when"), play.stop_when
    handover = book.handover
    if handover and handover.fast_lane:
        yield "fast_lane", ("handover", "fast_lane", "when"), handover.fast_lane.when
    if handover and handover.outside_key_accounts:
        path: Path = ("handover", "outside_key_accounts", "when")
        yield "outside_key_accounts", path, handover.outside_key_accounts.when


def _inside(name: str, condition: Condition) -> Iterator[Site]:
    """What a condition measures in place; what was declared under a name is looked at there."""
    if isinstance(condition, Leaf) and condition.measure and not condition.metric.startswith("metrics."):
        where = condition.measure.where
        if where is not None:
            yield Site(name, (), where)
            yield from _inside(name, where)
    if not isinstance(condition, Named):
        for part in parts_of(condition):
            yield from _inside(name, part)


def flaws(book: Rulebook) -> Iterator[Complaint]:
    known = solver(book)
    for site in sites(book):
        yield from _flaws(site, site.condition, site.path, known)


def _flaws(site: Site, condition: Condition, path: Path, known: Solver) -> Iterator[Complaint]:
    """The outermost part that can never say yes, or never no; what stands behind a name is told where it is declared."""
    if isinstance(condition, Named):
        return
    leaf = "" if path else first_place(condition)
    of = f"of '{site.name}'"
    if not known.can_say(condition, Want.YES):
        if path[:1] == ("cone",) and path[-1] == "when":
            return  # told as a stage that cannot be reached, see `rules.advice.cone`
        message = f"This {_what(path)} {of} can never be met: it contradicts itself."
        hint = "Ask for one of the two, or write them below 'any'."
        yield Complaint("contradictory-condition", message, hint, path, leaf, site.name)
    elif not known.can_say(condition, Want.NO):
        message = f"This {_what(path)} {of} says no to nobody."
        yield Complaint("always-true", message, "Remove it, or ask for more.", path, leaf, site.name)
    elif isinstance(condition, (All, AnyOf, SomeOf, Not)):
        for part in parts_of(condition):
            yield from _flaws(site, part, (), known)


def _what(path: Path) -> str:
    return (
        f"'{path[-1]}'"
        if path and path[-1] in {"when", "where", "stay_while", "gate", "suggest"}
        else "condition"
    )


def first_place(condition: Condition) -> str:
    """The place of the first comparison."""
    if isinstance(condition, (Leaf, Named)):
        return condition.place
    return next((place for part in parts_of(condition) if (place := first_place(part))), "")
