"""Associate in HubSpot who is associated with nobody and belongs to a company by strong evidence, where the rulebook lets us.

An association is no property of the rulebook's own: a quiet first run wishes for none. From then on each decision about an
account wishes for what its members lack. None is ever changed or removed, and none comes back that was taken away.
"""

from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from accounts.values import Kind
from connector import EffectUnknown, Linked, Refused
from pipeline import intake
from pipeline.refusals import LOOK_AGAIN, MOST_ATTEMPTS, again_at, is_passing, stops_all, trouble
from pipeline.tools import InForce, Tools
from rules import Rulebook
from rules.checking.effects import ASSOCIATIONS
from rules.decision import Decision
from store import counters, grouping, link_wishes, queue, reach
from store.link_wishes import WantedLink
from store.mirror import LinkRow, Links

CHUNK = 500
"""Associations looked at and written in one round."""


def is_allowed(book: Rulebook) -> bool:
    return book.writes.get(ASSOCIATIONS) == "fill_if_empty"


def wish_for_links(
    tx: sa.Connection, tools: Tools, portal_id: int, in_force: InForce, decided: Iterable[Decision]
) -> int:
    """Wish for what the members of these accounts lack; answers how many wishes are new."""
    if not is_allowed(in_force.book):
        return 0
    accounts = [one.account for one in decided if not one.quiet and not one.withheld]
    return link_wishes.put(tx, portal_id, accounts, tools.now(tx))


def write_links(tools: Tools, portal_id: int) -> bool:
    """Write some of what is wished for; answers whether there was anything to do."""
    with tools.database.begin() as tx:
        in_force = tools.in_force(tx, portal_id)
        link_wishes.drop_stale(tx, portal_id, allowed=in_force is not None and is_allowed(in_force.book))
        rows = link_wishes.waiting(tx, portal_id, tools.now(tx), CHUNK)
    if rows and in_force is not None:
        lacking = _look(tools, portal_id, in_force, rows)
        if lacking:
            _write(tools, portal_id, in_force, lacking)
    return bool(rows)


def _look(tools: Tools, portal_id: int, in_force: InForce, rows: Sequence[WantedLink]) -> list[WantedLink]:
    """HubSpot associates by itself as well, and so do people: ask once more. Answers what is lacking still."""
    asked_at = tools.now()
    people = sorted({row.contact for row in rows})
    links = tools.portals[portal_id].associations(Kind.CONTACT, Kind.COMPANY, people)
    there, taken = {(one.from_id, one.to_id) for one in links}, {one.from_id for one in links}
    arrived = [row for row in rows if row.was_sent and row.pair in there]
    held = [LinkRow(one.from_id, one.to_id, one.is_primary, one.labels) for one in links]
    found = Links(Kind.CONTACT, Kind.COMPANY, sorted(taken), held)
    with tools.database.begin() as tx:
        now = tools.now(tx)
        _note_done(tx, tools, portal_id, in_force, arrived)
        link_wishes.drop(
            tx, portal_id, [row.pair for row in rows if row.contact in taken and row not in arrived]
        )
        for row in rows:
            if row.was_sent and row.contact not in taken:  # it may not be true any more: the next round knows
                link_wishes.waits(tx, portal_id, row.pair, "HubSpot did not take it.", now)
        if taken:
            news = intake.Taken(asked_at, links=[found])
            if intake.keep(tx, portal_id, news, now, in_force.spec.matching):
                queue.ask(tx, portal_id, "decide")
    return [row for row in rows if row.contact not in taken and not row.was_sent]


def _write(tools: Tools, portal_id: int, in_force: InForce, rows: Sequence[WantedLink]) -> None:
    with tools.database.begin() as tx:
        link_wishes.claim(tx, portal_id, [row.pair for row in rows], tools.now(tx) + LOOK_AGAIN)
    outcomes = tools.portals[portal_id].associate(Kind.CONTACT, Kind.COMPANY, [row.pair for row in rows])
    stopped = stops_all([one.error for one in outcomes])
    row_of = {row.pair: row for row in rows}
    with tools.database.begin() as tx:
        unsent = [one for one in outcomes if stopped and is_passing(one.error)]
        link_wishes.unsent(tx, portal_id, [(one.from_id, one.to_id) for one in unsent])
        for one in outcomes:
            if one.error and one not in unsent:
                _note_trouble(tx, tools, portal_id, row_of[one.from_id, one.to_id], one)
        written = [row_of[one.from_id, one.to_id] for one in outcomes if one.error is None]
        _note_done(tx, tools, portal_id, in_force, written)
    if stopped:
        raise stopped


def _note_done(
    tx: sa.Connection, tools: Tools, portal_id: int, in_force: InForce, rows: Sequence[WantedLink]
) -> None:
    """HubSpot may have told us of them before we knew that they are ours: then they counted as proof for a moment."""
    if not rows:
        return
    reach.group_alone(tx, portal_id)
    misread = link_wishes.done(tx, portal_id, [row.pair for row in rows], tools.now(tx))
    if misread:
        spec = intake.with_own_domain(tx, portal_id, in_force.spec.matching)
        touched = intake.regroup(tx, portal_id, reach.part_of(tx, portal_id, spec, (), misread), spec)
        grouping.mark_due(tx, portal_id, touched)
        if touched:
            queue.ask(tx, portal_id, "decide")
    counters.bump(tx, "associations_written", len(rows), portal_id)


def _note_trouble(tx: sa.Connection, tools: Tools, portal_id: int, row: WantedLink, linked: Linked) -> None:
    now = tools.now(tx)
    match linked.error:
        case Refused() as error:
            link_wishes.parked(tx, portal_id, row.pair, trouble(error), now)
        case error if error and row.attempts >= MOST_ATTEMPTS:
            link_wishes.parked(tx, portal_id, row.pair, trouble(error), now)
        case EffectUnknown() as error:
            link_wishes.unknown(tx, portal_id, row.pair, error.sentence)
        case error if error:
            link_wishes.waits(tx, portal_id, row.pair, error.sentence, again_at(error, row.attempts, now))
