"""Owners: those who have records (HubSpot owners guide). They are read only; people are managed in the settings."""

from flask import Blueprint, request

from sandbox import portal_setup
from sandbox.errors import not_found, validation
from sandbox.wire import Body, flag, limit, portal

PAGE, AT_MOST = 100, 500
BY = {"id": "id", "userId": "userIdIncludingInactive"}

owners = Blueprint("owners", __name__, url_prefix="/crm/owners/<version>")


@owners.get("")
def list_owners(**_: str) -> Body:
    """Owners in use, or with ?archived=true those who left; pages by id."""
    found = portal_setup.owners(portal().db, archived=flag("archived"))
    after, size = request.args.get("after") or "0", limit(PAGE, AT_MOST)
    if not after.isdecimal():
        raise validation(f"Invalid after: {after}")
    email = request.args.get("email", "").lower()
    found = [one for one in found if int(one["id"]) > int(after) and email in {"", str(one["email"]).lower()}]
    paging = {"paging": {"next": {"after": found[size - 1]["id"]}}} if len(found) > size else {}
    return {"results": found[:size], **paging}


@owners.get("/<owner_id>")
def get_owner(owner_id: str, **_: str) -> Body:
    """One owner by their id, or by their user's with ?idProperty=userId."""
    key = BY.get(request.args.get("idProperty") or "id")
    if key is None:
        raise validation(f"idProperty must be one of {', '.join(BY)}.")
    for owner in portal_setup.owners(portal().db, archived=flag("archived")):
        if str(owner[key]) == owner_id:
            return owner
    raise not_found()
