"""What becomes of associations when records are archived, restored and merged, and what companies sum up of them."""

import pytest

from sandbox import Portal, associations

ROLES = ("hs_num_contacts_with_buying_roles", "hs_num_decision_makers", "hs_num_blockers")
DEALS = ("hs_num_open_deals", "hs_total_deal_value")


@pytest.fixture
def people(portal: Portal) -> Portal:
    """Contacts 1001 and 1002, companies 1001 and 1002; both contacts belong to company 1001 first of all."""
    for name in ("ada", "bob"):
        portal.create("companies", {"name": name})
    for name in ("ada", "bob"):
        portal.create(
            "contacts", {"email": f"{name}@acme.example"}, associations=[("companies", "1001", 279)]
        )
    return portal


def companies_of(portal: Portal, contact: int) -> dict[int, list[int]]:
    return dict(associations.of_record(portal.db, ("contacts", contact), "companies"))


def company(portal: Portal, number: int, *names: str) -> tuple[str | None, ...]:
    found = portal.record("companies", number)
    assert found
    return tuple(found.properties.get(name) for name in names)


@pytest.mark.parametrize("gone", [("contacts", "1001"), ("companies", "1001")])
def test_a_restored_record_is_associated_again(people: Portal, gone: tuple[str, str]) -> None:
    """Archiving ends associations, restoring brings them back with every type; the counts follow."""
    people.archive(*gone)
    assert companies_of(people, 1001) == {}
    people.restore(*gone)
    assert companies_of(people, 1001) == {1001: [1, 279]}
    assert company(people, 1001, "num_associated_contacts") == ("2",)
    contact = people.record("contacts", "1001")
    assert contact
    assert contact.properties["associatedcompanyid"] == "1001"


@pytest.mark.parametrize("order", [("contacts", "companies"), ("companies", "contacts")])
def test_both_ends_were_archived(people: Portal, order: tuple[str, str]) -> None:
    """Whichever comes back first, they are associated when both are there."""
    people.archive("contacts", "1001")
    people.archive("companies", "1001")
    people.restore(order[0], "1001")
    assert associations.edges_of(people.db, (order[0], 1001)) == (
        [] if order[0] == "contacts" else [("contacts", 1002, 2), ("contacts", 1002, 280)]
    )
    people.restore(order[1], "1001")
    assert companies_of(people, 1001) == {1001: [1, 279]}


def test_a_restored_company_does_not_push_itself_forward(people: Portal) -> None:
    """A contact that has found another primary company keeps it."""
    people.archive("companies", "1001")
    people.associate("contacts", "1001", "companies", "1002", 279)
    people.restore("companies", "1001")
    assert companies_of(people, 1001) == {1001: [279], 1002: [1, 279]}


def test_merged_companies_share_their_contacts(people: Portal) -> None:
    """The surviving company has the contacts of both, as their primary company, each once."""
    people.associate("contacts", "1002", "companies", "1002", 1)
    survivor = int(people.merge("companies", "1001", "1002"))
    assert companies_of(people, 1001) == {survivor: [1, 279]}
    assert companies_of(people, 1002) == {survivor: [1, 279]}
    assert company(people, survivor, "num_associated_contacts") == ("2",)
    contact = people.record("contacts", "1002")
    assert contact
    assert contact.properties["associatedcompanyid"] == str(survivor)


def test_merged_contacts_have_one_primary_company(people: Portal) -> None:
    """The primary company of the record that others are merged into wins."""
    people.associate("contacts", "1002", "companies", "1002", 1)
    survivor = int(people.merge("contacts", "1001", "1002"))
    assert companies_of(people, survivor) == {1001: [1, 279], 1002: [279]}
    assert company(people, 1001, "num_associated_contacts") == ("1",)


def test_parent_and_child_merged(people: Portal) -> None:
    """A company is not its own parent."""
    people.associate("companies", "1001", "companies", "1002", 14)
    survivor = int(people.merge("companies", "1001", "1002"))
    assert associations.of_record(people.db, ("companies", survivor), "companies") == []
    assert company(people, survivor, "hs_parent_company_id", "hs_num_child_companies") == (None, "0")


def test_roles_are_counted(people: Portal) -> None:
    """A company counts the contacts with a role, those who decide and those who block, through every change."""
    assert company(people, 1001, *ROLES) == (None, None, None)
    people.update("contacts", "1001", {"hs_buying_role": "DECISION_MAKER;BLOCKER"})
    people.update("contacts", "1002", {"hs_buying_role": "DECISION_MAKER"})
    assert company(people, 1001, *ROLES) == ("2", "2", "1")
    people.archive("contacts", "1001")
    assert company(people, 1001, *ROLES) == ("1", "1", "0")
    people.dissociate("contacts", "1002", "companies", "1001")
    assert company(people, 1001, *ROLES) == ("0", "0", "0")


def test_open_deals_are_summed_up(people: Portal) -> None:
    """A company counts its open deals and adds up their amounts; closing one takes it out."""
    for amount in ("1000", "250.5"):
        values = {"dealname": amount, "dealstage": "appointmentscheduled", "amount": amount}
        people.create("deals", values, associations=[("companies", "1001", 341)])
    assert company(people, 1001, *DEALS) == ("2", "1250.5")
    people.update("deals", "1001", {"amount": "2000"})
    assert company(people, 1001, *DEALS) == ("2", "2250.5")
    people.update("deals", "1001", {"dealstage": "closedwon"})
    assert company(people, 1001, *DEALS) == ("1", "250.5")


def test_what_is_summed_up_is_history_but_no_event(people: Portal) -> None:
    """Sums are calculated: they have history of that source, and fire nothing."""
    people.subscribe("http://127.0.0.1:9/", [("company.propertyChange", name) for name in ROLES])
    people.update("contacts", "1001", {"hs_buying_role": "BLOCKER"})
    assert [change.source for change in people.history("companies", "1001", ROLES[2])] == ["CALCULATED"]
    assert people.events_made() == 0
