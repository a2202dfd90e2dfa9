"""Why a rule causes nothing although its condition holds: its season, its mode, a shut gate, or it is done already."""

from rules.deciding.calendar import local_day
from rules.decision import Decision
from rules.model import Rule, Rulebook
from rules.wording.waits import View, said_day

TEXTS = {
    "de": {
        "early": "sie gilt erst ab dem {day}",
        "late": "sie galt nur bis zum {day}",
        "observe": "sie sieht nur zu",
        "suggest": "sie schlägt nur vor",
        "quiet": "ein neues Regelwerk hält zuerst nur fest, wo alle stehen",
        "gate": "die Sperre von {stage} ist zu",
        "conflict": "eine andere Regel will für {names} etwas anderes",
        "stage_entry": "auf dieser Stufe ist es schon geschehen",
        "cycle": "in dieser Runde ist es schon geschehen",
        "day": "heute ist es schon geschehen",
        "ever": "es geschieht nur einmal",
        "nobody": "für jeden Kontakt, zu dem sie passt, ist es schon geschehen",
    },
    "en": {
        "early": "it begins on {day}",
        "late": "it ended on {day}",
        "observe": "it only watches",
        "suggest": "it only suggests",
        "quiet": "a new rulebook first only records where everybody stands",
        "gate": "the gate of {stage} is shut",
        "conflict": "another rule wants something else for {names}",
        "stage_entry": "on this stage it has been done already",
        "cycle": "in this cycle it has been done already",
        "day": "today it has been done already",
        "ever": "it is done only once",
        "nobody": "it has been done for every contact that it fits",
    },
}


def reason(view: View, decision: Decision, rule: Rule) -> str:
    """In words; empty where the rule acts, or where its condition does not hold."""
    finding = view.findings.get(f"rule.{rule.rule}")
    if finding is None or finding.verdict is not True:
        return ""
    key = _season(view.book, rule, decision) or _mode(decision, rule) or _done(view, decision, rule)
    last = rule.until if key == "late" else rule.from_
    day = "" if last is None else said_day(last, view.language)
    names = ", ".join(_quarrels(decision, rule))
    return TEXTS[view.language][key].format(day=day, stage=view.memory.stage, names=names) if key else ""


def gate_is_shut(view: View) -> bool:
    """Whether nothing is sold on the stage for now."""
    stage = next((each for each in view.stages if each.name == view.memory.stage), None)
    if stage is None or stage.gate is None:
        return False
    finding = view.findings.get(f"gate.{stage.name}")
    return finding is None or finding.verdict is not True


def _season(book: Rulebook, rule: Rule, decision: Decision) -> str:
    today = local_day(book, decision.at)
    if rule.from_ is not None and today < rule.from_:
        return "early"
    return "late" if rule.until is not None and today > rule.until else ""


def _mode(decision: Decision, rule: Rule) -> str:
    if rule.mode != "act":
        return rule.mode
    return "conflict" if _quarrels(decision, rule) else ""


def _quarrels(decision: Decision, rule: Rule) -> list[str]:
    wanted = {name for effect in rule.then for name in effect.set or ()}
    return sorted(wanted & set(decision.conflicts))


def _done(view: View, decision: Decision, rule: Rule) -> str:
    """What happens once in an episode, and has not happened just now."""
    if not any(effect.set is None for effect in rule.then) or _acts(decision, rule):
        return ""
    if decision.quiet:
        return "quiet"
    if gate_is_shut(view) and not rule.despite_gate:
        return "gate"
    return "nobody" if rule.for_each is not None else rule.once_per


def _acts(decision: Decision, rule: Rule) -> bool:
    before = {run.key for run in decision.before.plays} if decision.before else set()
    began = {run.rule for run in decision.memory.plays if run.key not in before}
    return rule.rule in {
        *began,
        *(task.rule for task in decision.tasks),
        *(wish.rule for wish in decision.wishes),
    }
