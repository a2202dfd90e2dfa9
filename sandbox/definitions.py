"""Property definitions: the standard ones a new portal has, and how definitions are kept, read and changed."""

import json
from collections.abc import Mapping
from typing import Any

from sandbox import property_rules
from sandbox.database import Database
from sandbox.errors import not_found, validation
from sandbox.standard import GROUPS, OWN_TYPE, PORTAL_PROPERTIES, PROPERTIES
from sandbox.standard_parts import MADE, Standard

Definition = dict[str, Any]
READ_ONLY = "readOnlyValue"
OWN_GROUP = "properties"  # of types that a portal defines for itself


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


def fill_own_type(db: Database, object_type: str) -> None:
    """What HubSpot gives every type that a portal defines for itself (recordings of 2-3604285)."""
    for standard in OWN_TYPE:
        _keep(db, object_type, from_standard(object_type, standard))
    keep_group(db, object_type, {"name": OWN_GROUP, "label": OWN_GROUP})


def from_standard(object_type: str, standard: Standard) -> Definition:
    options = [_option(value, order) for order, value in enumerate(standard.options)]
    return {
        **_skeleton(standard.name),
        "label": standard.label,
        "type": standard.type,
        "fieldType": standard.field_type,
        "groupName": GROUPS[object_type][0] if object_type in GROUPS else OWN_GROUP,
        "options": options,
        "hubspotDefined": standard.hubspot_defined,
        "externalOptions": standard.external,
        **({"referencedObjectType": standard.refers_to} if standard.refers_to else {}),
        "calculated": standard.calculated,
        "createdAt": MADE,
        "updatedAt": MADE,
        "modificationMetadata": {
            "archivable": True,  # so it is recorded of HubSpot's own too, though they cannot be deleted
            "readOnlyDefinition": standard.hubspot_defined,
            READ_ONLY: standard.read_only,
        },
    }


def of_type(db: Database, object_type: str) -> dict[str, Definition]:
    """All definitions of a type by name, in the order of their names."""
    kept = db.definitions.get(object_type)
    if kept is None:
        found = db.rows("SELECT name, body FROM definition WHERE type = ? ORDER BY name", object_type)
        kept = db.definitions[object_type] = {name: json.loads(body) for name, body in found}
    return kept


def one(db: Database, object_type: str, name: str) -> Definition | None:
    return of_type(db, object_type).get(name)


def create(db: Database, object_type: str, asked: Definition) -> Definition:
    """A new custom property; a name that was archived may be used again."""
    property_rules.check_new(asked, of_type(db, object_type), _group_names(db, object_type))
    definition = {
        **_skeleton(asked["name"]),
        **asked,
        **property_rules.made_of(asked),
        "options": asked.get("options") or [],
    }
    _keep(db, object_type, definition)
    return definition


def define(db: Database, object_type: str, body: Mapping[str, Any]) -> Definition:
    """A definition as it is given, in the place of an older one: also one of HubSpot's own, read-only or calculated.

    Only `name` must be there; the group is made where it is missing.
    """
    definition: Definition = {
        "label": body["name"],
        "type": "string",
        "fieldType": "text",
        "groupName": GROUPS[object_type][0] if object_type in GROUPS else OWN_GROUP,
        "options": [],
        **_skeleton(body["name"]),
        **body,
    }
    if not group(db, object_type, definition["groupName"]):
        keep_group(db, object_type, {"name": definition["groupName"], "label": definition["groupName"]})
    _keep(db, object_type, definition)
    return definition


def unique_names(db: Database, object_type: str) -> set[str]:
    """An e-mail address is deduplicated although its definition does not say so (seen in dumps of real portals)."""
    return {
        name
        for name, definition in of_type(db, object_type).items()
        if definition["hasUniqueValue"] or (name == "email" and object_type == "contacts")
    }


def change(db: Database, object_type: str, name: str, asked: Definition) -> Definition:
    """PATCH: a list of options given replaces the whole list, as in HubSpot (properties guide)."""
    definition = one(db, object_type, name)
    if definition is None:
        raise not_found(f"Property '{name}' does not exist.")
    wanted = {key: asked[key] for key in property_rules.CHANGEABLE if key in asked}
    property_rules.check_change(definition, wanted, _group_names(db, object_type))
    stamp = {"updatedAt": asked["updatedAt"]} if "updatedAt" in asked else {}
    definition = {**definition, **wanted, **stamp}
    _keep(db, object_type, definition)
    return definition


def remove(db: Database, object_type: str, name: str, archived_at: str = "") -> None:
    """Archive a property: its values stay with the records, and nobody sees them."""
    definition = one(db, object_type, name)
    if definition is None:
        raise not_found(f"Property '{name}' does not exist.")
    if definition["hubspotDefined"]:
        raise validation(f"Property '{name}' is defined by HubSpot and cannot be deleted.")
    db.run("DELETE FROM definition WHERE type = ? AND name = ?", object_type, name)
    body = json.dumps({**definition, "archived": True, "archivedAt": archived_at})
    db.run("INSERT OR REPLACE INTO archived_definition VALUES (?, ?, ?)", object_type, name, body)
    db.definitions = {}


def archived(db: Database, object_type: str) -> dict[str, Definition]:
    """The archived definitions of a type by name."""
    found = db.rows("SELECT name, body FROM archived_definition WHERE type = ? ORDER BY name", object_type)
    return {name: json.loads(body) for name, body in found}


def groups(db: Database, object_type: str) -> list[dict[str, Any]]:
    found = db.rows("SELECT body FROM property_group WHERE type = ? ORDER BY name", object_type)
    return [json.loads(body) for (body,) in found]


def group(db: Database, object_type: str, name: str) -> dict[str, Any] | None:
    return next((found for found in groups(db, object_type) if found["name"] == name), None)


def _group_names(db: Database, object_type: str) -> set[str]:
    return {found["name"] for found in groups(db, object_type)}


def remove_group(db: Database, object_type: str, name: str) -> None:
    db.run("DELETE FROM property_group WHERE type = ? AND name = ?", object_type, name)


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
    db.run("DELETE FROM archived_definition WHERE type = ? AND name = ?", object_type, definition["name"])
    db.definitions = {}


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
