"""What every handler of the API needs: the portal, the parts of a request, and the record it is about."""

from typing import Any, cast

from flask import request

from sandbox import definitions, merging, moments, objects, records
from sandbox.errors import not_found, validation
from sandbox.events import INTEGRATION, Stamp
from sandbox.portal import Portal
from sandbox.records import Record

Body = dict[str, Any]
PORTAL = "sandbox.portal"  # where a request says which portal it was sent to
PATH = "sandbox.path"  # and by which path, where an older one was asked for


def portal() -> Portal:
    return cast("Portal", request.environ[PORTAL])


def api_stamp() -> Stamp:
    """Who writes through the API, in history and webhooks."""
    return Stamp(moments.to_ms(portal().now()), INTEGRATION, str(portal().app_id))


def type_named(name: str) -> str:
    """The plural of a type given as "contacts", "CONTACT" or "0-1"."""
    kind = objects.named(portal().db, name)
    if kind is None:
        raise validation(f"Unable to infer object type from: {name}")
    return kind.plural


def body() -> Body:
    given = request.get_json(force=True, silent=True)
    if not isinstance(given, dict):
        raise validation("Invalid input JSON: an object is expected.")
    return given


def body_list() -> list[Any]:
    given = request.get_json(force=True, silent=True)
    if not isinstance(given, list):
        raise validation("Invalid input JSON: an array is expected.")
    return given


def inputs(given: Body, at_most: int) -> list[Any]:
    """The `inputs` of a batch call."""
    found = given.get("inputs")
    if not isinstance(found, list):
        raise validation("Invalid input JSON: inputs is missing.")
    if len(found) > at_most:
        raise validation(f"The maximum number of inputs supported in a batch request is {at_most}.")
    return found


def listed(name: str) -> list[str]:
    """A query parameter given repeatedly or with commas."""
    return [part for value in request.args.getlist(name) for part in value.split(",") if part]


def flag(name: str) -> bool:
    """A query parameter that is true or false; the official older client sends Python's words True and False."""
    return request.args.get(name, "").lower() == "true"


def limit(default: int, at_most: int) -> int:
    given = request.args.get("limit", str(default))
    if not given.isdigit() or not 0 < int(given) <= at_most:
        raise validation(f"limit must be between 1 and {at_most}.")
    return int(given)


def find(object_type: str, key: str, id_property: str | None, *, archived: bool = False) -> Record:
    """The record with an id, also that of one merged into it, or with a unique value such as an e-mail address.

    RefusalError 404 where there is none, 400 where the property is not unique.
    """
    db = portal().db
    record_id: str | int | None = key
    if id_property and id_property != "hs_object_id":
        record_id = records.by_unique(db, object_type, unique_property(object_type, id_property), key)
    elif records.is_id(key):
        record_id = merging.survivor_of(db, object_type, int(key)) or key
    record = None
    if record_id is not None:
        record = records.load(db, object_type, record_id, archived=archived)
    if record is None:
        raise not_found()
    return record


def unique_property(object_type: str, name: str) -> str:
    """A property that tells records apart; RefusalError 400 for any other."""
    if name not in definitions.unique_names(portal().db, object_type):
        raise validation(f"The property {name} is not a unique identifier of {object_type}.")
    return name
