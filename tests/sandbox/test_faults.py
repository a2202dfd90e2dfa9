"""Faults on order: what HubSpot shows on bad days, and that every process that serves the portal shows it."""

from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

import pytest

from sandbox import Portal, Server, story

Api = Callable[..., Any]
COMPANIES = "/crm/objects/2026-03/companies"


@pytest.mark.parametrize(
    ("status", "retry_after", "said"),
    [
        (423, None, "locked"),
        (429, None, "ten_secondly_rolling"),
        (477, "3600", "migrated"),
        (500, None, "500"),
    ],
)
def test_usual_answers(api: Api, portal: Portal, status: int, retry_after: str | None, said: str) -> None:
    """Each status has HubSpot's shape; only a migration says when to come again."""
    portal.faults.answer_next("GET", "/companies$", status)
    got, body, headers = api("GET", COMPANIES, full=True)
    assert (got, headers.get("Retry-After"), body["status"]) == (status, retry_after, "error")
    assert said in body["message"]
    assert api("GET", COMPANIES)[0] == 200


@pytest.mark.parametrize("status", [502, 503, 504, 521, 523, 524])
def test_pages_of_a_gateway(server: Server, portal: Portal, status: int) -> None:
    """What stands before HubSpot answers in HTML."""
    portal.faults.page_next("*", "/companies", status)
    connection = _connection(server)
    connection.request("POST", COMPANIES, "{}", {"Authorization": f"Bearer {portal.token}"})
    answer = connection.getresponse()
    page = answer.read().decode()
    connection.close()
    assert (answer.status, answer.getheader("Content-Type")) == (status, "text/html; charset=UTF-8")
    assert page.startswith("<html>")
    assert str(status) in page


def test_a_slow_answer_comes_late_and_whole(api: Api, portal: Portal) -> None:
    """The call takes effect at its end; the next one is quick again."""
    portal.faults.slow("POST", "/companies$", 0.3)
    begun = monotonic()
    assert api("POST", COMPANIES, {"properties": {"name": "A"}})[0] == 201
    assert monotonic() - begun > 0.29
    begun = monotonic()
    assert api("GET", COMPANIES)[0] == 200
    assert monotonic() - begun < 0.29


def test_faults_are_listed_and_forgotten(api: Api, portal: Portal) -> None:
    """What is still to come can be seen; stop() forgets it."""
    portal.faults.answer_next("GET", "/companies", 503, times=2)
    api("GET", COMPANIES)
    assert [(fault.status, left) for fault, left in portal.faults.listed()] == [(503, 1)]
    portal.faults.stop()
    assert portal.faults.listed() == []
    assert api("GET", COMPANIES)[0] == 200


def test_another_process_sees_what_is_denied(api: Api, portal: Portal, tmp_path: Path) -> None:
    """Faults, missing scopes, a revoked token and limits that one process orders hold in all that serve the portal."""
    other = Portal.open(tmp_path, virtual_now=story.START)
    other.faults.answer_next("GET", "/companies", 503)
    assert api("GET", COMPANIES)[0] == 503
    other.deny_scopes("crm.objects.companies.read", "crm.objects.deals.read")
    assert api("GET", COMPANIES)[0] == 403
    assert set(portal.missing_scopes) == {"crm.objects.companies.read", "crm.objects.deals.read"}
    other.revoke_token()
    assert api("GET", COMPANIES)[0] == 401
    other.restore_token()
    other.missing_scopes = set()
    other.set_limits(ten_secondly=0)
    assert api("GET", COMPANIES)[0] == 429
    other.close()


def _connection(server: Server) -> HTTPConnection:
    return HTTPConnection(urlsplit(server.url).netloc, timeout=10)
