"""The demo data: how much there is, how varied it is, and that it is plainly fictional."""

from collections import Counter
from pathlib import Path

import pytest

from sandbox import Portal, story
from sandbox.casting import CONNECTED, NO_ANSWER, who
from sandbox.moments import from_ms
from sandbox.portal_setup import PIPELINES, stages

FREE_MAIL = {"gmx.de", "web.de", "gmail.com", "t-online.de"}
SIGNAL_PROPERTIES = (
    "recent_conversion_event_name",
    "hs_email_last_click_date",
    "hs_sales_email_last_replied",
    "hs_analytics_last_timestamp",
    "hs_latest_meeting_activity",
)


def column(portal: Portal, object_type: str, name: str) -> list[str]:
    """The set values of one property."""
    return [record.properties[name] for record in portal.records(object_type) if name in record.properties]


def test_there_is_enough_of_everything(demo: Portal) -> None:
    """At least 60 companies, 600 contacts and 38 deals in every stage of both pipelines."""
    assert len(demo.records("companies")) >= 60
    assert len(demo.records("contacts")) >= 600
    assert len(demo.records("deals")) >= 38
    assert set(column(demo, "deals", "dealstage")) == set(stages(demo.db))
    assert set(column(demo, "deals", "pipeline")) == set(PIPELINES)


def test_target_accounts(demo: Portal) -> None:
    """About two dozen companies are target accounts; of the others some say no and some say nothing."""
    flags = Counter(record.properties.get("hs_is_target_account") for record in demo.records("companies"))
    assert 22 <= flags["true"] <= 28
    assert flags["false"] > 5
    assert flags[None] > 5


def test_variety(demo: Portal) -> None:
    """Roles, sources, lifecycles, umlauts, subsidiaries, several domains and doubles all occur."""
    assert any(";" in roles for roles in column(demo, "contacts", "hs_buying_role"))
    assert len(set(column(demo, "contacts", "hs_analytics_source"))) >= 5
    assert len(set(column(demo, "contacts", "lifecyclestage"))) >= 5
    assert any("ü" in name for name in column(demo, "companies", "name"))
    assert len(column(demo, "companies", "hs_parent_company_id")) >= 5
    assert len(column(demo, "companies", "hs_additional_domains")) >= 3
    assert max(Counter(column(demo, "companies", "domain")).values()) == 2
    names = [(r.properties.get("firstname"), r.properties.get("lastname")) for r in demo.records("contacts")]
    assert max(Counter(names).values()) >= 2
    assert {"green", "yellow"} <= set(column(demo, "companies", "customer_health"))
    assert column(demo, "companies", "contract_end")


def test_contacts_without_a_company(demo: Portal) -> None:
    """Some belong to a company by e-mail domain only, some have a domain nobody owns, some a free-mail address."""
    domains = set(column(demo, "companies", "domain"))
    loose = [
        r.properties["email"] for r in demo.records("contacts") if "associatedcompanyid" not in r.properties
    ]
    kinds = Counter(
        "free" if domain in FREE_MAIL else "known" if domain in domains else "unknown"
        for domain in (email.partition("@")[2] for email in loose)
    )
    assert min(kinds["free"], kinds["known"], kinds["unknown"]) >= 8


def test_everything_is_plainly_fictional(demo: Portal) -> None:
    """Domains end in .example or are free-mail with made-up local parts; nobody has a telephone."""
    for domain in column(demo, "companies", "domain"):
        assert domain.endswith(".example")
    for email in column(demo, "contacts", "email"):
        local, _, domain = email.partition("@")
        assert domain.endswith(".example") or (
            domain in FREE_MAIL and ("erfundene" in local or "albers" in local)
        )
    assert column(demo, "contacts", "phone") == []


def test_signals_lie_before_the_week(demo: Portal) -> None:
    """Each signal property has history, none of it after the week's beginning, and values agree with moments."""
    for name in SIGNAL_PROPERTIES:
        changes = [
            change for r in demo.records("contacts") for change in demo.history("contacts", r.id, name)
        ]
        assert len(changes) >= 6
        assert max(from_ms(change.at) for change in changes) < story.START
    assert not any(name.startswith("abm_") for name in column_names(demo))


def column_names(portal: Portal) -> set[str]:
    kinds = ("companies", "contacts", "deals")
    return {name for kind in kinds for record in portal.records(kind) for name in record.properties}


@pytest.mark.parametrize("empty", [True, False])
def test_a_portal_is_the_same_every_time(tmp_path: Path, *, empty: bool) -> None:
    """Two portals made apart are equal, and one opened again is what it was."""
    first = Portal.open(tmp_path / "a", virtual_now=story.START, empty=empty)
    second = Portal.open(tmp_path / "b", virtual_now=story.START, empty=empty)
    for kind in ("companies", "contacts", "deals"):
        assert first.records(kind) == second.records(kind)
    company = first.create("companies", {"name": "Acme"})
    first.close()
    second.close()
    again = Portal.open(tmp_path / "a")
    kept = again.record("companies", company)
    assert kept is not None
    assert (kept.properties["name"], again.now()) == ("Acme", story.START)
    again.close()


# A contact by the nickname of the script, and what its record says.
CORNERS: dict[str, dict[str, str]] = {
    "brandt.rolf": {"lastname": "Meinert (GONE)", "jobtitle": "Geschäftsführer"},
    "falkenried.hanno": {"jobtitle": "Leiter Einkauf, ausgeschieden 03/2026"},
    "meridian.walter": {"lastname": "Pym DO NOT CALL"},
    "ostermann.do": {"firstname": "Do", "lastname": "Nguyen"},
    "tannhof.info": {"email": "info@molkerei-tannhof.example"},
    "tannhof.xaver": {"company": "Molkerei Tannhof", "zip": "87435"},
    "northgate.priscilla": {"company": "Northgate Tooling Group"},
    "penrose.gareth": {"contact_source": "Adresskauf", "data_vendor": "Adresskontor Beispiel"},
    "thelen.ansgar": {"email": "erfundene.thelen@gmx.de"},
}


@pytest.mark.parametrize("name", CORNERS)
def test_a_crm_as_it_is(demo: Portal, name: str) -> None:
    """People who left, shared mailboxes, bought data: each as somebody would have typed it."""
    record = demo.record(*who(demo.db, name))
    assert record is not None
    assert CORNERS[name].items() <= record.properties.items()


def test_what_hardly_anybody_enters(demo: Portal) -> None:
    """One contact in five at most has a role, one in five no title; of many nobody knows the source; most calls reach nobody."""
    people = len(demo.records("contacts"))
    assert len(column(demo, "contacts", "hs_buying_role")) < people / 5
    assert people / 5 < people - len(column(demo, "contacts", "jobtitle")) < people / 2
    bought = [r for r in demo.records("contacts") if r.properties.get("contact_source") == "Adresskauf"]
    assert 0.05 < len(bought) / people < 0.2
    assert any("hs_legal_basis" not in one.properties for one in bought)
    untold = [one for one in bought if "art14_notice_sent" not in one.properties]
    assert [one.properties["lastname"] for one in untold] == ["Pell"]
    calls = Counter(column(demo, "calls", "hs_call_disposition"))
    assert 0 < calls[CONNECTED] < calls[NO_ANSWER] / 5
    assert set(column(demo, "meetings", "hs_meeting_outcome")) == {"COMPLETED", "NO_SHOW"}


def test_one_company_with_several_names(demo: Portal) -> None:
    """A renamed company keeps its former domain in its history; two branches share one domain and differ in postcode."""
    brandt = [change.value for change in demo.history(*who(demo.db, "brandt"), "domain")]
    assert brandt == ["brandt-foerdertechnik.example", "brandt-foerderbaender.example"]
    branches = [r for r in demo.records("companies") if r.properties.get("domain") == "granitz-bau.example"]
    assert {one.properties["zip"] for one in branches} == {"18439", "19053"}
