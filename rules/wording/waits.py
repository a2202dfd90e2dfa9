"""What an account waits for, and what it lacks for a stage: in words that change only when something has happened."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from accounts.values import Moment
from rules.conditions import Finding
from rules.deciding.calendar import local_day
from rules.deciding.ladder import Ladder
from rules.judging.findings import Findings
from rules.memory import Memory
from rules.model import Rulebook, Stage
from rules.wording.lacks import fewest, leaves_of
from rules.wording.phrases import TEXTS as WORDS
from rules.wording.words import MOST_NAMED, lack_in_words, listed

MOST_LETTERS = 250
"""Of what is written to a property."""

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
    return said_day(local_day(book, moment), language)


def said_day(day: date, language: str) -> str:
    return day.strftime("%d.%m.%Y") if language == "de" else f"{day.day} {day:%B %Y}"


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
    labels: Mapping[str, str] = field(default_factory=dict)

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


@dataclass(frozen=True)
class Gap:
    """One thing that is missing: a comparison, a pin, a stage that is needed first, or a bond that would have to end."""

    kind: Literal["comparison", "never", "stage", "pin", "hold", "cap", "cool_down"]
    text: str
    stage: str = ""  # whose condition asks for it; the stage needed; the furthest one that a cap allows
    metric: str = ""  # of a comparison, as the rulebook names it
    place: str = ""  # in the file
    wanted: bool = True  # what the comparison would have to say
    until: Moment | None = None


def waits(view: View) -> str:
    """What it waits for, else what it lacks for the next stage; empty at the end of the ladder. Fit for a property."""
    for most in range(MOST_NAMED, 0, -1):
        sentence = _waits(view, most)
        if len(sentence) <= MOST_LETTERS:
            return sentence
    return cut(_waits(view, 1))


def cut(text: str) -> str:
    """As much of it as a property takes."""
    return text if len(text) <= MOST_LETTERS else f"{text[: MOST_LETTERS - 1].rsplit(' ', 1)[0]}…"


def _waits(view: View, most: int) -> str:
    sentence = ""
    if view.further:
        sentence = bound(view, view.further[0]) or lacks(view, view.further[0], most)
    return " ".join(part for part in (sentence, *_notes(view)) if part)


def bound(view: View, stage: Stage) -> str:
    """The hold or the cap that keeps it from this further stage; empty where there is none."""
    return next((gap.text for gap in _bonds(view, stage) if gap.kind != "cool_down"), "")


def lacks(view: View, stage: Stage, most: int = MOST_NAMED) -> str:
    """One sentence on what keeps it from this stage; empty where nothing does."""
    cooling = next((gap.text for gap in _bonds(view, stage) if gap.kind == "cool_down"), "")
    return cooling or _lacks(view, stage, most)


def everything(view: View, stage: Stage) -> str:
    """All that keeps it from this stage, in as many sentences as it takes."""
    bonds = [gap.text for gap in _bonds(view, stage)]
    return " ".join(part for part in (*bonds, _lacks(view, stage, MOST_NAMED)) if part)


def _lacks(view: View, stage: Stage, most: int) -> str:
    findings = view.findings
    if not isinstance(findings, Findings) or view.labels or stage.pinned_by:
        return _lacks_now(view, stage, most)
    stages = (stage.name, *_needed(view, stage))
    names = [
        f"{test}.{name}" for name in stages for test in ("stay", "stage") if f"{test}.{name}" in findings
    ]
    if not names:
        return _lacks_now(view, stage, most)
    about = (stage.name, tuple(view.memory.visited), view.language, most)
    return findings.told(names, about, lambda: _lacks_now(view, stage, most))


def _lacks_now(view: View, stage: Stage, most: int) -> str:
    parts = lacking(view, stage)
    text = listed(parts, view.language, most)
    return view.texts["lacks"].format(stage=stage.name, missing=text) if parts else ""


def lacking(view: View, stage: Stage) -> tuple[str, ...]:
    """The conditions of a further stage that are not met, in words; of a stage that is needed first its name."""
    if stage.pinned_by:
        return (view.texts["or"].join(view.texts[pin] for pin in stage.pinned_by),)
    own = [gap for gap in _unmet(view, stage) if gap.stage == stage.name or gap.kind == "stage"]
    return tuple(dict.fromkeys(gap.text for gap in own))


def gaps(view: View, stage: Stage) -> tuple[Gap, ...]:
    """The smallest set of all that is missing for a further stage. Of pins one will do."""
    if stage.pinned_by:
        pins = (Gap("pin", view.texts[pin], stage=pin) for pin in stage.pinned_by)
        return (*_bonds(view, stage), *pins)
    return (*_bonds(view, stage), *_unmet(view, stage))


def _unmet(view: View, stage: Stage) -> list[Gap]:
    """What its conditions lack, and those of the stages that it needs."""
    needed = [
        Gap("stage", view.texts["needs"].format(stage=name), stage=name)
        for name in _needed(view, stage)
        if not _holds(view, name)
    ]
    return [*_comparisons(view, _tests(view, stage)), *needed]


def _bonds(view: View, stage: Stage) -> tuple[Gap, ...]:
    """What binds an account whatever its conditions say; a pin is stronger than a cap."""
    hold, cap, found = view.memory.hold, view.memory.cap, []
    if hold is not None:
        text = view.texts["hold"].format(until=view.day(hold.until))
        found.append(Gap("hold", text, stage=hold.stage, until=hold.until))
    if cap is not None and not stage.pinned_by and _beyond(view, stage, cap.stage):
        key = "cap" if cap.until > view.at else "cap_evidence"
        text = view.texts[key].format(stage=cap.stage, until=view.day(cap.until))
        found.append(Gap("cap", text, stage=cap.stage, until=cap.until))
    for cool in view.memory.cool_downs:
        if cool.stage == stage.name:
            text = view.texts["cool_down"].format(stage=stage.name, until=view.day(cool.until))
            found.append(Gap("cool_down", text, stage=stage.name, until=cool.until))
    return tuple(found)


def _beyond(view: View, stage: Stage, other: str) -> bool:
    names = [each.name for each in view.stages]
    return other in names and names.index(stage.name) > names.index(other)


def _holds(view: View, name: str) -> bool:
    ladder = Ladder(view.stages, Verdicts(view.findings), frozenset(view.memory.visited))
    return ladder.holds(ladder.index(name)) is True


def _needed(view: View, stage: Stage) -> list[str]:
    """The stages that have to hold besides, the first stage aside, which always does."""
    found: list[str] = []
    while stage.needs is not None and stage.needs not in found:
        name = stage.needs
        found.append(name)
        stage = next(each for each in view.stages if each.name == name)
    return [name for name in found if name != view.stages[0].name]


def _tests(view: View, stage: Stage) -> dict[str, Finding]:
    """What has to say yes, by stage: its own condition and those of the stages it needs."""
    found = {name: _test(view, name) for name in (stage.name, *_needed(view, stage))}
    return {name: test for name, test in found.items() if test is not None}


def _test(view: View, name: str) -> Finding | None:
    """What the stage is tested by: a visited one by `stay_while` or else by `when`; None where there is nothing."""
    both = [view.findings.get(f"stay.{name}"), view.findings.get(f"stage.{name}")]
    tests = [test for test in (both if name in view.memory.visited else both[1:]) if test is not None]
    if len(tests) < 2:
        return tests[0] if tests else None
    verdicts = [test.verdict for test in tests]
    verdict = True if True in verdicts else None if None in verdicts else False
    return Finding("any", verdict, parts=tuple(tests))


def _comparisons(view: View, tests: Mapping[str, Finding]) -> list[Gap]:
    """The fewest that make all the tests say yes."""
    parts = tuple(tests.values())
    verdict = None if any(part.verdict is not True for part in parts) else True
    found, never = fewest(Finding("all", verdict, parts=parts), wanted=True)
    owners = {id(leaf): name for name, test in reversed(list(tests.items())) for leaf in leaves_of(test)}
    said = []
    for lack in found:
        leaf, wanted = lack
        text = lack_in_words(lack, view.language, view.labels)
        metric, place = (leaf.leaf.metric, leaf.leaf.place) if leaf.leaf else ("", "")
        said.append(Gap("comparison", text, owners[id(leaf)], metric, place, wanted))
    if never:
        said.append(Gap("never", WORDS[view.language]["never"], next(iter(tests))))
    return said


def _notes(view: View) -> list[str]:
    """What is worth knowing besides, such as a handover whose reasons have become weaker."""
    memory, notes = view.memory, []
    if memory.handover is not None and memory.handover.weakened:
        notes.append(view.texts["weakened"])
    if memory.leaving_since is not None:
        end = memory.leaving_since + view.book.accounts.key_account.leave.after
        notes.append(view.texts["leaving"].format(until=view.day(end)))
    return notes
