"""Associations that HubSpot lacks: written once where the rulebook says so, and never against a person's hand."""

from datetime import timedelta

import pytest

from accounts.values import Kind
from pipeline.review import answer
from settings import EXAMPLE_RULEBOOK
from store import link_wishes
from tests.pipeline.house import House

WRITE = "/contacts/companies/batch/associate/default"
LATER = timedelta(seconds=90)
EXAMPLE = EXAMPLE_RULEBOOK.read_text("utf-8")
ALLOWED = EXAMPLE.replace(
    "  contact.abm_*: own\n", "  contact.abm_*: own\n  contact.associations: fill_if_empty\n", 1
)
AT_ONCE = ALLOWED.replace("effects: from_now", "effects: at_once", 1)
assert EXAMPLE != ALLOWED != AT_ONCE


@pytest.fixture
def oak(small: House) -> str:
    return small.portal.create("companies", {"name": "Oak", "domain": "oak.example"})


def person(house: House, email: str, **properties: str) -> str:
    return house.portal.create("contacts", {"email": email, **properties})


def linked(house: House, *contacts: str) -> dict[str, list[str]]:
    """Of each contact the companies that HubSpot associates it with."""
    found: dict[str, list[str]] = {one: [] for one in contacts}
    for link in house.tools.portals[house.id].associations(Kind.CONTACT, Kind.COMPANY, contacts):
        found[link.from_id].append(link.to_id)
    return found


def reason(house: House, contact: str) -> tuple[str, str | None]:
    rows = house.rows(f"SELECT reason, company_id FROM membership WHERE contact_id = '{contact}'")  # noqa: S608 - our own id
    return str(rows[0].reason), rows[0].company_id


def states(house: House) -> dict[str, int]:
    with house.database.begin() as tx:
        return link_wishes.counts(tx, house.id)


def writes(house: House) -> int:
    return len(house.portal.calls("POST", WRITE))


def test_nothing_is_written_that_the_rulebook_does_not_allow(small: House, oak: str) -> None:
    """It is off unless `writes` names it."""
    ada = person(small, "ada@oak.example")
    small.settle()
    assert reason(small, ada) == ("email_domain", oak)
    assert (linked(small, ada), writes(small), states(small)) == ({ada: []}, 0, {})


def test_exactly_the_missing_ones_are_written_once(small: House, oak: str) -> None:
    """Not where there is any association, not to an account for the time being, not what is only in question."""
    elm = small.portal.create("companies", {"name": "Elm", "domain": "elm.example"})
    small.portal.create("companies", {"name": "Ashworth Maschinenbau", "domain": "ashworth.example"})
    ada, ben = person(small, "ada@oak.example"), person(small, "ben@mail.oak.example")
    elsewhere = small.portal.create(
        "contacts", {"email": "cleo@oak.example"}, associations=[("companies", elm, 279)]
    )
    provisional = person(small, "dora@nobody.example")
    asked = person(small, "emil@gmail.com", company="Ashworth Maschinenbaus")
    small.settle()
    small.activate(AT_ONCE)
    small.settle()
    expected = {ada: [oak], ben: [oak], elsewhere: [elm], provisional: [], asked: []}
    assert linked(small, *expected) == expected
    ours = small.rows("SELECT from_id FROM association WHERE ours ORDER BY from_id")
    assert (writes(small), states(small), [row.from_id for row in ours]) == (
        1,
        {"done": 2},
        sorted([ada, ben]),
    )
    assert reason(small, ada) == ("email_domain", oak)
    for _ in range(2):
        small.wait_until(small.now + LATER)
        small.reconcile()
    assert (writes(small), linked(small, *expected), small.trouble()) == (1, expected, None)
    assert reason(small, ada) == ("email_domain", oak)


def test_who_is_put_to_one_of_several_branches_for_the_time_being(small: House, oak: str) -> None:
    """The review asks which branch is meant: until somebody answers, none of them is written, and then that one."""
    north = small.portal.create("companies", {"name": "Oak North", "domain": "oak.example", "zip": "20095"})
    small.activate(AT_ONCE)
    ada = person(small, "ada@oak.example")
    ben = person(small, "ben@oak.example", zip="20095")
    small.settle()
    (asked,) = small.rows("SELECT contact_id, question FROM membership WHERE question IS NOT NULL")
    assert (asked.contact_id, reason(small, ada)) == (ada, ("email_domain", oak))
    assert linked(small, ada, ben) == {ada: [], ben: [north]}
    answer(small.tools, small.id, str(asked.question), north, accepted=True, by="Kim")
    small.settle()
    assert linked(small, ada, ben) == {ada: [north], ben: [north]}


def test_a_new_rulebook_writes_none_before_the_next_change(small: House, oak: str) -> None:
    """An association is no property of the rulebook's own: a quiet first run leaves it alone."""
    ada = person(small, "ada@oak.example")
    small.settle()
    small.activate(ALLOWED)
    small.settle()
    assert linked(small, ada) == {ada: []}
    ben = person(small, "ben@oak.example")
    small.settle()
    assert linked(small, ada, ben) == {ada: [oak], ben: [oak]}


def test_what_a_person_takes_away_stays_away(small: House, oak: str) -> None:
    """Whether we wrote it or somebody else did, before or after the rulebook allowed it."""
    theirs = small.portal.create(
        "contacts", {"email": "ada@oak.example"}, associations=[("companies", oak, 279)]
    )
    small.settle()
    small.portal.dissociate("contacts", theirs, "companies", oak)
    small.settle()
    small.activate(AT_ONCE)
    ours = person(small, "ben@oak.example")
    small.settle()
    assert linked(small, theirs, ours) == {theirs: [], ours: [oak]}
    small.portal.dissociate("contacts", ours, "companies", oak)
    small.settle()
    small.portal.update("contacts", ours, {"jobtitle": "CFO"})
    small.reconcile()
    assert (linked(small, theirs, ours), states(small), writes(small)) == (
        {theirs: [], ours: []},
        {"removed": 2},
        1,
    )
    assert reason(small, ours) == ("email_domain", oak)


def test_our_own_association_proves_nothing(small: House, oak: str) -> None:
    """Who changes employer follows the new address, though what we wrote of old is still there."""
    elm = small.portal.create("companies", {"name": "Elm", "domain": "elm.example"})
    small.activate(AT_ONCE)
    ada = person(small, "ada@oak.example")
    small.settle()
    small.portal.update("contacts", ada, {"email": "ada@elm.example"})
    small.settle()
    assert (reason(small, ada), linked(small, ada)) == (("email_domain", elm), {ada: [oak]})
    small.reconcile()
    assert (reason(small, ada), linked(small, ada), writes(small)) == (("email_domain", elm), {ada: [oak]}, 1)


def test_the_matched_company_is_associated_and_not_its_root(small: House, oak: str) -> None:
    """Whatever is rolled up into what: in HubSpot a contact stands where it works."""
    branch = small.portal.create("companies", {"name": "Oak North", "domain": "oaknorth.example"})
    small.portal.associate("companies", branch, "companies", oak, 14)
    small.activate(AT_ONCE)
    ada = person(small, "ada@oaknorth.example")
    small.settle()
    assert linked(small, ada) == {ada: [branch]}


def test_the_answer_is_lost(small: House, oak: str) -> None:
    """It was written and nobody heard of it, while HubSpot already told us of it: it is ours all the same."""
    small.activate(AT_ONCE)
    ada = person(small, "ada@oak.example")
    small.portal.faults.apply_then_drop("POST", WRITE)
    small.settle()
    small.wait_until(small.now + LATER)
    assert (linked(small, ada), states(small), writes(small)) == ({ada: [oak]}, {"done": 1}, 1)
    assert reason(small, ada) == ("email_domain", oak)


@pytest.mark.parametrize("status", [429, 500, 503])
def test_hubspot_asks_for_patience(small: House, oak: str, status: int) -> None:
    """Then it goes out later."""
    small.activate(AT_ONCE)
    ada = person(small, "ada@oak.example")
    small.portal.faults.answer_next("POST", WRITE, status)
    small.settle()
    assert linked(small, ada) == {ada: []}
    small.wait_until(small.now + LATER)
    assert (linked(small, ada), states(small), small.trouble()) == ({ada: [oak]}, {"done": 1}, None)


def test_a_refused_one_is_set_aside_with_its_reason(small: House, oak: str) -> None:
    """The next full sync tries it again."""
    small.activate(AT_ONCE)
    ada = person(small, "ada@oak.example")
    small.portal.faults.answer_next("POST", WRITE, 400)
    small.settle()
    assert states(small) == {"parked": 1}
    assert "refused" in str(small.rows("SELECT trouble FROM link_wish")[0].trouble)
    small.reconcile()
    assert (linked(small, ada), states(small)) == ({ada: [oak]}, {"done": 1})


def test_somebody_was_faster(small: House, oak: str) -> None:
    """HubSpot associates by itself as well: who has a company by now is left alone, though no event told us yet."""
    elm = small.portal.create("companies", {"name": "Elm", "domain": "elm.example"})
    small.activate(AT_ONCE)
    small.settle()
    small.portal.faults.answer_next("POST", WRITE, 503)
    ada = person(small, "ada@oak.example")
    small.settle()
    small.portal.associate("contacts", ada, "companies", elm, 279)
    small.wait_until(small.now + LATER)
    assert (linked(small, ada), states(small)) == ({ada: [elm]}, {})
    assert reason(small, ada) == ("association", elm)


def test_what_is_allowed_no_longer_is_not_written(small: House, oak: str) -> None:
    """What still waits is taken off the list."""
    small.activate(AT_ONCE)
    ada = person(small, "ada@oak.example")
    small.portal.faults.answer_next("POST", WRITE, 503)
    small.settle()
    small.activate(EXAMPLE)
    small.wait_until(small.now + LATER)
    assert (linked(small, ada), states(small)) == ({ada: []}, {})
