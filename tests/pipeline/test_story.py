"""The week of the demo: every account ends where its plot says, and the portal holds what was decided."""

import pytest

from accounts.values import iso
from cli.demo_report import stage_names
from connector import marker_of
from store import account_view, tally
from tests.pipeline.house import House

FIRST, FORWARD, BACK = "first", "forward", "back"

# Per account of the plots (sandbox/plots.py): where it was met, and each move of the week with what moved it.
PLOTS: dict[str, list[tuple[str, str]]] = {
    "brandt": [("expanded", FIRST), ("sales_ready", FORWARD)],
    "kessler": [("identified", FIRST), ("expanded", FORWARD), ("engaged", FORWARD)],
    "halvorsen": [("engaged", FIRST), ("sales_ready", FORWARD), ("in_sales", "handover")],
    "morgenstern": [
        ("in_sales", FIRST),
        ("onboarded", "won"),
        ("well_served", FORWARD),
        ("growing", FORWARD),
        ("growth_in_sales", "deal"),
    ],
    "tannhof": [("in_sales", FIRST), ("expanded", "lost")],
    "castellan": [("sales_ready", FIRST), ("expanded", BACK)],
    "lindqvist": [("expanded", FIRST), ("identified", BACK)],
    "ostermann": [("sales_ready", FIRST), ("expanded", BACK)],
    "velden": [("expanded", FIRST), ("engaged", "person")],
    "aurelia": [("identified", FIRST), ("sales_ready", FORWARD)],
    "solveig": [("identified", FIRST), ("expanded", FORWARD)],
    "rabenfels": [("expanded", FIRST), ("in_sales", "deal")],
    "meridian": [("engaged", FIRST)],
    "hagedorn": [("identified", FIRST), ("expanded", FORWARD)],
    "isarblick": [("identified", FIRST), ("expanded", FORWARD)],
    "dornfeld": [("identified", FIRST), ("expanded", FORWARD)],
    "thornbury": [("expanded", FIRST), ("sales_ready", FORWARD)],
    "eichenau": [("identified", FIRST)],
    "falkenried": [("expanded", FIRST)],
    "penrose": [("expanded", FIRST)],
    "granitz": [("sales_ready", FIRST)],
    "feldmann": [("onboarded", FIRST)],
    "quellwerk": [("well_served", FIRST), ("onboarded", BACK)],
    "sturmfels": [("well_served", FIRST), ("parked", "churned")],
    "bergkamp": [("parked", FIRST)],
    "northgate": [("well_served", FIRST), ("growing", FORWARD)],
    "whitfield": [("growth_in_sales", FIRST), ("well_served", "won")],
}
SKIPPED = {
    "brandt": ["engaged"],
    "aurelia": ["expanded", "engaged"],
    "rabenfels": ["engaged", "sales_ready"],
    "thornbury": ["engaged"],
}
# Tasks of the week: whom it is about, and which rule asked for it.
TASKS = {
    "handover": ["aurelia", "brandt", "halvorsen", "morgenstern", "northgate", "thornbury"],
    "welcome-the-customer": ["morgenstern", "quellwerk"],
    "find-the-decision-maker": [
        *("brandt", "castellan", "falkenried", "hagedorn", "isarblick", "lindqvist"),
        *("ostermann", "penrose", "rabenfels", "solveig", "velden"),
    ],
    "tell-people-whose-data-we-got-elsewhere": ["penrose"],
}
SHOWN = {"held": 1, "skipped": 4, "moves_back": 4, "second_cycles": 2, "unknown": 1}
OWN = {"stage", "stage_since", "relationship", "cycle", "cycle_since", "why", "cap", "cap_until"}


@pytest.mark.parametrize("name", PLOTS)
def test_every_account_ends_as_its_plot_says(week: House, name: str) -> None:
    """Each move of the week happens for its reason, in its order, and no other does."""
    assert week.moves(week.account(name)) == PLOTS[name]


def test_nobody_else_moves(week: House) -> None:
    """The crowd are no target accounts: none of them ever stands on the cone."""
    moved = {row.account_id for row in week.rows("SELECT account_id FROM stage_entry")}
    assert moved == {week.account(name) for name in PLOTS}


def test_skipped_stages_are_recorded(week: House) -> None:
    """An account that runs past a stage never stood on it, and it is written down which ones."""
    rows = week.rows("SELECT account_id, skipped FROM stage_entry WHERE skipped <> '[]' ORDER BY account_id")
    assert {row.account_id: row.skipped for row in rows} == {
        week.account(name): stages for name, stages in SKIPPED.items()
    }


def test_every_stage_of_the_example_is_seen(week: House) -> None:
    """The example declares no stage that the week does not reach."""
    seen = {row.to_stage for row in week.rows("SELECT DISTINCT to_stage FROM stage_entry")}
    assert seen == set(stage_names(week.book))


def test_a_person_holds(week: House) -> None:
    """Velden stays where a person put it, for fourteen days, although the rules say less."""
    memory = week.memory(week.account("velden"))
    assert memory.hold is not None
    assert (memory.hold.stage, memory.hold.until - memory.hold.set_at) == ("engaged", 14 * 86400)
    assert memory.hold.by == "userId:9"


def test_a_win_opens_the_next_cycle(week: House) -> None:
    """Won, lost and churned end a cycle; everybody else is still in the first."""
    cycles = {name: week.memory(week.account(name)).cycle for name in PLOTS}
    assert {name for name, cycle in cycles.items() if cycle == 2} == {
        *("morgenstern", "whitfield", "tannhof", "sturmfels")
    }
    assert set(cycles.values()) == {1, 2}


def test_nobody_knows_whether_feldmann_is_well_served(week: House) -> None:
    """A value that nobody entered is neither yes nor no: the account stays, and the why says what is not known."""
    with week.database.begin() as tx:
        decided = account_view.newest_decision(tx, week.id, week.account("feldmann"))
    assert decided is not None
    assert decided.findings["stage.well_served"].verdict is None
    assert "customer_health" in week.company("feldmann")["abm_missing"]


def test_each_task_exists_once(week: House) -> None:
    """Every task of the week is in the portal exactly once, on its company, with its people and an owner."""
    companies = {week.account(name): name for name in PLOTS}
    found: dict[str, list[str]] = {}
    for row in week.rows("SELECT account_id, payload ->> 'rule' AS rule FROM task_wish WHERE state = 'done'"):
        found.setdefault(row.rule, []).append(companies[row.account_id])
    assert {rule: sorted(names) for rule, names in found.items()} == TASKS
    bodies = [task.properties["hs_task_body"] for task in week.portal.records("tasks")]
    markers = [marker_of(body) for body in bodies]
    assert sorted(map(str, markers)) == sorted(row.key for row in week.rows("SELECT key FROM task_wish"))
    assert all(task.properties.get("hubspot_owner_id") for task in week.portal.records("tasks"))


@pytest.mark.parametrize("name", PLOTS)
def test_the_portal_holds_what_is_remembered(week: House, name: str) -> None:
    """Stage, since, relationship, cycle, why and cap stand on the company as the account's memory has them."""
    memory, held = week.memory(week.account(name)), week.company(name)
    assert {suffix: held.get(f"abm_{suffix}", "") for suffix in OWN} == {
        "stage": memory.stage,
        "stage_since": _text(memory.since),
        "relationship": memory.relationship,
        "cycle": str(memory.cycle),
        "cycle_since": _text(memory.cycle_since),
        "why": memory.why,
        "cap": memory.cap.stage if memory.cap else "",
        "cap_until": _text(memory.cap.until if memory.cap else None),
    }
    assert held.get("abm_handover") == (memory.handover.state if memory.handover else None)


def test_contacts_hold_their_funnel_step(week: House) -> None:
    """Every contact that reached a step has it in the portal, key account or not, and nobody else has one."""
    remembered = {
        step.contact: (step.step, _text(step.since))
        for memory in week.memories().values()
        for step in memory.funnel
    }
    held = {
        contact.id: (contact.properties["abm_funnel_step"], contact.properties["abm_funnel_since"])
        for contact in week.portal.records("contacts")
        if "abm_funnel_step" in contact.properties
    }
    assert held == remembered
    assert {step for step, _ in held.values()} == set(week.book.funnel)


def test_what_the_week_shows_in_numbers(week: House) -> None:
    """One account held, four skippings, four moves back, two wins that begin a cycle, one account not known."""
    with week.database.begin() as tx:
        assert tally.shown(tx, week.id, week.book.rulebook) == SHOWN


def test_nothing_is_missing(week: House) -> None:
    """A second reader finds in the portal everything that was decided, and no decision failed."""
    assert week.differences() == []
    assert (week.count("disagreements"), week.count("decide_failed"), week.count("events_unread")) == (
        0,
        0,
        0,
    )


def test_the_same_week_once_more_changes_nothing(after: House) -> None:
    """HubSpot delivers every event again: all are known, and nothing is decided or written."""
    before, calls = after.portal_state(), after.portal.api_calls()
    assert after.portal.redeliver_week() > 300
    after.settle()
    assert after.portal_state() == before
    assert after.portal.api_calls() == calls


def _text(moment: int | None) -> str:
    return "" if moment is None else iso(moment)
