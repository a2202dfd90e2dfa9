"""HubSpot's three request signatures (request validation guide); all of them use the app's client secret."""

import base64
import hashlib
import hmac
import re

# Before it signs by version 3, HubSpot decodes these escapes of the URI and leaves all others as they are (same guide).
_ESCAPES = {
    "%3A": ":", "%2F": "/", "%3F": "?", "%40": "@", "%21": "!", "%24": "$",
    "%27": "'", "%28": "(", "%29": ")", "%2A": "*", "%2C": ",", "%3B": ";",
}  # fmt: skip
_ESCAPED = re.compile("|".join(_ESCAPES), re.IGNORECASE)


def signature_v1(secret: str, body: bytes) -> str:
    """Hex SHA-256 of secret + body: the older header that CRM webhooks still carry."""
    return hashlib.sha256(secret.encode() + body).hexdigest()


def signature_v2(secret: str, method: str, url: str, body: bytes) -> str:
    """Hex SHA-256 of secret + method + url + body: workflow actions and cards; the body of a GET is empty."""
    return hashlib.sha256(secret.encode() + method.encode() + url.encode() + body).hexdigest()


def signature_v3(secret: str, method: str, url: str, body: bytes, timestamp: str) -> str:
    """base64(HMAC-SHA256(secret, method + url + body + timestamp)), without separators; timestamp in ms."""
    signed = method.encode() + decoded(url).encode() + body + timestamp.encode()
    return base64.b64encode(hmac.digest(secret.encode(), signed, hashlib.sha256)).decode()


def decoded(url: str) -> str:
    """The URL as version 3 signs it."""
    return _ESCAPED.sub(lambda match: _ESCAPES[match.group().upper()], url)


def signed_headers(secret: str, url: str, body: bytes, timestamp: int) -> dict[str, str]:
    """The headers of a CRM webhook: version 3, and version 1 beside it."""
    return {
        "Content-Type": "application/json",
        "X-HubSpot-Signature-v3": signature_v3(secret, "POST", url, body, str(timestamp)),
        "X-HubSpot-Request-Timestamp": str(timestamp),
        "X-HubSpot-Signature": signature_v1(secret, body),
        "X-HubSpot-Signature-Version": "v1",
    }


def action_headers(
    secret: str, url: str, body: bytes, timestamp: int, method: str = "POST"
) -> dict[str, str]:
    """The headers of a workflow's call (custom action, or webhook action): version 3, and version 2 beside it."""
    return {
        "Content-Type": "application/json",
        "X-HubSpot-Signature-v3": signature_v3(secret, method, url, body, str(timestamp)),
        "X-HubSpot-Request-Timestamp": str(timestamp),
        "X-HubSpot-Signature": signature_v2(secret, method, url, body),
        "X-HubSpot-Signature-Version": "v2",
    }
