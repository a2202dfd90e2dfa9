"""Bring the mirror up to date: a full sync, the poll of what changed, the nightly reconcile."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from accounts.matching.spec import MatchSpec
from accounts.needs import Needs, kinds_of, looked_for
from accounts.values import Kind, Moment
from connector import HubSpot, HubSpotError, MissingScope
from pipeline import intake
from pipeline.frame import read_frame
from pipeline.members import read_members
from pipeline.pages import portions
from pipeline.seed import seed_memories
from pipeline.tools import InForce, Tools, is_paused, patience
from rules import needs
from store import clock, grouping, mirror, outbox, portals, queue, runs, statistics

_PLURAL = {
    Kind.COMPANY: "companies",
    Kind.CONTACT: "contacts",
    Kind.DEAL: "deals",
    Kind.TICKET: "tickets",
    Kind.MEETING: "meetings",
    Kind.CALL: "calls",
    Kind.EMAIL: "e-mails",
}

OVERLAP = timedelta(minutes=5)
"""HubSpot's search lags behind by seconds up to a minute or two: each poll looks back over the seam."""


@dataclass
class Progress:
    """How far a sync has come; `say` is told (what, how many so far)."""

    say: Callable[[str, int], None] = field(default=lambda _what, _count: None)
    counts: dict[str, int] = field(default_factory=dict)

    def step(self, what: str, more: int) -> None:
        self.counts[what] = self.counts.get(what, 0) + more
        self.say(what, self.counts[what])


def full_sync(tools: Tools, portal_id: int, progress: Progress, also: Needs = frozenset()) -> dict[str, int]:
    """Read everything the rulebook needs; what HubSpot no longer lists counts as gone. Raises HubSpotError.

    `also`: what another rulebook needs that is about to come into force, and that must not decide before it is read.
    """
    api = tools.portals[portal_id]
    with tools.database.begin() as tx:
        in_force = tools.in_force(tx, portal_id)
        run = runs.start(tx, portal_id, "full_sync", tools.now(tx))
        began = clock.now(tx)
    wanted = also | (needs(in_force.book) if in_force else frozenset())
    read_frame(tools, portal_id, progress.step, also)
    for kind in kinds_of(wanted):
        _read_all(tools, portal_id, api, kind, wanted, progress)
    read_members(tools, portal_id, wanted, progress.step)
    _regroup_all(tools, portal_id, in_force)
    if in_force is not None:
        seed_memories(tools, portal_id, in_force)
    with tools.database.begin() as tx:
        now = tools.now(tx)
        runs.finish(tx, run, now, progress.counts)
        portals.synced(tx, portal_id, now, began)
        if looked_for(portals.lacks(tx, portal_id, wanted)):
            grouping.mark_all_due(tx, portal_id)  # that there are none is news, too, and stands in no record
        portals.has_read(tx, portal_id, wanted)
        outbox.unpark(tx, portal_id)
        queue.ask(tx, portal_id, "decide")
        queue.ask(tx, portal_id, "deliver")
    return progress.counts


def _read_all(  # noqa: PLR0913, PLR0917 - one kind of object, read and shown
    tools: Tools, portal_id: int, api: HubSpot, kind: Kind, wanted: Needs, progress: Progress
) -> None:
    seen: set[str] = set()
    progress.step(_PLURAL[kind], 0)
    with tools.database.begin() as tx:
        began = tools.now(tx)
        known = mirror.ids(tx, portal_id, kind)  # who comes meanwhile is on no page, and yet there
    for number, taken in enumerate(answers(api, kind, wanted, began), start=1):
        _take_in(tools, portal_id, taken)
        seen |= {record.id for record in taken.records}
        progress.step(_PLURAL[kind], len(taken.records))
        if number.bit_count() == 1:  # 1, 2, 4, 8: each time the tables have doubled
            _look_at_sizes(tools)
    _take_in(tools, portal_id, intake.Taken(began, gone={kind: known - seen}))


def answers(api: HubSpot, kind: Kind, wanted: Needs, asked_at: Moment) -> Iterator[intake.Taken]:
    """All live records of a kind with their associations, a portion at a time. Calls HubSpot: never inside a transaction.

    Associations carry no age, so they are read at the last moment before they are kept.
    """
    names, history = intake.properties_of(wanted, kind)
    for records in portions(api, kind, names, history):
        taken = intake.Taken(asked_at)
        intake.add(api, taken, kind, records, names)
        yield taken


def _take_in(tools: Tools, portal_id: int, taken: intake.Taken) -> None:
    """Each portion in full: whatever becomes of the next one, what this one changes will be decided."""
    with tools.database.begin() as tx:
        in_force = tools.in_force(tx, portal_id)
        intake.keep(tx, portal_id, taken, tools.now(tx), _matching(in_force))


def _look_at_sizes(tools: Tools) -> None:
    with tools.database.begin() as tx:
        statistics.refresh(tx)


def _regroup_all(tools: Tools, portal_id: int, in_force: InForce | None) -> None:
    """A new rulebook may match otherwise, the owners may have another domain; where nothing changed, this concerns nobody."""
    with tools.database.begin() as tx:
        intake.regroup_all(tx, portal_id, _matching(in_force))


def _matching(in_force: InForce | None) -> MatchSpec:
    return in_force.spec.matching if in_force else MatchSpec()


def poll(tools: Tools, portal_id: int) -> None:
    """Take in what changed since the last look; enough by itself where there are no webhooks."""
    with tools.database.begin() as tx:
        queue.take(tx, portal_id, "poll")
    if is_paused(tools, portal_id):
        return
    with patience(tools, portal_id) as attempt:
        catch_up(tools, portal_id)
        attempt.asked = True


def catch_up(tools: Tools, portal_id: int) -> dict[str, int]:
    """Take in what changed since the last look; answers how many of each kind HubSpot named. Raises HubSpotError."""
    progress = Progress()
    api = tools.portals[portal_id]
    with tools.database.begin() as tx:
        in_force = tools.in_force(tx, portal_id)
        since = portals.changes_seen_until(tx, portal_id)
        began = clock.now(tx)
    if in_force is None or since is None:
        return progress.counts
    wanted = needs(in_force.book)
    for kind in kinds_of(wanted):
        progress.step(_PLURAL[kind], 0)
        for changed in api.changed_since(kind, since - OVERLAP, began):
            progress.step(_PLURAL[kind], len(changed))
            taken = intake.read(api, wanted, {kind: {one.id for one in changed}}, tools.now())
            with tools.database.begin() as tx:
                if intake.keep(tx, portal_id, taken, tools.now(tx), in_force.spec.matching):
                    queue.ask(tx, portal_id, "decide")
    read_members(tools, portal_id, wanted, progress.step)
    with tools.database.begin() as tx:
        # Not the newest change seen: while contacts were read, a company may have changed.
        portals.saw_changes_until(tx, portal_id, began)
    return progress.counts


def reconcile(tools: Tools, portal_id: int) -> None:
    """Read everything anew at night: closes gaps that webhooks and polls left, deletions and associations among them."""
    with tools.database.begin() as tx:
        queue.take(tx, portal_id, "reconcile")
    if is_paused(tools, portal_id):
        _reconcile_later(tools, portal_id)
        return

    def later(trouble: HubSpotError) -> None:
        # Only a person can grant a scope; until then we would read the whole portal over and over.
        if not isinstance(trouble, MissingScope):
            _reconcile_later(tools, portal_id)

    with patience(tools, portal_id, later) as attempt:
        full_sync(tools, portal_id, Progress())
        attempt.asked = True


def _reconcile_later(tools: Tools, portal_id: int) -> None:
    """The clock asks once a night: what HubSpot does not let us do now is still to be done today."""
    with tools.database.begin() as tx:
        queue.ask_later(tx, portal_id, "reconcile")
