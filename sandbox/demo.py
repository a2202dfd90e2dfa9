"""Filling a new portal with the demo data: about 75 companies, 650 contacts, 40 deals, and what they did so far."""

from datetime import timedelta

from sandbox import crowd, moments
from sandbox.cast_customers import CUSTOMERS, NEIGHBOURS
from sandbox.cast_prospects import PROSPECTS
from sandbox.casting import START, Company, add_company, add_deal, add_person, close_deal, nickname, play_past
from sandbox.database import Database
from sandbox.definitions import fill_portal_properties
from sandbox.hands import Hands

FOUNDED_DAYS_AGO = 720  # before every signal and every deal


def fill(db: Database) -> None:
    """Write the demo data; the same records with the same ids every time."""
    fill_portal_properties(db)
    cast = [*PROSPECTS, *CUSTOMERS, *NEIGHBOURS]
    others = crowd.companies()
    for number, company in enumerate([*cast, *_parents_first(others)]):
        _add(db, company, FOUNDED_DAYS_AGO - number)
    _add_loose(db)


def _add(db: Database, company: Company, days_ago: int) -> None:
    hands = _hands(db, days_ago)
    add_company(hands, company, by="IMPORT")
    for place, person in enumerate(company.people):
        contact_id = add_person(hands, company.key, company.domain, person)
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


def _parents_first(others: list[Company]) -> list[Company]:
    return sorted(others, key=lambda company: bool(company.parent))


def _hands(db: Database, days_ago: int) -> Hands:
    return Hands(db, moments.to_ms(START - timedelta(days=days_ago)))
