"""The object types of the box: their names, type ids, date properties and the ids of their associations."""

from dataclasses import dataclass

Key = tuple[str, int]  # (object type, id): ids are unique per type only


@dataclass(frozen=True)
class ObjectType:
    """`plural` is the name in paths; `created` and `modified` are the names of the two date properties."""

    plural: str
    singular: str
    type_id: str
    created: str
    modified: str
    scope: str
    defaults: tuple[str, ...]


# HubSpot's CRM guide has the type ids; contacts alone call the modified date `lastmodifieddate` (search guide).
# Tasks and notes use the scopes of contacts (HubSpot tasks guide).
TYPES = {
    kind.plural: kind
    for kind in (
        ObjectType(
            "contacts",
            "contact",
            "0-1",
            "createdate",
            "lastmodifieddate",
            "contacts",
            ("email", "firstname", "lastname"),
        ),
        ObjectType(
            "companies",
            "company",
            "0-2",
            "createdate",
            "hs_lastmodifieddate",
            "companies",
            ("domain", "name"),
        ),
        ObjectType(
            "deals",
            "deal",
            "0-3",
            "createdate",
            "hs_lastmodifieddate",
            "deals",
            ("amount", "closedate", "dealname", "dealstage", "pipeline"),
        ),
        ObjectType("tasks", "task", "0-27", "hs_createdate", "hs_lastmodifieddate", "contacts", ()),
        ObjectType("notes", "note", "0-46", "hs_createdate", "hs_lastmodifieddate", "contacts", ()),
    )
}
BY_ANY_NAME = {name: kind for kind in TYPES.values() for name in (kind.plural, kind.singular, kind.type_id)}

# Ids are per direction (HubSpot associations v4 guide): type id of a direction -> (from, to, type id of the way back, label).
ASSOCIATION_TYPES: dict[int, tuple[str, str, int, str | None]] = {
    1: ("contacts", "companies", 2, "Primary"),
    2: ("companies", "contacts", 1, "Primary"),
    279: ("contacts", "companies", 280, None),
    280: ("companies", "contacts", 279, None),
    5: ("deals", "companies", 6, "Primary"),
    6: ("companies", "deals", 5, "Primary"),
    341: ("deals", "companies", 342, None),
    342: ("companies", "deals", 341, None),
    3: ("deals", "contacts", 4, None),
    4: ("contacts", "deals", 3, None),
    13: ("companies", "companies", 14, "Child Company"),
    14: ("companies", "companies", 13, "Parent Company"),
    449: ("contacts", "contacts", 449, None),
    450: ("companies", "companies", 450, None),
    204: ("tasks", "contacts", 203, None),
    203: ("contacts", "tasks", 204, None),
    192: ("tasks", "companies", 191, None),
    191: ("companies", "tasks", 192, None),
    216: ("tasks", "deals", 215, None),
    215: ("deals", "tasks", 216, None),
    202: ("notes", "contacts", 201, None),
    201: ("contacts", "notes", 202, None),
    190: ("notes", "companies", 189, None),
    189: ("companies", "notes", 190, None),
    214: ("notes", "deals", 213, None),
    213: ("deals", "notes", 214, None),
}
# What a primary association brings along: the unlabelled one of the same pair.
UNLABELLED_OF_PRIMARY = {1: 279, 2: 280, 5: 341, 6: 342}
PRIMARY_OF_UNLABELLED = {279: 1, 280: 2, 341: 5, 342: 6}
PARENT_TO_CHILD, CHILD_TO_PARENT = 13, 14


def default_association(from_type: str, to_type: str) -> int | None:
    """The unlabelled type id of a direction, or None where the box knows no such pair."""
    for type_id, (start, end, _, label) in ASSOCIATION_TYPES.items():
        if (start, end, label) == (from_type, to_type, None):
            return type_id
    return None


def association_name(from_type: str, to_type: str, type_id: int) -> str:
    """The `associationType` of a webhook, e.g. CONTACT_TO_COMPANY; tasks and notes are engagements there."""
    if type_id == PARENT_TO_CHILD:
        return "PARENT_COMPANY_TO_CHILD_COMPANY"
    if type_id == CHILD_TO_PARENT:
        return "CHILD_COMPANY_TO_PARENT_COMPANY"
    return f"{_word(from_type)}_TO_{_word(to_type)}"


def _word(object_type: str) -> str:
    return "ENGAGEMENT" if object_type in {"tasks", "notes"} else TYPES[object_type].singular.upper()
