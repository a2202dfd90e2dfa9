"""Property definitions: the standard ones a new portal has, and how definitions are kept, read and changed."""

import json
from typing import Any

from sandbox.database import Database
from sandbox.errors import RefusalError, not_found, validation
from sandbox.standard import GROUPS, PORTAL_PROPERTIES, PROPERTIES, Standard

Definition = dict[str, Any]
READ_ONLY = "readOnlyValue"
CHANGEABLE = (
    "label",
    "description",
    "groupName",
    "type",
    "fieldType",
    "options",
    "displayOrder",
    "hidden",
    "formField",
)
TYPES_OF_VALUES = {"bool", "enumeration", "date", "datetime", "string", "number", "phone_number"}


def fill(db: Database) -> None:
    """Write the standard definitions and groups of a new portal."""
    for object_type, groups in GROUPS.items():
        for name in groups:
            keep_group(db, object_type, {"name": name, "label": name, "displayOrder": -1})
    for object_type, standards in PROPERTIES.items():
        for standard in standards:
            _keep(db, object_type, from_standard(object_type, standard))


def fill_portal_properties(db: Database) -> None:
    """The custom properties that the demo portal's people made before us."""
    for object_type, standards in PORTAL_PROPERTIES.items():
        for standard in standards:
            _keep(db, object_type, from_standard(object_type, standard))


def from_standard(object_type: str, standard: Standard) -> Definition:
    options = [_option(value, order) for order, value in enumerate(standard.options)]
    return {
        **_skeleton(standard.name),
        "label": standard.label,
        "type": standard.type,
        "fieldType": standard.field_type,
        "groupName": GROUPS[object_type][0],
        "options": options,
        "hubspotDefined": standard.hubspot_defined,
        "externalOptions": standard.external,
        "calculated": standard.calculated,
        "modificationMetadata": {
            "archivable": not standard.hubspot_defined,
            "readOnlyDefinition": standard.hubspot_defined,
            READ_ONLY: standard.read_only,
        },
    }


def of_type(db: Database, object_type: str) -> dict[str, Definition]:
    """All definitions of a type by name, in the order of their names."""
    if object_type not in db.definitions:
        found = db.rows("SELECT name, body FROM definition WHERE type = ? ORDER BY name", object_type)
        db.definitions[object_type] = {name: json.loads(body) for name, body in found}
    return db.definitions[object_type]


def one(db: Database, object_type: str, name: str) -> Definition | None:
    return of_type(db, object_type).get(name)


def create(db: Database, object_type: str, asked: Definition) -> Definition:
    """A new custom property. HubSpot properties guide: name, label, type, fieldType and groupName are required."""
    missing = [key for key in ("name", "label", "type", "fieldType", "groupName") if not asked.get(key)]
    if missing:
        raise validation(f"Invalid input JSON: required fields are not set: {missing}")
    if asked["type"] not in TYPES_OF_VALUES:
        raise validation(f"Invalid property type: {asked['type']}")
    if one(db, object_type, asked["name"]):
        raise RefusalError(
            409,
            "OBJECT_ALREADY_EXISTS",
            f"A property named '{asked['name']}' already exists.",
            subCategory="Properties.PROPERTY_EXISTS",
        )
    if not group(db, object_type, asked["groupName"]):
        raise validation(f"The property group '{asked['groupName']}' does not exist.")
    _check_options(asked.get("options") or [])
    definition = {**_skeleton(asked["name"]), **asked, "options": asked.get("options") or []}
    _keep(db, object_type, definition)
    return definition


def change(db: Database, object_type: str, name: str, asked: Definition) -> Definition:
    """PATCH: a list of options given replaces the whole list, as in HubSpot (properties guide)."""
    definition = one(db, object_type, name)
    if definition is None:
        raise not_found(f"Property '{name}' does not exist.")
    if "options" in asked:
        _check_options(asked["options"])
    definition = {**definition, **{key: asked[key] for key in CHANGEABLE if key in asked}}
    _keep(db, object_type, definition)
    return definition


def remove(db: Database, object_type: str, name: str) -> None:
    definition = one(db, object_type, name)
    if definition is None:
        raise not_found(f"Property '{name}' does not exist.")
    if definition["hubspotDefined"]:
        raise validation(f"Property '{name}' is defined by HubSpot and cannot be deleted.")
    db.run("DELETE FROM definition WHERE type = ? AND name = ?", object_type, name)
    db.definitions.clear()


def groups(db: Database, object_type: str) -> list[dict[str, Any]]:
    found = db.rows("SELECT body FROM property_group WHERE type = ? ORDER BY name", object_type)
    return [json.loads(body) for (body,) in found]


def group(db: Database, object_type: str, name: str) -> dict[str, Any] | None:
    return next((found for found in groups(db, object_type) if found["name"] == name), None)


def keep_group(db: Database, object_type: str, body: dict[str, Any]) -> dict[str, Any]:
    body = {"displayOrder": -1, **body, "archived": False}
    db.run(
        "INSERT OR REPLACE INTO property_group VALUES (?, ?, ?)", object_type, body["name"], json.dumps(body)
    )
    return body


def _keep(db: Database, object_type: str, definition: Definition) -> None:
    db.run(
        "INSERT OR REPLACE INTO definition VALUES (?, ?, ?)",
        object_type,
        definition["name"],
        json.dumps(definition),
    )
    db.definitions.clear()


def _skeleton(name: str) -> Definition:
    return {
        "name": name,
        "description": "",
        "displayOrder": -1,
        "hidden": False,
        "hasUniqueValue": False,
        "formField": False,
        "calculated": False,
        "externalOptions": False,
        "hubspotDefined": False,
        "archived": False,
        "dataSensitivity": "non_sensitive",
        "modificationMetadata": {"archivable": True, "readOnlyDefinition": False, READ_ONLY: False},
    }


def _option(value: str, order: int) -> dict[str, Any]:
    return {
        "label": value.replace("_", " ").capitalize(),
        "value": value,
        "displayOrder": order,
        "hidden": False,
        "description": "",
    }


def _check_options(options: list[dict[str, Any]]) -> None:
    values = [option.get("value") for option in options]
    if None in values or any(not option.get("label") for option in options):
        raise validation("Every option needs a label and a value.")
    if len(set(values)) != len(values):
        raise validation("Property options must have unique values.")
