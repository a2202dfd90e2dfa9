"""Who belongs to which account, and why: every membership carries its reason and who else was in question."""

from typing import Any

import pytest

from accounts.addresses.kinds import Addresses
from accounts.matching.grouping import group
from accounts.matching.membership import Account, Lost, Membership, Reason
from accounts.matching.spec import MatchSpec, Tie, Way
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
RENAMED = company("30", "Larch", "elm.example", by=Claimed.FORMER)
SITE = company("31", "Pine", "pine.example", by=Claimed.WEBSITE)


@pytest.mark.parametrize(
    ("companies", "one", "account", "reason", "detail"),
    [
        pytest.param(
            [ACME, BIRCH], contact("ada@acme.example", links=(Link("20"),)),
            "company:20", Reason.ASSOCIATION, "Birch", id="an association beats the domain",
        ),
        pytest.param(
            [ACME, BIRCH], contact(links=(Link("10"), Link("20", primary=True))),
            "company:20", Reason.ASSOCIATION, "Birch", id="the primary company first",
        ),
        pytest.param(
            [ACME, BIRCH], contact(links=(Link("20"), Link("10"))),
            "company:10", Reason.ASSOCIATION, "Acme GmbH", id="without a primary one the oldest",
        ),
        pytest.param(
            [BIRCH], contact(links=(Link("10", primary=True), Link("20"))),
            "company:20", Reason.ASSOCIATION, "Birch", id="an unknown company gives way",
        ),
        pytest.param(
            [ACME, BIRCH], contact("ada@acme.example", links=(Link("20", primary=True, ours=True),)),
            "company:10", Reason.EMAIL_DOMAIN, "acme.example", id="what we associated ourselves proves nothing",
        ),
        pytest.param(
            [ACME, BIRCH], contact("ada@gmail.com", links=(Link("20", ours=True),)),
            "company:20", Reason.ASSOCIATION, "Birch", id="our own association counts where nothing else speaks",
        ),
        pytest.param(
            [ACME, BIRCH], contact("ada@gmail.com", links=(Link("20", ours=True), Link("10"))),
            "company:10", Reason.ASSOCIATION, "Acme GmbH", id="a person's association beats ours",
        ),
        pytest.param(
            [ACME], contact("ada@de.mail.acme.test"),
            "company:10", Reason.ADDITIONAL_DOMAIN, "acme.test", id="an additional domain, with subdomains",
        ),
        pytest.param(
            [RENAMED], contact("ada@elm.example"),
            "company:30", Reason.FORMER_DOMAIN, "elm.example", id="a former domain: the company was renamed",
        ),
        pytest.param(
            [SITE], contact("ada@pine.example"),
            "company:31", Reason.WEBSITE, "pine.example", id="the website of a company without a domain",
        ),
        pytest.param(
            [TWIN, ACME], contact("ada@acme.example"),
            "company:10", Reason.EMAIL_DOMAIN, "acme.example", id="of two that claim a domain the oldest",
        ),
        pytest.param(
            [OLD_BIRCH, TWIN], contact("ada@acme.example"),
            "company:11", Reason.EMAIL_DOMAIN, "acme.example", id="a better claim before any tie",
        ),
        pytest.param(
            [ACME], contact("ada@gmail.com", "ada@acme.example"),
            "company:10", Reason.EMAIL_DOMAIN, "acme.example", id="a further address",
        ),
        pytest.param(
            [ACME], contact("ada@oak.example", "ada@acme.example"),
            "company:10", Reason.EMAIL_DOMAIN, "acme.example", id="the first address whose domain is claimed",
        ),
        pytest.param(
            [ACME], contact("info@acme.example"),
            "company:10", Reason.EMAIL_DOMAIN, "acme.example", id="a role address may link",
        ),
        pytest.param(
            [ACME], contact("ada@gmail.com", website="acme.example"),
            "company:10", Reason.WEBSITE, "acme.example", id="the contact's website",
        ),
        pytest.param(
            [ACME], contact("ada@oak.example"),
            "domain:oak.example", Reason.DOMAIN_WITHOUT_COMPANY, "oak.example", id="a provisional account",
        ),
        pytest.param(
            [ACME], contact("info@oak.example", "ada@elm.example"),
            "domain:elm.example", Reason.DOMAIN_WITHOUT_COMPANY, "elm.example", id="the first that makes an account",
        ),
        pytest.param([ACME], contact("ada@gmail.com"), None, Reason.FREE_MAIL, "gmail.com", id="free mail"),
        pytest.param([ACME], contact("a@mailinator.com"), None, Reason.DISPOSABLE, "mailinator.com", id="thrown away"),
        pytest.param([ACME], contact("info@oak.example"), None, Reason.ROLE_ADDRESS, "oak.example", id="a role"),
        pytest.param([ACME], contact("noreply@oak.example"), None, Reason.AUTOMATED, "oak.example", id="a machine"),
        pytest.param(
            [ACME], contact("bo@nordwind.example", "bo@acme.example", website="acme.example", company_name="Acme"),
            None, Reason.OWN_DOMAIN, "nordwind.example", id="a colleague is nobody's contact",
        ),
        pytest.param(
            [ACME], contact("bo@nordwind.example", links=(Link("10"),)),
            "company:10", Reason.ASSOCIATION, "Acme GmbH", id="unless somebody associated the colleague",
        ),
        pytest.param([ACME], contact(), None, Reason.NOTHING_KNOWN, "", id="nothing known"),
    ],
)  # fmt: skip
def test_where_a_contact_belongs(
    companies: list[Company], one: Contact, account: str | None, reason: Reason, detail: str
) -> None:
    """The strongest evidence decides, and is told; where there is none, the reason is."""
    found = member(companies, one)
    assert (found.account, found.reason, found.detail) == (account, reason, detail)
    assert (found.company is None) == (account is None or account.startswith("domain:"))


@pytest.mark.parametrize(
    ("ways", "one", "reason"),
    [
        ((Way.EMAIL_DOMAIN,), contact("ada@acme.example", links=(Link("20"),)), Reason.EMAIL_DOMAIN),
        ((Way.ASSOCIATION,), contact("ada@acme.example"), Reason.NOTHING_KNOWN),
        ((Way.EMAIL_DOMAIN,), contact("ada@gmail.com", website="acme.example"), Reason.FREE_MAIL),
        ((Way.EMAIL_DOMAIN,), contact("ada@gmail.com", company_name="Acme GmbH"), Reason.FREE_MAIL),
    ],
)
def test_only_declared_ways_count(ways: tuple[Way, ...], one: Contact, reason: Reason) -> None:
    """What the rulebook does not match by says nothing."""
    assert member([ACME, BIRCH], one, MatchSpec(ways=ways)).reason is reason


WITH_ALL = {"open_deal": True, "owner": "7", "target_account": True, "tier": 1}


@pytest.mark.parametrize(
    ("tie", "wins", "lost"),
    [
        (Tie.OPEN_DEAL, {"open_deal": True}, Lost.OPEN_DEAL),
        (Tie.OWNER, {"owner": "7"}, Lost.OWNER),
        (Tie.TARGET_ACCOUNT, {"target_account": True}, Lost.TARGET_ACCOUNT),
        (Tie.TIER, {"tier": 2}, Lost.TIER),
        (Tie.OLDEST, {"born": 1}, Lost.YOUNGER),
    ],
)
def test_a_declared_tie_breaker_decides(tie: Tie, wins: dict[str, Any], lost: Lost) -> None:
    """It alone tells the two apart; the loser is kept, with why it lost."""
    older, younger = company("10", "Older", "acme.example"), company("11", "Younger", "acme.example", **wins)
    found = member([older, younger], contact("ada@acme.example", owner="7"), MatchSpec(ties=(tie,)))
    assert found.company == "11"
    assert [(one.company, one.name, one.reason, one.detail, one.lost) for one in found.rivals] == [
        ("10", "Older", Reason.EMAIL_DOMAIN, "acme.example", lost)
    ]


def test_tie_breakers_count_in_their_order() -> None:
    """The first that tells decides; an owner of somebody else's is better than none."""
    companies = [
        company("10", "A", "acme.example"),
        company("11", "B", "acme.example", owner="8"),
        company("12", "C", "acme.example", owner="7", tier=3),
        company("13", "D", "acme.example", owner="7", tier=1),
    ]
    spec = MatchSpec(ties=(Tie.OWNER, Tie.TIER))
    found = member(companies, contact("ada@acme.example", owner="7"), spec)
    assert found.company == "13"
    assert [(one.company, one.lost) for one in found.rivals] == [
        ("12", Lost.TIER), ("11", Lost.OWNER), ("10", Lost.OWNER),
    ]  # fmt: skip


def test_all_losers_are_named_the_runner_up_first() -> None:
    """By the same evidence, then those whom weaker evidence meant; nobody twice, and not who ends in the same account."""
    daughter = company("12", "Acme Vertrieb", "shop.example", parent="10")
    one = contact(
        "ada@birch.example", links=(Link("10", primary=True), Link("30"), Link("12")), website="pine.example"
    )
    found = member([ACME, daughter, BIRCH, RENAMED, SITE], one)
    assert [(rival.company, rival.reason, rival.lost) for rival in found.rivals] == [
        ("30", Reason.ASSOCIATION, Lost.NOT_PRIMARY),
        ("20", Reason.EMAIL_DOMAIN, Lost.WEAKER_EVIDENCE),
        ("31", Reason.WEBSITE, Lost.WEAKER_EVIDENCE),
    ]


def test_a_provisional_account_becomes_its_companys_when_that_appears() -> None:
    """All colleagues move at once, and nothing of the provisional account stays."""
    people = [contact(f"ada{number}@oak.example", id_=str(number)) for number in range(3)]
    assert group([], people, ALL).accounts == (Account("domain:oak.example", "oak.example", None),)
    after = group([company("5", "Oak", "oak.example")], people, ALL)
    assert [one.id for one in after.accounts] == ["company:5"]
    assert {one.account for one in after.memberships} == {"company:5"}
