"""The webhook settings and subscriptions of the app over HTTP.

Documented: the paths of v3 and 2026-03, their bodies and answers, the developer API key as `hapikey` (specification of
2026-03), the least concurrency, the 400 at the limit of subscriptions (webhooks guide). Documented as a path only:
/app-webhooks/2025-09 and 2026-09; that they answer alike is inferred. Inferred as well: that a bearer token of the app is
taken too (the specification names private apps among those who may), the words of the other refusals, and the 404s.
The webhooks journal is not part of the box.
"""

from typing import Any

from flask import Blueprint, Flask, Response, jsonify, request

from sandbox import hook_settings, moments, subscriptions
from sandbox.errors import RefusalError, not_found, wrong_token
from sandbox.hook_settings import HookSettings
from sandbox.subscriptions import Subscription
from sandbox.wire import Body, body, inputs, portal

PREFIXES = (
    "/webhooks/v3",
    "/webhooks/2026-03",
    "/app-webhooks/2025-09",
    "/app-webhooks/2026-09",
)
UPDATES_AT_MOST = 100
Answer = tuple[Response, int]

webhooks = Blueprint("webhooks", __name__)


def register(app: Flask) -> None:
    """All paths lead to the same handlers."""
    for prefix in PREFIXES:
        app.register_blueprint(webhooks, url_prefix=f"{prefix}/<int:app_id>", name=f"webhooks {prefix}")


@webhooks.before_request
def check_developer() -> None:
    """A developer's key or the app's own token, and the app that is installed here."""
    box, bearer = portal(), request.headers.get("Authorization", "").removeprefix("Bearer ")
    if request.args.get("hapikey") != box.developer_key and bearer not in {box.developer_key, box.token}:
        raise wrong_token()
    if (request.view_args or {}).get("app_id") != box.app_id:
        raise not_found("No such app.")


@webhooks.get("/settings")
def read_settings(app_id: int) -> Response:
    found = hook_settings.read(portal().db)
    if not found.url:
        raise not_found(f"App {app_id} has no webhook settings.")
    return jsonify(_settings(found))


@webhooks.put("/settings")
def change_settings(app_id: int) -> Response:
    with portal().db.transaction():
        hook_settings.change(portal().db, body(), _now())
    return read_settings(app_id)


@webhooks.delete("/settings")
def remove_settings(app_id: int) -> tuple[str, int]:  # noqa: ARG001 # part of the path
    with portal().db.transaction():
        hook_settings.remove(portal().db)
    return "", 204


@webhooks.get("/subscriptions")
def read_subscriptions(app_id: int) -> Response:  # noqa: ARG001 # part of the path
    return jsonify({"results": [_shape(one) for one in subscriptions.every(portal().db)]})


@webhooks.post("/subscriptions")
def create_subscription(app_id: int) -> Answer:  # noqa: ARG001 # part of the path
    with portal().db.transaction():
        return jsonify(_shape(subscriptions.create(portal().db, body(), _now()))), 201


@webhooks.get("/subscriptions/<int:number>")
def read_subscription(app_id: int, number: int) -> Response:  # noqa: ARG001 # part of the path
    return jsonify(_shape(subscriptions.one(portal().db, number)))


@webhooks.patch("/subscriptions/<int:number>")
def change_subscription(app_id: int, number: int) -> Response:  # noqa: ARG001 # part of the path
    return jsonify(_activate({"id": number, **body()}))


@webhooks.delete("/subscriptions/<int:number>")
def remove_subscription(app_id: int, number: int) -> tuple[str, int]:  # noqa: ARG001 # part of the path
    subscriptions.remove(portal().db, number)
    return "", 204


@webhooks.post("/subscriptions/batch/update")
def change_subscriptions(app_id: int) -> Answer:  # noqa: ARG001 # part of the path
    results, errors = [], []
    for asked in inputs(body(), UPDATES_AT_MOST):
        try:
            results.append(_activate(asked))
        except RefusalError as refusal:
            errors.append(refusal.as_batch_error({"ids": [str(asked["id"])]}))
    at = moments.iso(_now())
    answer: Body = {"status": "COMPLETE", "results": results, "startedAt": at, "completedAt": at}
    if errors:
        return jsonify({**answer, "numErrors": len(errors), "errors": errors}), 207
    return jsonify(answer), 200


def _activate(asked: dict[str, Any]) -> Body:
    with portal().db.transaction():
        active = bool(asked["active"])
        return _shape(subscriptions.activate(portal().db, int(asked["id"]), _now(), active=active))


def _now() -> int:
    return moments.to_ms(portal().now())


def _settings(found: HookSettings) -> Body:
    return {
        "targetUrl": found.url,
        "throttling": {"maxConcurrentRequests": found.in_flight},
        "createdAt": moments.iso(found.created),
        "updatedAt": moments.iso(found.updated),
    }


def _shape(one: Subscription) -> Body:
    """{id, eventType, active, createdAt, updatedAt, propertyName?, objectTypeId?}."""
    shape: Body = {
        "id": str(one.id),
        "eventType": one.type,
        "active": one.active,
        "createdAt": moments.iso(one.created),
        "updatedAt": moments.iso(one.updated),
    }
    if one.name:
        shape["propertyName"] = one.name
    if one.generic:
        shape["objectTypeId"] = one.object_type
    return shape
