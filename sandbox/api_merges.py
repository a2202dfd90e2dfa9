"""Calls that cannot be undone: merging two records, and deleting one for good."""

from flask import Blueprint

from sandbox import definitions, erasing, merging, records
from sandbox.errors import not_found, validation
from sandbox.shaping import Wanted, shape
from sandbox.wire import Body, api_stamp, body, find, portal, type_named

merges = Blueprint("merges", __name__, url_prefix="/crm/objects/<version>/<object_type>")


@merges.post("/merge")
def merge_records(object_type: str, **_: str) -> Body:
    """The answer is the new record that stands for both; activities cannot be merged."""
    kind, given, db = type_named(object_type), body(), portal().db
    if definitions.one(db, kind, merging.MERGED_IDS) is None:
        raise validation(f"Records of {kind} cannot be merged.")
    primary, other = (str(given[name]) for name in ("primaryObjectId", "objectIdToMerge"))
    if not (records.is_id(primary) and records.is_id(other)):
        raise validation("primaryObjectId and objectIdToMerge must be ids of records.")
    new = merging.merge(db, (kind, int(primary)), int(other), api_stamp())
    return shape(db, find(kind, str(new), None), Wanted())


@merges.post("/gdpr-delete")
def erase_record(object_type: str, **_: str) -> tuple[str, int]:
    """By id or by a unique property; an e-mail address that nobody has is blocked all the same (HubSpot reference)."""
    kind, given, db = type_named(object_type), body(), portal().db
    key, id_property = str(given["objectId"]), given.get("idProperty") or None
    if id_property == "email" and records.by_unique(db, kind, "email", key) is None:
        erasing.block(db, key)
    elif id_property:
        erasing.erase(db, find(kind, key, id_property).key, api_stamp())
    elif records.is_id(key):
        erasing.erase(db, (kind, int(key)), api_stamp())
    else:
        raise not_found()
    return "", 204
