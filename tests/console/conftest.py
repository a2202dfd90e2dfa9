"""A small portal in the database, as the pipeline would have left it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from accounts.values import Moment
from console.app import create_console
from rules.conditions import Finding, Leaf, Op
from rules.decision import Because, Decision, Move, TaskWish, Want
from rules.memory import Cap, Hold, Memory, OpenHandover
from store import decisions, tables
from store.database import Database

PORTAL = 4711
NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
DAY = 86_400
EXAMPLE = Path(__file__).parents[2] / "rules" / "examples" / "key-accounts.yaml"


def ago(days: float) -> Moment:
    return int(NOW.timestamp() - days * DAY)


@dataclass(frozen=True)
class Standing:
    """Where one account of the sample stands."""

    name: str
    relationship: str
    stage: str
    days: float
    why: str
    missing: str
    owner: str | None = "11"


SAMPLE = (
    Standing("Alpenquell Getränke GmbH", "prospect", "identified", 21, "Zielkunde laut HubSpot.", "expanded: contacts.count 2 statt 3"),
    Standing("Nordlicht Maschinenbau AG", "prospect", "identified", 40, "Zielkunde laut HubSpot.", "expanded: coverage.roles unbekannt", None),
    Standing("Brückner & Söhne KG", "prospect", "identified", 3, "Zielkunde laut HubSpot.", "expanded: contacts.count 1 statt 3"),
    Standing("Falkenried Optik GmbH", "prospect", "expanded", 9, "4 Kontakte, 2 Rollen abgedeckt.", "engaged: engagement.score 31 statt 60"),
    Standing("Hollow Oak Logistics Ltd", "prospect", "expanded", 12, "5 contacts, 3 roles covered.", "engaged: contacts.engaged 2 of 3"),
    Standing("Veltin Pharma SE", "prospect", "engaged", 6, "3 engagierte Kontakte, 72 Punkte.", "sales_ready: DECISION_MAKER fehlt"),
    Standing("Rosenhain Textilwerke GmbH", "prospect", "sales_ready", 1, "Entscheiderin dabei, Bedarf bestätigt.", ""),
    Standing("Tidewater Instruments plc", "prospect", "in_sales", 2, "Open deal “Sensor retrofit”.", ""),
    Standing("Kupferhof Energie AG", "customer", "onboarded", 14, "Deal gewonnen am 6.11.2026.", "well_served: customer_health unbekannt"),
    Standing("Lindgarten Software GmbH", "customer", "well_served", 60, "customer_health ist green.", "growing: kein cross_sell_interest seit 60 Tagen"),
    Standing("Ashdown Foods Ltd", "customer", "growing", 5, "cross_sell_interest vor 4 Tagen.", ""),
    Standing("Marschweg Verlag", "former", "parked", 120, "Vertrag endete am 23.07.2026.", "", None),
)  # fmt: skip


def fill(tx: sa.Connection) -> None:
    """The whole sample in one transaction."""
    tx.execute(
        tables.portal.insert().values(
            id=PORTAL, time_zone="Europe/Berlin", connected_at=ago(60), synced_at=ago(1)
        )
    )
    _owners(tx)
    version = tx.execute(
        tables.rulebook_version.insert()
        .values(
            portal_id=PORTAL,
            name="Key accounts",
            digest="d",
            file="key-accounts.yaml",
            text=EXAMPLE.read_text("utf-8"),
            needs=[],
            activated_at=ago(60),
            active=True,
            live=True,
        )
        .returning(tables.rulebook_version.c.id)
    ).scalar_one()
    for number, standing in enumerate(SAMPLE, start=100):
        _account(tx, number, standing, version)
    _members(tx, "company:105", "105")


def _owners(tx: sa.Connection) -> None:
    for id_, name in (("11", "Lena Hartwig"), ("12", "Tom Okafor")):
        email = f"{name.split()[0].lower()}@nordwind.example"
        tx.execute(tables.owner.insert().values(portal_id=PORTAL, id=id_, email=email, name=name))


def _account(tx: sa.Connection, number: int, standing: Standing, version: int) -> None:
    id_, company = f"company:{number}", str(number)
    tx.execute(
        tables.account.insert().values(portal_id=PORTAL, id=id_, name=standing.name, company_id=company)
    )
    tx.execute(tables.account_company.insert().values(portal_id=PORTAL, company_id=company, account_id=id_))
    _record(tx, "company", company, {"name": standing.name, "hubspot_owner_id": standing.owner})
    decided = decisions.Decided(version, "Key accounts", {}, "", Memory(), _decision(id_, standing))
    decision = decisions.save(tx, PORTAL, decided)
    wishes = {"abm_stage": standing.stage, "abm_missing": standing.missing}
    for name, wanted in wishes.items():
        tx.execute(
            tables.wish.insert().values(
                portal_id=PORTAL,
                kind="company",
                object_id=company,
                property=name,
                wanted=wanted,
                state="done",
                reason=standing.why,
                decision_id=decision,
                wished_at=ago(standing.days),
                settled_at=ago(standing.days),
            )
        )
    if standing.stage == "sales_ready":
        _task(tx, id_, company, decision)


def _decision(id_: str, standing: Standing) -> Decision:
    since = ago(standing.days)
    move = Move("identified" if standing.stage != "identified" else None, standing.stage,
                Because.FORWARD if standing.stage != "identified" else Because.FIRST,
                ("engaged",) if standing.stage == "sales_ready" else (), standing.why, 1, standing.relationship)  # fmt: skip
    memory = Memory(
        key_account=True, relationship=standing.relationship, stage=standing.stage, since=since, why=standing.why,
        cycle=2 if standing.stage == "growing" else 1,
        hold=Hold(stage="engaged", set_at=since, until=ago(-8), by="Mira Solano") if standing.stage == "engaged" else None,
        cap=Cap(stage="expanded", set_at=since, until=ago(-80), reason="lost") if standing.name.startswith("Falken") else None,
        handover=OpenHandover(key="k1", stage="sales_ready", cycle=1, offered_at=since, state="offered")
        if standing.stage == "sales_ready" else None,
    )  # fmt: skip
    want = Want("company", id_.removeprefix("company:"), "abm_missing", standing.missing, standing.why)
    return Decision(id_, since, "d", memory, (move,), (want,), findings=_findings(), wake=ago(-3))


def _findings() -> dict[str, Finding]:
    enough = Finding("leaf", True, Leaf("contacts.count", Op.AT_LEAST, 3), seen=4)
    score = Finding("leaf", False, Leaf("engagement.score", Op.AT_LEAST, 60), seen=31.4)
    health = Leaf("company.customer_health", Op.IS_ANY_OF, ("green",), within=60 * DAY)
    unknown = Finding("leaf", None, health, because="customer_health is empty")
    key = Finding("leaf", True, Leaf("company.hs_is_target_account", Op.IS, True), seen=True)
    return {
        "key_account": key,
        "stage.engaged": Finding("all", False, parts=(enough, score)),
        "stage.well_served": Finding("any", None, parts=(unknown, Finding("not", False, parts=(enough,)))),
        "rule.find-the-decision-maker": score,
    }


def _task(tx: sa.Connection, account: str, company: str, decision: int) -> None:
    wish = TaskWish("k1", "handover", "Rosenhain übernehmen", "…", "sales_owner", ago(-1), "HIGH", company, (), "Bedarf bestätigt", "11", True)  # fmt: skip
    tx.execute(
        tables.task_wish.insert().values(
            portal_id=PORTAL,
            key="k1",
            account_id=account,
            company_id=company,
            payload=vars(wish),
            handover=True,
            state="parked",
            trouble="The owner is not active in HubSpot: choose another one.",
            decision_id=decision,
            wished_at=ago(1),
        )
    )


def _members(tx: sa.Connection, account: str, company: str) -> None:
    people = (
        ("901", "Ines", "Thalbach", "Leiterin Einkauf", "BUDGET_HOLDER"),
        ("902", "Jonas", "Reuter", "Entwicklung", "END_USER;CHAMPION"),
        ("903", "<script>alert(1)</script>", "", "", None),
    )
    for id_, first, last, title, roles in people:
        _record(
            tx,
            "contact",
            id_,
            {"firstname": first, "lastname": last, "jobtitle": title, "hs_buying_role": roles},
        )
        tx.execute(
            tables.membership.insert().values(
                portal_id=PORTAL,
                contact_id=id_,
                account_id=account,
                reason="association",
                evidence="Veltin Pharma SE",
                confidence=1.0,
            )
        )


def _record(tx: sa.Connection, kind: str, id_: str, properties: dict[str, str | None]) -> None:
    tx.execute(
        tables.record.insert().values(
            portal_id=PORTAL, kind=kind, id=id_, properties=properties, read_at=ago(0)
        )
    )


@pytest.fixture
def portal(database: Database) -> Database:
    with database.begin() as tx:
        fill(tx)
    return database


@pytest.fixture
def browser(portal: Database) -> FlaskClient:
    """The console of the sample portal, asked from this machine."""
    return create_console(portal, lambda: NOW).test_client()


@pytest.fixture
def empty_browser(database: Database) -> FlaskClient:
    return create_console(database, lambda: NOW).test_client()


@pytest.fixture
def demo_browser(portal: Database) -> FlaskClient:
    return create_console(portal, lambda: NOW, demo=True).test_client()
