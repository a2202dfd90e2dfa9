"""The object types of the box: the standard ones, and those a portal defines for itself."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sandbox.database import Database

Key = tuple[str, int]  # (object type, id): ids are unique per type only


@dataclass(frozen=True)
class ObjectType:
    """`plural` is the name in paths; `created` and `modified` are the names of the two date properties.

    `defaults` are the properties shown where none are asked for. Each group of `needed` must have one at creation.
    """

    plural: str
    singular: str
    type_id: str
    scope: str
    defaults: tuple[str, ...] = ()
    needed: tuple[tuple[str, ...], ...] = ()
    created: str = "hs_createdate"
    modified: str = "hs_lastmodifieddate"

    @property
    def names(self) -> tuple[str, ...]:
        """What a path may call it, in lower case: HubSpot takes COMPANY, company, companies and 0-2 (recordings)."""
        return self.plural.lower(), self.singular.lower(), self.type_id


def _engagement(plural: str, singular: str, type_id: str) -> ObjectType:
    """Tasks, notes and their like use the scopes of contacts (HubSpot tasks guide) and must have a moment."""
    return ObjectType(plural, singular, type_id, "contacts", needed=(("hs_timestamp",),))


# HubSpot's CRM guide has the type ids; contacts alone call the modified date `lastmodifieddate` (search guide).
# What creation needs stands in the guide of each type.
TYPES = {
    kind.plural: kind
    for kind in (
        ObjectType(
            "contacts",
            "contact",
            "0-1",
            "contacts",
            ("email", "firstname", "lastname"),
            (("email", "firstname", "lastname"),),
            "createdate",
            "lastmodifieddate",
        ),
        ObjectType(
            "companies",
            "company",
            "0-2",
            "companies",
            ("domain", "name"),
            (("name", "domain"),),
            "createdate",
        ),
        ObjectType(
            "deals",
            "deal",
            "0-3",
            "deals",
            ("amount", "closedate", "dealname", "dealstage", "pipeline"),
            (("dealname",), ("dealstage",)),
            "createdate",
        ),
        ObjectType(
            "tickets",
            "ticket",
            "0-5",
            "tickets",
            (
                "content",
                "hs_pipeline",
                "hs_pipeline_stage",
                "hs_ticket_category",
                "hs_ticket_priority",
                "subject",
            ),
            (("subject",), ("hs_pipeline_stage",)),
            "createdate",
        ),
        _engagement("tasks", "task", "0-27"),
        _engagement("notes", "note", "0-46"),
        _engagement("meetings", "meeting", "0-47"),
        _engagement("calls", "call", "0-48"),
        _engagement("emails", "email", "0-49"),
        ObjectType("leads", "lead", "0-136", "leads", needed=(("hs_lead_name",),)),
    )
}
BY_ANY_NAME = {name: kind for kind in TYPES.values() for name in kind.names}


def known(db: Database) -> Mapping[str, ObjectType]:
    """Every type of a portal by its plural, its own ones included."""
    kinds = db.kinds
    if not kinds:
        found = db.rows("SELECT body FROM object_type ORDER BY name")
        own = [_of_body(json.loads(body)) for (body,) in found]
        kinds = db.kinds = {**TYPES, **{kind.plural: kind for kind in own}}
    return kinds


def named(db: Database, name: str) -> ObjectType | None:
    """The type that a path or a person calls so, in any case: "COMPANY", "companies", "0-2", "2-3604285"."""
    name = name.lower()
    return BY_ANY_NAME.get(name) or next((kind for kind in known(db).values() if name in kind.names), None)


def add(db: Database, kind: ObjectType) -> None:
    """Keep a portal's own type; ValueError where a name is taken."""
    taken = [name for name in kind.names if named(db, name)]
    if taken:
        raise ValueError(f"There is an object type called {taken[0]} already.")
    db.run("INSERT INTO object_type VALUES (?, ?)", kind.plural, json.dumps(asdict(kind)))
    db.kinds = {}


def _of_body(body: dict[str, Any]) -> ObjectType:
    needed = tuple(tuple(names) for names in body["needed"])
    return ObjectType(**{**body, "defaults": tuple(body["defaults"]), "needed": needed})
