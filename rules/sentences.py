"""What a decision says to people, in the rulebook's language: one sentence for each move, wait and suggestion.

A sentence is written once, at the moment of what it tells, and holds no number that moves with time.
"""

from accounts.facts import DealState
from accounts.values import Moment
from rules import waits
from rules.conditions import Finding
from rules.decision import Because
from rules.draft import Draft
from rules.model import Rulebook, Stage
from rules.words import met, unmet

Texts = dict[str, dict[str, str]]

MOVES: Texts = {
    "de": {
        "first": "Erster Stand: {stage}.",
        "first_met": "Erster Stand: {stage}, denn {met}.",
        "person": "Von Hand auf {stage} gesetzt.",
        "won": "Auftrag gewonnen: Runde {cycle} beginnt bei {stage}.",
        "lost": "Deal verloren: Runde {cycle} beginnt bei {stage}.",
        "lost_cap": "Deal verloren: Runde {cycle} beginnt bei {stage}; nicht weiter als {cap} vor dem {until} und vor neuem Interesse.",
        "churned": "Kein Kunde mehr: Runde {cycle} beginnt bei {stage}.",
        "deal": "{stage}, weil ein Deal offen ist: {deals}.",
        "handover": "{stage}, weil der Vertrieb die Übergabe angenommen hat.",
        "cap": "Zurück zu {stage}: der Vertrieb hat die Übergabe abgelehnt; nicht weiter als {cap} vor dem {until} und vor neuem Interesse.",
        "forward": "{stage} erreicht, denn {met}.",
        "back": "Zurück zu {stage}, denn für {left} gilt nicht mehr: {unmet}.",
        "back_pin": "Zurück zu {stage}: kein Deal ist offen und keine Übergabe angenommen.",
        "relationship": "Jetzt {relationship}: Beginn bei {stage}.",
        "corrected": "Der gewonnene Auftrag wurde zurückgesetzt: Runde {cycle} geht weiter bei {stage}.",
        "left": "Kein Zielkunde mehr: der Account steht nicht mehr auf dem Kegel.",
        "no_ladder": "Jetzt {relationship}: dafür hat das Regelwerk keine Stufen.",
    },
    "en": {
        "first": "First position: {stage}.",
        "first_met": "First position: {stage}, because {met}.",
        "person": "Set to {stage} by a person.",
        "won": "Deal won: cycle {cycle} begins at {stage}.",
        "lost": "Deal lost: cycle {cycle} begins at {stage}.",
        "lost_cap": "Deal lost: cycle {cycle} begins at {stage}; no further than {cap} before {until} and before new interest.",
        "churned": "No longer a customer: cycle {cycle} begins at {stage}.",
        "deal": "{stage}, because a deal is open: {deals}.",
        "handover": "{stage}, because sales accepted the handover.",
        "cap": "Back to {stage}: sales rejected the handover; no further than {cap} before {until} and before new interest.",
        "forward": "Reached {stage}, because {met}.",
        "back": "Back to {stage}, because for {left} this no longer holds: {unmet}.",
        "back_pin": "Back to {stage}: no deal is open and no handover accepted.",
        "relationship": "Now {relationship}: begins at {stage}.",
        "corrected": "The won deal was set back: cycle {cycle} goes on at {stage}.",
        "left": "No longer a key account: it has left the cone.",
        "no_ladder": "Now {relationship}: the rulebook has no stages for that.",
    },
}
RULES: Texts = {
    "de": {
        "fired": "Regel {rule}: {met}.",
        "cleared": "Regel {rule} gilt nicht mehr.",
        "reached": "Weitester Schritt im Funnel: {step}.",
    },
    "en": {
        "fired": "Rule {rule}: {met}.",
        "cleared": "Rule {rule} no longer holds.",
        "reached": "Furthest step of the funnel: {step}.",
    },
}
SUGGESTIONS: Texts = {
    "de": {
        "unknown_order": "Von Hand gesetzt wurde '{value}', aber hier gibt es nur: {known}. Die Stufe bleibt.",
        "back_asks": "Die Bedingung für {stage} gilt nicht mehr. Zurücksetzen?",
        "braked": "Wartet auf ein Ja: in der letzten Stunde sind schon sehr viele Stufen gewechselt.",
    },
    "en": {
        "unknown_order": "A person set '{value}', but here there is only: {known}. The stage stays.",
        "back_asks": "The condition for {stage} no longer holds. Move it back?",
        "braked": "Waits for a yes: very many stages have changed within the last hour.",
    },
}
RELATIONSHIPS: Texts = {
    "de": {"prospect": "Interessent", "customer": "Kunde", "former": "ehemaliger Kunde"},
    "en": {"prospect": "a prospect", "customer": "a customer", "former": "a former customer"},
}


def day(book: Rulebook, moment: Moment) -> str:
    return waits.day(book, moment, book.language)


def why(draft: Draft, stage: Stage, because: Because) -> str:
    """Why the account moved to this stage."""
    book, cap = draft.book, draft.memory.cap
    key, finding = str(because), draft.sight.findings.get(f"stage.{stage.name}")
    left = draft.memory.stage or ""
    if because is Because.FIRST and finding is not None:
        key = "first_met"
    elif because is Because.LOST and cap is not None:
        key = "lost_cap"
    elif because is Because.BACK and _failing(draft, left) is None:
        key = "back_pin"
    return MOVES[book.language][key].format(
        stage=stage.name,
        left=left,
        cycle=draft.memory.cycle,
        relationship=RELATIONSHIPS[book.language][draft.relationship],
        cap=cap.stage if cap else "",
        until=day(book, cap.until) if cap else "",
        deals=_open_deals(draft),
        met="" if finding is None else met(finding, book.language),
        unmet=_unmet(draft, left),
    )


def _open_deals(draft: Draft) -> str:
    deals = [
        deal.name
        for deal in sorted(draft.account.deals, key=lambda deal: deal.id)
        if deal.state is DealState.OPEN
    ]
    return ", ".join(deals[:3])


def _failing(draft: Draft, stage: str) -> Finding | None:
    """What the stage was tested by: `stay_while` where it is declared."""
    findings = draft.sight.findings
    return findings.get(f"stay.{stage}") or findings.get(f"stage.{stage}")


def _unmet(draft: Draft, stage: str) -> str:
    finding = _failing(draft, stage)
    return "" if finding is None else unmet(finding, draft.book.language)


def rule_fired(draft: Draft, rule: str) -> str:
    """Why a rule acts; where it is unknown and what it has set stands, what it says of itself is enough."""
    finding = draft.sight.findings[f"rule.{rule}"]
    said = met(finding, draft.book.language) if finding.verdict else ""
    return RULES[draft.book.language]["fired"].format(rule=rule, met=said).replace(": .", ".")


def reached(language: str, step: str) -> str:
    return RULES[language]["reached"].format(step=step)


def cleared(language: str, rule: str) -> str:
    return RULES[language]["cleared"].format(rule=rule)


def left_the_cone(language: str) -> str:
    return MOVES[language]["left"]


def no_ladder(language: str, relationship: str) -> str:
    return MOVES[language]["no_ladder"].format(relationship=RELATIONSHIPS[language][relationship])


def unknown_order(language: str, value: str, names: list[str]) -> str:
    return SUGGESTIONS[language]["unknown_order"].format(value=value, known=", ".join(names))


def back_asks(language: str, stage: str) -> str:
    return SUGGESTIONS[language]["back_asks"].format(stage=stage)


def braked(language: str) -> str:
    return SUGGESTIONS[language]["braked"]
