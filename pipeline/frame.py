"""Definitions, owners and pipelines: what gives the records their meaning. Read with every sync, and by the clock in between."""

from collections.abc import Callable

import sqlalchemy as sa

from accounts.needs import Needs, kinds_of, wants_tickets
from accounts.values import Kind
from connector import HubSpot
from pipeline.tools import Tools, is_paused, patience
from rules import needs
from store import frame, grouping, portals, queue, snapshots

KINDS = kinds_of(frozenset())
"""What is read for every rulebook."""


def look_at_definitions(tools: Tools, portal_id: int) -> None:
    """Let definitions that changed take effect: text is typed when it is read, so no record has to be read again.

    But what nobody could read so far, a property that appeared, stands in no record: then the portal is read anew.
    """
    with tools.database.begin() as tx:
        queue.take(tx, portal_id, "definitions")
        never_read = portals.changes_seen_until(tx, portal_id) is None
    if never_read or is_paused(tools, portal_id):
        return
    with patience(tools, portal_id) as attempt:
        appeared = read_frame(tools, portal_id)
        attempt.asked = True
    if attempt.asked and appeared:
        with tools.database.begin() as tx:
            queue.ask(tx, portal_id, "reconcile")


def read_frame(
    tools: Tools,
    portal_id: int,
    step: Callable[[str, int], None] = lambda _what, _count: None,
    also: Needs = frozenset(),
) -> set[tuple[Kind, str]]:
    """Read them all; where one changed that the rulebook looks at, every account is due.

    `also`: what another rulebook needs that is about to come into force. Answers the properties the rulebook looks at
    that were not there before. Raises HubSpotError.
    """
    api = tools.portals[portal_id]
    with tools.database.begin() as tx:
        wanted = also | _needs_in_force(tools, tx, portal_id)
    definitions = [one for kind in kinds_of(wanted) for one in api.definitions(kind)]
    owners = [{"id": o.id, "email": o.email, "name": o.name, "archived": o.archived} for o in api.owners()]
    stages = _stages(api, wanted)
    with tools.database.begin() as tx:
        read = {(need.kind, need.property) for need in _needs_in_force(tools, tx, portal_id)}
        known = snapshots.definitions(tx, portal_id).keys()
        changed = frame.put_definitions(tx, portal_id, definitions) & read
        news = frame.put_owners(tx, portal_id, owners)
        news |= frame.put_pipeline_stages(tx, portal_id, stages)
        if news or changed:
            grouping.mark_all_due(tx, portal_id)
            queue.ask(tx, portal_id, "decide")
    step("definitions", len(definitions))
    step("owners", len(owners))
    return changed - known


def _needs_in_force(tools: Tools, tx: sa.Connection, portal_id: int) -> Needs:
    in_force = tools.in_force(tx, portal_id)
    return needs(in_force.book) if in_force else frozenset()


def _stages(api: HubSpot, wanted: Needs) -> list[dict[str, str]]:
    read = {Kind.DEAL: api.pipelines()}
    if wants_tickets(wanted):
        read[Kind.TICKET] = api.ticket_pipelines()
    return [
        {
            "kind": kind.value,
            "pipeline": one.pipeline,
            "stage": one.stage,
            "label": one.label,
            "state": one.state,
        }
        for kind, stages in read.items()
        for one in stages
    ]
