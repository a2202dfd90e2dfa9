"""What HubSpot asks of a property definition and of a group, before it is made or changed (properties guide)."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from sandbox.errors import conflict, unreadable, validation

Definition = dict[str, Any]
REQUIRED = ("name", "label", "type", "fieldType", "groupName")
OPTION = ("label", "value", "displayOrder", "hidden")
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
    "calculationFormula",
)
FORMULA = "calculation_equation"
FIELDS_OF_TYPE: dict[str, frozenset[str]] = {
    "string": frozenset({"text", "textarea", "html", "phonenumber", "file", FORMULA}),
    "number": frozenset({"number", FORMULA}),
    "bool": frozenset({"booleancheckbox", FORMULA}),
    "enumeration": frozenset({"select", "radio", "checkbox", "booleancheckbox", FORMULA}),
    "date": frozenset({"date"}),
    "datetime": frozenset({"date", FORMULA}),
    "phone_number": frozenset({"phonenumber"}),
}
NAME = re.compile(r"[a-z][a-z0-9_]{0,99}")
CUSTOM_AT_MOST, UNIQUE_AT_MOST = 1000, 10


def check_new(asked: Mapping[str, Any], known: Mapping[str, Definition], groups: Iterable[str]) -> None:
    """RefusalError for a definition that cannot be made beside the known ones."""
    missing = [key for key in REQUIRED if not asked.get(key)]
    if missing:
        raise unreadable(
            f"Cannot build PropertyCreate, some of required attributes are not set [{', '.join(missing)}]"
        )
    _check_name(asked["name"], "property")
    _check_kind(asked["type"], asked["fieldType"])
    if asked["name"] in known:
        message = f"A property named '{asked['name']}' already exists."
        raise conflict(message, subCategory="Properties.PROPERTY_EXISTS")
    _check_group(asked["groupName"], groups)
    check_options(asked.get("options") or [])
    _check_room(asked, known.values())


def check_change(definition: Definition, asked: Mapping[str, Any], groups: Iterable[str]) -> None:
    """RefusalError for a change that a definition does not allow: HubSpot's own keep their type."""
    merged = {**definition, **asked}
    if definition["modificationMetadata"].get("readOnlyDefinition"):
        moved = [key for key in ("type", "fieldType") if merged[key] != definition[key]]
        if moved:
            raise validation(
                f"Property '{definition['name']}' is read-only: {' and '.join(moved)} cannot change."
            )
    elif "type" in asked or "fieldType" in asked:
        _check_kind(merged["type"], merged["fieldType"])
    if "groupName" in asked:
        _check_group(asked["groupName"], groups)
    if "options" in asked:
        check_options(asked["options"])


def check_options(options: list[Mapping[str, Any]]) -> None:
    """The four fields are required by the specification; label and value are each unique."""
    for option in options:
        missing = [key for key in OPTION if option.get(key) is None or option[key] == ""]
        if missing:
            raise unreadable(
                f"Cannot build OptionInput, some of required attributes are not set [{', '.join(missing)}]"
            )
    for key in ("value", "label"):
        texts = [str(option[key]) for option in options]
        twice = sorted({text for text in texts if texts.count(text) > 1})
        if twice:
            raise validation(f"Property options must have unique {key}s; these are there twice: {twice}")


def check_new_group(asked: Mapping[str, Any], known: Iterable[str]) -> None:
    missing = [key for key in ("name", "label") if not asked.get(key)]
    if missing:
        raise unreadable(
            f"Cannot build PropertyGroupCreate, some of required attributes are not set [{', '.join(missing)}]"
        )
    _check_name(asked["name"], "group")
    if asked["name"] in known:
        raise conflict(f"A property group named '{asked['name']}' already exists.")


def made_of(asked: Mapping[str, Any]) -> Definition:
    """What a formula makes of a definition: it is calculated, and nobody writes its values."""
    if not asked.get("calculationFormula") and asked["fieldType"] != FORMULA:
        return {}
    metadata = {"archivable": True, "readOnlyDefinition": False, "readOnlyValue": True}
    return {"calculated": True, "modificationMetadata": metadata}


def _check_name(name: Any, what: str) -> None:
    if not NAME.fullmatch(str(name)):
        raise validation(
            f"Invalid {what} name '{name}': it must begin with a letter and hold lower-case letters, numbers and underscores"
            " only."
        )


def _check_kind(type_: Any, field_type: Any) -> None:
    fields = FIELDS_OF_TYPE.get(str(type_))
    if fields is None:
        raise validation(f"Invalid property type: {type_}")
    if field_type not in fields:
        raise validation(f"Field type {field_type} is not valid for a property of type {type_}.")


def _check_group(name: str, groups: Iterable[str]) -> None:
    if name not in groups:
        raise validation(f"The property group '{name}' does not exist.")


def _check_room(asked: Mapping[str, Any], known: Iterable[Definition]) -> None:
    own = [definition for definition in known if not definition.get("hubspotDefined")]
    if len(own) >= CUSTOM_AT_MOST:
        raise validation(f"The limit of {CUSTOM_AT_MOST} custom properties is reached.")
    unique = sum(bool(definition.get("hasUniqueValue")) for definition in own)
    if asked.get("hasUniqueValue") and unique >= UNIQUE_AT_MOST:
        raise validation(f"The limit of {UNIQUE_AT_MOST} properties with unique values is reached.")
