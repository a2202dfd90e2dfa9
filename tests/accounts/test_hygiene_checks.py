"""The checks of the hygiene report, each over a portal in which nothing else is wrong."""

import pytest

from accounts.hygiene.examine import CHECKS, examine
from accounts.hygiene.rows import AccountRow, Asked, ContactRow, Rows
from accounts.hygiene.values import Check
from accounts.needs import FactSpec
from accounts.unfit import Unfit
from accounts.values import Kind
from tests.accounts.hygiene_rows import AT, CLEAN, ELSE, LAST_YEAR, SPEC, changed, company, contact

Found = dict[Check, list[tuple[tuple[str, ...], str, str]]]


def found(rows: Rows, spec: FactSpec = SPEC) -> Found:
    """Of each defect: whom it is about, why, and the detail."""
    report = examine(rows, Asked(spec, AT))
    return {
        one.check: [
            (tuple(subject.id for subject in each.subjects), each.why, each.detail) for each in one.examples
        ]
        for one in report.defects
    }


UNFIT: list[tuple[str, Rows, Found]] = [
    (
        f"a company with a domain of the kind {why}",
        changed(company("21", "Fir", domain, "company:20")),
        {Check.UNFIT_DOMAINS: [(("21",), why, domain)]},
    )
    for domain, why in (
        ("gmx.de", "free_mail"),
        ("mailinator.com", "disposable"),
        ("nordwind.example", "own"),
    )
]
CASES: list[tuple[str, Rows, Found]] = [
    ("nothing", CLEAN, {}),
    (
        "a notice that is owed since a month",
        changed(contact("4", "d@oak.example", origin="Adresskauf", basis="LI", createdate=LAST_YEAR, **ELSE)),
        {Check.NOTICE_OVERDUE: [(("4",), "purchased", "2025-03-25")]},
    ),
    (
        "a notice that was given",
        changed(contact("4", "d@oak.example", origin="Adresskauf", basis="LI", createdate=LAST_YEAR, told=LAST_YEAR, **ELSE)),
        {},
    ),
    (
        "bought without a legal basis",
        changed(contact("4", "d@oak.example", origin="Adresskauf", **ELSE)),
        {Check.NO_LEGAL_BASIS: [(("4",), "purchased", "")]},
    ),
    (
        "a source that was not read yet",
        changed(ContactRow("4", {"email": "d@oak.example"}, "company:10", "email_domain", "", "oak.example")),
        {},
    ),
    ("a source nobody knows", changed(contact("4", "d@oak.example", origin=None, **ELSE)), {Check.UNKNOWN_SOURCE: [(("4",), "", "")]}),
    (
        "old data",
        changed(contact("4", "d@oak.example", createdate=LAST_YEAR, **ELSE)),
        {Check.STALE_DATA: [(("4",), "inbound", "2025-05-24")]},
    ),
    (
        "somebody who has left and holds a role",
        changed(contact("4", "d@oak.example", hs_buying_role="END_USER", firstname="Dora", lastname="Dorn (GONE)")),
        {Check.NOT_TO_BE_CONTACTED: [(("4",), "gone", "END_USER")]},
    ),
    (
        "somebody who wants to be left alone, and a task about him",
        changed(contact("4", "d@oak.example", firstname="Dora", lastname="Dorn DO NOT CALL"), tasks={"4": "Anrufen"}),
        {Check.NOT_TO_BE_CONTACTED: [(("4",), "do_not_contact", "Anrufen")]},
    ),
    (
        "somebody who has left, and is still on a deal",
        changed(contact("4", "d@oak.example", firstname="Dora", lastname="Dorn (GONE)"), deals={"4": (("Anlage", ()),)}),
        {Check.NOT_TO_BE_CONTACTED: [(("4",), "gone", "Anlage")]},
    ),
    ("somebody who has left, and nobody minds", changed(contact("4", "d@oak.example", firstname="Dora", lastname="Dorn (GONE)")), {}),
    (
        "a key account without an owner",
        changed(company("10", "Oak GmbH", "oak.example", hubspot_owner_id=None)),
        {Check.KEY_ACCOUNTS_WITHOUT_OWNER: [(("10",), "nobody", "")]},
    ),
    (
        "an account whose owner has left",
        changed(company("20", "Elm AG", "elm.example", hubspot_owner_id="9")),
        {Check.ACCOUNTS_WITHOUT_OWNER: [(("20",), "archived", "9")]},
    ),
    (
        "an account whose owner nobody knows",
        changed(company("20", "Elm AG", "elm.example", hubspot_owner_id="7")),
        {Check.ACCOUNTS_WITHOUT_OWNER: [(("20",), "unknown", "7")]},
    ),
    ("no owner was read", changed(owners={}), {}),
    (
        "a key account without a stage",
        changed(AccountRow("company:10", "Oak GmbH", "10", is_key=True)),
        {Check.KEY_ACCOUNTS_WITHOUT_STAGE: [(("10",), "none", "")]},
    ),
    (
        "a stage that HubSpot does not show",
        changed(company("10", "Oak GmbH", "oak.example", abm_stage="")),
        {Check.KEY_ACCOUNTS_WITHOUT_STAGE: [(("10",), "blank", "engaged")]},
    ),
    ("a stage on its way to HubSpot", changed(company("10", "Oak GmbH", "oak.example", abm_stage=""), unwritten={"10"}), {}),
    (
        "a key account without contacts",
        changed(AccountRow("company:30", "Fir", "30", is_key=True, stage="engaged"), company("30", "Fir", "fir.example")),
        {Check.KEY_ACCOUNTS_WITHOUT_CONTACTS: [(("30",), "", "")]},
    ),
    (
        "a key account with a partner for its only contact",
        changed(
            AccountRow("company:30", "Fir", "30", is_key=True, stage="engaged"), company("30", "Fir", "fir.example"),
            contact("4", "d@fir.example", "company:30", hs_buying_role="CHAMPION", **ELSE), labels={"4": ("Partner",)},
        ),
        {Check.KEY_ACCOUNTS_WITHOUT_CONTACTS: [(("30",), "", "")]},
    ),
    (
        "a key account without any role",
        changed(contact("1", "ada@oak.example", firstname="Ada", lastname="Adler")),
        {Check.KEY_ACCOUNTS_WITHOUT_ROLES: [(("10",), "", "2")]},
    ),
    ("a role by label", changed(contact("1", "ada@oak.example", **ELSE), labels={"1": ("Entscheider",)}), {}),
    (
        "an account with nobody",
        changed(AccountRow("company:30", "Fir", "30"), company("30", "Fir", "fir.example", hubspot_owner_id=None)),
        {Check.EMPTY_ACCOUNTS: [(("30",), "", "")]},
    ),
    (
        "a domain of two companies",
        changed(company("21", "Ulme Holding", "www.ulme.example", "company:20", hs_additional_domains="ULME.test")),
        {Check.SHARED_DOMAINS: [(("20", "21"), "", "ulme.example, ulme.test")]},
    ),
    ("a domain of parent and child", changed(company("11", "Oak Dienste GmbH", "oak.example", "company:10", hs_parent_company_id="10")), {}),
    (
        "branches in two places",
        changed(company("20", "Elm AG", "elm.example", zip="10115"), company("21", "Elm West", "elm.example", "company:20", zip="50667")),
        {},
    ),
    (
        "one company twice",
        changed(company("21", "ELM", "elm.test", "company:20")),
        {Check.SAME_COMPANIES: [(("20", "21"), "", "")]},
    ),
    ("another company of a like name", changed(company("21", "Elm Solar AG", "elm.test", "company:20")), {}),
    (
        "an association against the address",
        changed(contact("4", "d@elm.example", "company:10", "association", **ELSE)),
        {Check.ASSOCIATED_ELSEWHERE: [(("4", "20"), "", "Oak")]},
    ),
    ("an association with the daughter", changed(contact("4", "d@oak-services.example", "company:10", "association", **ELSE)), {}),
    ("an association with a buying unit", changed(contact("4", "d@oak.example", "company:10/it", "association", **ELSE)), {}),
    (
        "one person twice, by an address in another spelling",
        changed(contact("4", "ADA+News@oak.example", **ELSE)),
        {Check.SAME_CONTACTS: [(("1", "4"), "same", "")]},
    ),
    (
        "one person twice, by the name",
        changed(contact("4", "a.adler@oak.example", firstname="ADA", lastname="Adler")),
        {Check.SAME_CONTACTS: [(("1", "4"), "same", "")]},
    ),
    (
        "perhaps one person twice",
        changed(contact("4", "a.adler@oak.example", firstname="Adda", lastname="Adler")),
        {Check.SAME_CONTACTS: [(("1", "4"), "perhaps", "")]},
    ),
    ("the same name in another account", changed(contact("4", "d@elm.example", "company:20", firstname="Ada", lastname="Adler")), {}),
    (
        "a question about two contacts",
        changed(
            contact("4", "d@mail.test", None, "in_question", "name:oak", **ELSE),
            contact("5", "e@mail.test", None, "in_question", "name:oak", firstname="Eva"),
        ),
        {Check.OPEN_QUESTIONS: [(("4", "5"), "", "Oak")]},
    ),
    (
        "free mail and nothing else",
        changed(contact("4", "d@gmx.de", None, "free_mail", **ELSE)),
        {Check.FREE_MAIL_ONLY: [(("4",), "free_mail", "d@gmx.de")]},
    ),
    (
        "free mail, and the name of a company",
        changed(contact("4", "d@gmx.de", None, "free_mail", company="Fir KG", **ELSE)),
        {Check.WITHOUT_ACCOUNT: [(("4",), "free_mail", "d@gmx.de")]},
    ),
    (
        "nobody knows where to",
        changed(contact("4", None, None, "nothing_known", **ELSE)),
        {Check.WITHOUT_ACCOUNT: [(("4",), "nothing_known", "")]},
    ),
    (
        "a domain without a company",
        changed(AccountRow("domain:fir.example", "fir.example"), contact("4", "d@fir.example", "domain:fir.example", **ELSE)),
        {Check.COMPANIES_MISSING: [(("fir.example",), "", "1")]},
    ),
    *UNFIT,
    (
        "a company without a domain",
        changed(company("21", "Fir", None, "company:20")),
        {Check.WITHOUT_DOMAIN: [(("21",), "", "")]},
    ),
    ("a daughter without a domain", changed(company("21", "Fir", None, "company:20", hs_parent_company_id="20")), {}),
    ("a member without a step", changed(stepped={"1", "3"}), {Check.WITHOUT_FUNNEL_STEP: [(("2",), "", "")]}),
    ("no funnel", changed(stepped=None), {}),
    (
        "a value nobody can read",
        changed(unreadable=((3, Unfit(Kind.COMPANY, "20", "size", "lots", "no number")),)),
        {Check.UNREADABLE_VALUES: [(("20",), "no number", "lots")]},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "expected"), [pytest.param(*rest, id=name) for name, *rest in CASES])
def test_a_check_finds_what_is_wrong_and_nothing_else(rows: Rows, expected: Found) -> None:
    """One thing is changed in a clean portal: exactly that is told, with its objects, and why."""
    assert found(rows) == expected


def test_every_check_is_shown_to_find_something() -> None:
    """No check is listed twice, and none is without an example above."""
    listed = [check for check, *_ in CHECKS]
    assert sorted(listed) == sorted(Check)
    assert {check for *_, expected in CASES for check in expected} == set(Check)
