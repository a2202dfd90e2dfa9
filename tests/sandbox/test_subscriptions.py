"""Subscriptions and webhook settings: over HTTP on every path, through two official clients, and where HubSpot refuses."""

from collections.abc import Callable
from typing import Any, Protocol

import hubspot
import hubspot.webhooks
import pytest
from hubspot.webhooks.exceptions import ApiException
from hubspot_sdk import HubSpot

from sandbox import Portal, Server, story
from sandbox.errors import RefusalError

Api = Callable[..., Any]
PATHS = ("/webhooks/v3", "/webhooks/2026-03", "/app-webhooks/2025-09", "/app-webhooks/2026-09")
MADE = "2026-09-07T06:00:00Z"


class Target(Protocol):
    url: str

    def events(self) -> list[dict[str, Any]]: ...


@pytest.fixture
def base(portal: Portal) -> str:
    return f"/webhooks/2026-03/{portal.app_id}"


@pytest.mark.parametrize("prefix", PATHS)
def test_every_path_reads_the_same(portal: Portal, api: Api, prefix: str) -> None:
    """Old, dated and renamed paths give the same settings and subscriptions."""
    portal.subscribe("https://hooks.example/in", [("contact.propertyChange", "email")])
    key = f"?hapikey={portal.developer_key}"
    status, settings = api("GET", f"{prefix}/{portal.app_id}/settings{key}", token="none")
    at = settings["createdAt"]
    assert (status, settings) == (
        200,
        {
            "targetUrl": "https://hooks.example/in",
            "throttling": {"maxConcurrentRequests": 10},
            "createdAt": at,
            "updatedAt": at,
        },
    )
    status, listed = api("GET", f"{prefix}/{portal.app_id}/subscriptions{key}", token="none")
    assert (status, listed) == (
        200,
        {
            "results": [
                {
                    "id": "2100000",
                    "eventType": "contact.propertyChange",
                    "propertyName": "email",
                    "active": True,
                    "createdAt": at,
                    "updatedAt": at,
                }
            ]
        },
    )
    assert at.startswith(story.START.date().isoformat())


REFUSED_ACCESS = {
    "no key": ("", 54321, "none", 401),
    "another key": ("?hapikey=x", 54321, "none", 401),
    "another app": ("", 54322, None, 404),
    "the app's own token": ("", 54321, None, 200),
}


@pytest.mark.parametrize(("query", "app", "token", "expected"), REFUSED_ACCESS.values(), ids=REFUSED_ACCESS)
def test_who_may(api: Api, query: str, app: int, token: str | None, expected: int) -> None:
    """A developer's key or the app's token opens the app's subscriptions, and no other app's."""
    assert api("GET", f"/webhooks/v3/{app}/subscriptions{query}", token=token)[0] == expected


def test_settings_come_and_go(portal: Portal, api: Api, base: str, target: Target) -> None:
    """PUT sets where to and how many at once; DELETE ends it; without any there is nothing to read."""
    asked = {"targetUrl": target.url, "throttling": {"maxConcurrentRequests": 20, "period": "SECONDLY"}}
    assert api("GET", f"{base}/settings")[0] == 404
    assert api("PUT", f"{base}/settings", asked)[1]["throttling"] == {"maxConcurrentRequests": 20}
    api("POST", f"{base}/subscriptions", {"eventType": "company.creation", "active": True})
    portal.create("companies", {"name": "Acme"})
    assert portal.deliver().events > 0
    assert api("DELETE", f"{base}/settings") == (204, None)
    assert api("GET", f"{base}/settings")[0] == 404


BAD_SETTINGS = {
    "too few at once": ("https://hooks.example/in", 5, "greater than five"),
    "plain HTTP": ("http://hooks.example/in", 10, "HTTPS"),
    "no number": ("https://hooks.example/in", "10", "greater than five"),
    "no address": (None, 10, "HTTPS"),
}


@pytest.mark.parametrize(("url", "at_once", "said"), BAD_SETTINGS.values(), ids=BAD_SETTINGS)
def test_settings_that_are_refused(api: Api, base: str, url: str | None, at_once: Any, said: str) -> None:
    """A target must be HTTPS, and more than five requests at once."""
    asked = {"targetUrl": url, "throttling": {"maxConcurrentRequests": at_once}}
    status, answer = api("PUT", f"{base}/settings", asked)
    assert (status, answer["category"]) == (400, "VALIDATION_ERROR")
    assert said in answer["message"]


BAD_SUBSCRIPTIONS = {
    "a word of nobody": {"eventType": "contact.sneeze"},
    "tasks have no type of their own": {"eventType": "task.creation"},
    "a property is missing": {"eventType": "contact.propertyChange"},
    "a property too many": {"eventType": "contact.creation", "propertyName": "email"},
    "never told": {"eventType": "company.propertyChange", "propertyName": "hs_lastmodifieddate"},
    "never told either": {
        "eventType": "contact.propertyChange",
        "propertyName": "num_unique_conversion_events",
    },
    "of what?": {"eventType": "object.creation"},
    "of something unknown": {"eventType": "object.creation", "objectTypeId": "2-1"},
}


@pytest.mark.parametrize("asked", BAD_SUBSCRIPTIONS.values(), ids=BAD_SUBSCRIPTIONS)
def test_subscriptions_that_are_refused(api: Api, base: str, portal: Portal, asked: dict[str, str]) -> None:
    """What HubSpot does not tell cannot be subscribed to."""
    status, answer = api("POST", f"{base}/subscriptions", asked)
    assert (status, answer["category"]) == (400, "VALIDATION_ERROR")
    assert portal.subscribed == []


def test_a_refused_list_changes_nothing(portal: Portal) -> None:
    """Subscribing in the box is all or nothing."""
    portal.subscribe("https://hooks.example/in", [("deal.creation", None)])
    with pytest.raises(RefusalError):
        portal.subscribe("https://else.example", [("contact.creation", None), ("task.creation", None)])
    assert portal.subscribed == [("deal.creation", None)]


def test_the_thousand_and_first_is_refused(portal: Portal, api: Api, base: str) -> None:
    """HubSpot's own sentence for it, in the body that its guide prints."""
    portal.subscribe("", [("contact.propertyChange", f"p{number}") for number in range(1000)])
    status, answer = api("POST", f"{base}/subscriptions", {"eventType": "contact.creation"})
    assert status == 400
    assert answer.keys() == {"status", "message", "correlationId", "requestId"}
    assert answer["message"] == (
        "Couldn't create another subscription. You've reached the maximum number allowed per application (1000)."
    )


def test_a_paused_subscription_tells_nothing(portal: Portal, api: Api, base: str, target: Target) -> None:
    """What happens during the pause is never told, also not afterwards."""
    portal.subscribe(target.url, [("company.creation", None), ("contact.creation", None)])
    one, other = (row["id"] for row in api("GET", f"{base}/subscriptions")[1]["results"])
    status, answer = api("PATCH", f"{base}/subscriptions/{one}", {"active": False})
    assert (status, answer["active"]) == (200, False)
    portal.create("companies", {"name": "Unheard"})
    portal.create("contacts", {"email": "ada@acme.example"})
    inputs = [{"id": int(one), "active": True}, {"id": int(other), "active": False}]
    status, answer = api("POST", f"{base}/subscriptions/batch/update", {"inputs": inputs})
    assert (status, answer["status"]) == (200, "COMPLETE")
    assert [row["active"] for row in answer["results"]] == [True, False]
    portal.create("companies", {"name": "Heard"})
    portal.create("contacts", {"email": "ben@acme.example"})
    portal.deliver()
    told = {(event["subscriptionType"], event["objectId"]) for event in target.events()}
    assert told == {("contact.creation", 1001), ("company.creation", 1002)}


def test_a_batch_with_an_unknown_one(portal: Portal, api: Api, base: str) -> None:
    """The others are changed: 207 with the error beside the results."""
    portal.subscribe("", [("company.creation", None)])
    inputs = [{"id": 2100000, "active": False}, {"id": 7, "active": False}]
    status, answer = api("POST", f"{base}/subscriptions/batch/update", {"inputs": inputs})
    assert (status, answer["numErrors"], answer["errors"][0]["context"]) == (207, 1, {"ids": ["7"]})
    assert [row["id"] for row in answer["results"]] == ["2100000"]


def test_through_the_official_client(portal: Portal, server: Server) -> None:
    """hubspot-api-client (v3) understands every answer."""
    client = hubspot.Client.create(api_key=portal.developer_key, host=server.url)
    settings, subscriptions = client.webhooks.settings_api, client.webhooks.subscriptions_api
    throttling = {"maxConcurrentRequests": 12}
    asked = {"targetUrl": "https://hooks.example/in", "throttling": throttling}
    assert settings.configure(portal.app_id, asked).target_url == "https://hooks.example/in"
    assert settings.get_all(portal.app_id).throttling.max_concurrent_requests == 12
    made = subscriptions.create(
        portal.app_id, {"eventType": "object.propertyChange", "propertyName": "name", "objectTypeId": "0-2"}
    )
    assert (made.event_type, made.object_type_id, made.active) == ("object.propertyChange", "0-2", True)
    assert [one.id for one in subscriptions.get_all(portal.app_id).results] == [made.id]
    assert subscriptions.update(int(made.id), portal.app_id, {"active": False}).active is False
    batch = {"inputs": [{"id": int(made.id), "active": True}]}
    assert subscriptions.update_batch(portal.app_id, batch).results[0].active is True
    assert subscriptions.get_by_id(int(made.id), portal.app_id).property_name == "name"
    subscriptions.archive(int(made.id), portal.app_id)
    settings.clear(portal.app_id)
    with pytest.raises(ApiException) as refused:
        subscriptions.get_by_id(int(made.id), portal.app_id)
    assert refused.value.status == 404


def test_through_the_dated_client(portal: Portal, server: Server) -> None:
    """hubspot-sdk (2026-03) understands them too."""
    client = HubSpot(developer_api_key=portal.developer_key, base_url=server.url, max_retries=0)
    settings = client.webhooks.update_settings(
        portal.app_id, target_url="https://hooks.example/in", throttling={"max_concurrent_requests": 10}
    )
    assert settings.target_url == "https://hooks.example/in"
    made = client.webhooks.create_event_subscription(
        portal.app_id, event_type="contact.privacyDeletion", active=False
    )
    assert (made.event_type, made.active) == ("contact.privacyDeletion", False)
    listed = client.webhooks.list_event_subscriptions(portal.app_id)
    assert [one.id for one in listed.results] == [made.id]
    client.close()
