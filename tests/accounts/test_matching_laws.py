"""What holds of every grouping, whatever is in the portal."""

import random
from collections import Counter
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from accounts.addresses.kinds import Addresses
from accounts.matching.grouping import group
from accounts.matching.keys import company_keys, contact_keys
from accounts.matching.membership import Grouping, Lost, Membership
from accounts.matching.questions import branch_question, contact_question, domain_question, name_question
from accounts.matching.spec import MatchSpec, Tie, Unit, Way
from accounts.matching.things import Answer, Claim, Claimed, Company, Contact, Link

READ = Addresses(own=frozenset({"own.example"})).read
DOMAINS = ["acme.example", "birch.example", "acme.test", "birch-bau.test", "bau-birch.example", "oak.test"]
NAMES = [
    "Acme GmbH",
    "Acme",
    "Birch Bau AG",
    "Bau Birch",
    "Acme Bau",
    "Müller & Söhne KG",
    "Muellersoehne",
    "Birsch Bau",
    "ZMW",
    "Zenit Motoren Werke AG",
]
PLACES = ["10115", "10999", "80331"]
ids = st.integers(1, 9).map(str)
places = st.tuples(st.none() | st.sampled_from(PLACES), st.none() | st.sampled_from(["de", "at"]))
companies = st.lists(
    st.builds(
        Company,
        id=ids,
        name=st.sampled_from(["", *NAMES]),
        claims=st.lists(st.builds(Claim, st.sampled_from(DOMAINS), st.sampled_from(list(Claimed)[1:])), max_size=2).map(tuple),
        parent=st.none() | ids,
        born=st.integers(0, 3),
        open_deal=st.booleans(),
        owner=st.sampled_from([None, "a", "b"]),
        target_account=st.booleans(),
        tier=st.sampled_from([None, 1, 2]),
        stops=st.booleans(),
        places=places,
    ),
    unique_by=lambda one: one.id,
    max_size=9,
)  # fmt: skip
emails = st.sampled_from(
    ["a@gmail.com", "info@oak.test", "a@own.example", *(f"a@{domain}" for domain in DOMAINS)]
)
contacts = st.lists(
    st.builds(
        Contact,
        id=ids,
        addresses=st.lists(emails.map(READ), max_size=2).map(tuple),
        website=st.sampled_from([None, None, *DOMAINS]),
        company_name=st.sampled_from([None, *NAMES]),
        owner=st.sampled_from([None, "a"]),
        links=st.lists(
            st.builds(Link, ids, st.booleans(), st.sampled_from([(), ("Nord",)]), st.booleans()),
            max_size=2, unique_by=lambda one: one.company,
        ).map(tuple),
        places=places,
        unit=st.sampled_from([None, "it"]),
    ),
    unique_by=lambda one: one.id,
    max_size=9,
)  # fmt: skip
QUESTIONS = [
    *map(domain_question, DOMAINS), *(name_question(name) or "" for name in NAMES), *map(contact_question, "123"),
    *(branch_question(domain, (place, None)) for domain in DOMAINS[:2] for place in (None, *PLACES)),
]  # fmt: skip
answers = st.lists(
    st.builds(Answer, st.sampled_from(QUESTIONS), ids, st.booleans()),
    max_size=6, unique_by=lambda one: (one.question, one.company),
)  # fmt: skip
UNITS = (Unit("nord", "n", label="Nord"), Unit("it", "i", property="unit", value="IT"))
specs = st.builds(
    MatchSpec,
    ways=st.sampled_from([tuple(Way), (Way.ASSOCIATION, Way.EMAIL_DOMAIN), (Way.COMPANY_NAME,)]),
    ties=st.permutations(list(Tie)).map(lambda ties: tuple(ties[:2])),
    branches_by=st.sampled_from([(), ("zip", "country")]),
    roll_up=st.booleans(),
    units=st.sampled_from([(), UNITS]),
)


@given(companies, contacts, answers, specs, st.randoms(use_true_random=False))
def test_the_order_of_the_portal_does_not_matter(
    some: list[Company], people: list[Contact], said: list[Answer], spec: MatchSpec, luck: random.Random
) -> None:
    """The same companies, contacts and answers in any order, associations too, give the same grouping."""
    first = group(some, people, spec, said)
    for each in (some, people, said):
        luck.shuffle(each)
    turned = [replace(one, links=tuple(reversed(one.links))) for one in people]
    assert group(some, turned, spec, said) == first


@given(companies, contacts, answers, specs)
def test_nobody_is_dropped_and_nobody_is_twice(
    some: list[Company], people: list[Contact], said: list[Answer], spec: MatchSpec
) -> None:
    """Every contact has one membership, every company one account; no rival is of the winner's account or named twice."""
    grouping = group(some, people, spec, said)
    assert Counter(one.contact for one in grouping.memberships) == Counter(one.id for one in people)
    assert Counter(c for one in grouping.accounts for c in one.companies) == Counter(one.id for one in some)
    known = {one.id for one in grouping.accounts}
    belonging = {one.account for one in grouping.memberships if one.account}
    assert belonging <= known
    assert all(one.company in one.companies or one.id in belonging for one in grouping.accounts)
    account = {company: one.id for one in grouping.accounts for company in one.companies}
    for one in grouping.memberships:
        assert (one.confidence > 0) == (one.account is not None)
        rivals = [rival.company for rival in one.rivals]
        assert len(rivals) == len(set(rivals))
        mine = account.get(one.company or "")
        assert mine is None or mine not in {account[rival] for rival in rivals}


@given(companies, contacts, answers, specs)
def test_a_part_that_is_closed_under_keys_is_grouped_as_the_whole(
    some: list[Company], people: list[Contact], said: list[Answer], spec: MatchSpec
) -> None:
    """A contact needs the companies that share a key with it, are associated or named in an answer, and their ancestors."""
    whole = {one.contact: one for one in group(some, people, spec, said).memberships}
    for contact in people:
        (alone,) = group(part_for(contact, some, said), [contact], spec, said).memberships
        assert alone == whole[contact.id]


def part_for(contact: Contact, some: list[Company], said: list[Answer]) -> list[Company]:
    known = {one.id: one for one in some}
    wanted = {one.id for one in some if company_keys(one) & contact_keys(contact)}
    wanted |= {link.company for link in contact.links} | {one.company for one in said}
    level = wanted
    while level := {known[id_].parent or "" for id_ in level if id_ in known} - wanted:
        wanted |= level
    return [one for one in some if one.id in wanted]


@given(companies, contacts, answers, specs)
def test_an_unrelated_company_changes_nothing(
    some: list[Company], people: list[Contact], said: list[Answer], spec: MatchSpec
) -> None:
    """It only brings its own account."""
    stranger = Company("77", "Zwölfender Logistik", (Claim("zwoelfender.example", Claimed.MAIN),))
    before, after = group(some, people, spec, said), group([*some, stranger], people, spec, said)
    assert after.memberships == before.memberships
    assert {one.id for one in after.accounts} - {one.id for one in before.accounts} == {"company:77"}


@given(companies, contacts, answers, specs, st.data())
def test_nothing_is_asked_twice(
    some: list[Company], people: list[Contact], said: list[Answer], spec: MatchSpec, data: st.DataObject
) -> None:
    """Saying a thing twice is saying it once; a yes ends its question for all; a no ends it for that company."""
    grouping = group(some, people, spec, said)
    assert group(some, people, spec, [*said, *said]) == grouping
    open_ = [one for one in grouping.memberships if one.question]
    if not open_:
        return
    asked = data.draw(st.sampled_from(open_))
    candidates = [rival.company for rival in asked.rivals if rival.lost is not Lost.REJECTED]
    company = data.draw(st.sampled_from(candidates))
    question = asked.question or ""
    yes = group(some, people, spec, [*said, Answer(question, company, accepted=True)])
    assert not asking(yes, question)
    assert of(yes, asked.contact).company == company
    no = group(some, people, spec, [*said, Answer(question, company, accepted=False)])
    for one in asking(no, question):
        assert company not in {rival.company for rival in one.rivals if rival.lost is not Lost.REJECTED}
        assert one.company != company


def asking(grouping: Grouping, question: str) -> list[Membership]:
    return [one for one in grouping.memberships if one.question == question]


def of(grouping: Grouping, contact: str) -> Membership:
    return next(one for one in grouping.memberships if one.contact == contact)
