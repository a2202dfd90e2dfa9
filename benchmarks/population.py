"""An invented portal with the habits of real ones: many companies of one contact, a few of hundreds, doubles, free mail, gaps.

The shares are those that audits and public data report: 55 to 65 % of companies have exactly one contact, target accounts 8 to
30, one company thousands; 8 % of contacts write from free mail; every third to tenth has no company; 5 to 15 % of companies are
doubles, 5 to 10 % have several domains, 10 to 18 % a parent; buying roles are nearly never filled in, job titles in six of ten.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property

from accounts.values import Kind
from store.history import HistoryRow
from store.mirror import LinkRow, RecordRow

BORN = datetime(2024, 1, 1, tzinfo=UTC)
HEADS = (
    *(
        "Adler",
        "Birken",
        "Dachs",
        "Eschen",
        "Falken",
        "Ginster",
        "Hasel",
        "Iltis",
        "Jagd",
        "Kranich",
        "Linden",
    ),
    *("Mühlen", "Nebel", "Oder", "Pappel", "Quell", "Rohr", "Sonnen", "Tannen", "Ulmen", "Vogel", "Wiesen"),
)
TAILS = ("bach", "berg", "feld", "furt", "hain", "hof", "moor", "rath", "stein", "tal", "wald", "werder")
TRADES = (
    *(
        "Maschinenbau",
        "Werkzeuge",
        "Logistik",
        "Software",
        "Metallbau",
        "Gartenbau",
        "Solar",
        "Pumpen",
        "Optik",
    ),
    *("Robotics", "Foods", "Engineering", "Packaging", "Medical", "Textil", "Chemie", "Energie", "Verlag"),
)
FORMS = ("GmbH", "GmbH & Co. KG", "AG", "KG", "Ltd", "Inc.", "SE", "OHG", "")
FREE = ("gmail.com", "web.de", "gmx.de", "t-online.de", "outlook.com", "posteo.de")
TITLES = (
    *(
        "Geschäftsführerin",
        "Leiter Einkauf",
        "Head of IT",
        "Einkäufer",
        "Werkstudentin",
        "CEO",
        "Sachbearbeiter",
    ),
    *(
        "Leiter:in Instandhaltung",
        "Project Manager",
        "CFO",
        "Assistenz der Geschäftsführung",
        "Buyer",
        "VP Sales",
    ),
)
ROLES = ("DECISION_MAKER", "CHAMPION", "END_USER")
SOURCES = ("inbound", "inbound", "import", "event", "purchased", "research_linkedin", "referral")
PAGES = ("Whitepaper maintenance", "Newsletter", "Angebot anfordern")
FIRST = ("Alva", "Bero", "Cleo", "Dorin", "Eske", "Faro", "Gesa", "Hilde", "Ivo", "Jona", "Kaya", "Levin")
LAST = ("Ackerl", "Brandtner", "Cordsen", "Dreyling", "Ebertz", "Frommer", "Grauvogl", "Hollerin", "Isenbart")


@dataclass(frozen=True)
class Population:
    """The same for the same seed. `monster`: how many contacts the one company has that everybody is put into."""

    companies: int
    contacts: int
    seed: int
    monster: int = 0

    def company_rows(self) -> Iterator[RecordRow]:
        dice = random.Random(f"{self.seed} companies")  # noqa: S311 - made-up firms, no secrets
        for number in range(self.companies):
            yield self._company(number, dice)

    def contact_rows(self) -> Iterator[tuple[RecordRow, LinkRow | None]]:
        """Each contact, and its association with a company if it has one."""
        dice = random.Random(f"{self.seed} contacts")  # noqa: S311
        for number in range(self.contacts):
            company = self._company_of(number, dice)
            yield self._contact(number, company, dice)

    def names(self, count: int) -> Iterator[str]:
        """What people write into a contact's company field: mostly a company's name, shortened or misspelt."""
        dice = random.Random(f"{self.seed} names")  # noqa: S311
        for _ in range(count):
            name = self._name(dice.randrange(self.companies))
            short = " ".join(name.split()[:2])
            spoilt = name[: len(name) // 2] + name[len(name) // 2 + 1 :]
            yield dice.choice((name, short, name.upper(), spoilt, f"{name} Deutschland"))

    def changed(self, row: RecordRow) -> RecordRow:
        """The same contact a day later, at another employer."""
        domain = self._domain((int(row.id) * 7919) % self.companies)
        text = {**row.properties, "email": f"moved.{row.id}@{domain}"}
        later = (row.updated_at or BORN) + timedelta(days=1)
        return RecordRow(row.kind, row.id, text, row.created_at, later, history=())

    @cached_property
    def _sizes(self) -> list[int]:
        """Of each company its weight among contacts: a log-normal tail; 60 % have one, every hundredth is a target account."""
        dice = random.Random(f"{self.seed} sizes")  # noqa: S311
        sizes = []
        for number in range(self.companies):
            if number % 100 == 0:
                sizes.append(dice.randint(8, 30))
            elif dice.random() < 0.6:
                sizes.append(1)
            else:
                sizes.append(max(2, round(dice.lognormvariate(1.5, 0.9))))
        return sizes

    @cached_property
    def _places(self) -> list[int]:
        """The companies, each as often as it has contacts."""
        places = [number for number, size in enumerate(self._sizes) for _ in range(size)]
        random.Random(f"{self.seed} places").shuffle(places)  # noqa: S311
        return places

    def _company_of(self, number: int, dice: random.Random) -> int | None:
        if number < self.monster:
            return 0
        if dice.random() < 0.2:
            return None
        return self._places[number % len(self._places)]

    def _company(self, number: int, dice: random.Random) -> RecordRow:
        further = range(dice.choice((1, 1, 1, 2, 4))) if dice.random() < 0.07 else range(0)
        parent = dice.randrange(number) if number and dice.random() < 0.14 else None
        text = {
            "name": self._name(number),
            "domain": self._domain(number) if dice.random() > 0.05 else None,
            "hs_additional_domains": ";".join(f"further-{place}-{number}.example" for place in further)
            or None,
            "hs_parent_company_id": None if parent is None else str(parent + 1),
            "hubspot_owner_id": str(dice.randint(1, 15)) if dice.random() < 0.7 else None,
            "hs_is_target_account": "true" if number % 100 == 0 else None,
            "hs_ideal_customer_profile": f"tier_{dice.randint(1, 3)}" if number % 100 == 0 else None,
            "numberofemployees": str(dice.randint(1, 5000)),
            "website": None,
            "zip": f"{dice.randint(1000, 99999):05d}",
        }
        born = BORN + timedelta(minutes=number)
        return RecordRow(Kind.COMPANY, str(number + 1), text, born, born)

    def _contact(
        self, number: int, company: int | None, dice: random.Random
    ) -> tuple[RecordRow, LinkRow | None]:
        is_linked = company is not None and dice.random() < 0.85
        text = {
            "email": self._email(number, company, dice),
            "firstname": dice.choice(FIRST),
            "lastname": f"{dice.choice(LAST)} {number}",
            "jobtitle": dice.choice(TITLES) if dice.random() < 0.6 else None,
            "hs_buying_role": dice.choice(ROLES) if dice.random() < 0.01 else None,
            "contact_source": dice.choice(SOURCES) if dice.random() < 0.7 else None,
            "company": self._name(company) if company is not None and dice.random() < 0.3 else None,
            "recent_conversion_event_name": None,
        }
        born = BORN + timedelta(seconds=37 * number)
        id_ = str(number + 1)
        row = RecordRow(Kind.CONTACT, id_, text, born, born, history=self._history(company, dice))
        return row, LinkRow(
            id_, str(company + 1), is_primary=True
        ) if is_linked and company is not None else None

    def _history(self, company: int | None, dice: random.Random) -> tuple[HistoryRow, ...]:
        """Four of five events happen in every fifth account, in bursts on working days."""
        busy = company is not None and company % 5 == 0
        if dice.random() > (0.5 if busy else 0.03):
            return ()
        first = BORN + timedelta(days=dice.randint(0, 900), hours=dice.randint(8, 17))
        return tuple(
            HistoryRow(
                "recent_conversion_event_name",
                dice.choice(PAGES),
                first + timedelta(hours=2 * turn),
                "FORM",
                "",
            )
            for turn in range(dice.randint(1, 4))
        )

    def _email(self, number: int, company: int | None, dice: random.Random) -> str | None:
        if dice.random() < 0.08:
            return f"person.{number}@{dice.choice(FREE)}"
        if company is None:
            return f"person.{number}@stranger-{number % 9973}.example" if dice.random() < 0.4 else None
        host = "mail." if dice.random() < 0.05 else ""
        return f"person.{number}@{host}{self._domain(company)}"

    def _domain(self, number: int) -> str:
        """Every tenth company is a double: it claims the domain of the one before it."""
        return f"company-{number - 1 if number % 10 == 9 else number}.example"

    def _name(self, number: int) -> str:
        """Every tenth company is a double: it has the name of the one before it, with another legal form."""
        core = number - 1 if number % 10 == 9 else number
        head, tail = HEADS[core % len(HEADS)], TAILS[core // len(HEADS) % len(TAILS)]
        trade = TRADES[core // (len(HEADS) * len(TAILS)) % len(TRADES)]
        turn = core // (len(HEADS) * len(TAILS) * len(TRADES))
        mark = f" {turn + 1}" if turn else ""
        return f"{head}{tail} {trade}{mark} {FORMS[number % len(FORMS)]}".strip()
