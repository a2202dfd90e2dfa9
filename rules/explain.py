"""Why an account stands where it stands, and why not further: lines for people, one sentence, plain data for programs.

`labels` names properties as the portal does: `{"company.numberofemployees": "Number of employees"}`.
"""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from accounts.values import iso
from rules.conditions import Finding
from rules.decision import Decision
from rules.memory import Memory
from rules.model import Rulebook
from rules.wording import whynot
from rules.wording.lacks import carrying
from rules.wording.nouns import NO_LABELS
from rules.wording.waits import View, cut, waits
from rules.wording.whynot import WhyNot
from rules.wording.words import sentence

_VERDICTS = {True: "yes", False: "no", None: "unknown"}
_TEXTS = {
    "de": {
        "stands": "Auf {stage} seit dem {day}; Runde {cycle}, {relationship}.",
        "rulebook": "Regelwerk {name}, Fassung {digest}.",
        "offered": "Übergabe angeboten am {day}; die Antwort des Vertriebs steht aus.",
        "accepted": "Der Vertrieb hat die Übergabe vom {day} angenommen.",
        "rejected": "Der Vertrieb hat die Übergabe abgelehnt.",
        "closed": "Die Übergabe ist abgeschlossen.",
        "postponed": "Die Übergabe wartet, bis die Sperre der Stufe aufgeht.",
        "disagreement": "Regelmaschine und Erklärung sind uneins; nichts davon wird geschrieben.",
        "wake": "Wird am {day} wieder angesehen.",
    },
    "en": {
        "stands": "On {stage} since {day}; cycle {cycle}, {relationship}.",
        "rulebook": "Rulebook {name}, version {digest}.",
        "offered": "Handover offered on {day}; sales has not answered yet.",
        "accepted": "Sales has accepted the handover of {day}.",
        "rejected": "Sales has rejected the handover.",
        "closed": "The handover is closed.",
        "postponed": "The handover waits for the gate of the stage to open.",
        "disagreement": "The engine and the explanation disagree; nothing of it is written.",
        "wake": "Looked at again on {day}.",
    },
}


def why(known: Decision | Memory) -> str:
    """The sentence written when the account was moved where it stands, in the rulebook's language."""
    memory = known.memory if isinstance(known, Decision) else known
    return memory.why


def why_not(
    book: Rulebook, decision: Decision, language: str | None = None, labels: Mapping[str, str] = NO_LABELS
) -> tuple[WhyNot, ...]:
    """What is missing for each further stage and those it needs, the gate, each other relationship, each rule."""
    return whynot.of_account(_view(book, decision, language, labels), decision)


def one_line(
    book: Rulebook, decision: Decision, language: str | None = None, labels: Mapping[str, str] = NO_LABELS
) -> str:
    """One sentence of at most 250 letters, fit for a property: what it waits for, else why it stands where it stands.

    It changes only when something has happened.
    """
    view = _view(book, decision, language, labels)
    off = next((each.sentence for each in whynot.off_the_cone(view)), "")
    return cut(off or waits(view) or why(decision))


def lines(
    book: Rulebook, decision: Decision, language: str | None = None, labels: Mapping[str, str] = NO_LABELS
) -> tuple[str, ...]:
    """The whole explanation as text: why and since when, what it waits for, why not further, when it is looked at again."""
    view = _view(book, decision, language, labels)
    first = (why(decision), _stands(view), _handover(view, decision), waits(view), *decision.suggestions)
    rest = (each.sentence for each in why_not(book, decision, language, labels))
    trouble = _text(view, "disagreement") if decision.disagreement else ""
    wake = "" if decision.wake is None else _text(view, "wake", day=view.day(decision.wake))
    rulebook = _text(view, "rulebook", name=book.rulebook, digest=decision.rulebook)
    return tuple(dict.fromkeys(line for line in (*first, *rest, trouble, wake, rulebook) if line))


def as_data(
    book: Rulebook, decision: Decision, language: str | None = None, labels: Mapping[str, str] = NO_LABELS
) -> dict[str, Any]:
    """The whole explanation as plain data for JSON; its keys stay as they are.

    They are `account`; `rulebook` (name, digest); `stage`, `since`, `relationship`, `cycle`; `why` (the sentence of the move),
    `because` (what moved it just now, or null), `by` (what carries the stage now: text and place of each comparison);
    `hold`, `cap`, `cool_downs`, `handover`; `waits` and `one_line` (sentences); `why_not` (list of what, name, missing,
    sentence, gaps); `findings` (by name: kind, verdict, text, place, because, may_change_at, parts); `fired`,
    `conflicts`, `suggestions`, `disagreement`; `wake`. Moments are written as the portal writes them.
    """
    view, memory = _view(book, decision, language, labels), decision.memory
    return {
        "account": decision.account,
        "rulebook": {"name": book.rulebook, "digest": decision.rulebook},
        "stage": memory.stage,
        "since": None if memory.since is None else iso(memory.since),
        "relationship": memory.relationship,
        "cycle": memory.cycle,
        "why": why(decision),
        "because": decision.moves[-1].because.value if decision.moves else None,
        "by": _by(view),
        "hold": _bond(memory.hold),
        "cap": _bond(memory.cap),
        "cool_downs": [_bond(cool) for cool in memory.cool_downs],
        "handover": _bond(memory.handover),
        "waits": waits(view),
        "one_line": one_line(book, decision, language, labels),
        "why_not": [_as_data(each) for each in why_not(book, decision, language, labels)],
        "findings": {
            name: tree(finding, view.language, labels) for name, finding in decision.findings.items()
        },
        "fired": list(decision.fired),
        "conflicts": list(decision.conflicts),
        "suggestions": list(decision.suggestions),
        "disagreement": decision.disagreement,
        "wake": None if decision.wake is None else iso(decision.wake),
    }


def tree(finding: Finding, language: str, labels: Mapping[str, str] = NO_LABELS) -> dict[str, Any]:
    """A finding with all its parts; what was seen is given in the sentence as far as it does not move by itself."""
    data: dict[str, Any] = {"kind": finding.kind, "verdict": _VERDICTS[finding.verdict]}
    if finding.kind == "leaf":
        data["text"] = sentence(finding, language, labels)
        data["place"] = finding.leaf.place if finding.leaf else ""
    if finding.because:
        data["because"] = finding.because
    if finding.flip is not None:
        data["may_change_at"] = iso(finding.flip)
    if finding.parts:
        data["parts"] = [tree(part, language, labels) for part in finding.parts]
    return data


def _as_data(each: WhyNot) -> dict[str, Any]:
    gaps = [asdict(gap) | {"until": None if gap.until is None else iso(gap.until)} for gap in each.gaps]
    return {
        "what": each.what,
        "name": each.name,
        "missing": list(each.missing),
        "sentence": each.sentence,
        "gaps": gaps,
    }


def _bond(bond: Any) -> dict[str, Any] | None:
    """A part of the memory, with its moments as the portal writes them."""
    if bond is None:
        return None
    data: dict[str, Any] = bond.model_dump(mode="json")
    return {
        key: iso(value) if key in {"until", "set_at", "offered_at"} else value for key, value in data.items()
    }


def _view(book: Rulebook, decision: Decision, language: str | None, labels: Mapping[str, str]) -> View:
    return View(book, decision.memory, decision.findings, decision.at, language or book.language, labels)


def _by(view: View) -> list[dict[str, str]]:
    """The comparisons that carry the stage now; none where something else holds it."""
    found = [view.findings.get(f"{test}.{view.memory.stage}") for test in ("stage", "stay")]
    holding = next((finding for finding in found if finding and finding.verdict), None)
    leaves = [leaf for leaf, _ in carrying(holding, wanted=True)] if holding else []
    return [
        {"text": sentence(leaf, view.language, view.labels), "place": leaf.leaf.place}
        for leaf in leaves
        if leaf.leaf
    ]


def _stands(view: View) -> str:
    memory = view.memory
    if memory.stage is None or memory.since is None:
        return ""
    relationship = whynot.relation(view, memory.relationship or "prospect")
    day = view.day(memory.since)
    return _text(view, "stands", stage=memory.stage, day=day, cycle=memory.cycle, relationship=relationship)


def _handover(view: View, decision: Decision) -> str:
    handover = view.memory.handover
    if handover is not None:
        return _text(view, handover.state, day=view.day(handover.offered_at))
    if decision.ended is not None:
        return _text(view, decision.ended.how)
    return _text(view, "postponed") if view.memory.postponed else ""


def _text(view: View, key: str, **values: object) -> str:
    return _TEXTS[view.language][key].format(**values)
