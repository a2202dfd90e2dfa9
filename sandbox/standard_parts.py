"""What the standard properties of all types are made of."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Standard:
    name: str
    type: str = "string"
    field_type: str = "text"
    options: tuple[str, ...] = ()
    read_only: bool = False
    calculated: bool = False
    external: bool = False
    refers_to: str = ""
    hubspot_defined: bool = True

    @property
    def label(self) -> str:
        return self.name.removeprefix("hs_").replace("_", " ").capitalize()


def texts(*names: str) -> tuple[Standard, ...]:
    return tuple(Standard(name) for name in names)


def facts(type_: str, field_type: str, *names: str) -> tuple[Standard, ...]:
    """Values that HubSpot itself writes: read-only through the API."""
    return tuple(Standard(name, type_, field_type, read_only=True) for name in names)


def derived(type_: str, field_type: str, *names: str) -> tuple[Standard, ...]:
    """Values that HubSpot works out of others: read-only, and called calculated."""
    return tuple(Standard(name, type_, field_type, read_only=True, calculated=True) for name in names)


def choice(name: str, *options: str, field_type: str = "select") -> Standard:
    return Standard(name, "enumeration", field_type, options)


def flag(
    name: str, *, field_type: str = "booleancheckbox", read_only: bool = False, calculated: bool = False
) -> Standard:
    return Standard(name, "bool", field_type, ("true", "false"), read_only=read_only, calculated=calculated)


OWNER = Standard("hubspot_owner_id", "enumeration", "select", external=True, refers_to="OWNER")
MOMENTS = facts("datetime", "date", "hs_createdate", "hs_lastmodifieddate")
ID = Standard("hs_object_id", "number", "number", read_only=True)
MERGED = Standard("hs_merged_object_ids", "enumeration", "checkbox", read_only=True)
MADE = "2024-01-15T09:00:00Z"  # when HubSpot made what every new portal has
