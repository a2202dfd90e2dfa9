"""CRM objects in batches, with HubSpot's 207 for partial success and answers that are not in the order of the inputs."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint

from sandbox import erasing, merging, moments, records, writing
from sandbox.api_objects import links, properties_of
from sandbox.errors import RefusalError, not_found, validation
from sandbox.outgoing import scatter
from sandbox.records import Record
from sandbox.shaping import Wanted, shape_changed, shape_created, shapes
from sandbox.wire import Body, api_stamp, body, find, inputs, portal, type_named, unique_property

AT_MOST, AT_MOST_WITH_HISTORY = 100, 50
TRACE = "objectWriteTraceId"

batches = Blueprint("batches", __name__, url_prefix="/crm/objects/<version>/<object_type>/batch")


@batches.post("/read")
def read_batch(object_type: str, **_: str) -> tuple[Body, int]:
    """Records that do not exist come as errors in a 207, once for all of them; merged ids read their survivor."""
    kind, given = type_named(object_type), body()
    wanted = Wanted(given.get("properties") or None, tuple(given.get("propertiesWithHistory") or ()))
    asked = inputs(given, AT_MOST_WITH_HISTORY if wanted.with_history else AT_MOST)
    found, missing = _read(kind, [str(one["id"]) for one in asked], given.get("idProperty"))
    results = shapes(portal().db, kind, found, wanted)
    lost = RefusalError(404, "OBJECT_NOT_FOUND", f"Could not get some {kind}: they do not exist.")
    return _answer(_shuffled(results), [lost.as_batch_error({"ids": missing})] if missing else [], 200)


@batches.post("/create")
def create_batch(object_type: str, **_: str) -> tuple[Body, int]:
    """All or nothing, unless every input brings an objectWriteTraceId (HubSpot error-handling page)."""
    kind, db = type_named(object_type), portal().db
    asked = inputs(body(), AT_MOST)

    def create(one: Body) -> Body:
        made = writing.create(db, kind, properties_of(one), api_stamp(), links(kind, one))
        return shape_created(db, _live(kind, made))

    return _written(asked, create, 201, partly=_all_traced(asked))


@batches.post("/update")
def update_batch(object_type: str, **_: str) -> tuple[Body, int]:
    """What does not exist fails alone, and a merged id is no id here; a value that does not fit refuses the whole
    batch, unless every input brings an objectWriteTraceId.
    """
    kind, db = type_named(object_type), portal().db
    asked = inputs(body(), AT_MOST)
    _check_single(asked)

    def update(one: Body) -> Body:
        if merging.survivors_of(db, kind, _ids(one)):
            raise not_found(f"{one['id']} was merged into another record.")
        record = find(kind, str(one["id"]), one.get("idProperty"))
        writing.update(db, record.key, properties_of(one), api_stamp())
        return shape_changed(db, _live(kind, record.id), properties_of(one))

    return _written(asked, update, 200, partly=_all_traced(asked))


@batches.post("/upsert")
def upsert_batch(object_type: str, **_: str) -> tuple[Body, int]:
    """Change what a unique property finds and make what it does not; `new` tells which (HubSpot objects guide).

    By e-mail address there is no partial success, trace ids or not (HubSpot contacts guide).
    """
    kind, db = type_named(object_type), portal().db
    asked = inputs(body(), AT_MOST)
    _check_single(asked)

    def upsert(one: Body) -> Body:
        name, value = unique_property(kind, one.get("idProperty") or ""), str(one["id"])
        known = records.by_unique(db, kind, name, value)
        if known is None:
            made = writing.create(db, kind, {**properties_of(one), name: value}, api_stamp())
            return {**shape_created(db, _live(kind, made)), "new": True}
        writing.update(db, (kind, known), properties_of(one), api_stamp())
        return {**shape_changed(db, _live(kind, known), properties_of(one)), "new": False}

    by_email = any(one.get("idProperty") == "email" for one in asked)
    return _written(asked, upsert, 200, partly=_all_traced(asked) and not by_email)


@batches.post("/archive")
def archive_batch(object_type: str, **_: str) -> tuple[str, int]:
    kind, db = type_named(object_type), portal().db
    with db.transaction():
        for one in inputs(body(), AT_MOST):
            for record_id in _ids(one):
                erasing.archive(db, (kind, record_id), api_stamp())
    return "", 204


def _read(kind: str, keys: Sequence[str], id_property: str | None) -> tuple[list[Record], list[str]]:
    """(the records asked for, each once; the keys for which there is none)."""
    db = portal().db
    if id_property and id_property != "hs_object_id":
        name = unique_property(kind, id_property)
        ids = {key: records.by_unique(db, kind, name, key) for key in keys}
    else:
        ids = {key: int(key) if records.is_id(key) else None for key in keys}
    found = records.several(db, kind, [one for one in ids.values() if one is not None])
    lost = [one for one in ids.values() if one is not None and one not in found]
    survivors = merging.survivors_of(db, kind, lost)
    found |= records.several(db, kind, survivors.values())
    missing = [key for key, one in ids.items() if one is None or survivors.get(one, one) not in found]
    return list(found.values()), missing


def _check_single(asked: Sequence[Body]) -> None:
    ids = [str(one.get("id")) for one in asked]
    twice = sorted({one for one in ids if ids.count(one) > 1})
    if twice:
        raise validation(f"Duplicate IDs found in batch input: [{', '.join(twice)}]. IDs must be unique")


def _all_traced(asked: Sequence[Body]) -> bool:
    return all(one.get(TRACE) for one in asked)


def _ids(one: Body) -> list[int]:
    """The id of an input that is found by its id, if it is one."""
    by_id = one.get("idProperty") in {None, "", "hs_object_id"}
    return [int(one["id"])] if by_id and records.is_id(one["id"]) else []


def _live(kind: str, record_id: str | int) -> Record:
    return find(kind, str(record_id), None)


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
    seed = portal().db.setting("seed")
    return sorted(results, key=lambda one: scatter(seed, int(one["id"])))


def _answer(results: list[Body], errors: list[Any], status: int) -> tuple[Body, int]:
    now = moments.iso(moments.to_ms(portal().now()))
    answer: Body = {"status": "COMPLETE", "results": results, "startedAt": now, "completedAt": now}
    if not errors:
        return answer, status
    return {**answer, "numErrors": len(errors), "errors": errors}, 207
