"""The keys that lead from contacts to companies: kept with the grouping, of what counts, portal by portal."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from accounts.addresses.kinds import Addresses
from accounts.matching.spec import MatchSpec, Way
from accounts.values import Kind
from pipeline import intake
from store import evidence, frame, match_keys
from store import tables as t
from store.match_keys import Of
from tests.store.mirrored import MATCHING, PORTAL, company, contact, due, nobody_is_due, record, take

NAMES = MatchSpec(ways=tuple(Way))


def keys(tx: sa.Connection, kind: Of, start: str = "d:") -> set[tuple[str, str]]:
    """Pairs of a key and an object."""
    rows = tx.execute(sa.select(t.match_key.c.key, t.match_key.c.id).where(t.match_key.c.kind == kind.value))
    return {(key.removeprefix(start), id_) for key, id_ in rows if key.startswith(start)}


def test_the_domains_of_companies_follow_them(tx: sa.Connection) -> None:
    """Main and additional ones, registrable, of companies that count; an answer without them does not take them away."""
    take(tx, company("10", "www.oak.example", also="oak.test;gmx.de"), company("11", "oak.example"))
    assert keys(tx, Of.COMPANY) == {("oak.example", "10"), ("oak.test", "10"), ("oak.example", "11")}
    take(tx, record(Kind.COMPANY, "10", {"name": "Oak & Sons"}, 1))
    assert keys(tx, Of.COMPANY) == {("oak.example", "10"), ("oak.test", "10"), ("oak.example", "11")}
    take(tx, gone={Kind.COMPANY: {"10"}})
    assert keys(tx, Of.COMPANY) == {("oak.example", "11")}
    take(tx, company("10", "elm.example", updated=2))
    assert keys(tx, Of.COMPANY) == {("elm.example", "10"), ("oak.example", "11")}


def test_a_contact_has_the_domains_it_may_be_proven_by(tx: sa.Connection) -> None:
    """Of all its addresses that a firm may own, and of its website."""
    take(
        tx, contact("1", "ada@oak.example", work_email="ada@elm.example", website="https://fir.example/team")
    )
    take(tx, contact("2", "ben@gmail.com"))
    assert keys(tx, Of.CONTACT) == {("oak.example", "1"), ("elm.example", "1"), ("fir.example", "1")}
    take(tx, gone={Kind.CONTACT: {"1"}})
    assert keys(tx, Of.CONTACT) == set()


def test_only_where_nothing_is_proven_a_contact_looks_further(tx: sa.Connection) -> None:
    """By the first word of its domain, until a company with the domain comes."""
    take(tx, contact("1", "ada@oakworks.example"))
    assert ("oakworks", "1") in keys(tx, Of.UNPROVEN, "l:")
    take(tx, company("10", "oakworks.example"))
    assert keys(tx, Of.UNPROVEN, "") == set()


@pytest.mark.parametrize(
    ("changed", "is_news"),
    [({"lifecyclestage": "lead"}, False), ({"hubspot_owner_id": "7"}, True), ({"name": "Elm"}, True)],
)
def test_a_company_in_which_matching_sees_nothing_new_concerns_no_contact(
    tx: sa.Connection, changed: dict[str, str | None], *, is_news: bool
) -> None:
    """Its account is due all the same."""
    take(tx, company("10", "oak.example"), contact("1", "ada@oak.example"))
    before = keys(tx, Of.COMPANY, "v:")
    nobody_is_due(tx)
    take(tx, company("10", "oak.example", updated=1, **changed))
    assert (keys(tx, Of.COMPANY, "v:") != before) is is_news
    assert due(tx) == {"company:10"}


def test_whom_an_answer_speaks_of(tx: sa.Connection) -> None:
    """All with the domain, all with the name however it is written, or one contact alone."""
    take(
        tx,
        *(contact("1", "ada@oak.example", company="Elmtec GmbH"), contact("2", "ben@oak.example")),
        *(contact("3", "cem@gmail.com", company="ELMTEC gmbh"), contact("4", company="Elmtec AG")),
        matching=NAMES,
    )
    asked = {
        one: match_keys.asked_by(tx, PORTAL, [one])
        for one in ("domain:oak.example", "contact:4", "domain:fir.example", *_questions(tx))
    }
    assert asked.pop("domain:oak.example") == {"1", "2"}
    assert asked.pop("contact:4") == {"4"}
    assert asked.pop("domain:fir.example") == set()
    assert sorted(map(sorted, asked.values())) == [["1", "3"], ["4"]]
    assert match_keys.asked_about(tx, PORTAL, ["domain:oak.example", "contact:4"], ["2", "3"]) == {
        "domain:oak.example"
    }


def _questions(tx: sa.Connection) -> set[str]:
    return {question for question, _ in keys(tx, Of.CONTACT, "q:")}


def test_a_rebuild_writes_only_what_differs(tx: sa.Connection) -> None:
    """What is there already stays, row for row; what should not be there goes."""
    take(tx, company("10", "oak.example"), contact("1", "ada@fir.example"))
    tx.execute(t.match_key.insert().values(portal_id=PORTAL, kind="company", key="d:elm.example", id="77"))
    place = sa.select(sa.text("ctid::text"), t.match_key.c.key).where(t.match_key.c.key != "d:elm.example")
    before = set(map(tuple, tx.execute(place)))
    intake.regroup_all(tx, PORTAL, MATCHING)
    assert set(map(tuple, tx.execute(place))) == before
    assert keys(tx, Of.COMPANY) == {("oak.example", "10")}


OWNERS = [
    pytest.param([], None, id="nobody"),
    pytest.param(["ada@nordwind.example", "ben@mail.nordwind.example", "cem@agency.example"], "nordwind.example", id="most"),
    pytest.param(["ada@zeta.example", "ben@alpha.example"], "alpha.example", id="as many: the first by name"),
    pytest.param(["ada@gmail.com", "ben@gmail.com", "cem@oak.example"], "oak.example", id="free mail is nobody's"),
    pytest.param(["-old@elm.example", "-ben@elm.example", "ada@oak.example"], "oak.example", id="who is there still"),
]  # fmt: skip


@pytest.mark.parametrize(("emails", "expected"), OWNERS)
def test_the_portals_own_domain_is_that_of_most_owners(
    tx: sa.Connection, emails: list[str], expected: str | None
) -> None:
    """Of those who are active; added to the declared ones."""
    rows = [
        {"id": str(n), "email": email.removeprefix("-"), "name": "A", "archived": email.startswith("-")}
        for n, email in enumerate(emails)
    ]
    frame.put_owners(tx, PORTAL, rows)
    assert evidence.own_domain(tx, PORTAL) == expected
    declared = replace(MATCHING, addresses=Addresses(own=frozenset({"nord.example"})))
    own = intake.with_own_domain(tx, PORTAL, declared).addresses.own
    assert own == {"nord.example"} | ({expected} if expected else set())
