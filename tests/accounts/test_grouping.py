"""Who belongs to which account, and why: every membership carries its reason."""

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.addresses.domains import domain_of_email, is_free_mail
from accounts.grouping import Account, Company, Contact, Grouping, Reason, group

ACME = Company("10", "Acme", ("acme.example", "acme.test"), born=100)
ACME_TWIN = Company("11", "Acme again", ("acme.example",), born=200)
BIRCH = Company("20", "Birch", ("birch.example",), born=50)
# Birch bought what once was Acme's: it is older, but has the domain only beside its own.
GREEDY = Company("21", "Birch Holding", ("holding.example", "acme.example"), born=1)


def member(grouping: Grouping) -> tuple[str | None, Reason, str, str | None]:
    (one,) = grouping.memberships
    return one.account, one.reason, one.detail, one.domain


@pytest.mark.parametrize(
    ("companies", "contact", "expected"),
    [
        pytest.param(
            [ACME, BIRCH], Contact("1", "ada@acme.example", (("20", False),)),
            ("company:20", Reason.ASSOCIATION, "Birch", "acme.example"),
            id="what a person associated beats the domain",
        ),
        pytest.param(
            [ACME, BIRCH], Contact("1", None, (("20", False), ("10", True))),
            ("company:10", Reason.ASSOCIATION, "Acme", None),
            id="the primary company first",
        ),
        pytest.param(
            [ACME, BIRCH], Contact("1", None, (("10", False), ("20", False))),
            ("company:20", Reason.ASSOCIATION, "Birch", None),
            id="without a primary one the oldest",
        ),
        pytest.param(
            [BIRCH], Contact("1", None, (("10", True), ("20", False))),
            ("company:20", Reason.ASSOCIATION, "Birch", None),
            id="a primary company that we do not know gives way",
        ),
        pytest.param(
            [ACME], Contact("1", "ada@acme.example", (("99", True),)),
            ("company:10", Reason.EMAIL_DOMAIN, "acme.example", "acme.example"),
            id="where no associated company is known, the domain speaks",
        ),
        pytest.param(
            [ACME], Contact("1", "ada@gmail.com", (("10", False),)),
            ("company:10", Reason.ASSOCIATION, "Acme", "gmail.com"),
            id="free mail does not hide an association",
        ),
        pytest.param(
            [ACME], Contact("1", "ada@de.mail.acme.test"),
            ("company:10", Reason.EMAIL_DOMAIN, "acme.test", "acme.test"),
            id="an additional domain, with subdomains",
        ),
        pytest.param(
            [ACME_TWIN, ACME], Contact("1", "ada@acme.example"),
            ("company:10", Reason.EMAIL_DOMAIN, "acme.example", "acme.example"),
            id="of two that claim a domain the oldest wins",
        ),
        pytest.param(
            [GREEDY, ACME_TWIN], Contact("1", "ada@acme.example"),
            ("company:11", Reason.EMAIL_DOMAIN, "acme.example", "acme.example"),
            id="a main domain beats an additional one, older or not",
        ),
        pytest.param(
            [ACME], Contact("1", "ada@oak.example"),
            ("domain:oak.example", Reason.DOMAIN_WITHOUT_COMPANY, "oak.example", "oak.example"),
            id="a domain that no company claims is a provisional account",
        ),
        pytest.param(
            [ACME], Contact("1", "ada@gmail.com"),
            (None, Reason.FREE_MAIL, "gmail.com", "gmail.com"),
            id="free mail belongs to none",
        ),
        pytest.param(
            [ACME], Contact("1", "ada at acme"), (None, Reason.NOTHING_KNOWN, "", None),
            id="nothing known belongs to none",
        ),
        pytest.param([], Contact("1"), (None, Reason.NOTHING_KNOWN, "", None), id="an empty portal"),
    ],
)  # fmt: skip
def test_where_a_contact_belongs(
    companies: list[Company], contact: Contact, expected: tuple[str | None, Reason, str, str | None]
) -> None:
    """Association, then e-mail domain, then a reason why not; with the evidence."""
    assert member(group(companies, [contact])) == expected


def test_a_reason_has_its_confidence() -> None:
    """An association is certain, a domain nearly; none is no confidence at all."""
    contacts = [Contact("1", None, (("10", True),)), Contact("2", "a@acme.example"), Contact("3", "a@gmx.de")]
    assert [one.confidence for one in group([ACME], contacts).memberships] == [1.0, 0.9, 0.0]


TREE = [
    Company("1", "Top"),
    Company("2", "Daughter", ("daughter.example",), parent="1"),
    Company("3", "", parent="2"),
    Company("4", "Alone", parent="99"),
]


def test_parents_roll_up_to_the_top() -> None:
    """Grandchildren too; a parent that we do not know ends the way; a company without a name gets its number."""
    contacts = [Contact("7", "ada@daughter.example"), Contact("8", None, (("3", True),))]
    grouping = group(TREE, contacts)
    assert grouping.accounts == (
        Account("company:1", "Top", "1", ("1", "2", "3")),
        Account("company:4", "Alone", "4", ("4",)),
    )
    assert [(one.account, one.detail) for one in grouping.memberships] == [
        ("company:1", "daughter.example"),
        ("company:1", ""),
    ]


def test_without_roll_up_every_company_stands_for_itself() -> None:
    """As the rulebook says: a group of companies may be several accounts."""
    grouping = group(TREE, [Contact("8", None, (("3", True),))], roll_up=False)
    assert grouping.accounts[2] == Account("company:3", "Company 3", "3", ("3",))
    assert [one.companies for one in grouping.accounts] == [("1",), ("2",), ("3",), ("4",)]
    assert grouping.memberships[0].account == "company:3"


@pytest.mark.parametrize(
    ("parents", "roots"),
    [
        pytest.param({"1": "1"}, {"1": "1"}, id="its own parent"),
        pytest.param({"1": "2", "2": "1"}, {"1": "1", "2": "1"}, id="each other's"),
        pytest.param({"1": "2", "2": "3", "3": "2"}, {"1": "2", "2": "2", "3": "2"}, id="below a circle"),
        pytest.param(
            {"4": "3", "3": "2", "2": "4", "1": "4"}, {"1": "2", "2": "2", "3": "2", "4": "2"}, id="of three"
        ),
    ],
)
def test_a_circle_of_parents_is_one_account(parents: dict[str, str], roots: dict[str, str]) -> None:
    """Whoever is looked at first, the circle ends at its smallest id."""
    grouping = group([Company(id_, id_, parent=parent) for id_, parent in parents.items()], [])
    found = {company: one.company for one in grouping.accounts for company in one.companies}
    assert found == roots


def test_a_provisional_account_becomes_its_companys_when_that_appears() -> None:
    """All colleagues move at once, and nothing of the provisional account stays."""
    contacts = [Contact(str(number), f"{number}@oak.example") for number in range(3)]
    before = group([], contacts)
    assert before.accounts == (Account("domain:oak.example", "oak.example", None),)
    after = group([Company("5", "Oak", ("oak.example",))], contacts)
    assert [one.id for one in after.accounts] == ["company:5"]
    assert {one.account for one in after.memberships} == {"company:5"}


ids = st.integers(1, 9).map(str)
domains = st.sampled_from(["acme.example", "birch.example", "oak.example", "elm.test"])
companies = st.lists(
    st.builds(
        Company,
        id=ids,
        name=st.sampled_from(["", "Acme", "Oak"]),
        domains=st.lists(domains, max_size=3, unique=True).map(tuple),
        parent=st.none() | ids,
        born=st.integers(0, 3),
    ),
    unique_by=lambda one: one.id,
    max_size=9,
)
contacts = st.lists(
    st.builds(
        Contact,
        id=ids,
        email=st.none() | st.sampled_from(["gmail.com", "nothing", "de.elm.test", "acme.example"]).map("a@{}".format),
        companies=st.lists(st.tuples(ids, st.booleans()), max_size=3, unique_by=lambda one: one[0]).map(tuple),
    ),
    unique_by=lambda one: one.id,
    max_size=9,
)  # fmt: skip


@given(some=companies, people=contacts, luck=st.randoms(use_true_random=False), roll_up=st.booleans())
def test_the_order_of_the_portal_does_not_matter(
    some: list[Company], people: list[Contact], luck: random.Random, *, roll_up: bool
) -> None:
    """The same companies and contacts in any order, associations too, give the same grouping."""
    first = group(some, people, roll_up=roll_up)
    luck.shuffle(some)
    luck.shuffle(people)
    turned = [Contact(one.id, one.email, tuple(reversed(one.companies))) for one in people]
    assert group(some, turned, roll_up=roll_up) == first


@given(some=companies, people=contacts, roll_up=st.booleans())
def test_nobody_is_dropped_and_nobody_is_twice(
    some: list[Company], people: list[Contact], *, roll_up: bool
) -> None:
    """Every contact has exactly one membership, every company exactly one account, and every account somebody."""
    grouping = group(some, people, roll_up=roll_up)
    assert Counter(one.contact for one in grouping.memberships) == Counter(one.id for one in people)
    assert Counter(c for one in grouping.accounts for c in one.companies) == Counter(one.id for one in some)
    known = {one.id for one in grouping.accounts}
    belonging = {one.account for one in grouping.memberships if one.account}
    assert belonging <= known
    assert all(one.company in one.companies or one.id in belonging for one in grouping.accounts)
    for one in grouping.memberships:
        assert (one.account is None) == (one.reason in {Reason.FREE_MAIL, Reason.NOTHING_KNOWN})


@given(companies, contacts)
def test_a_reason_says_what_is_so(some: list[Company], people: list[Contact]) -> None:
    """A contact with a known associated company belongs by it; else its domain decides; free mail never does."""
    known = {one.id for one in some}
    claimed = {domain for one in some for domain in one.domains}
    addresses = {one.id: one for one in people}
    for one in group(some, people).memberships:
        contact = addresses[one.contact]
        domain = domain_of_email(contact.email)
        assert one.domain == domain
        if known & {id_ for id_, _ in contact.companies}:
            assert one.reason is Reason.ASSOCIATION
        elif domain is None:
            assert one.reason is Reason.NOTHING_KNOWN
        elif is_free_mail(domain):
            assert one.reason is Reason.FREE_MAIL
        else:
            assert one.reason is (Reason.EMAIL_DOMAIN if domain in claimed else Reason.DOMAIN_WITHOUT_COMPANY)
