"""How what stands in a rulebook is written, as JSON Schema: durations, shares, times and the like."""

from typing import Any

from rules.language.parsing import UNITS

Schema = dict[str, Any]

_UNIT = f"({'|'.join(UNITS)})s?"
NAMED = "x-definition"
"""Stands for a reference to a definition that is no model of ours, until the schema is put together."""
CONDITION: Schema = {NAMED: "condition"}
MEASURE: Schema = {NAMED: "measure"}
DURATION: Schema = {
    "type": "string",
    "pattern": rf"^\s*\d{{1,9}} +{_UNIT}\s*$",
    "description": "A duration: a number and a unit. A month is 30 days, a year 365.",
    "examples": ["30 days", "2 hours", "24 months"],
}
BUSINESS_SPAN: Schema = {
    "type": "string",
    "pattern": rf"^\s*\d{{1,9}} +(business +(day|hour)s?|{_UNIT})\s*$",
    "description": "Business days or hours, or a plain duration.",
    "examples": ["3 business days", "4 business hours", "2 days"],
}
MONEY: Schema = {
    "anyOf": [{"type": "number"}, {"type": "string", "pattern": r"^\s*\d{1,12}(\.\d{1,2})? [A-Z]{3}\s*$"}],
    "description": "An amount with its currency, or a number in the currency of the portal.",
    "examples": ["1000 EUR", 500],
}
PERCENT: Schema = {
    "type": "string",
    "pattern": r"^\s*(100(\.0{1,4})?|0?\d{1,2}(\.\d{1,4})?) ?%\s*$",
    "description": "A share, up to 100%.",
    "examples": ["5%", "20%"],
}
TIME: Schema = {
    "type": "string",
    "pattern": r"^(([01]\d|2[0-3]):[0-5]\d|24:00)$",
    "description": "A time of the day, in quotes.",
    "examples": ["09:00", "17:30"],
}
TIMEZONE: Schema = {
    "type": "string",
    "description": "The name of a time zone: where days begin and end.",
    "examples": ["Europe/Berlin", "Europe/Vienna", "Europe/Zurich", "UTC"],
}
DAY: Schema = {
    "type": "string",
    "pattern": r"^\d{4}-\d{2}-\d{2}$",
    "description": "A day of the calendar.",
    "examples": ["2026-03-31"],
}
