"""What needs the whole portal: who gets a task, and the brake on too many stage changes at once. Pure.

Decisions are taken in the order of account ids, whatever order they come in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import floor

from accounts.values import Moment
from rules.decision import Because, Decision, TaskWish
from rules.memory import Memory
from rules.model import Pool, Rulebook
from rules.wording import sentences

FREE = frozenset(
    {Because.FIRST, Because.PERSON, Because.WON, Because.LOST, Because.CHURNED, Because.CORRECTED}
)
"""Moves that the brake does not count: first positions, and what people and customers did themselves."""


@dataclass(frozen=True)
class Owner:
    """Somebody in HubSpot to whom a task can be given."""

    id: str
    email: str
    archived: bool = False


@dataclass(frozen=True)
class PortalState:
    """What `settle` is told of the portal."""

    owners: tuple[Owner, ...] = ()
    open_tasks: Mapping[str, int] = field(default_factory=dict)  # by owner id; left out: none
    key_accounts: int = 0
    stage_changes_last_hour: int = 0  # those the brake counts, see `counted`


def settle(book: Rulebook, decisions: Sequence[Decision], portal: PortalState) -> tuple[Decision, ...]:
    """The decisions with owners for their tasks; beyond the limit they are withheld. In the order of account ids."""
    desk = _Desk(book, portal)
    room = _limit(book, portal) - portal.stage_changes_last_hour
    settled = []
    for decision in sorted(decisions, key=lambda decision: decision.account):
        moves = counted(decision)
        if moves > max(room, 0):
            settled.append(_withheld(book, decision))
            continue
        room -= moves
        settled.append(replace(decision, tasks=tuple(desk.assigned(task) for task in decision.tasks)))
    return tuple(settled)


def counted(decision: Decision) -> int:
    """How many of its stage changes count for the brake."""
    return sum(move.because not in FREE for move in decision.moves)


def _limit(book: Rulebook, portal: PortalState) -> int:
    brake = book.limits.stage_changes
    return max(brake.never_below, floor(brake.most * portal.key_accounts))


def _withheld(book: Rulebook, decision: Decision) -> Decision:
    """Nothing of it happens; it is decided anew when the hour has passed, or when a person says yes."""
    return Decision(
        account=decision.account,
        at=decision.at,
        rulebook=decision.rulebook,
        memory=decision.before or Memory(),
        findings=decision.findings,
        suggestions=(sentences.braked(book.language),),
        wake=_earlier(decision.wake, decision.at + book.limits.stage_changes.per),
        quiet=decision.quiet,
        before=decision.before,
        withheld=True,
    )


def _earlier(wake: Moment | None, moment: Moment) -> Moment:
    return moment if wake is None else min(wake, moment)


class _Desk:
    """Gives tasks to owners, and keeps count of how many each has."""

    def __init__(self, book: Rulebook, portal: PortalState) -> None:
        self.book = book
        active = [owner for owner in portal.owners if not owner.archived]
        self.by_id = {owner.id: owner for owner in active}
        self.by_email = {
            owner.email.casefold(): owner for owner in sorted(active, key=lambda owner: owner.id)
        }
        self.load = dict(portal.open_tasks)

    def assigned(self, task: TaskWish) -> TaskWish:
        """The task with its owner: whom the company names, else the least busy of the pool; None: nobody is there."""
        owner = self.by_id.get(task.asked or "") or self._least_busy(self._pool(task.to))
        if owner is None:
            return task
        self.load[owner.id] = self.load.get(owner.id, 0) + 1
        return replace(task, owner=owner.id)

    def _pool(self, to: str) -> Pool | None:
        person = self.book.people.persons.get(to)
        return self.book.people.pools.get(person.else_.pool) if person and person.else_ else None

    def _least_busy(self, pool: Pool | None) -> Owner | None:
        emails = [email.casefold() for email in pool.members] if pool else []
        present = [self.by_email[email] for email in emails if email in self.by_email]
        return min(
            present, key=lambda owner: (self.load.get(owner.id, 0), owner.email.casefold()), default=None
        )
