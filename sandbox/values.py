"""What a property may hold: every value is text, checked and normalised by its definition (HubSpot properties guide)."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any

from sandbox import moments
from sandbox.definitions import READ_ONLY, Definition
from sandbox.errors import validation

Fault = tuple[str, str, str]
LONGEST_TEXT = 65_536
DAY_MS = 86_400_000
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
ADDRESS = re.compile(r"[^@\s;,]+@[^@\s;,]+\.[^@\s;,.]+")
STAGES, PIPELINES = {"dealstage", "hs_pipeline_stage"}, {"pipeline", "hs_pipeline"}
LIFECYCLE_PIPELINE = "contacts-lifecycle-pipeline"  # where every contact is
# The codes of PROPERTY_DOESNT_EXIST and INVALID_OPTION are documented, the others remembered; the set is open.
CODES = {
    "number": "INVALID_DOUBLE",
    "date": "INVALID_DATE",
    "datetime": "INVALID_DATE",
    "bool": "INVALID_OPTION",
    "enumeration": "INVALID_OPTION",
}


@dataclass(frozen=True)
class Outside:
    """What lies outside a definition but decides about its values; asked for only where a value needs it."""

    owners: Callable[[], frozenset[str]]  # ids of owners in use
    stages: Callable[[], Mapping[str, str]]  # stage id -> id of its pipeline

    def allowed(self, definition: Definition) -> frozenset[str]:
        if definition["name"] in STAGES:
            return frozenset(self.stages())
        if definition["name"] in PIPELINES:
            return frozenset(self.stages().values()) or frozenset({LIFECYCLE_PIPELINE})
        if definition["externalOptions"]:
            return self.owners()
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
            except (ValueError, OverflowError) as wrong:
                faults.append((name, _code(definition, value), f"{name}: {wrong}"))
    return texts, faults


def as_text(value: Any) -> str:
    """JSON true and numbers become text, as HubSpot does; null clears like ""."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict | list):
        raise validation("Invalid input JSON: the value of a property must be text, a number, true or false.")
    return str(value)


def normal(definition: Definition, text: str, outside: Outside) -> str:
    """The text as it is kept; ValueError where the type forbids it."""
    if not text:
        return ""
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"the value must not be longer than {LONGEST_TEXT} characters")
    if definition["type"] == "enumeration" and not definition["calculated"]:
        return _options(definition, text, outside)
    if definition["name"] == "email":
        return _address(text)
    normal_of = NORMAL.get(definition["type"])
    return normal_of(text) if normal_of else text


def appended(definition: Definition, old: str, new: str) -> str:
    """A value with a leading semicolon adds to what a checkbox holds already (HubSpot properties guide)."""
    if definition["fieldType"] != "checkbox" or not new.startswith(";"):
        return new
    parts = [part for part in f"{old}{new}".split(";") if part]
    return ";".join(dict.fromkeys(parts))


def _number(text: str) -> str:
    """Numbers stay as they are written."""
    if not NUMBER.fullmatch(text) or not isfinite(float(text)):
        raise ValueError(f"{text} was not a valid number")
    return text


def _midnight(text: str) -> str:
    """A date is a midnight in UTC; HubSpot refuses every other moment of the day."""
    ms = moments.parse(text)
    if ms % DAY_MS:
        time = moments.from_ms(ms).time().isoformat("milliseconds")
        raise ValueError(f"{text} is at {time} UTC, not midnight!")
    return moments.iso(ms)[: len("2026-09-07")]


def _moment(text: str) -> str:
    return moments.iso(moments.parse(text))


def _true_or_false(text: str) -> str:
    return _one_of(text.lower(), frozenset({"true", "false"}))


def _address(text: str) -> str:
    if not ADDRESS.fullmatch(text.strip()):
        raise ValueError(f"Email address {text} is invalid")
    return text.strip().lower()


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


def _code(definition: Definition, value: Any) -> str:
    if len(as_text(value)) > LONGEST_TEXT:
        return "INVALID_LENGTH"
    if definition.get("referencedObjectType") == "OWNER":
        return "INVALID_OWNER_ID"
    return CODES.get(definition["type"], "INVALID_EMAIL")


NORMAL = {"number": _number, "bool": _true_or_false, "date": _midnight, "datetime": _moment}
