"""HubSpot's request signature, version 3, checked on the bytes as they came.

Our own check, because HubSpot's helper (hubspot-api-client 12.0.0, seen 2026-11) accepts timestamps from the future, raises on
a header that is missing or not ASCII, and wants the body as text.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

SIGNATURE_HEADER = "X-HubSpot-Signature-v3"
TIMESTAMP_HEADER = "X-HubSpot-Request-Timestamp"
TOLERANCE_MS = 300_000  # HubSpot's five minutes, both ways: a request from the future would never grow old

# HubSpot decodes these escapes of the URI, and only these, before it signs (validating-requests guide).
_ESCAPES = {
    "%3A": ":", "%2F": "/", "%3F": "?", "%40": "@", "%21": "!", "%24": "$",
    "%27": "'", "%28": "(", "%29": ")", "%2A": "*", "%2C": ",", "%3B": ";",
}  # fmt: skip
_ESCAPED = re.compile("|".join(_ESCAPES), re.IGNORECASE)
_TIMESTAMP = re.compile(r"[0-9]{1,15}")  # milliseconds; 15 digits reach beyond the year 30000


@dataclass(frozen=True)
class SignedRequest:
    """What a signature speaks of. `uris` are the addresses under which HubSpot may have called us, query included."""

    method: str
    uris: tuple[str, ...]
    body: bytes
    timestamp: str | None
    signature: str | None


def is_authentic(request: SignedRequest, secrets: Iterable[str], now: datetime) -> bool:
    """Whether one of the secrets signed exactly this request, less than five minutes from `now`. Never raises.

    Two secrets are accepted while one replaces the other; an empty secret never is.
    """
    if request.timestamp is None or request.signature is None or not is_recent(request.timestamp, now):
        return False
    given = request.signature.encode("utf-8", "replace")
    authentic = False
    for secret in secrets:
        for uri in request.uris:
            expected = sign(secret, request.method, uri, request.body, request.timestamp)
            # No early exit: the time this takes says nothing of which secret or address was near.
            authentic |= bool(secret) & hmac.compare_digest(expected, given)
    return authentic


def is_recent(timestamp: str, now: datetime) -> bool:
    if _TIMESTAMP.fullmatch(timestamp) is None:
        return False
    return abs(round(now.timestamp() * 1000) - int(timestamp)) <= TOLERANCE_MS


def sign(secret: str, method: str, uri: str, body: bytes, timestamp: str) -> bytes:
    """The signature as it stands in the header: base64 of HMAC-SHA256 over method, URI, body and timestamp."""
    text = (
        method.encode("utf-8", "replace")
        + decoded(uri).encode("utf-8", "replace")
        + body
        + timestamp.encode()
    )
    return base64.b64encode(hmac.digest(secret.encode("utf-8", "replace"), text, hashlib.sha256))


def decoded(uri: str) -> str:
    """The URI as HubSpot signs it."""
    return _ESCAPED.sub(lambda match: _ESCAPES[match.group().upper()], uri)
