"""The headers of every answer: its kind, by what it can be traced, and what is left of the limits (recordings)."""

import uuid

from flask import Response, g

JSON = "application/json;charset=utf-8"


def complete(response: Response) -> Response:
    """Without a body there is no content type; the id that a refusal can be traced by stands in its body as well."""
    if response.status_code == 204:
        response.headers.pop("Content-Type", None)
    elif response.is_json:
        response.headers["Content-Type"] = JSON
    refusal = response.get_json(silent=True) if response.status_code >= 400 else None
    traced = (refusal or {}).get("correlationId") or uuid.uuid4()
    response.headers["X-HubSpot-Correlation-Id"] = str(traced)
    left = g.get("left")
    for name, value in left.headers().items() if left else ():
        response.headers[f"X-HubSpot-RateLimit-{name}"] = str(value)
    return response
