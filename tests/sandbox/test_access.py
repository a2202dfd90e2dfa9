"""Which paths there are, who may call them, and what HubSpot says to what it cannot read."""

import json
import socket
from collections.abc import Callable, Iterator
from http.client import HTTPConnection, HTTPResponse
from typing import Any
from urllib.parse import urlsplit

import pytest

from sandbox import Portal, Server, serve
from sandbox.server import BODY_AT_MOST, PortTakenError

Api = Callable[..., Any]
CONTACTS = "/crm/objects/2026-03/contacts"


@pytest.fixture
def connection(server: Server) -> Iterator[HTTPConnection]:
    opened = HTTPConnection(urlsplit(server.url).netloc, timeout=10)
    yield opened
    opened.close()


def answered(connection: HTTPConnection) -> tuple[HTTPResponse, bytes]:
    answer = connection.getresponse()
    return answer, answer.read()


@pytest.mark.parametrize(
    "path",
    [
        "/crm/v3/objects/contacts",
        "/crm/objects/2026-03/contacts",
        "/crm/objects/2026-09/contacts",
        "/crm/objects/2026-03/contacts/",
        "/crm/v4/objects/contacts/1001/associations/companies",
        "/crm/objects/2026-09/contacts/1001/associations/companies",
        "/crm/v4/associations/contacts/companies/labels",
        "/crm/associations/2026-03/contacts/companies/labels",
        "/crm/v3/properties/contacts",
        "/crm/properties/2026-09/contacts/groups",
        "/crm/v3/owners/",
        "/crm/owners/2026-03",
        "/crm/v3/pipelines/deals",
        "/crm/pipelines/2026-09/deals",
        "/account-info/v3/details",
        "/account-info/2026-09/api-usage/daily/private-apps",
    ],
)
def test_paths_of_every_age(api: Api, portal: Portal, path: str) -> None:
    """Older and dated paths lead to the same answers."""
    portal.create("contacts", {"lastname": "A"})
    assert api("GET", path)[0] == 200


@pytest.mark.parametrize(
    "path",
    [
        "/crm/objects/2025-09/contacts",
        "/crm/objects/v3/contacts",
        "/crm/objects/v9/contacts",
        "/crm/v1/objects/contacts",
        "/crm/v4/objects/contacts",
        "/crm/v4/owners",
        "/crm/associations-v3/2026-03/contacts/companies/types",
        "/account-info/v4/details",
        "/contacts/v1/lists/all/contacts/all",
    ],
)
def test_paths_that_are_none(api: Api, path: str) -> None:
    """An unknown version or path is a 404 in HubSpot's shape."""
    status, got = api("GET", path)
    assert (status, got["category"], got["message"]) == (404, "OBJECT_NOT_FOUND", "resource not found")


@pytest.mark.parametrize("method", ["PUT", "OPTIONS"])
def test_a_wrong_method_names_the_right_ones(api: Api, method: str) -> None:
    """405, with what is allowed."""
    status, got, headers = api(method, CONTACTS, {}, full=True)
    assert (status, got["message"]) == (405, "HTTP 405 Method Not Allowed")
    assert {"GET", "POST"} <= set(headers["Allow"].split(","))


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ('{"properties": }', "line 1, column 16"),
        ("{\n x", "line 2, column 2"),
        (b"\xff\xfe{", "line 1, column 1"),
    ],
)
def test_what_is_no_json(connection: HTTPConnection, portal: Portal, body: Any, place: str) -> None:
    """A body that cannot be read is a 400 without a category that tells the place."""
    connection.request("POST", CONTACTS, body, {"Authorization": f"Bearer {portal.token}"})
    answer, text = answered(connection)
    got = json.loads(text)
    assert (answer.status, "category" in got) == (400, False)
    assert got["message"].startswith(f"Invalid input JSON on {place}: ")


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (None, "credentials not found. This API supports OAuth 2.0"),
        ("Bearer", "credentials not found. This API supports OAuth 2.0"),
        ("Basic abc", "credentials not found. This API supports OAuth 2.0"),
        ("Bearer pat-other", "not found or not valid"),
    ],
)
def test_without_a_token_nothing_goes(connection: HTTPConnection, header: str | None, said: str) -> None:
    """No token and a wrong one are 401 with words of their own."""
    connection.request("GET", CONTACTS, headers={"Authorization": header} if header else {})
    answer, text = answered(connection)
    got = json.loads(text)
    assert (answer.status, got["category"]) == (401, "INVALID_AUTHENTICATION")
    assert said in got["message"]


@pytest.mark.parametrize(
    ("method", "path", "scopes"),
    [
        ("GET", "/crm/v3/objects/deals", ["crm.objects.deals.read"]),
        ("DELETE", "/crm/v3/objects/deals/1", ["crm.objects.deals.write"]),
        ("POST", "/crm/v3/objects/companies/search", ["crm.objects.companies.read"]),
        ("POST", "/crm/v3/objects/companies/batch/update", ["crm.objects.companies.write"]),
        ("GET", "/crm/v3/objects/0-27", ["crm.objects.contacts.read"]),
        ("POST", "/crm/v3/objects/note", ["crm.objects.contacts.write"]),
        ("GET", "/crm/v3/objects/tickets", ["tickets"]),
        ("POST", "/crm/v3/objects/tickets", ["tickets"]),
        (
            "PUT",
            "/crm/v4/objects/deals/1/associations/default/contacts/1",
            ["crm.objects.deals.write", "crm.objects.contacts.write"],
        ),
        (
            "POST",
            "/crm/v4/associations/deals/companies/batch/read",
            ["crm.objects.deals.read", "crm.objects.companies.read"],
        ),
        ("GET", "/crm/v3/properties/deals", ["crm.schemas.deals.read"]),
        ("POST", "/crm/v3/properties/deals/batch/read", ["crm.schemas.deals.read"]),
        ("PATCH", "/crm/v3/properties/deals/amount", ["crm.schemas.deals.write"]),
        ("GET", "/crm/v3/owners/1", ["crm.objects.owners.read"]),
        ("GET", "/crm/v3/pipelines/deals", ["crm.objects.deals.read"]),
        ("DELETE", "/crm/v3/pipelines/tickets/0", ["tickets"]),
        ("GET", "/crm/v3/lists/1", ["crm.lists.read"]),
        ("DELETE", "/crm/v3/lists/1", ["crm.lists.write"]),
    ],
)
def test_each_call_has_its_scopes(
    api: Api, portal: Portal, method: str, path: str, scopes: list[str]
) -> None:
    """Without them a call is refused with their names, and with them it is not."""
    portal.deny_scopes(*scopes)
    status, got = api(method, path, {} if method != "GET" else None)
    assert (status, got["category"]) == (403, "MISSING_SCOPES")
    assert got["message"].startswith("This app hasn't been granted all required scopes to make this call.")
    assert got["errors"][0]["context"]["requiredGranularScopes"] == scopes
    portal.missing_scopes.clear()
    assert api(method, path, {} if method != "GET" else None)[0] != 403


def test_scopes_do_not_matter_to_the_account(api: Api, portal: Portal) -> None:
    """Any valid token may ask what account it belongs to."""
    portal.deny_scopes("crm.objects.contacts.read", "oauth")
    assert api("GET", "/account-info/2026-03/details")[0] == 200


@pytest.mark.parametrize(
    ("time_zone", "offset", "minutes"),
    [
        ("Europe/Berlin", "+02:00", 120),
        ("America/St_Johns", "-02:30", -150),
        ("Asia/Kolkata", "+05:30", 330),
    ],
)
def test_the_account_is_where_it_was_set(
    api: Api, portal: Portal, time_zone: str, offset: str, minutes: int
) -> None:
    """Offset and currency follow the account's settings; a zone that does not exist is refused."""
    portal.set_account(time_zone=time_zone, currency="CAD")
    _, got = api("GET", "/account-info/2026-03/details")
    assert (got["timeZone"], got["companyCurrency"]) == (time_zone, "CAD")
    assert (got["utcOffset"], got["utcOffsetMilliseconds"]) == (offset, minutes * 60_000)
    with pytest.raises(KeyError):
        portal.set_account(time_zone="Europe/Atlantis")


def test_connections_stay_open_and_carry_everything(connection: HTTPConnection, portal: Portal) -> None:
    """Calls of every kind follow each other on one connection: counted bodies, chunks, HEAD, and answers without a body."""
    token = {"Authorization": f"Bearer {portal.token}"}
    chunks = [b'{"properties": {"last', b'name": "A"}}']
    connection.request("POST", CONTACTS, iter(chunks), token, encode_chunked=True)
    answer, text = answered(connection)
    socket_used = connection.sock
    assert (answer.status, json.loads(text)["id"]) == (201, "1001")
    connection.request("HEAD", f"{CONTACTS}/1001", headers=token)
    answer, text = answered(connection)
    assert (answer.status, text, int(answer.headers["Content-Length"]) > 100) == (200, b"", True)
    long = json.dumps({"properties": {"jobtitle": "x" * 60_000}})
    connection.request("PATCH", f"{CONTACTS}/1001", long, token)
    assert answered(connection)[0].status == 200
    connection.request("DELETE", f"{CONTACTS}/1001", headers=token)
    answer, text = answered(connection)
    assert (answer.status, text, answer.headers["Content-Length"]) == (204, b"", None)
    assert connection.sock is socket_used


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        (f"{CONTACTS}?properties={'x' * 17_000}", {}, 414),
        (CONTACTS, {"Content-Length": str(BODY_AT_MOST + 1)}, 413),
        (CONTACTS, {"Content-Length": "many"}, 400),
        (CONTACTS, {"Transfer-Encoding": "chunked"}, 400),
    ],
)
def test_what_is_too_much_ends_the_connection(
    server: Server, portal: Portal, path: str, headers: dict[str, str], status: int
) -> None:
    """Addresses and bodies have their limits; what was not read cannot be followed by another call."""
    lines = [f"POST {path} HTTP/1.1", "Host: x", *(f"{name}: {text}" for name, text in headers.items())]
    with socket.create_connection(("127.0.0.1", urlsplit(server.url).port or 0), timeout=10) as raw:
        raw.sendall("\r\n".join([*lines, "", "no length\r\n"]).encode())
        answer = b"".join(iter(lambda: raw.recv(65_536), b""))
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.split()[1] == str(status).encode()
    assert json.loads(body)["status"] == "error"
    assert [call.status for call in portal.calls()] == [status]


def test_a_taken_port_is_told_in_plain_words(server: Server, portal: Portal) -> None:
    """Whoever starts a second one learns what to do."""
    port = urlsplit(server.url).port or 0
    with pytest.raises(PortTakenError, match=f"Port {port} is in use by another program"):
        serve(portal, port)
