"""Public reports of matching gone wrong, each with where it was reported; and real groups of domains.

The cases are numbered as in the project's collection; those of names are also told pair by pair beside accounts.naming.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from accounts.addresses.domains import registrable
from accounts.addresses.kinds import Addresses
from accounts.matching.grouping import group
from accounts.matching.membership import Lost, Membership, Reason
from accounts.matching.questions import branch_question, domain_question, name_question
from accounts.matching.reading import company_of, contact_of
from accounts.matching.spec import MatchSpec, Tie, Way
from accounts.matching.things import Answer, Company, Contact, Link
from accounts.snapshot import Record
from accounts.values import Kind
from connector.shapes import record_read
from store import aliases

SPEC = MatchSpec(ways=tuple(Way), addresses=Addresses(own=frozenset({"nordwind.example"})))


def company(id_: str, name: str, domain: str = "", *, former: tuple[str, ...] = (), **more: str) -> Company:
    properties = {"name": name, "domain": domain, **more}
    return company_of(Record(Kind.COMPANY, id_, properties), SPEC, {}, born=int(id_), former=former)


def contact(email: str = "", *links: Link, id_: str = "1", **more: str) -> Contact:
    return contact_of(Record(Kind.CONTACT, id_, {"email": email, **more}), links, SPEC)


def member(companies: list[Company], one: Contact, *answers: Answer) -> Membership:
    (found,) = group(companies, [one], SPEC, answers).memberships
    return found


def named(theirs: str, text: str) -> Membership:
    """Where somebody with free mail and this company's owner belongs who gives this text as company."""
    one = contact("ada@gmail.com", company=text, hubspot_owner_id="7")
    return member([company("10", theirs, hubspot_owner_id="7")], one)


def test_case_01_a_mail_server_is_no_company() -> None:
    """Relaticle PR #399: notice@email.anthropic.com made a company called Email."""
    (account,) = group([], [contact("notice@email.anthropic.com")], SPEC).accounts
    assert (account.id, account.name) == ("domain:anthropic.com", "anthropic.com")


@pytest.mark.parametrize("email", ["ada@acme.co.uk", "ada@mail.acme.co.uk", "ada@MAIL.Acme.co.uk"])
def test_case_02_a_subdomain_below_a_public_suffix(email: str) -> None:
    """Relaticle PR #399: mail.acme.co.uk is Acme, neither "Mail" nor "Co"."""
    assert member([company("10", "Acme", "acme.co.uk")], contact(email)).account == "company:10"


@pytest.mark.parametrize("local", ["noreply", "no-reply", "mailer-daemon", "MAILER-DAEMON", "bounce-17"])
def test_case_03_machines_make_nothing_but_may_link(local: str) -> None:
    """Relaticle PR #399."""
    alone = group([], [contact(f"{local}@oak.example")], SPEC)
    assert alone.accounts == ()
    assert alone.memberships[0].reason is Reason.AUTOMATED
    linked = member([company("10", "Oak", "oak.example")], contact(f"{local}@oak.example"))
    assert linked.account == "company:10"


@pytest.mark.parametrize("other", ["notacme.com", "acme.com.ar", "acme.company"])
def test_case_04_a_domain_that_only_looks_alike_is_another(other: str) -> None:
    """twenty-chatwoot-suite #49: domains compared as parts of texts. At most somebody is asked."""
    found = member([company("10", "Acme", "acme.com")], contact(f"ada@{other}"))
    assert (found.account, found.reason) == (f"domain:{other}", Reason.DOMAIN_WITHOUT_COMPANY)


def test_case_05_the_own_domain_is_no_account() -> None:
    """Twenty #4008."""
    grouping = group([], [contact("bo@mail.nordwind.example")], SPEC)
    assert grouping.accounts == ()
    assert (grouping.memberships[0].account, grouping.memberships[0].reason) == (None, Reason.OWN_DOMAIN)


def test_case_06_several_domains_one_company() -> None:
    """Twenty #7315, relaticle #91: also retroactively, when a domain is added later."""
    people = [contact("ada@acme.example", id_="1"), contact("bo@acme.test", id_="2")]
    before = group([company("10", "Acme", "acme.example")], people, SPEC)
    assert [one.account for one in before.memberships] == ["company:10", "domain:acme.test"]
    after = group([company("10", "Acme", "acme.example", hs_additional_domains="acme.test")], people, SPEC)
    assert [one.account for one in after.memberships] == ["company:10"] * 2


def test_case_07_a_solo_practitioner_with_free_mail_stays_usable() -> None:
    """Macro #6344: no account is made for gmail.com, but an association or a person's word gives her one."""
    solo = company("10", "Praxis Ada Linde")
    alone = group([solo], [contact("ada@gmail.com")], SPEC)
    assert [one.id for one in alone.accounts] == ["company:10"]
    assert alone.memberships[0].reason is Reason.FREE_MAIL
    assert member([solo], contact("ada@gmail.com", Link("10"))).account == "company:10"
    said = Answer("contact:1", "10", accepted=True)
    assert member([solo], contact("ada@gmail.com"), said).account == "company:10"


def test_case_08_who_matches_nothing_is_listed() -> None:
    """Relaticle #91: unmatched people were silently orphaned."""
    emails = [
        "",
        "ada@gmail.com",
        "info@oak.example",
        "a@mailinator.com",
        "no address",
        "bo@nordwind.example",
    ]
    people = [contact(email, id_=str(number)) for number, email in enumerate(emails)]
    found = group([], people, SPEC).memberships
    assert [one.contact for one in found] == [one.id for one in people]
    assert {one.account for one in found} == {None}
    assert all(one.reason for one in found)


def test_case_09_and_company_at_the_end() -> None:
    """Job-Matching #161: JPMorgan Chase & Co. is JPMorgan Chase."""
    assert named("JPMorgan Chase & Co.", "JPMorgan Chase").reason is Reason.COMPANY_NAME


def test_case_10_words_that_many_names_share_make_no_match() -> None:
    """tally_migrator PR #81."""
    assert named("The Solutions Co", "Enterprise Solutions").reason is Reason.FREE_MAIL


@pytest.mark.parametrize("other", ["Nordwind Company", "The Company", "B Company", "ABD Company"])
def test_case_11_letters_with_hyphens(other: str) -> None:
    """Nomenklatura #193: A-B-C Company is not any company."""
    assert named(other, "A-B-C Company").account is None
    assert named("ABC Company", "A-B-C Company").reason is Reason.COMPANY_NAME


def test_case_12_a_shortened_company() -> None:
    """Nomenklatura #245: "... OIL COMP" is "... Oil Company", and not any other oil company."""
    assert named("Zenit Oil Company", "ZENIT OIL COMP").account == "company:10"
    assert named("Lumen Oil Company", "ZENIT OIL COMP").account is None


def test_case_13_gmbh_and_co_kg_is_no_gmbh() -> None:
    """Cleanco PR #73: they are two companies; at most somebody is asked."""
    assert named("Zenit GmbH", "Zenit GmbH & Co. KG").reason in (Reason.IN_QUESTION, Reason.FREE_MAIL)
    assert named("Zenit GmbH & Co. KG", "Zenit GmbH & Co KG").reason is Reason.COMPANY_NAME


def test_case_14_legal_forms_in_front() -> None:
    """Margince PR #2849: SIA Rimi is not SIA Maxima."""
    assert named("SIA Maxima", "SIA Rimi").reason is Reason.FREE_MAIL
    assert named("SIA Rimi", "Rimi SIA").reason is Reason.COMPANY_NAME


def test_case_15_legal_forms_in_other_scripts() -> None:
    """career-ops #2570."""
    assert named("株式会社メルカリ", "メルカリ").reason is Reason.COMPANY_NAME


def test_case_18_chained_merges() -> None:
    """dbt_hubspot CHANGELOG: 1 went into 2, 2 into 3; whatever led to 1 leads to 3. In the database: test_mirror.py."""
    newest = {"1": "2", "2": "3"}
    assert [aliases._last(old, newest) for old in ("1", "2", "3")] == ["3"] * 3
    merged = company("3", "Acme", "acme.example", former=("first.example", "second.example"))
    assert {
        member([merged], contact(f"ada@{domain}.example")).account for domain in ("first", "second", "acme")
    } == {"company:3"}


@pytest.mark.parametrize(("told", "merged"), [(17, ("17",)), ("17;18", ("17", "18")), ("", ()), (None, ())])
def test_case_19_merged_ids_that_are_no_text(told: Any, merged: tuple[str, ...]) -> None:
    """dbt_hubspot CHANGELOG: hs_merged_object_ids of one id comes as an integer."""
    raw = {"id": "20", "properties": {"hs_merged_object_ids": told}}
    assert record_read(Kind.COMPANY, raw).merged == merged


def test_case_24_a_branch_with_a_shared_domain() -> None:
    """koalify: the oldest company with a domain is not the branch that is meant."""
    by_place = MatchSpec(branches_by=("zip",), ties=(Tie.OLDEST,))

    def branch(id_: str, name: str, postcode: str) -> Company:
        record = Record(Kind.COMPANY, id_, {"name": name, "domain": "acme.example", "zip": postcode})
        return company_of(record, by_place, {}, born=int(id_))

    def person(postcode: str) -> Contact:
        return contact_of(
            Record(Kind.CONTACT, "1", {"email": "ada@acme.example", "zip": postcode}), (), by_place
        )

    branches = [branch("10", "Acme Berlin", "10115"), branch("11", "Acme München", "80331")]
    (told,) = group(branches, [person("80331")], by_place).memberships
    assert (told.account, told.rivals[0].lost, told.question) == ("company:11", Lost.OTHER_BRANCH, None)
    (silent,) = group(branches, [person("")], by_place).memberships
    assert (silent.account, silent.question) == ("company:10", branch_question("acme.example", [None]))


def test_case_25_what_a_person_decided_is_not_overwritten() -> None:
    """Leuchtfeuer: a job undid memberships made by hand. Here only HubSpot's own association, a person's too, counts more."""
    acme, zenit = company("10", "Acme", "acme.example"), company("11", "Zenit", "zenit.example")
    name = Answer(name_question("Acme Werke") or "", "10", accepted=True)
    domain = Answer(domain_question("zenit.test"), "10", accepted=True)
    alone = Answer("contact:1", "10", accepted=True)
    late = company("12", "Zenit Werke", "zenit.test")
    for one, said in (
        (contact("ada@gmail.com", company="Acme Werke"), name),
        (contact("ada@zenit.example", company="Acme Werke", website="zenit.test"), name),
        (contact("ada@zenit.test"), domain),
        (contact("ada@zenit.example", work_email="ada@zenit.test"), alone),
    ):
        found = member([acme, zenit, late], one, said)
        assert (found.account, found.reason) == ("company:10", Reason.ANSWER)
    linked = contact("ada@gmail.com", Link("11", primary=True), company="Acme Werke")
    assert member([acme, zenit], linked, name).account == "company:11"


def groups() -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """Of each group its main domain, further ones, former ones; only domains that could be a company's."""
    told = json.loads(
        (Path(os.environ["FLIPFUNNEL_TEST_DATA"]) / "domain-groups" / "domain-groups.json").read_text()
    )
    for one in told:
        now = _firms(one.get("shared") or one["to"])
        if now:
            yield now[0], now[1:], tuple(host for host in _firms(one.get("from", [])) if host not in now)


def _firms(hosts: list[str]) -> tuple[str, ...]:
    read = SPEC.addresses.read
    found = dict.fromkeys(registrable(host) for host in hosts)
    return tuple(host for host in found if host and read(f"ada@{host}").makes_account)


@pytest.mark.skipif(
    "FLIPFUNNEL_TEST_DATA" not in os.environ, reason="FLIPFUNNEL_TEST_DATA names no folder of data"
)
def test_real_groups_of_domains() -> None:
    """Whoever writes from any domain of a group belongs to its one account, by the evidence that there is."""
    companies, people, expected = [], [], {}
    for number, (main, further, former) in enumerate(groups(), 100):
        companies.append(
            company(str(number), main, main, former=former, hs_additional_domains=";".join(further))
        )
        for reason, domains in (
            (Reason.EMAIL_DOMAIN, (main,)), (Reason.ADDITIONAL_DOMAIN, further), (Reason.FORMER_DOMAIN, former),
        ):  # fmt: skip
            for domain in domains:
                id_ = f"{number}-{domain}"
                people.append(contact(f"ada@login.{domain}", id_=id_))
                expected[id_] = (f"company:{number}", reason)
    assert len(companies) > 40
    found = group(companies, people, SPEC).memberships
    assert {one.contact: (one.account, one.reason) for one in found} == expected
