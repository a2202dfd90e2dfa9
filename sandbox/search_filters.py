"""The filters of a search as SQL: every operator of HubSpot's search guide, compared by the property's type."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sandbox import comparing, objects
from sandbox.comparing import Comparable
from sandbox.database import Database
from sandbox.definitions import Definition
from sandbox.errors import RefusalError, unreadable, validation
from sandbox.objects import ObjectType

GROUPS, FILTERS_PER_GROUP, FILTERS = 5, 6, 18
COMPARES = {"EQ": "=", "LT": "<", "LTE": "<=", "GT": ">", "GTE": ">="}
OPERATORS = (*COMPARES, "BETWEEN", "IN", "HAS_PROPERTY", "CONTAINS_TOKEN")
POSITIVE_OF = {
    "NEQ": "EQ",
    "NOT_IN": "IN",
    "NOT_HAS_PROPERTY": "HAS_PROPERTY",
    "NOT_CONTAINS_TOKEN": "CONTAINS_TOKEN",
}
# The properties of two kinds are columns too: of 486 recorded answers, all had updatedAt as their modified date.
COLUMNS = {"hs_object_id": "seen.id"}
PSEUDO = "associations."
ID = re.compile(r"[0-9]{1,18}")
AMONG = "IN (SELECT value FROM json_each(?))"
FILTER_CLASS = "com.hubspot.inbounddb.publicobject.core.v3.search.Filter"


@dataclass(frozen=True)
class Sql:
    text: str
    values: tuple[Comparable, ...] = ()


@dataclass(frozen=True)
class Terms:
    """What filters speak of: an object type of a portal and its definitions."""

    db: Database
    kind: ObjectType
    definitions: Mapping[str, Definition]

    def operand(self, definition: Definition) -> Sql:
        """What stands on the left of a comparison; NULL where a record has no value."""
        name = definition["name"]
        if name == self.kind.modified:
            return Sql("seen.updated")
        if name in COLUMNS:
            return Sql(COLUMNS[name])
        function = {"number": "number", "date": "moment", "datetime": "moment", "string": "folded"}
        text = raw(name)
        return Sql(f"{function.get(definition['type'], '')}({text.text})", text.values)

    def comparable(self, definition: Definition, given: Any) -> Comparable:
        """What stands on the right; RefusalError for a value that does not fit the property's type."""
        text = given if isinstance(given, str) else json.dumps(given)
        match definition["type"]:
            case "number":
                # Ids are larger than a float can hold exactly.
                found: Comparable = int(text) if ID.fullmatch(text) else comparing.number(text)
            case "date" | "datetime":
                found = comparing.moment(text)
            case "string":
                found = text.lower()
            case _:
                found = text
        if found is None:
            raise problem(f"{text} is not a valid value of {definition['name']} ({definition['type']})")
        return found


def raw(name: str) -> Sql:
    """The text of a property; a cleared one counts as unset."""
    return Sql("nullif(json_extract(seen.properties, ?), '')", (f'$."{name}"',))


def problem(what: str) -> RefusalError:
    return validation(f"There was a problem with the request: {what}.")


def where(asked: Mapping[str, Any], terms: Terms) -> Sql:
    """Groups are OR, the filters of a group are AND; RefusalError beyond the documented limits.

    Without groups, the filters may stand in the body itself.
    """
    groups = [group.get("filters") or [] for group in asked.get("filterGroups") or []]
    if not groups and asked.get("filters"):
        groups = [asked["filters"]]
    if len(groups) > GROUPS or any(len(group) > FILTERS_PER_GROUP for group in groups):
        raise problem(f"at most {GROUPS} filterGroups with {FILTERS_PER_GROUP} filters each are allowed")
    if sum(map(len, groups)) > FILTERS:
        raise problem(f"at most {FILTERS} filters are allowed")
    return _joined(" OR ", [_joined(" AND ", [_one(one, terms) for one in group]) for group in groups])


def _joined(word: str, parts: list[Sql]) -> Sql:
    if not parts:
        return Sql("1")
    text = word.join(f"({part.text})" for part in parts)
    return Sql(text, tuple(value for part in parts for value in part.values))


def _one(one: Mapping[str, Any], terms: Terms) -> Sql:
    """A record without the value fits only the negative operators."""
    missing = [key for key in ("propertyName", "operator") if not one.get(key)]
    if missing:
        raise unreadable(f"Cannot build Filter, some of required attributes are not set {missing}", _PLACE)
    name, operator = str(one["propertyName"]), str(one["operator"])
    positive = POSITIVE_OF.get(operator, operator)
    if positive not in OPERATORS:
        listed = ", ".join([*OPERATORS, *POSITIVE_OF])
        raise unreadable(f'"{operator}" is not one of the values accepted for operator: [{listed}]', _PLACE)
    _check_values(operator, positive, one)
    if name.startswith(PSEUDO):
        made = _associated(name, positive, one, terms)
    elif name in terms.definitions:
        made = _holds(terms.definitions[name], positive, one, terms)
    else:
        raise problem(f"property {name} does not exist")
    return Sql(f"NOT coalesce({made.text}, 0)", made.values) if operator in POSITIVE_OF else made


_PLACE = " on line 1, column 2"  # the reader tells where; nobody can rely on it


def _check_values(operator: str, positive: str, one: Mapping[str, Any]) -> None:
    """Each operator has its own: value, value and highValue, values, or none (hubspot-api-nodejs issue 128)."""
    needs = {"IN": ("values",), "HAS_PROPERTY": (), "BETWEEN": ("value", "highValue")}.get(
        positive, ("value",)
    )
    for key in needs:
        if one.get(key) in {None, ""} if key != "values" else not isinstance(one.get(key), list):
            raise unreadable(
                f"Cannot construct instance of `{FILTER_CLASS}`, problem: operator {operator} requires a {key}",
                _PLACE,
            )


def _holds(definition: Definition, operator: str, one: Mapping[str, Any], terms: Terms) -> Sql:
    text, left = raw(definition["name"]), terms.operand(definition)
    match operator:
        case "HAS_PROPERTY":
            return Sql(f"{left.text} IS NOT NULL", left.values)
        case "CONTAINS_TOKEN":
            return Sql(f"has_tokens({text.text}, ?)", (*text.values, str(one["value"])))
        case "IN" if definition["fieldType"] == "checkbox":
            return Sql(f"any_part({text.text}, ?)", (*text.values, json.dumps([*map(str, one["values"])])))
        case "IN":
            return _among(definition, left, one["values"], terms)
        case "BETWEEN":
            ends = tuple(terms.comparable(definition, one[key]) for key in ("value", "highValue"))
            return Sql(f"{left.text} BETWEEN ? AND ?", (*left.values, *ends))
    return Sql(
        f"{left.text} {COMPARES[operator]} ?", (*left.values, terms.comparable(definition, one["value"]))
    )


def _among(definition: Definition, left: Sql, given: list[Any], terms: Terms) -> Sql:
    """Of text properties, the values must be given in lower case (HubSpot search guide)."""
    if definition["type"] == "string":
        wanted: list[Comparable] = [str(value) for value in given]
    else:
        wanted = [terms.comparable(definition, value) for value in given]
    return Sql(f"{left.text} {AMONG}", (*left.values, json.dumps(wanted)))


def _associated(name: str, operator: str, one: Mapping[str, Any], terms: Terms) -> Sql:
    """The pseudo-property `associations.company`: its value is the id of an associated record."""
    other = objects.named(terms.db, name.removeprefix(PSEUDO))
    if other is None or operator not in {"EQ", "IN", "HAS_PROPERTY"}:
        raise problem(f"{name} cannot be searched with {operator}")
    found = (
        "EXISTS (SELECT 1 FROM association AS link WHERE link.from_type = ? AND link.from_id = seen.id"
        " AND link.to_type = ?"
    )
    ends: tuple[Comparable, ...] = (terms.kind.plural, other.plural)
    if operator == "HAS_PROPERTY":
        return Sql(f"{found})", ends)
    ids = [str(value) for value in (one["values"] if operator == "IN" else [one["value"]])]
    among = f" AND CAST(link.to_id AS TEXT) {AMONG})"
    return Sql(found + among, (*ends, json.dumps(ids)))
