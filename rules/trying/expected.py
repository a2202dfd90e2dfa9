"""What came of a step of a case, beside what was expected of it: the differences, in words."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from accounts.values import iso
from rules.decision import Decision, TaskWish, Wish
from rules.language.cases import Expect, ExpectTask, ExpectWish
from rules.language.parsing import format_duration
from rules.language.told import NEVER, NONE, moment_in
from rules.memory import Memory
from rules.model import Rulebook
from rules.trying.missing_metrics import missing_metrics
from rules.trying.words import TEXTS, about_rule, about_stage


@dataclass(frozen=True)
class Difference:
    """`what` is the expectation that was not met, `because` explains what came instead."""

    what: str
    expected: str
    got: str
    because: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What came of one step: all decisions since the one before; the last is that of the moment itself.

    Tasks and wishes are those of the whole time, everything else is as it is at its end.
    """

    book: Rulebook
    decisions: tuple[Decision, ...]
    language: str

    @property
    def last(self) -> Decision:
        return self.decisions[-1]

    @property
    def memory(self) -> Memory:
        return self.last.memory

    @cached_property
    def fired(self) -> frozenset[str]:
        return frozenset(self.last.fired)

    @cached_property
    def tasks(self) -> tuple[TaskWish, ...]:
        return tuple(task for decision in self.decisions for task in decision.tasks)

    @cached_property
    def wishes(self) -> tuple[Wish, ...]:
        return tuple(wish for decision in self.decisions for wish in decision.wishes)

    @property
    def stage(self) -> str:
        return self.memory.stage or NONE

    @property
    def nothing(self) -> str:
        return TEXTS[self.language]["nothing"]


def differences(expect: Expect, outcome: Outcome) -> Iterator[Difference]:
    """Each expectation that was not met, in the order in which they are declared."""
    if outcome.last.disagreement is not None:
        yield Difference("disagreement", outcome.nothing, outcome.last.disagreement)
    for name, compare in COMPARED.items():
        expected = getattr(expect, name)
        if expected is not None:
            yield from compare(expected, outcome)


def _stage(expected: str, outcome: Outcome) -> Iterator[Difference]:
    if expected != outcome.stage:
        because = about_stage(outcome.book, outcome.last, expected, outcome.language)
        yield Difference("stage", expected, outcome.stage, because)


def _relationship(expected: str, outcome: Outcome) -> Iterator[Difference]:
    got = outcome.memory.relationship or "prospect"
    if expected != got:
        because = about_rule(outcome.last, f"relationship.{expected}", outcome.language)
        yield Difference("relationship", expected, got, because)


def _cycle(expected: int, outcome: Outcome) -> Iterator[Difference]:
    if expected != outcome.memory.cycle:
        yield Difference("cycle", str(expected), str(outcome.memory.cycle))


def _fired(expected: tuple[str, ...], outcome: Outcome) -> Iterator[Difference]:
    """Those named, and perhaps others; none at all where none is named."""
    got = _listed(outcome.fired, outcome)
    if not expected and outcome.fired:
        yield Difference("fired", outcome.nothing, got)
    for rule in expected:
        if rule not in outcome.fired:
            because = about_rule(outcome.last, f"rule.{rule}", outcome.language)
            yield Difference("fired", rule, got, because)


def _not_fired(expected: tuple[str, ...], outcome: Outcome) -> Iterator[Difference]:
    for rule in expected:
        if rule in outcome.fired:
            because = about_rule(outcome.last, f"rule.{rule}", outcome.language)
            yield Difference("not_fired", rule, TEXTS[outcome.language]["fires"], because)


def _tasks(expected: tuple[ExpectTask, ...], outcome: Outcome) -> Iterator[Difference]:
    """Exactly these, in any order; that of a handover need not be named."""
    left, lacking = list(outcome.tasks), []
    for wanted in expected:
        found = next((task for task in left if _is_task(wanted, task)), None)
        if found is None:
            lacking.append(_asked(wanted.title, wanted.to))
        else:
            left.remove(found)
    surplus = [task for task in left if not task.handover]
    if lacking or surplus:
        with_whom = any(wanted.to for wanted in expected)
        got = [_asked(task.title, task.to if with_whom else None) for task in surplus or left]
        because = tuple(dict.fromkeys(task.reason for task in surplus))
        yield Difference("tasks", _listed(lacking, outcome), _listed(got, outcome), because)


def _asked(title: str, to: str | None) -> str:
    return f"'{title}'{f' -> {to}' if to else ''}"


def _is_task(wanted: ExpectTask, task: TaskWish) -> bool:
    return wanted.title == task.title and wanted.to in {None, task.to}


def _wishes(expected: tuple[ExpectWish, ...], outcome: Outcome) -> Iterator[Difference]:
    """Those named, and perhaps others; none at all where none is named."""
    got = _listed([_told(wish.kind, wish.what, wish.to) for wish in outcome.wishes], outcome)
    if not expected and outcome.wishes:
        yield Difference("wishes", outcome.nothing, got)
    for wanted in expected:
        if not any(_is_wish(wanted, wish) for wish in outcome.wishes):
            yield Difference("wishes", _told(wanted.wish, wanted.what, wanted.to), got)


def _is_wish(wanted: ExpectWish, wish: Wish) -> bool:
    return wanted.wish == wish.kind and wanted.what in {None, wish.what} and wanted.to in {None, wish.to}


def _told(kind: str, what: str | None, to: str | None) -> str:
    return f"{kind}{f' {what!r}' if what else ''}{f' -> {to}' if to else ''}"


def _set(expected: dict[str, object], outcome: Outcome) -> Iterator[Difference]:
    """The value that is wanted in the end, on the company or on any of the contacts; the empty text: none."""
    for name, value in expected.items():
        got = _wanted(name, outcome)
        text = _text(value)
        if text not in got and not (text == "" and not got):
            yield Difference("set", f"{name} = {text or outcome.nothing}", _listed(got, outcome))


def _wanted(name: str, outcome: Outcome) -> tuple[str, ...]:
    own = [want.text for want in outcome.last.wants if f"{want.kind}.{want.property}" == name]
    others = [wish.to for wish in outcome.wishes if wish.kind == "write" and wish.what == name]
    return tuple(dict.fromkeys([*own, *others]))


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return ";".join(value) if isinstance(value, tuple) else str(value)


def _handover(expected: str, outcome: Outcome) -> Iterator[Difference]:
    handover, ended = outcome.memory.handover, [each.ended for each in outcome.decisions if each.ended]
    got = [handover.state] if handover else [*(each.how for each in ended[-1:]), NONE]
    fits = bool(handover) if expected == "open" else expected in got
    if not fits:
        yield Difference("handover", expected, got[0], (outcome.memory.why,))


def _suggestions(expected: tuple[str, ...], outcome: Outcome) -> Iterator[Difference]:
    """A part of a sentence is enough; none at all where none is named."""
    said = outcome.last.suggestions
    if not expected and said:
        yield Difference("suggestions", outcome.nothing, _listed(said, outcome))
    for part in expected:
        if not any(part.casefold() in sentence.casefold() for sentence in said):
            yield Difference("suggestions", part, _listed(said, outcome))


def _why_not(expected: dict[str, tuple[str, ...]], outcome: Outcome) -> Iterator[Difference]:
    """Exactly these are missing, in any order."""
    for name, metrics in expected.items():
        got = missing_metrics(outcome.book, outcome.last, name)
        if frozenset(metrics) not in got:
            because = about_stage(outcome.book, outcome.last, name, outcome.language)
            because += about_rule(outcome.last, f"rule.{name}", outcome.language)
            found = " / ".join(_listed(each, outcome) for each in got)
            yield Difference("why_not", f"{name}: {_listed(metrics, outcome)}", f"{name}: {found}", because)


def _wake_in(expected: int, outcome: Outcome) -> Iterator[Difference]:
    wake = outcome.last.wake
    got = NEVER if wake is None else wake - outcome.last.at
    if expected != got:
        yield Difference("wake_in", _span(expected, outcome), _span(got, outcome))


def _span(seconds: int, outcome: Outcome) -> str:
    return TEXTS[outcome.language]["never"] if seconds == NEVER else format_duration(seconds)


def _wake_at(expected: datetime, outcome: Outcome) -> Iterator[Difference]:
    moment, wake = moment_in(expected, outcome.book.tz), outcome.last.wake
    if wake != moment:
        got = TEXTS[outcome.language]["never"] if wake is None else iso(wake)
        yield Difference("wake_at", iso(moment), got)


def _listed(texts: Iterable[str], outcome: Outcome) -> str:
    found = sorted(texts) if isinstance(texts, (set, frozenset)) else list(texts)
    return ", ".join(found) or outcome.nothing


COMPARED: dict[str, Callable[..., Iterator[Difference]]] = {
    "stage": _stage,
    "relationship": _relationship,
    "cycle": _cycle,
    "fired": _fired,
    "not_fired": _not_fired,
    "tasks": _tasks,
    "wishes": _wishes,
    "set": _set,
    "handover": _handover,
    "suggestions": _suggestions,
    "why_not": _why_not,
    "wake_in": _wake_in,
    "wake_at": _wake_at,
}
