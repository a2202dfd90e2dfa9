"""What a portal says of itself beyond definitions: the labels of options, and pipelines with theirs."""

from collections.abc import Mapping
from dataclasses import dataclass

from accounts.values import Definition, Kind
from connector import shapes
from connector.answers import results_of
from connector.portal import HubSpot
from connector.shapes import PLURAL


@dataclass(frozen=True)
class Described:
    """The properties of a kind, and the labels of their options by name and value."""

    definitions: tuple[Definition, ...]
    labels: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Pipelines:
    """Labels by id: of pipelines, and of the stages of all of them."""

    pipelines: Mapping[str, str]
    stages: Mapping[str, str]


def described(api: HubSpot, kind: Kind) -> Described:
    """Raises HubSpotError."""
    answer = results_of(api.gateway.crm.properties.core_api.get_all(PLURAL[kind]))
    labels = {
        str(raw["name"]): {
            str(option["value"]): shapes.text(option.get("label")) or ""
            for option in raw["options"]
            if option.get("value") is not None
        }
        for raw in answer
        if raw.get("options")
    }
    return Described(tuple(shapes.definition(kind, raw) for raw in answer), labels)


def pipelines_of(api: HubSpot, kind: Kind) -> Pipelines:
    """Raises HubSpotError."""
    answer = results_of(api.gateway.crm.pipelines.pipelines_api.get_all(PLURAL[kind]))
    stages = [stage for raw in answer for stage in raw.get("stages") or []]
    return Pipelines(
        {str(raw["id"]): shapes.text(raw.get("label")) or "" for raw in answer},
        {str(raw["id"]): shapes.text(raw.get("label")) or "" for raw in stages},
    )
