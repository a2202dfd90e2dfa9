"""What HubSpot still lacks: the newest wish wins, nothing is sent that is there already, no task is wanted twice."""

from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from accounts.values import Kind, Moment
from store import mirror, outbox, task_outbox
from store import tables as t
from store.outbox import Source, WishRow, same_text
from store.task_outbox import TaskRow
from tests.store.mirrored import DAY, NOW, OTHER, PORTAL, company, contact, counting, take

FIRST = Source(1, "company:10", NOW)
LATER = Source(2, "company:10", NOW + 60)
WHEN = NOW + DAY


@pytest.fixture
def tx(tx: sa.Connection) -> sa.Connection:
    """With one company, on which nothing is written yet."""
    take(tx, company("10", abm_stage=None), contact("1", "ada@oak.example"))
    return tx


def want(
    text: str, property_: str = "abm_stage", object_: str = "10", kind: str = "company"
) -> dict[str, str]:
    return {
        "kind": kind,
        "object": object_,
        "property": property_,
        "text": text,
        "reason": f"because of {text}",
    }


def put(tx: sa.Connection, *wants: dict[str, str], source: Source = FIRST) -> int:
    return outbox.put_wishes(tx, PORTAL, source, wants)


def waiting(tx: sa.Connection, now: Moment = WHEN) -> list[WishRow]:
    return outbox.waiting_wishes(tx, PORTAL, now, 100)


def the_one(tx: sa.Connection) -> WishRow:
    (row,) = waiting(tx)
    return row


def stored(tx: sa.Connection) -> dict[str, Any]:
    (row,) = tx.execute(sa.select(t.wish)).mappings()
    return dict(row)


def note(tx: sa.Connection, text: str, property_: str = "abm_stage") -> None:
    """HubSpot holds this now, as the mirror knows."""
    mirror.overlay(tx, PORTAL, (Kind.COMPANY, "10"), {property_: text})


@pytest.mark.parametrize(
    ("held", "wanted", "same"),
    [
        (None, "", True),
        ("", "", True),
        ("engaged", "engaged", True),
        ("engaged", "Engaged", False),
        ("engaged", "", False),
        (None, "engaged", False),
        ("2026-03-02T12:00:00Z", "2026-03-02T12:00:00.000Z", True),
        ("2026-03-02T12:00:00.000Z", "2026-03-02T12:00:00.000Z", True),
        ("2026-03-02T12:00:00.000Z", "2026-03-02T12:00:00Z", True),
        ("2026-03-02T12:00:00.500Z", "2026-03-02T12:00:00Z", False),
        ("2026-03-02T12:00:00.500Z", "2026-03-02T12:00:00.000Z", False),
        ("2026-03-02", "2026-03-02T00:00:00.000Z", False),
    ],
)
def test_whether_hubspot_holds_what_is_wanted(held: str | None, wanted: str, same: bool) -> None:  # noqa: FBT001 - the expectation
    """Null is empty, and a moment may be written with or without its thousandths."""
    assert same_text(held, wanted) is same


def test_what_hubspot_lacks_waits_with_what_it_holds(tx: sa.Connection) -> None:
    """And with the reason, for the person who asks."""
    note(tx, "identified")
    assert put(tx, want("engaged"), want("1", "abm_cycle"), want("x", "abm_funnel_step", "1", "contact")) == 3
    assert [(row.kind, row.property, row.wanted, row.holds) for row in waiting(tx)] == [
        (Kind.COMPANY, "abm_cycle", "1", None),
        (Kind.COMPANY, "abm_stage", "engaged", "identified"),
        (Kind.CONTACT, "abm_funnel_step", "x", None),
    ]
    reasons = tx.execute(sa.select(t.wish.c.reason).where(t.wish.c.property == "abm_stage")).scalars()
    assert list(reasons) == ["because of engaged"]


@pytest.mark.parametrize(
    ("held", "wanted"),
    [("engaged", "engaged"), (None, ""), ("2026-03-02T12:00:00Z", "2026-03-02T12:00:00.000Z")],
)
def test_what_is_there_already_is_not_sent(tx: sa.Connection, held: str | None, wanted: str) -> None:
    """No wish, no job, no call."""
    if held:
        note(tx, held)
    assert put(tx, want(wanted)) == 0
    assert waiting(tx) == []
    assert not outbox.any_ready(tx, PORTAL, WHEN)


def test_nobody_wishes_for_what_we_do_not_know(tx: sa.Connection) -> None:
    """An object that is not in the mirror cannot be told what it holds: its wish comes with its first reading."""
    assert put(tx, want("engaged", object_="99")) == 0
    assert waiting(tx) == []
    assert outbox.put_wishes(tx, OTHER, FIRST, [want("engaged")]) == 0


def test_the_newest_wish_wins(tx: sa.Connection) -> None:
    """One row for each property: whatever was wanted before is not written any more."""
    put(tx, want("engaged"))
    outbox.wish_waits(tx, PORTAL, the_one(tx), "no answer", NOW + 5)
    assert put(tx, want("sales_ready"), source=LATER) == 1
    row = stored(tx)
    assert (row["wanted"], row["decision_id"], row["wished_at"]) == ("sales_ready", 2, NOW + 60)
    assert (row["attempts"], row["not_before"], row["trouble"]) == (0, None, None)


def test_the_same_wish_again_keeps_its_place_and_its_attempts(tx: sa.Connection) -> None:
    """Deciding every minute does not put a wish at the end of the queue, or hide that it has failed five times."""
    put(tx, want("engaged"))
    for _ in range(5):
        outbox.wish_waits(tx, PORTAL, the_one(tx), "no answer", NOW + 5)
    before = stored(tx)
    assert put(tx, want("engaged"), source=LATER) == 1
    assert stored(tx) == before
    assert (before["attempts"], before["trouble"], before["decision_id"]) == (5, "no answer", 1)


def test_a_wish_that_was_done_may_be_wanted_again(tx: sa.Connection) -> None:
    """A workflow has set another value since: it is written once more."""
    put(tx, want("engaged"))
    outbox.wish_done(tx, PORTAL, the_one(tx), NOW)
    note(tx, "engaged")
    assert put(tx, want("engaged")) == 0
    note(tx, "something else")
    assert put(tx, want("engaged"), source=LATER) == 1
    assert the_one(tx).holds == "something else"


def test_what_hubspot_held_before_is_kept(tx: sa.Connection) -> None:
    """So that a change can be undone."""
    note(tx, "identified")
    put(tx, want("engaged"))
    outbox.wish_done(tx, PORTAL, the_one(tx), NOW + 9)
    row = stored(tx)
    assert (row["state"], row["prior"], row["settled_at"], row["trouble"]) == (
        "done",
        "identified",
        NOW + 9,
        None,
    )


def test_a_parked_wish_stays_parked_until_something_else_is_wanted(tx: sa.Connection) -> None:
    """HubSpot would refuse it again and again; its reason stays to be read."""
    put(tx, want("engaged"))
    outbox.wish_parked(tx, PORTAL, the_one(tx), "HubSpot does not know this option.", NOW)
    put(tx, want("engaged"), source=LATER)
    assert waiting(tx) == []
    assert outbox.parked(tx, PORTAL) == ["HubSpot does not know this option."]
    assert outbox.parked(tx, OTHER) == []
    assert put(tx, want("sales_ready"), source=LATER) == 1
    assert the_one(tx).wanted == "sales_ready"
    assert outbox.parked(tx, PORTAL) == []


def test_a_wish_that_came_true_by_itself_is_taken_off(tx: sa.Connection) -> None:
    """A person has set the value meanwhile: it is neither waiting nor parked any more."""
    put(tx, want("engaged"))
    outbox.wish_parked(tx, PORTAL, the_one(tx), "refused", NOW)
    note(tx, "engaged")
    assert put(tx, want("engaged"), source=LATER) == 0
    row = stored(tx)
    assert (row["state"], row["trouble"], row["settled_at"]) == ("done", None, NOW + 60)


def test_a_wish_that_was_replaced_while_it_was_written_goes_on_waiting(tx: sa.Connection) -> None:
    """Whatever became of the old one: done, parked or to be tried again."""
    put(tx, want("engaged"))
    on_its_way = the_one(tx)
    put(tx, want("sales_ready"), source=LATER)
    outbox.wish_done(tx, PORTAL, on_its_way, NOW)
    outbox.wish_parked(tx, PORTAL, on_its_way, "refused", NOW)
    outbox.wish_waits(tx, PORTAL, on_its_way, "no answer", NOW + 3600)
    row = stored(tx)
    assert (row["wanted"], row["state"], row["trouble"], row["not_before"], row["attempts"]) == (
        "sales_ready", "waiting", None, None, 0,
    )  # fmt: skip


def test_a_wish_that_is_taken_back_while_it_is_written_is_written_back(tx: sa.Connection) -> None:
    """The mirror still holds what is wanted now, but not for long: the old wish is on its way to HubSpot."""
    note(tx, "identified")
    put(tx, want("engaged"))
    on_its_way = the_one(tx)
    assert put(tx, want("identified"), source=LATER) == 1, "somebody has to look again"
    assert the_one(tx).wanted == "identified"
    outbox.wish_done(tx, PORTAL, on_its_way, NOW)
    note(tx, "engaged")
    again = the_one(tx)
    assert (again.wanted, again.holds) == ("identified", "engaged")


def test_a_wish_that_was_done_is_not_woken_by_what_is_there(tx: sa.Connection) -> None:
    """Nothing was on its way."""
    put(tx, want("engaged"))
    outbox.wish_done(tx, PORTAL, the_one(tx), NOW)
    note(tx, "identified")
    assert put(tx, want("identified"), source=LATER) == 0
    assert waiting(tx) == []


def test_a_wish_waits_for_its_moment(tx: sa.Connection) -> None:
    """Not a second earlier; and everybody can ask when the next may go out."""
    put(tx, want("engaged"), want("1", "abm_cycle"))
    assert outbox.next_try(tx, PORTAL) is None
    for row, seconds in zip(waiting(tx), (30, 10), strict=True):
        outbox.wish_waits(tx, PORTAL, row, "no answer", NOW + seconds)
    assert (waiting(tx, NOW + 9), outbox.any_ready(tx, PORTAL, NOW + 9)) == ([], False)
    assert outbox.next_try(tx, PORTAL) == NOW + 10
    assert [row.property for row in waiting(tx, NOW + 10)] == ["abm_stage"]
    assert outbox.any_ready(tx, PORTAL, NOW + 10)
    assert [row.attempts for row in waiting(tx, NOW + 30)] == [1, 1]


def test_the_oldest_wishes_go_first(tx: sa.Connection) -> None:
    """A burst of new ones does not keep an old one waiting for ever."""
    put(tx, want("b", "abm_b"))
    put(tx, want("a", "abm_a"), source=LATER)
    assert [row.property for row in outbox.waiting_wishes(tx, PORTAL, WHEN, 1)] == ["abm_b"]


def test_the_wishes_of_many_decisions_go_in_together(tx: sa.Connection) -> None:
    """With as few statements as those of one; each remembers its own decision."""
    note(tx, "1", "abm_cycle")
    other = Source(3, "domain:oak.example", NOW + 7)
    wants = [want("engaged"), want("1", "abm_cycle")]
    with counting(tx) as sent:
        found = outbox.put_all_wishes(
            tx, PORTAL, [(FIRST, wants), (other, [want("x", "abm_funnel_step", "1", "contact")])]
        )
    assert (found, len(sent) < 5) == (2, True)
    rows = tx.execute(sa.select(t.wish.c.wanted, t.wish.c.decision_id, t.wish.c.wished_at))
    assert {tuple(row) for row in rows} == {("engaged", 1, NOW), ("x", 3, NOW + 7)}
    assert outbox.put_all_wishes(tx, PORTAL, []) == 0


TASK = {
    "key": "k1", "company": "10", "handover": True, "title": "Call", "owner": "7", "contacts": ["1"], "due": NOW,
}  # fmt: skip


def put_task(tx: sa.Connection, source: Source = FIRST, **changes: object) -> int:
    return task_outbox.put_tasks(tx, PORTAL, source, [{**TASK, **changes}])


def tasks(tx: sa.Connection, now: Moment = WHEN) -> list[TaskRow]:
    return task_outbox.waiting_tasks(tx, PORTAL, now, 100)


def test_a_task_waits_with_everything_it_says(tx: sa.Connection) -> None:
    """Its key is the marker in its text."""
    assert put_task(tx) == 1
    assert tasks(tx) == [TaskRow("k1", "10", TASK, "waiting", 0)]
    assert outbox.any_ready(tx, PORTAL, NOW)


@pytest.mark.parametrize("state", ["waiting", "sending", "done", "parked"])
def test_a_task_is_never_wanted_twice(tx: sa.Connection, state: str) -> None:
    """Whatever became of it, under whatever words it comes again."""
    put_task(tx)
    tx.execute(t.task_wish.update().values(state=state))
    assert put_task(tx, LATER, title="Call again", owner="8") == 0
    (row,) = tx.execute(sa.select(t.task_wish)).all()
    assert (row.state, row.payload["title"], row.decision_id) == (state, "Call", 1)
    assert task_outbox.put_tasks(tx, PORTAL, LATER, []) == 0


def test_one_key_in_two_portals_is_two_tasks(tx: sa.Connection) -> None:
    """Keys speak of accounts, and those are numbered in each portal."""
    put_task(tx)
    assert task_outbox.put_tasks(tx, OTHER, FIRST, [TASK]) == 1


def test_a_task_on_its_way_is_looked_for_and_not_forgotten(tx: sa.Connection) -> None:
    """`sending` is found again after a crash, once its claim is over; only `waiting` was certainly not created."""
    put_task(tx)
    put_task(tx, key="k2")
    assert task_outbox.claim_tasks(tx, PORTAL, tasks(tx), NOW + 5) == {"k1", "k2"}
    assert tasks(tx, NOW + 4) == []
    task_outbox.task_unknown(tx, PORTAL, "k1", "no answer")
    task_outbox.task_waits(tx, PORTAL, "k2", "too many calls", NOW + 9)
    assert [(row.key, row.state, row.attempts) for row in tasks(tx, NOW + 5)] == [("k1", "sending", 1)]
    assert [(row.key, row.state) for row in tasks(tx, NOW + 9)] == [("k1", "sending"), ("k2", "waiting")]
    assert outbox.next_try(tx, PORTAL) == NOW + 5


def test_two_deliveries_at_once_share_the_tasks(tx: sa.Connection) -> None:
    """Both have read the same tasks; whoever claims first has them, the other creates none."""
    put_task(tx)
    put_task(tx, key="k2")
    seen = tasks(tx)
    assert task_outbox.claim_tasks(tx, PORTAL, seen[:1], NOW + 60) == {"k1"}
    assert task_outbox.claim_tasks(tx, PORTAL, seen, NOW + 60) == {"k2"}
    assert task_outbox.claim_tasks(tx, PORTAL, seen, NOW + 60) == set()


def test_a_task_that_is_there_or_refused_waits_no_more(tx: sa.Connection) -> None:
    """With its id in HubSpot, or with the reason."""
    put_task(tx)
    put_task(tx, key="k2")
    task_outbox.task_done(tx, PORTAL, "k1", "555", NOW)
    task_outbox.task_parked(tx, PORTAL, "k2", "no such owner", NOW)
    assert tasks(tx) == []
    assert not outbox.any_ready(tx, PORTAL, WHEN)
    assert outbox.parked(tx, PORTAL) == ["no such owner"]
    rows = tx.execute(sa.select(t.task_wish).order_by(t.task_wish.c.key)).all()
    assert [(row.state, row.hubspot_id, row.trouble) for row in rows] == [
        ("done", "555", None),
        ("parked", None, "no such owner"),
    ]


def test_how_many_tasks_everybody_has(tx: sa.Connection) -> None:
    """For giving the next one to the least busy; what HubSpot refused burdens nobody, nor does a task of nobody."""
    for key, owner in (("a", "7"), ("b", "7"), ("c", "8"), ("d", None), ("e", "8")):
        put_task(tx, key=key, owner=owner)
    task_outbox.task_done(tx, PORTAL, "a", "1", NOW)
    task_outbox.task_parked(tx, PORTAL, "e", "refused", NOW)
    assert task_outbox.open_tasks(tx, PORTAL) == {"7": 2, "8": 1}
    assert task_outbox.open_tasks(tx, OTHER) == {}


def test_the_wishes_of_an_account_with_very_many_contacts(tx: sa.Connection) -> None:
    """Twelve thousand people with two properties each are one decision like any other."""
    people = [str(number) for number in range(100, 12_100)]
    tx.execute(
        sa.text("""
            INSERT INTO record (portal_id, kind, id, properties, read_at)
            SELECT :portal, 'contact', n::text, '{"abm_b": "there"}', now() FROM generate_series(100, 12099) AS n
        """),
        {"portal": PORTAL},
    )
    wants = [
        want(text, property_, id_, "contact")
        for id_ in people
        for property_, text in (("abm_a", "x"), ("abm_b", "there"))
    ]
    assert put(tx, *wants) == 12_000
    assert (
        put(tx, *(replace_text(one, "there") for one in wants), source=replace(LATER, decision_id=3))
        == 12_000
    )


def replace_text(one: dict[str, str], text: str) -> dict[str, str]:
    return {**one, "text": text}
