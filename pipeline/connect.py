"""Connect a portal: whose token is it, create our properties, put a rulebook in force."""

from accounts.needs import Needs
from connector import Ensured, HubSpot, ensure_properties
from pipeline import intake
from pipeline.tools import Tools
from rules import Rulebook, fact_spec, load, needs, own_properties
from store import clock, grouping, portals, queue, rulebooks

GROUP = "flipfunnel"
"""The property group in the portal that all our properties stand in."""


class HoldsTheDemo(Exception):
    """The database holds the demo, which lives in virtual time: no other portal may be connected to it."""


def connect(tools: Tools, api: HubSpot) -> int:
    """Ask whose portal this is and remember it; answers the portal id. Raises HubSpotError."""
    account = api.account()
    with tools.database.begin() as tx:
        if clock.is_virtual(tx) and any(one.id != account.portal_id for one in portals.all(tx)):
            raise HoldsTheDemo
        portals.ensure(tx, account.portal_id, account.time_zone, tools.now(tx))
    return account.portal_id


def create_properties(api: HubSpot, book: Rulebook) -> Ensured:
    """Create those of our properties and options that the portal lacks. Raises HubSpotError."""
    return ensure_properties(api, own_properties(book), GROUP)


def is_in_force(tools: Tools, portal_id: int, book: Rulebook) -> bool:
    """Whether this very content decides already."""
    with tools.database.begin() as tx:
        current = rulebooks.active(tx, portal_id)
    return current is not None and current.digest == book.digest


def activate(tools: Tools, portal_id: int, book: Rulebook, text: str, file: str) -> bool:
    """Put a rulebook in force; False where this very content already is. A new one records positions first.

    Where it matches contacts otherwise than the last one, everybody is grouped anew. Where it needs a property, or the past of
    one, that was never read, the portal is asked for everything anew.
    """
    with tools.database.begin() as tx:
        current = rulebooks.active(tx, portal_id)
        if current is not None and current.digest == book.digest:
            return False
        version = rulebooks.Version(0, book.rulebook, book.digest, file, text, live=False)
        rulebooks.activate(tx, portal_id, version, _plain(needs(book)), tools.now(tx))
        if portals.changes_seen_until(tx, portal_id) and portals.lacks(tx, portal_id, needs(book)):
            queue.ask(tx, portal_id, "reconcile")
        if current is not None and load(current.text, current.file).accounts != book.accounts:
            intake.regroup_all(tx, portal_id, fact_spec(book).matching)
        grouping.mark_all_due(tx, portal_id)
        queue.ask(tx, portal_id, "decide")
        return True


def _plain(wanted: Needs) -> list[dict[str, object]]:
    return [
        {"kind": need.kind.value, "property": need.property, "history": need.history}
        for need in sorted(wanted)
    ]
