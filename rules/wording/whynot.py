"""What is missing: for each further stage, an open gate, another relationship, a rule that rests, the cone itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from rules.conditions import Finding
from rules.decision import Decision
from rules.model import Rulebook
from rules.wording import resting
from rules.wording.nouns import VALUES
from rules.wording.waits import Gap, View, everything, gaps, lacking
from rules.wording.words import listed, met, missing

_TEXTS = {
    "de": {
        "rule": "Regel {rule} ruht; dafür fehlt: {missing}.",
        "rests": "Regel {rule} ruht, obwohl ihre Bedingung gilt: {reason}.",
        "off": "Nicht auf dem Kegel; dafür fehlt: {missing}.",
        "excluded": "Nicht auf dem Kegel, denn ausgeschlossen ({name}): {met}.",
        "gate": "Auf {stage} ruht der Verkauf; dafür, dass er weitergeht, fehlt: {missing}.",
        "relationship": "Für die Beziehung {name} fehlt: {missing}.",
    },
    "en": {
        "rule": "Rule {rule} rests; it lacks: {missing}.",
        "rests": "Rule {rule} rests although its condition holds: {reason}.",
        "off": "Not on the cone; for that it lacks: {missing}.",
        "excluded": "Not on the cone, because it is excluded ({name}): {met}.",
        "gate": "On {stage} selling is paused; for it to go on this is missing: {missing}.",
        "relationship": "To be a {name} it lacks: {missing}.",
    },
}


@dataclass(frozen=True)
class WhyNot:
    """What keeps a stage from being reached, a gate shut, a relationship or a rule from holding, the account off the cone.

    `missing` in words, the whole smallest set; `gaps` of stages the same as data. A rule that rests although its
    condition holds lacks nothing: its sentence says why.
    """

    what: Literal["stage", "gate", "relationship", "rule", "cone"]
    name: str
    missing: tuple[str, ...]
    sentence: str
    gaps: tuple[Gap, ...] = ()


def of_account(view: View, decision: Decision) -> tuple[WhyNot, ...]:
    """All of it, in the order of the file."""
    return (*off_the_cone(view), *_stages(view), *_gate(view), *_relationships(view), *_rules(view, decision))


def off_the_cone(view: View) -> list[WhyNot]:
    finding = view.findings.get("key_account")
    if view.memory.stage is not None or finding is None:
        return []
    if name := excluded_as(view.book, view.findings):
        carried = met(view.findings[f"excluded.{name}"], view.language, view.labels)
        text = _text(view, "excluded", name=name.replace("_", " "), met=carried)
        return [WhyNot("cone", "excluded", (), text)]
    if finding.verdict:
        return []
    return [_lacking(view, "cone", "key_account", "off", finding)]


def excluded_as(book: Rulebook, findings: Mapping[str, Finding]) -> str | None:
    """The first exclusion that says yes."""
    found = ((name, findings.get(f"excluded.{name}")) for name in book.accounts.excluded)
    return next((name for name, finding in found if finding is not None and finding.verdict), None)


def _stages(view: View) -> list[WhyNot]:
    """A hold or a cap keeps from all further stages, besides what each of them lacks; needed stages come along."""
    further = [stage for stage in view.further if f"stage.{stage.name}" in view.findings or stage.pinned_by]
    found = {stage.name: gaps(view, stage) for stage in further}
    needed = {gap.stage for several in found.values() for gap in several if gap.kind == "stage"}
    return [
        WhyNot("stage", stage.name, lacking(view, stage), everything(view, stage), gaps(view, stage))
        for stage in view.stages
        if stage.name in found or stage.name in needed
    ]


def _gate(view: View) -> list[WhyNot]:
    finding = view.findings.get(f"gate.{view.memory.stage}")
    if finding is None or not resting.gate_is_shut(view):
        return []
    return [_lacking(view, "gate", str(view.memory.stage), "gate", finding)]


def _relationships(view: View) -> list[WhyNot]:
    """The first that says yes counts, so those before it must not; a prospect is what all deny."""
    names: list[str] = list(view.book.relationship)
    found = [view.findings.get(f"relationship.{name}") for name in names]
    several = [finding for finding in found if finding is not None]
    if view.memory.stage is None or len(several) < len(names):
        return []
    wanted: dict[str, Finding] = {
        name: _first(several[:place], several[place]) for place, name in enumerate(names)
    }
    wanted |= {"prospect": _first(several, None)} if names else {}
    return [
        _lacking(view, "relationship", name, "relationship", finding)
        for name, finding in wanted.items()
        if name != (view.memory.relationship or "prospect") and not finding.verdict
    ]


def _first(before: list[Finding], finding: Finding | None) -> Finding:
    """That this one says yes and none before it does; without one, that all of them say no."""
    denied = [each for each in before if each.verdict is not False and (finding is None or each.verdict)]
    parts = [Finding("not", None if each.verdict is None else False, parts=(each,)) for each in denied]
    whole = (*([finding] if finding else []), *parts)
    holds = all(part.verdict is True for part in whole)
    return Finding("all", True if holds else None, parts=whole)


def _rules(view: View, decision: Decision) -> list[WhyNot]:
    found = []
    for rule in view.book.rules:
        finding = view.findings.get(f"rule.{rule.rule}")
        if finding is None:
            continue
        if reason := resting.reason(view, decision, rule):
            found.append(WhyNot("rule", rule.rule, (), _text(view, "rests", rule=rule.rule, reason=reason)))
        elif not finding.verdict:
            found.append(_lacking(view, "rule", rule.rule, "rule", finding))
    return found


def _lacking(
    view: View, what: Literal["gate", "relationship", "rule", "cone"], name: str, key: str, finding: Finding
) -> WhyNot:
    parts = missing(finding, view.language, view.labels)
    said = relation(view, name) if what == "relationship" else name
    text = listed(parts, view.language)
    return WhyNot(what, name, parts, _text(view, key, rule=name, name=said, stage=name, missing=text))


def relation(view: View, name: str) -> str:
    return VALUES[view.language]["relationship"].get(name, name)


def _text(view: View, key: str, **values: object) -> str:
    return _TEXTS[view.language][key].format(**values)
