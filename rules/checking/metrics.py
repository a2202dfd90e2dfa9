"""Checks of what conditions ask: metrics that exist, where they may stand, with operators and constants that fit."""

from collections.abc import Iterable, Iterator

from rules.conditions import Condition, Constant, Leaf, Named, Sort, parts_of
from rules.judging.staled import CHANGED
from rules.judging.tree import leaves
from rules.language.fixed import CLOSED, NO_TIER
from rules.language.parsing import sort_of
from rules.language.vocabulary import (
    ASKED,
    FAMILIES,
    OPERATORS,
    Where,
    conditions,
    declared,
    family,
    family_of,
    sort_of_metric,
    stage_names,
)
from rules.model import Rulebook
from rules.problems import Complaint, did_you_mean

_CODES = {
    "coverage": "unknown-role",
    "signals": "unknown-signal",
    "contact_funnel": "unknown-step",
    "metrics": "unknown-metric",
}
_MANY = dict.fromkeys((*FAMILIES[Where.NOT_MEMBERS], "role", "score", "standing"), "contacts")
_MANY |= {"do_not_contact": "contacts", "deal": "deals", "ticket": "tickets"}
COVERAGE = frozenset({"coverage.roles", "coverage.percent"})
"""Of no single role."""
_EQUALS = frozenset({"is", "is_not", "is_any_of", "is_none_of"})
_FITTING = {Sort.TEXT: "a text", Sort.NAMES: "a text", Sort.FLAG: "yes or no"}


def metrics(book: Rulebook) -> Iterator[Complaint]:
    """At most one complaint about each leaf: the first thing that is wrong with it."""
    known = declared(book)
    for where, condition in conditions(book):
        for leaf in leaves(condition):
            if (
                found := _unknown(leaf, where, known)
                or _fitting(leaf, sort_of_metric(leaf, known))
                or _name(leaf, book)
            ):
                yield found


def names(book: Rulebook) -> Iterator[Complaint]:
    """Conditions used by a name that is declared, and that does not stand for itself."""
    known = [*(f"conditions.{name}" for name in book.conditions), *(f"may.{name}" for name in book.may)]
    for _, condition in conditions(book):
        for named in _without_part(condition):
            start, _, name = named.name.partition(".")
            if named.name in known:
                message = f"'{named.name}' stands for something that asks for itself."
                yield Complaint("circle", message, "Let it look at something else.", leaf=named.place)
            else:
                of = [each.partition(".")[2] for each in known if each.startswith(f"{start}.")]
                message = f"There is no '{name}' under '{start}'."
                yield Complaint(
                    "unknown-condition", message, did_you_mean(name, of), leaf=named.place, about=name
                )


def _without_part(condition: Condition) -> Iterator[Named]:
    if isinstance(condition, Named) and condition.part is None:
        yield condition
    for part in parts_of(condition):
        yield from _without_part(part)


def measures(book: Rulebook) -> Iterator[Complaint]:
    """A metric that measures itself has no value."""
    for _, condition in conditions(book):
        for leaf in leaves(condition):
            if leaf.metric.removeprefix("metrics.") in book.metrics and leaf.measure is None:
                message = f"'{leaf.metric}' measures something that asks for itself."
                yield Complaint("circle", message, "Let it look at something else.", leaf=leaf.place)


def _unknown(leaf: Leaf, where: Where, known: dict[str, Sort]) -> Complaint | None:
    here = FAMILIES[where]
    if leaf.measure is None and leaf.metric not in known and not _is_property(leaf):
        return _undeclared(leaf, [metric for metric in known if family(metric) in here])
    if family_of(leaf) in here:
        return None
    subject = f"'{leaf.metric}'" if leaf.measure is None else "a measure"
    message = f"{subject[:1].upper()}{subject[1:]} cannot be asked in {where}."
    hint = f"Here stand: {', '.join(sorted(here))}."
    if (many := _MANY.get(family_of(leaf))) and "metrics" in here:
        hint = f"There are several {many}: count them, as in {{count: {many}, where: {{...}}, at_least: 1}}."
    return Complaint("metric-not-here", message, hint, leaf=leaf.place)


def _is_property(leaf: Leaf) -> bool:
    """How long ago a value was written is what `stale` asks, and nobody else."""
    metric = leaf.metric.removeprefix(CHANGED) if leaf.op == "stale" else leaf.metric
    return ASKED.fullmatch(metric) is not None


def _undeclared(leaf: Leaf, known: list[str]) -> Complaint:
    start, _, name = leaf.metric.partition(".")
    if name and start in _CODES:
        code = _CODES[start]
        names_of = [m.partition(".")[2] for m in known if family(m) == start and m not in COVERAGE]
        message = f"No {code.removeprefix('unknown-')} '{name}' is declared."
        return Complaint(code, message, did_you_mean(name, names_of), leaf=leaf.place, about=name)
    hint = did_you_mean(leaf.metric, [*known, "company.<property>"])
    return Complaint("unknown-metric", f"'{leaf.metric}' is no metric.", hint, leaf=leaf.place)


def _fitting(leaf: Leaf, sort: Sort) -> Complaint | None:
    return _operator(leaf, sort) or _constant(leaf, sort)


def _operator(leaf: Leaf, sort: Sort) -> Complaint | None:
    if leaf.op not in OPERATORS[sort]:
        key, hint = leaf.op, f"Use one of: {', '.join(sorted(OPERATORS[sort]))}."
    elif leaf.within is not None and sort is not Sort.TIMES:
        key, hint = "within", "Leave it out."
    elif leaf.unset_means is not None and sort is not Sort.PROPERTY:
        key, hint = "unset_means", "Leave it out."
    else:
        return None
    message = f"'{key}' does not fit '{leaf.metric}', which is {sort}."
    return Complaint("wrong-operator", message, hint, (key,), leaf.place)


def _constant(leaf: Leaf, sort: Sort) -> Complaint | None:
    """Equality of counts is asked with numbers, of names with texts."""
    if leaf.op not in _EQUALS or sort is Sort.PROPERTY:
        return None
    fitting = _FITTING.get(sort, "a number")
    wrong = next((one for one in _wanted(leaf) if sort_of(one) != fitting), None)
    if wrong is None:
        return None
    message = f"'{leaf.metric}' is compared with {fitting}, not with {sort_of(wrong)}."
    return Complaint("wrong-type", message, "", (leaf.op,), leaf.place, value=True)


def _wanted(leaf: Leaf) -> Iterable[Constant]:
    if leaf.wanted is None:
        return ()
    return leaf.wanted if isinstance(leaf.wanted, tuple) else (leaf.wanted,)


def _name(leaf: Leaf, book: Rulebook) -> Complaint | None:
    """Stages, relationships and the like are compared with names that exist."""
    found = {
        **CLOSED,
        "stage": stage_names(book),
        "tier": (*book.tiers, NO_TIER),
        "excluded": (*book.accounts.excluded, NO_TIER),
        "funnel": tuple(book.funnel),
    }.get(leaf.metric)
    if found is None or leaf.op not in _EQUALS:
        return None
    wrong = next((str(one) for one in _wanted(leaf) if one not in found), None)
    if wrong is None:
        return None
    message = f"There is no {leaf.metric} '{wrong}'."
    code = f"unknown-{leaf.metric.replace('.', '-')}"
    return Complaint(code, message, did_you_mean(wrong, found), (leaf.op,), leaf.place, wrong, value=True)
