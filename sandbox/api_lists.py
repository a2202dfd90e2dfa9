"""Lists and who is in them (HubSpot lists guide). Folders and the ids of the old lists API are not part of the box."""

from typing import Any

from flask import Blueprint, request

from sandbox import lists, moments, objects
from sandbox.api_associations import complete, record_key
from sandbox.errors import validation
from sandbox.lists import RecordList
from sandbox.wire import Body, body, body_list, inputs, limit, portal, type_named

MEMBERS_PER_PAGE, MEMBERS_AT_MOST = 100, 250
FOUND_PER_PAGE, FOUND_AT_MOST = 20, 500
RECORDS_AT_MOST = 100

of_lists = Blueprint("lists", __name__, url_prefix="/crm/lists/<version>")


@of_lists.post("")
def create_list(**_: str) -> Body:
    given = body()
    missing = [name for name in ("name", "objectTypeId", "processingType") if not given.get(name)]
    if missing:
        raise validation(f"Some required fields were not set: {missing}")
    kind, branch = type_named(given["objectTypeId"]), given.get("filterBranch")
    draft = lists.Draft(str(given["name"]), kind, given["processingType"], branch)
    made = lists.create(portal().db, draft, _now())
    return {"list": _shape(made, filters=True)}


@of_lists.get("")
def get_several(**_: str) -> Body:
    """Those asked for by id; ids that do not exist are left out."""
    wanted = set(request.args.getlist("listIds"))
    found = [one for one in lists.every(portal().db) if str(one.id) in wanted]
    return {"lists": [_shape(one, filters=_with_filters()) for one in found]}


@of_lists.get("/<int:list_id>")
def get_one(list_id: int, **_: str) -> Body:
    return {"list": _shape(lists.get(portal().db, list_id), filters=_with_filters())}


@of_lists.get("/object-type-id/<object_type>/name/<name>")
def get_by_name(object_type: str, name: str, **_: str) -> Body:
    found = lists.by_name(portal().db, type_named(object_type), name)
    return {"list": _shape(found, filters=_with_filters())}


@of_lists.post("/search")
def search_lists(**_: str) -> Body:
    given = body()
    count, offset = int(given.get("count") or FOUND_PER_PAGE), int(given.get("offset") or 0)
    if not 0 < count <= FOUND_AT_MOST:
        raise validation(f"count must be between 1 and {FOUND_AT_MOST}.")
    found = [one for one in lists.every(portal().db) if _is_wanted(one, given)]
    page = found[offset : offset + count]
    return {
        "lists": [_found(one) for one in page],
        "total": len(found),
        "offset": offset + len(page),
        "hasMore": offset + len(page) < len(found),
    }


@of_lists.put("/<int:list_id>/update-list-name")
def rename(list_id: int, **_: str) -> Body:
    lists.rename(portal().db, list_id, request.args.get("listName", ""), _now())
    return {"updatedList": _shape(lists.get(portal().db, list_id), filters=_with_filters())}


@of_lists.put("/<int:list_id>/update-list-filters")
def change_filters(list_id: int, **_: str) -> Body:
    lists.change_filters(portal().db, list_id, body().get("filterBranch"), _now())
    return {"updatedList": _shape(lists.get(portal().db, list_id), filters=True)}


@of_lists.delete("/<int:list_id>")
def delete(list_id: int, **_: str) -> tuple[str, int]:
    lists.delete(portal().db, list_id, _now())
    return "", 204


@of_lists.put("/<int:list_id>/restore")
def restore(list_id: int, **_: str) -> tuple[str, int]:
    lists.restore(portal().db, list_id)
    return "", 204


@of_lists.get("/<int:list_id>/memberships")
def get_members(list_id: int, **_: str) -> Body:
    """By ascending record id."""
    size, after = limit(MEMBERS_PER_PAGE, MEMBERS_AT_MOST), _after()
    one = lists.get(portal().db, list_id)
    found = lists.members(portal().db, one, after, size + 1, _now())
    return _member_page(one, found, size, str(found[size - 1][0]) if len(found) > size else "")


@of_lists.get("/<int:list_id>/memberships/join-order")
def get_members_by_age(list_id: int, **_: str) -> Body:
    size, offset = limit(MEMBERS_PER_PAGE, MEMBERS_AT_MOST), _after()
    one = lists.get(portal().db, list_id)
    found = lists.members_by_age(portal().db, one, offset, size + 1, _now())
    return _member_page(one, found, size, str(offset + size))


@of_lists.put("/<int:list_id>/memberships/add")
def add_members(list_id: int, **_: str) -> Body:
    return _changed(list_id, body_list(), [])


@of_lists.put("/<int:list_id>/memberships/remove")
def remove_members(list_id: int, **_: str) -> Body:
    return _changed(list_id, [], body_list())


@of_lists.put("/<int:list_id>/memberships/add-and-remove")
def change_members(list_id: int, **_: str) -> Body:
    given = body()
    return _changed(list_id, given.get("recordIdsToAdd") or [], given.get("recordIdsToRemove") or [])


@of_lists.put("/<int:list_id>/memberships/add-from/<int:source_id>")
def add_from_list(list_id: int, source_id: int, **_: str) -> tuple[str, int]:
    db = portal().db
    lists.copy_members(db, lists.get(db, list_id), lists.get(db, source_id), _now())
    return "", 204


@of_lists.delete("/<int:list_id>/memberships")
def remove_all_members(list_id: int, **_: str) -> tuple[str, int]:
    lists.empty(portal().db, lists.get(portal().db, list_id))
    return "", 204


@of_lists.get("/records/<object_type>/<key>/memberships")
def get_lists_of_record(object_type: str, key: str, **_: str) -> Body:
    results = _lists_of(object_type, key)
    return {"results": results, "total": len(results)}


@of_lists.post("/records/memberships/batch/read")
def read_lists_of_records(**_: str) -> Body:
    return complete(
        [
            {
                "objectTypeId": one["objectTypeId"],
                "recordId": str(one["recordId"]),
                "recordListMemberships": _lists_of(one["objectTypeId"], one["recordId"]),
            }
            for one in inputs(body(), RECORDS_AT_MOST)
        ]
    )


def _now() -> int:
    return moments.to_ms(portal().now())


def _after() -> int:
    given = request.args.get("after", "0")
    if not given.isdigit():
        raise validation(f"Invalid after: {given}")
    return int(given)


def _with_filters() -> bool:
    return request.args.get("includeFilters", "").lower() == "true"


def _is_wanted(one: RecordList, given: Body) -> bool:
    kinds, ids = given.get("processingTypes"), given.get("listIds")
    return (
        str(given.get("query") or "").lower() in one.name.lower()
        and (not kinds or one.processing in kinds)
        and (not ids or str(one.id) in {str(list_id) for list_id in ids})
        and (not given.get("objectTypeId") or one.type == type_named(given["objectTypeId"]))
    )


def _changed(list_id: int, add: list[Any], remove: list[Any]) -> Body:
    """The name of the first field is HubSpot's own slip."""
    db = portal().db
    wanted = [str(one) for one in add], [str(one) for one in remove]
    added, removed, missing = lists.change_members(db, lists.get(db, list_id), *wanted, _now())
    return {"recordsIdsAdded": added, "recordIdsRemoved": removed, "recordIdsMissing": missing}


def _lists_of(object_type: str, key: Any) -> list[Body]:
    return [
        {
            "listId": str(one.id),
            "listVersion": one.version,
            "firstAddedTimestamp": moments.iso(first),
            "lastAddedTimestamp": moments.iso(last),
            "isPublicList": True,
        }
        for one, first, last in lists.of_record(portal().db, record_key(object_type, key), _now())
    ]


def _member_page(one: RecordList, found: list[tuple[int, int]], size: int, after: str) -> Body:
    results = [
        {"recordId": str(record_id), "membershipTimestamp": moments.iso(at)} for record_id, at in found[:size]
    ]
    paging = {"paging": {"next": {"after": after}}} if len(found) > size else {}
    return {"results": results, "total": lists.size(portal().db, one, _now()), **paging}


def _shape(one: RecordList, *, filters: bool) -> Body:
    branch = {"filterBranch": one.filter_branch} if filters and one.filters else {}
    return {**_head(one), "size": lists.size(portal().db, one, _now()), **branch}


def _found(one: RecordList) -> Body:
    """As search shows it; the size is one of its additional properties, and text (HubSpot lists guide)."""
    size = lists.size(portal().db, one, _now())
    return {**_head(one), "additionalProperties": {"hs_list_size": str(size)}}


def _head(one: RecordList) -> Body:
    return {
        "listId": str(one.id),
        "listVersion": one.version,
        "name": one.name,
        "objectTypeId": objects.known(portal().db)[one.type].type_id,
        "processingType": one.processing,
        "processingStatus": "COMPLETE",
        "createdAt": moments.iso(one.created),
        "updatedAt": moments.iso(one.updated),
        "filtersUpdatedAt": moments.iso(one.filtered),
    }
