"""What is known of the connected portals."""

from datetime import UTC, datetime, timedelta

from store import portals
from store.database import Database

MONDAY = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_connecting_again_renews_the_time_zone_and_nothing_else(database: Database) -> None:
    """Whatever was read so far stays known."""
    with database.begin() as tx:
        portals.ensure(tx, 2, "UTC", MONDAY)
        portals.ensure(tx, 1, "Europe/Berlin", MONDAY)
        portals.synced(tx, 1, MONDAY, MONDAY - HOUR)
        portals.ensure(tx, 1, "Europe/Vienna", MONDAY + HOUR)
        noon = int(MONDAY.timestamp())
        assert portals.all(tx) == [
            portals.Portal(1, "Europe/Vienna", synced_at=noon, trouble=None, trouble_since=None),
            portals.Portal(2, "UTC", synced_at=None, trouble=None, trouble_since=None),
        ]


def test_trouble_is_shown_since_it_began(database: Database) -> None:
    """A new sentence does not make it younger; when HubSpot answers again, it is over."""
    with database.begin() as tx:
        portals.ensure(tx, 1, "UTC", MONDAY)
        portals.trouble(tx, 1, "HubSpot does not answer.", MONDAY)
        portals.trouble(tx, 1, "The token is not valid any more.", MONDAY + HOUR)
        (portal,) = portals.all(tx)
        assert (portal.trouble, portal.trouble_since) == (
            "The token is not valid any more.",
            int(MONDAY.timestamp()),
        )
        portals.trouble(tx, 1, None, MONDAY + 2 * HOUR)
        (portal,) = portals.all(tx)
        assert (portal.trouble, portal.trouble_since) == (None, None)


def test_a_pause_ends_by_itself_or_is_lifted(database: Database) -> None:
    """Nobody calls HubSpot before that moment."""
    with database.begin() as tx:
        portals.ensure(tx, 1, "UTC", MONDAY)
        assert portals.paused_until(tx, 1) is None
        portals.pause(tx, 1, MONDAY)
        assert portals.paused_until(tx, 1) == int(MONDAY.timestamp())
        portals.pause(tx, 1, None)
        assert portals.paused_until(tx, 1) is None


def test_what_was_read_is_never_forgotten(database: Database) -> None:
    """A poll begins where the last reading began, and an older one that ends later does not move it back."""
    with database.begin() as tx:
        portals.ensure(tx, 1, "UTC", MONDAY)
        assert portals.changes_seen_until(tx, 1) is None
        portals.synced(tx, 1, MONDAY + HOUR, MONDAY)
        assert portals.changes_seen_until(tx, 1) == MONDAY
        portals.saw_changes_until(tx, 1, MONDAY + 2 * HOUR)
        portals.synced(tx, 1, MONDAY + 3 * HOUR, MONDAY + HOUR)
        assert portals.changes_seen_until(tx, 1) == MONDAY + 2 * HOUR
