"""Creating in a portal the properties that a rulebook owns; what is there already stays as it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from accounts.values import Definition, Kind
from connector.answers import Json, results_of
from connector.outcomes import Refused
from connector.portal import HubSpot
from connector.shapes import PLURAL

GROUP_LABEL = "flipfunnel"
CONFLICT = 409


class OwnPropertyLike(Protocol):
    """A property the program wants to have for itself; `options` are values in their order."""

    @property
    def kind(self) -> Kind: ...
    @property
    def name(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def field_type(self) -> str: ...
    @property
    def options(self) -> Sequence[str]: ...
    @property
    def description(self) -> str: ...


@dataclass(frozen=True)
class Ensured:
    """What was done, as `kind.name`; `mismatched` exist with another type and are not touched: a person decides."""

    created: tuple[str, ...] = ()
    existing: tuple[str, ...] = ()
    missing_options_added: tuple[str, ...] = ()
    mismatched: tuple[str, ...] = ()


def ensure_properties(api: HubSpot, wanted: Sequence[OwnPropertyLike], group: str) -> Ensured:
    """Make sure that every wanted property exists and knows all its options. Doing it twice changes nothing.

    Options are only ever added: those a person removed from the rulebook may still stand in records.
    """
    done: dict[str, list[str]] = {field: [] for field in ("created", "existing", "added", "mismatched")}
    for kind in sorted({own.kind for own in wanted}):
        there = {found.name: found for found in api.definitions(kind)}
        mine = [own for own in wanted if own.kind == kind]
        if any(own.name not in there for own in mine):
            _ensure_group(api, kind, group)
        for own in mine:
            done[_ensure(api, own, there.get(own.name), group)].append(f"{kind}.{own.name}")
    created, existing, added, mismatched = (tuple(sorted(names)) for names in done.values())
    return Ensured(created, tuple(sorted((*existing, *added))), added, mismatched)


def _ensure(api: HubSpot, own: OwnPropertyLike, there: Definition | None, group: str) -> str:
    """What became of one property: created, existing, added (options) or mismatched."""
    if there is None:
        created = _unless_there(
            api.gateway.crm.properties.core_api.create, PLURAL[own.kind], _body(own, group)
        )
        return "created" if created else "existing"
    if there.type != own.type:
        return "mismatched"
    if own.type != "enumeration" or set(own.options) <= set(there.options):
        return "existing"
    _add_options(api, own)
    return "added"


def _ensure_group(api: HubSpot, kind: Kind, group: str) -> None:
    groups = api.gateway.crm.properties.groups_api
    if all(found.get("name") != group for found in results_of(groups.get_all(PLURAL[kind]))):
        _unless_there(groups.create, PLURAL[kind], {"name": group, "label": GROUP_LABEL})


def _add_options(api: HubSpot, own: OwnPropertyLike) -> None:
    """HubSpot replaces the whole list of options, so it is read just before and written back longer."""
    core = api.gateway.crm.properties.core_api
    there = core.get_by_name(PLURAL[own.kind], own.name).get("options") or []
    values = {option.get("value") for option in there}
    missing = [value for value in own.options if value not in values]
    added = [_option(value, len(there) + place) for place, value in enumerate(missing)]
    core.update(PLURAL[own.kind], own.name, {"options": [*there, *added]})


def _unless_there(create: Any, plural: str, body: Json) -> bool:
    """True: created. False: somebody was quicker, which is as good."""
    try:
        create(plural, body)
    except Refused as refusal:
        if refusal.status != CONFLICT:
            raise
        return False
    return True


def _body(own: OwnPropertyLike, group: str) -> Json:
    body: Json = {
        "groupName": group,
        "name": own.name,
        "label": own.label,
        "type": own.type,
        "fieldType": own.field_type,
        "description": own.description,
    }
    if own.type == "enumeration":
        body["options"] = [_option(value, place) for place, value in enumerate(own.options)]
    return body


def _option(value: str, place: int) -> Json:
    return {"label": value.replace("_", " "), "value": value, "displayOrder": place, "hidden": False}
