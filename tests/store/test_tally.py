"""Counts over what is remembered: what a run did, and where everybody stands."""

from dataclasses import replace
from datetime import date

import sqlalchemy as sa

from accounts.values import Kind
from rules.decision import Because, Decision, Move
from rules.memory import Memory
from store import calls, counters, decisions, inbox, runs, tally
from store import tables as t
from store.decisions import Decided
from store.inbox import EventRow
from tests.store.mirrored import NOW, OTHER, PORTAL, START, company, contact, deal, take

BOOK = "Key accounts"
FORWARD = Move("identified", "engaged", Because.FORWARD, ("expanded",), "Three answered.", 1, "prospect")


def portal(tx: sa.Connection) -> None:
    """Two companies' accounts and a domain's, of four contacts one without an account."""
    take(
        tx,
        *(
            company("1", "oak.example"),
            company("2", "elm.example"),
            company("3", parent="1"),
            deal("7"),
            deal("8"),
        ),
        *(
            contact("1", "a@oak.example"),
            contact("2", "b@elm.example"),
            contact("3", "c@fir.example"),
            contact("4"),
        ),
    )
    take(tx, gone={Kind.DEAL: {"8"}})


def decide(
    tx: sa.Connection, account: str, *moves: Move, at: int = NOW, stage: str | None = "engaged"
) -> None:
    memory = Memory(stage=stage, relationship="prospect", since=at, why=moves[-1].why if moves else "")
    decisions.save(
        tx, PORTAL, Decided(1, BOOK, {}, "d", Memory(), Decision(account, at, "d", memory, moves=moves))
    )


def test_what_there_is(tx: sa.Connection) -> None:
    """Objects that count, accounts that are there, and members of them."""
    portal(tx)
    assert tally.holdings(tx, PORTAL) == {
        "contacts": 4,
        "companies": 3,
        "deals": 1,
        "tickets": 0,
        "accounts": 3,
        "members": 3,
    }
    take(tx, gone={Kind.CONTACT: {"3"}})
    assert tally.holdings(tx, PORTAL) == {
        "contacts": 3,
        "companies": 3,
        "deals": 1,
        "tickets": 0,
        "accounts": 2,
        "members": 2,
    }
    assert set(tally.holdings(tx, OTHER).values()) == {0}


def test_what_has_happened(tx: sa.Connection) -> None:
    """Counters, and what can be counted; first positions are no changes; another portal's do not count."""
    portal(tx)
    assert set(tally.flows(tx, PORTAL).values()) == {0}
    first = replace(FORWARD, from_stage=None, to_stage="identified", because=Because.FIRST)
    decide(tx, "company:1", first)
    decide(tx, "company:1", FORWARD)
    id_ = inbox.keep(tx, PORTAL, b"[]", START)
    inbox.remember_events(tx, PORTAL, [EventRow("a", "x", START, id_), EventRow("b", "x", None, id_)])
    for name, by in (("events", 3), ("tasks_written", 2), ("evaluations", 5)):
        counters.bump(tx, name, by, PORTAL)
    counters.bump(tx, "properties_written", 9, OTHER)
    for status in (200, 200, 429):
        calls.note(tx, PORTAL, "/crm/objects/{kind}", status, date(2026, 3, 2))
    assert {name: count for name, count in tally.flows(tx, PORTAL).items() if count} == {
        "evaluations": 5,
        "tasks_written": 2,
        "deliveries": 1,
        "events": 3,
        "events_new": 2,
        "decisions": 2,
        "stage_changes": 1,
        "api_calls": 3,
    }


def test_where_everybody_stands(tx: sa.Connection) -> None:
    """Accounts by stage, without those that are gone; and on which stages anybody ever stood."""
    portal(tx)
    decide(tx, "company:1", FORWARD)
    decide(
        tx,
        "company:2",
        FORWARD,
        replace(FORWARD, from_stage="engaged", to_stage="in_sales"),
        stage="in_sales",
    )
    decide(
        tx, "domain:fir.example", FORWARD, replace(FORWARD, from_stage="engaged", to_stage=None), stage=None
    )
    assert tally.stages(tx, PORTAL, BOOK) == {"engaged": 1, "in_sales": 1}
    assert tally.stages_seen(tx, PORTAL, BOOK) == {"engaged": 3, "in_sales": 1}
    assert (tally.stages(tx, PORTAL, "other"), tally.stages_seen(tx, OTHER, BOOK)) == ({}, {})
    take(tx, company("2", "elm.example", parent="1", updated=1))
    assert tally.stages(tx, PORTAL, BOOK) == {"engaged": 1}


def test_the_changes_since_an_entry(tx: sa.Connection) -> None:
    """Oldest first, in words for people; a first position is none."""
    portal(tx)
    decide(tx, "company:2", replace(FORWARD, from_stage=None, because=Because.FIRST))
    before = tally.last_entry(tx, PORTAL)
    decide(tx, "company:2", replace(FORWARD, because=Because.FIRST), FORWARD, at=NOW + 5)
    decide(tx, "company:1", replace(FORWARD, to_stage=None, skipped=(), because=Because.LEFT))
    assert tally.changes_after(tx, PORTAL, before) == [
        tally.Change(
            NOW + 5,
            "Company 2",
            "company:2",
            "identified",
            "engaged",
            "forward",
            1,
            ("expanded",),
            "Three answered.",
        ),
        tally.Change(NOW, "Company 1", "company:1", "identified", None, "left", 1, (), "Three answered."),
    ]
    assert tally.changes_after(tx, PORTAL, tally.last_entry(tx, PORTAL)) == []
    assert tally.last_entry(tx, OTHER) == 0


def test_the_list_of_accounts(tx: sa.Connection) -> None:
    """Key accounts by name with their members; all of them where everybody is asked for; none that is gone."""
    portal(tx)
    decide(tx, "company:2", FORWARD, at=NOW + 5)
    decide(tx, "company:1", stage=None)
    line = tally.AccountLine("company:2", "Company 2", "prospect", "engaged", NOW + 5, 1, "Three answered.")
    assert tally.accounts(tx, PORTAL, BOOK, everybody=False) == [line]
    assert tally.accounts(tx, PORTAL, BOOK, everybody=True) == [
        tally.AccountLine("company:1", "Company 1", "prospect", None, NOW, 1, ""),
        line,
        tally.AccountLine("domain:fir.example", "fir.example", None, None, None, 1, ""),
    ]
    take(tx, gone={Kind.CONTACT: {"3"}})
    assert len(tally.accounts(tx, PORTAL, BOOK, everybody=True)) == 2
    assert tally.accounts(tx, PORTAL, "other", everybody=False) == []


def test_calls_are_counted_by_day_path_and_answer(tx: sa.Connection) -> None:
    """Those before we knew the portal among them; no answer is 0."""
    for status in (200, 200, 0):
        calls.note(tx, PORTAL, "/owners", status, date(2026, 3, 2))
    calls.note(tx, PORTAL, "/owners", 200, date(2026, 3, 3))
    calls.note(tx, 0, "/account-info", 401, date(2026, 3, 2))
    assert calls.made(tx) == 5
    rows = tx.execute(sa.select(t.api_call.c.status, t.api_call.c.calls).order_by(t.api_call.c.calls)).all()
    assert sorted(tuple(row) for row in rows) == [(0, 1), (200, 1), (200, 2), (401, 1)]


def test_a_run_is_kept_with_its_beginning_and_its_end(tx: sa.Connection) -> None:
    """One that never ended shows it."""
    first = runs.start(tx, PORTAL, "full_sync", NOW)
    runs.start(tx, PORTAL, "full_sync", NOW + 60)
    runs.finish(tx, first, NOW + 9, {"contacts": 4})
    rows = tx.execute(sa.select(t.run).order_by(t.run.c.id)).all()
    assert [(row.started_at, row.finished_at, row.counts) for row in rows] == [
        (NOW, NOW + 9, {"contacts": 4}),
        (NOW + 60, None, {}),
    ]
