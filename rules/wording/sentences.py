"""What a decision says to people, in the rulebook's language: one sentence for each move, wait and suggestion.

A sentence is written once, at the moment of what it tells, and holds no number that moves with time.
"""

from accounts.facts import DealState
from accounts.values import Moment
from rules.conditions import Finding
from rules.deciding.draft import Draft
from rules.decision import Because
from rules.model import Rulebook, Stage
from rules.wording import waits
from rules.wording.claims import span
from rules.wording.words import met, unmet

Texts = dict[str, dict[str, str]]

MOVES: Texts = {
    "de": {
        "first": "Erster Stand: {stage}.",
        "first_met": "Erster Stand: {stage}, denn {met}.",
        "resumed": "Wieder auf dem Kegel: weiter bei {stage}.",
        "person": "Von Hand auf {stage} gesetzt.",
        "won": "Auftrag gewonnen: Runde {cycle} beginnt bei {stage}.",
        "lost": "Deal verloren: Runde {cycle} beginnt bei {stage}.",
        "lost_cap": "Deal verloren: Runde {cycle} beginnt bei {stage}; nicht weiter als {cap} vor dem {until} und vor neuem Interesse.",
        "churned": "Kein Kunde mehr: Runde {cycle} beginnt bei {stage}.",
        "deal": "{stage}, weil ein Deal offen ist: {deals}.",
        "handover": "{stage}, weil der Vertrieb die Übergabe angenommen hat.",
        "cap": "Zurück zu {stage}: der Vertrieb hat die Übergabe abgelehnt; nicht weiter als {cap} vor dem {until} und vor neuem Interesse.",
        "cap_lost": "Zurück zu {stage}: nach dem verlorenen Deal nicht weiter als {cap} vor dem {until} und vor neuem Interesse.",
        "needed": "Stufe {stage}",
        "forward": "{stage} erreicht, denn {met}.",
        "back": "Zurück zu {stage}, denn für {left} gilt nicht mehr: {unmet}.",
        "back_pin": "Zurück zu {stage}: kein Deal ist offen und keine Übergabe angenommen.",
        "relationship": "Jetzt {relationship}: Beginn bei {stage}.",
        "corrected": "Der gewonnene Auftrag wurde zurückgesetzt: Runde {cycle} geht weiter bei {stage}.",
        "left": "Kein Zielkunde mehr: der Account steht nicht mehr auf dem Kegel.",
        "excluded": "Ausgeschlossen ({name}): der Account steht nicht auf dem Kegel.",
        "gone": "Den Account gibt es nicht mehr: gelöscht, zusammengeführt oder einem anderen zugeordnet.",
        "no_ladder": "Jetzt {relationship}: dafür hat das Regelwerk keine Stufen.",
    },
    "en": {
        "first": "First position: {stage}.",
        "first_met": "First position: {stage}, because {met}.",
        "resumed": "Back on the cone: goes on at {stage}.",
        "person": "Set to {stage} by a person.",
        "won": "Deal won: cycle {cycle} begins at {stage}.",
        "lost": "Deal lost: cycle {cycle} begins at {stage}.",
        "lost_cap": "Deal lost: cycle {cycle} begins at {stage}; no further than {cap} before {until} and before new interest.",
        "churned": "No longer a customer: cycle {cycle} begins at {stage}.",
        "deal": "{stage}, because a deal is open: {deals}.",
        "handover": "{stage}, because sales accepted the handover.",
        "cap": "Back to {stage}: sales rejected the handover; no further than {cap} before {until} and before new interest.",
        "cap_lost": "Back to {stage}: after the lost deal no further than {cap} before {until} and before new interest.",
        "needed": "stage {stage}",
        "forward": "Reached {stage}, because {met}.",
        "back": "Back to {stage}, because for {left} this no longer holds: {unmet}.",
        "back_pin": "Back to {stage}: no deal is open and no handover accepted.",
        "relationship": "Now {relationship}: begins at {stage}.",
        "corrected": "The won deal was set back: cycle {cycle} goes on at {stage}.",
        "left": "No longer a key account: it has left the cone.",
        "excluded": "Excluded ({name}): the account does not stand on the cone.",
        "gone": "The account is no more: deleted, merged, or made part of another.",
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
        "nominate": "Ist kein Zielkunde, käme aber als einer in Frage.",
        "too_long": "Steht schon länger als {span} auf {stage}.",
        "suggests": "Regel {rule} schlägt vor: {what}{whom}.",
        "lead": "{name} ist so weit, und der Account ist kein Zielkunde: klassische Übergabe.",
        "leave_key_accounts": "Der Vertrieb hält den Account für ungeeignet: kein Zielkunde mehr?",
        "braked": "Wartet auf ein Ja: in der letzten Stunde sind schon sehr viele Stufen gewechselt.",
    },
    "en": {
        "unknown_order": "A person set '{value}', but here there is only: {known}. The stage stays.",
        "back_asks": "The condition for {stage} no longer holds. Move it back?",
        "nominate": "No key account, but it might well be one.",
        "too_long": "Has been on {stage} for longer than {span}.",
        "suggests": "Rule {rule} suggests: {what}{whom}.",
        "lead": "{name} is ready, and the account is no key account: the classic handover.",
        "leave_key_accounts": "Sales finds that the account does not fit: no key account any more?",
        "braked": "Waits for a yes: very many stages have changed within the last hour.",
    },
}
RELATIONSHIPS: Texts = {
    "de": {"prospect": "Interessent", "customer": "Kunde", "former": "ehemaliger Kunde"},
    "en": {"prospect": "a prospect", "customer": "a customer", "former": "a former customer"},
}


def day(book: Rulebook, moment: Moment) -> str:
    return waits.day(book, moment, book.language)


def why(draft: Draft, stages: tuple[Stage, ...], stage: Stage, because: Because) -> str:
    """Why the account moved to this stage."""
    book, cap = draft.book, draft.memory.cap
    holding = _met(draft, stage)
    falling = _unmet(draft, next((each for each in stages if each.name == draft.memory.stage), stage))
    return MOVES[book.language][_kind(draft, because, holding, falling)].format(
        stage=stage.name,
        left=draft.memory.stage,
        cycle=draft.memory.cycle,
        relationship=RELATIONSHIPS[book.language][draft.relationship],
        cap=cap.stage if cap else "",
        until=day(book, cap.until) if cap else "",
        deals=_open_deals(draft),
        met=holding,
        unmet=falling,
    )


def _kind(draft: Draft, because: Because, holding: str, falling: str) -> str:
    """Which of the sentences of a move fits."""
    cap = draft.memory.cap
    match because:
        case Because.FIRST if draft.before.left is not None and not draft.landing:
            return "resumed"
        case Because.FIRST if holding:
            return "first_met"
        case Because.LOST if cap is not None:
            return "lost_cap"
        case Because.CAP if cap is not None and cap.reason == "lost":
            return "cap_lost"
        case Because.BACK if not falling:
            return "back_pin"
        case _:
            return because.value


def _open_deals(draft: Draft) -> str:
    deals = sorted(draft.account.deals, key=lambda deal: deal.id)
    return ", ".join([deal.name for deal in deals if deal.state is DealState.OPEN][:3])


def _met(draft: Draft, stage: Stage) -> str:
    """What carries the stage: its `when`, else its `stay_while`; empty where it needs no condition."""
    found = [draft.sight.findings.get(f"{test}.{stage.name}") for test in ("stage", "stay")]
    return next((met(finding, draft.book.language) for finding in found if finding and finding.verdict), "")


def _unmet(draft: Draft, stage: Stage) -> str:
    """What of the stage does not hold any more: what it stays by, or the stage it needs; empty where only pins held it."""
    findings, language = draft.sight.findings, draft.book.language
    test = findings.get(f"stay.{stage.name}") or findings.get(f"stage.{stage.name}")
    if test is None or (test.verdict is not False and stage.needs is None):
        return ""
    return (
        unmet(test, language)
        if test.verdict is False
        else MOVES[language]["needed"].format(stage=stage.needs)
    )


def rule_fired(draft: Draft, rule: str) -> str:
    """Why a rule acts; where it is unknown and what it has set stands, what it says of itself is enough."""
    name, language = f"rule.{rule}", draft.book.language
    findings = draft.sight.findings
    said = findings.told((name,), (name, language), lambda: _met_at_all(findings[name], language))
    return RULES[draft.book.language]["fired"].format(rule=rule, met=said).replace(": .", ".")


def _met_at_all(finding: Finding, language: str) -> str:
    return met(finding, language) if finding.verdict else ""


def reached(language: str, step: str) -> str:
    return RULES[language]["reached"].format(step=step)


def cleared(language: str, rule: str) -> str:
    return RULES[language]["cleared"].format(rule=rule)


def gone(language: str) -> str:
    return MOVES[language]["gone"]


def left_the_cone(language: str) -> str:
    return MOVES[language]["left"]


def excluded(language: str, name: str) -> str:
    return MOVES[language]["excluded"].format(name=name.replace("_", " "))


def no_ladder(language: str, relationship: str) -> str:
    return MOVES[language]["no_ladder"].format(relationship=RELATIONSHIPS[language][relationship])


def unknown_order(language: str, value: str, names: list[str]) -> str:
    return SUGGESTIONS[language]["unknown_order"].format(value=value, known=", ".join(names))


def back_asks(language: str, stage: str) -> str:
    return SUGGESTIONS[language]["back_asks"].format(stage=stage)


def braked(language: str) -> str:
    return SUGGESTIONS[language]["braked"]


def nominate(language: str) -> str:
    return SUGGESTIONS[language]["nominate"]


def stays_too_long(book: Rulebook, stage: Stage) -> str:
    text = span(stage.max_stay or 0, book.language)
    return SUGGESTIONS[book.language]["too_long"].format(stage=stage.name, span=text)


def suggests(draft: Draft, rule: str, what: str, contact: str) -> str:
    """What a rule would do if it were allowed to."""
    name = next((f" ({each.name})" for each in draft.account.contacts if each.id == contact), "")
    return SUGGESTIONS[draft.book.language]["suggests"].format(rule=rule, what=what, whom=name)


def lead(language: str, name: str) -> str:
    return SUGGESTIONS[language]["lead"].format(name=name)


def leave_key_accounts(language: str) -> str:
    return SUGGESTIONS[language]["leave_key_accounts"]
