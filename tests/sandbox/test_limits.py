"""Rate limits: how many calls pass, what the refusals look like, what the headers tell, and when it begins anew."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sandbox import Portal
from sandbox.errors import RateLimitError
from sandbox.limits import Windows

Api = Callable[..., Any]
CONTACTS = "/crm/objects/2026-03/contacts"
SEARCH: tuple[str, str, dict[str, Any]] = ("POST", f"{CONTACTS}/search", {})
LIST = ("GET", CONTACTS)
THREADS = 16


class Clock:
    """Seconds that pass when they are told to."""

    seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock(portal: Portal) -> Clock:
    ticking = Clock()
    portal.windows = Windows(ticking)
    return ticking


def statuses(api: Api, call: tuple[Any, ...], times: int) -> list[int]:
    return [api(*call)[0] for _ in range(times)]


def test_without_limits_every_call_passes(api: Api) -> None:
    """A portal as it is opened limits nothing."""
    assert set(statuses(api, LIST, 30) + statuses(api, SEARCH, 30)) == {200}


def test_the_ten_seconds_roll(api: Api, portal: Portal, clock: Clock) -> None:
    """A place is free again ten seconds after it was taken, one by one; refused calls take none."""
    portal.set_limits(ten_secondly=3)
    assert statuses(api, LIST, 2) == [200, 200]
    clock.seconds += 6
    assert statuses(api, LIST, 3) == [200, 429, 429]
    clock.seconds += 4
    assert statuses(api, LIST, 3) == [200, 200, 429]


def test_search_has_its_own_second(api: Api, portal: Portal, clock: Clock) -> None:
    """Searches do not count in the ten seconds, and ordinary calls not in the second."""
    portal.set_limits(ten_secondly=1, search_per_second=2)
    assert statuses(api, SEARCH, 3) == [200, 200, 429]
    assert statuses(api, LIST, 2) == [200, 429]
    clock.seconds += 1
    assert statuses(api, SEARCH, 1) == [200]
    assert statuses(api, LIST, 1) == [429]


@pytest.mark.parametrize(
    ("limits", "call", "expected"),
    [
        (
            {"ten_secondly": 0},
            LIST,
            {
                "message": "You have reached your ten_secondly_rolling limit.",
                "errorType": "RATE_LIMIT",
                "policyName": "TEN_SECONDLY_ROLLING",
                "groupName": "publicapi:private-apps:APP",
            },
        ),
        (
            {"daily": 0},
            LIST,
            {
                "message": "You have reached your daily limit.",
                "errorType": "RATE_LIMIT",
                "policyName": "DAILY",
                "requestId": "REQUEST",
            },
        ),
        (
            {"search_per_second": 0},
            SEARCH,
            {"message": "You have reached your secondly limit.", "category": "RATE_LIMITS"},
        ),
    ],
)
def test_the_two_forms_of_a_refusal(
    api: Api, portal: Portal, limits: dict[str, int], call: tuple[Any, ...], expected: dict[str, str]
) -> None:
    """A search's refusal names no policy, as recorded; none of them has a Retry-After, all of them tell the day."""
    portal.set_limits(**limits)
    status, body, headers = api(*call, full=True)
    assert (status, body.pop("status"), bool(body.pop("correlationId"))) == (429, "error", True)
    assert (portal.token in str(body), len(body.get("requestId", "REQUEST")) > 0) == (False, True)
    told_of = {"APP": str(portal.app_id), "REQUEST": body.get("requestId", "")}
    assert body == {name: _filled(text, told_of) for name, text in expected.items()}
    told = {name for name in headers if "retry" in name.lower() or "ratelimit" in name.lower()}
    assert told == {"X-HubSpot-RateLimit-Daily", "X-HubSpot-RateLimit-Daily-Remaining"}


def _filled(text: str, told: dict[str, str]) -> str:
    for mark, meant in told.items():
        text = text.replace(mark, meant)
    return text


def test_headers_count_down(api: Api, portal: Portal) -> None:
    """Ordinary answers tell both limits and what is left of them; searches take from the day only, and tell that."""
    portal.set_limits(ten_secondly=20, daily=100)
    api(*SEARCH)
    api(*LIST)
    headers = api(*LIST, full=True)[2]
    told = {name.removeprefix("X-HubSpot-RateLimit-"): text for name, text in headers.items()}
    assert (told["Max"], told["Remaining"], told["Interval-Milliseconds"]) == ("20", "18", "10000")
    assert (told["Secondly"], told["Secondly-Remaining"]) == ("2", "2")
    assert (told["Daily"], told["Daily-Remaining"]) == ("100", "97")
    headers = api(*SEARCH, full=True)[2]
    told = {
        name.removeprefix("X-HubSpot-RateLimit-"): text
        for name, text in headers.items()
        if "RateLimit" in name
    }
    assert told == {"Daily": "100", "Daily-Remaining": "96"}


@pytest.mark.parametrize(
    ("time_zone", "minutes_to_midnight"),
    [("Europe/Berlin", 15 * 60), ("America/New_York", 21 * 60), ("UTC", 17 * 60)],
)
def test_the_day_ends_at_the_accounts_midnight(
    api: Api, portal: Portal, time_zone: str, minutes_to_midnight: int
) -> None:
    """The daily limit begins anew at midnight where the account is."""
    portal.set_account(time_zone=time_zone)
    portal.set_now(datetime(2026, 9, 8, 7, tzinfo=UTC))
    portal.set_limits(daily=2)
    assert statuses(api, LIST, 3) == [200, 200, 429]
    portal.set_now(portal.now() + timedelta(minutes=minutes_to_midnight - 1))
    assert statuses(api, LIST, 1) == [429]
    portal.set_now(portal.now() + timedelta(minutes=1))
    assert statuses(api, LIST, 3) == [200, 200, 429]


def test_the_account_tells_how_much_of_its_day_is_used(api: Api, portal: Portal) -> None:
    """api-usage has the calls since midnight, the limit, and when it begins anew."""
    portal.set_limits(daily=50)
    statuses(api, LIST, 3)
    _, got = api("GET", "/account-info/2026-03/api-usage/daily/private-apps")
    usage = got["results"][0]
    assert (usage["usageLimit"], usage["currentUsage"], usage["fetchStatus"]) == (50, 4, "SUCCESS")
    assert usage["resetsAt"] == "2026-09-07T22:00:00Z"


def test_every_app_has_its_own_ten_seconds(api: Api, portal: Portal) -> None:
    """An OAuth app is not held up by another app's calls; it knows no daily limit and no header of it."""
    portal.set_limits(ten_secondly=1, daily=1)
    assert statuses(api, LIST, 2) == [200, 429]
    app = portal.oauth.app
    code = portal.oauth.authorize(app.client_id, "https://app.example", ["crm.objects.contacts.read"])
    asked = {"grant_type": "authorization_code", "code": code, "redirect_uri": "https://app.example"}
    token = portal.oauth.grant(
        {**asked, "client_id": app.client_id, "client_secret": app.client_secret}
    ).token
    status, _, headers = api(*LIST, token=token, full=True)
    assert (status, headers["X-HubSpot-RateLimit-Remaining"]) == (200, "0")
    assert "X-HubSpot-RateLimit-Daily" not in headers


@pytest.mark.parametrize(
    ("limits", "call"),
    [({"ten_secondly": 40}, LIST), ({"daily": 40}, LIST), ({"search_per_second": 40}, SEARCH)],
)
def test_limits_are_exact_under_many_threads(
    api: Api, portal: Portal, clock: Clock, limits: dict[str, int], call: tuple[Any, ...]
) -> None:
    """Sixteen callers at once get exactly as many answers as the limit allows."""
    portal.set_limits(**limits)
    with ThreadPoolExecutor(THREADS) as callers:
        got = list(callers.map(lambda _: api(*call)[0], range(THREADS * 4)))
    assert Counter(got) == {200: 40, 429: THREADS * 4 - 40}
    assert clock.seconds == Clock.seconds


def test_two_processes_share_the_day(portal: Portal) -> None:
    """The day is counted in the portal's file: whoever else serves it goes on from there."""
    portal.set_limits(daily=3)
    now = int(portal.now().timestamp() * 1000)
    for windows in (Windows(), Windows(), Windows()):
        windows.admit(portal.db, "app", now, search=False, daily=True)
    with pytest.raises(RateLimitError):
        Windows().admit(portal.db, "app", now, search=False, daily=True)
