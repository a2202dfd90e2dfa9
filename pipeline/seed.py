"""Seed memories from the portal: our own properties, their history, and the markers in our tasks.

So a lost database costs the past decisions, but not the positions: nothing is handed over twice, no task is repeated.
"""

from collections import defaultdict

from accounts.making import facts_of
from pipeline.tools import InForce, Tools
from rules.seed import carries_ours, seed
from store import decisions, snapshots

CHUNK = 500


def seed_memories(tools: Tools, portal_id: int, in_force: InForce) -> int:
    """Give every account without a memory, in which we have written before, its memory back; answers how many."""
    with tools.database.begin() as tx:
        ids = decisions.without_memory(tx, portal_id, in_force.book.rulebook)
    chunks = [ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK)]
    return sum(_seed_chunk(tools, portal_id, in_force, chunk) for chunk in chunks)


def _seed_chunk(tools: Tools, portal_id: int, in_force: InForce, ids: list[str]) -> int:
    book = in_force.book
    with tools.database.begin() as tx:
        found = [one for one in snapshots.snapshots(tx, portal_id, ids) if carries_ours(book, one)]
        definitions = snapshots.definitions(tx, portal_id)
        at = tools.now(tx)
    markers = _markers(tools, portal_id, [one.company.id for one in found if one.company])
    states = {
        one.account: seed(
            book,
            one,
            facts_of(one, definitions, in_force.spec_of(one.account), at),
            markers[one.company.id] if one.company else (),
            at,
        )
        for one in found
    }
    with tools.database.begin() as tx:
        decisions.remember(tx, portal_id, book.rulebook, states)
    return len(states)


def _markers(tools: Tools, portal_id: int, companies: list[str]) -> dict[str, set[str]]:
    """Per company the episode keys in its tasks."""
    found: dict[str, set[str]] = defaultdict(set)
    if companies:
        for task in tools.portals[portal_id].tasks_of(sorted(companies)):
            if task.marker:
                found[task.company_id].add(task.marker)
    return found
