"""Real traffic of 2022 that is not part of the project: FLIPFUNNEL_TEST_DATA names the folder it is in."""

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

Json = dict[str, Any]
FOLDER = Path(os.environ.get("FLIPFUNNEL_TEST_DATA", "")) / "recordings"
CALLS = FOLDER / "crm-v3-objects-2022.jsonl"
DEFINITIONS = FOLDER / "crm-v3-schemas-contact-2022.json"
needs_recordings = pytest.mark.skipif(
    not (CALLS.is_file() and DEFINITIONS.is_file()),
    reason="FLIPFUNNEL_TEST_DATA names no folder with recordings",
)
# What a text looks like, most special first.
FORMATS = {
    "empty": r"",
    "moment": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z",
    "date": r"\d{4}-\d\d-\d\d",
    "http date": r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT",
    "uuid": r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    "digits": r"\d+",
    "text": r"(?s).*",
}


def calls() -> list[Json]:
    if not CALLS.is_file():
        return []
    return [json.loads(line) for line in CALLS.read_text(encoding="utf-8").splitlines()]


def definitions() -> list[Json]:
    found: list[Json] = json.loads(DEFINITIONS.read_text(encoding="utf-8"))["response"]["properties"]
    return found


def kind_of(row: Json) -> str:
    """The kind of a recorded call, e.g. "CONTACT search 429"."""
    object_type, call = row["path"].removeprefix("/crm/v3/objects/").split("/", 1)
    return f"{object_type} {call} {row['status']}"


def shape(value: Any) -> Any:
    """The structure of a piece of JSON: its keys, and of each value what kind it is."""
    match value:
        case dict():
            return {key: shape(one) for key, one in value.items()}
        case list():
            return [shape(one) for one in value]
        case str():
            return next(name for name, pattern in FORMATS.items() if re.fullmatch(pattern, value))
        case bool() | None:
            return str(value)
    return "number"
