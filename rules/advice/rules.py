"""Advice on rules: those that others overrule, those that disagree, and effects that will not happen."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import combinations, islice

from rules.advice.conditions import solver
from rules.advice.solving import Solver, Want
from rules.checking.circles import RELATIONSHIP, graph, targets
from rules.checking.effects import mode_of
from rules.conditions import All, Condition, Leaf, parts_of, with_parts
from rules.language.fixed import RELATIONSHIPS
from rules.model import Effect, Rule, Rulebook
from rules.problems import Complaint, Path

MOST_PAIRS = 2000
"""Of rules that are compared; a rulebook with more of them on one property is beyond advice."""


def pairs(book: Rulebook) -> Iterator[tuple[int, int]]:
    """The rules that set one property, or do the same, by their numbers; both looking at the same span of time."""
    about: dict[str, list[int]] = {}
    for number, rule in enumerate(book.rules):
        if rule.mode == "act":
            for what in {*targets(rule), *(repr(effect) for effect in rule.then if effect.set is None)}:
                about.setdefault(what, []).append(number)
    found = {pair for numbers in about.values() for pair in islice(combinations(numbers, 2), MOST_PAIRS)}
    early = timeless(book) if found else frozenset()
    yield from islice(
        (pair for pair in sorted(found) if len({book.rules[number].rule in early for number in pair}) == 1),
        MOST_PAIRS,
    )


def shadowed(book: Rulebook) -> Iterator[Complaint]:
    """Whenever the one rule holds, another does all of it already, or overrules it."""
    known = solver(book)
    for one, other in pairs(book):
        first, second = book.rules[one], book.rules[other]
        if _outdone(second, first, known):
            yield _shadow(other, second, first)
        elif _outdone(first, second, known):
            yield _shadow(one, first, second)


def _shadow(number: int, rule: Rule, by: Rule) -> Complaint:
    message = f"'{rule.rule}' does nothing that '{by.rule}' does not do already, or overrule."
    hint = "Remove it, let it ask for something else, or give it a higher priority."
    return Complaint("rule-shadowed", message, hint, ("rules", number, "rule"), "", rule.rule, value=True)


def _outdone(rule: Rule, by: Rule, known: Solver) -> bool:
    within = (by.from_ or date.min) <= (rule.from_ or date.min) and (rule.until or date.max) <= (
        by.until or date.max
    )
    alike = _looks_at(rule) == _looks_at(by) and (
        rule.once_per == by.once_per or all(each.set for each in rule.then)
    )
    return (
        within
        and alike
        and all(_covered(effect, rule, by) for effect in rule.then)
        and known.can_say(whole(rule), Want.YES)
        and known.implies(whole(rule), whole(by))
    )


def _covered(effect: Effect, rule: Rule, by: Rule) -> bool:
    if not effect.set:
        return effect in by.then and rule.despite_gate <= by.despite_gate
    wins = _rank(by) > _rank(rule)
    theirs = [(each.set, each.keep) for each in by.then if each.set]
    return all(
        any(
            target in set_ and (wins or (set_[target] == text and keep == effect.keep))
            for set_, keep in theirs
        )
        for target, text in effect.set.items()
    )


def _rank(rule: Rule) -> float:
    return float("-inf") if rule.priority is None else rule.priority


def _looks_at(rule: Rule) -> str:
    return rule.for_each.members if rule.for_each else ""


def whole(rule: Rule) -> Condition:
    """All that has to hold for a rule to act, on an account and a contact."""
    where = rule.for_each.where if rule.for_each else None
    return rule.when if where is None else All((rule.when, _of_contact(where)))


def _of_contact(condition: Condition) -> Condition:
    """A contact's signals have the names of the account's, and are others."""
    if isinstance(condition, Leaf) and condition.metric.startswith("signals."):
        return replace(condition, metric=f"signals.contact.{condition.metric.removeprefix('signals.')}")
    return with_parts(condition, tuple(map(_of_contact, parts_of(condition))))


def timeless(book: Rulebook) -> frozenset[str]:
    """The rules on which the relationship hangs: their facts count from the beginning, those of others in the cycle."""
    nodes = graph(book)
    found: set[str] = set()
    waiting = [RELATIONSHIP]
    while waiting:
        fresh = nodes.get(waiting.pop(), set()) - found
        found |= fresh
        waiting += fresh
    return frozenset(rule.rule for rule in book.rules) & found


def disagreeing(book: Rulebook) -> Iterator[Complaint]:
    """Two values of equal rank for one property: neither is written, see `rules.deciding.effects`."""
    known = solver(book)
    several = [(number, number) for number, rule in enumerate(book.rules) if rule.mode == "act"]
    for one, other in [*several, *pairs(book)]:
        first, second = book.rules[one], book.rules[other]
        if (found := _clash(first, second)) and _at_once(first, second, known):
            target, path = found[0], ("rules", other, "then", found[1], "set", found[0])
            whom = "itself" if one == other else f"'{first.rule}'"
            message = f"'{second.rule}' and {whom} set '{target}' to different values, and can hold at once: then neither counts."
            hint = "Give one of them a higher 'priority', or let them ask for what cannot both be."
            yield Complaint("rules-disagree", message, hint, path, "", second.rule)


def _clash(one: Rule, other: Rule) -> tuple[str, int] | None:
    """The property on which they differ, and by which effect of the other one."""
    if _rank(one) != _rank(other):
        return None
    texts = [(target, text) for effect in one.then for target, text in (effect.set or {}).items()]
    for index, effect in enumerate(other.then):
        for target, text in (effect.set or {}).items():
            if any(target == named and text != said for named, said in texts):
                return target, index
    return None


def _at_once(one: Rule, other: Rule, known: Solver) -> bool:
    begins = max(one.from_ or date.min, other.from_ or date.min)
    if begins > min(one.until or date.max, other.until or date.max):
        return False
    return known.can_be([(whole(one), Want.YES), (whole(other), Want.YES)])


def modes(book: Rulebook) -> Iterator[Complaint]:
    for number, rule in enumerate(book.rules):
        path: Path = ("rules", number, "mode")
        if rule.mode == "observe":
            message = f"'{rule.rule}' only watches: none of its effects happens."
            hint = "Remove 'mode: observe' when it has watched for long enough."
            yield Complaint("effect-outside-mode", message, hint, path, "", rule.rule)
        for index, effect in enumerate(rule.then):
            if rule.mode == "suggest" and effect.keep:
                message = f"'{rule.rule}' only suggests values, so none of them can be kept."
                place: Path = ("rules", number, "then", index, "keep")
                yield Complaint("effect-outside-mode", message, "Remove 'keep'.", place, "", rule.rule)


def writes(book: Rulebook) -> Iterator[Complaint]:
    """What is written without a rule that sets it: the lifecycle stage, and owners."""
    wanted: list[tuple[str, Path, str, str]] = [
        ("contact.lifecyclestage", ("funnel", name, "lifecyclestage"), name, "forward_only")
        for name, step in book.funnel.items()
        if step.lifecyclestage
    ]
    for number, rule in enumerate(book.rules):
        for index, effect in enumerate(rule.then):
            if effect.assign_owner:
                path: Path = ("rules", number, "then", index, "assign_owner")
                wanted.append((effect.assign_owner.property, path, rule.rule, "fill_if_empty"))
    for target, path, name, mode in wanted:
        if mode_of(target, book) is None:
            message = f"'{name}' wants to write '{target}', and 'writes' does not allow it."
            hint = f"Add '{target}: {mode}' to 'writes'."
            yield Complaint("write-undeclared", message, hint, path, "", name)


def cases(book: Rulebook) -> Iterator[Complaint]:
    """Each stage and each rule is expected by a case once at least."""
    if not book.cases:
        message = "No case says what is expected of this rulebook."
        hint = "Add 'cases': for each stage and each rule an account that comes to it."
        yield Complaint("missing-case", message, hint, ("rulebook",), "", "cases")
        return
    expected = [
        each.expect for case in book.cases for each in (case, *getattr(case, "then", ())) if each.expect
    ]
    reached, fired = (
        {each.stage for each in expected},
        {name for each in expected for name in each.fired or ()},
    )
    for relationship in RELATIONSHIPS:
        for index, stage in enumerate(book.cone.ladder(relationship)):
            if stage.name not in reached:
                path: Path = ("cone", relationship, index, stage.name)
                message = f"No case expects an account on '{stage.name}'."
                hint = f"Add one with 'expect: {{stage: {stage.name}}}'."
                yield Complaint("missing-case", message, hint, path, "", stage.name)
    for number, rule in enumerate(book.rules):
        if rule.rule not in fired:
            path = ("rules", number, "rule")
            hint = f"Add one with 'expect: {{fired: [{rule.rule}]}}'."
            message = f"No case expects that '{rule.rule}' fires."
            yield Complaint("missing-case", message, hint, path, "", rule.rule, value=True)
