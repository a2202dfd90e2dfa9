"""The HTTP API of the box: paths old and new, access, errors and headers. What a call does is in api_*.py."""

import re
from dataclasses import dataclass

from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import HTTPException

from sandbox.api_account import DAILY_CALLS, account, properties
from sandbox.api_associations import of_pair, of_record
from sandbox.api_batches import batches
from sandbox.api_objects import objects
from sandbox.errors import RefusalError, missing_scopes, not_found, validation, wrong_token
from sandbox.objects import BY_ANY_NAME
from sandbox.portal import Portal
from sandbox.wire import portal

VERSIONS = ("2026-03", "2026-09")
# The older paths take the same bodies and give the same answers (HubSpot's versioning page), so they are the same handlers.
OLDER_PATHS = (
    (
        re.compile(r"^/crm/v[34]/(objects|associations|properties|owners|pipelines)(?=/|$)"),
        r"/crm/\1/2026-03",
    ),
    (re.compile(r"^/account-info/v3(?=/|$)"), r"/account-info/2026-03"),
)
READ_BY_POST = ("/batch/read", "/search")
PER_TEN_SECONDS = 190


@dataclass(frozen=True)
class Answer:
    status: int
    headers: list[tuple[str, str]]
    body: bytes


def create_app(for_portal: Portal) -> Flask:
    app = Flask("sandbox", static_folder=None)
    app.url_map.strict_slashes = False
    app.extensions["portal"] = for_portal
    for blueprint in (batches, of_record, of_pair, objects, properties, account):
        app.register_blueprint(blueprint)
    app.before_request(_check_access)
    app.after_request(_add_rate_headers)
    app.register_error_handler(RefusalError, _refused)
    app.register_error_handler(HTTPException, _not_understood)
    for kind in (KeyError, TypeError, ValueError):
        app.register_error_handler(kind, _unreadable)
    return app


def call(app: Flask, method: str, target: str, headers: dict[str, str], body: bytes) -> Answer:
    """One API call; `target` is the path with its query, as it stood in the request."""
    path, mark, query = target.partition("?")
    for older, dated in OLDER_PATHS:
        path = older.sub(dated, path)
    with app.test_request_context(path + mark + query, method=method, headers=headers, data=body):
        response = app.full_dispatch_request()
        return Answer(response.status_code, list(response.headers.items()), response.get_data())


def _check_access() -> None:
    version = (request.view_args or {}).get("version", VERSIONS[0])
    if version not in VERSIONS:
        raise not_found()
    box = portal()
    if box.token_revoked or request.headers.get("Authorization") != f"Bearer {box.token}":
        raise wrong_token()
    lacking = sorted(set(_scopes()) & box.missing_scopes)
    if lacking:
        raise missing_scopes(lacking)


def _scopes() -> list[str]:
    """The granular scopes the call needs, e.g. ["crm.objects.contacts.read"]."""
    arguments = request.view_args or {}
    reads = request.method == "GET" or request.path.endswith(READ_BY_POST)
    mode = "read" if reads else "write"
    if "/owners/" in request.path:
        return ["crm.objects.owners.read"]
    kinds = [
        BY_ANY_NAME[name] for key in ("object_type", "to_type") if (name := arguments.get(key)) in BY_ANY_NAME
    ]
    family = "schemas" if request.blueprint == "properties" else "objects"
    return [f"crm.{family}.{kind.scope}.{mode}" for kind in kinds]


def _add_rate_headers(response: Response) -> Response:
    """Private apps see these on ordinary answers; search answers carry none (HubSpot usage guidelines)."""
    if not request.path.endswith("/search"):
        response.headers["X-HubSpot-RateLimit-Daily"] = str(DAILY_CALLS)
        response.headers["X-HubSpot-RateLimit-Daily-Remaining"] = str(
            max(0, DAILY_CALLS - portal().api_calls())
        )
        response.headers["X-HubSpot-RateLimit-Interval-Milliseconds"] = "10000"
        response.headers["X-HubSpot-RateLimit-Max"] = str(PER_TEN_SECONDS)
        response.headers["X-HubSpot-RateLimit-Remaining"] = str(PER_TEN_SECONDS - 1)
    return response


def _refused(refusal: RefusalError) -> tuple[Response, int]:
    return jsonify(refusal.body()), refusal.status


def _not_understood(error: HTTPException) -> tuple[Response, int]:
    """No such path, or no such method on it."""
    status = error.code or 500
    return jsonify(RefusalError(status, "OBJECT_NOT_FOUND", error.name).body()), status


def _unreadable(error: Exception) -> tuple[Response, int]:
    """A body that lacks a key, or holds something of another kind than the call takes."""
    refusal = validation(f"Invalid input JSON: {type(error).__name__}: {error}")
    return jsonify(refusal.body()), refusal.status
