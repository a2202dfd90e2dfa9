"""Labels that people gave their associations: single ones, and pairs such as manager and employee."""

from sandbox import association_types
from sandbox.association_types import USER_DEFINED, AssociationType
from sandbox.database import Database
from sandbox.errors import RefusalError, not_found, validation

# Of each pair of object types; both directions of a label are one (HubSpot associations v4 guide).
AT_MOST = 10


def create(
    db: Database, pair: tuple[str, str], name: str, label: str, inverse_label: str | None = None
) -> tuple[int, int]:
    """A new label of a pair of object types; returns the ids of its two directions.

    Without an inverse label it is called the same from both ends.
    """
    if not label:
        raise validation("Some required fields were not set: [label]")
    if not name or "-" in name or name[0].isdigit():
        raise validation(f"Invalid name {name!r}: it must not be empty, hold hyphens or begin with a digit.")
    there = of_people(db, pair)
    if any(name == kind.name for kind in there) or any(
        kind.name == name for kind in of_people(db, (pair[1], pair[0]))
    ):
        raise RefusalError(409, "CONFLICT", f"There is an association type named {name} already.")
    if len({frozenset({kind.type_id, kind.back}) for kind in there}) >= AT_MOST:
        raise validation(f"At most {AT_MOST} association labels are allowed between {pair[0]} and {pair[1]}.")
    with db.transaction():
        return association_types.add(db, *pair, name, (label, inverse_label or label))


def change(
    db: Database, pair: tuple[str, str], type_id: int, label: str, inverse_label: str | None = None
) -> None:
    """Other words for a label; its ids and name stay."""
    kind = _found(db, pair, type_id)
    with db.transaction():
        db.run("UPDATE association_type SET label = ? WHERE id = ?", label, type_id)
        if kind.back != type_id and (inverse_label or _is_single(db, kind)):
            db.run("UPDATE association_type SET label = ? WHERE id = ?", inverse_label or label, kind.back)
        association_types.forget(db)


def remove(db: Database, pair: tuple[str, str], type_id: int) -> None:
    """Delete a label; the records that had it stay associated."""
    kind = _found(db, pair, type_id)
    with db.transaction():
        for way in {type_id, kind.back}:
            db.run("DELETE FROM association WHERE type_id = ?", way)
            db.run("DELETE FROM archived_link WHERE type_id = ?", way)
            db.run("DELETE FROM association_type WHERE id = ?", way)
        association_types.forget(db)


def of_people(db: Database, pair: tuple[str, str]) -> list[AssociationType]:
    """The labels of one direction that people made."""
    return [
        kind
        for kind in association_types.of_pair(db, *pair)
        if kind.category == USER_DEFINED and not kind.is_unlabelled
    ]


def _found(db: Database, pair: tuple[str, str], type_id: int) -> AssociationType:
    found = next((kind for kind in of_people(db, pair) if kind.type_id == type_id), None)
    if found is None:
        raise not_found(f"There is no association label {type_id} between {pair[0]} and {pair[1]}.")
    return found


def _is_single(db: Database, kind: AssociationType) -> bool:
    return association_types.known(db)[kind.back].label == kind.label
