"""Associations v3: one old name for each type instead of ids and labels (HubSpot associations v3 guide)."""

from typing import Any

from flask import Blueprint

from sandbox import association_types, associations
from sandbox.api_associations import (
    CREATE_AT_MOST,
    id_key,
    one_by_one,
    read_pages,
    record_key,
)
from sandbox.association_pages import named
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
    return read_pages(object_type, to_type, named)


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
