"""What needs the whole portal: owners for tasks, the brake on stage changes; the same whatever order it comes in."""

from dataclasses import replace
from itertools import permutations

import pytest

from rules.decision import Because, Decision, Move, TaskWish
from rules.memory import Memory
from rules.settle import Owner, PortalState, counted, settle
from tests.rules.tales import HOUR, book, moment

ADA = Owner("11", "ada@nordwind.example")
BEN = Owner("12", "Ben@Nordwind.example")
CEM = Owner("13", "cem@nordwind.example")
STRICT = book(more="limits: {stage_changes: {per: 1 hour, most: 10%, never_below: 2}}\n")


def task(account: str, to: str = "sales_owner", asked: str | None = None) -> TaskWish:
    return TaskWish(
        key=f"key of {account}",
        rule="call",
        title="Call",
        body="",
        to=to,
        due=moment(1),
        priority="LOW",
        company="7",
        contacts=(),
        reason="",
        asked=asked,
    )


def decision(account: str, *because: Because, tasks: tuple[TaskWish, ...] = ()) -> Decision:
    moves = tuple(Move("identified", "expanded", why, (), "", 1, "prospect") for why in because)
    after = Memory(stage="expanded", since=moment(0))
    return Decision(
        account, moment(0), "digest", after, moves, tasks=tasks, before=Memory(stage="identified")
    )


def owners(settled: tuple[Decision, ...]) -> list[str | None]:
    return [wished.owner for one in settled for wished in one.tasks]


@pytest.mark.parametrize(
    ("portal", "asked", "owner"),
    [
        (PortalState((ADA, BEN, CEM)), "13", "13"),
        (PortalState((ADA, BEN, replace(CEM, archived=True))), "13", "11"),
        (PortalState((ADA, BEN)), "99", "11"),
        (PortalState((ADA, BEN)), None, "11"),
        (PortalState((ADA, BEN), {"11": 1}), None, "12"),
        (PortalState((replace(ADA, archived=True), BEN), {"12": 9}), None, "12"),
        (PortalState((CEM,)), None, None),
        (PortalState(), None, None),
    ],
)
def test_who_gets_the_task(portal: PortalState, asked: str | None, owner: str | None) -> None:
    """Whom the company names gets the task; is that person not there, the least busy of the pool; else nobody."""
    settled = settle(book(), [decision("company:1", tasks=(task("1", asked=asked),))], portal)
    assert owners(settled) == [owner]


def test_person_without_a_pool() -> None:
    """A person that the company does not name, and without a pool, is nobody."""
    lone = book(
        (
            "sales_owner: {property: company.hubspot_owner_id, else: {pool: team}}",
            "sales_owner: {property: company.hubspot_owner_id}",
        )
    )
    settled = settle(lone, [decision("company:1", tasks=(task("1"),))], PortalState((ADA, BEN)))
    assert owners(settled) == [None]


def test_tasks_of_this_pass_count() -> None:
    """Tasks given in this pass make busy, those of named owners too; equals go by e-mail."""
    wishes = [task("1"), task("2"), task("3", asked="12"), task("4"), task("5")]
    decisions = [decision(f"company:{n}", tasks=(wish,)) for n, wish in enumerate(wishes)]
    assert owners(settle(book(), decisions, PortalState((ADA, BEN)))) == ["11", "12", "12", "11", "11"]
    turned = book(
        ("[ada@nordwind.example, ben@nordwind.example]", "[ben@nordwind.example, ada@nordwind.example]")
    )
    assert owners(settle(turned, decisions[:1], PortalState((BEN, ADA)))) == ["11"]


def test_order_of_decisions_is_irrelevant() -> None:
    """Decisions are settled in the order of account ids: who gets the lead, and who waits, is the same every time."""
    decisions = [decision(f"company:{n}", Because.FORWARD, tasks=(task(str(n)),)) for n in range(4)]
    outcomes = {
        settle(STRICT, order, PortalState((ADA, BEN))) == settle(STRICT, decisions, PortalState((ADA, BEN)))
        for order in permutations(decisions)
    }
    assert outcomes == {True}
    assert [one.account for one in settle(STRICT, decisions[::-1], PortalState())] == [
        f"company:{n}" for n in range(4)
    ]


@pytest.mark.parametrize(
    ("because", "count"),
    [
        (because, 0 if because in {"first", "person", "won", "lost", "churned", "corrected"} else 1)
        for because in Because
    ],
)
def test_what_the_brake_counts(because: Because, count: int) -> None:
    """First positions, persons, wins, losses and churn do not count; all other moves do."""
    assert counted(decision("company:1", because)) == count


@pytest.mark.parametrize(
    ("key_accounts", "last_hour", "moved"),
    [(0, 0, 2), (0, 1, 1), (0, 2, 0), (0, 9, 0), (40, 0, 4), (40, 1, 3), (49, 0, 4), (500, 0, 5)],
)
def test_brake(key_accounts: int, last_hour: int, moved: int) -> None:
    """Up to the share of key accounts, and never below the least number, stages change; the hour's changes count."""
    portal = PortalState(key_accounts=key_accounts, stage_changes_last_hour=last_hour)
    settled = settle(STRICT, [decision(f"company:{n}", Because.FORWARD) for n in range(5)], portal)
    assert [one.withheld for one in settled] == [False] * moved + [True] * (5 - moved)


def test_withheld_keeps_the_memory() -> None:
    """A decision beyond the limit keeps the memory of before, wants nothing, says so, and is looked at in an hour."""
    wished = replace(decision("company:1", Because.BACK, tasks=(task("1"),)), wake=moment(30))
    [settled] = settle(STRICT, [wished], PortalState((ADA,), stage_changes_last_hour=2))
    assert (settled.withheld, settled.memory) == (True, wished.before)
    assert (settled.moves, settled.wants, settled.tasks) == ((), (), ())
    assert settled.suggestions == ("Waits for a yes: very many stages have changed within the last hour.",)
    assert settled.wake == moment(0) + HOUR
    [sooner] = settle(STRICT, [replace(wished, wake=moment(0) + 60)], PortalState(stage_changes_last_hour=2))
    assert sooner.wake == moment(0) + 60


def test_brake_lets_the_rest_pass() -> None:
    """What does not count passes a full brake, and a withheld task makes nobody busy."""
    decisions = [
        decision("company:1", Because.FORWARD, tasks=(task("1"),)),
        decision("company:2", Because.PERSON, tasks=(task("2"),)),
        decision("company:3", tasks=(task("3"),)),
    ]
    settled = settle(STRICT, decisions, PortalState((ADA, BEN), stage_changes_last_hour=2))
    assert [one.withheld for one in settled] == [True, False, False]
    assert owners(settled) == ["11", "12"]


def test_settled_again_is_the_same() -> None:
    """Settling the same decisions on the same portal gives the same answer."""
    decisions = [decision(f"company:{n}", Because.FORWARD, tasks=(task(str(n)),)) for n in range(4)]
    portal = PortalState((ADA, BEN), {"11": 2}, key_accounts=30)
    assert settle(STRICT, decisions, portal) == settle(STRICT, decisions, portal)
