"""CRM objects in batches, with HubSpot's 207 for partial success and answers that are not in the order of the inputs."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint

from sandbox import events, moments, writing
from sandbox.api_objects import links, shown_after_write
from sandbox.errors import RefusalError, validation
from sandbox.wire import Body, Wanted, api_stamp, body, find, inputs, portal, shape, shape_by_id, type_named

AT_MOST, AT_MOST_WITH_HISTORY = 100, 50
TRACE = "objectWriteTraceId"

batches = Blueprint("batches", __name__, url_prefix="/crm/objects/<version>/<object_type>/batch")


@batches.post("/read")
def read_batch(object_type: str, **_: str) -> tuple[Body, int]:
    """Records that do not exist come as errors in a 207, once for all of them."""
    kind, given = type_named(object_type), body()
    wanted = Wanted(given.get("properties") or None, tuple(given.get("propertiesWithHistory") or ()))
    results, missing = [], []
    for one in inputs(given, AT_MOST_WITH_HISTORY if wanted.with_history else AT_MOST):
        try:
            results.append(shape(find(kind, str(one["id"]), given.get("idProperty")), wanted))
        except RefusalError:
            missing.append(str(one["id"]))
    lost = RefusalError(404, "OBJECT_NOT_FOUND", f"Could not get some {kind}: they do not exist.")
    return _answer(results, [lost.as_batch_error({"ids": missing})] if missing else [], 200)


@batches.post("/create")
def create_batch(object_type: str, **_: str) -> tuple[Body, int]:
    """All or nothing, unless every input brings an objectWriteTraceId (HubSpot error-handling page)."""
    kind = type_named(object_type)
    asked = inputs(body(), AT_MOST)

    def create(one: Body) -> Body:
        properties = one.get("properties") or {}
        made = writing.create(portal().db, kind, properties, api_stamp(), links(kind, one))
        return shape_by_id(kind, made, shown_after_write(kind, properties))

    return _written(asked, create, 201, partly=all(one.get(TRACE) for one in asked))


@batches.post("/update")
def update_batch(object_type: str, **_: str) -> tuple[Body, int]:
    """What does not exist fails alone; a value that does not fit refuses the whole batch."""
    kind = type_named(object_type)
    asked = inputs(body(), AT_MOST)
    ids = [str(one.get("id")) for one in asked]
    if len(set(ids)) != len(ids):
        raise validation("Duplicate IDs found in batch input.")

    def update(one: Body) -> Body:
        properties = one.get("properties") or {}
        record = find(kind, str(one["id"]), one.get("idProperty"))
        writing.update(portal().db, (kind, int(record.id)), properties, api_stamp())
        return shape_by_id(kind, record.id, shown_after_write(kind, properties))

    return _written(asked, update, 200, partly=all(one.get(TRACE) for one in asked))


@batches.post("/archive")
def archive_batch(object_type: str, **_: str) -> tuple[str, int]:
    kind = type_named(object_type)
    for one in inputs(body(), AT_MOST):
        if str(one["id"]).isdigit():
            writing.archive(portal().db, (kind, int(one["id"])), api_stamp())
    return "", 204


def _written(
    asked: list[Body], write: Callable[[Body], Body], status: int, *, partly: bool
) -> tuple[Body, int]:
    """Write every input in one transaction; with `partly`, bad inputs become errors instead of ending it."""
    results: list[Body] = []
    errors: list[Body] = []
    with portal().db.transaction():
        for one in asked:
            trace = {TRACE: one[TRACE]} if TRACE in one else {}
            try:
                results.append({**write(one), **trace})
            except RefusalError as refusal:
                if not (partly or (refusal.status == 404 and status == 200)):
                    raise
                context = {TRACE: [one[TRACE]]} if trace else {"ids": [str(one.get("id"))]}
                errors.append(refusal.as_batch_error(context))
    return _answer(_shuffled(results), errors, status)


def _shuffled(results: list[Body]) -> list[Body]:
    """15 of 16 recorded batch answers were not in the order of their inputs."""
    return sorted(results, key=lambda one: events.scatter(portal().db, int(one["id"])))


def _answer(results: list[Body], errors: list[Any], status: int) -> tuple[Body, int]:
    now = moments.iso(moments.to_ms(portal().now()))
    answer: Body = {"status": "COMPLETE", "results": results, "startedAt": now, "completedAt": now}
    if not errors:
        return answer, status
    return {**answer, "numErrors": len(errors), "errors": errors}, 207
