"""Who has come onto the lists that a rulebook names: HubSpot tells of no such change by itself, so they are read."""

from collections.abc import Callable

from accounts.needs import Needs, lists_of
from connector import HubSpot, Member
from pipeline.tools import Tools
from store import grouping, list_members, queue, reach


def read_members(
    tools: Tools, portal_id: int, wanted: Needs, step: Callable[[str, int], None] = lambda _what, _count: None
) -> None:
    """Keep who is on each list and since when; the accounts of those who are new are due. Raises HubSpotError.

    A call for each list, and one for every 250 members of it. A list that is not there has nobody on it.
    """
    api = tools.portals[portal_id]
    for name in lists_of(wanted):
        members = _members(api, name)
        step("list members", len(members))
        with tools.database.begin() as tx:
            news = list_members.put(tx, portal_id, name, {one.id: one.since for one in members if one.since})
            touched = reach.accounts_of(tx, portal_id, (), news)
            grouping.mark_due(tx, portal_id, touched)
            if touched:
                queue.ask(tx, portal_id, "decide")


def _members(api: HubSpot, name: str) -> list[Member]:
    list_id = api.list_named(name)
    return [] if list_id is None else [one for page in api.members(list_id) for one in page]
