"""Association types: HubSpot's own ids per direction, and those a portal made for its labels and own object types.

An association always has two directions with an id each. The unlabelled type of a pair says that there is one at all;
every other type (the primary company, a label) stands beside it (HubSpot associations v4 guide).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sandbox import objects
from sandbox.database import Database
from sandbox.objects import TYPES

HUBSPOT_DEFINED, USER_DEFINED = "HUBSPOT_DEFINED", "USER_DEFINED"
PRIMARY_LABEL = "Primary"
PARENT_TO_CHILD, CHILD_TO_PARENT = 13, 14
# The ids of a portal's own types start here and leave out HubSpot's. In HubSpot the two categories may share numbers.
FIRST_OWN_ID = 30

# (from, to, id of this direction, id of the way back). Sources: the enumeration AssociationType of hubspot-api-client
# 12; for types with themselves and for leads the tables of HubSpot's associations v4 guide.
UNLABELLED = (
    ("contacts", "companies", 279, 280),
    ("deals", "companies", 341, 342),
    ("tickets", "companies", 339, 340),
    ("deals", "contacts", 3, 4),
    ("tickets", "contacts", 16, 15),
    ("tickets", "deals", 28, 27),
    ("contacts", "contacts", 449, 449),
    ("companies", "companies", 450, 450),
    ("deals", "deals", 451, 451),
    ("tickets", "tickets", 452, 452),
    ("tasks", "contacts", 204, 203),
    ("tasks", "companies", 192, 191),
    ("tasks", "deals", 216, 215),
    ("tasks", "tickets", 230, 229),
    ("notes", "contacts", 202, 201),
    ("notes", "companies", 190, 189),
    ("notes", "deals", 214, 213),
    ("notes", "tickets", 228, 227),
    ("meetings", "contacts", 200, 199),
    ("meetings", "companies", 188, 187),
    ("meetings", "deals", 212, 211),
    ("meetings", "tickets", 226, 225),
    ("calls", "contacts", 194, 193),
    ("calls", "companies", 182, 181),
    ("calls", "deals", 206, 205),
    ("calls", "tickets", 220, 219),
    ("calls", "meetings", 399, 400),
    ("emails", "contacts", 198, 197),
    ("emails", "companies", 186, 185),
    ("emails", "deals", 210, 209),
    ("emails", "tickets", 224, 223),
    ("leads", "contacts", 608, 609),
    ("leads", "companies", 610, 611),
    ("leads", "deals", 1037, 1038),
    ("leads", "calls", 596, 597),
    ("leads", "meetings", 600, 601),
    ("leads", "notes", 854, 855),
    ("leads", "tasks", 646, 647),
)
# The side on the left has one at most. The way back of 578 is what users of leads report; the guide leaves it out.
PRIMARY = (
    ("contacts", "companies", 1, 2),
    ("deals", "companies", 5, 6),
    ("tickets", "companies", 26, 25),
    ("leads", "contacts", 578, 579),
    ("leads", "deals", 582, 583),
)


@dataclass(frozen=True)
class AssociationType:
    """One direction. `back` is the id of the other one; `name` is what the v3 API calls it."""

    type_id: int
    start: str
    end: str
    back: int
    label: str | None
    name: str
    category: str = HUBSPOT_DEFINED

    @property
    def is_primary(self) -> bool:
        return self.category == HUBSPOT_DEFINED and self.label == PRIMARY_LABEL

    @property
    def is_unlabelled(self) -> bool:
        return self.label is None


def known(db: Database) -> Mapping[int, AssociationType]:
    """Every type of a portal by its id, its own ones included."""
    found = db.association_types
    if not found:
        rows = db.rows("SELECT id, from_type, to_type, back, label, name FROM association_type ORDER BY id")
        own = [
            AssociationType(type_id, start, end, back, label, name, USER_DEFINED)
            for type_id, start, end, back, label, name in rows
        ]
        found = db.association_types = {**HUBSPOT, **{kind.type_id: kind for kind in own}}
    return found


def of_pair(db: Database, start: str, end: str) -> list[AssociationType]:
    """The types of one direction, HubSpot's own first."""
    return [kind for kind in known(db).values() if (kind.start, kind.end) == (start, end)]


def unlabelled(db: Database, start: str, end: str) -> AssociationType | None:
    """The type that says two records are associated at all, or None where the box knows no such pair."""
    return known(db).get(_UNLABELLED_OF.get((start, end), 0)) or next(
        (kind for kind in of_pair(db, start, end) if kind.is_unlabelled), None
    )


def primary_of(start: str, end: str) -> AssociationType | None:
    """The primary type of a direction whose start has one at most, e.g. of contacts to companies."""
    return HUBSPOT.get(_PRIMARY_OF.get((start, end), 0))


def add(
    db: Database, start: str, end: str, name: str, labels: tuple[str | None, str | None]
) -> tuple[int, int]:
    """Make both directions of a type of the portal's own and return their ids: (forward, back).

    A type is one and the same both ways where it leads from an object type to itself under one label.
    """
    forward = _free_id(db)
    symmetric = start == end and labels[0] == labels[1]
    back = forward if symmetric else _free_id(db, above=forward)
    _keep(db, AssociationType(forward, start, end, back, labels[0], name, USER_DEFINED))
    if not symmetric:
        _keep(db, AssociationType(back, end, start, forward, labels[1], f"{name}_inverse", USER_DEFINED))
    return forward, back


def add_defaults(db: Database, object_type: str) -> None:
    """A portal's own object type can be associated with every other one, and with itself, from the beginning."""
    for other in objects.known(db).values():
        if unlabelled(db, object_type, other.plural) is None:
            name = f"{objects.known(db)[object_type].singular}_to_{other.singular}"
            add(db, object_type, other.plural, name, (None, None))


def forget(db: Database) -> None:
    """Read the portal's own types anew after they changed."""
    db.association_types = {}


def _keep(db: Database, kind: AssociationType) -> None:
    db.run(
        "INSERT INTO association_type (id, from_type, to_type, back, label, name) VALUES (?, ?, ?, ?, ?, ?)",
        kind.type_id,
        kind.start,
        kind.end,
        kind.back,
        kind.label,
        kind.name,
    )
    forget(db)


def _free_id(db: Database, above: int = 0) -> int:
    """Never given twice, not even after a label was deleted."""
    kept = db.setting("association type")
    candidate = max(above, int(kept or FIRST_OWN_ID - 1)) + 1
    while candidate in HUBSPOT:
        candidate += 1
    db.keep_setting("association type", str(candidate))
    return candidate


def _standard() -> dict[int, AssociationType]:
    kinds = [
        kind for start, end, forward, back in UNLABELLED for kind in _both(start, end, (forward, back), None)
    ]
    kinds += [
        kind
        for start, end, forward, back in PRIMARY
        for kind in _both(start, end, (forward, back), PRIMARY_LABEL)
    ]
    family = ("companies", "companies")
    kinds += [
        AssociationType(
            PARENT_TO_CHILD, *family, CHILD_TO_PARENT, "Child Company", "parent_to_child_company"
        ),
        AssociationType(
            CHILD_TO_PARENT, *family, PARENT_TO_CHILD, "Parent Company", "child_to_parent_company"
        ),
    ]
    return {kind.type_id: kind for kind in kinds}


def _both(start: str, end: str, ids: tuple[int, int], label: str | None) -> list[AssociationType]:
    forward = AssociationType(ids[0], start, end, ids[1], label, _name(start, end, label))
    back = AssociationType(ids[1], end, start, ids[0], label, _name(end, start, label))
    return [forward, back]


def _name(start: str, end: str, label: str | None) -> str:
    """Where there is a primary type it keeps the plain old name and the unlabelled one is marked (v3 guide)."""
    marked = label is None and any({start, end} == {one, other} for one, other, *_ in PRIMARY)
    return f"{TYPES[start].singular}_to_{TYPES[end].singular}{'_unlabeled' if marked else ''}"


HUBSPOT = _standard()
_UNLABELLED_OF = {(kind.start, kind.end): kind.type_id for kind in HUBSPOT.values() if kind.is_unlabelled}
_PRIMARY_OF = {(start, end): forward for start, end, forward, _ in PRIMARY}
