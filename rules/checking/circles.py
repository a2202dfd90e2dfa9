"""Finds rules that go round in a circle: one sets what another reads, until the first one reads what it caused."""

from collections.abc import Iterable
from graphlib import CycleError, TopologicalSorter

from rules.conditions import Condition
from rules.judging.tree import reads
from rules.language.texts import named_in, said_by
from rules.language.vocabulary import PROPERTY, RELATIONSHIPS, bare
from rules.model import Rule, Rulebook

CONE = "the cone"
FUNNEL = "the funnel"
RELATIONSHIP = "the relationship"
TIER = "the tiers"


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
        CONE: _cone(book) | {RELATIONSHIP},
        TIER: _read(tier.when for tier in book.tiers.values()),
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
    return {bare(metric) for condition in conditions for metric in reads(condition)}


def _conditions(rule: Rule) -> list[Condition]:
    where = rule.for_each.where if rule.for_each else None
    return [rule.when] if where is None else [rule.when, where]


def _named(book: Rulebook, rule: Rule) -> set[str]:
    """The properties that its texts name in braces: they say what was set, not what stood there before."""
    return {name for text in said_by(book, rule) for name in named_in(text) if PROPERTY.fullmatch(name)}


def _counts_by_stage(rule: Rule) -> bool:
    """Whether the rule's episodes are counted by what the cone says."""
    return rule.once_per in {"stage_entry", "cycle"} and any(effect.set is None for effect in rule.then)
