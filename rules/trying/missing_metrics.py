"""What keeps an account from a stage or a rule, by the names of the rulebook: the metrics of the smallest missing set."""

from rules.conditions import Finding, Leaf
from rules.decision import Decision
from rules.language.vocabulary import bare
from rules.model import Rulebook, Stage
from rules.wording.lacks import lacks
from rules.wording.waits import Gap, View, gaps
from rules.wording.whynot import excluded_as

KEY_ACCOUNT = "key_account"


def missing_metrics(book: Rulebook, decision: Decision, name: str) -> tuple[frozenset[str], ...]:
    """The smallest missing set; several where one of several pins will do; an empty one where nothing is missing.

    Besides metrics: a pin, a stage that is needed first, hold, cap and cool_down.
    """
    finding = decision.findings.get(name if name == KEY_ACCOUNT else f"rule.{name}")
    if name == KEY_ACCOUNT and excluded_as(book, decision.findings):
        return (frozenset({"excluded"}),)
    if finding is not None:
        return (_metrics(finding),)
    if decision.memory.stage is None:
        return (frozenset({KEY_ACCOUNT}),)
    view = View(book, decision.memory, decision.findings, decision.at, book.language)
    stage = next((stage for stage in view.further if stage.name == name), None)
    if stage is None:
        return (frozenset(),)
    found = gaps(view, stage)
    pins = [gap.stage for gap in found if gap.kind == "pin"]
    rest = frozenset(_named(gap) for gap in found if gap.kind != "pin" and _asks(gap, stage))
    return tuple(rest | {pin} for pin in pins) or (rest,)


def _asks(gap: Gap, stage: Stage) -> bool:
    """What the stages lack that it needs is told by their names."""
    return gap.kind != "never" and (gap.kind != "comparison" or gap.stage == stage.name)


def _named(gap: Gap) -> str:
    if gap.kind == "comparison":
        return _as_written(gap.metric)
    return gap.stage if gap.kind == "stage" else gap.kind


def _as_written(metric: str) -> str:
    """A measure in place by what it does, such as `sum deal.amount`, without what it asks of each."""
    name = metric.partition(" where ")[0]
    return name if name.startswith(("since.", "until.")) else bare(name)


def _metrics(finding: Finding) -> frozenset[str]:
    return frozenset(metric_of(lack.leaf) for lack, _ in lacks(finding, wanted=True) if lack.leaf is not None)


def metric_of(leaf: Leaf) -> str:
    """As the rulebook names it."""
    return _as_written(leaf.metric)
