"""The buying center on the page: who counts and how that is known, what is missing, what points consist of."""

from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from accounts import stored
from accounts.facts import AccountFacts, ContactFact, SignalSeen
from accounts.metrics import Const
from accounts.people.held import Because, HeldRole, Reason, RoleSource, Standing
from accounts.provenance.values import Notice, Provenance, Source
from console.account_parts import parts
from console.center import center_of, known
from console.words import Language, Words
from rules.conditions import Finding, Leaf, Op
from store import account_view, tables
from store.database import Database
from tests.console.conftest import NOW, PORTAL, ago

ACCOUNT = "company:105"
BOUGHT = Provenance(
    Source.PURCHASED, since=ago(60), vendor="Adresskontor Beispiel", notice=Notice.DUE, notice_by=ago(30)
)
PEOPLE = (
    ContactFact("901", "Ines Thalbach", "Leiterin Einkauf", ("BUDGET_HOLDER",), {"role": Const(("BUDGET_HOLDER",))},
                (HeldRole("BUDGET_HOLDER", RoleSource.ENTERED, 1.0),), Standing.CONFIRMED, Because(Reason.ENTERED, "BUDGET_HOLDER")),
    ContactFact("902", "Jonas Reuter", "Techniker", ("END_USER",), {}, (HeldRole("END_USER", RoleSource.TITLE, 0.85, "Techniker"),),
                provenance=BOUGHT),
    ContactFact("903", "Falk Ohm", "Geschäftsführer", (), {}, standing=Standing.GONE,
                standing_because=Because(Reason.MARKER, "(GONE)"), counts=False),
    ContactFact("904", "Uta Marn", "", (), {}, do_not_contact=True),
)  # fmt: skip
SIGNALS = (
    SignalSeen("held_meeting", ago(30), "902", 25.0),
    SignalSeen("reply", ago(0.01), "901", 10.0),
    SignalSeen("visit", ago(60), "901", 2.0),
)
FACTS = AccountFacts(ACCOUNT, "Veltin Pharma SE", "105", {}, PEOPLE, signals=SIGNALS)


@pytest.fixture
def told(portal: Database) -> Database:
    """The sample portal, in which one decision knows its people."""
    put(portal, FACTS)
    return portal


def put(portal: Database, facts: AccountFacts) -> None:
    with portal.begin() as tx:
        tx.execute(
            tables.decision.update()
            .where(tables.decision.c.account_id == ACCOUNT)
            .values(facts=stored.dump(facts))
        )


def page(browser: FlaskClient, language: str) -> str:
    return browser.get(f"/accounts/{ACCOUNT}?lang={language}").text


SAID: dict[Language, tuple[str, ...]] = {
    "de": (
        "eingetragen",
        "vermutet aus „Techniker“, 85 %",
        "Hat das Unternehmen verlassen: „(GONE)“",
        "nicht ansprechen",
        "gekauft, ",
        "Information nach Art. 14 überfällig seit",
        "Es fehlt ein Entscheider",
        "3 Kontakte zählen, 1 von 4 gesuchten Rollen sind besetzt",
        "Engagement: 23 Punkte",
        "Termin wahrgenommen",
    ),
    "en": (
        "guessed from “Techniker”, 85 %",
        "Has left the company",
        "do not contact",
        "Art. 14 notice overdue since",
        "A decision maker is missing",
        "Engagement: 23 points",
    ),
}


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_page_tells_of_people(told: Database, browser: FlaskClient, language: Language) -> None:
    """How a role is known, who does not count and why, what the law waits for, and what is missing next."""
    text = page(browser, language)
    assert [words for words in SAID[language] if words not in text] == []


def test_points_are_the_sum_of_their_lines(told: Database) -> None:
    """What is left of each signal adds up to the score, for the account and, by who gave it, for its people."""
    with told.begin() as tx:
        found = known(tx, PORTAL, ACCOUNT)
    assert found is not None
    center = center_of(found, {}, int(NOW.timestamp()))
    assert (
        center.score == pytest.approx(sum(line.left for line in center.lines)) == pytest.approx(23, abs=0.05)
    )
    assert [(one.contact.id, round(one.points, 1)) for one in center.people] == [
        ("902", 12.5),
        ("901", 10.5),
        ("904", 0.0),
    ]
    assert [one.contact.id for one in center.others] == ["903"]


def test_what_the_rulebook_permits(told: Database) -> None:
    """Each channel by its own condition; nobody may be contacted who must not be."""
    allowed = replace(PEOPLE[0], facts={"opt_in": Const("double_opt_in"), "source": Const("event")})
    banned = replace(allowed, id="905", facts={**allowed.facts, "do_not_contact": Const(value=True)})
    put(told, replace(FACTS, contacts=(allowed, banned)))
    with told.begin() as tx:
        found = known(tx, PORTAL, ACCOUNT)
    assert found is not None
    center = center_of(found, {}, int(NOW.timestamp()))
    assert {one.contact.id: one.may for one in center.people} == {
        "901": {"email": True, "call": True},
        "905": {"email": False, "call": False},
    }


def test_an_excluded_account_says_why(told: Database, browser: FlaskClient) -> None:
    """The name of the exclusion, and what held."""
    finding = {
        "excluded.competitor": Finding(
            "leaf", True, Leaf("company.type", Op.IS, "COMPETITOR"), seen="COMPETITOR"
        )
    }
    with told.begin() as tx:
        decided = account_view.newest_decision(tx, PORTAL, ACCOUNT)
        assert decided is not None
        decided = replace(decided, findings=finding)
        made = parts(tx, PORTAL, (ACCOUNT, "Veltin"), decided, (), Words("de"), int(NOW.timestamp()))
    assert made.center is not None
    assert made.center.excluded == ("Wettbewerber", "type ist COMPETITOR")


def test_tiers_say_why(told: Database) -> None:
    """The tier, its programme, and the number that made it."""
    finding = {
        "tier.tier_1": Finding("leaf", False, Leaf("company.numberofemployees", Op.AT_LEAST, 500), seen=240),
        "tier.tier_2": Finding("leaf", True, Leaf("company.numberofemployees", Op.AT_LEAST, 100), seen=240),
    }
    with told.begin() as tx:
        decided = account_view.newest_decision(tx, PORTAL, ACCOUNT)
        assert decided is not None
        decided = replace(decided, findings=finding)
        made = parts(tx, PORTAL, (ACCOUNT, "Veltin"), decided, (), Words("en"), int(NOW.timestamp()))
    assert made.center is not None
    assert made.center.tier == ("Tier 2, lite programme", "numberofemployees is at least 100 (240)")


def test_facts_of_before_are_no_buying_center(browser: FlaskClient, portal: Database) -> None:
    """A decision that stored no people shows who belongs, and the page stays whole."""
    with portal.begin() as tx:
        tx.execute(sa.text("UPDATE decision SET facts = '{}'"))
    answer = browser.get(f"/accounts/{ACCOUNT}?lang=en")
    assert answer.status_code == 200
    assert "Ines Thalbach (Leiterin Einkauf)" in answer.text
