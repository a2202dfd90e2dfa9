"""The mirror as it is read: everything we hold of some accounts, and nothing of others."""

import pytest
import sqlalchemy as sa

from accounts.facts import DealState, TicketState
from accounts.matching.spec import MatchSpec, Unit
from accounts.snapshot import Change, Snapshot
from accounts.values import Kind
from store import frame, snapshots
from store.history import HistoryRow
from store.mirror import LinkRow, Links, RecordRow
from tests.store.mirrored import (
    NOW,
    PORTAL,
    at,
    company,
    contact,
    counting,
    deal,
    links,
    record,
    take,
    works_at,
)


def snapshot(tx: sa.Connection, account: str) -> Snapshot:
    (found,) = snapshots.snapshots(tx, PORTAL, [account])
    return found


def deals(tx: sa.Connection, account: str) -> list[str]:
    return [one.id for one in snapshot(tx, account).deals]


def test_accounts_come_in_the_order_of_their_ids(tx: sa.Connection) -> None:
    """Whoever asks in whatever order; an account that is not there is left out."""
    take(tx, company("2"), company("1"), contact("7", "ada@oak.example"))
    asked = ["domain:oak.example", "company:2", "company:9", "company:1"]
    assert [one.account for one in snapshots.snapshots(tx, PORTAL, asked)] == sorted(asked[:2] + asked[3:])
    assert snapshots.snapshots(tx, PORTAL, []) == []


def test_an_account_with_its_company_and_its_members(tx: sa.Connection) -> None:
    """The root company speaks for all rolled up into it; its members are those of all."""
    take(
        tx,
        *(company("10", "oak.example", size="250"), company("11", "oak.test", parent="10", size="5")),
        *(
            contact("2", "ben@oak.test", jobtitle="CFO"),
            contact("1", "ada@oak.example"),
            contact("3", "c@elm.test"),
        ),
    )
    found = snapshot(tx, "company:10")
    assert found.name == "Company 10"
    assert found.company is not None
    assert (found.company.id, found.company.properties["size"]) == ("10", "250")
    assert [one.id for one in found.contacts] == ["1", "2"]
    assert found.contacts[1].properties["jobtitle"] == "CFO"


def test_a_provisional_account_has_no_company(tx: sa.Connection) -> None:
    """It is named by its domain."""
    take(tx, contact("1", "ada@oak.example"))
    found = snapshot(tx, "domain:oak.example")
    assert (found.name, found.company, [one.id for one in found.contacts]) == ("oak.example", None, ["1"])


@pytest.mark.parametrize(
    ("ends", "holders"),
    [
        pytest.param([(Kind.COMPANY, "10")], {"company:10"}, id="of its company"),
        pytest.param([(Kind.COMPANY, "11")], {"company:10"}, id="of its company's account"),
        pytest.param([(Kind.CONTACT, "4")], {"domain:fir.example"}, id="of its contact, without a company"),
        pytest.param(
            [(Kind.COMPANY, "10"), (Kind.CONTACT, "4")],
            {"company:10"}, id="the company before the contact",
        ),
        pytest.param(
            [(Kind.COMPANY, "99"), (Kind.CONTACT, "4")],
            {"domain:fir.example"}, id="a company that we do not know has nothing to say",
        ),
        pytest.param([(Kind.COMPANY, "10", "20")], {"company:10", "company:20"}, id="of both companies"),
        pytest.param([(Kind.CONTACT, "5")], set(), id="of nobody: its contact belongs to none"),
        pytest.param([], set(), id="of nobody: no links"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", [Kind.DEAL, Kind.TICKET])
def test_whose_a_deal_or_ticket_is(
    tx: sa.Connection, kind: Kind, ends: list[tuple[Kind, str]], holders: set[str]
) -> None:
    """It counts for the account of its company, else for that of its contacts."""
    take(
        tx,
        *(company("10"), company("11", parent="10"), company("20")),
        *(contact("4", "dora@fir.example"), contact("5", "eva@gmail.com")),
        record(kind, "7", {}),
        *(links(kind, "7", *end) for end in ends),
    )
    accounts = ["company:10", "company:20", "domain:fir.example"]
    found = snapshots.snapshots(tx, PORTAL, accounts)
    assert {one.account for one in found if (one.deals if kind is Kind.DEAL else one.tickets)} == holders
    assert not any(one.tickets if kind is Kind.DEAL else one.deals for one in found)


UNITS = MatchSpec(
    units=(Unit("it", "abmit", property="unit", value="IT"), Unit("nord", "abmn", label="Werk Nord"))
)


@pytest.mark.parametrize(
    ("ends", "holder"),
    [
        pytest.param([(Kind.COMPANY, "10")], "company:10", id="of nobody in a unit"),
        pytest.param([(Kind.COMPANY, "10"), (Kind.CONTACT, "1")], "company:10", id="of somebody outside the units"),
        pytest.param([(Kind.COMPANY, "11"), (Kind.CONTACT, "1", "3")], "company:10/nord", id="of a unit"),
        pytest.param([(Kind.COMPANY, "10"), (Kind.CONTACT, "3", "2")], "company:10/it", id="of two: the first by name"),
        pytest.param([(Kind.COMPANY, "20"), (Kind.CONTACT, "2")], "company:20", id="of another company"),
        pytest.param([(Kind.CONTACT, "3")], "company:10/nord", id="without a company, of its contact"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", [Kind.DEAL, Kind.TICKET])
def test_buying_units_have_the_deals_of_their_people(
    tx: sa.Connection, kind: Kind, ends: list[tuple[Kind, str]], holder: str
) -> None:
    """What belongs to the company is the unit's whose contacts take part; the company's facts are everybody's."""
    take(
        tx,
        *(company("10", "oak.example"), company("11", "oak.test", parent="10"), company("20", "elm.example")),
        *(
            contact("1", "a@oak.example"),
            contact("2", "b@oak.test", unit="IT"),
            contact("3", "c@oak.example"),
        ),
        Links(
            Kind.CONTACT, Kind.COMPANY, ["3"], [LinkRow("3", "10", is_primary=True, labels=("Werk Nord",))]
        ),
        record(kind, "7", {}),
        *(links(kind, "7", *end) for end in ends),
        matching=UNITS,
    )
    accounts = ["company:10", "company:10/it", "company:10/nord", "company:20"]
    found = snapshots.snapshots(tx, PORTAL, accounts)
    assert [one.account for one in found if one.deals or one.tickets] == [holder]
    assert [(one.company and one.company.id, [c.id for c in one.contacts]) for one in found] == [
        ("10", ["1"]), ("10", ["2"]), ("10", ["3"]), ("20", []),
    ]  # fmt: skip
    assert snapshot(tx, holder) == next(one for one in found if one.account == holder)


def test_labels_are_those_at_home_and_parts_those_in_its_deals(tx: sa.Connection) -> None:
    """Of associations with any company of the account, each label once; deals of others are no part of it."""
    take(
        tx,
        *(company("10", "oak.example"), company("11", parent="10"), company("20")),
        *(contact("1", "a@oak.example"), contact("2", "b@oak.example"), deal("7"), deal("8")),
        Links(
            Kind.CONTACT,
            Kind.COMPANY,
            ["1"],
            [
                LinkRow("1", "10", is_primary=True, labels=("Entscheider", "Partner")),
                LinkRow("1", "11", is_primary=False, labels=("Partner", "Werk Nord")),
                LinkRow("1", "20", is_primary=False, labels=("Agentur",)),
            ],
        ),
        Links(
            Kind.DEAL,
            Kind.CONTACT,
            ["7"],
            [LinkRow("7", "1", is_primary=False, labels=("Champion",)), LinkRow("7", "2", is_primary=False)],
        ),
        *(links(Kind.DEAL, "7", Kind.COMPANY, "11"), links(Kind.DEAL, "8", Kind.COMPANY, "20")),
        links(Kind.DEAL, "8", Kind.CONTACT, "1"),
    )
    found = snapshot(tx, "company:10")
    assert found.labels == {"1": ("Entscheider", "Partner", "Werk Nord")}
    assert found.deal_contacts == {"1": (("7", ("Champion",)),), "2": (("7", ()),)}


def test_what_is_gone_is_not_seen(tx: sa.Connection) -> None:
    """Neither contact, deal nor company; and a deal whose company is gone is its contact's."""
    take(
        tx,
        *(company("10", "oak.example"), contact("1", "a@oak.example"), contact("2", "b@oak.example"), deal("7"), deal("8")),
        *(contact("4", "d@fir.example"), links(Kind.DEAL, "8", Kind.CONTACT, "4")),
        *(links(Kind.DEAL, "7", Kind.COMPANY, "10"), links(Kind.DEAL, "8", Kind.COMPANY, "10")),
    )  # fmt: skip
    take(tx, gone={Kind.CONTACT: {"1"}, Kind.DEAL: {"7"}})
    found = snapshot(tx, "company:10")
    assert ([one.id for one in found.contacts], [one.id for one in found.deals]) == (["2"], ["8"])
    take(tx, gone={Kind.COMPANY: {"10"}})
    assert deals(tx, "domain:fir.example") == ["8"]
    gone = snapshot(tx, "company:10")
    assert (gone.company, gone.contacts, gone.deals) == (None, (), ())


def test_history_is_that_of_deals_and_tickets_too(tx: sa.Connection) -> None:
    """Of those of the account, each under its own kind."""
    told = (HistoryRow("amount", "5", at(0), "CRM_UI", "7"),)
    take(
        tx,
        company("1"),
        *(record(kind, "7", {}, history=told) for kind in (Kind.DEAL, Kind.TICKET)),
        *(record(kind, "8", {}, history=told) for kind in (Kind.DEAL, Kind.TICKET)),
        *(links(kind, "7", Kind.COMPANY, "1") for kind in (Kind.DEAL, Kind.TICKET)),
    )
    change = (Change("5", NOW, "CRM_UI", "7"),)
    assert snapshot(tx, "company:1").history == {
        (Kind.DEAL, "7", "amount"): change,
        (Kind.TICKET, "7", "amount"): change,
    }


def test_history_is_that_of_the_company_and_of_the_members(tx: sa.Connection) -> None:
    """Oldest first; of a contact and a company with one number each has its own."""

    def with_history(row: RecordRow, *values: str) -> RecordRow:
        history = tuple(
            HistoryRow("form", value, at(place), "FORM", "7") for place, value in enumerate(values)
        )
        return record(row.kind, row.id, dict(row.properties), history=history[::-1])

    take(
        tx,
        with_history(company("1", "oak.example"), "by the company"),
        with_history(contact("1", "ada@oak.example"), "a", "b"),
        with_history(contact("2", "ben@fir.example"), "of somebody else"),
    )
    assert snapshot(tx, "company:1").history == {
        (Kind.COMPANY, "1", "form"): (Change("by the company", NOW, "FORM", "7"),),
        (Kind.CONTACT, "1", "form"): (Change("a", NOW, "FORM", "7"), Change("b", NOW + 1, "FORM", "7")),
    }


def test_the_stages_of_deals_and_tickets_are_the_portals(tx: sa.Connection) -> None:
    """By pipeline and stage, with what they mean; a pipeline of tickets may have the name of one of deals."""
    rows = [
        ("deal", "default", "s1", "open"),
        ("deal", "default", "s2", "won"),
        ("deal", "upsell", "s2", "lost"),
        ("ticket", "default", "s2", "closed"),
    ]
    columns = ("kind", "pipeline", "stage", "state")
    frame.put_pipeline_stages(
        tx, PORTAL, [{**dict(zip(columns, row, strict=True)), "label": row[2]} for row in rows]
    )
    take(tx, company("1"))
    assert snapshot(tx, "company:1").stages == {
        ("default", "s1"): DealState.OPEN,
        ("default", "s2"): DealState.WON,
        ("upsell", "s2"): DealState.LOST,
    }
    assert snapshot(tx, "company:1").ticket_stages == {("default", "s2"): TicketState.CLOSED}


def test_many_accounts_cost_no_more_questions_than_one(tx: sa.Connection) -> None:
    """Five hundred accounts are read by as many statements as a single one."""
    many = [str(number) for number in range(1, 501)]
    take(
        tx,
        *(company(id_, f"oak{id_}.example") for id_ in many),
        *(contact(id_, f"ada@oak{id_}.example") for id_ in many),
        *(deal(id_) for id_ in many),
        *(links(Kind.DEAL, id_, Kind.COMPANY, id_) for id_ in many[:5]),
        *(works_at(id_, id_) for id_ in many[:5]),
    )
    with counting(tx) as for_one:
        snapshot(tx, "company:1")
    with counting(tx) as for_all:
        assert len(snapshots.snapshots(tx, PORTAL, [f"company:{id_}" for id_ in many])) == 500
    assert len(for_all) == len(for_one) < 25
