"""From the text of a rulebook to a checked Rulebook, or to all that is wrong with it."""

import json
from dataclasses import replace
from hashlib import sha256
from typing import Any

from pydantic import BaseModel, ValidationError

from rules.checking.checks import check
from rules.conditions import All, AnyOf, Condition, Leaf, Measure, Named, Not, SomeOf, parts_of, with_parts
from rules.files.faults import findings, mend
from rules.files.include import gather
from rules.files.places import Source
from rules.language.naming import resolved
from rules.language.reading import dotted
from rules.model import Rulebook
from rules.problems import Complaint, Path, Problem, RulebookError

MOST_ROUNDS = 20  # of mending; each takes out what the last one uncovered


def load(text: str, file: str) -> Rulebook:
    """Read and check a rulebook. Raises RulebookError with all problems of the file, sorted by place."""
    source = gather(text, file)
    book, problems, touched = _model(source)
    if book is not None:
        placed: Rulebook = _placed(book, ())
        book = resolved(placed).digested(_digest(book))
        complaints = [complaint for complaint in check(book) if complaint.about not in touched]
        problems += [_located(complaint, source) for complaint in complaints]
    if problems or book is None:
        raise RulebookError(problems)
    return book


def _model(source: Source) -> tuple[Rulebook | None, list[Problem], set[str]]:
    """The rulebook, or what is left of it without its faults; the faults; and the names they touch."""
    problems = list(source.problems)
    touched: set[str] = set()
    for attempt in range(MOST_ROUNDS):
        try:
            return Rulebook.model_validate_json(json.dumps(source.data), strict=True), problems, touched
        except ValidationError as error:
            found = list(findings(error, source))
        if attempt == 0:
            told = {problem.place for problem in problems}
            new = [finding.problem for finding in found if finding.problem is not None]
            problems += [problem for problem in new if problem.place not in told]
        if any(not finding.path for finding in found):
            break  # the file lacks a part that nothing can stand in for
        touched |= mend(found, source)
    return None, problems, touched


def _located(complaint: Complaint, source: Source) -> Problem:
    path = (*source.places.find(complaint.leaf), *complaint.path)
    place = source.places.of(path, value=complaint.value)
    return source.problem(place, complaint.code, complaint.message, complaint.hint)


def _digest(book: Rulebook) -> str:
    """By what it means: neither its layout counts nor the order of its sections, nor its cases. The order inside a
    section does: the first relationship that says yes wins.
    """
    data = book.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude={"cases", "waive"})
    canonical = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return sha256(canonical.encode()).hexdigest()[:16]


def _placed(value: Any, path: Path) -> Any:
    """The same value with the whole place in every leaf."""
    match value:
        case Leaf() | Not() | All() | AnyOf() | SomeOf() | Named():
            return _placed_condition(value, dotted(path))
        case Measure(where=where) if where is not None:
            return replace(value, where=_placed_condition(where, dotted(path)))
        case BaseModel():
            fields = {name: getattr(value, name) for name in type(value).model_fields}
            return value.model_copy(
                update={name: _placed(part, (*path, name)) for name, part in fields.items()}
            )
        case tuple():
            return tuple(_placed(part, (*path, index)) for index, part in enumerate(value))
        case dict():
            return {key: _placed(part, (*path, key)) for key, part in value.items()}
        case _:
            return value


def _placed_condition(condition: Condition, place: str) -> Condition:
    if isinstance(condition, Leaf) and condition.measure and condition.measure.where:
        where = _placed_condition(condition.measure.where, place)
        condition = replace(condition, measure=replace(condition.measure, where=where))
    if isinstance(condition, (Leaf, Named)):
        return replace(condition, place=f"{place}.{condition.place}")
    return with_parts(condition, tuple(_placed_condition(part, place) for part in parts_of(condition)))
