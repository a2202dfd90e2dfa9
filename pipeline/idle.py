"""Whether anything is left to do at this moment, and when time alone will bring something."""

import sqlalchemy as sa

from accounts.values import Moment
from pipeline.tools import Tools
from store import due, inbox, outbox, portals, queue


def is_idle(tools: Tools, portal_id: int) -> bool:
    """Nothing waits, nothing runs: only a new event or the passing of time can change anything."""
    with tools.database.begin() as tx:
        now = tools.now(tx)
        pending = queue.pending(tx, portal_id)
        if due.any_due(tx, portal_id):
            return False
        if _pause(tx, portal_id, now) is not None:
            # HubSpot asked for patience: what waits for it, and is only wanted, waits for time.
            return pending <= sum(portal == portal_id for portal, _job in queue.wanted(tx))
        waits = inbox.any_waiting(tx, portal_id) or outbox.any_ready(tx, portal_id, now)
        return not pending and not waits


def next_moment(tx: sa.Connection, portal_id: int, now: Moment) -> Moment | None:
    """The next moment at which time alone brings work: a wake-up, a second try, the end of a pause."""
    moments = (
        due.next_wake(tx, portal_id),
        outbox.next_try(tx, portal_id),
        _pause(tx, portal_id, now),
    )
    return min((moment for moment in moments if moment is not None), default=None)


def _pause(tx: sa.Connection, portal_id: int, now: Moment) -> Moment | None:
    """Until when HubSpot is left in peace; one that is over stays on record until HubSpot answers again."""
    until = portals.paused_until(tx, portal_id)
    return until if until is not None and until > now else None
