"""What HubSpot sends is kept before it is acknowledged; what anybody else sends is not."""

import http.client
import json
import logging
import socket
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from waitress.server import create_server
from werkzeug.test import TestResponse

from store import counters, tables
from store.database import Database
from webhooks.receiver import LARGEST_BODY, PATH, Sender, create_receiver
from webhooks.signature import SIGNATURE_HEADER, TIMESTAMP_HEADER, sign

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
SECRET = "0f3c2a9e-1111-4222-8333-444455556666"
PUBLIC = "https://hooks.example.com/flip"
SENDER = Sender(4711, (SECRET, "the-previous-one"), (PUBLIC,))
EVENT = {"eventId": 1, "portalId": 62515, "subscriptionType": "contact.propertyChange", "objectId": 5}


@pytest.fixture
def hubspot(database: Database) -> FlaskClient:
    return create_receiver(database, lambda: [SENDER], lambda: NOW).test_client()


def headers(body: bytes, path: str = PATH, secret: str = SECRET, moment: datetime = NOW) -> dict[str, str]:
    timestamp = str(round(moment.timestamp() * 1000))
    signature = sign(secret, "POST", f"{PUBLIC}{path}", body, timestamp).decode()
    return {SIGNATURE_HEADER: signature, TIMESTAMP_HEADER: timestamp, "Content-Type": "application/json"}


def send(hubspot: FlaskClient, body: bytes, path: str = PATH, **how: Any) -> TestResponse:
    return hubspot.post(path, data=body, headers=headers(body, path, **how))


def kept(database: Database) -> list[tuple[int, bytes]]:
    table = tables.delivery
    with database.begin() as tx:
        rows = tx.execute(sa.select(table.c.portal_id, table.c.body).order_by(table.c.id))
        return [(row.portal_id, bytes(row.body)) for row in rows]


def asked(database: Database) -> list[tuple[int, str]]:
    with database.begin() as tx:
        rows = tx.execute(sa.text("SELECT (args->>'portal_id')::bigint, task_name FROM procrastinate_jobs"))
        return [(portal, job) for portal, job in rows]


def refused(database: Database) -> int:
    with database.begin() as tx:
        return counters.read(tx).get("webhooks_refused", 0)


def test_a_signed_delivery_is_kept_byte_for_byte(database: Database, hubspot: FlaskClient) -> None:
    """The bytes, their portal and the wish to absorb them are committed before the 200."""
    body = json.dumps([EVENT], indent=1).encode()
    assert send(hubspot, body).status_code == 200
    assert kept(database) == [(4711, body)]
    assert asked(database) == [(4711, "absorb")]


def test_many_deliveries_ask_once(database: Database, hubspot: FlaskClient) -> None:
    """Each delivery is kept, but one job absorbs them all."""
    body = json.dumps([EVENT] * 100).encode()
    assert [send(hubspot, body).status_code for _ in range(5)] == [200] * 5
    assert len(kept(database)) == 5
    assert asked(database) == [(4711, "absorb")]


def test_the_query_is_part_of_what_is_signed(database: Database, hubspot: FlaskClient) -> None:
    """A target address with a query is signed with it, as it stood, and not without."""
    assert send(hubspot, b"[]", f"{PATH}?a=%20b&c=d%40e").status_code == 200
    assert hubspot.post(f"{PATH}?a=2", data=b"[]", headers=headers(b"[]", PATH)).status_code == 401


def test_the_secret_before_the_rotation_still_counts(database: Database, hubspot: FlaskClient) -> None:
    """Two secrets are accepted while one replaces the other."""
    assert send(hubspot, b"[]", secret="the-previous-one").status_code == 200
    assert send(hubspot, b"[]", secret="anybody-elses").status_code == 401


@pytest.mark.parametrize("offset", [-301, 301, 365 * 86_400])
def test_stale_and_future_requests(database: Database, hubspot: FlaskClient, offset: int) -> None:
    """A request more than five minutes from the program's moment gets 401, whichever way."""
    moment = datetime.fromtimestamp(NOW.timestamp() + offset, UTC)
    assert send(hubspot, b"[]", moment=moment).status_code == 401
    assert kept(database) == []


@pytest.mark.parametrize(
    "strange",
    [
        {},
        {SIGNATURE_HEADER: "x"},
        {TIMESTAMP_HEADER: "1"},
        {SIGNATURE_HEADER: "ü", TIMESTAMP_HEADER: "²"},
        {"X-HubSpot-Signature": "0" * 64, "X-HubSpot-Signature-Version": "v1"},
    ],
)
def test_a_forged_request_leaves_a_counter_only(
    database: Database, hubspot: FlaskClient, caplog: pytest.LogCaptureFixture, strange: dict[str, str]
) -> None:
    """No row, no job, no log line: only a number says that somebody tried."""
    caplog.set_level(logging.DEBUG)
    assert hubspot.post(PATH, data=json.dumps([EVENT]), headers=strange).status_code == 401
    assert (kept(database), asked(database), refused(database)) == ([], [], 1)
    assert caplog.records == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"text"',
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b'[{"portalId": true}]',
        b'[{"portalId": -1}, 7, null]',
        b'[{"portalId": ' + b"9" * 5000 + b"}]",
        b'[{"portalId": 1e3}]',
        b'[{"portalId": NaN}]',
    ],
)
def test_malformed_but_signed_bodies_are_kept(database: Database, hubspot: FlaskClient, body: bytes) -> None:
    """HubSpot would only send them ten times more, so they are acknowledged and kept for the configured portal."""
    assert send(hubspot, body).status_code == 200
    assert kept(database) == [(4711, body)]


def test_a_delivery_belongs_to_the_portal_whose_secret_signed_it(
    database: Database, hubspot: FlaskClient
) -> None:
    """Whatever portals a body names, it is kept where somebody absorbs it; nothing acknowledged lies forgotten."""
    body = b'[{"portalId": 13}, {"portalId": 4711}]'
    assert send(hubspot, body).status_code == 200
    assert kept(database) == [(4711, body)]


def test_a_rotated_secret_counts_at_once(database: Database) -> None:
    """Senders are asked anew for each request; without any, nobody gets in."""
    senders: list[Sender] = []
    hubspot = create_receiver(database, lambda: senders, lambda: NOW).test_client()
    assert send(hubspot, b"[]").status_code == 401
    senders.append(SENDER)
    assert send(hubspot, b"[]").status_code == 200


def test_other_methods_and_paths(database: Database, hubspot: FlaskClient) -> None:
    """There is one door, and it is not for looking in."""
    assert hubspot.get(PATH).status_code == 405
    assert hubspot.get("/").status_code == 404
    assert hubspot.get("/healthz").status_code == 200


def test_without_the_database_hubspot_is_asked_to_come_again(caplog: pytest.LogCaptureFixture) -> None:
    """503 for a true delivery, 401 for a forged one; neither the body nor a secret is in the log."""
    gone = Database.connect("postgresql://nobody:hidden-password@127.0.0.1:1/none")
    hubspot = create_receiver(gone, lambda: [SENDER], lambda: NOW).test_client()
    body = b'[{"portalId": 1, "propertyValue": "ines@thalbach.example"}]'
    assert send(hubspot, body).status_code == 503
    assert hubspot.post(PATH, data=body).status_code == 401
    assert caplog.records
    for word in ("thalbach", "hidden-password", SECRET):
        assert word not in caplog.text
    gone.dispose()


def test_a_locked_table_answers_in_time(database: Database, hubspot: FlaskClient) -> None:
    """HubSpot hangs up after five seconds, so we give up before three and keep nothing half."""
    with database.begin() as tx:
        tx.execute(sa.text("LOCK TABLE delivery IN ACCESS EXCLUSIVE MODE"))
        started = time.monotonic()
        assert send(hubspot, b"[]").status_code == 503
        assert time.monotonic() - started < 3
    assert kept(database) == []
    assert send(hubspot, b"[]").status_code == 200


@pytest.fixture
def listener(database: Database) -> Iterator[tuple[str, int]]:
    """The receiver behind the real web server."""
    app = create_receiver(database, lambda: [SENDER], lambda: NOW)
    listening = socket.create_server(("127.0.0.1", 0))
    server: Any = create_server(app, sockets=[listening], threads=2)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield "127.0.0.1", listening.getsockname()[1]
    server.trigger.pull_trigger(server.close)  # in its own thread: the loop may be waiting on what is closed
    thread.join(5)
    assert not thread.is_alive()
    server.task_dispatcher.shutdown()


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize(("size", "answer"), [(LARGEST_BODY, 200), (LARGEST_BODY + 1, 413)])
def test_bodies_over_eight_mebibytes(
    database: Database,
    listener: tuple[str, int],
    chunked: bool,  # noqa: FBT001 - a column of the table
    size: int,
    answer: int,
) -> None:
    """413 beyond the limit, with and without a declared length; nothing is kept then."""
    body = b" " * size
    connection = http.client.HTTPConnection(*listener, timeout=30)
    pieces = (body[place : place + 65536] for place in range(0, size, 65536))
    connection.request("POST", PATH, pieces if chunked else body, headers(body), encode_chunked=chunked)
    assert connection.getresponse().status == answer
    connection.close()
    assert len(kept(database)) == (answer == 200)
