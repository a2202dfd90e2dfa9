"""Small numbers that outlive a restart."""

from store import counters
from store.database import Database


def test_counters_add_up_by_portal_and_over_all(database: Database) -> None:
    """Portal 0 holds what belongs to none."""
    with database.begin() as tx:
        assert counters.read(tx) == {}
        counters.bump(tx, "refused")
        counters.bump(tx, "evaluations", 5, portal_id=1)
    with database.begin() as tx:
        counters.bump(tx, "evaluations", 2, portal_id=1)
        counters.bump(tx, "evaluations", portal_id=2)
        assert counters.read(tx) == {"evaluations": 8, "refused": 1}
        assert counters.read(tx, 1) == {"evaluations": 7}
        assert counters.read(tx, 3) == {}
