"""Whether anything is left to do at this moment, and when time alone will bring something."""

import sqlalchemy as sa

from accounts.values import Moment
from pipeline.tools import Tools
from store import decisions, inbox, outbox, portals, queue


def is_idle(tools: Tools, portal_id: int) -> bool:
    """Nothing waits, nothing runs: only a new event or the passing of time can change anything."""
    with tools.database.begin() as tx:
        now = tools.now(tx)
        if queue.pending(tx, portal_id):
            return False
        if decisions.any_due(tx, portal_id):
            return False
        until = portals.paused_until(tx, portal_id)
        if until is not None and until > now:
            return True  # HubSpot asked for patience: what waits for it waits for time
        return not inbox.any_waiting(tx, portal_id) and not outbox.any_ready(tx, portal_id, now)


def next_moment(tx: sa.Connection, portal_id: int) -> Moment | None:
    """The next moment at which time alone brings work: a wake-up, a second try, the end of a pause."""
    moments = (
        decisions.next_wake(tx, portal_id),
        outbox.next_try(tx, portal_id),
        portals.paused_until(tx, portal_id),
    )
    return min((moment for moment in moments if moment is not None), default=None)
