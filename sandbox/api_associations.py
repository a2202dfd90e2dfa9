"""Associations v4, which is the dated form as well (HubSpot associations v4 guide)."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, request

from sandbox import associations, moments, objects, records
from sandbox.association_pages import PER_PAGE, Found, labelled, page
from sandbox.association_types import AssociationType, known
from sandbox.database import Database
from sandbox.errors import RefusalError, validation
from sandbox.objects import Key
from sandbox.wire import Body, api_stamp, body, body_list, find, inputs, limit, portal, type_named

READ_AT_MOST, CREATE_AT_MOST, ARCHIVE_AT_MOST = 1000, 2000, 100

of_record = Blueprint(
    "of_record", __name__, url_prefix="/crm/objects/<version>/<object_type>/<key>/associations"
)
of_pair = Blueprint("of_pair", __name__, url_prefix="/crm/associations/<version>/<object_type>/<to_type>")


@of_record.get("/<to_type>")
def get_page(object_type: str, key: str, to_type: str, **_: str) -> Body:
    start, size = record_key(object_type, key), limit(PER_PAGE, PER_PAGE)
    found, paging = page(portal().db, start, type_named(to_type), request.args.get("after"), size)
    return {"results": labelled(portal().db, found), **paging}


@of_record.put("/default/<to_type>/<to_key>")
def put_default(object_type: str, key: str, to_type: str, to_key: str, **_: str) -> Body:
    start, end = record_key(object_type, key), record_key(to_type, to_key)
    return complete(_associate_by_default(start, end))


@of_record.put("/<to_type>/<to_key>")
def put_labelled(object_type: str, key: str, to_type: str, to_key: str, **_: str) -> tuple[Body, int]:
    start, end = record_key(object_type, key), record_key(to_type, to_key)
    return _associate_with_labels(start, end, body_list()), 201


@of_record.delete("/<to_type>/<to_key>")
def delete_all(object_type: str, key: str, to_type: str, to_key: str, **_: str) -> tuple[str, int]:
    start, end = record_key(object_type, key), record_key(to_type, to_key)
    with portal().db.transaction():
        associations.remove(portal().db, start, end, api_stamp())
    return "", 204


@of_pair.post("/batch/read")
def read_batch(object_type: str, to_type: str, **_: str) -> tuple[Body, int]:
    return read_pages(object_type, to_type, labelled)


@of_pair.post("/batch/create")
def create_batch(object_type: str, to_type: str, **_: str) -> tuple[Body, int]:
    def associate(one: Body) -> list[Body]:
        start, end = record_key(object_type, one["from"]["id"]), record_key(to_type, one["to"]["id"])
        return [_associate_with_labels(start, end, one["types"])]

    return one_by_one(associate, 201)


@of_pair.post("/batch/associate/default")
def create_default_batch(object_type: str, to_type: str, **_: str) -> tuple[Body, int]:
    associations.type_for(portal().db, type_named(object_type), type_named(to_type))

    def associate(one: Body) -> list[Body]:
        start, end = record_key(object_type, one["from"]["id"]), record_key(to_type, one["to"]["id"])
        return _associate_by_default(start, end)

    return one_by_one(associate, 200)


@of_pair.post("/batch/archive")
def archive_batch(object_type: str, to_type: str, **_: str) -> tuple[str, int]:
    with portal().db.transaction():
        for one in inputs(body(), ARCHIVE_AT_MOST):
            for to in one["to"]:
                start, end = id_key(object_type, one["from"]["id"]), id_key(to_type, to["id"])
                associations.remove(portal().db, start, end, api_stamp())
    return "", 204


@of_pair.post("/batch/labels/archive")
def archive_labels(object_type: str, to_type: str, **_: str) -> tuple[str, int]:
    with portal().db.transaction():
        for one in inputs(body(), CREATE_AT_MOST):
            start, end = id_key(object_type, one["from"]["id"]), id_key(to_type, one["to"]["id"])
            for category, type_id in _specs(one["types"]):
                associations.check_type(portal().db, start[0], end[0], type_id, category)
                associations.remove(portal().db, start, end, api_stamp(), type_id)
    return "", 204


def record_key(object_type: str, key: Any) -> Key:
    """The key of a live record that a path or a body names; RefusalError 404 otherwise."""
    kind = type_named(object_type)
    return kind, int(find(kind, str(key), None).id)


def read_pages(
    object_type: str, to_type: str, shown: Callable[[Database, Found], list[Body]]
) -> tuple[Body, int]:
    """The answer to a batch read; records without any association come as benign errors in a 207."""
    db, end_type = portal().db, type_named(to_type)
    results: list[Body] = []
    errors: list[Body] = []
    for one in inputs(body(), READ_AT_MOST):
        start = id_key(object_type, one["id"])
        found, paging = page(db, start, end_type, one.get("after"))
        if found:
            results.append({"from": {"id": str(one["id"])}, "to": shown(db, found), **paging})
        else:
            errors.append(none_found(start, end_type))
    return with_errors(complete(results), errors, 200)


def id_key(object_type: str, key: Any) -> Key:
    """The key of a record that may not exist."""
    if not records.is_id(str(key)):
        raise validation(f"Invalid object id: {key}")
    return type_named(object_type), int(key)


def one_by_one(associate: Callable[[Body], list[Body]], status: int) -> tuple[Body, int]:
    """Each input for itself: one whose record does not exist becomes an error of a 207."""
    results: list[Body] = []
    errors: list[Body] = []
    with portal().db.transaction():
        for one in inputs(body(), CREATE_AT_MOST):
            try:
                results += associate(one)
            except RefusalError as refusal:
                if refusal.status != 404:
                    raise
                context = {"fromObjectId": [str(one["from"]["id"])], "toObjectId": [str(one["to"]["id"])]}
                errors.append(refusal.as_batch_error(context))
    return with_errors(complete(results), errors, status)


def complete(results: list[Body]) -> Body:
    now = moments.iso(moments.to_ms(portal().now()))
    return {"status": "COMPLETE", "results": results, "startedAt": now, "completedAt": now}


def with_errors(answer: Body, errors: list[Body], status: int) -> tuple[Body, int]:
    return (answer | {"numErrors": len(errors), "errors": errors}, 207) if errors else (answer, status)


def none_found(start: Key, to_type: str) -> Body:
    """The benign error of a record without associations, in HubSpot's words as users report them."""
    kinds = objects.known(portal().db)
    one, other = kinds[start[0]].singular, kinds[to_type].singular
    text = f"No {other} is associated with {one} {start[1]}."
    context = {"fromObjectId": [str(start[1])], "fromObjectType": [one], "toObjectType": [other]}
    benign = RefusalError(404, "OBJECT_NOT_FOUND", text).as_batch_error(context)
    return {**benign, "subCategory": "crm.associations.NO_ASSOCIATIONS_FOUND"}


def _associate_by_default(start: Key, end: Key) -> list[Body]:
    """Both directions of what was made."""
    db = portal().db
    kind = associations.type_for(db, start[0], end[0])
    with db.transaction():
        associations.add(db, start, end, kind.type_id, api_stamp())
    return [_default(start, end, kind), _default(end, start, known(db)[kind.back])]


def _associate_with_labels(start: Key, end: Key, specs: list[Any]) -> Body:
    """{fromObjectTypeId, fromObjectId, toObjectTypeId, toObjectId, labels}: every label there is now."""
    db, kinds = portal().db, objects.known(portal().db)
    wanted = _specs(specs)
    for category, type_id in wanted:
        associations.check_type(db, start[0], end[0], type_id, category)
    with db.transaction():
        associations.replace_labels(db, start, end, [type_id for _, type_id in wanted], api_stamp())
    labels = [known(db)[type_id].label for type_id in associations.types_between(db, start, end)]
    return {
        "fromObjectTypeId": kinds[start[0]].type_id,
        "fromObjectId": start[1],
        "toObjectTypeId": kinds[end[0]].type_id,
        "toObjectId": end[1],
        "labels": [label for label in labels if label],
    }


def _specs(given: list[Any]) -> list[tuple[str, int]]:
    """[(category, type id)] of [{associationCategory, associationTypeId}]."""
    if not given or any(not {"associationCategory", "associationTypeId"} <= spec.keys() for spec in given):
        raise validation("Every association needs an associationCategory and an associationTypeId.")
    return [(spec["associationCategory"], int(spec["associationTypeId"])) for spec in given]


def _default(start: Key, end: Key, kind: AssociationType) -> Body:
    spec = {"associationCategory": kind.category, "associationTypeId": kind.type_id}
    return {"from": {"id": str(start[1])}, "to": {"id": str(end[1])}, "associationSpec": spec}
