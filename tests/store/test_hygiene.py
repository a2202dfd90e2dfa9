"""The hygiene report over a portal in the database: what is planted is found, each thing once, and nothing else."""

from textwrap import wrap
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from accounts.addresses.kinds import Addresses
from accounts.hygiene.examine import examine
from accounts.hygiene.rows import Asked
from accounts.hygiene.text import WIDTH, lines
from accounts.hygiene.values import Check, Report
from accounts.hygiene.words import TEXTS
from accounts.matching.spec import MatchSpec, Way
from accounts.needs import FactSpec
from accounts.provenance.values import ProvenanceSpec, Source
from accounts.values import Kind, iso
from store import hygiene
from store import tables as t
from store.hygiene import Book
from store.mirror import Links, RecordRow
from tests.store.mirrored import DAY, NOW, OTHER, PORTAL, counting, deal, links, record, take, works_at

BOOK = "Key accounts"
SPEC = FactSpec(
    matching=MatchSpec(
        ways=(Way.ASSOCIATION, Way.EMAIL_DOMAIN, Way.COMPANY_NAME),
        addresses=Addresses(own=frozenset({"nordwind.example"})),
    ),
    provenance=ProvenanceSpec(
        source="origin",
        values={"Adresskauf": Source.PURCHASED},
        legal_basis="basis",
        notice="told",
        stale_after={Source.INBOUND: 90 * DAY},
    ),
)
Found = dict[Check, list[tuple[tuple[str, ...], str]]]


def company(id_: str, name: str, domain: str | None, **more: str | None) -> RecordRow:
    usual = {"name": name, "domain": domain, "hs_additional_domains": None, "hs_parent_company_id": None}
    text = {**usual, "hubspot_owner_id": "1", "abm_stage": "engaged", "size": "10", **more}
    return record(Kind.COMPANY, id_, text, born=int(id_))


def contact(id_: str, first: str, last: str, email: str | None, **more: str | None) -> RecordRow:
    usual = {"firstname": first, "lastname": last, "email": email, "jobtitle": None, "hs_buying_role": None}
    told = {"origin": "inbound", "createdate": iso(NOW - DAY), "basis": None, "told": None, "company": None}
    return record(Kind.CONTACT, id_, {**usual, **told, **more})


CLEAN: tuple[RecordRow | Links, ...] = (
    company("10", "Eiche GmbH", "eiche.example"),
    company("11", "Eiche Service GmbH", "eiche-service.example", hs_parent_company_id="10", hubspot_owner_id=None),
    company("20", "Birke AG", "birke.example"),
    contact("1", "Ada", "Adler", "ada@eiche.example", hs_buying_role="CHAMPION"),
    contact("2", "Ben", "Berg", "ben@eiche-service.example"),
    contact("3", "Cleo", "Clausen", "cleo@birke.example"),
)  # fmt: skip

PLANTED: tuple[RecordRow | Links, ...] = (
    contact("100", "Dora", "Dorn", "dora@birke.example", origin="Adresskauf", createdate=iso(NOW - 60 * DAY)),
    contact("101", "Emil", "Esser (GONE)", "emil@eiche.example", hs_buying_role="BUDGET_HOLDER"),
    contact("102", "Finn", "Falk DO NOT CALL", "finn@birke.example"),
    contact("103", "Gesa", "Gold (GONE)", "gesa@birke.example"),
    deal("900"),
    deal("901", "won"),
    links(Kind.DEAL, "900", Kind.CONTACT, "103"),
    links(Kind.DEAL, "901", Kind.CONTACT, "1"),
    company("110", "Fichte AG", "fichte.example", hubspot_owner_id=None),
    contact("110", "Hans", "Huber", "hans@fichte.example", hs_buying_role="END_USER"),
    company("111", "Linde AG", "linde.example", hubspot_owner_id="9"),
    contact("111", "Ida", "Imhof", "ida@linde.example"),
    company("112", "Kiefer KG", "kiefer.example", abm_stage=None),
    contact("112", "Jan", "Jung", "jan@kiefer.example"),
    company("113", "Esche SE", "esche.example"),
    company("114", "Tanne Holding", "birke.example"),
    company("115", "Birke A.G.", "birke.test"),
    contact("115", "Kim", "Kern", "kim@linde.example"),
    works_at("115", "20"),
    company("116", "Praxis Weide", "gmx.de"),
    company("117", "Ahorn OHG", None),
    contact("118", "Lea", "Lang", None, company="Fichte"),
    contact("119", "Mia", "Mohr", None),
    contact("120", "Max", "Moser", "mx77@gmx.de"),
    contact("121", "Nora", "Nagel", "nora@birke.example", origin=None),
    contact("122", "Otto", "Opitz", "otto@birke.example", createdate=iso(NOW - 100 * DAY)),
    contact("123", "Paul", "Pohl", "paul@ulme.example"),
    contact("124", "Ada", "Adler", "ada+messe@eiche.example"),
    contact("125", "Rosa", "Rau", "rosa@birke.example"),
    company("126", "Erle AG", "erle.example", size="viele"),
    contact("126", "Tim", "Thoma", "tim@erle.example"),
)

EXPECTED: Found = {
    Check.NOTICE_OVERDUE: [(("100",), "purchased")],
    Check.NO_LEGAL_BASIS: [(("100",), "purchased")],
    Check.NOT_TO_BE_CONTACTED: [(("101",), "gone"), (("102",), "do_not_contact"), (("103",), "gone")],
    Check.KEY_ACCOUNTS_WITHOUT_OWNER: [(("110",), "nobody")],
    Check.KEY_ACCOUNTS_WITHOUT_STAGE: [(("112",), "blank")],
    Check.KEY_ACCOUNTS_WITHOUT_CONTACTS: [(("113",), "")],
    Check.KEY_ACCOUNTS_WITHOUT_ROLES: [(("112",), "")],
    Check.SHARED_DOMAINS: [(("20", "114"), "")],
    Check.SAME_COMPANIES: [(("20", "115"), "")],
    Check.ASSOCIATED_ELSEWHERE: [(("115", "111"), "")],
    Check.UNFIT_DOMAINS: [(("116",), "free_mail")],
    Check.WITHOUT_DOMAIN: [(("117",), "")],
    Check.WITHOUT_ACCOUNT: [(("119",), "nothing_known")],
    Check.FREE_MAIL_ONLY: [(("120",), "free_mail")],
    Check.UNKNOWN_SOURCE: [(("121",), "")],
    Check.STALE_DATA: [(("122",), "inbound")],
    Check.COMPANIES_MISSING: [(("ulme.example",), "")],
    Check.SAME_CONTACTS: [(("1", "124"), "same")],
    Check.WITHOUT_FUNNEL_STEP: [(("125",), "")],
    Check.UNREADABLE_VALUES: [(("126",), "not a number")],
    Check.ACCOUNTS_WITHOUT_OWNER: [(("111",), "archived")],
    Check.OPEN_QUESTIONS: [(("118",), "")],
    Check.EMPTY_ACCOUNTS: [(("117",), ""), (("115",), ""), (("116",), ""), (("114",), "")],
}
KEY = {"company:10", "company:110", "company:112", "company:113"}


@pytest.fixture
def portal(tx: sa.Connection) -> sa.Connection:
    """Owners, definitions and a rulebook, as a sync has left them."""
    for id_, archived in (("1", False), ("9", True)):
        row = {"portal_id": PORTAL, "id": id_, "email": f"{id_}@nordwind.example", "name": f"Owner {id_}"}
        tx.execute(t.owner.insert().values(**row, archived=archived))
    for name in ("origin", "basis", "told"):
        row = {"portal_id": PORTAL, "kind": "contact", "name": name, "label": name}
        tx.execute(t.property_definition.insert().values(**row, type="string"))
    size = {"portal_id": PORTAL, "kind": "company", "name": "size", "label": "size", "type": "number"}
    tx.execute(t.property_definition.insert().values(**size))
    tx.execute(
        t.pipeline_stage.insert().values(
            portal_id=PORTAL, kind="deal", pipeline="default", stage="won", label="Won", state="won"
        )
    )
    asked = [{"kind": "company", "property": "size", "history": False}]
    book = {"portal_id": PORTAL, "name": BOOK, "digest": "d", "file": "f", "text": "", "needs": asked}
    tx.execute(t.rulebook_version.insert().values(**book, activated_at=NOW, active=True))
    return tx


def decided(tx: sa.Connection, *, without_step: frozenset[str] = frozenset()) -> None:
    """As if all accounts had been decided: key accounts are engaged, and every member is on a step of the funnel."""
    members: dict[str, list[str]] = {}
    for row in tx.execute(sa.select(t.membership).where(t.membership.c.account_id.is_not(None))):
        members.setdefault(row.account_id, []).append(row.contact_id)
    for account in tx.execute(sa.select(t.account.c.id).where(~t.account.c.gone)).scalars():
        steps = [{"contact": id_, "step": "awareness", "since": NOW} for id_ in members.get(account, [])]
        state: dict[str, Any] = {
            "key_account": account in KEY,
            "funnel": [step for step in steps if step["contact"] not in without_step],
        }
        mine = {"portal_id": PORTAL, "rulebook": BOOK, "account_id": account}
        stage = "engaged" if account in KEY else None
        tx.execute(t.memory.insert().values(**mine, state=state, stage=stage))


def report(tx: sa.Connection) -> Report:
    rows = hygiene.read(tx, PORTAL, Book(BOOK, SPEC, has_funnel=True))
    return examine(rows, Asked(SPEC, NOW))


def told(tx: sa.Connection) -> Found:
    return {
        one.check: [(tuple(subject.id for subject in each.subjects), each.why) for each in one.examples]
        for one in report(tx).defects
    }


def task(tx: sa.Connection, state: str, contact_id: str) -> None:
    payload = {"title": "Anrufen", "contacts": [contact_id]}
    row = {"portal_id": PORTAL, "key": contact_id, "account_id": "company:20", "company_id": "20"}
    tx.execute(
        t.task_wish.insert().values(
            **row, payload=payload, handover=False, state=state, decision_id=1, wished_at=NOW
        )
    )


def test_a_clean_portal_is_told_so_kindly(portal: sa.Connection) -> None:
    """Nothing is found, and the report says thank you."""
    take(portal, *CLEAN, matching=SPEC.matching)
    decided(portal)
    assert lines(report(portal), "de") == [
        "3 Kontakte, 3 Unternehmen; nichts zu tun.",
        "",
        *wrap(TEXTS["de"]["clean"], WIDTH),
    ]


def test_what_is_planted_is_found_and_nothing_else(portal: sa.Connection) -> None:
    """Every kind of defect in an otherwise clean portal: each is told once, of the right objects."""
    assert set(EXPECTED) == set(Check)
    take(portal, *CLEAN, *PLANTED, matching=SPEC.matching)
    decided(portal, without_step=frozenset({"125"}))
    task(portal, "waiting", "102")
    task(portal, "done", "124")
    assert told(portal) == EXPECTED


@pytest.mark.parametrize(
    ("state", "expected"),
    [("waiting", {}), ("parked", {Check.KEY_ACCOUNTS_WITHOUT_STAGE: [(("10",), "blank")]})],
)
def test_a_stage_on_its_way_is_not_missed(portal: sa.Connection, state: str, expected: Found) -> None:
    """As long as it waits to be written; once it is set aside it is missing."""
    take(portal, *CLEAN, matching=SPEC.matching)
    blank = t.record.c.properties.op("||")(sa.cast({"abm_stage": None}, JSONB))
    portal.execute(t.record.update().where(t.record.c.id == "10").values(properties=blank))
    decided(portal)
    row = {"portal_id": PORTAL, "kind": "company", "object_id": "10", "property": "abm_stage"}
    rest = {"wanted": "engaged", "reason": "", "decision_id": 1, "wished_at": NOW}
    portal.execute(t.wish.insert().values(**row, **rest, state=state))
    assert told(portal) == expected


def test_archived_records_and_other_portals_are_left_out(portal: sa.Connection) -> None:
    """What is gone is nobody's concern any more, and what is elsewhere never was."""
    take(portal, *CLEAN, contact("4", "Dora", "Dorn", None), matching=SPEC.matching)
    take(portal, gone={Kind.CONTACT: {"4"}}, matching=SPEC.matching)
    elsewhere = {"portal_id": OTHER, "kind": "contact", "id": "5", "properties": {}}
    portal.execute(t.record.insert().values(**elsewhere, read_at=NOW))
    decided(portal)
    found = report(portal)
    assert (found.contacts, found.defects) == (3, ())


def test_a_portal_is_read_in_a_handful_of_statements(portal: sa.Connection) -> None:
    """However many contacts there are, and whatever is wrong with them."""
    take(portal, *CLEAN, *PLANTED, matching=SPEC.matching)
    decided(portal)
    with counting(portal) as sent:
        report(portal)
    assert len(sent) < 16
