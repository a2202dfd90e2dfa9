"""CRM objects one by one: list, get, create, change, archive and search."""

from typing import Any

from flask import Blueprint, request

from sandbox import associations, definitions, records, writing
from sandbox.errors import validation
from sandbox.objects import ASSOCIATION_TYPES, TYPES
from sandbox.search import BODY_AT_MOST, search
from sandbox.wire import (
    Body,
    Wanted,
    api_stamp,
    body,
    find,
    limit,
    listed,
    portal,
    shape,
    shape_by_id,
    type_named,
    wanted_by_query,
)
from sandbox.writing import Link

objects = Blueprint("objects", __name__, url_prefix="/crm/objects/<version>/<object_type>")


@objects.get("")
def list_records(object_type: str, **_: str) -> Body:
    kind, wanted = type_named(object_type), wanted_by_query()
    size = limit(10, 50 if wanted.with_history else 100)
    after = request.args.get("after", "0")
    if not after.isdigit():
        raise validation(f"Invalid after: {after}")
    archived = request.args.get("archived") == "true"
    found = records.page(portal().db, kind, int(after), size + 1, archived=archived)
    results = [_with_associations(shape(record, wanted), kind) for record in found[:size]]
    paging = {"paging": {"next": {"after": found[size - 1].id}}} if len(found) > size else {}
    return {"results": results, **paging}


@objects.get("/<key>")
def get_record(object_type: str, key: str, **_: str) -> Body:
    kind, archived = type_named(object_type), request.args.get("archived") == "true"
    record = find(kind, key, request.args.get("idProperty"), archived=archived)
    return _with_associations(shape(record, wanted_by_query()), kind)


@objects.post("")
def create_record(object_type: str, **_: str) -> tuple[Body, int]:
    kind, given = type_named(object_type), body()
    properties = given.get("properties") or {}
    made = writing.create(portal().db, kind, properties, api_stamp(), links(kind, given))
    return shape_by_id(kind, made, shown_after_write(kind, properties)), 201


@objects.patch("/<key>")
def change_record(object_type: str, key: str, **_: str) -> Body:
    kind, properties = type_named(object_type), body().get("properties") or {}
    record = find(kind, key, request.args.get("idProperty"))
    writing.update(portal().db, (kind, int(record.id)), properties, api_stamp())
    return shape_by_id(kind, record.id, shown_after_write(kind, properties))


@objects.delete("/<key>")
def archive_record(object_type: str, key: str, **_: str) -> tuple[str, int]:
    kind = type_named(object_type)
    if key.isdigit():
        writing.archive(portal().db, (kind, int(key)), api_stamp())
    return "", 204


@objects.post("/search")
def search_records(object_type: str, **_: str) -> Body:
    kind, asked = type_named(object_type), body()
    if len(request.get_data(as_text=True)) > BODY_AT_MOST:
        raise validation(f"The request body must not be longer than {BODY_AT_MOST} characters.")
    db = portal().db
    total, found, after = search(asked, records.every(db, kind), definitions.of_type(db, kind))
    wanted = Wanted(asked.get("properties") or None)
    paging = {"paging": {"next": {"after": after}}} if after else {}
    return {"total": total, "results": [shape(record, wanted) for record in found], **paging}


def links(kind: str, given: Body) -> list[Link]:
    """The `associations` of a creation: [{to: {id}, types: [{associationCategory, associationTypeId}]}]."""
    return [
        (_other_end(kind, asked["associationTypeId"]), int(link["to"]["id"]), int(asked["associationTypeId"]))
        for link in given.get("associations") or []
        for asked in link["types"]
    ]


def shown_after_write(kind: str, properties: dict[str, Any]) -> Wanted:
    """HubSpot answers a write with what was written and the default set."""
    return Wanted([*TYPES[kind].defaults, *properties])


def _other_end(kind: str, type_id: Any) -> str:
    known = ASSOCIATION_TYPES.get(int(type_id))
    if known is None or known[0] != kind:
        raise validation(f"Association type {type_id} does not start at {kind}.")
    return known[1]


def _with_associations(shaped: Body, kind: str) -> Body:
    """Add what `?associations=companies` asks for: {companies: {results: [{id, type}]}}."""
    found: Body = {}
    for name in listed("associations"):
        to_type = type_named(name)
        results = [
            {"id": str(to_id), "type": _legacy_name(kind, to_type, type_id)}
            for to_id, type_ids in associations.of_record(portal().db, (kind, int(shaped["id"])), to_type)
            for type_id in type_ids
        ]
        if results:
            found[to_type] = {"results": results}
    return {**shaped, "associations": found} if found else shaped


def _legacy_name(kind: str, to_type: str, type_id: int) -> str:
    """The primary one keeps the plain old name, the unlabelled one is marked."""
    name = f"{TYPES[kind].singular}_to_{TYPES[to_type].singular}"
    return name if type_id in {1, 2, 5, 6} else f"{name}_unlabeled"
