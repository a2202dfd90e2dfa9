"""Associations as HubSpot's JSON: in pages, with labels (v4) or with one old name for each type (v3)."""

from collections.abc import Iterable
from typing import Any

from sandbox import association_types, associations, objects
from sandbox.association_types import AssociationType
from sandbox.database import Database
from sandbox.errors import validation
from sandbox.objects import Key

Body = dict[str, Any]
PER_PAGE = 500
Found = list[tuple[int, list[int]]]  # (id of the other record, association type ids)


def label_shape(kind: AssociationType) -> Body:
    return {"category": kind.category, "typeId": kind.type_id, "label": kind.label}


def labelled(db: Database, found: Found) -> list[Body]:
    """[{toObjectId, associationTypes}]; the id is a number, as in the docs' examples (the specification says text)."""
    known = association_types.known(db)
    return [
        {"toObjectId": to_id, "associationTypes": [label_shape(known[type_id]) for type_id in type_ids]}
        for to_id, type_ids in found
    ]


def named(db: Database, found: Found) -> list[Body]:
    """[{id, type}], one for each type between two records (HubSpot associations v3 guide)."""
    known = association_types.known(db)
    return [
        {"id": str(to_id), "type": known[type_id].name} for to_id, type_ids in found for type_id in type_ids
    ]


def page(db: Database, start: Key, to_type: str, after: Any, size: int = PER_PAGE) -> tuple[Found, Body]:
    """(what was found, paging or {}); `after` is the last id of the page before."""
    if after and not str(after).isdigit():
        raise validation(f"Invalid after: {after}")
    found = associations.page(db, start, to_type, int(after or 0), size + 1)
    if len(found) <= size:
        return found, {}
    return found[:size], {"paging": {"next": {"after": str(found[size - 1][0])}}}


def beside_record(db: Database, key: Key, to_types: Iterable[str]) -> Body:
    """What `?associations=companies,deals` adds to a record: {companies: {results: [{id, type}], paging?}}."""
    found: Body = {}
    for to_type in to_types:
        there, paging = page(db, key, to_type, None)
        if there:
            found[objects.known(db)[to_type].plural] = {"results": named(db, there), **paging}
    return found
