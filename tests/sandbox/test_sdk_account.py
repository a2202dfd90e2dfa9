"""The official hubspot-sdk, which speaks the dated paths and here refuses every answer that does not fit its models."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode
from urllib.request import urlopen

import hubspot_sdk
import pytest
from hubspot_sdk import HubSpot
from hubspot_sdk.types.auth.access_token_response import AccessTokenResponse
from hubspot_sdk.types.auth.public_access_token_info_response import PublicAccessTokenInfoResponse
from hubspot_sdk.types.auth.public_refresh_token_info_response import PublicRefreshTokenInfoResponse

from sandbox import Portal, Server, serve

BACK = "https://app.example/back"
TOKEN = "/oauth/2026-03/token"


@pytest.fixture(scope="module")
def server(demo: Portal) -> Iterator[Server]:
    running = serve(demo)
    yield running
    running.close()


@pytest.fixture(scope="module")
def client(demo: Portal, server: Server) -> Iterator[HubSpot]:
    made = HubSpot(
        access_token=demo.token, base_url=server.url, max_retries=0, _strict_response_validation=True
    )
    yield made
    made.close()


def test_the_account(client: HubSpot, demo: Portal) -> None:
    """Details and the day's use."""
    details = client.account.get()
    assert (details.portal_id, details.account_type, details.utc_offset) == (
        demo.portal_id,
        "STANDARD",
        "+02:00",
    )
    usage = client.account.get_daily_private_apps_usage().results[0]
    assert (usage.fetch_status, usage.current_usage > 0, usage.resets_at is not None) == (
        "SUCCESS",
        True,
        True,
    )


def test_properties(client: HubSpot) -> None:
    """Made, read, changed, refused, read in batches, archived."""
    api = client.crm.properties
    api.groups.create("companies", name="sdk", label="SDK")
    made = api.create(
        "companies",
        name="sdk_tier",
        label="Tier",
        type="enumeration",
        field_type="select",
        group_name="sdk",
        options=[{"label": "One", "value": "one", "display_order": 0, "hidden": False}],
    )
    assert (made.options[0].value, made.hubspot_defined) == ("one", False)
    assert api.update("sdk_tier", object_type="companies", label="Tiers").label == "Tiers"
    with pytest.raises(hubspot_sdk.ConflictError):
        api.create("companies", name="name", label="x", type="string", field_type="text", group_name="sdk")
    with pytest.raises(hubspot_sdk.BadRequestError):
        api.create("companies", name="Sdk", label="x", type="string", field_type="text", group_name="sdk")
    read = api.batch.get(
        "companies", archived=False, data_sensitivity="non_sensitive", inputs=[{"name": "sdk_tier"}]
    )
    assert [one.name for one in read.results] == ["sdk_tier"]
    api.delete("sdk_tier", object_type="companies")
    assert [one.name for one in api.list("companies", archived=True).results] == ["sdk_tier"]
    assert len(api.list("companies").results) > 20
    with pytest.raises(hubspot_sdk.NotFoundError):
        api.get("sdk_tier", object_type="companies")
    api.groups.delete("sdk", object_type="companies")
    assert "sdk" not in {one.name for one in api.groups.list("companies").results}


def test_owners_and_their_pages(client: HubSpot) -> None:
    """The client goes from page to page by itself."""
    assert [owner.first_name for owner in client.crm.owners.list(limit=1)] == ["Lena", "Tom", "Mira"]
    gone = client.crm.owners.list(archived=True).results[0]
    assert (gone.user_id, gone.user_id_including_inactive) == (None, 492920)
    assert client.crm.owners.get(492918, id_property="userId").first_name == "Tom"


def test_pipelines(client: HubSpot) -> None:
    """Every pipeline and every stage fits the models, those of tickets and leads too."""
    api = client.crm.pipelines
    for object_type, count in (("deals", 2), ("tickets", 1), ("leads", 1)):
        assert len(api.list(object_type).results) == count
    made = api.create(
        "deals",
        label="Partners",
        display_order=4,
        stages=[{"label": "New", "display_order": 0, "metadata": {"probability": "0.1"}}],
    )
    won = api.create_stage(
        made.id, object_type="deals", label="Won", display_order=1, metadata={"probability": "1.0"}
    )
    assert won.metadata["isClosed"] == "true"
    stages = api.list_stages(made.id, object_type="deals").results
    assert [stage.label for stage in stages] == ["New", "Won"]
    api.delete_stage(won.id, object_type="deals", pipeline_id=made.id)
    api.delete(made.id, object_type="deals")


def test_search(client: HubSpot) -> None:
    """Filters, string sorts and pages."""
    asked: dict[str, Any] = {
        "filter_groups": [
            {"filters": [{"property_name": "email", "operator": "CONTAINS_TOKEN", "value": "*.example"}]}
        ],
        "properties": ["email"],
        "sorts": ["-hs_object_id"],
        "limit": 5,
    }
    first = client.crm.objects.contacts.search(after="0", **asked)
    assert first.paging
    assert first.paging.next
    second = client.crm.objects.contacts.search(after=first.paging.next.after, **asked)
    ids = [int(one.id) for one in [*first.results, *second.results]]
    assert (len(ids), ids) == (10, sorted(ids, reverse=True))
    with pytest.raises(hubspot_sdk.BadRequestError):
        client.crm.objects.contacts.search(after="10000", **asked)


def test_tokens(client: HubSpot, demo: Portal) -> None:
    """The answers of the token endpoints fit the models; they take forms only, which the client must be told."""
    app = demo.oauth.app
    code = demo.oauth.authorize(app.client_id, BACK, ["crm.objects.contacts.read"])
    secrets = {"client_id": app.client_id, "client_secret": app.client_secret}
    made = demo.oauth.grant(
        {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK, **secrets}
    )
    for token, model in (
        (made.token, PublicAccessTokenInfoResponse),
        (made.refresh_token, PublicRefreshTokenInfoResponse),
    ):
        model.model_validate(_form(client, f"{TOKEN}/introspect", {**secrets, "token": token}))
    again = {**secrets, "grant_type": "refresh_token", "refresh_token": made.refresh_token}
    AccessTokenResponse.model_validate(_form(client, TOKEN, again))
    with pytest.raises(hubspot_sdk.APIStatusError) as json_sent:
        client.auth.oauth.introspect_token(token=made.token)
    assert json_sent.value.status_code == 415
    reader = client.with_options(access_token=made.token)
    assert reader.crm.objects.contacts.list(limit=1).results
    with pytest.raises(hubspot_sdk.PermissionDeniedError):
        reader.crm.objects.companies.list(limit=1)
    with pytest.raises(hubspot_sdk.AuthenticationError):
        client.with_options(access_token="pat-other").crm.owners.list()


def _form(client: HubSpot, path: str, fields: dict[str, str]) -> Any:
    """A form sent as it must be; the client itself sends JSON."""
    with urlopen(f"{str(client.base_url).rstrip('/')}{path}", urlencode(fields).encode()) as answer:  # noqa: S310 # our own server
        return json.load(answer)


@pytest.fixture
def narrow(demo: Portal) -> Iterator[None]:
    """No call passes."""
    demo.set_limits(ten_secondly=0, search_per_second=0)
    yield
    demo.set_limits()


def test_limits(client: HubSpot, narrow: None) -> None:
    """Both forms of a refusal are the client's RateLimitError."""
    with pytest.raises(hubspot_sdk.RateLimitError) as ordinary:
        client.crm.owners.list()
    with pytest.raises(hubspot_sdk.RateLimitError) as search:
        client.crm.objects.contacts.search(after="0", filter_groups=[], limit=1, properties=[], sorts=[])
    assert [str(refused.value.body).count("policyName") for refused in (ordinary, search)] == [1, 0]
