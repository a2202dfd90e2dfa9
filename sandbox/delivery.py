"""Sending queued webhook events: signed batches, shuffled, some events twice, kept until the target says 2xx."""

import base64
import hashlib
import hmac
import http.client
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from sandbox import events
from sandbox.database import Database

BATCH_AT_MOST = 100
ANSWER_WITHIN_SECONDS = 5


@dataclass(frozen=True)
class Delivered:
    """What one round of deliveries came to: requests answered with 2xx, events in them, requests that failed."""

    requests: int
    events: int
    failed: int


@dataclass(frozen=True)
class Target:
    """Where webhooks go and what every event says of its sender."""

    url: str
    secret: str
    portal_id: int
    app_id: int


@dataclass(frozen=True)
class Queued:
    seq: int
    event: int
    attempt: int
    body: dict[str, Any]


def round_of_deliveries(db: Database, target: Target, timestamp: int) -> Delivered:
    """Try everything pending once. A batch that fails stays queued with the next attempt number."""
    requests = sent = failed = 0
    for batch in _batches(db, _pending(db)):
        if _post(target, _payload(target, batch), timestamp):
            requests, sent = requests + 1, sent + len(batch)
            _change(db, "DELETE FROM queue WHERE seq = ?", batch)
        else:
            failed += 1
            _change(db, "UPDATE queue SET attempt = attempt + 1 WHERE seq = ?", batch)
    return Delivered(requests, sent, failed)


def signature_v3(secret: str, method: str, url: str, body: bytes, timestamp: str) -> str:
    """base64(HMAC-SHA256(secret, method + url + body + timestamp)), without separators (HubSpot request validation guide)."""
    signed = method.encode() + url.encode() + body + timestamp.encode()
    return base64.b64encode(hmac.new(secret.encode(), signed, hashlib.sha256).digest()).decode()


def signature_v1(secret: str, body: bytes) -> str:
    """Hex SHA-256 of secret + body: the older header that CRM webhooks still carry."""
    return hashlib.sha256(secret.encode() + body).hexdigest()


def signed_headers(secret: str, url: str, body: bytes, timestamp: int) -> dict[str, str]:
    return {
        "Content-Type": "application/json",
        "X-HubSpot-Signature-v3": signature_v3(secret, "POST", url, body, str(timestamp)),
        "X-HubSpot-Request-Timestamp": str(timestamp),
        "X-HubSpot-Signature": signature_v1(secret, body),
        "X-HubSpot-Signature-Version": "v1",
    }


def _pending(db: Database) -> list[Queued]:
    """Everything queued, shuffled: neither within a batch nor across batches does order hold (HubSpot webhooks guide)."""
    found = db.rows(
        "SELECT q.seq, q.event, q.attempt, e.body FROM queue q JOIN event e ON e.seq = q.event ORDER BY q.seq"
    )
    queued = [Queued(seq, event, attempt, json.loads(body)) for seq, event, attempt, body in found]
    return sorted(queued, key=lambda one: events.scatter(db, one.seq, one.attempt))


def _batches(db: Database, queued: list[Queued]) -> Iterator[list[Queued]]:
    """Batches of uneven sizes, none above HubSpot's 100."""
    while queued:
        size = events.scatter(db, queued[0].seq, len(queued)) % BATCH_AT_MOST + 1
        yield queued[:size]
        queued = queued[size:]


def _payload(target: Target, batch: list[Queued]) -> bytes:
    sender = {"portalId": target.portal_id, "appId": target.app_id}
    listed = [{**one.body, **sender, "attemptNumber": one.attempt} for one in batch]
    return json.dumps(listed, ensure_ascii=False).encode()


def _post(target: Target, body: bytes, timestamp: int) -> bool:
    """True for an answer of 2xx within five seconds."""
    parts = urlsplit(target.url)
    secure = parts.scheme == "https"
    connect = http.client.HTTPSConnection if secure else http.client.HTTPConnection
    connection = connect(parts.netloc, timeout=ANSWER_WITHIN_SECONDS)
    try:
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", path, body, signed_headers(target.secret, target.url, body, timestamp))
        return 200 <= connection.getresponse().status < 300
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _change(db: Database, sql: str, batch: list[Queued]) -> None:
    with db.transaction():
        for one in batch:
            db.run(sql, one.seq)
