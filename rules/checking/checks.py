"""What a rulebook says that cannot be meant: stages nobody reaches, tasks for nobody, rules that go in circles.

Each check is a small generator over the loaded rulebook; all of them always run.
"""

import re
from collections.abc import Callable, Iterator

from rules.checking import accounts as account_checks
from rules.checking import cases as case_checks
from rules.checking import effects as effect_checks
from rules.checking.circles import circle
from rules.checking.metrics import measures, metrics, names
from rules.language.fixed import FIXED, RELATIONSHIPS
from rules.language.vocabulary import stage_names
from rules.model import Rulebook, Stage
from rules.problems import Complaint, Path, did_you_mean

Check = Callable[[Rulebook], Iterator[Complaint]]

_MAIL = re.compile(r"[^@\s]+@[^@\s]+")


def check(book: Rulebook) -> Iterator[Complaint]:
    """All complaints about a rulebook, in no special order."""
    for run in CHECKS:
        yield from run(book)


def ladders(book: Rulebook) -> Iterator[Complaint]:
    """The first stage catches all, the others have a condition or are pinned, and `needs` looks back."""
    for relationship in RELATIONSHIPS:
        earlier: list[str] = []
        for index, stage in enumerate(book.cone.ladder(relationship)):
            path = ("cone", relationship, index, stage.name)
            yield from _later(stage, path, earlier) if index else _first(stage, path, relationship)
            earlier.append(stage.name)


def _first(stage: Stage, path: Path, relationship: str) -> Iterator[Complaint]:
    for key in ("when", "needs", "stay_while", "pinned_by", "hand_over"):
        if getattr(stage, key):
            message = f"'{stage.name}' is the first stage and catches all, so it has no '{key}'."
            hint = "Put a stage without conditions in front."
            yield Complaint("condition-not-allowed", message, hint, (*path, key), about=relationship)


def _later(stage: Stage, path: Path, earlier: list[str]) -> Iterator[Complaint]:
    pinned = [
        key for key in ("when", "needs", "stay_while", "hand_over") if stage.pinned_by and getattr(stage, key)
    ]
    for key in pinned:
        message = f"'{stage.name}' is reached by pins alone, so it has no '{key}'."
        yield Complaint("condition-not-allowed", message, f"Remove '{key}' or 'pinned_by'.", (*path, key))
    if stage.when is None and not stage.pinned_by:
        message = f"Nothing says when '{stage.name}' is reached."
        yield Complaint("missing-condition", message, "Add 'when' or 'pinned_by'.", path, about=stage.name)
    if stage.needs is not None and stage.needs not in earlier:
        message = f"'{stage.needs}' is no stage before '{stage.name}' on the same ladder."
        hint = did_you_mean(stage.needs, earlier)
        yield Complaint("unknown-stage", message, hint, (*path, "needs"), about=stage.needs, value=True)


def stage_names_once(book: Rulebook) -> Iterator[Complaint]:
    seen: set[str] = set()
    for relationship in RELATIONSHIPS:
        for index, stage in enumerate(book.cone.ladder(relationship)):
            if stage.name in seen:
                message = f"There is a stage '{stage.name}' already."
                hint = "Give each stage of all ladders a name of its own."
                yield Complaint("duplicate-name", message, hint, ("cone", relationship, index, stage.name))
            seen.add(stage.name)


def cap(book: Rulebook) -> Iterator[Complaint]:
    loss = book.cone.moves.after_loss
    names = [stage.name for stage in book.cone.prospect]
    if loss and loss.cap not in names:
        message, hint = f"'{loss.cap}' is no stage of prospect.", did_you_mean(loss.cap, names)
        path = ("cone", "moves", "after_loss", "cap")
        yield Complaint("unknown-stage", message, hint, path, about=loss.cap, value=True)


def caps_after_rejection(book: Rulebook) -> Iterator[Complaint]:
    names = stage_names(book)
    for reason, declared in book.handover.on_reject.items() if book.handover else ():
        if declared.cap is not None and declared.cap not in names:
            message, hint = f"'{declared.cap}' is no stage.", did_you_mean(declared.cap, names)
            path = ("handover", "on_reject", reason, "cap")
            yield Complaint("unknown-stage", message, hint, path, about=declared.cap, value=True)


def handing_over(book: Rulebook) -> Iterator[Complaint]:
    """A stage that hands over needs the section that says to whom, and the other way round."""
    handing = [
        (("cone", relationship, index, stage.name, "hand_over"), stage.name)
        for relationship in RELATIONSHIPS
        for index, stage in enumerate(book.cone.ladder(relationship))
        if stage.hand_over
    ]
    if handing and book.handover is None:
        path, name = handing[0]
        message = f"'{name}' hands over, but nothing says to whom."
        yield Complaint(
            "missing-section", message, "Add a section 'handover' with 'to'.", path, about="handover"
        )
    if book.handover and not handing:
        hint = "Add 'hand_over: true' to a stage or remove this section."
        yield Complaint("never-used", "No stage hands over.", hint, ("handover",), about="cone")


def people(book: Rulebook) -> Iterator[Complaint]:
    """Every `to` is a person that exists, every pool exists and has members."""
    pools = book.people.pools
    for name, person in book.people.persons.items():
        if person.else_ and person.else_.pool not in pools:
            pool, path = person.else_.pool, ("people", name, "else", "pool")
            hint = did_you_mean(pool, pools)
            yield Complaint("unknown-pool", f"There is no pool '{pool}'.", hint, path, about=pool, value=True)
    for name, pool_of in pools.items():
        for index, member in enumerate(pool_of.members):
            if not _MAIL.fullmatch(member):
                message, hint = f"'{member}' is no e-mail address.", "Write the address of a HubSpot owner."
                yield Complaint("wrong-value", message, hint, ("people", "pools", name, "members", index))


def weights(book: Rulebook) -> Iterator[Complaint]:
    """Tiers that are weighed are declared."""
    for tier in book.engagement.weights.tier:
        if tier not in book.tiers:
            path = ("engagement", "weights", "tier", tier)
            yield Complaint(
                "unknown-tier", f"There is no tier '{tier}'.", did_you_mean(tier, book.tiers), path
            )


def seasons(book: Rulebook) -> Iterator[Complaint]:
    for number, rule in enumerate(book.rules):
        if rule.from_ and rule.until and rule.from_ > rule.until:
            message, path = f"'{rule.rule}' ends before it begins.", ("rules", number, "until")
            yield Complaint("out-of-range", message, "Write a later day.", path, about=rule.rule, value=True)


def rule_names(book: Rulebook) -> Iterator[Complaint]:
    """A rule's name, or its id, is its identity: used once, and never the name of something else that conditions read."""
    seen: set[str] = set()
    for number, rule in enumerate(book.rules):
        if any(rule.id in {other.rule, other.id} for other in book.rules if other is not rule and rule.id):
            message, path = f"'{rule.id}' is the name of another rule.", ("rules", number, "id")
            yield Complaint("duplicate-name", message, "Choose another id.", path, value=True)
    for number, rule in enumerate(book.rules):
        path = ("rules", number, "rule")
        if rule.rule in seen:
            message = f"There is a rule '{rule.rule}' already."
            yield Complaint("duplicate-name", message, "Choose another name.", path, value=True)
        if rule.rule in FIXED:
            message = f"'{rule.rule}' is the name of a metric."
            yield Complaint("duplicate-name", message, "Choose another name.", path, value=True)
        seen.add(rule.rule)


def rings(book: Rulebook) -> Iterator[Complaint]:
    """What rules set and read must come to an end."""
    if names := circle(book):
        number = next((number for number, rule in enumerate(book.rules) if rule.rule in names), None)
        if number is None:
            return  # a part of the book that asks for itself, which is told where it does so
        message = f"These cause each other in a circle: {' -> '.join(names)}."
        path = ("rules", number, "rule")
        yield Complaint("circle", message, "Let one of them look at something else.", path, value=True)


def hours(book: Rulebook) -> Iterator[Complaint]:
    if book.business_hours.from_ >= book.business_hours.to:
        message, path = "The day ends before it begins.", ("business_hours", "to")
        yield Complaint(
            "out-of-range", message, "Write a later time.", path, about="business_hours", value=True
        )


def pipelines(book: Rulebook) -> Iterator[Complaint]:
    for index, pipeline in enumerate(book.deals.expansion):
        if pipeline in book.deals.new_business:
            message = f"The pipeline '{pipeline}' is new business already."
            yield Complaint("duplicate-name", message, "Name it once.", ("deals", "expansion", index))


CHECKS: tuple[Check, ...] = (
    metrics,
    names,
    measures,
    ladders,
    stage_names_once,
    cap,
    caps_after_rejection,
    handing_over,
    people,
    weights,
    rule_names,
    seasons,
    rings,
    hours,
    pipelines,
    *account_checks.CHECKS,
    *effect_checks.CHECKS,
    *case_checks.CHECKS,
)
