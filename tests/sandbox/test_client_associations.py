"""Associations, labels and lists through the official client hubspot-api-client (v3 and v4 paths)."""

from typing import Any

import pytest
from hubspot import Client

from sandbox import Portal, Server

CITY = {
    "filterBranchType": "OR",
    "filterBranchOperator": "OR",
    "filters": [],
    "filterBranches": [
        {
            "filterBranchType": "AND",
            "filterBranchOperator": "AND",
            "filterBranches": [],
            "filters": [
                {
                    "filterType": "PROPERTY",
                    "property": "city",
                    "operation": {
                        "operationType": "MULTISTRING",
                        "operator": "IS_EQUAL_TO",
                        "values": ["Bonn"],
                    },
                }
            ],
        }
    ],
}


@pytest.fixture
def people(portal: Portal) -> Portal:
    """Contacts 1001 and 1002, companies 1001 and 1002; contact 1001 belongs to company 1001."""
    for name, city in (("ada", "Bonn"), ("bob", "Berlin")):
        portal.create("companies", {"name": name, "city": city})
        portal.create("contacts", {"email": f"{name}@acme.example"})
    portal.associate("contacts", "1001", "companies", "1001", 279)
    return portal


@pytest.fixture
def client(people: Portal, server: Server) -> Any:
    return Client.create(access_token=people.token, host=server.url, retry=False)


def between(*pairs: tuple[str, str], **more: Any) -> dict[str, Any]:
    return {"inputs": [{"from": {"id": start}, "to": {"id": end}, **more} for start, end in pairs]}


def types_of(client: Any, contact: str) -> set[int]:
    page = client.crm.associations.v4.basic_api.get_page("contacts", contact, "companies")
    return {kind.type_id for one in page.results for kind in one.association_types}


def test_v3_batches(client: Any) -> None:
    """Types, create, read and archive of v3 give the client's models; a record without associations is a 207."""
    api, pair = client.crm.associations.batch_api, ("contacts", "companies")
    types = client.crm.associations.schema.types_api.get_all(*pair).results
    assert {(kind.id, kind.name) for kind in types} == {
        ("1", "contact_to_company"),
        ("279", "contact_to_company_unlabeled"),
    }
    asked = {"inputs": [{"id": "1001"}, {"id": "1002"}]}
    read = api.read(*pair, batch_input_public_object_id=asked)
    assert (read.num_errors, read.errors[0].category) == (1, "OBJECT_NOT_FOUND")
    assert [to.id for to in read.results[0].to] == ["1001", "1001"]
    one = between(("1002", "1002"), type="contact_to_company")
    made = api.create(*pair, batch_input_public_association=one)
    assert (made.results[0].to.id, types_of(client, "1002")) == ("1002", {1, 279})
    api.archive(*pair, batch_input_public_association=one)
    assert types_of(client, "1002") == {279}


def test_v4_one_by_one(client: Any) -> None:
    """Default, labelled and no association between two records."""
    api = client.crm.associations.v4.basic_api
    made = api.create_default("contacts", "1002", "companies", "1001")
    assert [one.association_spec.association_type_id for one in made.results] == [279, 280]
    spec = [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 1}]
    labelled = api.create("contacts", "1002", "companies", "1002", association_spec=spec)
    assert (labelled.from_object_type_id, labelled.labels) == ("0-1", ["Primary"])
    api.archive("contacts", "1002", "companies", "1002")
    assert types_of(client, "1002") == {279}


def test_v4_batches(client: Any) -> None:
    """Create, default, labels off, archive, and reading with errors beside results."""
    api, pair = client.crm.associations.v4.batch_api, ("contacts", "companies")
    primary = [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 1}]
    one = between(("1002", "1002"), types=primary)
    api.create(*pair, batch_input_public_association_multi_post=one)
    api.archive_labels(*pair, batch_input_public_association_multi_post=one)
    assert types_of(client, "1002") == {279}
    gone = {"inputs": [{"from": {"id": "1002"}, "to": [{"id": "1002"}]}]}
    api.archive(*pair, batch_input_public_association_multi_archive=gone)
    asked = {"inputs": [{"id": "1001"}, {"id": "1002"}]}
    read = api.get_page(*pair, batch_input_public_fetch_associations_batch_request=asked)
    assert ([one._from.id for one in read.results], read.num_errors) == (["1001"], 1)
    both = between(("1002", "1001"))
    made = api.create_default(*pair, batch_input_public_default_association_multi_post=both)
    assert len(made.results) == 2


def test_labels(client: Any) -> None:
    """A paired label is made, listed, renamed and deleted; there are no limits of people's own."""
    schema, pair = client.crm.associations.v4.schema, ("contacts", "companies")
    asked = {"name": "payer", "label": "Pays", "inverseLabel": "Paid by"}
    made = schema.definitions_api.create(*pair, public_association_definition_create_request=asked).results
    assert [(kind.label, kind.category) for kind in made] == [
        ("Pays", "USER_DEFINED"),
        ("Paid by", "USER_DEFINED"),
    ]
    words = {"associationTypeId": made[0].type_id, "label": "Pays for"}
    schema.definitions_api.update(*pair, public_association_definition_update_request=words)
    listed = schema.definitions_api.get_all(*pair).results
    assert "Pays for" in {kind.label for kind in listed}
    schema.definitions_api.remove(*pair, made[0].type_id)
    assert len(schema.definitions_api.get_all(*pair).results) == len(listed) - 1
    assert schema.definition_configurations_api.get_all().results == []


def test_lists(client: Any) -> None:
    """Lists are made, found, renamed, given other filters, deleted and restored."""
    api = client.crm.lists.lists_api
    asked = {"name": "Bonn", "objectTypeId": "0-2", "processingType": "DYNAMIC", "filterBranch": CITY}
    made = api.create(list_create_request=asked).list
    assert (made.name, made.size, made.processing_status) == ("Bonn", 1, "COMPLETE")
    assert api.get_by_id(made.list_id).list.list_id == made.list_id
    assert api.get_by_name("Bonn", "0-2").list.list_id == made.list_id
    assert [one.name for one in api.get_all(list_ids=[made.list_id]).lists] == ["Bonn"]
    found = api.do_search(list_search_request={"query": "bon"})
    assert (found.total, found.lists[0].additional_properties["hs_list_size"]) == (1, "1")
    assert api.update_name(made.list_id, list_name="Rhine").updated_list.name == "Rhine"
    changed = api.update_list_filters(made.list_id, list_filter_update_request={"filterBranch": CITY})
    assert changed.updated_list.list_version == 2
    api.remove(made.list_id)
    api.restore(made.list_id)
    assert api.get_by_id(made.list_id).list.name == "Rhine"


def test_memberships(client: Any, people: Portal) -> None:
    """Members are added, read in both orders, looked up from their side, copied and removed."""
    api, first, second = (
        client.crm.lists.memberships_api,
        people.add_list("First", "companies"),
        people.add_list("Second", "companies"),
    )
    changed = api.add(first, request_body=["1001", "1002", "77"])
    assert (changed.records_ids_added, changed.record_ids_missing) == (["1001", "1002"], ["77"])
    assert [one.record_id for one in api.get_page(first).results] == ["1001", "1002"]
    assert api.get_page_ordered_by_added_to_list_date(first).total == 2
    assert [one.list_id for one in api.get_lists("0-2", "1001").results] == [first]
    api.add_all_from_list(second, first)
    asked = {"recordIdsToAdd": [], "recordIdsToRemove": ["1001"]}
    api.add_and_remove(second, membership_change_request=asked)
    assert api.remove(second, request_body=["1002"]).record_ids_removed == ["1002"]
    api.remove_all(first)
    assert [api.get_page(one).results for one in (first, second)] == [[], []]
