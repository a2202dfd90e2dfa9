"""Weak evidence and what people said of it: nobody is asked twice."""

from typing import Any

import pytest

from accounts.addresses.kinds import Addresses
from accounts.matching.grouping import group
from accounts.matching.membership import Lost, Membership, Reason
from accounts.matching.questions import branch_question, contact_question, domain_question, name_question
from accounts.matching.spec import MatchSpec, Way
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


ACME = company("10", "Acme GmbH", "acme.example", "acme.test")
TWIN = company("11", "Acme again", "acme.example")
BIRCH = company("20", "Birch", "birch.example")
OLD_BIRCH = company("21", "Birch Holding", "holding.example", "acme.example", born=1)
BERLIN = company("10", "Acme Berlin", "acme.example", places=("10115", "de"))
MUNICH = company("11", "Acme München", "acme.example", places=("80331", "de"))
VIENNA = company("12", "Acme Wien", "acme.example", places=("1010", "at"))
BY_PLACE = MatchSpec(branches_by=("zip", "country"))


MUELLER = company("40", "Müller Maschinenbau GmbH", owner="7", places=("80331", "ulm"))
BY_CITY = MatchSpec(ways=tuple(Way), branches_by=("zip", "city"))


@pytest.mark.parametrize(
    ("one", "reason", "agrees"),
    [
        pytest.param({"places": ("80331", None)}, Reason.COMPANY_NAME, (), id="the same postcode"),
        pytest.param({"places": (None, "ulm")}, Reason.COMPANY_NAME, (), id="the same city"),
        pytest.param({"owner": "7"}, Reason.COMPANY_NAME, (), id="the same owner"),
        pytest.param({"places": ("80999", "bonn")}, Reason.IN_QUESTION, (), id="nothing else agrees"),
    ],
)
def test_a_name_links_only_with_a_second_fact(
    one: dict[str, Any], reason: Reason, agrees: tuple[str, ...]
) -> None:
    """The same name alone is weak: the review asks."""
    found = member([MUELLER], contact("ada@gmail.com", company_name="Mueller Maschinenbau", **one), BY_CITY)
    assert found.reason is reason
    assert found.account == ("company:40" if reason is Reason.COMPANY_NAME else None)
    assert tuple(rival.agrees for rival in found.rivals) == (
        (agrees,) if reason is Reason.IN_QUESTION else ()
    )


def test_a_name_that_two_accounts_have_is_asked_about() -> None:
    """Whatever else agrees; two companies of one account are one."""
    other = company("41", "Müller Maschinenbau GmbH", owner="7")
    one = contact("ada@gmail.com", company_name="Müller Maschinenbau GmbH", owner="7")
    found = member([MUELLER, other], one)
    assert (found.account, found.reason, found.question) == (
        None, Reason.IN_QUESTION, name_question("Müller Maschinenbau GmbH"),
    )  # fmt: skip
    assert [(rival.company, rival.lost, rival.agrees) for rival in found.rivals] == [
        ("40", Lost.WEAK, ("owner",)), ("41", Lost.WEAK, ("owner",)),
    ]  # fmt: skip
    daughter = company("41", "Müller Maschinenbau GmbH", owner="7", parent="40")
    assert member([MUELLER, daughter], one).account == "company:40"


def test_a_similar_name_is_asked_about() -> None:
    """The likeliest first, with the score; five at most; who is in question belongs to none meanwhile."""
    crowd = [company(str(number), f"Müller Maschinenbau {number}") for number in range(50, 60)]
    one = contact("ada@gmail.com", company_name="Müller Maschinenbau GmbH")
    found = member([MUELLER, *crowd], one)
    scores = [rival.score or 0 for rival in found.rivals]
    assert found.rivals[0].company == "40"
    assert len(scores) == 5
    assert scores == sorted(scores, reverse=True)


def test_a_domain_that_begins_alike_is_asked_about() -> None:
    """The contact stays in the provisional account meanwhile; the company may be meant by domain or by name."""
    for meant in (
        company("10", "Nordlicht", "zenit.example"),
        company("10", "Zenit GmbH", "nordlicht.example"),
    ):
        found = member([meant, BIRCH], contact("ada@zenit.test"), MatchSpec())
        assert (found.account, found.question) == ("domain:zenit.test", domain_question("zenit.test"))
        assert [(rival.company, rival.lost) for rival in found.rivals] == [("10", Lost.WEAK)]


def test_too_short_a_beginning_says_nothing() -> None:
    """Three letters are anybody's."""
    assert member([company("10", "ABC", "abc.example")], contact("ada@abc.test")).question is None


def test_a_contact_of_an_unclaimed_domain_may_name_its_company() -> None:
    """Then the question is whose the domain is, which settles it for all colleagues."""
    found = member([MUELLER], contact("ada@zenit.test", company_name="Müller Maschinenbau GmbH"))
    assert (found.account, found.question) == ("domain:zenit.test", domain_question("zenit.test"))
    assert [rival.company for rival in found.rivals] == ["40"]


def test_an_answered_domain_is_its_companys_for_all() -> None:
    """Whoever writes from there, asked or not."""
    people = [contact("ada@zenit.test", id_="1"), contact("info@zenit.test", id_="2")]
    grouping = group([ACME], people, ALL, [Answer(domain_question("zenit.test"), "10", accepted=True)])
    assert [(one.account, one.reason, one.detail) for one in grouping.memberships] == [
        ("company:10", Reason.ANSWER, "zenit.test")
    ] * 2
    assert [one.id for one in grouping.accounts] == ["company:10"]


def test_an_answered_name_holds_for_all_who_give_it() -> None:
    """In any spelling; it also moves who is in a provisional account, but nobody whose own domain explains the name."""
    acme_inc = company("11", "Acme Inc.", "acme-inc.example")
    people = [
        contact("ada@gmail.com", id_="1", company_name="Acme"),
        contact("ada@zenit.test", id_="2", company_name="ACME "),
        contact("ada@acme-inc.example", id_="3", company_name="Acme"),
        contact("ada@birch.example", id_="4", company_name="Acme"),
        contact("ada@gmail.com", id_="5", company_name="Birch"),
    ]
    answer = Answer(name_question("Acme") or "", "10", accepted=True)
    found = group([ACME, acme_inc, BIRCH], people, ALL, [answer]).memberships
    assert [(one.company, one.reason) for one in found] == [
        ("10", Reason.ANSWER), ("10", Reason.ANSWER), ("11", Reason.EMAIL_DOMAIN), ("10", Reason.ANSWER),
        (None, Reason.IN_QUESTION),
    ]  # fmt: skip


def test_a_no_is_remembered() -> None:
    """The company is never asked about again by this evidence, and is kept as refused; of others it is still asked."""
    one = contact("ada@gmail.com", company_name="Müller Maschinenbau")
    question = name_question("Müller Maschinenbau") or ""
    no = Answer(question, "40", accepted=False)
    other = company("41", "Müller Maschinenbau AG", owner="9")
    asked = member([MUELLER, other], one, ALL, no)
    assert asked.question == question
    assert [(rival.company, rival.lost) for rival in asked.rivals] == [
        ("41", Lost.WEAK),
        ("40", Lost.REJECTED),
    ]
    settled = member([MUELLER], one, ALL, no)
    assert (settled.reason, settled.question) == (Reason.FREE_MAIL, None)
    assert [rival.lost for rival in settled.rivals] == [Lost.REJECTED]


def test_a_refused_domain_is_not_asked_about_again() -> None:
    """Nor by the name that a contact from there gives."""
    one = contact("ada@zenit.test", company_name="Zenit GmbH")
    zenit = company("10", "Zenit GmbH", "zenit.example")
    found = member([zenit], one, ALL, Answer(domain_question("zenit.test"), "10", accepted=False))
    assert (found.account, found.question) == ("domain:zenit.test", None)
    assert [rival.lost for rival in found.rivals] == [Lost.REJECTED]


def test_an_answered_branch_holds_for_all_in_that_place() -> None:
    """And a refused one leaves the others."""
    people = [contact("ada@acme.example", id_=id_, places=places) for id_, places in
              (("1", (None, "de")), ("2", (None, "de")), ("3", (None, None)))]  # fmt: skip
    question = branch_question("acme.example", (None, "de"))
    yes = group([BERLIN, MUNICH], people, BY_PLACE, [Answer(question, "11", accepted=True)]).memberships
    assert [(one.company, one.reason, bool(one.question)) for one in yes] == [
        ("11", Reason.ANSWER, False), ("11", Reason.ANSWER, False), ("10", Reason.EMAIL_DOMAIN, True),
    ]  # fmt: skip
    no = group([BERLIN, MUNICH], people, BY_PLACE, [Answer(question, "10", accepted=False)]).memberships
    assert [(one.company, bool(one.question)) for one in no] == [("11", False), ("11", False), ("10", True)]


def test_what_a_person_says_of_one_contact_counts_for_it_alone() -> None:
    """Against every domain and name, but not against HubSpot's association; and no is no."""
    people = [contact("ada@acme.example", id_="1"), contact("bo@acme.example", id_="2")]
    yes = Answer(contact_question("1"), "20", accepted=True)
    assert [one.company for one in group([ACME, BIRCH], people, ALL, [yes]).memberships] == ["20", "10"]
    linked = contact("ada@acme.example", links=(Link("10"),))
    assert member([ACME, BIRCH], linked, ALL, yes).reason is Reason.ASSOCIATION
    no = Answer(contact_question("1"), "10", accepted=False)
    assert member([ACME, TWIN], people[0], ALL, no).company == "11"


def test_an_answer_about_a_company_that_is_gone_is_no_answer() -> None:
    """The domain is provisional again, and may be asked about."""
    found = member([BIRCH], contact("ada@birch.test"), ALL, Answer("domain:birch.test", "99", accepted=True))
    assert (found.account, found.question) == ("domain:birch.test", "domain:birch.test")


def test_who_is_not_asked_about_is_no_choice() -> None:
    """A branch question offers the branches alone, whatever a further address says; a refused branch is kept as refused."""
    one = contact("ada@acme.example", "ada@birch.example", places=(None, None))
    asked = member([BERLIN, MUNICH, BIRCH], one, BY_PLACE)
    assert [(rival.company, rival.lost) for rival in asked.rivals] == [("11", Lost.YOUNGER)]
    no = Answer(asked.question or "", "10", accepted=False)
    settled = member([BERLIN, MUNICH, BIRCH], one, BY_PLACE, no)
    assert (settled.company, settled.question) == ("11", None)
    assert [(rival.company, rival.lost) for rival in settled.rivals] == [
        ("10", Lost.REJECTED),
        ("20", Lost.WEAKER_EVIDENCE),
    ]
