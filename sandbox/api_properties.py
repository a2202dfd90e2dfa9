"""Property definitions and their groups (HubSpot properties guide)."""

from typing import Any

from flask import Blueprint

from sandbox import definitions, moments, property_rules
from sandbox.definitions import Definition
from sandbox.errors import RefusalError, not_found
from sandbox.wire import Body, body, flag, inputs, portal, type_named

AT_MOST = 100
# What a creation may say; anything else is HubSpot's to decide.
GIVEN = {
    *property_rules.REQUIRED,
    *property_rules.CHANGEABLE,
    "hasUniqueValue",
    "externalOptions",
    "referencedObjectType",
    "dataSensitivity",
    "currencyPropertyName",
    "numberDisplayHint",
    "textDisplayHint",
    "showCurrencySymbol",
}

properties = Blueprint("properties", __name__, url_prefix="/crm/properties/<version>/<object_type>")
validations = Blueprint(
    "validations", __name__, url_prefix="/crm/property-validations/<version>/<object_type>"
)


@properties.get("")
def list_properties(object_type: str, **_: str) -> Body:
    """Those in use, or with ?archived=true the archived ones instead."""
    return {"results": list(_known(object_type).values())}


@properties.post("")
def create_property(object_type: str, **_: str) -> tuple[Body, int]:
    return _create(type_named(object_type), body()), 201


@properties.get("/<name>")
def get_property(object_type: str, name: str, **_: str) -> Body:
    found = _known(object_type).get(name)
    if found is None:
        raise not_found(f"Property '{name}' does not exist.")
    return found


@properties.patch("/<name>")
def change_property(object_type: str, name: str, **_: str) -> Body:
    asked = {**body(), "updatedAt": _now()}
    with portal().db.transaction():
        return definitions.change(portal().db, type_named(object_type), name, asked)


@properties.delete("/<name>")
def delete_property(object_type: str, name: str, **_: str) -> tuple[str, int]:
    with portal().db.transaction():
        definitions.remove(portal().db, type_named(object_type), name, _now())
    return "", 204


@properties.post("/batch/read")
def read_properties(object_type: str, **_: str) -> tuple[Body, int]:
    """What does not exist comes as one error in a 207."""
    given = body()
    kind, names = type_named(object_type), [str(one["name"]) for one in inputs(given, AT_MOST)]
    known = (definitions.archived if given.get("archived") else definitions.of_type)(portal().db, kind)
    missing = [name for name in names if name not in known]
    lost = RefusalError(404, "OBJECT_NOT_FOUND", "Some properties do not exist.")
    errors = [lost.as_batch_error({"name": missing})] if missing else []
    return _batch([known[name] for name in names if name in known], errors, 200)


@properties.post("/batch/create")
def create_properties(object_type: str, **_: str) -> tuple[Body, int]:
    """Each is made or refused for itself; refusals come as errors in a 207."""
    kind = type_named(object_type)
    results: list[Any] = []
    errors: list[Any] = []
    for one in inputs(body(), AT_MOST):
        try:
            results.append(_create(kind, one))
        except RefusalError as refusal:
            errors.append(refusal.as_batch_error({"name": [str(one.get("name"))]}))
    return _batch(results, errors, 201)


@properties.post("/batch/archive")
def archive_properties(object_type: str, **_: str) -> tuple[str, int]:
    """All of them or none; those that are archived already do not matter."""
    kind, db = type_named(object_type), portal().db
    with db.transaction():
        for one in inputs(body(), AT_MOST):
            if str(one["name"]) not in definitions.archived(db, kind):
                definitions.remove(db, kind, str(one["name"]), _now())
    return "", 204


@properties.get("/groups")
def list_groups(object_type: str, **_: str) -> Body:
    return {"results": definitions.groups(portal().db, type_named(object_type))}


@properties.get("/groups/<name>")
def get_group(object_type: str, name: str, **_: str) -> Body:
    return _group(type_named(object_type), name)


@properties.post("/groups")
def create_group(object_type: str, **_: str) -> tuple[Body, int]:
    kind, given, db = type_named(object_type), body(), portal().db
    with db.transaction():
        property_rules.check_new_group(given, {one["name"] for one in definitions.groups(db, kind)})
        return definitions.keep_group(db, kind, _group_body(given)), 201


@properties.patch("/groups/<name>")
def change_group(object_type: str, name: str, **_: str) -> Body:
    kind, given = type_named(object_type), body()
    with portal().db.transaction():
        changed = {**_group_body(given), "name": _group(kind, name)["name"]}
        return definitions.keep_group(portal().db, kind, {**_group(kind, name), **changed})


@properties.delete("/groups/<name>")
def delete_group(object_type: str, name: str, **_: str) -> tuple[str, int]:
    """Its properties keep the name of the group."""
    kind = type_named(object_type)
    with portal().db.transaction():
        definitions.remove_group(portal().db, kind, _group(kind, name)["name"])
    return "", 204


@validations.get("")
@validations.get("/<name>")
def list_validations(object_type: str, name: str = "", **_: str) -> Body:
    """The portal's admin has made no rules of their own."""
    kind = type_named(object_type)
    if name and definitions.one(portal().db, kind, name) is None:
        raise not_found(f"Property '{name}' does not exist.")
    return {"results": []}


def _known(object_type: str) -> dict[str, Definition]:
    known = definitions.archived if flag("archived") else definitions.of_type
    return known(portal().db, type_named(object_type))


def _create(kind: str, asked: Definition) -> Definition:
    given = {key: value for key, value in asked.items() if key in GIVEN}
    stamped = {**given, "createdAt": _now(), "updatedAt": _now()}
    with portal().db.transaction():
        return definitions.create(portal().db, kind, stamped)


def _batch(results: list[Any], errors: list[Any], status: int) -> tuple[Body, int]:
    answer: Body = {"status": "COMPLETE", "results": results, "startedAt": _now(), "completedAt": _now()}
    if not errors:
        return answer, status
    return {**answer, "numErrors": len(errors), "errors": errors}, 207


def _group(kind: str, name: str) -> Body:
    found = definitions.group(portal().db, kind, name)
    if found is None:
        raise not_found(f"Property group '{name}' does not exist.")
    return found


def _group_body(given: Body) -> Body:
    return {key: given[key] for key in ("name", "label", "displayOrder") if key in given}


def _now() -> str:
    return moments.iso(moments.to_ms(portal().now()))
