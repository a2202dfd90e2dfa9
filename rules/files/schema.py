"""The JSON Schema of a rulebook, generated from its model: editors complete keys, operators and words with it."""

from typing import Any

from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import core_schema

from rules.files.forms import NAMED, Schema
from rules.files.grammar import definitions
from rules.language.doing import DOINGS
from rules.model import Rulebook

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_INCLUDE: Schema = {
    "type": "array",
    "items": {"type": "string", "pattern": r"\.ya?ml$", "maxLength": 200},
    "description": "Other files of this rulebook, below this one.",
    "examples": [["signals.yaml"]],
}
_SHORT: dict[str, Schema] = {
    "_under": {"type": "string"},
    "_texts": {"type": "string"},
    "_open_or_none": {"type": "boolean"},
}
"""Short forms that the cases take, by the functions that read them."""
_ABOUT = "A rulebook of flipfunnel: who stands where, why, and what follows."


class _Generator(GenerateJsonSchema):
    """Writes defaults as a rulebook does: `30 days`, not its seconds."""

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> dict[str, Any]:
        found = super().default_schema(schema)
        inner: Any = schema["schema"]
        while "serialization" not in inner and isinstance(inner.get("schema"), dict):
            inner = inner["schema"]
        write = inner.get("serialization", {}).get("function")
        if write and "default" in found and schema.get("default") is not None:
            found["default"] = write(schema["default"])
        return found

    def function_before_schema(self, schema: core_schema.BeforeValidatorFunctionSchema) -> dict[str, Any]:
        found = super().function_before_schema(schema)
        function: Any = schema["function"]["function"]
        short = _SHORT.get(function.__qualname__.partition(".")[0])
        return {"anyOf": [short, found]} if short else found


def schema() -> Schema:
    """The schema of a rulebook of one file. What an included file lacks is told where the whole rulebook is checked."""
    made = Rulebook.model_json_schema(by_alias=True, schema_generator=_Generator)
    models = made.pop("$defs")
    models["Stage"] = _stage(models["Stage"])
    models["Effect"]["oneOf"] = [{"required": [doing]} for doing in DOINGS]
    made["properties"]["include"] = _INCLUDE
    tidied = {name: _tidied(definition) for name, definition in {**models, **definitions()}.items()}
    return {
        "$schema": _DIALECT,
        **_tidied(made),
        "title": "Rulebook",
        "description": _ABOUT,
        "$defs": dict(sorted(tidied.items())),
    }


def _stage(fields: Schema) -> Schema:
    """A stage is written as its bare name, or as `name: {...}`."""
    name = fields["properties"].pop("name")
    named = {"type": "object", "minProperties": 1, "maxProperties": 1, "additionalProperties": False}
    inner = {"type": "object", "properties": fields["properties"], "additionalProperties": False}
    return {
        "description": fields["description"],
        "anyOf": [name, {**named, "patternProperties": {name["pattern"]: inner}}],
    }


def _tidied(node: Any) -> Any:
    """Without what only a program needs: titles, and null, which a rulebook does not know."""
    if isinstance(node, list):
        return [_tidied(part) for part in node]
    if not isinstance(node, dict):
        return node
    kept = {key: value for key, value in node.items() if key not in {"title", "default"}}
    kept |= {"default": node["default"]} if _tells(node.get("default")) else {}
    kept = _without_null(_closed(kept))
    if NAMED in kept:
        return {"$ref": f"#/$defs/{kept[NAMED]}"}
    return {key: _inside(key, value) for key, value in kept.items()}


def _inside(key: str, value: Any) -> Any:
    if key in {"properties", "patternProperties"}:
        return {name: _tidied(part) for name, part in value.items()}
    return value if key in {"enum", "examples", "default", "const"} else _tidied(value)


def _tells(default: object) -> bool:
    return default is not None and not isinstance(default, (dict, list))


def _without_null(node: Schema) -> Schema:
    options = [part for part in node.get("anyOf", ()) if part != {"type": "null"}]
    if len(options) == 1 and len(node["anyOf"]) == 2:
        rest = {key: value for key, value in node.items() if key != "anyOf"}
        return {**options[0], **rest}
    return {**node, "anyOf": options} if options else node


def _closed(node: Schema) -> Schema:
    """Names of another form are refused; names that are known are offered."""
    if "patternProperties" in node:
        return {"additionalProperties": False, **node}
    names = node.get("propertyNames", {}).get("enum")
    if not names:
        return node
    rest = {key: value for key, value in node.items() if key not in {"propertyNames", "additionalProperties"}}
    return {
        **rest,
        "properties": dict.fromkeys(names, node["additionalProperties"]),
        "additionalProperties": False,
    }
