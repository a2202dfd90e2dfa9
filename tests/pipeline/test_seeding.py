"""A database is lost, the portal is not: memory is read back from it, and nothing is done twice."""

from datetime import timedelta

from sandbox import story
from tests.pipeline.house import House, Kept, Shelf

DAYS = (1, 15, 40, 100)
UNTOLD = {"closed", "done"}  # what the last cycle was like; episodes that were recorded quietly


def test_nothing_is_written_again(shelf: Shelf, kept_week: Kept, week: House) -> None:
    """Without its database the program finds every position in the portal as it should be, and writes nothing."""
    with shelf.copy(kept_week, forgetful=True) as house:
        house.go_live()
        assert house.portal_state() == week.portal_state()
        assert (house.count("tasks_written"), house.count("properties_written")) == (0, 0)
        assert (house.count("stage_changes"), house.count("handovers"), house.differences()) == (0, 0, [])
        assert house.stages() == week.stages()
        found = {account: memory.model_dump(exclude=UNTOLD) for account, memory in house.memories().items()}
        assert found == {
            account: memory.model_dump(exclude=UNTOLD) for account, memory in week.memories().items()
        }


def test_the_next_weeks_are_as_they_would_have_been(after: House, shelf: Shelf, kept_week: Kept) -> None:
    """Held, capped, cooled down, handed over or in the second cycle: time goes on for them as if nothing had been lost."""
    with shelf.copy(kept_week, forgetful=True) as house:
        house.go_live()
        for days in DAYS:
            moment = story.END + timedelta(days=days)
            house.wait_until(moment)
            after.wait_until(moment)
            assert house.portal_state() == after.portal_state(), days
        assert after.moves(after.account("velden"))[-1] == ("expanded", "back")
