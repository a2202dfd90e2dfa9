"""The versions of a portal's rulebook: at most one is in force, and none is lost."""

import pytest
import sqlalchemy as sa

from store import rulebooks
from store import tables as t
from store.rulebooks import Version
from tests.store.mirrored import NOW, OTHER, PORTAL

FIRST = Version(0, "Key accounts", "d1", "book.yaml", "rulebook: Key accounts", live=False)
SECOND = Version(0, "Key accounts", "d2", "book.yaml", "rulebook: Key accounts # better", live=False)
NEEDS = [{"kind": "contact", "property": "email", "history": False}]


def activate(tx: sa.Connection, version: Version, portal_id: int = PORTAL, at: int = NOW) -> None:
    rulebooks.activate(tx, portal_id, version, NEEDS, at)


def test_before_the_first_none_is_in_force(tx: sa.Connection) -> None:
    """Then nothing is decided."""
    assert rulebooks.active(tx, PORTAL) is None


def test_the_newest_is_in_force_and_the_one_before_stays_on_record(tx: sa.Connection) -> None:
    """With its text, so that its decisions can be replayed; each portal has its own."""
    activate(tx, FIRST)
    activate(tx, FIRST, OTHER)
    activate(tx, SECOND, at=NOW + 60)
    found = rulebooks.active(tx, PORTAL)
    assert found is not None
    assert (found.name, found.digest, found.file, found.text) == (
        "Key accounts",
        "d2",
        "book.yaml",
        SECOND.text,
    )
    rows = tx.execute(sa.select(t.rulebook_version).where(t.rulebook_version.c.portal_id == PORTAL)).all()
    assert sorted((row.digest, row.active, row.activated_at, row.needs == NEEDS) for row in rows) == [
        ("d1", False, NOW, True),
        ("d2", True, NOW + 60, True),
    ]
    other = rulebooks.active(tx, OTHER)
    assert other is not None
    assert other.digest == "d1"


def test_a_version_goes_live_by_itself(tx: sa.Connection) -> None:
    """When its first run is over; the next version begins quietly again."""
    activate(tx, FIRST)
    first = rulebooks.active(tx, PORTAL)
    assert first is not None
    assert not first.live
    rulebooks.set_live(tx, first.id)
    live = rulebooks.active(tx, PORTAL)
    assert live is not None
    assert live.live
    activate(tx, SECOND)
    second = rulebooks.active(tx, PORTAL)
    assert second is not None
    assert not second.live


def test_two_can_never_be_in_force(tx: sa.Connection) -> None:
    """The database itself refuses."""
    activate(tx, FIRST)
    with pytest.raises(sa.exc.IntegrityError):
        tx.execute(
            t.rulebook_version.insert().values(
                portal_id=PORTAL,
                name="x",
                digest="x",
                file="x",
                text="x",
                needs=[],
                activated_at=NOW,
                active=True,
            )
        )
