"""A rulebook as a tree of sentences: what two of them are compared by."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from rules.conditions import All, AnyOf, Condition, Leaf, Measure, Named, Not, Op, SomeOf
from rules.language.cases import Case
from rules.language.doing import Effect, PlayStep, Rule
from rules.language.way import Stage
from rules.language.writing import write_condition, write_measure
from rules.model import Rulebook
from rules.pages import inwords
from rules.wording import labels
from rules.wording.claims import counted, measured

ORDERED = ("writes", "tiers", "funnel", "relationship")
"""Mappings in which the first that fits counts, or the furthest."""


@dataclass(frozen=True)
class Said:
    """Something that is said of one thing. `parts`: what it consists of; `exact`: equal only where the meaning is;
    `usual`: it would be so if nothing were said.
    """

    text: str
    exact: str
    parts: tuple[str, ...] = ()
    usual: bool = False


@dataclass(frozen=True)
class Branch:
    """Things by what they are called; `ordered`: it matters which stands first."""

    parts: "Mapping[str, Said | Branch]"
    ordered: bool = False
    usual: bool = False


Node = Said | Branch


def outline(book: Rulebook, language: str) -> dict[str, Node]:
    """The sections by their keys."""
    plain = book.model_dump(mode="json", by_alias=True)
    found = {}
    for name, field in type(book).model_fields.items():
        value, told = getattr(book, name), plain[field.alias or name]
        usual = value == field.get_default(call_default_factory=True)
        if value is not None:
            found[name] = _Outline(language).node(value, told, usual=usual, ordered=name in ORDERED)
    return found


@dataclass(frozen=True)
class _Outline:
    language: str

    def node(self, value: Any, plain: Any, *, usual: bool, ordered: bool = False) -> Node:
        match value:
            case Leaf() | Named() | Not() | All() | AnyOf() | SomeOf():
                return self.condition(value, usual=usual)
            case Measure():
                return Said(self.measure(value), _exact(write_measure(value)), usual=usual)
            case BaseModel():
                return self.section(value, plain, usual=usual)
            case dict():
                parts = {name: self.node(part, plain[name], usual=usual) for name, part in value.items()}
                return Branch(parts, ordered=ordered, usual=usual)
            case tuple():
                return self.several(value, plain, usual=usual)
            case _:
                return Said(inwords.said(plain, self.language), _exact(plain), usual=usual)

    def condition(self, condition: Condition, *, usual: bool) -> Said:
        several = condition.parts if isinstance(condition, All) else (condition,)
        parts = tuple(inwords.asked(part, self.language) for part in several)
        text = inwords.asked(condition, self.language)
        return Said(text, _exact(write_condition(condition)), parts, usual=usual)

    def measure(self, measure: Measure) -> str:
        things = counted(Leaf("", Op.AT_LEAST, 0, measure=measure), self.language)
        return things[1] if things else measured(measure, self.language)

    def section(self, value: BaseModel, plain: Any, *, usual: bool) -> Branch:
        told = next(iter(plain.values())) if isinstance(value, Stage) else plain
        parts: dict[str, Node] = {}
        for name, field in type(value).model_fields.items():
            part, key = getattr(value, name), field.alias or name
            if part is None or (isinstance(value, Stage) and name == "name"):
                continue
            default = usual or part == field.get_default(call_default_factory=True)
            label = labels.key_of(type(value).__name__, key, self.language)
            parts[label] = self.node(part, told[key], usual=default)
        for name, part in (value.__pydantic_extra__ or {}).items():
            parts[name] = self.node(part, told[name], usual=False)
        return Branch(parts, usual=usual)

    def several(self, values: tuple[Any, ...], plain: Any, *, usual: bool) -> Node:
        match values:
            case (Stage(), *_):
                return self.named(((stage.name, stage) for stage in values), plain)
            case (Rule(), *_):
                return self.named(((rule.key, rule) for rule in values), plain)
            case (Case(), *_):
                texts = {case.case: _exact(told) for case, told in zip(values, plain, strict=True)}
                return Branch({name: Said(name, exact, usual=True) for name, exact in texts.items()})
            case (Effect(), *_):
                parts = [inwords.effect(effect, self.language) for effect in values]
            case (PlayStep(), *_):
                parts = [
                    f"{inwords.said(told['after'], self.language)}: {inwords.task(step.task, self.language)}"
                    for step, told in zip(values, plain, strict=True)
                ]
            case _:
                parts = [inwords.said(part, self.language) for part in plain]
        text = "; ".join(parts) if values and isinstance(values[0], BaseModel) else ", ".join(parts)
        return Said(text or inwords.nothing(self.language), _exact(plain), tuple(parts), usual=usual)

    def named(self, values: Iterable[tuple[str, BaseModel]], plain: Any) -> Branch:
        parts = {
            name: self.node(value, told, usual=False)
            for (name, value), told in zip(values, plain, strict=True)
        }
        return Branch(parts, ordered=True)


def _exact(plain: Any) -> str:
    return json.dumps(plain, ensure_ascii=False)
