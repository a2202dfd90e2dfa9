"""Associations v3: one old name for each type instead of ids and labels (HubSpot associations v3 guide)."""

from typing import Any

from flask import Blueprint

from sandbox import association_types, associations
from sandbox.api_associations import (
    CREATE_AT_MOST,
    READ_AT_MOST,
    complete,
    id_key,
    none_found,
    one_by_one,
    record_key,
    with_errors,
)
from sandbox.association_pages import named, page
from sandbox.errors import validation
from sandbox.wire import Body, api_stamp, body, inputs, portal, type_named

old_associations = Blueprint(
    "old_associations", __name__, url_prefix="/crm/associations-v3/<version>/<object_type>/<to_type>"
)


@old_associations.get("/types")
def get_types(object_type: str, to_type: str, **_: str) -> Body:
    kinds = association_types.of_pair(portal().db, type_named(object_type), type_named(to_type))
    return {"results": [{"id": str(kind.type_id), "name": kind.name} for kind in kinds]}


@old_associations.post("/batch/read")
def read_batch(object_type: str, to_type: str, **_: str) -> tuple[Body, int]:
    db, end_type = portal().db, type_named(to_type)
    results: list[Body] = []
    errors: list[Body] = []
    for one in inputs(body(), READ_AT_MOST):
        start = id_key(object_type, one["id"])
        found, paging = page(db, start, end_type, one.get("after"))
        if found:
            results.append({"from": {"id": str(one["id"])}, "to": named(db, found), **paging})
        else:
            errors.append(none_found(start, end_type))
    return with_errors(complete(results), errors, 200)


@old_associations.post("/batch/create")
def create_batch(object_type: str, to_type: str, **_: str) -> tuple[Body, int]:
    def associate(one: Body) -> list[Body]:
        start, end = record_key(object_type, one["from"]["id"]), record_key(to_type, one["to"]["id"])
        associations.add(portal().db, start, end, _type_id(start[0], end[0], one["type"]), api_stamp())
        return [{"from": {"id": str(start[1])}, "to": {"id": str(end[1])}, "type": one["type"]}]

    return one_by_one(associate, 201)


@old_associations.post("/batch/archive")
def archive_batch(object_type: str, to_type: str, **_: str) -> tuple[str, int]:
    with portal().db.transaction():
        for one in inputs(body(), CREATE_AT_MOST):
            start, end = id_key(object_type, one["from"]["id"]), id_key(to_type, one["to"]["id"])
            type_id = _type_id(start[0], end[0], one["type"])
            associations.remove(portal().db, start, end, api_stamp(), type_id)
    return "", 204


def _type_id(start: str, end: str, wanted: Any) -> int:
    """By name, in any case, or by id."""
    kinds = association_types.of_pair(portal().db, start, end)
    found = [kind for kind in kinds if str(wanted).lower() in {kind.name.lower(), str(kind.type_id)}]
    if not found:
        raise validation(f"{wanted} is not a valid association type between {start} and {end}.")
    return found[0].type_id
