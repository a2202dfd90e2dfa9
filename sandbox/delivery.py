"""Sending queued webhook events: signed batches, several at once, kept until the target says 2xx."""

import http.client
import json
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlsplit

from sandbox import ledger, outgoing
from sandbox.database import Database
from sandbox.outgoing import Queued
from sandbox.signatures import signed_headers

__all__ = ["Delivered", "Target", "round_of_deliveries"]

BATCH_AT_MOST = 100
ANSWER_WITHIN_SECONDS = 5.0
IN_FLIGHT = 10  # HubSpot's own limit for an account, unless maxConcurrentRequests says otherwise


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
    in_flight: int = IN_FLIGHT
    answer_within: float = ANSWER_WITHIN_SECONDS


def round_of_deliveries(db: Database, target: Target, now: int, signed_at: int | None = None) -> Delivered:
    """Try everything that is due at `now` (ms) once, signed with that moment or another. Without a target nothing is tried."""
    batches = list(_batches(db, outgoing.due(db, now))) if target.url else []
    payloads = [_payload(target, batch) for batch in batches]
    answers = _send(target, payloads, now if signed_at is None else signed_at)
    requests = sent = 0
    with db.transaction():
        for batch, payload, status in zip(batches, payloads, answers, strict=True):
            attempt = max(one.attempt for one in batch)
            ledger.keep_delivery(db, ledger.Delivery(now, status, len(batch), attempt, payload.decode()))
            if 200 <= status < 300:
                requests, sent = requests + 1, sent + len(batch)
                outgoing.arrived(db, batch)
            else:
                outgoing.failed(db, batch, now)
    return Delivered(requests, sent, len(batches) - requests)


def _batches(db: Database, queued: list[Queued]) -> Iterator[list[Queued]]:
    """Batches of uneven sizes, none above HubSpot's 100."""
    seed, start = db.setting("seed"), 0
    while start < len(queued):
        size = outgoing.scatter(seed, queued[start].seq, len(queued) - start) % BATCH_AT_MOST + 1
        yield queued[start : start + size]
        start += size


def _payload(target: Target, batch: list[Queued]) -> bytes:
    sender = {"portalId": target.portal_id, "appId": target.app_id}
    listed = [{**json.loads(one.body), **sender, "attemptNumber": one.attempt} for one in batch]
    return json.dumps(listed, ensure_ascii=False).encode()


def _send(target: Target, payloads: list[bytes], timestamp: int) -> list[int]:
    """The status that each was answered with; 0: not, or too late. Lanes send side by side, each on a connection that it keeps."""
    lanes = min(target.in_flight, len(payloads))
    if lanes <= 1:
        return _lane(target, payloads, timestamp)
    shares = [payloads[lane::lanes] for lane in range(lanes)]
    statuses = [0] * len(payloads)
    with ThreadPoolExecutor(lanes) as pool:
        for lane, answers in enumerate(pool.map(lambda share: _lane(target, share, timestamp), shares)):
            statuses[lane::lanes] = answers
    return statuses


def _lane(target: Target, payloads: Sequence[bytes], timestamp: int) -> list[int]:
    parts = urlsplit(target.url)
    connect = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = connect(parts.netloc, timeout=target.answer_within)
    try:
        return [_post(target, connection, body, timestamp) for body in payloads]
    finally:
        connection.close()


def _post(target: Target, connection: http.client.HTTPConnection, body: bytes, timestamp: int) -> int:
    """The status, or 0 for no answer in time (webhooks guide: connection, timeout, status)."""
    parts = urlsplit(target.url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    began = time.monotonic()
    try:
        connection.request("POST", path, body, signed_headers(target.secret, target.url, body, timestamp))
        answer = connection.getresponse()
        answer.read()
    except (OSError, http.client.HTTPException):
        connection.close()  # the next batch of this lane opens another
        return 0
    return answer.status if time.monotonic() - began <= target.answer_within else 0
