"""Filling a new portal with the demo data: about 75 companies, 650 contacts, 40 deals, and what they did so far."""

from dataclasses import replace
from datetime import timedelta

from sandbox import crowd, demo_properties, moments
from sandbox.cast_corners import MORE_PEOPLE, ODD_COMPANIES, PROVENANCE, WEBINAR_GUESTS
from sandbox.cast_customers import CUSTOMERS, NEIGHBOURS
from sandbox.cast_prospects import PROSPECTS
from sandbox.casting import (
    START,
    Company,
    Person,
    add_company,
    add_deal,
    add_person,
    close_deal,
    nickname,
    play_past,
    who,
)
from sandbox.database import Database
from sandbox.definitions import fill_portal_properties
from sandbox.hands import Hands

FOUNDED_DAYS_AGO = 720  # before every signal and every deal
RENAMED_DAYS_AGO = 410
WEBINAR_DAYS_AGO = 17
CLEANED_DAYS_AGO = 20  # when somebody noted where data came from
LATER_DAYS_AGO = 390  # when those came whom the plots do not need


def fill(db: Database) -> None:
    """Write the demo data; the same records with the same ids every time."""
    fill_portal_properties(db)
    demo_properties.fill_label(db)
    cast = [*PROSPECTS, *CUSTOMERS, *NEIGHBOURS]
    others = crowd.companies()
    for number, company in enumerate([*cast, *_parents_first(others)]):
        _add(db, company, FOUNDED_DAYS_AGO - number)
    _add_loose(db)
    _add_corners(db)


def _add(db: Database, company: Company, days_ago: int) -> None:
    hands = _hands(db, days_ago)
    add_company(hands, replace(company, domain=company.former_domain or company.domain), by="IMPORT")
    if company.former_domain:
        renamed = {"domain": company.domain, "website": f"https://www.{company.domain}"}
        _hands(db, RENAMED_DAYS_AGO).update(*who(db, company.key), renamed)
    for place, person in enumerate(company.people):
        contact_id = add_person(_since(hands, person), company.key, company.domain, person)
        nickname(db, f"{company.key}.{place}", "contacts", contact_id)
        play_past(db, contact_id, person.past)
    for deal in company.deals:
        deal_id = add_deal(_hands(db, deal.opened), company.key, deal, stage=deal.first_stage)
        if deal.closed is not None:
            close_deal(_hands(db, deal.closed), deal_id, deal.stage)
        elif deal.stage != deal.first_stage:
            _hands(db, deal.opened - 20).update("deals", deal_id, {"dealstage": deal.stage})


def _add_loose(db: Database) -> None:
    hands = _hands(db, 400)
    for name, domain in crowd.twins():
        hands.create("companies", {"name": name, "domain": domain}, by="IMPORT")
    for number, person in enumerate(crowd.loose_people()):
        contact_id = add_person(hands, "loose", "", person, by="FORMS")
        nickname(db, f"loose.{number}", "contacts", contact_id)
        play_past(db, contact_id, "newsletter 90d" if number % 3 else "download 30d, visit 9d")


def _add_corners(db: Database) -> None:
    """Those around the plots, later than everybody else, so that nobody's id changes by them."""
    hands = _hands(db, LATER_DAYS_AGO)
    for company in ODD_COMPANIES:
        _add(db, company, LATER_DAYS_AGO)
    domains = {company.key: company.domain for company in (*PROSPECTS, *CUSTOMERS)}
    for key, people in MORE_PEOPLE.items():
        for person in people:
            _add_late(hands, key, domains.get(key, ""), person)
    for name, told in PROVENANCE.items():
        _hands(db, CLEANED_DAYS_AGO).update(*who(db, name), told)
    demo_properties.fill_list(db, WEBINAR_GUESTS, _hands(db, WEBINAR_DAYS_AGO).at)


def _add_late(hands: Hands, key: str, domain: str, person: Person) -> None:
    contact_id = add_person(_since(hands, person), key, domain, person)
    play_past(hands.db, contact_id, person.past)


def _parents_first(others: list[Company]) -> list[Company]:
    return sorted(others, key=lambda company: bool(company.parent))


def _since(hands: Hands, person: Person) -> Hands:
    return hands if person.since is None else _hands(hands.db, person.since)


def _hands(db: Database, days_ago: int) -> Hands:
    return Hands(db, moments.to_ms(START - timedelta(days=days_ago)))
