"""What a rulebook says that cannot be meant: words nobody declared, stages nobody reaches, rules that go in circles.

Each check is a small generator over the loaded rulebook; all of them always run.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rules.circles import circle
from rules.conditions import Leaf, Op
from rules.model import Rulebook, Stage
from rules.parsing import sort_of
from rules.problems import did_you_mean
from rules.source import Path
from rules.tree import leaves
from rules.vocabulary import (
    FAMILIES,
    OPERATORS,
    OWN_COMPANY,
    OWN_CONTACT,
    PLACEHOLDERS,
    PROPERTY,
    RELATIONSHIPS,
    Sort,
    Where,
    conditions,
    declared,
    family,
    stage_names,
)


@dataclass(frozen=True)
class Complaint:
    """One fault at a path of the file (`leaf`: below the place of a leaf), about one name."""

    path: Path
    code: str
    message: str
    hint: str = ""
    about: str = ""
    leaf: str = ""
    value: bool = False  # the value is at fault, not the key


Check = Callable[[Rulebook], Iterator[Complaint]]


def check(book: Rulebook) -> Iterator[Complaint]:
    """All complaints about a rulebook, in no special order."""
    for run in CHECKS:
        yield from run(book)


def metrics(book: Rulebook) -> Iterator[Complaint]:
    """Every metric exists, may stand where it stands, and fits its operator."""
    known = declared(book)
    for where, condition in conditions(book):
        for leaf in leaves(condition):
            found = _metric(leaf, where, known, book)
            if found is not None:
                yield found


def _metric(leaf: Leaf, where: Where, known: dict[str, Sort], book: Rulebook) -> Complaint | None:
    here = FAMILIES[where]
    sort = known.get(leaf.metric) or (Sort.PROPERTY if PROPERTY.fullmatch(leaf.metric) else None)
    if sort is None:
        return _unknown_metric(leaf, [metric for metric in known if family(metric) in here])
    if family(leaf.metric) not in here:
        allowed = ", ".join(sorted(here))
        return _on(
            leaf, "metric-not-here", f"'{leaf.metric}' cannot be asked in {where}.", f"Here stand: {allowed}."
        )
    return _operator(leaf, sort) or _constant(leaf, sort) or _name(leaf, book)


def _on(
    leaf: Leaf,
    code: str,
    message: str,
    hint: str = "",
    *,
    path: Path = (),
    about: str = "",
    value: bool = False,
) -> Complaint:
    return Complaint(path, code, message, hint, about or leaf.metric, leaf.place, value)


def _unknown_metric(leaf: Leaf, known: list[str]) -> Complaint:
    start, _, name = leaf.metric.partition(".")
    codes = {"coverage": "unknown-role", "signals": "unknown-signal", "contact_funnel": "unknown-step"}
    if name and start in codes:
        names = [
            metric.partition(".")[2]
            for metric in known
            if family(metric) == start and metric != "coverage.roles"
        ]
        code = codes[start]
        return _on(
            leaf,
            code,
            f"No {code.removeprefix('unknown-')} '{name}' is declared.",
            did_you_mean(name, names),
            about=name,
        )
    return _on(
        leaf,
        "unknown-metric",
        f"'{leaf.metric}' is no metric.",
        did_you_mean(leaf.metric, [*known, "company.<property>"]),
    )


def _operator(leaf: Leaf, sort: Sort) -> Complaint | None:
    if leaf.op not in OPERATORS[sort]:
        fitting = ", ".join(sorted(OPERATORS[sort]))
        return _on(
            leaf,
            "wrong-operator",
            f"'{leaf.op}' does not fit '{leaf.metric}', which is {sort}.",
            f"Use one of: {fitting}.",
            path=(leaf.op.value,),
        )
    if leaf.within is not None and sort is not Sort.TIMES:
        return _on(
            leaf,
            "wrong-operator",
            f"'within' does not fit '{leaf.metric}', which is {sort}.",
            "Leave it out.",
            path=("within",),
        )
    if leaf.unset_means is not None and sort is not Sort.PROPERTY:
        return _on(
            leaf,
            "wrong-operator",
            f"'unset_means' does not fit '{leaf.metric}', which is never empty.",
            "Leave it out.",
            path=("unset_means",),
        )
    return None


def _constant(leaf: Leaf, sort: Sort) -> Complaint | None:
    """Equality of counts is asked with numbers, of names with texts."""
    if leaf.op not in {Op.IS, Op.IS_NOT, Op.IS_ANY_OF} or sort is Sort.PROPERTY:
        return None
    wanted = leaf.wanted[0] if isinstance(leaf.wanted, tuple) else leaf.wanted
    fitting = "a text" if sort is Sort.TEXT else "a number"
    if sort_of(wanted) == fitting:
        return None
    return _on(
        leaf,
        "wrong-type",
        f"'{leaf.metric}' is compared with {fitting}, not with {sort_of(wanted)}.",
        "",
        path=(leaf.op.value,),
        value=True,
    )


def _name(leaf: Leaf, book: Rulebook) -> Complaint | None:
    """Stages and relationships are compared with names that exist."""
    known: tuple[str, ...]
    match leaf.metric:
        case "stage":
            known = stage_names(book)
        case "relationship":
            known = RELATIONSHIPS
        case _:
            return None
    wanted = leaf.wanted if isinstance(leaf.wanted, tuple) else (leaf.wanted,)
    for name in wanted:
        if isinstance(name, str) and name not in known:
            code = f"unknown-{leaf.metric}"
            return _on(
                leaf,
                code,
                f"There is no {leaf.metric} '{name}'.",
                did_you_mean(name, known),
                path=(leaf.op.value,),
                about=name,
                value=True,
            )
    return None


def ladders(book: Rulebook) -> Iterator[Complaint]:
    """The first stage catches all, the others have a condition or are pinned, and `needs` looks back."""
    for relationship in RELATIONSHIPS:
        stages = book.cone.ladder(relationship)
        for index, stage in enumerate(stages):
            path = ("cone", relationship, index, stage.name)
            if index == 0:
                yield from _first(stage, path, relationship)
            else:
                yield from _later(stage, path, [earlier.name for earlier in stages[:index]], relationship)


def _first(stage: Stage, path: Path, relationship: str) -> Iterator[Complaint]:
    for key in ("when", "needs", "stay_while", "pinned_by", "hand_over"):
        if getattr(stage, key):
            yield Complaint(
                (*path, key),
                "condition-not-allowed",
                f"'{stage.name}' is the first stage and catches all, so it has no '{key}'.",
                "Move it to a later stage.",
                relationship,
            )


def _later(stage: Stage, path: Path, earlier: list[str], relationship: str) -> Iterator[Complaint]:
    if stage.pinned_by:
        for key in ("when", "needs", "stay_while", "hand_over"):
            if getattr(stage, key):
                yield Complaint(
                    (*path, key),
                    "condition-not-allowed",
                    f"'{stage.name}' is reached by pins alone, so it has no '{key}'.",
                    "Remove this or 'pinned_by'.",
                    stage.name,
                )
    elif stage.when is None:
        yield Complaint(
            path,
            "missing-condition",
            f"Nothing says when '{stage.name}' is reached.",
            "Add 'when' or 'pinned_by'.",
            stage.name,
        )
    if stage.needs is not None and stage.needs not in earlier:
        yield Complaint(
            (*path, "needs"),
            "unknown-stage",
            f"'{stage.needs}' is no stage before '{stage.name}' of {relationship}.",
            did_you_mean(stage.needs, earlier),
            stage.needs,
            value=True,
        )


def stage_names_once(book: Rulebook) -> Iterator[Complaint]:
    seen: set[str] = set()
    for relationship in RELATIONSHIPS:
        for index, stage in enumerate(book.cone.ladder(relationship)):
            if stage.name in seen:
                path = ("cone", relationship, index, stage.name)
                yield Complaint(
                    path,
                    "duplicate-name",
                    f"A stage '{stage.name}' exists already.",
                    "Give every stage of all ladders its own name.",
                    stage.name,
                )
            seen.add(stage.name)


def cap(book: Rulebook) -> Iterator[Complaint]:
    loss = book.cone.moves.after_loss
    names = [stage.name for stage in book.cone.prospect]
    if loss and loss.cap not in names:
        path = ("cone", "moves", "after_loss", "cap")
        yield Complaint(
            path,
            "unknown-stage",
            f"'{loss.cap}' is no stage of prospect.",
            did_you_mean(loss.cap, names),
            loss.cap,
            value=True,
        )


def handing_over(book: Rulebook) -> Iterator[Complaint]:
    """A stage that hands over needs the section that says to whom, and the other way round."""
    handing = [
        ("cone", relationship, index, stage.name, "hand_over")
        for relationship in RELATIONSHIPS
        for index, stage in enumerate(book.cone.ladder(relationship))
        if stage.hand_over
    ]
    if handing and book.handover is None:
        yield Complaint(
            handing[0],
            "missing-section",
            f"'{handing[0][3]}' hands over, but nothing says to whom.",
            "Add a section 'handover' with 'to'.",
            "handover",
        )
    if book.handover and not handing:
        yield Complaint(
            ("handover",),
            "never-used",
            "No stage hands over.",
            "Add 'hand_over: true' to a stage or remove this section.",
            "cone",
        )


def people(book: Rulebook) -> Iterator[Complaint]:
    """Every `to` is a person that exists, every pool exists."""
    pools = book.people.pools
    for name, person in book.people.persons.items():
        if person.else_ and person.else_.pool not in pools:
            path = ("people", name, "else", "pool")
            yield Complaint(
                path,
                "unknown-pool",
                f"There is no pool '{person.else_.pool}'.",
                did_you_mean(person.else_.pool, pools),
                person.else_.pool,
                value=True,
            )
    for name, pool in pools.items():
        for index, member in enumerate(pool.members):
            if not re.fullmatch(r"[^@\s]+@[^@\s]+", member):
                yield Complaint(
                    ("people", "pools", name, "members", index),
                    "wrong-value",
                    f"'{member}' is no e-mail address.",
                    "Write the address of a HubSpot owner.",
                    member,
                )
    for path, name in _recipients(book):
        if name not in book.people.persons:
            hint = (
                f"'{name}' is a pool; name a person with that pool as 'else'."
                if name in pools
                else did_you_mean(name, book.people.persons)
            )
            yield Complaint(
                path, "unknown-person", f"'{name}' is nobody in 'people'.", hint, name, value=True
            )


def _recipients(book: Rulebook) -> Iterator[tuple[Path, str]]:
    if book.handover:
        yield ("handover", "to"), book.handover.to
    for number, rule in enumerate(book.rules):
        for index, effect in enumerate(rule.then):
            if effect.task:
                yield ("rules", number, "then", index, "task", "to"), effect.task.to


def effects(book: Rulebook) -> Iterator[Complaint]:
    """An effect is a task or values to set, titles name what exists, and only what is ours is set."""
    for number, rule in enumerate(book.rules):
        for index, effect in enumerate(rule.then):
            path = ("rules", number, "then", index)
            if (effect.task is None) == (effect.set is None):
                yield Complaint(
                    path,
                    "wrong-value",
                    "An effect is either a task or a set.",
                    "Write each on a line of its own.",
                )
            if effect.keep and not effect.set:
                yield Complaint(
                    (*path, "keep"), "wrong-value", "Only values that are set can be kept.", "Remove 'keep'."
                )
            for name in re.findall(r"\{([^{}]*)\}", effect.task.title if effect.task else ""):
                if name not in PLACEHOLDERS:
                    yield Complaint(
                        (*path, "task", "title"),
                        "unknown-placeholder",
                        f"'{{{name}}}' stands for nothing.",
                        did_you_mean(name, PLACEHOLDERS),
                        value=True,
                    )
            for target in effect.set or ():
                if reason := _not_writable(target, book):
                    yield Complaint((*path, "set", target), "not-writable", *reason, target)


def _not_writable(target: str, book: Rulebook) -> tuple[str, str] | None:
    prefix = f"{book.prefix}_"
    kind, _, name = target.partition(".")
    if not PROPERTY.fullmatch(target) or not name.startswith(prefix):
        return (
            f"'{target}' does not belong to this rulebook.",
            f"Set company.{prefix}... or contact.{prefix}...",
        )
    if name.removeprefix(prefix) in (OWN_COMPANY if kind == "company" else OWN_CONTACT):
        return f"'{target}' is written by the rulebook itself.", "Choose another name."
    if not any(_covers(pattern, target) for pattern in book.writes):
        return f"'writes' does not allow '{target}'.", f"Add '{kind}.{prefix}*: own' to 'writes'."
    return None


def _covers(pattern: str, target: str) -> bool:
    return target == pattern or (pattern.endswith("*") and target.startswith(pattern[:-1]))


def writes(book: Rulebook) -> Iterator[Complaint]:
    for pattern in book.writes:
        if not re.fullmatch(rf"(company|contact)\.{book.prefix}_(\*|[a-z0-9_]+\*?)", pattern):
            yield Complaint(
                ("writes", pattern),
                "wrong-value",
                f"'{pattern}' is not below the prefix '{book.prefix}'.",
                f"Write company.{book.prefix}_* or contact.{book.prefix}_*.",
                "prefix",
            )


def rule_names(book: Rulebook) -> Iterator[Complaint]:
    counted = Counter(rule.rule for rule in book.rules)
    seen: set[str] = set()
    for number, rule in enumerate(book.rules):
        if counted[rule.rule] > 1 and rule.rule in seen:
            yield Complaint(
                ("rules", number, "rule"),
                "duplicate-name",
                f"A rule '{rule.rule}' exists already.",
                "A rule's name is its identity; choose another.",
                rule.rule,
                value=True,
            )
        seen.add(rule.rule)


def rings(book: Rulebook) -> Iterator[Complaint]:
    """Rules that set what others read must come to an end."""
    names = circle(book)
    if not names:
        return
    number = next((number for number, rule in enumerate(book.rules) if rule.rule in names), 0)
    yield Complaint(
        ("rules", number, "rule"),
        "circle",
        f"These depend on each other in a circle: {' <- '.join(names)}.",
        "Let one of them read something else.",
        value=True,
    )


def hours(book: Rulebook) -> Iterator[Complaint]:
    if book.business_hours.from_ >= book.business_hours.to:
        yield Complaint(
            ("business_hours", "to"),
            "out-of-range",
            "The day ends before it begins.",
            "Write a later time.",
            "business_hours",
            value=True,
        )


def pipelines(book: Rulebook) -> Iterator[Complaint]:
    for index, pipeline in enumerate(book.deals.expansion):
        if pipeline in book.deals.new_business:
            yield Complaint(
                ("deals", "expansion", index),
                "duplicate-name",
                f"The pipeline '{pipeline}' is new business already.",
                "Name it once.",
                "deals",
            )


CHECKS: tuple[Check, ...] = (
    metrics,
    ladders,
    stage_names_once,
    cap,
    handing_over,
    people,
    effects,
    writes,
    rule_names,
    rings,
    hours,
    pipelines,
)
