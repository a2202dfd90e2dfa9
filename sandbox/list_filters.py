"""Which records fit the filters of a list: filters on properties in the form OR of ANDs (HubSpot list filters guide).

What else HubSpot knows (events, associations, other lists, relative dates) is refused instead of imitated badly.
"""

from collections.abc import Callable, Mapping
from typing import Any

from sandbox.errors import validation

Values = Mapping[str, str]
Fits = Callable[[Values], bool]
Test = Callable[[str, Mapping[str, Any]], bool]  # (value of the record, operation)

_TEXTS: dict[str, Test] = {
    "IS_EQUAL_TO": lambda text, asked: text.lower() in _wanted(asked),
    "CONTAINS": lambda text, asked: any(part in text.lower() for part in _wanted(asked)),
    "STARTS_WITH": lambda text, asked: text.lower().startswith(tuple(_wanted(asked))),
    "ENDS_WITH": lambda text, asked: text.lower().endswith(tuple(_wanted(asked))),
}
_NUMBERS: dict[str, Test] = {
    "IS_EQUAL_TO": lambda text, asked: float(text) == float(asked["value"]),
    "IS_GREATER_THAN": lambda text, asked: float(text) > float(asked["value"]),
    "IS_GREATER_THAN_OR_EQUAL_TO": lambda text, asked: float(text) >= float(asked["value"]),
    "IS_LESS_THAN": lambda text, asked: float(text) < float(asked["value"]),
    "IS_LESS_THAN_OR_EQUAL_TO": lambda text, asked: float(text) <= float(asked["value"]),
}
_CHOICES: dict[str, Test] = {
    "IS_ANY_OF": lambda text, asked: bool(set(text.split(";")) & set(asked["values"])),
    "IS_EXACTLY": lambda text, asked: set(text.split(";")) == set(asked["values"]),
    "CONTAINS_ALL": lambda text, asked: set(text.split(";")) >= set(asked["values"]),
}
_TESTS: dict[str, dict[str, Test]] = {
    "ALL_PROPERTY": {"IS_KNOWN": lambda _text, _asked: True},
    "STRING": _TEXTS,
    "MULTISTRING": _TEXTS,
    "NUMBER": _NUMBERS,
    "NUMBER_RANGED": {
        "IS_BETWEEN": lambda text, asked: (
            float(asked["lowerBound"]) <= float(text) <= float(asked["upperBound"])
        )
    },
    "BOOL": {"IS_EQUAL_TO": lambda text, asked: text == str(asked["value"]).lower()},
    "ENUMERATION": _CHOICES,
}
_POSITIVE_OF = {
    "IS_UNKNOWN": "IS_KNOWN",
    "IS_NOT_EQUAL_TO": "IS_EQUAL_TO",
    "DOES_NOT_CONTAIN": "CONTAINS",
    "IS_NONE_OF": "IS_ANY_OF",
    "IS_NOT_EXACTLY": "IS_EXACTLY",
    "DOES_NOT_CONTAIN_ALL": "CONTAINS_ALL",
    "IS_NOT_BETWEEN": "IS_BETWEEN",
}


def compiled(branch: Any, properties: Mapping[str, Any]) -> Fits:
    """What tells whether a record's values fit a filterBranch; RefusalError 400 for what the box does not imitate."""
    if not isinstance(branch, dict) or branch.get("filterBranchType") != "OR" or branch.get("filters"):
        raise validation("The root of a filterBranch must be an OR branch without filters of its own.")
    branches = [_all(one, properties) for one in branch.get("filterBranches") or []]
    if not branches:
        raise validation("An OR branch needs at least one AND branch.")
    return lambda values: any(fits(values) for fits in branches)


def _all(branch: Mapping[str, Any], properties: Mapping[str, Any]) -> Fits:
    kind = branch.get("filterBranchType")
    if kind != "AND" or branch.get("filterBranches"):
        raise validation(f"The sandbox does not imitate filter branches of type {kind} or deeper ones.")
    filters = [_one(one, properties) for one in branch.get("filters") or []]
    return lambda values: all(fits(values) for fits in filters)


def _one(asked: Mapping[str, Any], properties: Mapping[str, Any]) -> Fits:
    if asked.get("filterType") != "PROPERTY":
        raise validation(f"The sandbox does not imitate filters of type {asked.get('filterType')}.")
    name, operation = asked.get("property", ""), asked.get("operation") or {}
    if name not in properties:
        raise validation(f"Property {name} does not exist.")
    operator = str(operation.get("operator"))
    test = _TESTS.get(str(operation.get("operationType")), {}).get(_POSITIVE_OF.get(operator, operator))
    if test is None:
        what = f"{operation.get('operationType')} {operator}"
        raise validation(f"The sandbox does not imitate the list operation {what}.")
    wanted, unset_fits = operator not in _POSITIVE_OF, _unset_fits(operation)

    def fits(values: Values) -> bool:
        text = values.get(name)
        return unset_fits if not text else test(text, operation) == wanted

    return fits


def _unset_fits(operation: Mapping[str, Any]) -> bool:
    """A record without the value fits only where that is asked for, also under a negative operator."""
    return operation["operator"] == "IS_UNKNOWN" or bool(operation.get("includeObjectsWithNoValueSet"))


def _wanted(asked: Mapping[str, Any]) -> list[str]:
    values = asked["values"] if "values" in asked else [asked["value"]]
    return [str(value).lower() for value in values]
