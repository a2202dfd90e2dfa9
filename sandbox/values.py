"""What a property may hold: every value is text, checked and normalised by its definition (HubSpot properties guide)."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any

from sandbox import moments
from sandbox.definitions import READ_ONLY, Definition

Fault = tuple[str, str, str]


@dataclass(frozen=True)
class Outside:
    """What lies outside a definition but decides about its values: owners in use, and the stages of deals."""

    owners: frozenset[str]
    stages: Mapping[str, str]  # stage id -> id of its pipeline

    def allowed(self, definition: Definition) -> frozenset[str]:
        if definition["externalOptions"]:
            return self.owners
        if definition["name"] == "dealstage":
            return frozenset(self.stages)
        if definition["name"] == "pipeline":
            return frozenset(self.stages.values())
        return frozenset(option["value"] for option in definition["options"])


def check(
    definitions: Mapping[str, Definition],
    given: Mapping[str, Any],
    outside: Outside,
    *,
    may_write_read_only: bool = False,
) -> tuple[dict[str, str], list[Fault]]:
    """Turn given properties into (texts by name, faults). A fault is (property name, code, sentence)."""
    texts: dict[str, str] = {}
    faults: list[Fault] = []
    for name, value in given.items():
        definition = definitions.get(name)
        if definition is None:
            faults.append((name, "PROPERTY_DOESNT_EXIST", f'Property "{name}" does not exist'))
        elif definition["modificationMetadata"][READ_ONLY] and not may_write_read_only:
            faults.append(
                (name, "READ_ONLY_VALUE", f'"{name}" is a read only property; its value cannot be set')
            )
        else:
            try:
                texts[name] = normal(definition, as_text(value), outside)
            except ValueError as wrong:
                faults.append((name, *_code_and_sentence(definition, name, wrong)))
    return texts, faults


def as_text(value: Any) -> str:
    """JSON true and numbers become text, as HubSpot does; null clears like ""."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def normal(definition: Definition, text: str, outside: Outside) -> str:
    """The text as it is kept; ValueError where the type forbids it."""
    if not text:
        return ""
    match definition["type"]:
        case "number":
            if not isfinite(float(text)):
                raise ValueError(f"{text} is not a number")
        case "bool":
            return _one_of(text.lower(), frozenset({"true", "false"}))
        case "date":
            return moments.iso(moments.parse(text))[: len("2026-09-07")]
        case "datetime":
            return moments.iso(moments.parse(text))
        case "enumeration":
            return _options(definition, text, outside)
    return text.lower() if definition["name"] == "email" else text


def _options(definition: Definition, text: str, outside: Outside) -> str:
    """One option; or several with ";" for checkboxes, where a leading ";" stays as the sign of appending."""
    allowed = outside.allowed(definition)
    if definition["fieldType"] != "checkbox":
        return _one_of(text, allowed)
    for part in text.removeprefix(";").split(";"):
        _one_of(part, allowed)
    return text


def _one_of(text: str, allowed: frozenset[str]) -> str:
    if text not in allowed:
        raise ValueError(f"{text} was not one of the allowed options: {sorted(allowed)}")
    return text


def _code_and_sentence(definition: Definition, name: str, wrong: ValueError) -> tuple[str, str]:
    if definition["externalOptions"]:
        return "INVALID_OWNER_ID", f"{name}: {wrong}"
    codes = {"number": "INVALID_DOUBLE", "date": "INVALID_DATE", "datetime": "INVALID_DATE"}
    return codes.get(definition["type"], "INVALID_OPTION"), f"{name}: {wrong}"


def appended(old: str, new: str) -> str:
    """A value with a leading semicolon adds to what a checkbox holds already (HubSpot properties guide)."""
    if not new.startswith(";"):
        return new
    parts = [part for part in f"{old}{new}".split(";") if part]
    return ";".join(dict.fromkeys(parts))
