"""Why an account stands where it stands, and why not further: lines for people, plain data for programs."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

from accounts.values import iso
from rules.conditions import Finding
from rules.decision import Decision
from rules.memory import Memory
from rules.model import Rulebook
from rules.waits import View, bound, lacking, lacks, waits
from rules.words import missing, sentence

_VERDICTS = {True: "yes", False: "no", None: "unknown"}
_TEXTS = {
    "de": {
        "rule": "Regel {rule} ruht; dafür fehlt: {missing}.",
        "off": "Nicht auf dem Kegel; dafür fehlt: {missing}.",
    },
    "en": {
        "rule": "Rule {rule} rests; it lacks: {missing}.",
        "off": "Not on the cone; for that it lacks: {missing}.",
    },
}


@dataclass(frozen=True)
class WhyNot:
    """What keeps a stage from being reached, a rule from firing, or the account from standing on the cone."""

    what: Literal["stage", "rule", "cone"]
    name: str
    missing: tuple[str, ...]
    sentence: str


def why(known: Decision | Memory) -> str:
    """The sentence written when the account was moved where it stands, in the rulebook's language."""
    memory = known.memory if isinstance(known, Decision) else known
    return memory.why


def why_not(book: Rulebook, decision: Decision, language: str | None = None) -> tuple[WhyNot, ...]:
    """What is missing for each further stage, then for each rule that did not fire; in the order of the file."""
    view = _view(book, decision, language)
    return (*_cone(view), *_stages(view), *_rules(view))


def lines(book: Rulebook, decision: Decision, language: str | None = None) -> tuple[str, ...]:
    """The whole explanation as text: why, what it waits for, why not further."""
    view = _view(book, decision, language)
    first = (why(decision), waits(view), *decision.suggestions)
    rest = (each.sentence for each in why_not(book, decision, language))
    return tuple(dict.fromkeys(line for line in (*first, *rest) if line))


def as_data(book: Rulebook, decision: Decision, language: str | None = None) -> dict[str, Any]:
    """The whole explanation as plain data for JSON."""
    view, memory = _view(book, decision, language), decision.memory
    return {
        "account": decision.account,
        "stage": memory.stage,
        "since": None if memory.since is None else iso(memory.since),
        "relationship": memory.relationship,
        "cycle": memory.cycle,
        "why": why(decision),
        "waits": waits(view),
        "why_not": [
            asdict(each) | {"missing": list(each.missing)} for each in why_not(book, decision, language)
        ],
        "findings": {name: tree(finding, view.language) for name, finding in decision.findings.items()},
        "conflicts": list(decision.conflicts),
        "suggestions": list(decision.suggestions),
        "disagreement": decision.disagreement,
        "wake": None if decision.wake is None else iso(decision.wake),
    }


def tree(finding: Finding, language: str) -> dict[str, Any]:
    """A finding with all its parts; what was seen is given in the sentence as far as it does not move by itself."""
    data: dict[str, Any] = {"kind": finding.kind, "verdict": _VERDICTS[finding.verdict]}
    if finding.kind == "leaf":
        data["text"] = sentence(finding, language)
        data["place"] = finding.leaf.place if finding.leaf else ""
    if finding.because:
        data["because"] = finding.because
    if finding.flip is not None:
        data["may_change_at"] = iso(finding.flip)
    if finding.parts:
        data["parts"] = [tree(part, language) for part in finding.parts]
    return data


def _view(book: Rulebook, decision: Decision, language: str | None) -> View:
    return View(book, decision.memory, decision.findings, decision.at, language or book.language)


def _cone(view: View) -> list[WhyNot]:
    finding = view.findings.get("key_account")
    if view.memory.stage is not None or finding is None or finding.verdict:
        return []
    parts = missing(finding, view.language)
    return [WhyNot("cone", "key_account", parts, _text(view, "off", missing="; ".join(parts)))]


def _stages(view: View) -> list[WhyNot]:
    """A hold or a cap keeps from all further stages, besides what each of them lacks."""
    return [
        WhyNot("stage", stage.name, lacking(view, stage), lacks(view, stage) or bound(view, stage))
        for stage in view.further
        if f"stage.{stage.name}" in view.findings or stage.pinned_by
    ]


def _rules(view: View) -> list[WhyNot]:
    found = [(rule.rule, view.findings.get(f"rule.{rule.rule}")) for rule in view.book.rules]
    resting = [
        (name, missing(finding, view.language)) for name, finding in found if finding and not finding.verdict
    ]
    return [
        WhyNot("rule", name, parts, _text(view, "rule", rule=name, missing="; ".join(parts)))
        for name, parts in resting
    ]


def _text(view: View, key: str, **values: str) -> str:
    return _TEXTS[view.language][key].format(**values)
