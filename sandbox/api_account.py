"""Everything about the account rather than its records: properties, owners, pipelines and account-info."""

from typing import Any

from flask import Blueprint, request

from sandbox import definitions, portal_setup
from sandbox.errors import RefusalError, not_found, validation
from sandbox.wire import Body, body, inputs, limit, portal, type_named

DAILY_CALLS = 625_000

properties = Blueprint("properties", __name__, url_prefix="/crm/properties/<version>/<object_type>")
account = Blueprint("account", __name__)


@properties.get("")
def list_properties(object_type: str, **_: str) -> Body:
    return {"results": list(definitions.of_type(portal().db, type_named(object_type)).values())}


@properties.post("")
def create_property(object_type: str, **_: str) -> tuple[Body, int]:
    with portal().db.transaction():
        return definitions.create(portal().db, type_named(object_type), body()), 201


@properties.post("/batch/read")
def read_properties(object_type: str, **_: str) -> tuple[Body, int]:
    known = definitions.of_type(portal().db, type_named(object_type))
    names = [str(one["name"]) for one in inputs(body(), 100)]
    results = [known[name] for name in names if name in known]
    missing = [name for name in names if name not in known]
    if not missing:
        return {"status": "COMPLETE", "results": results}, 200
    lost = RefusalError(404, "OBJECT_NOT_FOUND", "Some properties do not exist.").as_batch_error(
        {"name": missing}
    )
    return {"status": "COMPLETE", "results": results, "numErrors": 1, "errors": [lost]}, 207


@properties.get("/<name>")
def get_property(object_type: str, name: str, **_: str) -> Body:
    found = definitions.one(portal().db, type_named(object_type), name)
    if found is None:
        raise not_found(f"Property '{name}' does not exist.")
    return found


@properties.patch("/<name>")
def change_property(object_type: str, name: str, **_: str) -> Body:
    with portal().db.transaction():
        return definitions.change(portal().db, type_named(object_type), name, body())


@properties.delete("/<name>")
def delete_property(object_type: str, name: str, **_: str) -> tuple[str, int]:
    with portal().db.transaction():
        definitions.remove(portal().db, type_named(object_type), name)
    return "", 204


@properties.get("/groups")
def list_groups(object_type: str, **_: str) -> Body:
    return {"results": definitions.groups(portal().db, type_named(object_type))}


@properties.get("/groups/<name>")
def get_group(object_type: str, name: str, **_: str) -> Body:
    found = definitions.group(portal().db, type_named(object_type), name)
    if found is None:
        raise not_found(f"Property group '{name}' does not exist.")
    return found


@properties.post("/groups")
def create_group(object_type: str, **_: str) -> tuple[Body, int]:
    kind, given = type_named(object_type), body()
    if not given.get("name") or not given.get("label"):
        raise validation("A property group needs a name and a label.")
    if definitions.group(portal().db, kind, given["name"]):
        raise RefusalError(
            409, "OBJECT_ALREADY_EXISTS", f"A property group named '{given['name']}' already exists."
        )
    return definitions.keep_group(portal().db, kind, given), 201


@account.get("/crm/owners/<version>")
def list_owners(**_: str) -> Body:
    """Owners in use, or with ?archived=true those who left."""
    found = portal_setup.owners(portal().db, archived=request.args.get("archived") == "true")
    after, size = request.args.get("after", "0"), limit(100, 500)
    email = request.args.get("email")
    found = [one for one in found if int(one["id"]) > int(after) and email in {None, one["email"]}]
    paging = {"paging": {"next": {"after": found[size - 1]["id"]}}} if len(found) > size else {}
    return {"results": found[:size], **paging}


@account.get("/crm/owners/<version>/<owner_id>")
def get_owner(owner_id: str, **_: str) -> Body:
    key = "userIdIncludingInactive" if request.args.get("idProperty") == "userId" else "id"
    archived = request.args.get("archived") == "true"
    for owner in portal_setup.owners(portal().db, archived=archived):
        if str(owner[key]) == owner_id:
            return owner
    raise not_found()


@account.get("/crm/pipelines/<version>/<object_type>")
def list_pipelines(object_type: str, **_: str) -> Body:
    return {"results": portal_setup.pipelines(portal().db, type_named(object_type))}


@account.get("/crm/pipelines/<version>/<object_type>/<pipeline_id>")
def get_pipeline(object_type: str, pipeline_id: str, **_: str) -> Body:
    for pipeline in portal_setup.pipelines(portal().db, type_named(object_type)):
        if pipeline["id"] == pipeline_id:
            return pipeline
    raise not_found()


@account.get("/account-info/<version>/details")
def account_details(**_: str) -> Body:
    return {
        "portalId": portal().portal_id,
        "accountType": "STANDARD",
        "timeZone": "Europe/Berlin",
        "companyCurrency": "EUR",
        "additionalCurrencies": [],
        "utcOffset": "+01:00",
        "utcOffsetMilliseconds": 3_600_000,
        "uiDomain": "app-eu1.hubspot.com",
        "dataHostingLocation": "eu1",
    }


@account.get("/account-info/<version>/api-usage/daily/private-apps")
def api_usage(**_: str) -> dict[str, Any]:
    used = {
        "name": "private-apps-api-calls-daily",
        "usageLimit": DAILY_CALLS,
        "currentUsage": portal().api_calls(),
    }
    return {"results": [{**used, "fetchStatus": "SUCCESS"}]}
