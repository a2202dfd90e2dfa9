"""Checks of the cases of a rulebook: they name stages, rules, signals, contacts and people that exist."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from accounts.values import Kind
from rules.language.cases import Case, Change, Expect, Given, GivenThing
from rules.language.told import NONE, is_time
from rules.language.vocabulary import PROPERTY, stage_names
from rules.model import Rulebook
from rules.problems import Complaint, Path, did_you_mean
from rules.trying.given_memory import ladder_of
from rules.trying.given_signals import in_short
from rules.trying.given_values import dates_asked
from rules.trying.missing_metrics import KEY_ACCOUNT

Named = tuple[Path, str]  # where a name stands, and the name

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_SET = re.compile(r"(company|contact)\.[a-z][a-z0-9_]*")
_OF_A_STAGE = ("stage_age", "visited", "handover", "hold")
"""What only an account that stands somewhere can have."""
_SLIPS = {"role": "roles", "status": "state"}
"""Keys that are easily taken for those with a meaning of their own."""


def names(book: Rulebook) -> Iterator[Complaint]:
    """Each case has a name of its own, and expects something."""
    seen: set[str] = set()
    for number, case in enumerate(book.cases):
        if case.case in seen:
            message, path = "Another case has this name already.", ("cases", number, "case")
            yield Complaint("duplicate-name", message, "Choose another name.", path, value=True)
        seen.add(case.case)
        if all(expect == Expect() for _, expect in _expects(case, number)):
            message = "This case expects nothing."
            yield Complaint(
                "missing-key", message, "Add for example expect: {stage: ...}.", ("cases", number)
            )


def stages(book: Rulebook) -> Iterator[Complaint]:
    known = stage_names(book)
    for number, case in enumerate(book.cases):
        for path, name in _stages(case, number):
            if name not in known:
                hint = did_you_mean(name, known)
                yield Complaint(
                    "unknown-stage", f"There is no stage '{name}'.", hint, path, about=name, value=True
                )


def _stages(case: Case, number: int) -> Iterator[Named]:
    given, path = case.given, ("cases", number, "given")
    if given.stage is not None:
        yield (*path, "stage"), given.stage
    if given.handover is not None and given.handover.stage is not None:
        yield (*path, "handover", "stage"), given.handover.stage
    yield from (((*path, "visited", index), name) for index, name in enumerate(given.visited))
    for at, change in _changes(case, number):
        if change.moved_to is not None:
            yield (*at, "moved_to"), change.moved_to
    for at, expect in _expects(case, number):
        if expect.stage not in {None, NONE}:
            yield (*at, "stage"), str(expect.stage)


def rules(book: Rulebook) -> Iterator[Complaint]:
    known = [rule.rule for rule in book.rules]
    for number, case in enumerate(book.cases):
        for path, name in _rules(case, number):
            if name not in known:
                hint = did_you_mean(name, known)
                yield Complaint(
                    "unknown-rule", f"There is no rule '{name}'.", hint, path, about=name, value=True
                )


def _rules(case: Case, number: int) -> Iterator[Named]:
    for path, expect in _expects(case, number):
        yield from (((*path, "fired", index), name) for index, name in enumerate(expect.fired or ()))
        yield from (((*path, "not_fired", index), name) for index, name in enumerate(expect.not_fired or ()))


def missing(book: Rulebook) -> Iterator[Complaint]:
    """What is missing is asked for a stage, for a rule, or for being a key account."""
    known = [*stage_names(book), *(rule.rule for rule in book.rules), KEY_ACCOUNT]
    for number, case in enumerate(book.cases):
        for path, expect in _expects(case, number):
            for name in expect.why_not or ():
                if name not in known:
                    message, hint = f"'{name}' is neither a stage nor a rule.", did_you_mean(name, known)
                    yield Complaint("unknown-stage", message, hint, (*path, "why_not", name), about=name)


def standing(book: Rulebook) -> Iterator[Complaint]:
    """What is remembered of an account fits together."""
    for number, case in enumerate(book.cases):
        given, path = case.given, ("cases", number, "given")
        told_of = [name for name in _OF_A_STAGE if getattr(given, name) != getattr(Given(), name)]
        if given.stage is None and told_of:
            message = f"'{told_of[0]}' tells of an account that stands on a stage, and no stage is given."
            yield Complaint("missing-key", message, "Add 'stage'.", (*path, told_of[0]))
        yield from _ladders(book, given, path)


def _ladders(book: Rulebook, given: Given, path: Path) -> Iterator[Complaint]:
    ladder = None if given.stage is None else ladder_of(book, given.stage)
    if ladder is not None and given.relationship not in {None, ladder}:
        message = f"'{given.stage}' is no stage of {given.relationship}."
        hint = f"It is one of {ladder}."
        yield Complaint("unknown-stage", message, hint, (*path, "stage"), about=str(given.stage), value=True)


def signals(book: Rulebook) -> Iterator[Complaint]:
    known = book.engagement.signals
    for number, case in enumerate(book.cases):
        for path, change in _changes(case, number):
            for index, signal in enumerate(change.signals):
                if signal.signal not in known:
                    message, hint = (
                        f"There is no signal '{signal.signal}'.",
                        did_you_mean(signal.signal, known),
                    )
                    at = (*path, "signals", index, "signal")
                    yield Complaint("unknown-signal", message, hint, at, about=signal.signal, value=True)
                elif not in_short(known[signal.signal]):
                    things, at = known[signal.signal].from_, (*path, "signals", index, "signal")
                    message = f"'{signal.signal}' asks for more than a case can make up."
                    yield Complaint("wrong-value", message, f"Tell it under '{things}'.", at, value=True)


def numbers(book: Rulebook) -> Iterator[Complaint]:
    """Each number means a contact, a deal or a ticket that was given before."""
    for number, case in enumerate(book.cases):
        counts = dict.fromkeys((Kind.CONTACT, Kind.DEAL, Kind.TICKET), 0)
        for path, change in _changes(case, number):
            for kind, many in (
                (Kind.CONTACT, change.contacts),
                (Kind.DEAL, change.deals),
                (Kind.TICKET, change.tickets),
            ):
                before = counts[kind]
                counts[kind] += sum(thing.number is None for thing in many)
                yield from _numbers(kind, many, before, path)
            for at, contact in _contacts(change):
                yield from _number(Kind.CONTACT, contact, counts[Kind.CONTACT], (*path, *at))


def _contacts(change: Change) -> Iterator[tuple[Path, int]]:
    """Where a contact is named by its number."""
    for key in ("signals", "meetings", "calls", "emails"):
        for index, given in enumerate(getattr(change, key)):
            yield (key, index, "contact"), given.contact
    for index, deal in enumerate(change.deals):
        for place, contact in enumerate(deal.contacts or ()):
            yield ("deals", index, "contacts", place), contact


def _numbers(kind: Kind, many: Collection[GivenThing], before: int, path: Path) -> Iterator[Complaint]:
    for index, thing in enumerate(many):
        if thing.number is not None:
            yield from _number(kind, thing.number, before, (*path, f"{kind}s", index, kind.value))


def _number(kind: Kind, number: int, most: int, path: Path) -> Iterator[Complaint]:
    if number > most:
        message = f"There is no {kind} {number}: so far {most} {'is' if most == 1 else 'are'} given."
        hint = f"Write a number from 1 to {most}." if most else f"Give a {kind} first."
        yield Complaint("out-of-range", message, hint, path, value=True)


def properties(book: Rulebook) -> Iterator[Complaint]:
    """Properties have names that HubSpot could give them, and what is asked for a date is told as one."""
    dates = dates_asked(book)
    for number, case in enumerate(book.cases):
        for path, name, value, full in _properties(case, number):
            if name in _SLIPS and full not in {"contact.status", "company.role", "company.status"}:
                hint = f"Did you mean '{_SLIPS[name]}'?"
                yield Complaint("unknown-key", f"'{name}' is no key of a case.", hint, (*path, name))
            elif not _NAME.fullmatch(name):
                message = f"'{name}' is no name of a property."
                yield Complaint(
                    "wrong-value", message, "Use small letters, digits and underscores.", (*path, name)
                )
            elif full in dates and value != "" and not (isinstance(value, str) and is_time(value)):
                message = f"The rulebook asks '{full}' for a date, and this is none."
                hint = "Write for example 2026-03-31 or '3 days ago'."
                yield Complaint("wrong-value", message, hint, (*path, name), value=True)


def _many(change: Change) -> tuple[tuple[str, Sequence[GivenThing]], ...]:
    return (
        ("contact", change.contacts),
        ("deal", change.deals),
        ("ticket", change.tickets),
        ("meeting", change.meetings),
        ("call", change.calls),
        ("email", change.emails),
    )


def _properties(case: Case, number: int) -> Iterator[tuple[Path, str, object, str]]:
    """Where each stands, its name and value, and its whole name such as company.name."""
    for path, change in _changes(case, number):
        objects: list[tuple[Path, str, Mapping[str, object]]] = [
            ((*path, "company"), "company", change.company)
        ]
        for key, many in _many(change):
            objects += [
                ((*path, f"{key}s", index), key, thing.properties) for index, thing in enumerate(many)
            ]
        for at, kind, values in objects:
            yield from ((at, name, value, f"{kind}.{name}") for name, value in values.items())


def changed(book: Rulebook) -> Iterator[Complaint]:
    for number, case in enumerate(book.cases):
        for path, change in _changes(case, number):
            for name in change.changed:
                if not PROPERTY.fullmatch(name):
                    message = f"'{name}' is no property."
                    yield Complaint(
                        "wrong-value",
                        message,
                        "Write for example company.industry.",
                        (*path, "changed", name),
                    )


def wanted(book: Rulebook) -> Iterator[Complaint]:
    """What is expected to be set can be set, and tasks go to people that exist."""
    known = book.people.persons
    for number, case in enumerate(book.cases):
        for path, expect in _expects(case, number):
            for name in expect.set or ():
                if not _SET.fullmatch(name):
                    message = f"'{name}' is no property of a company or a contact."
                    yield Complaint(
                        "wrong-value",
                        message,
                        "Write for example company.abm_next_gap.",
                        (*path, "set", name),
                    )
            for index, task in enumerate(expect.tasks or ()):
                if task.to is not None and task.to not in known:
                    message, hint = f"'{task.to}' is nobody in 'people'.", did_you_mean(task.to, known)
                    at = (*path, "tasks", index, "to")
                    yield Complaint("unknown-person", message, hint, at, about=task.to, value=True)


def _changes(case: Case, number: int) -> Iterator[tuple[Path, Change]]:
    yield ("cases", number, "given"), case.given
    for index, step in enumerate(case.then):
        yield ("cases", number, "then", index, "given"), step.given


def _expects(case: Case, number: int) -> Iterator[tuple[Path, Expect]]:
    yield ("cases", number, "expect"), case.expect
    for index, step in enumerate(case.then):
        yield ("cases", number, "then", index, "expect"), step.expect


CHECKS: tuple[Callable[[Rulebook], Iterator[Complaint]], ...] = (
    names,
    stages,
    rules,
    missing,
    standing,
    signals,
    numbers,
    properties,
    changed,
    wanted,
)
