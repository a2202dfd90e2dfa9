"""Which accounts are due, what was decided of them, and what they remember; with two workers at once, and after a crash."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any, Literal

import pytest
import sqlalchemy as sa

from accounts.values import Moment
from rules.conditions import Finding, Leaf, Op
from rules.decision import Because, Decision, Ended, Move, TaskWish, Want
from rules.memory import Memory, OpenHandover
from store import decisions, grouping, outbox, task_outbox
from store import due as whose_turn
from store import tables as t
from store.database import Database
from store.decisions import Decided
from tests.store.mirrored import NOW, OTHER, PORTAL, company, counting, due, is_blocked, nobody_is_due, take

BOOK = "Key accounts"
A, B, C = "company:1", "company:2", "company:3"


def three(tx: sa.Connection) -> None:
    """Three accounts, all due."""
    take(tx, company("1"), company("2"), company("3"))


def account(tx: sa.Connection, id_: str = A) -> sa.Row[Any]:
    return tx.execute(
        sa.select(t.account).where(t.account.c.portal_id == PORTAL, t.account.c.id == id_)
    ).one()


def decided(decision: Decision | None = None, before: Memory | None = None) -> Decided:
    made = decision or Decision(A, NOW, "digest", Memory(stage="identified", since=NOW))
    return Decided(7, BOOK, {"account": made.account}, "abc", before or Memory(), made)


def sleep_until(tx: sa.Connection, id_: str, moment: Moment | None) -> None:
    whose_turn.clear(tx, PORTAL, {id_: moment})


# Who is due


def test_due_accounts_are_claimed_by_their_ids(tx: sa.Connection) -> None:
    """At most so many; of this portal only."""
    three(tx)
    tx.execute(t.account.insert().values(portal_id=OTHER, id=A, name="x", due=True))
    whose_turn.clear(tx, PORTAL, {B: None})
    assert whose_turn.claim(tx, PORTAL, 10) == [A, C]
    assert whose_turn.claim(tx, PORTAL, 1) == [A]
    assert whose_turn.any_due(tx, PORTAL)
    nobody_is_due(tx)
    assert whose_turn.claim(tx, PORTAL, 10) == []
    assert not whose_turn.any_due(tx, PORTAL)


@pytest.fixture
def filled(database: Database) -> Database:
    with database.begin() as tx:
        three(tx)
    return database


def test_what_another_worker_holds_is_passed_over(filled: Database) -> None:
    """Two workers share the work and never wait for each other's accounts."""
    with filled.begin() as one, filled.begin() as other:
        assert whose_turn.claim(one, PORTAL, 2) == [A, B]
        assert whose_turn.claim(other, PORTAL, 2) == [C]
        assert whose_turn.claim(other, PORTAL, 2) == [C]


def test_an_account_marked_while_it_is_decided_is_decided_again(filled: Database) -> None:
    """The trap: news arrives after the facts were read. The mark waits for the decision's end, and outlives it."""
    with ThreadPoolExecutor(1) as pool:
        with filled.begin() as deciding:
            assert whose_turn.claim(deciding, PORTAL, 1) == [A]
            marked = pool.submit(mark, filled, A)
            assert is_blocked(filled, marked), (
                "the mark must not be set before the decision clears the old one"
            )
            decisions.save(deciding, PORTAL, decided())
        marked.result()
    with filled.begin() as tx:
        assert A in due(tx)


def test_an_account_marked_before_it_is_claimed_is_decided_with_the_news(filled: Database) -> None:
    """The other order: whoever claims passes over an account that is being marked, and finds it later."""
    with filled.begin() as tx:
        nobody_is_due(tx)
        grouping.mark_due(tx, PORTAL, [B])
    with filled.begin() as marking:
        grouping.mark_due(marking, PORTAL, [A, B])
        with filled.begin() as deciding:
            assert whose_turn.claim(deciding, PORTAL, 10) == []
    with filled.begin() as deciding:
        assert whose_turn.claim(deciding, PORTAL, 10) == [A, B]


def test_two_that_mark_the_same_accounts_do_not_block_each_other(filled: Database) -> None:
    """Both take them in the order of their ids, in whatever order they name them."""
    with ThreadPoolExecutor(1) as pool:
        with filled.begin() as one:
            grouping.mark_due(one, PORTAL, [C])
            other = pool.submit(mark, filled, C, A)
            assert is_blocked(filled, other)
            grouping.mark_due(one, PORTAL, [B, C])
        other.result()
    with filled.begin() as tx:
        assert due(tx) == {A, B, C}


def mark(database: Database, *ids: str) -> None:
    with database.begin() as tx:
        grouping.mark_due(tx, PORTAL, ids)


def test_a_crash_leaves_everything_as_before(filled: Database) -> None:
    """The worker dies after it has decided: no decision, no memory, no wish, and the account is still due, for anybody."""
    with pytest.raises(ZeroDivisionError):
        decide_and_die(filled)
    with filled.begin() as tx:
        for table in (t.decision, t.memory, t.stage_entry, t.handover, t.task_wish):
            assert tx.execute(sa.select(table)).all() == [], table.name
        assert whose_turn.claim(tx, PORTAL, 1) == [A]


def decide_and_die(database: Database) -> None:
    with database.begin() as tx:
        assert whose_turn.claim(tx, PORTAL, 1) == [A]
        id_ = decisions.save(tx, PORTAL, decided(full_decision()))
        task_outbox.put_tasks(tx, PORTAL, outbox.Source(id_, A, NOW), [vars(TASK)])
        _ = 1 / 0


def test_settling_goes_one_after_the_other(filled: Database) -> None:
    """The brake and the routing look at the whole portal; another portal's do not wait."""
    with ThreadPoolExecutor(1) as pool:
        with filled.begin() as one:
            decisions.lock_portal(one, PORTAL)
            with filled.begin() as elsewhere:
                decisions.lock_portal(elsewhere, OTHER)
            waiting = pool.submit(settle, filled)
            assert is_blocked(filled, waiting)
        waiting.result()


def settle(database: Database) -> None:
    with database.begin() as tx:
        decisions.lock_portal(tx, PORTAL)


# Who sleeps


def test_sleepers_are_woken_when_their_moment_has_come(tx: sa.Connection) -> None:
    """To the second; those that sleep on, those without a moment, and those of other portals stay."""
    three(tx)
    tx.execute(t.account.insert().values(portal_id=OTHER, id=A, name="x", due=False, look_again_at=NOW))
    sleep_until(tx, A, NOW + 10)
    sleep_until(tx, B, NOW + 11)
    sleep_until(tx, C, None)
    assert whose_turn.next_wake(tx, PORTAL) == NOW + 10
    assert whose_turn.wake_sleepers(tx, PORTAL, NOW + 9) == 0
    assert whose_turn.wake_sleepers(tx, PORTAL, NOW + 10) == 1
    assert due(tx) == {A}
    assert whose_turn.next_wake(tx, PORTAL) == NOW + 11
    assert whose_turn.wake_sleepers(tx, PORTAL, NOW + 99) == 1
    assert whose_turn.next_wake(tx, PORTAL) is None


def test_who_is_due_anyway_sets_no_alarm(tx: sa.Connection) -> None:
    """It will say itself when it wants to be looked at again."""
    three(tx)
    for id_ in (A, B, C):
        sleep_until(tx, id_, NOW + 10)
    grouping.mark_due(tx, PORTAL, [A, B, C])
    assert whose_turn.next_wake(tx, PORTAL) is None
    assert whose_turn.wake_sleepers(tx, PORTAL, NOW + 10) == 0


def test_a_sleeper_that_is_being_decided_is_left_alone(filled: Database) -> None:
    """Nobody waits for it; its decision names its next moment."""
    with filled.begin() as tx:
        for id_ in (A, B, C):
            sleep_until(tx, id_, NOW)
        grouping.mark_due(tx, PORTAL, [A])
    with filled.begin() as deciding:
        whose_turn.claim(deciding, PORTAL, 1)
        whose_turn.clear(deciding, PORTAL, {A: NOW + 50})
        with filled.begin() as ticking:
            assert whose_turn.wake_sleepers(ticking, PORTAL, NOW) == 2
    with filled.begin() as tx:
        assert due(tx) == {B, C}
        assert whose_turn.next_wake(tx, PORTAL) == NOW + 50


# What is kept

TASK = TaskWish(
    key="k1", rule="handover", title="Call", body="…", to="sales_owner", due=NOW, priority="HIGH", company="1",
    contacts=("5", "6"), reason="ready", owner="77", handover=True,
)  # fmt: skip
OFFERED = OpenHandover(key="k1", stage="sales_ready", cycle=1, offered_at=NOW, state="offered")
MOVE = Move("engaged", "sales_ready", Because.FORWARD, ("expanded",), "Decision maker found.", 1, "prospect")
LEAF = Finding("leaf", True, Leaf("contacts.count", Op.AT_LEAST, 3), 4, flip=NOW + 9)


def full_decision(memory: Memory | None = None) -> Decision:
    return Decision(
        account=A,
        at=NOW,
        rulebook="digest",
        memory=memory
        or Memory(stage="sales_ready", relationship="prospect", since=NOW, why="x", handover=OFFERED),
        moves=(MOVE,),
        wants=(Want("company", "1", "abm_stage", "sales_ready", "moved"),),
        tasks=(TASK,),
        findings={"stage.sales_ready": Finding("all", True, parts=(LEAF,))},
        wake=NOW + 9,
    )


def test_a_decision_is_kept_with_all_it_was_made_of(tx: sa.Connection) -> None:
    """Facts, memory before and after, wants, tasks, moves and the verdict tree: enough to decide it again."""
    three(tx)
    before = Memory(stage="engaged", relationship="prospect", since=NOW - 5)
    id_ = decisions.save(tx, PORTAL, decided(full_decision(), before))
    row = tx.execute(sa.select(t.decision).where(t.decision.c.id == id_)).one()
    assert (row.account_id, row.rulebook_version_id, row.at, row.facts_digest) == (A, 7, NOW, "abc")
    assert row.facts == {"account": A}
    assert Memory.model_validate(row.memory_before) == before
    assert Memory.model_validate(row.memory) == full_decision().memory
    assert row.wants == [vars(full_decision().wants[0])]
    assert (row.tasks[0]["key"], row.tasks[0]["contacts"]) == ("k1", ["5", "6"])
    assert (row.moves[0]["because"], row.moves[0]["skipped"]) == ("forward", ["expanded"])
    assert row.findings["stage.sales_ready"]["parts"][0]["leaf"]["metric"] == "contacts.count"
    assert (row.wake, row.problem) == (NOW + 9, None)


def test_the_memory_moves_on_and_the_marker_is_cleared(tx: sa.Connection) -> None:
    """Together: the next look begins where this one ended."""
    three(tx)
    id_ = decisions.save(tx, PORTAL, decided(full_decision()))
    assert decisions.memories(tx, PORTAL, BOOK, [A, B]) == {A: full_decision().memory}
    assert decisions.memories(tx, PORTAL, "another book", [A]) == {}
    assert decisions.memories(tx, OTHER, BOOK, [A]) == {}
    row = tx.execute(sa.select(t.memory)).one()
    assert (row.stage, row.relationship, row.decision_id) == ("sales_ready", "prospect", id_)
    assert (account(tx).due, account(tx).look_again_at) == (False, NOW + 9)
    assert due(tx) == {B, C}
    decisions.save(tx, PORTAL, decided(Decision(A, NOW + 9, "digest", Memory(stage=None))))
    assert decisions.memories(tx, PORTAL, BOOK, [A]) == {A: Memory(stage=None)}
    assert account(tx).look_again_at is None


def test_many_decisions_are_kept_like_one(tx: sa.Connection) -> None:
    """With as few statements; each gets its own id, memory, entries, handover and next moment."""
    three(tx)
    moved = decided(full_decision())
    calm = decided(Decision(B, NOW, "d", Memory(stage="identified"), wake=None))
    with counting(tx) as sent:
        ids = decisions.save_all(
            tx, PORTAL, [calm, moved, decided(replace(full_decision(), account=C, moves=()))]
        )
    assert len(sent) < 12
    rows = tx.execute(sa.select(t.decision.c.id, t.decision.c.account_id)).all()
    assert {row.id: row.account_id for row in rows} == dict(zip(ids, (B, A, C), strict=True))
    rows = tx.execute(sa.select(t.memory.c.account_id, t.memory.c.decision_id)).all()
    assert {row.account_id: row.decision_id for row in rows} == dict(zip((B, A, C), ids, strict=True))
    assert decisions.memories(tx, PORTAL, BOOK, [A, B]) == {A: moved.decision.memory, B: calm.decision.memory}
    assert tx.execute(sa.select(t.stage_entry.c.decision_id)).scalars().all() == [ids[1]]
    assert [account(tx, id_).look_again_at for id_ in (A, B, C)] == [NOW + 9, None, NOW + 9]
    assert due(tx) == set()
    assert decisions.save_all(tx, PORTAL, []) == []


def test_every_move_is_an_entry(tx: sa.Connection) -> None:
    """With its why, and the stages that were skipped."""
    three(tx)
    left = replace(MOVE, from_stage="sales_ready", to_stage=None, because=Because.LEFT, skipped=())
    decisions.save(tx, PORTAL, decided(replace(full_decision(), moves=(MOVE, left))))
    decisions.save(tx, PORTAL, decided(replace(full_decision(), moves=())))
    rows = tx.execute(sa.select(t.stage_entry).order_by(t.stage_entry.c.id)).all()
    assert [(row.from_stage, row.to_stage, row.because, row.skipped) for row in rows] == [
        ("engaged", "sales_ready", "forward", ["expanded"]),
        ("sales_ready", None, "left", []),
    ]
    assert (rows[0].at, rows[0].why, rows[0].cycle, rows[0].rulebook) == (
        NOW,
        "Decision maker found.",
        1,
        BOOK,
    )


def test_the_brake_counts_moves_by_cause_and_time(tx: sa.Connection) -> None:
    """After a moment, of certain causes, in this portal."""
    three(tx)
    decisions.save(tx, PORTAL, decided(full_decision()))
    decisions.save(tx, PORTAL, decided(replace(full_decision(), at=NOW + 60)))
    counted = {Because.FORWARD, Because.BACK}
    assert decisions.stage_changes_since(tx, PORTAL, NOW - 1, counted) == 2
    assert decisions.stage_changes_since(tx, PORTAL, NOW, counted) == 1
    assert decisions.stage_changes_since(tx, PORTAL, NOW - 1, {Because.WON}) == 0
    assert decisions.stage_changes_since(tx, OTHER, NOW - 1, counted) == 0


def handovers(tx: sa.Connection) -> dict[str, str]:
    rows = tx.execute(sa.select(t.handover.c.key, t.handover.c.state))
    return {row.key: row.state for row in rows}


def test_a_handover_is_kept_with_whom_it_went_to(tx: sa.Connection) -> None:
    """Once, however often the account is decided while it is open."""
    three(tx)
    memory = full_decision().memory
    decisions.save(tx, PORTAL, decided(full_decision()))
    decisions.save(tx, PORTAL, decided(full_decision(), memory))
    row = tx.execute(sa.select(t.handover)).one()
    assert (row.account_id, row.owner_id, row.stage, row.cycle, row.offered_at, row.state) == (
        A, "77", "sales_ready", 1, NOW, "offered",
    )  # fmt: skip


@pytest.mark.parametrize("how", ["rejected", "closed"])
def test_a_handover_ends_as_it_was_decided(tx: sa.Connection, how: Literal["rejected", "closed"]) -> None:
    """A rejection is told from a handover that came to its end: sales accepting or not is what counts."""
    three(tx)
    accepted = Memory(handover=OFFERED.model_copy(update={"state": "accepted"}))
    decisions.save(tx, PORTAL, decided(full_decision()))
    decisions.save(tx, PORTAL, decided(Decision(A, NOW + 1, "d", accepted), full_decision().memory))
    assert handovers(tx) == {"k1": "accepted"}
    over = Decision(A, NOW + 2, "d", Memory(), ended=Ended("k1", how))
    decisions.save(tx, PORTAL, decided(over, accepted))
    assert handovers(tx) == {"k1": how}
    decisions.save(tx, PORTAL, decided(Decision(A, NOW + 3, "d", Memory())))
    assert handovers(tx) == {"k1": how}


def test_a_new_handover_follows_one_that_ended(tx: sa.Connection) -> None:
    """Rejected and offered anew in one decision; what somehow was left open is closed; other accounts' stay."""
    three(tx)
    decisions.save(tx, PORTAL, decided(full_decision()))
    other = replace(TASK, key="k9")
    memory = Memory(handover=OFFERED.model_copy(update={"key": "k9"}))
    decisions.save(tx, PORTAL, decided(replace(full_decision(memory), account=B, tasks=(other,))))
    again = Memory(handover=OFFERED.model_copy(update={"key": "k2"}))
    both = replace(full_decision(again), tasks=(replace(TASK, key="k2"),), ended=Ended("k1", "rejected"))
    decisions.save(tx, PORTAL, decided(both, full_decision().memory))
    assert handovers(tx) == {"k1": "rejected", "k2": "offered", "k9": "offered"}
    decisions.save(tx, PORTAL, decided(Decision(A, NOW + 1, "d", Memory()), again))
    assert handovers(tx) == {"k1": "rejected", "k2": "closed", "k9": "offered"}


def test_memory_may_be_given_without_a_decision(tx: sa.Connection) -> None:
    """From what the portal says, after the database was lost; a decision later goes on from there."""
    three(tx)
    assert decisions.without_memory(tx, PORTAL, BOOK) == [A, B, C]
    state = Memory(stage="engaged", relationship="prospect", since=NOW)
    decisions.remember(tx, PORTAL, BOOK, {B: state, A: state})
    assert decisions.memories(tx, PORTAL, BOOK, [A, B, C]) == {A: state, B: state}
    assert decisions.without_memory(tx, PORTAL, BOOK) == [C]
    assert decisions.without_memory(tx, PORTAL, "another book") == [A, B, C]
    tx.execute(t.account.update().where(t.account.c.id == C).values(gone=True))
    assert decisions.without_memory(tx, PORTAL, BOOK) == []


def test_key_accounts_are_those_that_stand_on_the_cone(tx: sa.Connection) -> None:
    """Of this rulebook; an account that is gone, such as one rolled up into another, no longer counts."""
    three(tx)
    states = {A: Memory(stage="engaged"), B: Memory(stage=None), C: Memory(stage="engaged")}
    decisions.remember(tx, PORTAL, BOOK, states)
    assert decisions.key_accounts(tx, PORTAL, BOOK) == 2
    assert decisions.key_accounts(tx, PORTAL, "another book") == 0
    tx.execute(t.account.update().where(t.account.c.id == C).values(gone=True))
    assert decisions.key_accounts(tx, PORTAL, BOOK) == 1


def test_what_was_wanted_last(tx: sa.Connection) -> None:
    """Of every account its newest decision; and every task that was ever decided."""
    three(tx)
    other = replace(full_decision(), account=B, tasks=(replace(TASK, key="k2"),))
    calm = Decision(A, NOW + 1, "d", Memory(), wants=(Want("company", "1", "abm_stage", "engaged", "back"),))
    for one in (full_decision(), other, calm):
        decisions.save(tx, PORTAL, decided(one))
    wanted = [(want["object"], want["text"]) for want in decisions.last_wants(tx, PORTAL)]
    assert wanted == [("1", "engaged"), ("1", "sales_ready")]
    assert sorted(decisions.wanted_tasks(tx, PORTAL)) == ["k1", "k2"]
    assert (decisions.last_wants(tx, OTHER), decisions.wanted_tasks(tx, OTHER)) == ([], [])


def test_a_disagreement_is_kept_with_the_decision(tx: sa.Connection) -> None:
    """Evidence stays, and the account is not asked again and again."""
    three(tx)
    id_ = decisions.save(
        tx, PORTAL, decided(Decision(A, NOW, "d", Memory(), disagreement="stage.engaged: yes and no"))
    )
    problem = tx.execute(sa.select(t.decision.c.problem).where(t.decision.c.id == id_)).scalar_one()
    assert problem == "stage.engaged: yes and no"
    assert not account(tx).due
