"""What a rulebook needs to know: which properties, with or without history, and how facts are made of them."""

from dataclasses import dataclass, field

from accounts.metrics import Predicate
from accounts.values import Kind


@dataclass(frozen=True, order=True)
class Need:
    """One property of one kind of object; `history` where past values count too."""

    kind: Kind
    property: str
    history: bool = False


Needs = frozenset[Need]


@dataclass(frozen=True)
class SignalSpec:
    """A signal is a change of a contact's property, at the moment of the change.

    `matches` is looked for in the case-folded new value; of more than `most` within `per` seconds only the first count.
    """

    name: str
    property: str
    points: float
    matches: str | None = None
    most: int | None = None
    per: int | None = None


@dataclass(frozen=True)
class FactSpec:
    """How a rulebook wants its facts made; plain values, so that this room knows no rules."""

    company_properties: tuple[str, ...] = ()
    contact_properties: tuple[str, ...] = ()
    owner_properties: tuple[str, ...] = ()  # of the company: each holds the id of a HubSpot owner
    signals: tuple[SignalSpec, ...] = ()
    half_life: int = 30 * 86400
    engaged: Predicate | None = None
    roles: tuple[tuple[str, int], ...] = ()  # wanted roles of the buying center and how many of each
    pipelines: tuple[str, ...] = ()  # deals elsewhere do not count; empty: all count
    stage_property: str = "abm_stage"  # on the company; a person's change of it is an order
    handover_property: str = "abm_handover"
    roll_up: bool = True
    person_sources: frozenset[str] = field(
        # HubSpot's sourceType of a change made by a person in the UI or by an import (property history, open set).
        default=frozenset(
            {"CRM_UI", "IMPORT", "BATCH_UPDATE", "MOBILE_IOS", "MOBILE_ANDROID", "CONTACTS_WEB"}
        )
    )
