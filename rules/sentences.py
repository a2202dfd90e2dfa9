"""What a decision says to people, in the rulebook's language: one sentence for each move, wait and suggestion.

A sentence is written once, at the moment of what it tells, and holds no number that moves with time.
"""

from accounts.facts import DealState
from accounts.values import Moment
from rules.calendar import local_day
from rules.conditions import Finding
from rules.decision import Because
from rules.draft import Draft
from rules.model import Rulebook, Stage
from rules.words import lacking, met, unmet

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
WAITS: Texts = {
    "de": {
        "hold": "Von Hand gesetzt: bleibt bis {until}.",
        "cap": "Nicht weiter als {stage} vor dem {until}; danach braucht es neues Interesse.",
        "cap_evidence": "Nicht weiter als {stage}, bis es neues Interesse gibt.",
        "cool_down": "Für {stage} Wartezeit bis {until}.",
        "lacking": "Für {stage} fehlt: {missing}.",
        "pin": "Für {stage} fehlt: {pins}.",
        "needs": "zuerst {stage}",
        "open_deal": "ein offener Deal",
        "accepted_handover": "eine angenommene Übergabe",
        "or": " oder ",
        "weakened": "Hinweis zur offenen Übergabe: die Gründe sind schwächer geworden.",
        "leaving": "Kein Zielkunde mehr: verlässt den Kegel ab {until}, wenn nichts offen ist.",
    },
    "en": {
        "hold": "Set by a person: stays until {until}.",
        "cap": "No further than {stage} before {until}; after that it takes new interest.",
        "cap_evidence": "No further than {stage} before there is new interest.",
        "cool_down": "{stage} is closed until {until}.",
        "lacking": "{stage} lacks: {missing}.",
        "pin": "{stage} lacks: {pins}.",
        "needs": "{stage} first",
        "open_deal": "an open deal",
        "accepted_handover": "an accepted handover",
        "or": " or ",
        "weakened": "On the open handover: its reasons have become weaker.",
        "leaving": "No longer a key account: leaves the cone from {until} on, if nothing is open.",
    },
}
RULES: Texts = {
    "de": {"fired": "Regel {rule}: {met}.", "cleared": "Regel {rule} gilt nicht mehr.", "reached": "Weitester Schritt im Funnel: {step}."},
    "en": {"fired": "Rule {rule}: {met}.", "cleared": "Rule {rule} no longer holds.", "reached": "Furthest step of the funnel: {step}."},
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
    """A date as people write it; times of the day would only suggest a precision that nobody needs."""
    local = local_day(book, moment)
    return local.strftime("%d.%m.%Y") if book.language == "de" else f"{local.day} {local:%B %Y}"


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
    deals = [deal.name for deal in sorted(draft.account.deals, key=lambda deal: deal.id) if deal.state is DealState.OPEN]
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


def missing(draft: Draft) -> str:
    """What the account waits for, or what it lacks for the next stage; the empty text at the end of the ladder."""
    texts, book, memory = WAITS[draft.book.language], draft.book, draft.memory
    stages = book.cone.ladder(draft.relationship)
    place = next((index for index, stage in enumerate(stages) if stage.name == memory.stage), len(stages))
    if place + 1 >= len(stages):
        sentence = ""
    elif memory.hold is not None:
        sentence = texts["hold"].format(until=day(book, memory.hold.until))
    elif memory.cap is not None and memory.cap.stage in {stage.name for stage in stages[: place + 1]}:
        key = "cap" if memory.cap.until > draft.at else "cap_evidence"
        sentence = texts[key].format(stage=memory.cap.stage, until=day(book, memory.cap.until))
    else:
        sentence = _lacks(draft, stages[place + 1])
    return " ".join(part for part in (sentence, *_notes(draft)) if part)


def _lacks(draft: Draft, stage: Stage) -> str:
    texts, book = WAITS[draft.book.language], draft.book
    cooling = next((cool for cool in draft.memory.cool_downs if cool.stage == stage.name), None)
    if cooling is not None:
        return texts["cool_down"].format(stage=stage.name, until=day(book, cooling.until))
    if stage.pinned_by:
        pins = texts["or"].join(texts[pin] for pin in stage.pinned_by)
        return texts["pin"].format(stage=stage.name, pins=pins)
    parts = [lacking(finding, book.language) for finding in _tests(draft, stage) if finding.verdict is not True]
    if not parts and stage.needs is not None:
        parts = [texts["needs"].format(stage=stage.needs)]
    return texts["lacking"].format(stage=stage.name, missing="; ".join(parts)) if parts else ""


def _tests(draft: Draft, stage: Stage) -> list[Finding]:
    finding = draft.sight.findings.get(f"stage.{stage.name}")
    return [] if finding is None else [finding]


def _notes(draft: Draft) -> list[str]:
    """What is worth knowing besides, such as a handover whose reasons have become weaker."""
    texts, memory, notes = WAITS[draft.book.language], draft.memory, []
    if memory.handover is not None and memory.handover.weakened:
        notes.append(texts["weakened"])
    if memory.leaving_since is not None:
        end = memory.leaving_since + draft.book.accounts.key_account.leave.after
        notes.append(texts["leaving"].format(until=day(draft.book, end)))
    return notes
