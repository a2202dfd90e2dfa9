"""Which branch, which parent, which buying unit: several companies and one account, one company and several."""

from typing import Any

import pytest

from accounts.addresses.kinds import Addresses
from accounts.matching.grouping import group
from accounts.matching.membership import Account, Grouping, Membership
from accounts.matching.questions import branch_question
from accounts.matching.spec import MatchSpec, Unit, Way
from accounts.matching.things import Answer, Claim, Claimed, Company, Contact, Link

ALL = MatchSpec(ways=tuple(Way), addresses=Addresses(own=frozenset({"nordwind.example"})))


def company(id_: str, name: str, *domains: str, by: Claimed = Claimed.MAIN, **more: Any) -> Company:
    claims = tuple(Claim(domain, by if at == 0 else Claimed.ADDITIONAL) for at, domain in enumerate(domains))
    return Company(id_, name, claims, **{"born": int(id_), **more})


def contact(*emails: str, id_: str = "1", **more: Any) -> Contact:
    return Contact(id_, tuple(ALL.addresses.read(email) for email in emails), **more)


def member(companies: list[Company], one: Contact, spec: MatchSpec = ALL, *answers: Answer) -> Membership:
    (found,) = group(companies, [one], spec, answers).memberships
    return found


BERLIN = company("10", "Acme Berlin", "acme.example", places=("10115", "de"))
MUNICH = company("11", "Acme München", "acme.example", places=("80331", "de"))
VIENNA = company("12", "Acme Wien", "acme.example", places=("1010", "at"))
BY_PLACE = MatchSpec(branches_by=("zip", "country"))


@pytest.mark.parametrize(
    ("places", "branch", "asks"),
    [
        pytest.param(("80331", "de"), "11", False, id="the same postcode"),
        pytest.param(("80999", "de"), "11", False, id="the same region"),
        pytest.param(("80999", None), "11", False, id="the same region, country not told"),
        pytest.param(("80999", "us"), "10", True, id="not across a border"),
        pytest.param(
            ("1090", "at"), "12", False, id="no postcode alike beyond the first digits, but the country"
        ),
        pytest.param((None, "at"), "12", False, id="the country alone"),
        pytest.param(
            (None, "de"), "10", True, id="two in one country: the oldest for now, and somebody is asked"
        ),
        pytest.param((None, None), "10", True, id="nothing told"),
    ],
)
def test_the_branch_where_the_contact_is(places: tuple[str | None, ...], branch: str, *, asks: bool) -> None:
    """Between companies of one domain the place decides; where it does not, the review asks."""
    found = member([BERLIN, MUNICH, VIENNA], contact("ada@acme.example", places=places), BY_PLACE)
    assert found.company == branch
    assert found.question == (branch_question("acme.example", places) if asks else None)
    assert len(found.rivals) == 2


def test_branches_of_one_account_are_no_question() -> None:
    """Whichever is meant, the account is the same."""
    companies = [BERLIN, company("11", "Acme München", "acme.example", places=("80331", "de"), parent="10")]
    found = member(companies, contact("ada@acme.example", places=(None, None)), BY_PLACE)
    assert (found.account, found.question, found.rivals) == ("company:10", None, ())


TREE = [
    company("1", "Top"),
    company("2", "Daughter", "daughter.example", parent="1"),
    company("3", "", parent="2"),
    company("4", "Alone", parent="99"),
]


def test_parents_roll_up_to_the_top() -> None:
    """Grandchildren too; a parent that we do not know ends the way; a company without a name gets its number."""
    grouping = group(
        TREE, [contact("ada@daughter.example", id_="7"), contact(links=(Link("3"),), id_="8")], ALL
    )
    assert grouping.accounts == (
        Account("company:1", "Top", "1", ("1", "2", "3")),
        Account("company:4", "Alone", "4", ("4",)),
    )
    assert [(one.account, one.company) for one in grouping.memberships] == [
        ("company:1", "2"),
        ("company:1", "3"),
    ]


def test_a_company_that_stops_is_an_account_of_its_own() -> None:
    """With what is below it; and without rolling up every company stands for itself."""
    stopping = [TREE[0], company("2", "Daughter", parent="1", stops=True), TREE[2]]
    assert accounts(group(stopping, [], ALL)) == {"company:1": ("1",), "company:2": ("2", "3")}
    alone = group(TREE, [], MatchSpec(roll_up=False))
    assert accounts(alone) == {f"company:{id_}": (id_,) for id_ in "1234"}
    assert alone.accounts[2].name == "Company 3"


def accounts(grouping: Grouping) -> dict[str, tuple[str, ...]]:
    return {one.id: one.companies for one in grouping.accounts}


@pytest.mark.parametrize(
    ("parents", "roots"),
    [
        pytest.param({"1": "1"}, {"company:1": ("1",)}, id="its own parent"),
        pytest.param({"1": "2", "2": "1"}, {"company:1": ("1", "2")}, id="each other's"),
        pytest.param({"1": "2", "2": "3", "3": "2"}, {"company:2": ("1", "2", "3")}, id="below a circle"),
    ],
)
def test_a_circle_of_parents_is_one_account(
    parents: dict[str, str], roots: dict[str, tuple[str, ...]]
) -> None:
    """Whoever is looked at first, the circle ends at its smallest id."""
    assert accounts(group([Company(id_, id_, parent=up) for id_, up in parents.items()], [], ALL)) == roots


UNITS = MatchSpec(units=(
    Unit("werk_nord", "abmnord", label="Werk Nord"), Unit("it", "abmit", property="abm_unit", value="IT"),
))  # fmt: skip


def test_a_buying_unit_is_split_off() -> None:
    """By a label on an association with the account, or by a property; the first declared counts; the company stays."""
    nord = Link("2", primary=True, labels=("Werk Nord",))
    people = [
        contact(id_="1", links=(nord,)),
        contact(id_="2", links=(nord,), unit="it"),
        contact("ada@daughter.example", id_="3", unit="it"),
        contact("ada@daughter.example", id_="4"),
        contact(id_="5", links=(Link("4", primary=True), Link("2", labels=("Werk Nord",)))),
        contact("ada@oak.example", id_="6", unit="it"),
    ]
    grouping = group(TREE, people, UNITS)
    assert [one.account for one in grouping.memberships] == [
        "company:1/werk_nord", "company:1/werk_nord", "company:1/it", "company:1", "company:4", "domain:oak.example",
    ]  # fmt: skip
    assert [one for one in grouping.accounts if one.unit] == [
        Account("company:1/it", "Top \u2013 it", "1", (), "it"),
        Account("company:1/werk_nord", "Top \u2013 Werk Nord", "1", (), "werk_nord"),
    ]
