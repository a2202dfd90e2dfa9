"""From HubSpot's records to what matching needs of them."""

from collections.abc import Sequence

import pytest

from accounts.addresses.kinds import Addresses, AddressKind
from accounts.matching.keys import company_keys, contact_keys
from accounts.matching.reading import company_of, contact_of
from accounts.matching.spec import MatchSpec, Unit
from accounts.matching.things import Claim, Claimed, Company, Contact, Link
from accounts.metrics import Facts, Window
from accounts.snapshot import Record
from accounts.values import Definition, Kind, Moment

SPEC = MatchSpec(
    branches_by=("zip", "country"),
    units=(Unit("werk", "w", label="Werk"), Unit("it", "i", property="unit", value="IT")),
    addresses=Addresses(own=frozenset({"nordwind.example"})),
)


def company(*former: str, **properties: str | None) -> Company:
    return company_of(Record(Kind.COMPANY, "1", properties), SPEC, {}, born=5, former=former)


def contact(**properties: str | None) -> Contact:
    return contact_of(Record(Kind.CONTACT, "1", properties), (), SPEC)


@pytest.mark.parametrize(
    ("properties", "former", "claims"),
    [
        ({"domain": "www.Acme.example"}, (), [("acme.example", Claimed.MAIN)]),
        (
            {"domain": "acme.example", "hs_additional_domains": "acme.test;mail.acme.example; ;birch.test"},
            (),
            [("acme.example", Claimed.MAIN), ("acme.test", Claimed.ADDITIONAL), ("birch.test", Claimed.ADDITIONAL)],
        ),
        (
            {"domain": "acme.example"}, ("old.example", "acme.example", "", "older.example"),
            [("acme.example", Claimed.MAIN), ("old.example", Claimed.FORMER), ("older.example", Claimed.FORMER)],
        ),
        ({"website": "https://www.acme.example/de?x=1"}, (), [("acme.example", Claimed.WEBSITE)]),
        ({"website": "acme.example", "domain": "birch.example"}, (), [("birch.example", Claimed.MAIN)]),
        ({"website": "https://www.facebook.com/acme"}, (), []),
        ({"domain": "gmail.com", "hs_additional_domains": "nordwind.example"}, (), []),
        ({"domain": None, "website": ""}, (), []),
    ],
)  # fmt: skip
def test_what_a_company_claims(
    properties: dict[str, str | None], former: Sequence[str], claims: list[tuple[str, Claimed]]
) -> None:
    """Each domain once and by its best claim; never free mail, the portal's own domain, or a page at a platform."""
    assert list(company(*former, **properties).claims) == [Claim(*one) for one in claims]


def test_a_company_as_it_is_read() -> None:
    """Everything that may decide a tie; a company without a name is called by its domain."""
    record = Record(Kind.COMPANY, "7", {
        "name": " ", "domain": "acme.example", "hs_parent_company_id": "9", "hubspot_owner_id": "4",
        "hs_is_target_account": "true", "hs_ideal_customer_profile": "tier_2", "zip": "D-10 115", "country": " Deutschland ",
    })  # fmt: skip
    assert company_of(record, SPEC, {}, born=5, open_deal=True) == Company(
        "7", "acme.example", (Claim("acme.example", Claimed.MAIN),), "9", 5, open_deal=True, owner="4",
        target_account=True, tier=2, places=("10115", "deutschland"),
    )  # fmt: skip


def test_a_contact_as_it_is_read() -> None:
    """Its addresses in their order and each once; no website of a platform; what says that there is no company is none."""
    found = contact(
        email="Ada@acme.example", work_email="ada@ACME.example", hs_additional_emails="no address;ada@gmail.com",
        website="linkedin.com/in/ada", company="Freelancer", zip="10115", hubspot_owner_id="4", unit="HR;IT",
    )  # fmt: skip
    assert [(one.kind, one.domain) for one in found.addresses] == [
        (AddressKind.COMPANY, "acme.example"), (AddressKind.FREE_MAIL, "gmail.com"),
    ]  # fmt: skip
    assert (found.website, found.company_name, found.owner) == (None, None, "4")
    assert (found.places, found.unit) == (("10115", None), "it")


def test_links_are_kept_whatever_their_order() -> None:
    """So that the same contact is always read as the same."""
    links = [Link("2"), Link("1", labels=("Werk",)), Link("1", primary=True)]
    record = Record(Kind.CONTACT, "1", {})
    assert contact_of(record, links, SPEC) == contact_of(record, reversed(links), SPEC)


class Stops:
    """As a rulebook's condition would be asked."""

    def verdicts(self, things: Sequence[Facts], at: Moment, since: Moment | None) -> list[bool | None]:
        read = (one["company.abm_unit"].read(at, Window(since)) for one in things)
        return [value if isinstance(value, bool) else None for value in read]

    def flips(self, *_: object) -> list[Moment]:
        return []


@pytest.mark.parametrize(
    ("value", "stops"), [("true", True), ("false", False), (None, False), ("perhaps", False)]
)
def test_a_company_stops_where_the_rulebook_says_so(value: str | None, *, stops: bool) -> None:
    """Asked of the property as its definition types it; unknown is no."""
    spec = MatchSpec(stop_at=Stops(), stop_properties=("abm_unit",))
    definitions = {(Kind.COMPANY, "abm_unit"): Definition(Kind.COMPANY, "abm_unit", "bool")}
    record = Record(Kind.COMPANY, "1", {"abm_unit": value})
    assert company_of(record, spec, definitions, born=0).stops is stops


@pytest.mark.parametrize(
    ("a_company", "a_contact", "kind"),
    [
        ({"domain": "acme.example"}, {"email": "ada@mail.acme.example"}, "d:"),
        ({"website": "acme.example"}, {"website": "www.acme.example"}, "d:"),
        ({"domain": "zenit.example"}, {"email": "ada@zenit.test"}, "l:"),
        ({"name": "Müller Bau GmbH"}, {"email": "ada@mueller-bau.example"}, "n:"),
        ({"name": "Müller Bau GmbH"}, {"email": "ada@muellerbau.example"}, "n:"),
        ({"name": "Müller Maschinenbau GmbH"}, {"company": "Muller"}, "n:"),
        ({"name": "Zenit Motoren Werke AG"}, {"company": "ZMW"}, "n:"),
        ({"name": "ZMW"}, {"company": "Zenit Motoren Werke AG"}, "n:"),
    ],
)
def test_who_may_be_meant_shares_a_key(
    a_company: dict[str, str | None], a_contact: dict[str, str | None], kind: str
) -> None:
    """By domain, by the first word of a domain, by name."""
    shared = company_keys(company(**a_company)) & contact_keys(contact(**a_contact))
    assert any(key.startswith(kind) for key in shared)


def test_who_has_nothing_in_common_shares_no_key() -> None:
    """Neither by free mail nor by the same initials nor by nothing."""
    lumen = company(name="Zabel Metall Walzen AG")
    assert not company_keys(lumen) & contact_keys(contact(company="Zenit Motoren Werke AG"))
    one = contact(email="ada@gmail.com", company="Zwölfender")
    assert not company_keys(company(name="Birch", domain="gmail.com")) & contact_keys(one)
    assert company_keys(company()) == contact_keys(contact()) == frozenset()
