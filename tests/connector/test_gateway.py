"""The one way to HubSpot: paths, manners, connections, and what may never happen on it."""

import http.client
import json
import logging
import threading
from collections.abc import Callable, Mapping

import pytest

from accounts.values import Kind
from connector import (
    EffectUnknown,
    Gateway,
    HubSpot,
    HubSpotError,
    Manners,
    Odd2xx,
    RateLimited,
    Refused,
    TransactionIsOpen,
    Unauthorized,
    Unmapped,
    Unreachable,
    pool,
)
from connector.paths import dated
from sandbox import Portal, Server
from tests.connector.conftest import Wire

Connect = Callable[..., HubSpot]
TOKEN = "pat-eu1-this-must-never-be-shown"
COMPANY = b'{"status": "COMPLETE", "results": [{"id": "1", "properties": {"name": "Ada"}}]}'
HASTY = Manners(timeout=(1, 0.2))

PATHS = [
    ("/crm/v3/objects/{objectType}/batch/read", "/crm/objects/2026-03/{objectType}/batch/read"),
    ("/crm/v3/objects/{objectType}", "/crm/objects/2026-03/{objectType}"),
    (
        "/crm/v4/associations/{fromObjectType}/{toObjectType}/batch/read",
        "/crm/associations/2026-03/{fromObjectType}/{toObjectType}/batch/read",
    ),
    ("/crm/v3/properties/{objectType}/groups", "/crm/properties/2026-03/{objectType}/groups"),
    ("/crm/v3/pipelines/{objectType}", "/crm/pipelines/2026-03/{objectType}"),
    ("/crm/v3/owners/", "/crm/owners/2026-03"),
    ("/account-info/v3/details", "/account-info/2026-03/details"),
]


@pytest.mark.parametrize(("written", "called"), PATHS)
def test_a_path_is_called_by_its_dated_name(written: str, called: str) -> None:
    """Every path of the client that we use has its dated form, in each version; v3 stays as it was."""
    assert dated(written, "2026-03") == called
    assert dated(written, "2026-09") == called.replace("2026-03", "2026-09")
    assert dated(written, "v3") == written


@pytest.mark.parametrize("version", ["2026-03", "2026-09", "v3"])
def test_a_path_that_nobody_mapped_is_never_called(version: str) -> None:
    """A path that the table does not know is refused with the place to add it, in every version."""
    with pytest.raises(Unmapped, match=r"/crm/v3/imports.*connector/paths\.py"):
        dated("/crm/v3/imports/{importId}", version)


@pytest.mark.parametrize("version", ["2026-03", "2026-09", "v3"])
def test_every_endpoint_answers_in_every_version(portal: Portal, connect: Connect, version: str) -> None:
    """All calls work on dated paths and on the old ones, and only such paths are called."""
    company = portal.create("companies", {"name": "Hollow Oak Logistics Ltd"})
    portal.add_list("Webinar", "contacts")
    hubspot = connect(version)
    hubspot.account()
    hubspot.owners()
    hubspot.pipelines()
    hubspot.lists()
    assert list(hubspot.members(hubspot.list_named("Webinar") or "")) == []
    hubspot.definitions(Kind.COMPANY)
    assert [record.id for page in hubspot.pages(Kind.COMPANY, ["name"]) for record in page] == [company]
    assert hubspot.update(Kind.COMPANY, [(company, {"name": "Oak"})])[0].error is None
    created = hubspot.create_task({"hs_timestamp": "2026-09-08T09:00:00Z"}, company, (), "a/1")
    assert [task.id for task in hubspot.tasks_of([company])] == [created.id]
    called = {call.path for call in portal.calls()}
    assert called
    wanted = ("/v3", "/v4") if version == "v3" else (f"/{version}",)
    assert all(any(part in path for part in wanted) for path in called)


def test_everybody_is_told_of_calls_and_the_budget_comes_first(portal: Portal, served: Server) -> None:
    """`before` is asked ahead of each call and told which are searches; `on_answer` hears status and headers."""
    heard: list[object] = []

    def before(template: str, is_search: bool) -> None:  # noqa: FBT001 - the shape of Manners.before
        heard.append((template, is_search, len(portal.calls())))

    def on_answer(template: str, status: int | None, headers: Mapping[str, str]) -> None:
        heard.append((template, status, headers.get("x-hubspot-ratelimit-max")))

    hubspot = HubSpot(Gateway(portal.token, served.url, manners=Manners(before, on_answer)))
    hubspot.account()
    list(hubspot.changed_since(Kind.DEAL, portal.now(), portal.now()))
    assert heard == [
        ("/account-info/2026-03/details", False, 0),
        ("/account-info/2026-03/details", 200, "190"),
        ("/crm/objects/2026-03/{objectType}/search", True, 1),
        ("/crm/objects/2026-03/{objectType}/search", 200, None),
    ]


def test_a_budget_that_says_no_stops_the_call(portal: Portal, connect: Connect) -> None:
    """What `before` raises reaches the caller, and nothing was called."""

    def before(_template: str, _is_search: bool) -> None:  # noqa: FBT001 - the shape of Manners.before
        raise RateLimited("daily", 60)

    with pytest.raises(RateLimited):
        connect(manners=Manners(before=before)).account()
    assert portal.calls() == []


def test_failures_are_told_too(portal: Portal, connect: Connect) -> None:
    """A refusal and a silence count as calls: the status is told, or None where none came."""
    heard: list[int | None] = []

    def on_answer(_template: str, status: int | None, _headers: Mapping[str, str]) -> None:
        heard.append(status)

    hubspot = connect(manners=Manners(on_answer=on_answer, timeout=(1, 0.2)))
    portal.faults.answer_next("GET", "/details", 429)
    portal.faults.silent("GET", "/details")
    for _ in range(2):
        with pytest.raises(HubSpotError):
            hubspot.account()
    assert heard == [429, None]


def test_no_call_while_a_transaction_is_open(portal: Portal, connect: Connect) -> None:
    """An open transaction makes every call fail with the rule, before the budget is touched."""
    asked: list[str] = []
    manners = Manners(before=lambda template, _: asked.append(template), transaction_is_open=lambda: True)
    with pytest.raises(TransactionIsOpen, match="commit first"):
        connect(manners=manners).account()
    assert (asked, portal.calls()) == ([], [])


def test_many_threads_share_one_pool(portal: Portal, served: Server) -> None:
    """Eight threads on several packages of the client get their own answers over at most four connections."""
    ids = [portal.create("companies", {"name": f"Company {number}"}) for number in range(8)]
    connections = pool(4)
    hubspot = HubSpot(Gateway(portal.token, served.url, connections=connections))
    wrong: list[str] = []

    def work(record_id: str) -> None:
        for _ in range(10):
            found = hubspot.batch(Kind.COMPANY, [record_id], ["name"])
            if [record.id for record in found.records] != [record_id] or not hubspot.pipelines():
                wrong.append(record_id)

    threads = [threading.Thread(target=work, args=(record_id,)) for record_id in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    opened = [connections.connection_from_url(served.url).num_connections]
    assert len(connections.pools) == 1
    assert opened[0] <= 4
    assert len(portal.calls()) == 160


def test_a_silent_server_does_not_hold_a_read(portal: Portal, connect: Connect) -> None:
    """No answer to a read within the time limit: HubSpot is unreachable, and the call was made once."""
    portal.faults.silent("GET", "/details")
    with pytest.raises(Unreachable):
        connect(manners=HASTY).account()
    assert len(portal.calls("GET", "/details")) == 1


def test_there_is_always_a_time_limit() -> None:
    """Without anybody asking for it, a call gives up: HubSpot's client alone would wait for ever."""
    connect_limit, read_limit = Manners().timeout
    assert 0 < connect_limit < 5
    assert 0 < read_limit <= 10


def test_a_server_that_is_not_there() -> None:
    """A refused connection is told apart from a lost answer, for reads and for changes."""
    hubspot = HubSpot(Gateway(TOKEN, "http://127.0.0.1:1"))
    with pytest.raises(Unreachable, match="FLIPFUNNEL_HUBSPOT_HOST"):
        hubspot.account()
    written = hubspot.update(Kind.COMPANY, [("1", {"name": "Ada"})])
    assert isinstance(written[0].error, Unreachable)
    assert not isinstance(written[0].error, EffectUnknown)


def test_a_server_that_does_not_speak_tls(wire: Wire) -> None:
    """A failed handshake is no answer; HubSpot's client reports it as a refusal without a status."""
    hubspot = HubSpot(Gateway(TOKEN, wire.url.replace("http:", "https:")))
    with pytest.raises(Unreachable):
        hubspot.account()
    assert wire.bodies == []


@pytest.mark.parametrize(
    ("status", "body"),
    [(202, COMPANY), (200, b"<html>Please log in</html>"), (200, b"[]"), (200, b"\xff\xfe{"), (200, b"[" * 100_000)],
)  # fmt: skip
def test_an_odd_yes(wire: Wire, status: int, body: bytes) -> None:
    """A 2xx that is not HubSpot's: after a read it is no answer, after a change the effect is unknown."""
    hubspot = HubSpot(Gateway(TOKEN, wire.url))
    wire.say(status, body)
    with pytest.raises(Unreachable):
        hubspot.batch(Kind.COMPANY, ["1"], ["name"])
    wire.say(status, body)
    written = hubspot.update(Kind.COMPANY, [("1", {"name": "Ada"})])
    assert isinstance(written[0].error, Odd2xx)


def test_a_creation_answered_with_200_is_unknown(wire: Wire) -> None:
    """HubSpot's client turns an unexpected 200 into nothing at all; here it is an outcome to read back."""
    wire.say(200, COMPANY)
    created = HubSpot(Gateway(TOKEN, wire.url)).create_task({}, "1", (), "a/1")
    assert isinstance(created.error, Odd2xx)
    assert created.id is None


def test_a_redirect_is_not_followed(wire: Wire) -> None:
    """The token goes to no other address than the one that is set."""
    wire.say(302, b"", {"Location": f"{wire.url}/elsewhere"})
    with pytest.raises(Refused):
        HubSpot(Gateway(TOKEN, wire.url)).account()
    assert len(wire.heads) == 1


def test_a_retry_after_is_told_and_not_slept_through(wire: Wire) -> None:
    """Waiting is for the caller to plan: the library's own retries are off."""
    wire.say(503, b"", {"Retry-After": "3600"})
    with pytest.raises(HubSpotError) as caught:
        HubSpot(Gateway(TOKEN, wire.url)).account()
    assert caught.value.retry_after == 3600
    assert len(wire.heads) == 1


def test_the_token_is_sent_and_never_shown(wire: Wire, caplog: pytest.LogCaptureFixture) -> None:
    """No text of ours holds the token, whatever goes wrong; personal data of a refusal stays out of the log too."""
    caplog.set_level(logging.DEBUG)
    gateway = Gateway(TOKEN, wire.url)
    hubspot = HubSpot(gateway)
    shown = [repr(gateway), repr(hubspot)]
    for status in (200, 401, 403, 400, 404, 429, 500):
        wire.say(status, json.dumps({"message": f"{TOKEN[:3]} ada@example.com", "category": "X"}).encode())
    wire.answers.append(None)
    for _ in range(8):
        with pytest.raises(HubSpotError) as caught:
            hubspot.batch(Kind.CONTACT, ["1"], ["email"])
        shown += [str(caught.value), repr(caught.value), repr(vars(caught.value))]
        assert "ada@" not in str(caught.value)
    shown.append(caplog.text)
    assert all(TOKEN in head for head in wire.heads)
    assert not any(TOKEN in text for text in shown)
    assert "ada@" not in caplog.text


def test_a_wrong_token_is_one_plain_sentence(portal: Portal, hubspot: HubSpot) -> None:
    """A withdrawn token says so and what to do; with a good one work goes on by itself."""
    portal.revoke_token()
    with pytest.raises(Unauthorized, match=r"does not accept the access token.*FLIPFUNNEL_HUBSPOT_TOKEN"):
        hubspot.account()
    portal.restore_token()
    assert hubspot.account().portal_id == portal.portal_id


def test_log_levels_of_others_stay_as_they_were(wire: Wire) -> None:
    """The client resets the logging of urllib3 and http.client for the whole program; we undo that."""
    logger = logging.getLogger("urllib3")
    before = logger.level
    logger.setLevel(logging.ERROR)
    http.client.HTTPConnection.debuglevel = 1
    try:
        Gateway(TOKEN, wire.url).crm.objects  # noqa: B018 - touching it is what resets the levels
        _ = Gateway(TOKEN, wire.url).crm.objects.batch_api
        assert (logger.level, http.client.HTTPConnection.debuglevel) == (logging.ERROR, 1)
    finally:
        logger.setLevel(before)
        http.client.HTTPConnection.debuglevel = 0
