"""POST /crm/objects/{version}/{type}/search."""

from flask import Blueprint, request

from sandbox import definitions, moments, objects
from sandbox.search import BODY_AT_MOST, search
from sandbox.search_filters import Terms, problem
from sandbox.shaping import Wanted, shapes
from sandbox.wire import Body, body, portal, type_named

searches = Blueprint("searches", __name__, url_prefix="/crm/objects/<version>/<object_type>/search")


@searches.post("")
def search_records(object_type: str, **_: str) -> Body:
    kind, asked, db = type_named(object_type), body(), portal().db
    if len(request.get_data(as_text=True)) > BODY_AT_MOST:
        raise problem(f"the request body must not be longer than {BODY_AT_MOST} characters")
    terms = Terms(db, objects.known(db)[kind], definitions.of_type(db, kind))
    found = search(asked, terms, moments.to_ms(portal().now()))
    wanted = Wanted(asked.get("properties") or None)
    paging = {"paging": {"next": {"after": found.after}}} if found.after else {}
    return {"total": found.total, "results": shapes(db, kind, found.records, wanted), **paging}
