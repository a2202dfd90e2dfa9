"""CRM search: filter groups, one sort, pages, and the limits of HubSpot's search guide."""

import fnmatch
from collections.abc import Mapping
from typing import Any

from sandbox import moments
from sandbox.definitions import Definition
from sandbox.errors import validation
from sandbox.records import Record

AT_MOST_PER_PAGE = 200
AT_MOST_IN_ALL = 10_000
GROUPS, FILTERS_PER_GROUP, FILTERS = 5, 6, 18
BODY_AT_MOST = 3000
SEARCHED_BY_QUERY = ("email", "firstname", "lastname", "name", "domain", "dealname", "hs_task_subject")
OPERATORS = {"EQ", "IN", "HAS_PROPERTY", "CONTAINS_TOKEN", "LT", "LTE", "GT", "GTE", "BETWEEN"}
POSITIVE_OF = {
    "NEQ": "EQ",
    "NOT_IN": "IN",
    "NOT_HAS_PROPERTY": "HAS_PROPERTY",
    "NOT_CONTAINS_TOKEN": "CONTAINS_TOKEN",
}

Filter = Mapping[str, Any]
Found = tuple[int, list[Record], str | None]  # total, this page, `after` of the next


def search(
    asked: Mapping[str, Any], candidates: list[Record], definitions: Mapping[str, Definition]
) -> Found:
    """`asked` is the body of POST .../search; candidates are the live records of the type by ascending id."""
    limit, after = _page_asked(asked)
    groups = [group.get("filters", []) for group in asked.get("filterGroups") or []]
    _check_filters(groups, definitions)
    found = [record for record in candidates if _fits(record, groups, definitions)]
    found = [record for record in found if _holds_text(record, str(asked.get("query") or ""))]
    found = _sorted(found, asked.get("sorts") or [], definitions)
    page = found[after : after + limit]
    more = str(after + limit) if after + limit < len(found) else None
    return len(found), page, more


def _page_asked(asked: Mapping[str, Any]) -> tuple[int, int]:
    limit, after = int(asked.get("limit") or 10), str(asked.get("after") or "0")
    if limit > AT_MOST_PER_PAGE:
        raise validation(f"There was a problem with the request: limit must be at most {AT_MOST_PER_PAGE}.")
    if not after.isdigit() or int(after) + limit > AT_MOST_IN_ALL:
        raise validation(f"Search results cannot be paged beyond {AT_MOST_IN_ALL}.")
    return limit, int(after)


def _check_filters(groups: list[list[Filter]], definitions: Mapping[str, Definition]) -> None:
    if len(groups) > GROUPS or any(len(group) > FILTERS_PER_GROUP for group in groups):
        raise validation(f"At most {GROUPS} filterGroups with {FILTERS_PER_GROUP} filters each are allowed.")
    filters = [one for group in groups for one in group]
    if len(filters) > FILTERS:
        raise validation(f"At most {FILTERS} filters are allowed.")
    for one in filters:
        if one.get("propertyName") not in definitions:
            raise validation(
                f"There was a problem with the request: property {one.get('propertyName')} is unknown."
            )
        if one.get("operator") not in OPERATORS | POSITIVE_OF.keys():
            raise validation(f"There was a problem with the request: unknown operator {one.get('operator')}.")


def _fits(record: Record, groups: list[list[Filter]], definitions: Mapping[str, Definition]) -> bool:
    """Groups are OR, the filters of a group are AND."""
    return not groups or any(
        all(_holds(record, one, definitions[one["propertyName"]]) for one in group) for group in groups
    )


def _holds(record: Record, one: Filter, definition: Definition) -> bool:
    """One filter. A record without the value fits only the negative operators."""
    operator, text = str(one.get("operator")), record.properties.get(definition["name"])
    if operator in POSITIVE_OF:
        return not _holds(record, {**one, "operator": POSITIVE_OF[operator]}, definition)
    if text is None or operator == "HAS_PROPERTY":
        return text is not None
    if operator == "IN":
        return _among(definition, text, one)
    if operator in {"EQ", "CONTAINS_TOKEN"}:
        return _same(definition, text, one)
    return _in_range(definition, text, operator, one)


def _same(definition: Definition, text: str, one: Filter) -> bool:
    if "value" not in one:
        raise validation(f"There was a problem with the request: {one.get('operator')} needs a value.")
    wanted = str(one["value"])
    if str(one["operator"]).endswith("CONTAINS_TOKEN"):
        return any(
            fnmatch.fnmatchcase(token, wanted.lower()) for token in text.lower().replace("@", " ").split()
        )
    return bool(_key(definition, text) == _key(definition, wanted))


def _among(definition: Definition, text: str, one: Filter) -> bool:
    """Of text properties, values must be given in lower case; enumerations are case-sensitive."""
    wanted = [str(value) for value in one.get("values") or []]
    if definition["type"] == "string":
        return text.lower() in wanted
    if definition["fieldType"] == "checkbox":
        return any(part in wanted for part in text.split(";"))
    return _key(definition, text) in [_key(definition, value) for value in wanted]


def _in_range(definition: Definition, text: str, operator: str, one: Filter) -> bool:
    seen, low = _key(definition, text), _key(definition, str(one.get("value", "")))
    match operator:
        case "LT":
            return bool(seen < low)
        case "LTE":
            return bool(seen <= low)
        case "GT":
            return bool(seen > low)
        case "GTE":
            return bool(seen >= low)
    return bool(low <= seen <= _key(definition, str(one.get("highValue", ""))))


def _key(definition: Definition, text: str) -> Any:
    """What values of a type are compared by: numbers, epoch milliseconds or text without case."""
    try:
        if definition["type"] == "number":
            return float(text)
        if definition["type"] in {"date", "datetime"}:
            return moments.parse(text)
    except ValueError as wrong:
        raise validation(
            f"There was a problem with the request: {text!r} does not fit {definition['name']}."
        ) from wrong
    return text if definition["type"] == "enumeration" else text.lower()


def _holds_text(record: Record, query: str) -> bool:
    values = (record.properties.get(name, "").lower() for name in SEARCHED_BY_QUERY)
    return not query or any(query.lower() in value for value in values)


def _sorted(found: list[Record], sorts: list[Any], definitions: Mapping[str, Definition]) -> list[Record]:
    """One sort, by creation where none is asked for; records without the value come last."""
    if not sorts:
        return sorted(found, key=lambda record: (record.created, int(record.id)))
    asked = {"propertyName": sorts[0]} if isinstance(sorts[0], str) else sorts[0]
    definition = definitions.get(asked.get("propertyName", ""))
    if definition is None:
        raise validation(f"There was a problem with the request: cannot sort by {asked.get('propertyName')}.")
    name, backwards = definition["name"], asked.get("direction") == "DESCENDING"
    having = [record for record in found if name in record.properties]
    lacking = [record for record in found if name not in record.properties]
    return sorted(having, key=lambda one: _key(definition, one.properties[name]), reverse=backwards) + lacking
