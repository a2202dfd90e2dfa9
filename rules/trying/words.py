"""What a trial of cases says to people, in German and English."""

from rules import explain
from rules.decision import Decision
from rules.model import Rulebook
from rules.wording.words import met, missing

TEXTS: dict[str, dict[str, str]] = {
    "de": {
        "nothing": "nichts",
        "never": "nie",
        "fires": "sie gilt",
        "passed": "ok     {case}",
        "failed": "FALSCH {case}",
        "raised": "FEHLER {case}",
        "step": "    Schritt {step} (after: {span}):",
        "difference": "    {what}: erwartet {expected}; es kam: {got}",
        "because": "        {sentence}",
        "error": "    Der Fall ließ sich nicht spielen: {error}",
        "met": "Es gilt: {met}.",
        "lacks": "Es fehlt: {missing}.",
        "passed_of": "Richtig: {passed} von {total} Fällen.",
        "no_cases": "Das Regelwerk hat keine Fälle.",
        "complete": "Abdeckung: {complete} von {total} Bedingungen waren ja, nein und unbekannt.",
        "never_was": "    nie {verdicts}: {words}  ({place})",
        "yes": "ja",
        "no": "nein",
        "unknown": "unbekannt",
        "and": " oder ",
        "stages": "Nie erreichte Stufen: {names}.",
        "rules": "Regeln, die nie galten: {names}.",
    },
    "en": {
        "nothing": "nothing",
        "never": "never",
        "fires": "it fires",
        "passed": "ok     {case}",
        "failed": "FAIL   {case}",
        "raised": "ERROR  {case}",
        "step": "    step {step} (after: {span}):",
        "difference": "    {what}: expected {expected}; got {got}",
        "because": "        {sentence}",
        "error": "    The case could not be played: {error}",
        "met": "It holds: {met}.",
        "lacks": "It lacks: {missing}.",
        "passed_of": "{passed} of {total} cases pass.",
        "no_cases": "The rulebook has no cases.",
        "complete": "Coverage: {complete} of {total} conditions were yes, no and unknown.",
        "never_was": "    never {verdicts}: {words}  ({place})",
        "yes": "yes",
        "no": "no",
        "unknown": "unknown",
        "and": " nor ",
        "stages": "Stages never reached: {names}.",
        "rules": "Rules that never fired: {names}.",
    },
}
NAMES: dict[str, dict[str, str]] = {
    "de": {
        "disagreement": "Widerspruch",
        "stage": "Stufe",
        "relationship": "Beziehung",
        "cycle": "Runde",
        "fired": "Regel gilt",
        "not_fired": "Regel ruht",
        "tasks": "Aufgabe",
        "wishes": "Wunsch",
        "set": "Wert",
        "handover": "Übergabe",
        "suggestions": "Vorschlag",
        "why_not": "es fehlt für",
        "wake_in": "nächster Blick in",
        "wake_at": "nächster Blick am",
    },
    "en": {
        "disagreement": "contradiction",
        "stage": "stage",
        "relationship": "relationship",
        "cycle": "cycle",
        "fired": "rule fires",
        "not_fired": "rule at rest",
        "tasks": "task",
        "wishes": "wish",
        "set": "value",
        "handover": "handover",
        "suggestions": "suggestion",
        "why_not": "missing for",
        "wake_in": "next look in",
        "wake_at": "next look at",
    },
}


def about_stage(book: Rulebook, decision: Decision, stage: str, language: str) -> tuple[str, ...]:
    """Why the account stands where it stands, and why not on this stage; nothing is said of what is no stage."""
    why_not = [
        each.sentence
        for each in explain.why_not(book, decision, language)
        if each.what == "cone" or (each.what == "stage" and each.name == stage)
    ]
    return tuple(sentence for sentence in (explain.why(decision), *why_not) if sentence)


def about_rule(decision: Decision, name: str, language: str) -> tuple[str, ...]:
    """What carries a condition, or what it lacks, by the name of its finding."""
    finding = decision.findings.get(name)
    if finding is None:
        return ()
    if finding.verdict:
        return (TEXTS[language]["met"].format(met=met(finding, language)),)
    return (TEXTS[language]["lacks"].format(missing="; ".join(missing(finding, language))),)
