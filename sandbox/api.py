"""The HTTP API of the box: paths old and new, access, limits, errors and headers. What a call does is in api_*.py."""

import json
from dataclasses import dataclass
from functools import cache

from flask import Flask, Response, current_app, g, jsonify, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.routing import IntegerConverter, Map

from sandbox import api_webhooks, moments, objects, paths
from sandbox.access import Caller, needed
from sandbox.answer_headers import complete
from sandbox.api_account import account
from sandbox.api_associations import of_pair, of_record
from sandbox.api_associations_v3 import old_associations
from sandbox.api_batches import batches
from sandbox.api_labels import configurations, of_labels
from sandbox.api_lists import of_lists
from sandbox.api_merges import merges
from sandbox.api_oauth import oauth
from sandbox.api_objects import objects as single_objects
from sandbox.api_owners import owners
from sandbox.api_pipelines import pipelines
from sandbox.api_properties import properties, validations
from sandbox.api_search import searches
from sandbox.errors import (
    RateLimitError,
    RefusalError,
    missing_scopes,
    no_token,
    not_found,
    unreadable,
    wrong_token,
)
from sandbox.limits import Left, left_of_day
from sandbox.portal import Portal
from sandbox.wire import PATH, PORTAL, portal

# The families whose calls need a token of the portal; the others look after themselves.
BY_TOKEN = {
    "objects",
    "associations",
    "associations-v3",
    "properties",
    "property-validations",
    "owners",
    "pipelines",
    "lists",
    "account-info",
}
LARGEST_ID = 2**63 - 1


@dataclass(frozen=True)
class Answer:
    status: int
    headers: list[tuple[str, str]]
    body: bytes


@cache
def create_app() -> Flask:
    """One for all portals of a process, because building it takes longer than many a test; `call` says which is meant."""
    app = Flask("sandbox", static_folder=None)
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = (
        False  # a call with OPTIONS gets the 405 of every other wrong method
    )
    app.url_map.strict_slashes = False
    app.url_map.converters["int"] = _Number
    for blueprint in (batches, searches, of_record, of_pair, merges, single_objects):
        app.register_blueprint(blueprint)
    for blueprint in (old_associations, of_labels, configurations, of_lists):
        app.register_blueprint(blueprint)
    for blueprint in (properties, validations, owners, pipelines, account, oauth):
        app.register_blueprint(blueprint)
    api_webhooks.register(app)
    app.before_request(_check_access)
    app.before_request(_check_json)
    app.after_request(complete)
    app.register_error_handler(RefusalError, _refused)
    app.register_error_handler(HTTPException, _not_understood)
    for kind in (AttributeError, LookupError, OverflowError, TypeError, ValueError):
        app.register_error_handler(kind, _unreadable)
    app.register_error_handler(Exception, _broken)
    return app


class _Number(IntegerConverter):
    """A number in a path; one that is larger than any id leads nowhere, and so to a 404."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=LARGEST_ID)


@dataclass(frozen=True)
class Request:
    """A request as it came in; `target` is the path with its query."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


def call(app: Flask, to: Portal, asked: Request) -> Answer:
    """Let an application of ours answer for a portal."""
    path, mark, query = asked.target.partition("?")
    known = paths.dated(path)
    with app.test_request_context(
        (known or "/") + mark + query,
        method=asked.method,
        headers=asked.headers,
        data=asked.body,
        environ_overrides={PORTAL: to, PATH: path},
    ):
        response = (
            app.full_dispatch_request() if known else complete(app.make_response(_refused(not_found())))
        )
        return Answer(response.status_code, list(response.headers.items()), response.get_data())


def _check_access() -> None:
    """Token, limits, scopes, in this order: a call that is refused for its scopes has counted."""
    family = paths.family(request.path)
    if request.url_rule is None or family not in BY_TOKEN:
        return
    if (request.view_args or {}).get("version", paths.NEWEST) not in paths.VERSIONS:
        raise not_found()
    box, caller = portal(), _caller()
    now, search = moments.to_ms(box.now()), request.blueprint == searches.name
    try:
        g.left = box.windows.admit(box.db, caller.app, now, search=search, daily=caller.static)
    except RateLimitError as reached:
        reached.name_group(f"private-apps:{box.app_id}" if caller.static else caller.app)
        g.left = Left(None, left_of_day(box.db, now) if caller.static else None)
        raise
    scopes = needed(family, request.method, request.path, _scope_names())
    lacking = caller.lacks(scopes, box.missing_scopes)
    if lacking:
        raise missing_scopes(lacking)


def _caller() -> Caller:
    """Whose token it is; RefusalError 401 for none, a wrong, a revoked or an expired one."""
    box = portal()
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token:
        raise no_token()
    if token == box.token:
        if box.token_revoked:
            raise wrong_token()
        return Caller(box.token, None, static=True)
    caller = box.oauth.caller(token)
    if caller is None:
        raise wrong_token()
    return caller


def _scope_names() -> list[str]:
    """What scopes call the object types in the path."""
    arguments = request.view_args or {}
    named = [
        objects.named(portal().db, arguments[key]) for key in ("object_type", "to_type") if key in arguments
    ]
    return [kind.scope for kind in named if kind]


def _check_json() -> None:
    """A body that is no JSON is told with its place, like HubSpot's reader does."""
    body = request.get_data()
    if not body or paths.family(request.path) == "oauth":
        return
    try:
        json.loads(body, parse_constant=_no_constant)
    except json.JSONDecodeError as wrong:
        raise unreadable(wrong.msg, f" on line {wrong.lineno}, column {wrong.colno}") from wrong
    except (UnicodeDecodeError, RecursionError) as wrong:
        raise unreadable("Invalid UTF-8 or too deep", " on line 1, column 1") from wrong


def _no_constant(name: str) -> None:
    """Python reads NaN and Infinity, JSON has none."""
    raise json.JSONDecodeError(f"Non-standard token '{name}'", name, 0)


def _refused(refusal: RefusalError) -> tuple[Response, int]:
    return jsonify(refusal.body()), refusal.status


def _not_understood(error: HTTPException) -> Response:
    """No such path, or no such method on it; the latter says which there are."""
    status = error.code or 500
    refusal = not_found() if status == 404 else RefusalError(status, "", f"HTTP {status} {error.name}")
    response = jsonify(refusal.body())
    response.status_code = status
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.headers["Allow"] = ",".join(error.valid_methods)
    return response


def _unreadable(error: Exception) -> tuple[Response, int]:
    """A body that lacks a key, or holds something of another kind than the call takes."""
    if isinstance(error, KeyError):
        return _refused(unreadable(f"Some required fields were not set: [{error.args[0]}]"))
    return _refused(unreadable(f"{type(error).__name__}: {error}"))


def _broken(error: Exception) -> tuple[Response, int]:
    """A mistake of the sandbox itself: the caller gets an answer, and whoever started the sandbox the traceback."""
    current_app.logger.error("%s %s", request.method, request.path, exc_info=error)
    return _refused(RefusalError(500, "", "internal error"))
