"""CRM objects one by one: list, get, create, change and archive."""

from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import Blueprint, request

from sandbox import association_pages, association_types, erasing, records, writing
from sandbox.errors import validation
from sandbox.shaping import Wanted, shape, shape_changed, shape_created, shapes
from sandbox.wire import PATH, Body, api_stamp, body, find, flag, limit, listed, portal, type_named
from sandbox.writing import Link

objects = Blueprint("objects", __name__, url_prefix="/crm/objects/<version>/<object_type>")


@objects.get("")
def list_records(object_type: str, **_: str) -> Body:
    kind, wanted, db = type_named(object_type), _wanted(), portal().db
    size = limit(10, 50 if wanted.with_history else 100)
    after = request.args.get("after", "0")
    if not records.is_id(after):
        raise validation(f"Invalid after: {after}")
    found = records.page(db, kind, int(after), size + 1, archived=flag("archived"))
    answer = {"results": _with_associations(shapes(db, kind, found[:size], wanted), kind)}
    return {**answer, **_paging(found[size - 1].id)} if len(found) > size else answer


@objects.get("/<key>")
def get_record(object_type: str, key: str, **_: str) -> Body:
    kind = type_named(object_type)
    record = find(kind, key, request.args.get("idProperty"), archived=flag("archived"))
    return _with_associations([shape(portal().db, record, _wanted())], kind)[0]


@objects.post("")
def create_record(object_type: str, **_: str) -> tuple[Body, int]:
    kind, given, db = type_named(object_type), body(), portal().db
    made = writing.create(db, kind, properties_of(given), api_stamp(), links(kind, given))
    return shape_created(db, find(kind, str(made), None)), 201


@objects.patch("/<key>")
def change_record(object_type: str, key: str, **_: str) -> Body:
    kind, properties, db = type_named(object_type), properties_of(body()), portal().db
    record = find(kind, key, request.args.get("idProperty"))
    writing.update(db, record.key, properties, api_stamp())
    return shape_changed(db, find(kind, record.id, None), properties)


@objects.delete("/<key>")
def archive_record(object_type: str, key: str, **_: str) -> tuple[str, int]:
    kind = type_named(object_type)
    if records.is_id(key):
        erasing.archive(portal().db, (kind, int(key)), api_stamp())
    return "", 204


def properties_of(given: Body) -> dict[str, Any]:
    """The `properties` of what is to be written; RefusalError 400 where they are no object."""
    properties = given.get("properties") or {}
    if not isinstance(properties, dict):
        raise validation("Invalid input JSON: properties must be an object.")
    return properties


def links(kind: str, given: Body) -> list[Link]:
    """The `associations` of a creation: [{to: {id}, types: [{associationCategory, associationTypeId}]}]."""
    return [
        (_other_end(kind, asked["associationTypeId"]), int(link["to"]["id"]), int(asked["associationTypeId"]))
        for link in given.get("associations") or []
        for asked in link["types"]
    ]


def _other_end(kind: str, type_id: Any) -> str:
    known = association_types.known(portal().db).get(int(type_id))
    if known is None or known.start != kind:
        raise validation(f"Association type {type_id} does not start at {kind}.")
    return known.end


def _wanted() -> Wanted:
    return Wanted(listed("properties") or None, tuple(listed("propertiesWithHistory")))


def _paging(after: str) -> Body:
    """The next page by its `after` and as a link to the version that was asked, both as HubSpot gives them."""
    query = [(name, text) for name, text in request.args.items(multi=True) if name != "after"]
    parts = urlsplit(request.base_url)
    link = parts._replace(path=request.environ[PATH], query=urlencode([*query, ("after", after)])).geturl()
    return {"paging": {"next": {"after": after, "link": link}}}


def _with_associations(shaped: list[Body], kind: str) -> list[Body]:
    """Add what `?associations=companies` asks for."""
    to_types = [type_named(name) for name in listed("associations")]
    for one in shaped if to_types else ():
        found = association_pages.beside_record(portal().db, (kind, int(one["id"])), to_types)
        if found:
            one["associations"] = found
    return shaped
