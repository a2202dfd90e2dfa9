"""Plays the cases of a rulebook: what is given becomes an account, the law decides on it, and the outcome is compared."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from accounts.values import Definitions, Moment
from rules.decide import decide
from rules.decision import Decision
from rules.language.cases import Case, Expect
from rules.language.parsing import format_duration
from rules.language.told import USUAL, moment_in
from rules.memory import Memory
from rules.model import Rulebook
from rules.trying.coverage import Coverage, Covered
from rules.trying.expected import Difference, Outcome, differences
from rules.trying.given import Ground, World
from rules.trying.given_memory import memory_of
from rules.trying.words import NAMES, TEXTS

MOST_WAKES = 10_000
"""Between two steps of a case; so many looks at one account are no longer a test of anything."""


@dataclass(frozen=True)
class Found:
    """What did not meet the expectations of one step; `step` counts from 0, `after` is the time since the one before."""

    step: int
    after: int
    difference: Difference


@dataclass(frozen=True)
class Played:
    """What came of one case; `number` is its place in the file, from 1."""

    case: str
    number: int
    result: Literal["passed", "failed", "raised"]
    found: tuple[Found, ...] = ()
    error: str = ""


@dataclass(frozen=True)
class Trial:
    """What came of all cases, and what they have looked at."""

    cases: tuple[Played, ...]
    coverage: Covered
    language: str

    @property
    def ok(self) -> bool:
        return all(case.result == "passed" for case in self.cases)


def try_cases(
    book: Rulebook,
    *,
    definitions: Definitions | None = None,
    language: str | None = None,
    only: str | None = None,
) -> Trial:
    """Play all cases, or the one of that name. `definitions`: a portal's own, by which values are typed then."""
    ground = Ground(book, definitions or {})
    coverage = Coverage(book)
    spoken = language or book.language
    cases = [
        _played(ground, number, case, coverage, spoken)
        for number, case in enumerate(book.cases, start=1)
        if only in {None, case.case}
    ]
    return Trial(tuple(cases), coverage.covered(spoken), spoken)


def _played(ground: Ground, number: int, case: Case, coverage: Coverage, language: str) -> Played:
    try:
        found = tuple(_play(ground, case, coverage, language))
    except Exception as error:  # noqa: BLE001 - whatever one case could not do, the others still tell something
        return Played(case.case, number, "raised", error=f"{type(error).__name__}: {error}")
    return Played(case.case, number, "failed" if found else "passed", found)


def _play(ground: Ground, case: Case, coverage: Coverage, language: str) -> Iterator[Found]:
    at = moment_in(case.at or USUAL, ground.book.tz)
    play = _Play(ground, World(ground, case), memory_of(ground.book, case.given, at), coverage)
    play.world.give(case.given, at)
    yield from _compared(0, 0, case.expect, Outcome(ground.book, (play.look(at),), language))
    for number, step in enumerate(case.then, start=1):
        at += step.after
        on_the_way = list(play.until(at))
        play.world.give(step.given, at)
        outcome = Outcome(ground.book, (*on_the_way, play.look(at)), language)
        yield from _compared(number, step.after, step.expect, outcome)


def _compared(step: int, after: int, expect: Expect, outcome: Outcome) -> Iterator[Found]:
    return (Found(step, after, difference) for difference in differences(expect, outcome))


@dataclass
class _Play:
    """One case while it is played: the account's memory goes from one decision to the next."""

    ground: Ground
    world: World
    memory: Memory
    coverage: Coverage
    wake: Moment | None = None

    def look(self, at: Moment) -> Decision:
        facts = self.world.facts(at)
        decision = decide(self.ground.book, facts, self.memory, at)
        self.coverage.note(decision, facts)
        self.memory, self.wake = decision.memory, decision.wake
        return decision

    def until(self, at: Moment) -> Iterator[Decision]:
        """As in life, the account is looked at whenever time alone could have changed it."""
        for _ in range(MOST_WAKES):
            if self.wake is None or self.wake >= at:
                return
            yield self.look(self.wake)
        raise ValueError(f"more than {MOST_WAKES} looks at the account in one step")


def lines(trial: Trial, *, with_coverage: bool = True) -> Iterator[str]:
    """The whole trial as text: each case, then what the cases have left out."""
    texts = TEXTS[trial.language]
    if not trial.cases:
        yield texts["no_cases"]
    for case in trial.cases:
        yield texts[case.result].format(case=case.case)
        yield from _differences(case, trial.language)
        if case.error:
            yield texts["error"].format(error=case.error)
    if with_coverage:
        yield from _coverage(trial.coverage, texts)
    if trial.cases:
        passed = sum(case.result == "passed" for case in trial.cases)
        yield texts["passed_of"].format(passed=passed, total=len(trial.cases))


def _differences(case: Played, language: str) -> Iterator[str]:
    texts, names, step = TEXTS[language], NAMES[language], 0
    for found in case.found:
        if found.step != step:
            step = found.step
            yield texts["step"].format(step=step, span=format_duration(found.after))
        difference = found.difference
        yield texts["difference"].format(
            what=names[difference.what], expected=difference.expected, got=difference.got
        )
        yield from (texts["because"].format(sentence=sentence) for sentence in difference.because)


def _coverage(covered: Covered, texts: dict[str, str]) -> Iterator[str]:
    yield texts["complete"].format(complete=covered.complete, total=len(covered.conditions))
    for condition in covered.conditions:
        if condition.never:
            verdicts = texts["and"].join(texts[verdict] for verdict in condition.never)
            yield texts["never_was"].format(verdicts=verdicts, words=condition.words, place=condition.place)
    for key, names in (("stages", covered.stages_never_reached), ("rules", covered.rules_never_fired)):
        if names:
            yield texts[key].format(names=", ".join(names))


def as_data(trial: Trial) -> dict[str, Any]:
    """The whole trial as plain data for JSON."""
    passed = sum(case.result == "passed" for case in trial.cases)
    return {
        "ok": trial.ok,
        "passed": passed,
        "total": len(trial.cases),
        "cases": [_case(case) for case in trial.cases],
        "coverage": trial.coverage.as_data(),
    }


def _case(case: Played) -> dict[str, Any]:
    return {
        "case": case.case,
        "number": case.number,
        "result": case.result,
        "error": case.error,
        "differences": _data(case.found),
    }


def _data(found: Sequence[Found]) -> list[dict[str, Any]]:
    return [
        {
            "step": each.step,
            "what": each.difference.what,
            "expected": each.difference.expected,
            "got": each.difference.got,
            "because": list(each.difference.because),
        }
        for each in found
    ]
