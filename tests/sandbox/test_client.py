"""The official client hubspot-api-client gets on with the box."""

from collections.abc import Iterator
from typing import Any

import pytest
from hubspot import Client
from hubspot.crm.contacts import ApiException

from sandbox import Portal, Server, serve, story


@pytest.fixture(scope="module")
def server(demo: Portal) -> Iterator[Server]:
    running = serve(demo)
    yield running
    running.close()


@pytest.fixture(scope="module")
def client(demo: Portal, server: Server) -> Any:
    return Client.create(access_token=demo.token, host=server.url, retry=False)


def test_objects(client: Any) -> None:
    """Get, create, change and search give the client's own models."""
    contacts = client.crm.contacts
    one = contacts.basic_api.get_by_id("1001", properties=["email"], properties_with_history=["email"])
    assert one.properties["email"] == one.properties_with_history["email"][0].value
    made = contacts.basic_api.create(
        simple_public_object_input_for_create={"properties": {"lastname": "Neu"}}
    )
    changed = contacts.basic_api.update(
        made.id, simple_public_object_input={"properties": {"lastname": "Alt"}}
    )
    assert changed.properties["lastname"] == "Alt"
    query = {"filterGroups": [{"filters": [{"propertyName": "lastname", "operator": "EQ", "value": "alt"}]}]}
    assert contacts.search_api.do_search(public_object_search_request=query).total == 1
    contacts.basic_api.archive(made.id)
    with pytest.raises(ApiException) as gone:
        contacts.basic_api.get_by_id(made.id)
    assert gone.value.status == 404


def test_batches_and_pages(client: Any, demo: Portal) -> None:
    """Batch read and get_all work."""
    asked = {"properties": ["name"], "inputs": [{"id": "1001"}, {"id": "1002"}]}
    batch = client.crm.companies.batch_api.read(batch_read_input_simple_public_object_id=asked)
    assert {one.id for one in batch.results} == {"1001", "1002"}
    assert len(client.crm.companies.get_all()) == len(demo.records("companies"))


def test_associations(client: Any) -> None:
    """The v4 API reads and writes associations."""
    page = client.crm.associations.v4.basic_api.get_page("contacts", "1001", "companies")
    assert {kind.type_id for kind in page.results[0].association_types} == {1, 279}
    asked = {"inputs": [{"id": "1001"}]}
    batch = client.crm.associations.v4.batch_api.get_page(
        "companies", "contacts", batch_input_public_fetch_associations_batch_request=asked
    )
    assert len(batch.results[0].to) == 6


def test_the_rest(client: Any) -> None:
    """Owners, pipelines and property definitions come as models too."""
    assert [owner.first_name for owner in client.crm.owners.get_all()] == ["Lena", "Tom", "Mira"]
    pipelines = client.crm.pipelines.pipelines_api.get_all("deals").results
    assert [pipeline.id for pipeline in pipelines] == ["default", "upsell"]
    health = client.crm.properties.core_api.get_by_name("companies", "customer_health")
    assert [option.value for option in health.options] == ["green", "yellow", "red"]
    assert story.START.year == 2026
