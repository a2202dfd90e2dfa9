"""What keeps an account from a stage or a rule, by the names of the rulebook: the metrics of the smallest missing set."""

from rules.conditions import Finding, Leaf
from rules.deciding.ladder import Ladder
from rules.decision import Decision
from rules.language.vocabulary import bare
from rules.model import Rulebook, Stage
from rules.wording.lacks import lacks
from rules.wording.waits import Verdicts, View

KEY_ACCOUNT = "key_account"
HOLD, CAP, COOL_DOWN = "hold", "cap", "cool_down"


def missing_metrics(book: Rulebook, decision: Decision, name: str) -> tuple[frozenset[str], ...]:
    """The smallest missing set; several where one of several pins will do; an empty one where nothing is missing.

    Besides metrics: a pin, a stage that is needed first, hold, cap and cool_down.
    """
    finding = decision.findings.get(name if name == KEY_ACCOUNT else f"rule.{name}")
    if finding is not None:
        return (_metrics(finding),)
    if decision.memory.stage is None:
        return (frozenset({KEY_ACCOUNT}),)
    view = View(book, decision.memory, decision.findings, decision.at, book.language)
    stage = next((stage for stage in view.further if stage.name == name), None)
    if stage is None:
        return (frozenset(),)
    bonds = _bonds(view, stage)
    if stage.pinned_by:
        return tuple(bonds | {pin} for pin in stage.pinned_by)
    return (bonds | _lacked(view, stage),)


def _bonds(view: View, stage: Stage) -> frozenset[str]:
    memory, names = view.memory, [each.name for each in view.stages]
    capped = memory.cap is not None and names.index(stage.name) > names.index(memory.cap.stage)
    cooling = any(cool.stage == stage.name for cool in memory.cool_downs)
    bonds = ((HOLD, memory.hold is not None), (CAP, capped), (COOL_DOWN, cooling))
    return frozenset(name for name, binds in bonds if binds)


def _lacked(view: View, stage: Stage) -> frozenset[str]:
    ladder = Ladder(view.stages, Verdicts(view.findings), frozenset(view.memory.visited))
    needed = {stage.needs} if stage.needs and ladder.holds(ladder.index(stage.needs)) is not True else set()
    visited = stage.name in view.memory.visited and f"stay.{stage.name}" in view.findings
    finding = view.findings.get(f"{'stay' if visited else 'stage'}.{stage.name}")
    return frozenset(needed) | (_metrics(finding) if finding else frozenset())


def _metrics(finding: Finding) -> frozenset[str]:
    return frozenset(metric_of(lack.leaf) for lack, _ in lacks(finding, wanted=True) if lack.leaf is not None)


def metric_of(leaf: Leaf) -> str:
    """As the rulebook names it: a measure in place by what it does, such as `sum deal.amount`."""
    measure = leaf.measure
    if measure is not None and not leaf.metric.startswith("metrics."):
        return f"{measure.how} {measure.property or measure.of}"
    return leaf.metric if leaf.metric.startswith(("since.", "until.")) else bare(leaf.metric)
