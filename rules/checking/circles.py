"""Finds rules that go round in a circle: one sets what another reads, until the first one reads what it caused."""

from collections.abc import Iterable, Iterator
from graphlib import CycleError, TopologicalSorter

from rules.conditions import Condition
from rules.judging.tree import leaves, reads
from rules.language.fixed import RELATIONSHIPS
from rules.language.texts import named_in, said_by
from rules.language.vocabulary import GAPS, PROPERTY, bare, wanted_roles
from rules.model import Rule, Rulebook

CONE = "the cone"
FUNNEL = "the funnel"
RELATIONSHIP = "the relationship"
TIER = "the tiers"
EXCLUDED = "the exclusions"


def circle(book: Rulebook) -> list[str]:
    """The names along one circle, from cause to effect and back to the first rule; empty where there is none."""
    nodes = graph(book)
    try:
        TopologicalSorter({name: sorted(nodes[name]) for name in sorted(nodes)}).prepare()
    except CycleError as error:
        names: list[str] = error.args[1][:-1]
        start = next((names.index(rule.rule) for rule in book.rules if rule.rule in names), 0)
        return [*names[start:], *names[: start + 1]]
    return []


def graph(book: Rulebook) -> dict[str, set[str]]:
    """Who reads what: rules, and the parts of the book that work like rules, read metrics; metrics are set by rules.

    No rule bears the name of a metric; `rules.checking.checks` sees to that.
    """
    nodes: dict[str, set[str]] = {
        RELATIONSHIP: _read(rule.when for rule in book.relationship.values()),
        FUNNEL: _read(step.when for step in book.funnel.values()),
        CONE: _cone(book) | {RELATIONSHIP, EXCLUDED},
        # What tiers and product lines decide anew they see as it was before.
        TIER: _read(_classes(book)) - reshaped(book),
        EXCLUDED: _read(excluded.when for excluded in book.accounts.excluded.values()),
        **{metric: {TIER} for metric in reshaped(book)},
        "excluded": {EXCLUDED},
        **{name: {TIER} for name in GAPS},
        "relationship": {RELATIONSHIP},
        "tier": {TIER},
        "programme": {TIER},
    }
    nodes["funnel"] = {FUNNEL}
    nodes |= {metric: {CONE} for metric in ("stage", "stage.age", "cycle")}
    nodes |= {f"contact_funnel.{step}": {FUNNEL} for step in book.funnel}
    for rule in book.rules:
        nodes[rule.rule] = (
            _read(_conditions(rule)) | _named(book, rule) | ({"stage"} if _counts_by_stage(rule) else set())
        )
        for target in targets(rule):
            nodes.setdefault(target, set()).add(rule.rule)
    return nodes


def reshaped(book: Rulebook) -> frozenset[str]:
    """The metrics that the tier decides anew: coverage where it wants roles of its own, points where it weighs them."""
    found: set[str] = set()
    if book.buying_center.products or any(tier.roles for tier in book.tiers.values()):
        found |= {"coverage.roles", "coverage.percent", *(f"coverage.{role}" for role in wanted_roles(book))}
    if book.engagement.weights.tier:
        found |= {"score", "engagement.score", "engagement.roles", "contacts.engaged"}
    return frozenset(found)


def scores_in(condition: Condition) -> set[str]:
    """The score, where something that the condition measures looks at it."""
    inside = [leaf.measure.where for leaf in leaves(condition) if leaf.measure and leaf.measure.where]
    looks = any("score" in reads(where) | scores_in(where) for where in inside)
    return {"score"} if looks else set()


def _classes(book: Rulebook) -> Iterator[Condition]:
    yield from (tier.when for tier in book.tiers.values())
    yield from (product.when for product in book.buying_center.products.values())


def targets(rule: Rule) -> list[str]:
    """The properties a rule sets."""
    return [target for effect in rule.then for target in effect.set or ()]


def _cone(book: Rulebook) -> set[str]:
    stages = [stage for name in RELATIONSHIPS for stage in book.cone.ladder(name)]
    several = [when for stage in stages for when in (stage.when, stage.stay_while, stage.gate)]
    conditions = [when for when in several if when is not None]
    # The number of the cycle comes from before this decision, so reading it closes no circle; the stage is refused here.
    return _read([*conditions, book.accounts.key_account.when]) - {"cycle", "stage", "stage.age"}


def _read(conditions: Iterable[Condition]) -> set[str]:
    """By their properties: whoever asks how long ago a date was, or when it was written, reads that date."""
    several = list(conditions)
    named = {bare(metric) for condition in several for metric in reads(condition)}
    return named.union(*map(scores_in, several))


def _conditions(rule: Rule) -> list[Condition]:
    where = rule.for_each.where if rule.for_each else None
    return [rule.when] if where is None else [rule.when, where]


def _named(book: Rulebook, rule: Rule) -> set[str]:
    """The properties that its texts name in braces: they say what was set, not what stood there before."""
    return {
        name
        for text in said_by(book, rule)
        for name in named_in(text)
        if PROPERTY.fullmatch(name) or name in GAPS
    }


def _counts_by_stage(rule: Rule) -> bool:
    """Whether the rule's episodes are counted by what the cone says."""
    return rule.once_per in {"stage_entry", "cycle"} and any(effect.set is None for effect in rule.then)
