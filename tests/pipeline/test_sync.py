"""A full sync: what it reads, what it costs, and what happens meanwhile."""

from typing import Any

from pipeline.sync import Progress, full_sync
from tests.pipeline.house import House, Kept, Shelf

MIRROR = ("record", "property_history", "association", "membership", "account_company", "match_key")
NOT_COMPARED = {"read_at", "updated_at", "written", "decision_id"}  # when and by whom, not what


def test_who_comes_meanwhile_is_not_taken_for_gone(small: House) -> None:
    """A contact that is created and absorbed while the contacts are read stays, though no page had it."""
    portal = small.portal
    portal.create("contacts", {"email": "ada@oak.example"})
    small.settle()
    late: list[str] = []

    def meanwhile(what: str, _count: int) -> None:
        if what == "contacts" and not late:
            late.append(portal.create("contacts", {"email": "ben@oak.example"}))
            portal.deliver()
            small.absorb()

    full_sync(small.tools, small.id, Progress(meanwhile))
    small.settle()
    rows = small.rows("SELECT id FROM record WHERE kind = 'contact' AND NOT archived ORDER BY id")
    assert [row.id for row in rows] == [one.id for one in portal.records("contacts")]
    assert late[0] in {row.id for row in rows}


def test_reading_everything_anew_changes_nothing(after: House) -> None:
    """What webhooks brought bit by bit is what a full sync reads at once: nothing is news, nothing is wished."""
    before, state = {table: content(after, table) for table in (*MIRROR, "memory")}, after.portal_state()
    after.reconcile()
    assert {table: content(after, table) for table in before} == before
    assert after.portal_state() == state


def test_a_rebuild_comes_to_the_same(after: House, shelf: Shelf, kept_week: Kept) -> None:
    """Mirror, accounts, members and facts of a database made anew are those of the one that grew with the week."""
    after.reconcile()
    with shelf.copy(kept_week, forgetful=True) as rebuilt:
        rebuilt.go_live()
        for table in MIRROR:
            assert content(rebuilt, table) == content(after, table), table
        assert facts(rebuilt) == facts(after)


def content(house: House, table: str) -> list[str]:
    """The rows of a table about what is not deleted, but for what says when and by whom they were written."""
    deleted = {(row.kind, row.id) for row in house.rows("SELECT kind, id FROM record WHERE archived")}
    rows = [row._mapping for row in house.rows(f"SELECT * FROM {table}")]  # noqa: S608 - a name written in this file
    return sorted(
        repr({name: said(value) for name, value in row.items() if name not in NOT_COMPARED})
        for row in rows
        if not {(row.get("kind"), row.get("id")), (row.get("from_kind"), row.get("from_id"))} & deleted
    )


def said(value: Any) -> Any:
    """Properties without what is empty, and without what HubSpot calculates: no webhook tells of that."""
    if not isinstance(value, dict):
        return value
    return {
        name: text for name, text in sorted(value.items()) if text and not name.startswith("hs_is_closed")
    }


def facts(house: House) -> dict[str, Any]:
    """What the newest decision of each account was told."""
    rows = house.rows("SELECT account_id, facts FROM decision ORDER BY id")
    gone = {row.id for row in house.rows("SELECT id FROM account WHERE gone")}
    return {row.account_id: row.facts for row in rows if row.account_id not in gone}
