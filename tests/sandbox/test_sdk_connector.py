"""What our connector asks of HubSpot, asked by the official hubspot-sdk: the box answers another client's models alike."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hubspot_sdk import HubSpot

from sandbox import Portal, Server

CONNECTOR = Path(__file__).parents[2] / "connector"
OPTION = {"label": "One", "value": "one", "display_order": 0, "hidden": False}


def account(sdk: HubSpot, portal: Portal) -> None:
    details = sdk.account.get()
    assert (details.portal_id, details.time_zone, details.company_currency) == (
        portal.portal_id,
        "Europe/Berlin",
        "EUR",
    )


def page(sdk: HubSpot, _: Portal) -> None:
    found = sdk.crm.objects.companies.list(
        limit=50, properties=["name"], properties_with_history=["name"]
    ).results
    assert [(one.id, one.properties["name"]) for one in found] == [("1001", "Acme"), ("1002", "Birch")]
    history = found[0].properties_with_history
    assert history is not None
    assert [(entry.value, entry.source_type) for entry in history["name"]] == [("Acme", "CRM_UI")]


def listed(sdk: HubSpot, portal: Portal) -> None:
    portal.add_list("Nurture", "contacts")
    answer = sdk.crm.lists.list_by_search(list_ids=[], offset=0, processing_types=[], count=10)
    assert [one.name for one in answer.lists] == ["Nurture"]


def list_by_name(sdk: HubSpot, portal: Portal) -> None:
    portal.add_list("Nurture", "contacts")
    answer = sdk.crm.lists.get_by_object_type_and_name("Nurture", object_type_id="0-1")
    assert answer.list.name == "Nurture"


def members(sdk: HubSpot, portal: Portal) -> None:
    nurture = portal.add_list("Nurture", "contacts")
    portal.add_members(nurture, ["1001"])
    page = sdk.crm.lists.list_memberships(nurture, limit=250)
    assert [one.record_id for one in page.results] == ["1001"]


def associate(sdk: HubSpot, portal: Portal) -> None:
    contact = portal.create("contacts", {"email": "bo@birch.example"})
    pair: Any = [{"from": {"id": contact}, "to": {"id": "1002"}}]
    lenient(sdk).crm.associations.batch.create_default("companies", from_object_type="contacts", inputs=pair)
    asked: Any = [{"id": contact}]
    found = lenient(sdk).crm.associations.batch.get("companies", from_object_type="contacts", inputs=asked)
    assert [str(to.to_object_id) for to in found.results[0].to] == ["1002"]


def read(sdk: HubSpot, _: Portal) -> None:
    asked: Any = [{"id": "1001"}, {"id": "77"}]
    batch = sdk.crm.objects.companies.batch.get(inputs=asked, properties=["name"], properties_with_history=[])
    assert [one.properties["name"] for one in batch.results] == ["Acme"]
    assert (batch.model_extra or {})["errors"][0]["context"] == {"ids": ["77"]}


def update(sdk: HubSpot, portal: Portal) -> None:
    asked: Any = [
        {"id": one, "properties": {"name": "New"}, "object_write_trace_id": one} for one in ("1001", "77")
    ]
    batch = sdk.crm.objects.companies.batch.update(inputs=asked)
    assert [(one.object_write_trace_id, one.properties["name"]) for one in batch.results] == [("1001", "New")]
    assert (batch.model_extra or {})["errors"][0]["context"] == {"objectWriteTraceId": ["77"]}
    changed = portal.record("companies", "1001")
    assert changed is not None
    assert changed.properties["name"] == "New"


def create_tasks(sdk: HubSpot, portal: Portal) -> None:
    links = [
        (to, {"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": kind}) for to, kind in TASK_TO
    ]
    asked: Any = [
        {
            "properties": {"hs_timestamp": "2026-09-08T08:00:00Z", "hs_task_subject": "Call"},
            "associations": [{"to": {"id": to}, "types": [kind]} for to, kind in links],
            "object_write_trace_id": "0",
        }
    ]
    made = sdk.crm.objects.tasks.batch.create(inputs=asked).results
    assert [(one.object_write_trace_id, one.properties["hs_task_subject"]) for one in made] == [("0", "Call")]
    assert [task.id for task in portal.records("tasks")] == [made[0].id]
    assert tasks_of(sdk, "1001") == {made[0].id}


def search(sdk: HubSpot, portal: Portal) -> None:
    since = str(int(portal.now().timestamp() * 1000))
    modified = {"property_name": "hs_lastmodifieddate", "operator": "GTE", "value": since}
    asked: Any = {
        "filter_groups": [{"filters": [modified]}],
        "sorts": ["hs_lastmodifieddate"],
        "properties": ["hs_lastmodifieddate"],
    }
    found = sdk.crm.objects.companies.search(after="0", limit=200, **asked)
    assert (found.total, [one.id for one in found.results]) == (2, ["1001", "1002"])
    assert all("hs_lastmodifieddate" in one.properties for one in found.results)


def links(sdk: HubSpot, _: Portal) -> None:
    asked: Any = [{"id": "1001"}, {"id": "1002"}]
    batch = lenient(sdk).crm.associations.batch.get("contacts", from_object_type="companies", inputs=asked)
    found = {one.from_.id: [str(to.to_object_id) for to in one.to] for one in batch.results}
    assert found == {"1001": ["1001"]}
    error = (batch.model_extra or {})["errors"][0]
    assert error["subCategory"] == "crm.associations.NO_ASSOCIATIONS_FOUND"
    assert error["context"]["fromObjectId"] == ["1002"]


def definitions(sdk: HubSpot, _: Portal) -> None:
    stage = {one.name: one for one in sdk.crm.properties.list("contacts").results}["lifecyclestage"]
    assert (stage.type, stage.field_type, stage.hubspot_defined) == ("enumeration", "radio", True)
    assert [option.value for option in stage.options][:2] == ["subscriber", "lead"]


def own_property(sdk: HubSpot, _: Portal) -> None:
    made = _make_stage(sdk)
    assert (made.name, made.hubspot_defined, made.options[0].value) == ("abm_stage", False, "one")


def one_property(sdk: HubSpot, _: Portal) -> None:
    _make_stage(sdk)
    got = sdk.crm.properties.get("abm_stage", object_type="companies")
    assert [(option.label, option.value) for option in got.options] == [("One", "one")]


def more_options(sdk: HubSpot, _: Portal) -> None:
    _make_stage(sdk)
    two = {**OPTION, "label": "Two", "value": "two", "display_order": 1}
    sdk.crm.properties.update("abm_stage", object_type="companies", options=[OPTION, two])  # type: ignore[list-item] # plain dicts
    got = sdk.crm.properties.get("abm_stage", object_type="companies")
    assert [option.value for option in got.options] == ["one", "two"]


def groups(sdk: HubSpot, _: Portal) -> None:
    assert "companyinformation" in {one.name for one in sdk.crm.properties.groups.list("companies").results}


def own_group(sdk: HubSpot, _: Portal) -> None:
    assert sdk.crm.properties.groups.create("companies", name="abm", label="ABM").name == "abm"


def owners(sdk: HubSpot, _: Portal) -> None:
    assert [one.first_name for one in sdk.crm.owners.list(limit=100, archived=False)] == [
        "Lena",
        "Tom",
        "Mira",
    ]
    assert [one.first_name for one in sdk.crm.owners.list(limit=100, archived=True)] == ["Jonathan"]


def pipelines(sdk: HubSpot, _: Portal) -> None:
    stages = [stage for one in sdk.crm.pipelines.list("deals").results for stage in one.stages]
    closed = {stage.id for stage in stages if stage.metadata["isClosed"] == "true"}
    assert {"closedwon", "closedlost"} < closed


# Operation of the connector -> the same asked by the SDK, with what must come of it.
SAME_BY_SDK: dict[str, Callable[[HubSpot, Portal], None]] = {
    "get /account-info/v3/details": account,
    "associations.v4.batch_api.create_default": associate,
    "associations.v4.batch_api.get_page": links,
    "lists.lists_api.do_search": listed,
    "lists.lists_api.get_by_name": list_by_name,
    "lists.memberships_api.get_page": members,
    "objects.basic_api.get_page": page,
    "objects.batch_api.create": create_tasks,
    "objects.batch_api.read": read,
    "objects.batch_api.update": update,
    "objects.search_api.do_search": search,
    "owners.owners_api.get_page": owners,
    "pipelines.pipelines_api.get_all": pipelines,
    "properties.core_api.create": own_property,
    "properties.core_api.get_all": definitions,
    "properties.core_api.get_by_name": one_property,
    "properties.core_api.update": more_options,
    "properties.groups_api.create": own_group,
    "properties.groups_api.get_all": groups,
}
TASK_TO = (("1001", 192), ("1001", 204))  # a company, a contact


@pytest.fixture
def sdk(portal: Portal, server: Server) -> Iterator[HubSpot]:
    portal.create("companies", {"name": "Acme"})
    portal.create("companies", {"name": "Birch"})
    portal.create("contacts", {"email": "ada@acme.example"}, associations=[("companies", "1001", 279)])
    with HubSpot(
        access_token=portal.token, base_url=server.url, max_retries=0, _strict_response_validation=True
    ) as client:
        yield client


@pytest.mark.parametrize("operation", SAME_BY_SDK)
def test_the_sdk_gets_the_same(sdk: HubSpot, portal: Portal, operation: str) -> None:
    """Each operation, by the other client, with its own models."""
    SAME_BY_SDK[operation](sdk, portal)


def test_no_operation_is_left_out() -> None:
    """The table names what the connector's source calls, no more and no less."""
    called = {
        name for file in CONNECTOR.glob("*.py") for name in operations(file.read_text(encoding="utf-8"))
    }
    assert called == SAME_BY_SDK.keys()


def operations(source: str) -> set[str]:
    """The calls of the official client in a source text, also through a variable that holds one of its APIs."""
    tree = ast.parse(source)
    held = {
        ast.unparse(node.targets[0]): ast.unparse(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and ast.unparse(node.value).endswith("_api")
    }
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            owner = ast.unparse(node.value)
            owner = held.get(owner, owner)
            if owner.endswith("_api") and "crm." in owner and node.attr != "api_client":
                found.add(f"{owner.rpartition('crm.')[2]}.{node.attr}")
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("gateway.get"):
            found.add(f"get {ast.literal_eval(node.args[0])}")
    return found


def lenient(sdk: HubSpot) -> HubSpot:
    """Ids at the other end of an association are numbers in HubSpot's guides and here, text in its specification."""
    return sdk.with_options(_extra_kwargs={"_strict_response_validation": False})


def tasks_of(sdk: HubSpot, company: str) -> set[str]:
    found = lenient(sdk).crm.associations.list("tasks", object_type="companies", object_id=company).results
    return {str(one.to_object_id) for one in found}


def _make_stage(sdk: HubSpot) -> Any:
    return sdk.crm.properties.create(
        "companies",
        name="abm_stage",
        label="Stage",
        type="enumeration",
        field_type="select",
        group_name="companyinformation",
        options=[OPTION],  # type: ignore[list-item] # plain dicts
    )
