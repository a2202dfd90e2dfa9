"""Property values of scenario files: TOML's plain values as HubSpot's text, for properties that exist."""

from collections.abc import Mapping
from datetime import datetime
from difflib import get_close_matches
from typing import Any

from sandbox import definitions, moments
from sandbox.database import Database


def texts(db: Database, object_type: str, given: Mapping[str, Any]) -> dict[str, str]:
    """The values as text; ValueError with the nearest right word where a property does not exist."""
    known = definitions.of_type(db, object_type)
    wrong = [_unknown(name, known) for name in given if name not in known]
    if wrong:
        raise ValueError(f"{object_type} have no property {', '.join(wrong)}")
    return {name: _text(value) for name, value in given.items()}


def _unknown(name: str, known: Mapping[str, Any]) -> str:
    near = get_close_matches(name, known, 1)
    return f'"{name}"' + (f' (did you mean "{near[0]}"?)' if near else "")


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return moments.iso(moments.to_ms(value))
    return str(value)
