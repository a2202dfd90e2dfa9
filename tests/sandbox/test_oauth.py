"""OAuth: from a person's consent to tokens that carry scopes, expire, and end."""

import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from sandbox import Portal, Server
from sandbox.oauth import OAuth

Api = Callable[..., Any]
Form = Callable[..., tuple[int, Any]]
BACK = "https://app.example/back"
READ = "crm.objects.contacts.read"
CONTACTS = "/crm/v3/objects/contacts"
TOKEN = "/oauth/2026-03/token"


@pytest.fixture
def form(server: Server) -> Form:
    """A form as OAuth clients send it: path, fields -> (status, JSON)."""

    def send(path: str, fields: Mapping[str, str], kind: str = "application/x-www-form-urlencoded") -> Any:
        connection = HTTPConnection(urlsplit(server.url).netloc, timeout=10)
        connection.request("POST", path, urlencode(fields), {"Content-Type": kind})
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        return answer.status, json.loads(text) if text else None

    return send


def client(portal: Portal, **more: str) -> dict[str, str]:
    app = portal.oauth.app
    return {"client_id": app.client_id, "client_secret": app.client_secret, **more}


def by_code(portal: Portal, *scopes: str) -> dict[str, str]:
    """The fields of a code's exchange."""
    code = portal.oauth.authorize(portal.oauth.app.client_id, BACK, scopes or [READ])
    return client(portal, grant_type="authorization_code", code=code, redirect_uri=BACK)


@pytest.mark.parametrize("path", ["/oauth/v1/token", "/oauth/v3/token", TOKEN, "/oauth/2026-09/token"])
def test_a_code_becomes_a_token_that_works(api: Api, form: Form, portal: Portal, path: str) -> None:
    """Older and dated paths exchange a code once, for half an hour; the dated answer tells more."""
    asked = by_code(portal)
    status, got = form(path, asked)
    assert (status, got["token_type"], got["expires_in"]) == (200, "bearer", 1800)
    assert api("GET", CONTACTS, token=got["access_token"])[0] == 200
    told = {} if path == "/oauth/v1/token" else {"hub_id": portal.portal_id, "scopes": [READ]}
    assert {name: got[name] for name in ("hub_id", "scopes") if name in got} == told
    status, again = form(path, asked)
    assert (status, again["status"], again["error"]) == (400, "BAD_AUTH_CODE", "invalid_grant")


def test_a_refresh_token_stays_the_same(form: Form, portal: Portal) -> None:
    """Refreshing gives another access token with the same scopes; the refresh token does not rotate."""
    first = form(TOKEN, by_code(portal))[1]
    asked = client(portal, grant_type="refresh_token", refresh_token=first["refresh_token"])
    status, second = form(TOKEN, asked)
    assert (status, second["refresh_token"], second["scopes"]) == (200, first["refresh_token"], [READ])
    assert second["access_token"] != first["access_token"]


@pytest.mark.parametrize(
    ("late", "said"),
    [
        (timedelta(), "expired 0 second(s) ago."),
        (timedelta(seconds=59), "expired 59 second(s) ago."),
        (timedelta(minutes=61), "expired 1 hour(s) ago."),
        (timedelta(days=3), "expired 3 day(s) ago."),
    ],
)
def test_a_token_expires_in_the_portals_time(
    api: Api, form: Form, portal: Portal, late: timedelta, said: str
) -> None:
    """After 1800 seconds a call is a 401 that tells when the token expired."""
    token = form(TOKEN, by_code(portal))[1]["access_token"]
    end = portal.now() + timedelta(seconds=1800)
    portal.set_now(end - timedelta(seconds=1))
    assert api("GET", CONTACTS, token=token)[0] == 200
    portal.set_now(end + late)
    status, got = api("GET", CONTACTS, token=token)
    assert (status, got["category"]) == (401, "EXPIRED_AUTHENTICATION")
    assert said in got["message"]
    assert got["context"]["expire time"] == ["2026-09-07T06:30:00Z"]


def test_the_scopes_of_a_token_hold(api: Api, form: Form, portal: Portal) -> None:
    """What was not granted is a 403, whatever the portal's own app may do."""
    token = form(TOKEN, by_code(portal, READ))[1]["access_token"]
    status, got = api("POST", CONTACTS, {"properties": {"lastname": "A"}}, token)
    assert (status, got["category"]) == (403, "MISSING_SCOPES")
    assert got["errors"][0]["context"] == {"requiredGranularScopes": ["crm.objects.contacts.write"]}
    assert api("GET", "/account-info/v3/details", token=token)[0] == 200
    assert api("POST", CONTACTS, {"properties": {"lastname": "A"}})[0] == 201


@pytest.mark.parametrize(
    ("changed", "status", "error"),
    [
        ({"client_id": "other"}, "BAD_CLIENT_ID", "invalid_client"),
        ({"client_secret": "other"}, "BAD_CLIENT_SECRET", "invalid_client"),
        ({"code": "other"}, "BAD_AUTH_CODE", "invalid_grant"),
        ({"redirect_uri": "https://other.example"}, "BAD_REDIRECT_URI", "invalid_grant"),
        ({"grant_type": "password"}, "BAD_GRANT_TYPE", "unsupported_grant_type"),
        ({"grant_type": "refresh_token"}, "BAD_REFRESH_TOKEN", "invalid_grant"),
        ({"grant_type": "client_credentials"}, "BAD_SCOPE", "invalid_scope"),
    ],
)
def test_refusals(form: Form, portal: Portal, changed: dict[str, str], status: str, error: str) -> None:
    """Each is a 400 with the older and the newer words, and leaves the code as it was."""
    asked = by_code(portal)
    for path in ("/oauth/v1/token", TOKEN):
        code, got = form(path, {**asked, **changed})
        assert (code, got["status"], got["error"]) == (400, status, error)
        assert got["message"] == got["error_description"]
    assert form(TOKEN, asked)[0] == 200


def test_a_code_is_good_for_a_short_time(form: Form, portal: Portal) -> None:
    """Too late is a refusal of its own."""
    asked = by_code(portal)
    portal.set_now(portal.now() + timedelta(hours=1))
    assert form(TOKEN, asked)[1]["status"] == "EXPIRED_AUTH_CODE"


def test_json_is_no_form(form: Form, portal: Portal) -> None:
    """The token endpoints take forms only."""
    assert form(TOKEN, by_code(portal), kind="application/json")[0] == 415


def test_what_a_token_is(api: Api, form: Form, portal: Portal) -> None:
    """Introspection and the older endpoints tell portal, scopes and what is left; for a spent token, that it is none."""
    made = form(TOKEN, by_code(portal))[1]
    portal.set_now(portal.now() + timedelta(seconds=300))
    _, found = form(f"{TOKEN}/introspect", client(portal, token=made["access_token"]))
    assert (found["active"], found["token_use"], found["expires_in"]) == (True, "access_token", 1500)
    _, refresh = form(f"{TOKEN}/introspect", client(portal, token=made["refresh_token"]))
    assert (refresh["token_use"], refresh["hub_id"]) == ("refresh_token", portal.portal_id)
    older = api("GET", f"/oauth/v1/access-tokens/{made['access_token']}", token="")[1]
    assert (older["scopes"], older["expires_in"], older["app_id"]) == ([READ], 1500, portal.app_id)
    assert api("GET", f"/oauth/v1/refresh-tokens/{made['refresh_token']}")[1]["token_type"] == "refresh"
    portal.set_now(portal.now() + timedelta(seconds=1500))
    assert form(f"{TOKEN}/introspect", client(portal, token=made["access_token"])) == (
        200,
        {"active": False},
    )
    assert api("GET", f"/oauth/v1/access-tokens/{made['access_token']}")[0] == 404
    assert form(f"{TOKEN}/introspect", {"token": made["refresh_token"]})[1]["status"] == "BAD_CLIENT_ID"


@pytest.mark.parametrize("older", [True, False])
def test_a_refresh_token_can_be_revoked(api: Api, form: Form, portal: Portal, older: bool) -> None:  # noqa: FBT001 # a table's column
    """Then nothing new comes of it; what it gave before lives on until it expires."""
    made = form(TOKEN, by_code(portal))[1]
    if older:
        assert api("DELETE", f"/oauth/v1/refresh-tokens/{made['refresh_token']}")[0] == 204
    else:
        assert form(f"{TOKEN}/revoke", client(portal, token=made["refresh_token"]))[0] == 200
    asked = client(portal, grant_type="refresh_token", refresh_token=made["refresh_token"])
    assert form(TOKEN, asked)[1]["status"] == "BAD_REFRESH_TOKEN"
    assert api("GET", CONTACTS, token=made["access_token"])[0] == 200


def test_the_app_can_be_registered(portal: Portal) -> None:
    """An app has its id, secret, scopes and addresses; consent to anything else cannot be had."""
    portal.oauth.register("id-1", "secret-1", [READ], [BACK])
    seen_by_another = OAuth(portal.db, portal.now)
    assert seen_by_another.authorize("id-1", BACK, [READ])
    for asked in (("id-2", BACK, [READ]), ("id-1", f"{BACK}2", [READ]), ("id-1", BACK, ["tickets"])):
        with pytest.raises(ValueError, match=r"client_id|scopes"):
            seen_by_another.authorize(*asked)
