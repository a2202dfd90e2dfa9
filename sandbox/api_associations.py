"""Associations v4, which is the dated form as well (HubSpot associations v4 guide)."""

from typing import Any

from flask import Blueprint, request

from sandbox import associations
from sandbox.errors import RefusalError, validation
from sandbox.objects import ASSOCIATION_TYPES
from sandbox.wire import (
    ASSOCIATIONS_PER_PAGE,
    Body,
    api_stamp,
    association_page,
    body,
    body_list,
    find,
    inputs,
    limit,
    portal,
    type_named,
)

READ_AT_MOST, CREATE_AT_MOST, ARCHIVE_AT_MOST = 1000, 2000, 100

of_record = Blueprint(
    "of_record", __name__, url_prefix="/crm/objects/<version>/<object_type>/<key>/associations"
)
of_pair = Blueprint("of_pair", __name__, url_prefix="/crm/associations/<version>/<object_type>/<to_type>")


@of_record.get("/<to_type>")
def get_page(object_type: str, key: str, to_type: str, **_: str) -> Body:
    start = _end(object_type, key)
    size = limit(ASSOCIATIONS_PER_PAGE, ASSOCIATIONS_PER_PAGE)
    results, paging = association_page(start, type_named(to_type), request.args.get("after"), size)
    return {"results": results, **paging}


@of_record.put("/default/<to_type>/<to_key>")
def put_default(object_type: str, key: str, to_type: str, to_key: str, **_: str) -> Body:
    start, end = _end(object_type, key), _end(to_type, to_key)
    type_id = associations.type_for(start[0], end[0])
    _add(start, end, [type_id])
    back = ASSOCIATION_TYPES[type_id][2]
    return {"status": "COMPLETE", "results": [_default(start, end, type_id), _default(end, start, back)]}


@of_record.put("/<to_type>/<to_key>")
def put_labelled(object_type: str, key: str, to_type: str, to_key: str, **_: str) -> tuple[Body, int]:
    start, end = _end(object_type, key), _end(to_type, to_key)
    type_ids = _type_ids(body_list())
    _add(start, end, type_ids)
    return _labelled(start, end), 201


@of_record.delete("/<to_type>/<to_key>")
def delete_all(object_type: str, key: str, to_type: str, to_key: str, **_: str) -> tuple[str, int]:
    _remove(_end(object_type, key), _end(to_type, to_key))
    return "", 204


@of_pair.post("/batch/read")
def read_batch(object_type: str, to_type: str, **_: str) -> tuple[Body, int]:
    """Records without any association come as benign errors in a 207."""
    start_type, end_type = type_named(object_type), type_named(to_type)
    results: list[Body] = []
    errors: list[Body] = []
    for one in inputs(body(), READ_AT_MOST):
        start = (start_type, _number(one["id"]))
        found, paging = association_page(start, end_type, one.get("after"), ASSOCIATIONS_PER_PAGE)
        if found:
            results.append({"from": {"id": str(one["id"])}, "to": found, **paging})
        else:
            errors.append(_none_found(start, end_type))
    if not errors:
        return {"status": "COMPLETE", "results": results}, 200
    return {"status": "COMPLETE", "results": results, "numErrors": len(errors), "errors": errors}, 207


@of_pair.post("/batch/create")
def create_batch(object_type: str, to_type: str, **_: str) -> tuple[Body, int]:
    results = []
    with portal().db.transaction():
        for one in inputs(body(), CREATE_AT_MOST):
            start, end = _end(object_type, one["from"]["id"]), _end(to_type, one["to"]["id"])
            _add(start, end, _type_ids(one["types"]))
            results.append(_labelled(start, end))
    return {"status": "COMPLETE", "results": results}, 201


@of_pair.post("/batch/associate/default")
def create_default_batch(object_type: str, to_type: str, **_: str) -> Body:
    results = []
    with portal().db.transaction():
        for one in inputs(body(), CREATE_AT_MOST):
            start, end = _end(object_type, one["from"]["id"]), _end(to_type, one["to"]["id"])
            type_id = associations.type_for(start[0], end[0])
            _add(start, end, [type_id])
            results.append(_default(start, end, type_id))
    return {"status": "COMPLETE", "results": results}


@of_pair.post("/batch/archive")
def archive_batch(object_type: str, to_type: str, **_: str) -> tuple[str, int]:
    with portal().db.transaction():
        for one in inputs(body(), ARCHIVE_AT_MOST):
            for to in one["to"]:
                start = (type_named(object_type), _number(one["from"]["id"]))
                _remove(start, (type_named(to_type), _number(to["id"])))
    return "", 204


@of_pair.post("/batch/labels/archive")
def archive_labels(object_type: str, to_type: str, **_: str) -> tuple[str, int]:
    with portal().db.transaction():
        for one in inputs(body(), CREATE_AT_MOST):
            start = (type_named(object_type), _number(one["from"]["id"]))
            end = (type_named(to_type), _number(one["to"]["id"]))
            for type_id in _type_ids(one["types"]):
                associations.remove(portal().db, start, end, api_stamp(), type_id)
    return "", 204


@of_pair.get("/labels")
def get_labels(object_type: str, to_type: str, **_: str) -> Body:
    pair = (type_named(object_type), type_named(to_type))
    results = [
        {"category": "HUBSPOT_DEFINED", "typeId": type_id, "label": known[3]}
        for type_id, known in ASSOCIATION_TYPES.items()
        if known[:2] == pair
    ]
    return {"results": results}


def _end(object_type: str, key: Any) -> tuple[str, int]:
    kind = type_named(object_type)
    return kind, int(find(kind, str(key), None).id)


def _number(key: Any) -> int:
    if not str(key).isdigit():
        raise validation(f"Invalid object id: {key}")
    return int(key)


def _add(start: tuple[str, int], end: tuple[str, int], type_ids: list[int]) -> None:
    with portal().db.transaction():
        for type_id in type_ids:
            associations.add(portal().db, start, end, type_id, api_stamp())


def _remove(start: tuple[str, int], end: tuple[str, int]) -> None:
    with portal().db.transaction():
        associations.remove(portal().db, start, end, api_stamp())


def _type_ids(specs: list[Any]) -> list[int]:
    """From [{associationCategory, associationTypeId}]; the box knows HubSpot's own categories only."""
    if not specs or any("associationTypeId" not in spec for spec in specs):
        raise validation("Every association needs an associationCategory and an associationTypeId.")
    return [int(spec["associationTypeId"]) for spec in specs]


def _default(start: tuple[str, int], end: tuple[str, int], type_id: int) -> Body:
    spec = {"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": type_id}
    return {"from": {"id": str(start[1])}, "to": {"id": str(end[1])}, "associationSpec": spec}


def _labelled(start: tuple[str, int], end: tuple[str, int]) -> Body:
    found = associations.types_between(portal().db, start, end)
    labels = [known[3] for type_id in found if (known := ASSOCIATION_TYPES[type_id])[3]]
    type_ids = {"fromObjectTypeId": start[0], "toObjectTypeId": end[0]}
    return {**type_ids, "fromObjectId": start[1], "toObjectId": end[1], "labels": labels}


def _none_found(start: tuple[str, int], end_type: str) -> Body:
    text = f"No {end_type} is associated with {start[0]} {start[1]}."
    benign = RefusalError(404, "OBJECT_NOT_FOUND", text).as_batch_error({"fromObjectId": [str(start[1])]})
    return {**benign, "subCategory": "crm.associations.NO_ASSOCIATIONS_FOUND"}
