"""Associations, labels and lists through hubspot-sdk (dated paths), which reads every answer into its models."""

from collections.abc import Iterator

import pytest
from hubspot_sdk import BadRequestError, HubSpot
from hubspot_sdk.types.crm import ListCreateResponse, ListFetchResponse, PublicObjectList

from sandbox import Portal, Server


@pytest.fixture
def people(portal: Portal) -> Portal:
    """Contacts 1001 and 1002, companies 1001 and 1002; contact 1001 belongs to company 1001."""
    for name in ("ada", "bob"):
        portal.create("companies", {"name": name})
        portal.create("contacts", {"email": f"{name}@acme.example"})
    portal.associate("contacts", "1001", "companies", "1001", 279)
    return portal


@pytest.fixture
def sdk(people: Portal, server: Server) -> Iterator[HubSpot]:
    for model in (PublicObjectList, ListCreateResponse, ListFetchResponse):
        model.model_rebuild()  # until then the alpha gives lists as plain dicts: their filters refer to each other
    with HubSpot(access_token=people.token, base_url=server.url, max_retries=0) as client:
        yield client


def types_of(sdk: HubSpot, contact: str) -> set[int]:
    page = sdk.crm.associations.list(to_object_type="companies", object_type="contacts", object_id=contact)
    return {kind.type_id for one in page.results for kind in one.association_types}


def test_associations(sdk: HubSpot) -> None:
    """One by one: default, labelled, none."""
    api = sdk.crm.associations
    made = api.create(
        to_object_id="1001", from_object_type="contacts", from_object_id="1002", to_object_type="companies"
    )
    assert [one.association_spec.association_type_id for one in made.results] == [279, 280]
    labelled = api.update_labels(
        to_object_id="1002",
        object_type="contacts",
        object_id="1002",
        to_object_type="companies",
        body=[{"association_category": "HUBSPOT_DEFINED", "association_type_id": 1}],
    )
    assert (labelled.to_object_type_id, labelled.labels) == ("0-2", ["Primary"])
    assert types_of(sdk, "1002") == {1, 279}
    api.delete(to_object_id="1002", object_type="contacts", object_id="1002", to_object_type="companies")
    assert types_of(sdk, "1002") == {279}


def test_batches(sdk: HubSpot) -> None:
    """In batches: labelled, default, read with pages, labels off, archive."""
    api = sdk.crm.associations.batch
    primary = {"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 1}
    one = {"from": {"id": "1002"}, "to": {"id": "1002"}}
    made = api.create("companies", from_object_type="contacts", inputs=[{**one, "types": [primary]}])  # type: ignore[typeddict-item] # plain dicts
    assert (made.status, made.results[0].labels) == ("COMPLETE", ["Primary"])
    default = api.create_default("companies", from_object_type="contacts", inputs=[one])  # type: ignore[list-item]
    assert len(default.results) == 2
    read = api.get("companies", from_object_type="contacts", inputs=[{"id": "1001"}, {"id": "1002"}])
    # A number in the docs' examples and here, text in the specification.
    found = [(one.from_.id, str(one.to[0].to_object_id)) for one in read.results]
    assert found == [("1001", "1001"), ("1002", "1002")]
    api.delete_labels("companies", from_object_type="contacts", inputs=[{**one, "types": [primary]}])  # type: ignore[typeddict-item]
    assert types_of(sdk, "1002") == {279}
    api.delete(
        "companies",
        from_object_type="contacts",
        inputs=[{"from": {"id": "1002"}, "to": [{"id": "1002"}]}],
    )
    assert types_of(sdk, "1002") == set()


def test_labels(sdk: HubSpot) -> None:
    """A label is made, listed, renamed and deleted; configurations can be read."""
    api = sdk.crm.associations_schema.labels
    made = api.create_label("companies", from_object_type="contacts", label="Pays", name="payer").results
    api.update_label(
        "companies", from_object_type="contacts", association_type_id=made[0].type_id, label="Pays for"
    )
    listed = api.list_labels("companies", from_object_type="contacts").results
    assert {kind.label for kind in listed} == {None, "Primary", "Pays for"}
    api.delete_label(made[0].type_id, from_object_type="contacts", to_object_type="companies")
    assert len(api.list_labels("companies", from_object_type="contacts").results) == 2
    limits = sdk.crm.associations_schema.limits
    assert limits.get_by_object_types("companies", from_object_type="contacts").results == []


def test_lists(sdk: HubSpot, people: Portal) -> None:
    """A list is made, found, filled, read from both sides, deleted and restored."""
    api = sdk.crm.lists
    made = api.create(name="Picked", object_type_id="0-2", processing_type="MANUAL").list
    assert api.get_by_object_type_and_name("Picked", object_type_id="0-2").list.list_id == made.list_id
    changed = api.add_memberships(made.list_id, body=["1001", "77"])
    assert (changed.records_ids_added, changed.record_ids_missing) == (["1001"], ["77"])
    assert [one.record_id for one in api.list_memberships(made.list_id).results] == ["1001"]
    mine = api.get_record_memberships("1001", object_type_id="0-2").results
    assert [one.list_id for one in mine] == [made.list_id]
    asked = [{"objectTypeId": "0-2", "recordId": "1001"}]
    batch = api.batch_read_memberships(inputs=asked)  # type: ignore[arg-type] # plain dicts
    assert batch.results[0].record_list_memberships[0].list_id == made.list_id
    found = api.list_by_search(list_ids=[made.list_id], offset=0, processing_types=["MANUAL"])
    assert (found.total, found.has_more) == (1, False)
    api.delete(made.list_id)
    api.restore(made.list_id)
    assert api.get(made.list_id).list.size == 1


def test_filters(sdk: HubSpot, people: Portal) -> None:
    """A DYNAMIC list keeps its filters, and takes no members by hand."""
    name = {"operationType": "MULTISTRING", "operator": "CONTAINS", "values": ["ad"]}
    every = {
        "filterBranchType": "AND",
        "filterBranchOperator": "AND",
        "filterBranches": [],
        "filters": [{"filterType": "PROPERTY", "property": "name", "operation": name}],
    }
    branch = {
        "filterBranchType": "OR",
        "filterBranchOperator": "OR",
        "filters": [],
        "filterBranches": [every],
    }
    made = sdk.crm.lists.create(
        name="Ad",
        object_type_id="0-2",
        processing_type="DYNAMIC",
        filter_branch=branch,  # type: ignore[arg-type] # plain dicts
    ).list
    assert made.size == 1
    kept = sdk.crm.lists.get(made.list_id, include_filters=True).list.filter_branch
    assert kept is not None
    assert kept.filter_branch_type == "OR"
    with pytest.raises(BadRequestError):
        sdk.crm.lists.add_memberships(made.list_id, body=["1002"])
