"""Checks of what conditions ask: metrics that exist, where they may stand, with operators and constants that fit."""

from collections.abc import Iterable, Iterator

from rules.conditions import Constant, Leaf, Op
from rules.model import Rulebook
from rules.parsing import sort_of
from rules.problems import Complaint, did_you_mean
from rules.tree import leaves
from rules.vocabulary import (
    FAMILIES,
    OPERATORS,
    PROPERTY,
    RELATIONSHIPS,
    Sort,
    Where,
    conditions,
    declared,
    family,
    stage_names,
)

_CODES = {"coverage": "unknown-role", "signals": "unknown-signal", "contact_funnel": "unknown-step"}


def metrics(book: Rulebook) -> Iterator[Complaint]:
    """At most one complaint about each leaf: the first thing that is wrong with it."""
    known = declared(book)
    for where, condition in conditions(book):
        for leaf in leaves(condition):
            if (
                found := _unknown(leaf, where, known)
                or _fitting(leaf, _sort(leaf, known))
                or _name(leaf, book)
            ):
                yield found


def _sort(leaf: Leaf, known: dict[str, Sort]) -> Sort:
    return known.get(leaf.metric, Sort.PROPERTY)


def _unknown(leaf: Leaf, where: Where, known: dict[str, Sort]) -> Complaint | None:
    here = FAMILIES[where]
    if leaf.metric not in known and not PROPERTY.fullmatch(leaf.metric):
        return _undeclared(leaf, [metric for metric in known if family(metric) in here])
    if family(leaf.metric) in here:
        return None
    message = f"'{leaf.metric}' cannot be asked in {where}."
    return Complaint("metric-not-here", message, f"Here stand: {', '.join(sorted(here))}.", leaf=leaf.place)


def _undeclared(leaf: Leaf, known: list[str]) -> Complaint:
    start, _, name = leaf.metric.partition(".")
    if name and start in _CODES:
        code = _CODES[start]
        names = [m.partition(".")[2] for m in known if family(m) == start and m != "coverage.roles"]
        message = f"No {code.removeprefix('unknown-')} '{name}' is declared."
        return Complaint(code, message, did_you_mean(name, names), leaf=leaf.place, about=name)
    hint = did_you_mean(leaf.metric, [*known, "company.<property>"])
    return Complaint("unknown-metric", f"'{leaf.metric}' is no metric.", hint, leaf=leaf.place)


def _fitting(leaf: Leaf, sort: Sort) -> Complaint | None:
    return _operator(leaf, sort) or _constant(leaf, sort)


def _operator(leaf: Leaf, sort: Sort) -> Complaint | None:
    if leaf.op not in OPERATORS[sort]:
        key, hint = leaf.op.value, f"Use one of: {', '.join(sorted(OPERATORS[sort]))}."
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
    if leaf.op not in {Op.IS, Op.IS_NOT, Op.IS_ANY_OF} or sort is Sort.PROPERTY:
        return None
    fitting = "a text" if sort is Sort.TEXT else "a number"
    wrong = next((one for one in _wanted(leaf) if sort_of(one) != fitting), None)
    if wrong is None:
        return None
    message = f"'{leaf.metric}' is compared with {fitting}, not with {sort_of(wrong)}."
    return Complaint("wrong-type", message, "", (leaf.op.value,), leaf.place, value=True)


def _wanted(leaf: Leaf) -> Iterable[Constant]:
    if leaf.wanted is None:
        return ()
    return leaf.wanted if isinstance(leaf.wanted, tuple) else (leaf.wanted,)


def _name(leaf: Leaf, book: Rulebook) -> Complaint | None:
    """Stages and relationships are compared with names that exist."""
    names = {"stage": stage_names(book), "relationship": RELATIONSHIPS}.get(leaf.metric)
    wrong = next((str(one) for one in _wanted(leaf) if names and one not in names), None)
    if names is None or wrong is None:
        return None
    message = f"There is no {leaf.metric} '{wrong}'."
    hint = did_you_mean(wrong, names)
    return Complaint(f"unknown-{leaf.metric}", message, hint, (leaf.op.value,), leaf.place, wrong, value=True)
