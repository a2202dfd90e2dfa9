"""The grammar of conditions as definitions of a JSON Schema, out of the kinds and the vocabulary there are."""

from collections.abc import Callable, Iterable
from typing import Any

from rules.conditions import ONE, Op, Sort
from rules.files.forms import DAY, DURATION, Schema
from rules.judging.comparison import Kind
from rules.judging.kinds import KINDS
from rules.language import constants
from rules.language.fixed import ABOUT, CLOSED, FIXED
from rules.language.reading import MEASURES

_TEXT: Schema = {"type": "string", "minLength": 1, "maxLength": constants.MOST_TEXT, "pattern": r"\S"}
_NUMBER: Schema = {"type": "number"}
_FLAG: Schema = {"type": "boolean"}
_YES_NO: Schema = {"enum": ["yes", "no", True, False]}
_MANY: Schema = {"enum": list(ONE)}
_OF_PROPERTY = rf"^({'|'.join(ONE.values())})\..+$"
_PROPERTY = r"[a-z][a-z0-9_]*"
_OPTIONS = {metric: list(map(str, words)) for metric, words in CLOSED.items()}
"""Metrics whose values are known, whatever the rulebook."""
_GROUPS: dict[str, tuple[str, Schema]] = {
    "all": ("All of these hold.", {"$ref": "#/$defs/conditions"}),
    "any": ("At least one of these holds.", {"$ref": "#/$defs/conditions"}),
    "not": ("This does not hold.", {"$ref": "#/$defs/condition"}),
    "at_least_n_of": ("At least that many of these hold.", {"$ref": "#/$defs/some"}),
}
_PATTERNS: tuple[tuple[str, str, str], ...] = (
    (
        rf"^(company|contact|deal|ticket|meeting|call|email)\.{_PROPERTY}$",
        "property",
        "A property of the portal, by its name.",
    ),
    (rf"^since\.(company|contact|deal|ticket)\.{_PROPERTY}$", "age", "How long ago the date there is."),
    (rf"^until\.(company|contact|deal|ticket)\.{_PROPERTY}$", "age", "How long it is to the date there."),
    (r"^coverage\.[A-Za-z][A-Za-z0-9_]*$", "number", "How many people have this role."),
    (rf"^signals\.{_PROPERTY}$", "times", "How often this signal came."),
    (rf"^contact_funnel\.{_PROPERTY}$", "number", "How many contacts have reached this step."),
    (rf"^metrics\.{_PROPERTY}$", "number", "A number declared under `metrics`."),
    (rf"^conditions\.{_PROPERTY}$", "yes_no", "A condition declared under `conditions`."),
    (rf"^may\.{_PROPERTY}$", "yes_no", "Whether a contact may be written to there, as declared under `may`."),
)


def definitions() -> dict[str, Schema]:
    """All definitions of the grammar by their names."""
    return {
        "condition": _either("metrics", "measured", about="A condition: all that stands here must hold."),
        "conditions": {
            "anyOf": [
                {"type": "array", "items": {"$ref": "#/$defs/condition"}, "minItems": 1},
                {"$ref": "#/$defs/metrics"},
            ]
        },
        "some": _closed(
            {
                "n": {"type": "integer", "minimum": 1, "description": "How many of them must hold."},
                "of": {"$ref": "#/$defs/conditions"},
            },
            required=["n", "of"],
        ),
        "metrics": _metrics(),
        "measured": _measured(
            _operators(Sort.NUMBER), "A number made of many things, and what it is compared with."
        ),
        "measure": _measured({}, "A number made of many things, such as {count: contacts, where: {...}}."),
        "yes_no": _YES_NO,
        **{sort.name.lower(): _comparison(sort) for sort in Sort},
    }


def _metrics() -> Schema:
    groups = {word: {**schema, "description": about} for word, (about, schema) in _GROUPS.items()}
    fixed = {metric: _fixed(metric, sort) for metric, sort in FIXED.items()}
    known = {
        metric: _comparison(Sort.PROPERTY, options)
        for metric, options in _OPTIONS.items()
        if metric not in FIXED
    }
    patterns = {
        pattern: {"$ref": f"#/$defs/{name}", "description": about} for pattern, name, about in _PATTERNS
    }
    return {
        "type": "object",
        "minProperties": 1,
        "properties": {**groups, **fixed, **known},
        "patternProperties": patterns,
        "additionalProperties": False,
    }


def _fixed(metric: str, sort: Sort) -> Schema:
    if metric in _OPTIONS:
        return {**_comparison(sort, _OPTIONS[metric]), "description": ABOUT[metric][1]}
    return {"$ref": f"#/$defs/{sort.name.lower()}", "description": ABOUT[metric][1]}


def _comparison(sort: Sort, options: Iterable[str] = ()) -> Schema:
    """What may stand behind a metric of this sort: a word, or operators with their values."""
    words = [kind.word for kind in KINDS.values() if kind.reads is None and sort in kind.fits]
    return {
        "anyOf": [
            {"enum": words},
            {"type": "object", "minProperties": 1, **_closed(_operators(sort, [*options]))},
        ]
    }


def _operators(sort: Sort, options: list[str] | None = None) -> dict[str, Schema]:
    found = {
        kind.word: {**_wanted(kind, sort, options or []), "description": kind.about["en"]}
        for kind in KINDS.values()
        if kind.reads is not None and sort in kind.fits
    }
    if Op.AT_LEAST in found:
        found["ever"] = {"const": True, "description": "It happened at least once."}
    if sort is Sort.TIMES:
        found["within"] = {**DURATION, "description": "Only what happened within this time counts."}
        found["none_for"] = {**DURATION, "description": "It has not happened for this time."}
    if sort is Sort.PROPERTY:
        found["unset_means"] = {
            "anyOf": [_TEXT, _NUMBER, _FLAG],
            "description": "What an empty value stands for; without this it is unknown.",
        }
    return found


def _wanted(kind: Kind, sort: Sort, options: list[str]) -> Schema:
    if kind.reads is constants.several:
        return {"type": "array", "minItems": 1, **_listed(sort, options)}
    if kind.reads is constants.one and options:
        return {"enum": options}
    form = _FORMS.get(kind.reads)
    return form(sort) if form else {}


def _listed(sort: Sort, options: list[str]) -> Schema:
    """A list holds values of one kind."""
    if options:
        return {"items": {"enum": options}}
    kinds = _one(sort).get("anyOf", [_one(sort)])
    return {"items": kinds[0]} if len(kinds) == 1 else {"anyOf": [{"items": kind} for kind in kinds]}


def _one(sort: Sort) -> Schema:
    match sort:
        case Sort.TEXT | Sort.NAMES:
            return _TEXT
        case Sort.FLAG:
            return _FLAG
        case Sort.PROPERTY:
            return {"anyOf": [_TEXT, _NUMBER, _FLAG]}
        case _:
            return _NUMBER


_FORMS: dict[Any, Callable[[Sort], Schema]] = {
    constants.one: _one,
    constants.ordered: lambda sort: DURATION if sort is Sort.AGE else _NUMBER,
    constants.day_or_today: lambda _: {"anyOf": [{"const": "today"}, DAY]},
    constants.day: lambda _: DAY,
    constants.text: lambda _: _TEXT,
    constants.pattern: lambda _: _TEXT,
    constants.span: lambda _: DURATION,
}
"""What each reader of constants takes; whatever another one takes, the schema leaves to it."""


def _measured(operators: dict[str, Schema], about: str) -> Schema:
    """One of the ways to make a number, what it is made of, and what is compared."""
    ways = {
        how: _MANY
        if how == "count"
        else {"type": "string", "pattern": _OF_PROPERTY, "examples": ["deal.amount"]}
        for how in MEASURES
    }
    where = {"where": {"$ref": "#/$defs/condition", "description": "Which of them count."}}
    shape = {
        "type": "object",
        **_closed({**ways, **where, **operators}),
        "oneOf": [{"required": [how]} for how in MEASURES],
        "description": about,
    }
    return {**shape, "minProperties": 2} if operators else shape


def _either(*names: str, about: str) -> Schema:
    return {"anyOf": [{"$ref": f"#/$defs/{name}"} for name in names], "description": about}


def _closed(properties: dict[str, Schema], required: list[str] | None = None) -> Schema:
    closed: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return {**closed, "required": required} if required else closed
