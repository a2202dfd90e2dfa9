"""The vocabulary of the story: what people, and HubSpot itself, do in one step."""

from collections.abc import Callable
from dataclasses import dataclass

from sandbox import definitions, records
from sandbox.casting import (
    FORMS,
    OWNERS,
    Company,
    Deal,
    Person,
    add_company,
    add_deal,
    add_person,
    close_deal,
    fill_form,
    meet,
    signal,
    who,
)
from sandbox.database import Database
from sandbox.hands import Hands


def _always(_: Database) -> bool:
    return True


@dataclass(frozen=True)
class Step:
    """`do` changes the portal; `possible` says whether it can be done yet."""

    do: Callable[[Hands], object]
    possible: Callable[[Database], bool] = _always


def does(person: str, *whats: str) -> Step:
    """Something happens to a contact: visit, click, reply, meeting, noshow, call, reached, download, guide, quote, extra or newsletter."""

    def do(hands: Hands) -> None:
        for what in whats:
            signal(hands, who(hands.db, person)[1], what)

    return Step(do)


def meets(*people: str) -> Step:
    """Several contacts come to one meeting."""

    def do(hands: Hands) -> None:
        contacts = [who(hands.db, person)[1] for person in people]
        meet(hands, contacts, "COMPLETED")
        for contact in contacts:
            hands.update("contacts", contact, {"hs_latest_meeting_activity": str(hands.at)}, by="MEETINGS")

    return Step(do)


def fills_form(person: str, title: str) -> Step:
    """A contact sends a form that is not among the usual ones."""
    return Step(lambda hands: fill_form(hands, who(hands.db, person)[1], FORMS.get(title, title)))


def confirms_need(person: str) -> Step:
    return does(person, "need")


def takes_role(person: str, role: str) -> Step:
    """A person in sales notes a contact's buying role."""
    return _sets(person, {"hs_buying_role": role})


def joins(company: str, domain: str, person: Person, *, by: str = "CRM_UI") -> Step:
    """A contact is entered and associated with a company."""
    return Step(lambda hands: add_person(hands, company, domain, person, by=by))


def is_linked(person: str, company: str) -> Step:
    """A contact who is known already is associated with a company."""
    return Step(lambda hands: hands.associate(*who(hands.db, person), *who(hands.db, company), 279))


def moves(person: str, old: str, new: str, email: str, role: str) -> Step:
    """A contact changes companies: address, role and association."""

    def do(hands: Hands) -> None:
        contact = who(hands.db, person)
        hands.update(*contact, {"email": email, "hs_buying_role": role})
        hands.dissociate(*contact, *who(hands.db, old))
        hands.associate(*contact, *who(hands.db, new), 1)

    return Step(do)


def is_deleted(person: str) -> Step:
    return Step(lambda hands: hands.archive(*who(hands.db, person)))


def is_entered(company: Company) -> Step:
    """A person enters a new company with its people."""

    def do(hands: Hands) -> None:
        add_company(hands, company)
        for person in company.people:
            add_person(hands, company.key, company.domain, person, by="CRM_UI")

    return Step(do)


def opens_deal(company: str, deal: Deal) -> Step:
    return Step(lambda hands: add_deal(hands, company, deal, stage=deal.stage))


def deal_moves(deal: str, stage: str) -> Step:
    return _sets(deal, {"dealstage": stage})


def deal_closes(deal: str, stage: str) -> Step:
    return Step(lambda hands: close_deal(hands, who(hands.db, deal)[1], stage))


def health(company: str, colour: str) -> Step:
    """A workflow of the portal rates a customer."""
    return _sets(company, {"customer_health": colour}, by="AUTOMATION_PLATFORM")


def new_owner(company: str, owner: str) -> Step:
    return _sets(company, {"hubspot_owner_id": OWNERS[owner]})


def sets_by_hand(company: str, name: str, value: str, *, once_it_has_a_value: bool = False) -> Step:
    """A person sets a property that may not exist yet, or, so asked, may not have been filled yet."""

    def possible(db: Database) -> bool:
        definition = definitions.one(db, "companies", name)
        if definition is None:
            return False
        options = [option["value"] for option in definition["options"]]
        record = records.load(db, *who(db, company))
        filled = record is not None and name in record.properties
        return (not options or value in options) and (filled or not once_it_has_a_value)

    return Step(_sets(company, {name: value}).do, possible)


def _sets(name: str, properties: dict[str, str], *, by: str = "CRM_UI") -> Step:
    return Step(lambda hands: hands.update(*who(hands.db, name), properties, by=by))
