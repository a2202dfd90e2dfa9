"""A portal full of invented people: companies, their contacts and deals; the same for the same seed."""

import random
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.common import say
from sandbox import Portal, definitions

CONTACT_TO_COMPANY, DEAL_TO_COMPANY, DEAL_TO_CONTACT = 1, 5, 3
ROLES = ("", "", "END_USER", "CHAMPION", "BUDGET_HOLDER", "DECISION_MAKER")
TITLES = ("", "CEO", "Plant Manager", "Purchasing Manager", "Office Assistant", "Head of IT")
FORMS = ("", "", "", "Whitepaper maintenance", "Newsletter")
STAGES = ("appointmentscheduled", "qualifiedtobuy", "contractsent", "closedwon", "closedlost")
AT_ONCE = 1000


@dataclass(frozen=True)
class Crowd:
    """How many of each. Every fourth company is a target account; contacts and deals belong to some company each."""

    companies: int
    contacts: int
    deals: int
    seed: int

    def move_in(self, folder: Path) -> None:
        """Fill a new portal in this folder. Nobody is subscribed yet, so nobody is told."""
        say(f"Filling a portal: {self.companies} companies, {self.contacts} contacts, {self.deals} deals.")
        with closing(Portal.open(folder, empty=True)) as portal:
            if definitions.one(portal.db, "companies", "customer_health") is None:
                definitions.fill_portal_properties(portal.db)
            people = _People(portal, random.Random(self.seed))  # noqa: S311 - made-up people, no secrets
            for start in range(0, self.companies + self.contacts + self.deals, AT_ONCE):
                with portal.db.transaction():
                    for number in range(start, start + AT_ONCE):
                        self._one(people, number)

    def _one(self, people: "_People", number: int) -> None:
        """Companies first, then contacts, then deals: who is linked to is there already."""
        if number < self.companies:
            people.add_company(number)
        elif number < self.companies + self.contacts:
            people.add_contact(number - self.companies)
        elif number < self.companies + self.contacts + self.deals:
            people.add_deal(number - self.companies - self.contacts)


@dataclass
class _People:
    portal: Portal
    dice: random.Random
    companies: list[str] = field(default_factory=list)
    contacts: list[str] = field(default_factory=list)

    def add_company(self, number: int) -> None:
        properties = {
            "name": f"Company {number} GmbH",
            "domain": f"company-{number}.example",
            "numberofemployees": str(self.dice.randrange(10, 5000)),
            "hs_is_target_account": "true" if number % 4 == 0 else "false",
        }
        self.companies.append(self.portal.create("companies", properties))

    def add_contact(self, number: int) -> None:
        place = number % len(self.companies)
        properties = {
            "email": f"person{number}@company-{place}.example",
            "firstname": "Kim",
            "lastname": f"Person {number}",
            "jobtitle": self.dice.choice(TITLES),
            "hs_buying_role": self.dice.choice(ROLES),
            "recent_conversion_event_name": self.dice.choice(FORMS),
        }
        given = {name: text for name, text in properties.items() if text}
        link = ("companies", self.companies[place], CONTACT_TO_COMPANY)
        self.contacts.append(self.portal.create("contacts", given, associations=[link]))

    def add_deal(self, number: int) -> None:
        place = self.dice.randrange(len(self.contacts))
        properties = {
            "dealname": f"Deal {number}",
            "dealstage": self.dice.choice(STAGES),
            "amount": str(self.dice.randrange(1000, 90000)),
        }
        links = [
            ("companies", self.companies[place % len(self.companies)], DEAL_TO_COMPANY),
            ("contacts", self.contacts[place], DEAL_TO_CONTACT),
        ]
        self.portal.create("deals", properties, associations=links)
