"""What runs when: each slot once, by the portal's own clock, and nothing that waits is forgotten."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import psycopg
import pytest
import sqlalchemy as sa

from scheduler import (
    Clock,
    ask_for_definitions,
    ask_for_poll,
    ask_for_reconcile,
    night_begins,
    night_of,
    tick,
    zone_of,
)
from store import clock, portals, queue
from store.database import Database
from store.leader import Leader, claim_slot, forget_slots

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
PORTAL = 4711


@pytest.fixture
def at_noon(database: Database) -> Database:
    """One connected portal in Berlin, fully read yesterday, in virtual time."""
    with database.begin() as tx:
        clock.start_virtual(tx, NOON)
        portals.ensure(tx, PORTAL, "Europe/Berlin", NOON)
        portals.synced(tx, PORTAL, NOON - timedelta(days=1), NOON - timedelta(days=1))
    return database


def sql(database: Database, statement: str) -> None:
    with database.begin() as tx:
        tx.execute(sa.text(statement))


def asked(database: Database) -> list[str]:
    with database.begin() as tx:
        return sorted(tx.execute(sa.text("SELECT task_name FROM procrastinate_jobs")).scalars())


def work_off(database: Database) -> None:
    sql(database, "DELETE FROM procrastinate_jobs")
    sql(database, "UPDATE wanted_job SET wanted = false")


def advance(database: Database, moment: datetime) -> None:
    with database.begin() as tx:
        clock.advance(tx, moment)


DELIVERY = "INSERT INTO delivery (portal_id, received_at, body) VALUES (4711, now(), 'x')"
ACCOUNT = "INSERT INTO account (portal_id, id, name, due, look_again_at) VALUES (4711, 'domain:a.example', 'A', %s, %s)"
WISH = (
    "INSERT INTO wish (portal_id, kind, object_id, property, wanted, state, reason, decision_id, wished_at, not_before) "
    "VALUES (4711, 'company', '1', 'abm_stage', 'engaged', 'waiting', '', 1, now(), %s)"
)
LOST = "INSERT INTO wanted_job VALUES (4711, 'poll', true)"


@pytest.mark.parametrize(
    ("row", "jobs"),
    [
        pytest.param("SELECT 1", [], id="nothing waits"),
        pytest.param(DELIVERY, ["absorb"], id="a delivery that nobody absorbed"),
        pytest.param(ACCOUNT % ("true", "NULL"), ["decide"], id="an account that is due"),
        pytest.param(
            ACCOUNT % ("false", "'2026-03-02 12:00Z'"), ["decide"], id="an account whose time has come"
        ),
        pytest.param(ACCOUNT % ("false", "'2026-03-02 12:01Z'"), [], id="an account that may sleep on"),
        pytest.param(WISH % "NULL", ["deliver"], id="a wish"),
        pytest.param(WISH % "'2026-03-02 11:59Z'", ["deliver"], id="a wish whose second try has come"),
        pytest.param(WISH % "'2026-03-02 12:01Z'", [], id="a wish whose second try is yet to come"),
        pytest.param(LOST, ["poll"], id="a job that was lost"),
    ],
)
def test_the_tick_asks_for_what_waits_at_the_program_s_moment(
    at_noon: Database, row: str, jobs: list[str]
) -> None:
    """Trap A2: waiting is a column and a tick; the moment is the program's, not PostgreSQL's. Ticking twice adds nothing."""
    sql(at_noon, row)
    tick(at_noon)
    tick(at_noon)
    assert asked(at_noon) == jobs


def test_time_alone_brings_the_job(at_noon: Database) -> None:
    """An account that sleeps until tomorrow is woken tomorrow, once."""
    sql(at_noon, ACCOUNT % ("false", "'2026-03-03 12:00Z'"))
    tick(at_noon)
    assert asked(at_noon) == []
    advance(at_noon, NOON + timedelta(days=1))
    tick(at_noon)
    assert asked(at_noon) == ["decide"]


def test_while_hubspot_asks_for_patience_only_what_needs_no_call_is_asked_for(at_noon: Database) -> None:
    """Deciding goes on; absorbing and delivering wait for the end of the pause."""
    for row in (DELIVERY, ACCOUNT % ("true", "NULL"), WISH % "NULL"):
        sql(at_noon, row)
    with at_noon.begin() as tx:
        portals.pause(tx, PORTAL, NOON + timedelta(minutes=1))
    tick(at_noon)
    assert asked(at_noon) == ["decide"]
    advance(at_noon, NOON + timedelta(minutes=1))
    tick(at_noon)
    assert asked(at_noon) == ["absorb", "decide", "deliver"]


def test_poll_is_asked_for_once_in_five_minutes(at_noon: Database) -> None:
    """Whoever asks, and however often: a second clock, or the same one after a restart."""
    for minutes, expected in [(0, ["poll"]), (4, []), (5, ["poll"]), (5, []), (60, ["poll"])]:
        advance(at_noon, NOON + timedelta(minutes=minutes))
        ask_for_poll(at_noon)
        ask_for_poll(at_noon)
        assert asked(at_noon) == expected
        work_off(at_noon)


def test_definitions_are_asked_for_once_in_a_quarter_of_an_hour(at_noon: Database) -> None:
    """Whoever asks, and however often."""
    for minutes, expected in [
        (0, ["definitions"]),
        (14, []),
        (15, ["definitions"]),
        (15, []),
        (60, ["definitions"]),
    ]:
        advance(at_noon, NOON + timedelta(minutes=minutes))
        ask_for_definitions(at_noon)
        ask_for_definitions(at_noon)
        assert asked(at_noon) == expected
        work_off(at_noon)


def test_reconcile_is_asked_for_once_a_night(at_noon: Database) -> None:
    """At three by the portal's clock (two, in UTC); a program that slept then does it when it wakes."""
    plan = [
        (NOON, ["reconcile"]),  # it was not done this morning
        (NOON + timedelta(hours=13, minutes=59), []),
        (NOON + timedelta(hours=14), ["reconcile"]),  # 03:00 in Berlin
        (NOON + timedelta(hours=15), []),
        (NOON + timedelta(days=3), ["reconcile"]),  # three nights later: once
        (NOON + timedelta(days=3), []),
    ]
    for moment, expected in plan:
        advance(at_noon, moment)
        ask_for_reconcile(at_noon)
        assert asked(at_noon) == expected, moment
        work_off(at_noon)


@pytest.mark.parametrize(
    "synced_at", [None, NOON - timedelta(hours=1)], ids=["never read", "read this morning"]
)
def test_reconcile_waits_until_it_has_something_to_find(
    database: Database, synced_at: datetime | None
) -> None:
    """A portal that was fully read after three needs no second reading, one that was never read needs its first."""
    with database.begin() as tx:
        clock.start_virtual(tx, NOON)
        portals.ensure(tx, PORTAL, "Europe/Berlin", NOON)
        if synced_at:
            portals.synced(tx, PORTAL, synced_at, synced_at)
    ask_for_reconcile(database)
    assert asked(database) == []


ZONES = [
    "Europe/Berlin",
    "Europe/Helsinki",
    "America/New_York",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Africa/Casablanca",
]


def _transitions(zone: ZoneInfo, first: datetime, last: datetime) -> list[datetime]:
    """The hours in which the clocks of a zone are changed."""
    hours = [first + timedelta(hours=n) for n in range(int((last - first) / timedelta(hours=1)))]
    return [
        later
        for earlier, later in pairwise(hours)
        if earlier.astimezone(zone).utcoffset() != later.astimezone(zone).utcoffset()
    ]


@pytest.mark.parametrize("name", ZONES)
def test_every_local_date_has_one_night(name: str) -> None:
    """Over ten years of changing clocks: in order, none twice, none left out, at three or the first moment after it."""
    zone = ZoneInfo(name)
    first = datetime(2008, 1, 1, tzinfo=UTC)  # these years hold the day that Samoa skipped
    for change in _transitions(zone, first, first + timedelta(days=3653)):
        moments = [change + timedelta(minutes=15 * n) for n in range(-4 * 48, 4 * 48)]
        nights = [night_of(moment, zone) for moment in moments]
        assert nights == sorted(nights)
        begun = [
            (night, moment)
            for (before, night), moment in zip(pairwise(nights), moments[1:], strict=True)
            if night != before
        ]
        for night, moment in begun:
            local, just_before = moment.astimezone(zone), (moment - timedelta(minutes=15)).astimezone(zone)
            assert local.date() == night
            assert local.hour >= 3 > (just_before.hour if just_before.date() == night else -1)
        local_dates = {
            moment.astimezone(zone).date() for moment in moments if moment.astimezone(zone).hour == 12
        }
        assert {night for night, _ in begun} >= {day for day in local_dates if nights[0] < day < nights[-1]}


@pytest.mark.parametrize(
    ("zone", "day", "begins"),
    [
        ("Europe/Berlin", date(2026, 3, 29), "2026-03-29T01:00"),  # two o'clock is skipped, three is not
        ("Europe/Berlin", date(2026, 10, 25), "2026-10-25T02:00"),
        (
            "Europe/Helsinki",
            date(2026, 3, 29),
            "2026-03-29T01:00",
        ),  # three is skipped: four is the first after it
        ("Europe/Helsinki", date(2026, 10, 25), "2026-10-25T00:00"),  # three comes twice: the first counts
        ("UTC", date(2026, 7, 1), "2026-07-01T03:00"),
    ],
)
def test_when_a_night_begins(zone: str, day: date, begins: str) -> None:
    """Where the clocks are changed at that very hour."""
    assert night_begins(day, ZoneInfo(zone)) == datetime.fromisoformat(begins).replace(tzinfo=UTC)


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "../../etc/passwd"])
def test_an_unknown_time_zone_is_taken_for_utc(name: str) -> None:
    """HubSpot may name a zone that this machine has not heard of; the nights go on."""
    assert zone_of(name) is UTC


def test_one_leads_and_the_next_takes_over(database_url: str) -> None:
    """Leadership ends with the connection that holds it, however its process ended."""
    first, second = Leader(database_url), Leader(database_url)
    assert first.leads()
    assert first.leads()
    assert not second.leads()
    with psycopg.connect(database_url) as connection:
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'")
    assert _becomes(second)
    assert not first.leads()
    second.close()
    assert first.leads()
    first.close()


def _becomes(leader: Leader) -> bool:
    """A terminated connection ends a moment later."""
    while not leader.leads():
        pass
    return True


def test_without_a_database_nobody_leads() -> None:
    """The clock goes on ticking, and asks for nothing."""
    assert not Leader("postgresql://nobody@127.0.0.1:1/none").leads()


def test_a_slot_is_claimed_once(database: Database) -> None:
    """The fence behind the leader: two that both believe to lead run a slot once."""
    with database.begin() as tx:
        assert claim_slot(tx, "poll", "1/7", NOON)
        assert not claim_slot(tx, "poll", "1/7", NOON + timedelta(days=1))
        assert claim_slot(tx, "poll", "2/7", NOON)
        forget_slots(tx, "poll", NOON + timedelta(seconds=1))
        assert claim_slot(tx, "poll", "1/7", NOON)


def test_a_running_clock_brings_what_waits(at_noon: Database) -> None:
    """Two clocks on one database: the jobs are asked for once, and both stop in order."""
    sql(at_noon, DELIVERY)
    clocks = [Clock(at_noon, tick_seconds=0.05, poll_seconds=0.05) for _ in range(2)]
    for one in clocks:
        one.start()
    while asked(at_noon) != ["absorb", "definitions", "poll", "reconcile"]:
        pass
    for one in clocks:
        one.stop()
    assert asked(at_noon) == ["absorb", "definitions", "poll", "reconcile"]
    with at_noon.begin() as tx:
        assert queue.pending(tx) == 4


def test_a_clock_survives_a_fault(at_noon: Database, caplog: pytest.LogCaptureFixture) -> None:
    """What goes wrong in one tick is logged, and the next tick comes."""
    sql(at_noon, "ALTER TABLE delivery RENAME TO elsewhere")
    running = Clock(at_noon, tick_seconds=0.05, poll_seconds=300)
    running.start()
    while "clock_failed" not in caplog.text:
        pass
    sql(at_noon, "ALTER TABLE elsewhere RENAME TO delivery")
    sql(at_noon, DELIVERY)
    while "absorb" not in asked(at_noon):
        pass
    running.stop()
