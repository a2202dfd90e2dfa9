"""Records as HubSpot's JSON, and the helpers every handler of the API needs."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from flask import current_app, request

from sandbox import associations, definitions, moments, records
from sandbox.errors import not_found, validation
from sandbox.events import INTEGRATION, Stamp
from sandbox.objects import ASSOCIATION_TYPES, BY_ANY_NAME, TYPES
from sandbox.portal import Portal
from sandbox.records import Change, Record

Body = dict[str, Any]
ASSOCIATIONS_PER_PAGE = 500


@dataclass(frozen=True)
class Wanted:
    """Which properties an answer shows; None for `properties` means the type's default set."""

    properties: list[str] | None = None
    with_history: tuple[str, ...] = ()


def portal() -> Portal:
    return cast("Portal", current_app.extensions["portal"])


def api_stamp() -> Stamp:
    """Who writes through the API, in history and webhooks."""
    return Stamp(moments.to_ms(portal().now()), INTEGRATION, str(portal().app_id))


def type_named(name: str) -> str:
    """The plural of a type given as "contacts", "contact" or "0-1"."""
    if name not in BY_ANY_NAME:
        raise validation(f"Unable to infer object type from: {name}")
    return BY_ANY_NAME[name].plural


def body() -> Body:
    given = request.get_json(force=True, silent=True)
    if not isinstance(given, dict):
        raise validation("Invalid input JSON: an object is expected.")
    return given


def body_list() -> list[Any]:
    given = request.get_json(force=True, silent=True)
    if not isinstance(given, list):
        raise validation("Invalid input JSON: an array is expected.")
    return given


def inputs(given: Body, at_most: int) -> list[Any]:
    """The `inputs` of a batch call."""
    found = given.get("inputs")
    if not isinstance(found, list):
        raise validation("Invalid input JSON: inputs is missing.")
    if len(found) > at_most:
        raise validation(f"The maximum number of inputs supported in a batch request is {at_most}.")
    return found


def listed(name: str) -> list[str]:
    """A query parameter given repeatedly or with commas."""
    return [part for value in request.args.getlist(name) for part in value.split(",") if part]


def limit(default: int, at_most: int) -> int:
    given = request.args.get("limit", str(default))
    if not given.isdigit() or not 0 < int(given) <= at_most:
        raise validation(f"limit must be between 1 and {at_most}.")
    return int(given)


def wanted_by_query() -> Wanted:
    return Wanted(listed("properties") or None, tuple(listed("propertiesWithHistory")))


def find(object_type: str, key: str, id_property: str | None, *, archived: bool = False) -> Record:
    """The record with an id, or with a unique value such as an e-mail address; RefusalError 404 otherwise."""
    record_id: str | int | None = key
    if id_property and id_property != "hs_object_id":
        record_id = records.by_unique(portal().db, object_type, id_property, key)
    record = None
    if record_id is not None:
        record = records.load(portal().db, object_type, record_id, archived=archived)
    if record is None:
        raise not_found()
    return record


def shape(record: Record, wanted: Wanted) -> Body:
    """{id, properties, createdAt, updatedAt, archived, propertiesWithHistory?}.

    Values are text; a known property that was asked for and is unset is null; what was not asked for is absent, except
    for the id and the two dates, which are always there.
    """
    kind = TYPES[record.type]
    names = [*(kind.defaults if wanted.properties is None else wanted.properties), *wanted.with_history]
    known = definitions.of_type(portal().db, record.type)
    shown = sorted({*(name for name in names if name in known), "hs_object_id", kind.created, kind.modified})
    answer: Body = {
        "id": record.id,
        "properties": {name: record.properties.get(name) for name in shown},
        "createdAt": moments.iso(record.created),
        "updatedAt": moments.iso(record.updated),
        "archived": record.archived,
    }
    if record.archived:
        answer["archivedAt"] = answer["updatedAt"]
    if wanted.with_history:
        answer["propertiesWithHistory"] = {
            name: [_entry(change) for change in records.history(portal().db, record.type, record.id, name)]
            for name in wanted.with_history
        }
    return answer


def shape_by_id(object_type: str, record_id: str | int, wanted: Wanted) -> Body:
    return shape(find(object_type, str(record_id), None), wanted)


def _entry(change: Change) -> Body:
    entry: Body = {
        "value": change.value,
        "timestamp": moments.iso(change.at),
        "sourceType": change.source,
        "sourceId": change.source_id,
    }
    if change.user_id is not None:
        entry["updatedByUserId"] = change.user_id
    return entry


def association_shape(to_id: int, type_ids: Iterable[int]) -> Body:
    """{toObjectId, associationTypes}; the id is a number here, as in the docs' examples (the specification says text)."""
    types = [
        {"category": "HUBSPOT_DEFINED", "typeId": type_id, "label": ASSOCIATION_TYPES[type_id][3]}
        for type_id in type_ids
    ]
    return {"toObjectId": to_id, "associationTypes": types}


def association_page(
    start: tuple[str, int], to_type: str, after: str | None, size: int
) -> tuple[list[Body], Body]:
    """(shapes, paging or {}); `after` is the last id of the page before."""
    if after and not after.isdigit():
        raise validation(f"Invalid after: {after}")
    found = [
        pair for pair in associations.of_record(portal().db, start, to_type) if pair[0] > int(after or 0)
    ]
    shapes = [association_shape(*pair) for pair in found[:size]]
    paging = {"paging": {"next": {"after": str(found[size - 1][0])}}} if len(found) > size else {}
    return shapes, paging
