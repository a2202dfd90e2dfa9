"""The public receiver: verify the signature on the raw bytes; in one transaction keep the delivery and ask for `absorb`; answer 200."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Flask, Response, request

from store import counters, inbox, patience, queue
from store.database import Database
from webhooks.signature import SIGNATURE_HEADER, TIMESTAMP_HEADER, SignedRequest, is_authentic

PATH = "/webhooks/hubspot"
LARGEST_BODY = 8 * 1024 * 1024  # 100 events are some 50 KiB; HubSpot names no limit
PATIENCE = 2.5  # seconds for the transaction: HubSpot hangs up after 5 and comes again
REFUSED = "webhooks_refused"
BIGGEST_ID = 2**63 - 1

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Sender:
    """A HubSpot app that may send us webhooks: for which portal, signed with which secrets, under which of our addresses."""

    portal_id: int
    secrets: tuple[str, ...]
    public_urls: tuple[str, ...]  # without the path, as https://hooks.example.com


def create_receiver(
    database: Database, senders: Callable[[], Sequence[Sender]], now: Callable[[], datetime]
) -> Flask:
    """The web application that HubSpot reaches; it has no other route than this one and /healthz.

    `senders` is asked anew for each request, so that a rotated secret counts at once. `now` is the program's moment.
    """
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY  # chunked bodies are counted too: 413

    @app.post(PATH)
    def receive() -> tuple[str, int]:
        body = request.get_data(cache=False)
        forged = False
        try:
            moment = now()
            sender = _sender_of(body, senders(), moment)
            forged = sender is None
            if sender is not None:
                _keep(database, sender, body, moment)
                return "", 200
            _count_refusal(database)
        except patience.GAVE_UP as error:
            log.warning("the database did not take a webhook", extra={"reason": type(error).__name__})
        return ("The signature does not fit.", 401) if forged else ("Please send it again.", 503)

    @app.get("/healthz")
    def healthz() -> tuple[str, int]:
        return "ok", 200

    @app.after_request
    def plain(response: Response) -> Response:
        response.headers["Content-Type"] = "text/plain; charset=utf-8"
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Cache-Control"] = "no-store"
        return response

    return app


def _sender_of(body: bytes, senders: Sequence[Sender], moment: datetime) -> Sender | None:
    """The app whose secret signed this request, if any did."""
    return next(
        (sender for sender in senders if is_authentic(_signed(sender, body), sender.secrets, moment)), None
    )


def _signed(sender: Sender, body: bytes) -> SignedRequest:
    """The request as HubSpot signed it: behind a proxy only we know the address it called."""
    query = request.query_string.decode("latin-1")
    path = f"{PATH}?{query}" if query else PATH
    return SignedRequest(
        method=request.method,
        uris=tuple(f"{url.rstrip('/')}{path}" for url in sender.public_urls),
        body=body,
        timestamp=request.headers.get(TIMESTAMP_HEADER),
        signature=request.headers.get(SIGNATURE_HEADER),
    )


def _keep(database: Database, sender: Sender, body: bytes, moment: datetime) -> None:
    """Commit the delivery with the wish to absorb it: what is acknowledged is never lost."""
    with database.begin() as tx:
        patience.hurry(tx, PATIENCE)
        inbox.keep(tx, sender.portal_id, body, moment)
        queue.ask(tx, sender.portal_id, "absorb")


def _count_refusal(database: Database) -> None:
    """The only trace of a forged request."""
    with database.begin() as tx:
        patience.hurry(tx, PATIENCE)
        counters.bump(tx, REFUSED)
