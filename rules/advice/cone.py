"""Advice on the cone: stages nobody reaches, stays that cross, handovers without what they need."""

from collections.abc import Iterator

from rules.advice.conditions import solver
from rules.advice.solving import Solver, Want
from rules.conditions import All, AnyOf, Condition, Leaf, Op
from rules.judging.tree import leaves
from rules.language.fixed import RELATIONSHIPS
from rules.language.parsing import format_duration
from rules.model import Rulebook, Stage
from rules.problems import Complaint, Path

Placed = tuple[str, Path, Stage]


def stages(book: Rulebook) -> Iterator[Placed]:
    """Each stage with its relationship and its path."""
    for relationship in RELATIONSHIPS:
        for index, stage in enumerate(book.cone.ladder(relationship)):
            yield relationship, ("cone", relationship, index, stage.name), stage


def unreachable(book: Rulebook) -> Iterator[Complaint]:
    """A stage that a later one outshines is reached all the same: below a cap, while the later one cools down, by pins."""
    known, lost = solver(book), set(_without_accounts(book))
    for relationship, path, stage in stages(book):
        if relationship in lost:
            continue
        by_name = {each.name: each for each in book.cone.ladder(relationship)}
        if stage.needs and by_name[stage.needs].pinned_by:
            message = (
                f"'{stage.name}' needs '{stage.needs}', which only pins reach: so nothing else reaches it."
            )
            yield Complaint(
                "stage-unreachable", message, "Need another stage.", (*path, "needs"), "", stage.name
            )
        elif (condition := _entry(stage, by_name)) and not _possible(condition, relationship, known):
            message = (
                f"No account ever reaches '{stage.name}' by itself: what it asks for contradicts itself."
            )
            hint = "Look at 'when', also of the stages it needs."
            yield Complaint("stage-unreachable", message, hint, path, "", stage.name)
    for relationship in lost:
        message = f"No account is ever '{relationship}', so nobody reaches these stages."
        hint = f"Say under 'relationship' when one is '{relationship}'."
        yield Complaint("stage-unreachable", message, hint, ("cone", relationship), "", relationship)


def _without_accounts(book: Rulebook) -> Iterator[str]:
    """A win makes a customer whatever the conditions say; nothing else makes a former one."""
    if book.cone.former and "former" not in book.relationship:
        yield "former"


def _entry(stage: Stage, by_name: dict[str, Stage]) -> Condition | None:
    """What has to hold for an account to come onto a stage; of stages it needs, what lets accounts stay there will do."""
    if stage.when is None:
        return None
    parts, needed = [stage.when], stage.needs
    while needed is not None:
        below = by_name[needed]
        several = tuple(when for when in (below.when, below.stay_while) if when is not None)
        parts += [AnyOf(several)] if several else []
        needed = below.needs
    return All(tuple(parts))


def _possible(condition: Condition, relationship: str, known: Solver) -> bool:
    return known.can_say(All((Leaf("relationship", Op.IS, relationship), condition)), Want.YES)


def stays(book: Rulebook) -> Iterator[Complaint]:
    for _, path, stage in stages(book):
        if stage.max_stay is not None and stage.min_stay > stage.max_stay:
            least, most = format_duration(stage.min_stay), format_duration(stage.max_stay)
            message = f"'{stage.name}' keeps accounts for {least} and calls it too long after {most}."
            hint = "Make 'max_stay' longer than 'min_stay'."
            yield Complaint("min-stay-beyond-max-stay", message, hint, (*path, "min_stay"), "", stage.name)


def handing_over(book: Rulebook) -> Iterator[Complaint]:
    for _, path, stage in stages(book):
        if stage.hand_over and stage.needs is None:
            message = (
                f"'{stage.name}' hands over, and no stage before it has to hold: one strong sign is enough."
            )
            hint = "Add 'needs' with the stage that every handover rests on."
            yield Complaint("hand-over-without-needs", message, hint, (*path, "hand_over"), "", stage.name)


def ages(book: Rulebook) -> Iterator[Complaint]:
    """A stage keeps accounts for `min_stay` although their condition says no: whoever acts before that may act too late."""
    known = solver(book)
    resting = {stage.name: stage.min_stay for _, _, stage in stages(book) if stage.min_stay}
    for rule in book.rules:
        for leaf in leaves(rule.when):
            if leaf.metric != "stage.age" or leaf.op not in {Op.AT_LEAST, Op.MORE_THAN}:
                continue
            for name in _only_on(rule.when, resting, known):
                if isinstance(leaf.wanted, int) and leaf.wanted < resting[name]:
                    yield _too_early(rule.rule, name, resting[name], leaf)


def _too_early(rule: str, stage: str, least: int, leaf: Leaf) -> Complaint:
    span = format_duration(least)
    message = (
        f"'{rule}' acts on '{stage}' before {span} are over; until then accounts stay there even if their "
        "condition says no."
    )
    hint = f"Ask for at least {span}, or make 'min_stay' shorter."
    return Complaint("age-under-min-stay", message, hint, (), leaf.place, rule)


def _only_on(condition: Condition, names: dict[str, int], known: Solver) -> list[str]:
    """Those of the stages on which alone a condition can hold."""
    if not any(leaf.metric == "stage" for leaf in leaves(condition)):
        return []
    on = {name: Leaf("stage", Op.IS, name) for name in names}
    return [name for name, leaf in on.items() if known.implies(condition, leaf)]
