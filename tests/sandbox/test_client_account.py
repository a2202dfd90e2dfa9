"""The official client hubspot-api-client reads and changes everything around records."""

from collections.abc import Iterator
from typing import Any

import pytest
from hubspot import Client
from hubspot.crm.contacts import ApiException as ContactsException
from hubspot.crm.properties import ApiException

from sandbox import Portal, Server, serve

BACK = "https://app.example/back"


@pytest.fixture(scope="module")
def server(demo: Portal) -> Iterator[Server]:
    running = serve(demo)
    yield running
    running.close()


@pytest.fixture(scope="module")
def client(demo: Portal, server: Server) -> Any:
    return Client.create(access_token=demo.token, host=server.url, retry=False)


def test_properties(client: Any) -> None:
    """Definitions are made, read, changed, read in batches and archived."""
    api = client.crm.properties.core_api
    option = {"label": "One", "value": "one", "displayOrder": 0, "hidden": False}
    asked = {
        "name": "abm_tier",
        "label": "Tier",
        "type": "enumeration",
        "fieldType": "select",
        "groupName": "companyinformation",
        "options": [option],
    }
    made = api.create("companies", property_create=asked)
    assert (made.name, made.hubspot_defined, made.modification_metadata.read_only_value) == (
        "abm_tier",
        False,
        False,
    )
    changed = api.update("companies", "abm_tier", property_update={"label": "Tiers"})
    assert (changed.label, changed.updated_at.year) == ("Tiers", 2026)
    batch = {"archived": False, "inputs": [{"name": "abm_tier"}, {"name": "name"}]}
    read = client.crm.properties.batch_api.read("companies", batch_read_input_property_name=batch)
    assert {one.name for one in read.results} == {"abm_tier", "name"}
    with pytest.raises(ApiException) as taken:
        api.create("companies", property_create=asked)
    assert taken.value.status == 409
    api.archive("companies", "abm_tier")
    assert [one.name for one in api.get_all("companies", archived=True).results] == ["abm_tier"]
    assert "abm_tier" not in {one.name for one in api.get_all("companies", archived=False).results}


def test_groups(client: Any) -> None:
    """Groups come as models and go."""
    api = client.crm.properties.groups_api
    assert api.create("deals", property_group_create={"name": "abm", "label": "ABM"}).label == "ABM"
    assert api.update("deals", "abm", property_group_update={"label": "Accounts"}).label == "Accounts"
    assert "abm" in {one.name for one in api.get_all("deals").results}
    api.archive("deals", "abm")


def test_owners(client: Any) -> None:
    """Owners in use and those who left, one by one and in pages; the client sends Python's True."""
    api = client.crm.owners.owners_api
    assert [one.first_name for one in api.get_page(archived=True).results] == ["Jonathan"]
    assert (
        api.get_by_id(492917, id_property="userId", archived=False).email == "lena.hartwig@nordwind.example"
    )
    page = api.get_page(limit=2)
    assert [one.first_name for one in api.get_page(limit=2, after=page.paging.next.after).results] == ["Mira"]


def test_pipelines(client: Any) -> None:
    """Pipelines and stages are made, changed and archived."""
    stage = {"label": "New", "displayOrder": 0, "metadata": {"probability": "0.2"}}
    asked = {"label": "Partners", "displayOrder": 5, "stages": [stage]}
    api, stages = client.crm.pipelines.pipelines_api, client.crm.pipelines.pipeline_stages_api
    made = api.create("deals", pipeline_input=asked)
    added = stages.create(
        "deals",
        made.id,
        pipeline_stage_input={"label": "Won", "displayOrder": 1, "metadata": {"probability": "1.0"}},
    )
    assert added.metadata["isClosed"] == "true"
    renamed = stages.update("deals", made.id, added.id, pipeline_stage_patch_input={"label": "Gained"})
    assert renamed.label == "Gained"
    assert [one.label for one in stages.get_all("deals", made.id).results] == ["New", "Gained"]
    stages.archive("deals", made.id, added.id)
    api.archive("deals", made.id)
    assert [one.id for one in api.get_all("deals").results] == ["default", "upsell"]
    assert [one.label for one in api.get_all("tickets").results] == ["Support Pipeline"]


def test_search(client: Any) -> None:
    """Filters, sorts and pages as the client's own objects."""
    from hubspot.crm.companies import (  # noqa: PLC0415 # the client loads a package of models for each type
        Filter,
        FilterGroup,
        PublicObjectSearchRequest,
    )

    request = PublicObjectSearchRequest(
        filter_groups=[
            FilterGroup(filters=[Filter(property_name="createdate", operator="GTE", value="1600000000000")])
        ],
        sorts=[{"propertyName": "hs_object_id", "direction": "DESCENDING"}],
        properties=["name"],
        limit=3,
    )
    first = client.crm.companies.search_api.do_search(public_object_search_request=request)
    request.after = first.paging.next.after
    second = client.crm.companies.search_api.do_search(public_object_search_request=request)
    ids = [int(one.id) for one in [*first.results, *second.results]]
    assert (len(ids), ids) == (6, sorted(ids, reverse=True))


def test_oauth(demo: Portal, server: Server) -> None:
    """A code becomes tokens, the tokens tell what they are, and a new one is made of the refresh token."""
    app = demo.oauth.app
    secrets = {"client_id": app.client_id, "client_secret": app.client_secret}
    code = demo.oauth.authorize(app.client_id, BACK, ["crm.objects.contacts.read"])
    client = Client.create(host=server.url)
    made = client.oauth.tokens_api.create(
        grant_type="authorization_code", code=code, redirect_uri=BACK, **secrets
    )
    info = client.oauth.access_tokens_api.get(made.access_token)
    assert (info.hub_id, info.scopes) == (demo.portal_id, ["crm.objects.contacts.read"])
    assert client.oauth.refresh_tokens_api.get(made.refresh_token).client_id == app.client_id
    again = client.oauth.tokens_api.create(
        grant_type="refresh_token", refresh_token=made.refresh_token, **secrets
    )
    reader = Client.create(access_token=again.access_token, host=server.url)
    assert reader.crm.contacts.basic_api.get_page(limit=1).results
    with pytest.raises(ContactsException) as refused:
        reader.crm.contacts.basic_api.archive("1001")
    assert refused.value.status == 403
    client.oauth.refresh_tokens_api.archive(made.refresh_token)
