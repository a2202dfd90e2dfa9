"""The program is useful by polling alone: where no webhook ever comes, the end is the same."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from pipeline.sync import poll
from sandbox.casting import who
from scheduler import ask_for_reconcile
from tests.pipeline.house import House, InHand, Kept, Shelf


class Unheard(InHand):
    """The week of a portal that sends no webhooks: looked at every now and then, and once a night as a whole."""

    def settle(self) -> None:
        ask_for_reconcile(self._house.database)
        poll(self._house.tools, self._house.id)
        super().settle()


@pytest.fixture(scope="module")
def unheard(shelf: Shelf, kept_monday: Kept) -> Iterator[House]:
    with shelf.copy(kept_monday) as house:
        house.portal.subscribe(house.hooks, [])
        Unheard(house).play()
        yield house


def test_the_week_ends_the_same(unheard: House, week: House) -> None:
    """Without one webhook every record ends as with them, but for what only the night finds: somebody was deleted."""
    polled, told = unheard.portal_state(), week.portal_state()
    assert unheard.count("deliveries") == 0
    different = {key for key in told.keys() | polled.keys() if polled.get(key) != told.get(key)}
    for key in different: print(key, {n:(polled.get(key,{}).get(n), told.get(key,{}).get(n)) for n in set(polled.get(key,{}))|set(told.get(key,{})) if polled.get(key,{}).get(n)!=told.get(key,{}).get(n)})
    lindqvist = who(week.portal.db, "lindqvist")
    assert different == {lindqvist}
    assert unheard.differences() == []
