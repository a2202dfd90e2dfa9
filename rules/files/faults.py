"""What pydantic found wrong with a file, in our words and with its place; and a copy mended so that the rest can be checked."""

import re
from bisect import insort
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from rules.files.places import Source
from rules.files.shape import keys_at
from rules.language.reading import GROUPS, problems_of
from rules.problems import Path, Place, Problem, brief, did_you_mean

ALWAYS_FITS: dict[str, object] = {"deals.won": "known"}  # stands in for a broken condition, wherever it is
_SECTIONS: dict[str, object] = {
    "rulebook": "?",
    "prefix": "x",
    "accounts": {"key_account": {"when": ALWAYS_FITS}},
}
"""What stands in for a section that is missing; without a cone there is nothing left to check."""
_KEY = "[key]"
_TYPES = {
    "bool_type": "true or false",
    "dict_type": "a mapping",
    "float_type": "a number",
    "int_from_float": "a whole number",
    "int_type": "a whole number",
    "model_type": "a mapping",
    "string_type": "a text",
    "tuple_type": "a list",
}
_SAMPLES = {
    r"^contact\.[a-z0-9_]+$": "contact.x",
    r"^contact\.[a-z][a-z0-9_]*$": "contact.x",
    r"^company\.[a-z][a-z0-9_]*$": "company.x",
    r"^[a-z][a-z0-9]{0,19}$": "x",
}
_SHAPES = {
    r"^[a-z][a-z0-9_]*$": "small letters, digits and underscores",
    r"^[a-z][a-z0-9-]*$": "small letters, digits and hyphens",
    r"^[a-z][a-z0-9_-]*$": "small letters, digits, hyphens and underscores",
    r"^[a-z][a-z0-9]{0,19}$": "1 to 20 small letters and digits",
    r"^contact\.[a-z0-9_]+$": "contact. and the name of a property",
    r"^contact\.[a-z][a-z0-9_]*$": "contact. and the name of a property",
    r"^company\.[a-z][a-z0-9_]*$": "company. and the name of a property",
    r"^[^@\s]+$": "what stands in front of the @",
    r"^[A-Za-z][A-Za-z0-9_]*$": "letters, digits and underscores",
}


@dataclass(frozen=True)
class Finding:
    """One fault: how it reads, and what to do so that what is around it can be checked."""

    problem: Problem | None  # None: already reported while reading
    path: Path  # of the part at fault
    stand_in: object = None  # None: take the part out


def findings(error: ValidationError, source: Source) -> Iterator[Finding]:
    """All that one validation found."""
    for detail in error.errors(include_url=False):
        if detail["type"] == "condition":
            yield from _in_condition(detail, source)
        else:
            yield _one(detail, source)


def mend(found: list[Finding], source: Source) -> set[str]:
    """Take what is at fault out of the data, or let something else stand there. Answers with the names this touched,
    about which nothing more should be said.
    """
    touched: set[str] = set()
    stand_ins = {finding.path: finding.stand_in for finding in found}
    stand_ins |= {finding.path: None for finding in found if finding.stand_in is None}
    # From the end of the file to its beginning: what was taken out never moves a path that is still to come.
    steps = sorted(stand_ins, key=_in_order)
    while steps:
        path = steps.pop()
        stand_in = stand_ins[path]
        touched |= {step for step in path if isinstance(step, str)} | _names(source.get(path))
        if stand_in is not None:
            source.put(path, stand_in)
        elif source.drop(path) and len(path) > 1:
            if path[:-1] not in stand_ins:
                insort(steps, path[:-1], key=_in_order)
            stand_ins[path[:-1]] = None
    return touched


def _in_order(path: Path) -> list[tuple[int, str]]:
    """Numbers and words do not compare; what is around a part comes before it."""
    return [(step, "") if isinstance(step, int) else (-1, step) for step in path]


def _names(value: object) -> set[str]:
    match value:
        case dict():
            return set(value).union(*map(_names, value.values()))
        case list():
            return set().union(*map(_names, value))
        case str():
            return {value}
        case _:
            return set()


def _in_condition(detail: Any, source: Source) -> Iterator[Finding]:
    for fault in problems_of(detail["ctx"]):
        path = source.path((*detail["loc"], *fault.path))
        place = source.places.of(path, value=not fault.code.startswith("unknown"))
        start = len(source.path(detail["loc"]))
        yield Finding(source.problem(place, fault.code, fault.message, fault.hint), *_replaced(path, start))


def _replaced(path: Path, start: int) -> tuple[Path, object]:
    """What to replace for a fault inside a condition: the comparison of one metric, else the group around it."""
    for end in range(start, len(path)):
        if isinstance(path[end], str) and path[end] not in GROUPS:
            return path[: end + 1], "known"
    return path, dict(ALWAYS_FITS)


def _one(detail: Any, source: Source) -> Finding:
    loc: Path = tuple(detail["loc"])
    if loc[-1:] == (_KEY,):
        return _wrong_key(detail, loc[:-1], source)
    match detail["type"]:
        case "missing":
            return _missing(loc, source)
        case "extra_forbidden":
            return _wrong_key(detail, loc, source)
        case "literal_error":
            return _wrong_word(detail, loc, source)
    code, message, hint = _said(detail)
    problem = source.problem(_place(source, loc, value=True), code, message, hint)
    sample = _SAMPLES.get(detail.get("ctx", {}).get("pattern", ""))
    return Finding(None if _told_before(detail) else problem, source.path(loc), sample)


def _told_before(detail: Any) -> bool:
    """An empty value was reported at reading; a list that is empty because its items are at fault, by those."""
    return detail["input"] is None or (detail["type"] == "too_short" and len(detail["input"]) > 0)


def _missing(loc: Path, source: Source) -> Finding:
    message = f"'{loc[-1]}' is missing{_inside(loc[:-1])}."
    problem = source.problem(_place(source, loc[:-1]), "missing-key", message, "Add it.")
    if len(loc) == 1 and loc[0] in _SECTIONS:
        return Finding(problem, loc, _SECTIONS[str(loc[0])])
    return Finding(problem, source.path(loc[:-1]))


def _place(source: Source, loc: Path, *, value: bool = False) -> Place:
    return source.places.of(loc, value=value)


def _inside(loc: Path) -> str:
    names = [step for step in loc if isinstance(step, str)]
    return f" in '{names[-1]}'" if names else ""


def _wrong_key(detail: Any, loc: Path, source: Source) -> Finding:
    name = str(loc[-1])
    if detail["type"] == "string_pattern_mismatch":
        shape = _SHAPES.get(detail["ctx"]["pattern"], "another form")
        problem = source.problem(_place(source, loc), "wrong-value", f"'{name}' is no name.", f"Use {shape}.")
    else:
        known = _expected(detail) or keys_at(loc[:-1])
        problem = source.problem(
            _place(source, loc),
            "unknown-key",
            f"'{name}' is no key{_of(loc[:-1])}.",
            did_you_mean(name, known),
        )
    return Finding(problem, source.path(loc))


def _of(loc: Path) -> str:
    names = [step for step in loc if isinstance(step, str)]
    return f" of '{names[-1]}'" if names else " of a rulebook"


def _wrong_word(detail: Any, loc: Path, source: Source) -> Finding:
    known = _expected(detail)
    given = detail["input"]
    message = (
        f"'{given}' is not possible for '{_last_name(loc)}'."
        if isinstance(given, str)
        else f"'{_last_name(loc)}' takes a word."
    )
    hint = did_you_mean(given if isinstance(given, str) else "", known)
    problem = source.problem(_place(source, loc, value=True), "wrong-value", message, hint)
    return Finding(None if given is None else problem, source.path(loc), known[0] if known else None)


def _last_name(loc: Path) -> str:
    return next((step for step in reversed(loc) if isinstance(step, str)), "rulebook")


def _expected(detail: Any) -> list[str]:
    return re.findall(r"'([^']*)'", detail.get("ctx", {}).get("expected", ""))


def _said(detail: Any) -> tuple[str, str, str]:
    kind, context, name = detail["type"], detail.get("ctx", {}), _last_name(tuple(detail["loc"]))
    match kind:
        case "problem":
            return context["code"], context["message"], context["hint"]
        case "string_pattern_mismatch":
            return (
                "wrong-value",
                f"'{str(detail['input'])[:60]}' does not fit '{name}'.",
                f"Use {_SHAPES.get(context['pattern'], 'another form')}.",
            )
        case "too_short":
            return "out-of-range", f"'{name}' is empty.", f"Write at least {context['min_length']}."
        case "string_too_short" | "string_too_long":
            return (
                "out-of-range",
                f"The text of '{name}' is too {kind.removeprefix('string_too_')}.",
                f"{_sentence(detail['msg'])}",
            )
        case _ if kind in _TYPES:
            return "wrong-type", f"'{name}' takes {_TYPES[kind]}.", _instead(kind, detail["input"])
        case _:
            return "out-of-range", f"'{name}' is out of range.", f"{_sentence(detail['msg'])}"


def _instead(kind: str, given: object) -> str:
    """YAML 1.1 took yes, no, on and off for true and false; many people still do."""
    if kind != "bool_type" or not isinstance(given, str):
        return ""
    return (
        "Leave out the quotes."
        if given in {"true", "false"}
        else f"Write true or false, not '{brief(given)}'."
    )


def _sentence(text: str) -> str:
    return text.replace("Input should", "It should").replace("String should", "It should") + "."
