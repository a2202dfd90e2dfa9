"""Grouping in the database: a part that changed is grouped anew, and it is as if the whole portal had been."""

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from accounts.matching.grouping import group
from accounts.matching.membership import Reason
from accounts.matching.spec import MatchSpec
from accounts.snapshot import Snapshot
from accounts.values import Kind
from store import evidence, grouping, reach, snapshots
from store import tables as t
from store.database import Database
from store.mirror import Links, RecordRow
from tests.store.mirrored import (
    MATCHING,
    NOW,
    OTHER,
    PORTAL,
    company,
    contact,
    deal,
    due,
    is_blocked,
    links,
    nobody_is_due,
    record,
    take,
    works_at,
)

Step = Callable[[sa.Connection], set[str]]


def members(tx: sa.Connection) -> dict[str, str | None]:
    """Contact by contact: to which account it belongs."""
    return {
        row.contact_id: row.account_id
        for row in tx.execute(sa.select(t.membership).order_by(t.membership.c.contact_id))
    }


def accounts(tx: sa.Connection) -> dict[str, set[str]]:
    """The accounts that there are, with their companies."""
    found: dict[str, set[str]] = {id_: set() for id_ in alive(tx)}
    for row in tx.execute(sa.select(t.account_company)):
        found[row.account_id].add(row.company_id)
    return found


def alive(tx: sa.Connection) -> set[str]:
    return set(tx.execute(sa.select(t.account.c.id).where(~t.account.c.gone)).scalars())


def small_portal(tx: sa.Connection) -> None:
    """Two groups of companies, a domain without company, and somebody without anything."""
    take(
        tx,
        *(company("10", "oak.example"), company("11", "oak.test", parent="10"), company("20", "elm.example")),
        *(contact("1", "ada@oak.example"), contact("2", "ben@oak.test"), contact("3", "cem@elm.example")),
        *(contact("4", "dora@fir.example"), contact("5", "eva@gmail.com"), contact("6")),
        *(works_at("6", "20"),),
    )
    nobody_is_due(tx)


def test_a_first_grouping(tx: sa.Connection) -> None:
    """Accounts, their companies, and every contact with its reason and evidence; all of them due."""
    small_portal(tx)
    assert accounts(tx) == {"company:10": {"10", "11"}, "company:20": {"20"}, "domain:fir.example": set()}
    rows = tx.execute(sa.select(t.membership).order_by(t.membership.c.contact_id)).all()
    assert [(row.account_id, row.reason, row.evidence, row.domain, row.confidence) for row in rows] == [
        ("company:10", Reason.EMAIL_DOMAIN, "oak.example", "oak.example", 0.95),
        ("company:10", Reason.EMAIL_DOMAIN, "oak.test", "oak.test", 0.95),
        ("company:20", Reason.EMAIL_DOMAIN, "elm.example", "elm.example", 0.95),
        ("domain:fir.example", Reason.DOMAIN_WITHOUT_COMPANY, "fir.example", "fir.example", 0.9),
        (None, Reason.FREE_MAIL, "gmail.com", "gmail.com", 0.0),
        ("company:20", Reason.ASSOCIATION, "Company 20", None, 1.0),
    ]
    assert (
        tx.execute(sa.select(t.account.c.name).where(t.account.c.id == "domain:fir.example")).scalar()
        == "fir.example"
    )


CHANGES: list[tuple[str, Step, dict[str, str | None], set[str]]] = [
    (
        "a contact's address changes",
        lambda tx: take(tx, contact("1", "ada@elm.example", updated=1)),
        {"1": "company:20"}, {"company:10", "company:20"},
    ),
    (
        "a contact's title changes",
        lambda tx: take(tx, contact("1", "ada@oak.example", updated=1, jobtitle="CFO")),
        {}, {"company:10"},
    ),
    (
        "a contact is associated with another company",
        lambda tx: take(tx, works_at("1", "20")),
        {"1": "company:20"}, {"company:10", "company:20"},
    ),
    (
        "a contact is no longer associated",
        lambda tx: take(tx, works_at("6")),
        {"6": None}, {"company:20"},
    ),
    (
        "a company gains a domain: the provisional account becomes its own",
        lambda tx: take(tx, company("20", "elm.example", also="fir.example", updated=1)),
        {"4": "company:20"}, {"company:20", "domain:fir.example"},
    ),
    (
        "a company appears for a domain",
        lambda tx: take(tx, company("30", "fir.example")),
        {"4": "company:30"}, {"company:30", "domain:fir.example"},
    ),
    (
        "a company loses its domain",
        lambda tx: take(tx, company("20", None, updated=1)),
        {"3": "domain:elm.example"}, {"company:20", "domain:elm.example"},
    ),
    (
        "a daughter is sold",
        lambda tx: take(tx, company("11", "oak.test", parent="20", updated=1)),
        {"2": "company:20"}, {"company:10", "company:20"},
    ),
    (
        "a daughter becomes independent",
        lambda tx: take(tx, company("11", "oak.test", updated=1)),
        {"2": "company:11"}, {"company:10", "company:11"},
    ),
    (
        "two groups merge, the daughters with them",
        lambda tx: take(tx, company("10", "oak.example", parent="20", updated=1)),
        {"1": "company:20", "2": "company:20"}, {"company:10", "company:20"},
    ),
    (
        "a parent that we did not know appears",
        lambda tx: take(tx, company("20", "elm.example", parent="9", updated=1)) | take(tx, company("9")),
        {"3": "company:9", "6": "company:9"}, {"company:20", "company:9"},
    ),
    (
        "a company is deleted",
        lambda tx: take(tx, gone={Kind.COMPANY: {"20"}}),
        {"3": "domain:elm.example", "6": None}, {"company:20", "domain:elm.example"},
    ),
    (
        "a parent is deleted: its daughter stands for itself",
        lambda tx: take(tx, gone={Kind.COMPANY: {"10"}}),
        {"1": "domain:oak.example", "2": "company:11"}, {"company:10", "company:11", "domain:oak.example"},
    ),
    (
        "a contact is deleted",
        lambda tx: take(tx, gone={Kind.CONTACT: {"4"}}),
        {"4": "nowhere"}, {"domain:fir.example"},
    ),
    (
        "a company is archived in an answer",
        lambda tx: take(tx, record(Kind.COMPANY, "11", {}, 1, archived=True)),
        {"2": "domain:oak.test"}, {"company:10", "domain:oak.test"},
    ),
    (
        "an older company claims the domain",
        lambda tx: take(tx, company("5", "oak.test")),
        {"2": "company:5"}, {"company:10", "company:5"},
    ),
    (
        "nothing new is said",
        lambda tx: take(tx, contact("1", "ada@oak.example"), company("10", "oak.example"), works_at("6", "20")),
        {}, set(),
    ),
    (
        "a deal comes to a company",
        lambda tx: take(tx, deal("7"), links(Kind.DEAL, "7", Kind.COMPANY, "11")),
        {}, {"company:10"},
    ),
    (
        "a deal comes to a contact",
        lambda tx: take(tx, deal("7"), links(Kind.DEAL, "7", Kind.CONTACT, "4")),
        {}, {"domain:fir.example"},
    ),
    (
        "a deal goes from one company to another",
        lambda tx: take(tx, deal("7"), links(Kind.DEAL, "7", Kind.COMPANY, "11"))
        | take(tx, links(Kind.DEAL, "7", Kind.COMPANY, "20")),
        {}, {"company:10", "company:20"},
    ),
    (
        "a company is deleted whose deal has a contact elsewhere: the deal is its account's now",
        lambda tx: take(
            tx, deal("7"), links(Kind.DEAL, "7", Kind.COMPANY, "20"), links(Kind.DEAL, "7", Kind.CONTACT, "4")
        )
        and take(tx, gone={Kind.COMPANY: {"20"}}),
        {"3": "domain:elm.example", "6": None}, {"company:20", "domain:elm.example", "domain:fir.example"},
    ),
    (
        "a ticket comes to a contact",
        lambda tx: take(tx, record(Kind.TICKET, "7", {}), links(Kind.TICKET, "7", Kind.CONTACT, "4")),
        {}, {"domain:fir.example"},
    ),
    (
        "a ticket goes from one company to another",
        lambda tx: take(tx, record(Kind.TICKET, "7", {}), links(Kind.TICKET, "7", Kind.COMPANY, "11"))
        | take(tx, links(Kind.TICKET, "7", Kind.COMPANY, "20")),
        {}, {"company:10", "company:20"},
    ),
    (
        "a ticket of a company is closed",
        lambda tx: take(tx, record(Kind.TICKET, "7", {}), links(Kind.TICKET, "7", Kind.COMPANY, "11"))
        & take(tx, record(Kind.TICKET, "7", {"hs_pipeline_stage": "4"}, 1)),
        {}, {"company:10"},
    ),
    (
        "a company is deleted whose ticket has a contact elsewhere: the ticket is its account's now",
        lambda tx: take(
            tx,
            record(Kind.TICKET, "7", {}),
            links(Kind.TICKET, "7", Kind.COMPANY, "20"),
            links(Kind.TICKET, "7", Kind.CONTACT, "4"),
        )
        and take(tx, gone={Kind.COMPANY: {"20"}}),
        {"3": "domain:elm.example", "6": None}, {"company:20", "domain:elm.example", "domain:fir.example"},
    ),
    (
        "a deal is deleted",
        lambda tx: take(tx, deal("7"), links(Kind.DEAL, "7", Kind.COMPANY, "11"))
        | take(tx, gone={Kind.DEAL: {"7"}}),
        {}, {"company:10"},
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("step", "moved", "touched"), [pytest.param(*rest, id=name) for name, *rest in CHANGES]
)
def test_a_change_moves_and_wakes_whom_it_concerns(
    tx: sa.Connection, step: Step, moved: dict[str, str | None], touched: set[str]
) -> None:
    """The accounts concerned are due, and no other; every contact is where a whole grouping would put it."""
    small_portal(tx)
    before = members(tx)
    assert step(tx) == touched
    assert due(tx) == touched
    expected = {contact: moved.get(contact, account) for contact, account in before.items()}
    assert members(tx) == {contact: account for contact, account in expected.items() if account != "nowhere"}
    assert_as_if_whole(tx)


def assert_as_if_whole(tx: sa.Connection, matching: MatchSpec = MATCHING) -> None:
    """What is kept equals what grouping the whole portal says."""
    everything = reach.whole(tx, PORTAL)
    made = group(
        evidence.load_companies(tx, PORTAL, matching, everything.companies),
        evidence.load_contacts(tx, PORTAL, matching, everything.contacts),
        matching,
    )
    kept = tx.execute(sa.select(t.membership).order_by(t.membership.c.contact_id)).all()
    assert [(row.contact_id, row.account_id, row.reason, row.evidence, row.domain) for row in kept] == [
        (one.contact, one.account, one.reason, one.detail, one.domain) for one in made.memberships
    ]
    assert accounts(tx) == {one.id: set(one.companies) for one in made.accounts}
    rows = tx.execute(sa.select(t.account).where(~t.account.c.gone))
    assert {row.id: (row.name, row.company_id) for row in rows} == {
        one.id: (one.name, one.company) for one in made.accounts
    }


def test_an_account_that_is_gone_keeps_its_past_and_may_come_back(tx: sa.Connection) -> None:
    """With its old id: what it remembers is found again."""
    small_portal(tx)
    take(tx, gone={Kind.CONTACT: {"4"}})
    assert "domain:fir.example" not in alive(tx)
    nobody_is_due(tx)
    take(tx, contact("4", "dora@fir.example", updated=1))
    assert "domain:fir.example" in alive(tx)
    assert due(tx) == {"domain:fir.example"}


def test_without_roll_up_daughters_stand_for_themselves(tx: sa.Connection) -> None:
    """A change above them does not concern them then."""
    alone = MatchSpec(roll_up=False)
    take(tx, company("10", "oak.example"), company("11", "oak.test", parent="10"), matching=alone)
    nobody_is_due(tx)
    assert take(tx, company("10", "oak.example", updated=1, name="Oak"), matching=alone) == {"company:10"}
    assert_as_if_whole(tx, alone)


def test_portals_do_not_meet(tx: sa.Connection) -> None:
    """The same numbers and domains in another portal are other companies."""
    small_portal(tx)
    tx.execute(
        t.record.insert().values(
            portal_id=OTHER, kind="company", id="99", properties={"domain": "fir.example"}, read_at=NOW
        )
    )
    tx.execute(t.match_key.insert().values(portal_id=OTHER, kind="company", key="d:fir.example", id="99"))
    take(tx, contact("4", "dora@fir.example", updated=1, jobtitle="CFO"))
    assert members(tx)["4"] == "domain:fir.example"
    assert due(tx) == {"domain:fir.example"}


def test_all_due_are_those_that_are_there(tx: sa.Connection) -> None:
    """A new rulebook concerns everybody, except those that are gone, and other portals."""
    small_portal(tx)
    take(tx, gone={Kind.CONTACT: {"4"}})
    tx.execute(t.account.insert().values(portal_id=OTHER, id="company:1", name="x", due=False))
    nobody_is_due(tx)
    grouping.mark_all_due(tx, PORTAL)
    assert due(tx) == {"company:10", "company:20"}


def test_marking_nobody_is_nothing(tx: sa.Connection) -> None:
    """And marking an account that does not exist makes none."""
    small_portal(tx)
    grouping.mark_due(tx, PORTAL, [])
    grouping.mark_due(tx, PORTAL, ["company:99"])
    assert due(tx) == set()


def test_a_domain_and_its_contact_that_come_at_once_find_each_other(database: Database) -> None:
    """A webhook brings the contact while the poll brings the company: neither may miss the other."""
    with ThreadPoolExecutor(1) as pool:
        with database.begin() as tx:
            take(tx, company("10", "oak.example"))

            def webhook() -> None:
                with database.begin() as other:
                    take(other, contact("1", "ada@oak.example"))

            meanwhile = pool.submit(webhook)
            assert is_blocked(database, meanwhile), "the second must wait until the first is there to be seen"
        meanwhile.result()
    with database.begin() as tx:
        assert members(tx) == {"1": "company:10"}
        assert_as_if_whole(tx)


def test_two_that_group_and_one_that_marks_everybody_do_not_block_each_other(database: Database) -> None:
    """A change in the portal while a new rulebook comes: one waits for the other, and both are done."""
    with database.begin() as tx:
        small_portal(tx)
    with ThreadPoolExecutor(1) as pool:
        with database.begin() as tx:
            take(tx, company("20", "elm.example", updated=1, name="Elm"))

            def new_rulebook() -> None:
                with database.begin() as other:
                    grouping.mark_all_due(other, PORTAL)

            meanwhile = pool.submit(new_rulebook)
            assert is_blocked(database, meanwhile)
            grouping.mark_due(tx, PORTAL, ["company:10"])  # before 20 in the order, and locked after it
        meanwhile.result()
    with database.begin() as tx:
        assert due(tx) == {"company:10", "company:20", "domain:fir.example"}


def test_more_contacts_than_a_statement_has_places(tx: sa.Connection) -> None:
    """Seventy thousand contacts are grouped in one go."""
    tx.execute(
        sa.text("""
            INSERT INTO record (portal_id, kind, id, properties, read_at)
            SELECT :portal, 'contact', n::text, '{"email": "a@gmx.de"}', now() FROM generate_series(1, 70000) AS n
        """),
        {"portal": PORTAL},
    )
    everything = reach.whole(tx, PORTAL)
    assert len(evidence.load_contacts(tx, PORTAL, MATCHING, everything.contacts)) == 70_000
    assert reach.accounts_of(tx, PORTAL, [], everything.contacts) == set()


NUMBERS = [str(number) for number in range(1, 9)]
DOMAINS = ["oak.example", "oak.test", "elm.example", "fir.example", "gmail.com", None]


def random_change(luck: random.Random, age: int) -> tuple[list[RecordRow | Links], dict[Kind, set[str]]]:
    """One answer of HubSpot about something: changed, linked anew, or gone; with its number in the row."""
    id_ = luck.choice(NUMBERS)
    match luck.randrange(7):
        case 0 | 1:
            parent = luck.choice([None, None, *NUMBERS])
            found = company(id_, luck.choice(DOMAINS), parent=parent, also=luck.choice(DOMAINS), updated=age)
            return [found], {}
        case 2 | 3:
            domain = luck.choice(DOMAINS)
            return [contact(id_, f"ada@{domain}" if domain else None, updated=age)], {}
        case 4:
            return [works_at(id_, *luck.sample(NUMBERS, luck.randrange(3)))], {}
        case 5:
            kind = luck.choice([Kind.COMPANY, Kind.CONTACT])
            ends = luck.sample(NUMBERS, luck.randrange(3))
            dealing = luck.choice([Kind.DEAL, Kind.TICKET])
            found = record(dealing, id_, {"stage": luck.choice("ab")}, age)
            return [found, links(dealing, id_, kind, *ends)], {}
        case _:
            return [], {luck.choice([Kind.COMPANY, Kind.CONTACT, Kind.DEAL, Kind.TICKET]): {id_}}


def seen(tx: sa.Connection) -> dict[str, Snapshot]:
    """Everything that facts are made of, account by account."""
    found = snapshots.snapshots(tx, PORTAL, sorted(alive(tx)))
    return {one.account: one for one in found}


@pytest.mark.parametrize("seed", [100, 141, 156])
def test_the_parts_are_as_the_whole_whatever_happens(tx: sa.Connection, seed: int) -> None:
    """Incremental equals rebuild; and whoever's facts have changed is due, so that nobody need be looked at daily."""
    luck = random.Random(seed)
    before: dict[str, Snapshot] = {}
    for age in range(1, 41):
        nobody_is_due(tx)
        found: list[RecordRow | Links] = []
        gone: dict[Kind, set[str]] = {}
        for _ in range(luck.randint(1, 3)):
            some, went = random_change(luck, age)
            found += some
            gone |= went
        take(tx, *found, gone=gone)
        assert_as_if_whole(tx)
        now = seen(tx)
        asleep = now.keys() - due(tx)
        assert {id_ for id_ in asleep if before.get(id_) != now[id_]} == set(), f"step {age}"
        before = now
