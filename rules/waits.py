"""What an account waits for, and what it lacks for a stage: in words that change only when something has happened."""

from collections.abc import Mapping
from dataclasses import dataclass

from accounts.values import Moment
from rules.calendar import local_day
from rules.conditions import Finding
from rules.ladder import Ladder
from rules.memory import Memory
from rules.model import Rulebook, Stage
from rules.words import missing

TEXTS = {
    "de": {
        "hold": "Von Hand gesetzt: bleibt bis {until}.",
        "cap": "Nicht weiter als {stage} vor dem {until}; danach braucht es neues Interesse.",
        "cap_evidence": "Nicht weiter als {stage}, bis es neues Interesse gibt.",
        "cool_down": "Für {stage} Wartezeit bis {until}.",
        "lacks": "Für {stage} fehlt: {missing}.",
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
        "lacks": "{stage} lacks: {missing}.",
        "needs": "{stage} first",
        "open_deal": "an open deal",
        "accepted_handover": "an accepted handover",
        "or": " or ",
        "weakened": "On the open handover: its reasons have become weaker.",
        "leaving": "No longer a key account: leaves the cone from {until} on, if nothing is open.",
    },
}


def day(book: Rulebook, moment: Moment, language: str) -> str:
    """A date as people write it; times of the day would only suggest a precision that nobody needs."""
    local = local_day(book, moment)
    return local.strftime("%d.%m.%Y") if language == "de" else f"{local.day} {local:%B %Y}"


class Verdicts(dict[str, bool | None]):
    """The verdicts of findings, each taken from its finding when it is asked for."""

    def __init__(self, findings: Mapping[str, Finding]) -> None:
        super().__init__()
        self._findings = findings

    def __missing__(self, name: str) -> bool | None:
        return self._findings[name].verdict


@dataclass(frozen=True)
class View:
    """An account as it was looked at, and the language to speak of it in."""

    book: Rulebook
    memory: Memory
    findings: Mapping[str, Finding]
    at: Moment
    language: str

    @property
    def texts(self) -> Mapping[str, str]:
        return TEXTS[self.language]

    @property
    def stages(self) -> tuple[Stage, ...]:
        return self.book.cone.ladder(self.memory.relationship or "prospect")

    @property
    def further(self) -> tuple[Stage, ...]:
        """The stages beyond the one where it stands."""
        names = [stage.name for stage in self.stages]
        return self.stages[names.index(self.memory.stage) + 1 :] if self.memory.stage in names else ()

    def day(self, moment: Moment) -> str:
        return day(self.book, moment, self.language)


def waits(view: View) -> str:
    """What it waits for, else what it lacks for the next stage; empty at the end of the ladder."""
    sentence = ""
    if view.further:
        sentence = bound(view, view.further[0]) or lacks(view, view.further[0])
    return " ".join(part for part in (sentence, *_notes(view)) if part)


def bound(view: View, stage: Stage) -> str:
    """The hold or the cap that keeps it from this further stage; empty where there is none."""
    hold, cap = view.memory.hold, view.memory.cap
    if hold is not None:
        return view.texts["hold"].format(until=view.day(hold.until))
    names = [each.name for each in view.stages]
    if cap is None or cap.stage not in names or names.index(stage.name) <= names.index(cap.stage):
        return ""
    key = "cap" if cap.until > view.at else "cap_evidence"
    return view.texts[key].format(stage=cap.stage, until=view.day(cap.until))


def lacks(view: View, stage: Stage) -> str:
    """One sentence on what keeps it from this stage; empty where nothing does."""
    cooling = next((cool for cool in view.memory.cool_downs if cool.stage == stage.name), None)
    if cooling is not None:
        return view.texts["cool_down"].format(stage=stage.name, until=view.day(cooling.until))
    parts = lacking(view, stage)
    return view.texts["lacks"].format(stage=stage.name, missing="; ".join(parts)) if parts else ""


def lacking(view: View, stage: Stage) -> tuple[str, ...]:
    """The conditions of a further stage that are not met, in words."""
    if stage.pinned_by:
        return (view.texts["or"].join(view.texts[pin] for pin in stage.pinned_by),)
    ladder = Ladder(view.stages, Verdicts(view.findings), frozenset(view.memory.visited))
    parts = (
        missing(_test(view, stage), view.language)
        if ladder.holds(ladder.index(stage.name)) is not True
        else ()
    )
    if stage.needs is not None and ladder.holds(ladder.index(stage.needs)) is not True:
        parts = (*parts, view.texts["needs"].format(stage=stage.needs))
    return parts


def _test(view: View, stage: Stage) -> Finding:
    """What the stage is tested by: a visited one by `stay_while`, where that is declared."""
    visited = stage.name in view.memory.visited and f"stay.{stage.name}" in view.findings
    return view.findings[f"{'stay' if visited else 'stage'}.{stage.name}"]


def _notes(view: View) -> list[str]:
    """What is worth knowing besides, such as a handover whose reasons have become weaker."""
    memory, notes = view.memory, []
    if memory.handover is not None and memory.handover.weakened:
        notes.append(view.texts["weakened"])
    if memory.leaving_since is not None:
        end = memory.leaving_since + view.book.accounts.key_account.leave.after
        notes.append(view.texts["leaving"].format(until=view.day(end)))
    return notes
