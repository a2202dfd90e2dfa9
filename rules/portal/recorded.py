"""A recorded portal as JSON: written where there is a token, read where there is none."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from accounts.values import Definition, Kind
from rules.portal.schema import PortalSchema

FORMAT = "flipfunnel portal schema 1"


class UnfitFile(Exception):
    """It is no recorded portal; the text says where it differs."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Property(_Part):
    name: str
    type: str
    label: str = ""
    options: dict[str, str] | None = None  # labels by value
    many: bool = False
    read_only: bool = False
    calculated: bool = False


class _Pipelines(_Part):
    pipelines: dict[str, str]
    stages: dict[str, str]


class _File(_Part):
    format: str = Field(pattern=f"^{FORMAT}$")
    properties: dict[Kind, list[_Property]]
    pipelines: dict[Kind, _Pipelines] = Field(default_factory=dict)
    owners: list[str] | None = None
    scopes: list[str] | None = None
    lacking: list[str] = Field(default_factory=list)
    empty: dict[str, float] = Field(default_factory=dict)


def written(schema: PortalSchema) -> dict[str, Any]:
    """Plain data, the same for the same portal."""
    kinds = sorted(schema.kinds)
    file = _File(
        format=FORMAT,
        properties={kind: [_property(one, schema) for one in _of(kind, schema)] for kind in kinds},
        pipelines={
            kind: _Pipelines(pipelines=dict(known), stages=dict(schema.stages.get(kind, {})))
            for kind, known in sorted(schema.pipelines.items())
        },
        owners=None if schema.owners is None else sorted(schema.owners),
        scopes=None if schema.scopes is None else sorted(schema.scopes),
        lacking=sorted(schema.lacking),
        empty=dict(sorted(schema.empty.items())),
    )
    return file.model_dump(mode="json", exclude_defaults=True)


def _of(kind: Kind, schema: PortalSchema) -> list[Definition]:
    return [schema.definitions[key] for key in sorted(schema.definitions) if key[0] is kind]


def _property(one: Definition, schema: PortalSchema) -> _Property:
    labels: Mapping[str, str] = schema.labels.get((one.kind, one.name), {})
    return _Property(
        name=one.name,
        type=one.type,
        label=one.label,
        options={value: labels.get(value, value) for value in one.options} or None,
        many=one.many,
        read_only=one.read_only,
        calculated=one.calculated,
    )


def read(text: str) -> PortalSchema:
    """Raises UnfitFile."""
    try:
        file = _File.model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "the file"
        raise UnfitFile(f"{place}: {first['msg']}") from None
    properties = [(kind, one) for kind, several in file.properties.items() for one in several]
    return PortalSchema(
        definitions={(kind, one.name): _definition(kind, one) for kind, one in properties},
        labels={(kind, one.name): one.options for kind, one in properties if one.options},
        pipelines={kind: each.pipelines for kind, each in file.pipelines.items()},
        stages={kind: each.stages for kind, each in file.pipelines.items()},
        owners=None if file.owners is None else tuple(file.owners),
        scopes=None if file.scopes is None else frozenset(file.scopes),
        lacking=frozenset(file.lacking),
        empty=file.empty,
    )


def _definition(kind: Kind, one: _Property) -> Definition:
    return Definition(
        kind, one.name, one.type, one.label, tuple(one.options or ()), one.many, one.read_only, one.calculated
    )
