"""A rulebook comes into force, is edited, or is refused: positions are recorded before anything is done about them."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from pipeline.sync import Progress, full_sync
from rules.problems import RulebookError
from sandbox import story
from settings import EXAMPLE_RULEBOOK
from tests.pipeline.house import House, Shelf

EXAMPLE = EXAMPLE_RULEBOOK.read_text("utf-8")
READY = "coverage.DECISION_MAKER: {at_least: 1}, contact_funnel.consideration: {at_least: 1}"
EDITED = EXAMPLE.replace(READY, "coverage.DECISION_MAKER: {at_least: 1}, contacts.count: {at_least: 1}")


@pytest.fixture
def new(shelf: Shelf) -> Iterator[House]:
    """The demo portal before anybody looked at it."""
    with shelf.new() as house:
        yield house


def handovers(house: House) -> int:
    return house.count("handovers")


def test_the_first_run_disturbs_nobody(monday: House) -> None:
    """Everybody's position is recorded and written, quietly: no task, no handover."""
    assert sum(monday.stages().values()) == 26
    assert (monday.portal.records("tasks"), handovers(monday)) == ([], 0)
    assert monday.company("granitz")["abm_stage"] == "sales_ready"
    assert "abm_handover" not in monday.company("granitz")


def test_the_first_run_is_not_over_before_the_portal_was_read(new: House) -> None:
    """A worker that runs before the first sync finds nobody due, and takes that for nothing: the first run stays quiet."""
    new.activate()
    new.settle()
    full_sync(new.tools, new.id, Progress())
    new.settle()
    assert sum(new.stages().values()) == 26
    assert (new.portal.records("tasks"), handovers(new)) == ([], 0)


def test_an_edit_moves_quietly(monday: House) -> None:
    """Another condition moves accounts onto the stage that hands over; nobody is handed over, no task is written."""
    assert monday.company("thornbury")["abm_stage"] == "expanded"
    monday.activate(EDITED)
    monday.settle()
    assert monday.moves(monday.account("thornbury")) == [("expanded", "first"), ("sales_ready", "forward")]
    assert monday.company("thornbury")["abm_stage"] == "sales_ready"
    assert (monday.portal.records("tasks"), handovers(monday)) == ([], 0)
    assert monday.differences() == []


def test_an_edit_groups_everybody_anew(monday: House) -> None:
    """A domain that the new rulebook declares to be free mail makes members of nobody, without another sync."""
    domain = "tiefensee-pumpen.example"
    of = "SELECT domain FROM membership WHERE reason = 'email_domain'"
    monday.portal.create("contacts", {"email": f"ada@{domain}"})
    monday.settle()
    assert domain in {row.domain for row in monday.rows(of)}
    monday.activate(EXAMPLE.replace("\naccounts:\n", f"\naccounts:\n  free_mail: [{domain}]\n"))
    assert domain not in {row.domain for row in monday.rows(of)}


def test_after_an_edit_life_goes_on(monday: House) -> None:
    """Who moves later is handed over, and so is a target account that appears later."""
    monday.activate(EDITED)
    monday.settle()
    wednesday = monday.now + timedelta(days=2, hours=2)
    story.play_until(monday.portal, wednesday)
    monday.wait_until(wednesday)
    assert ("sales_ready", "forward") in monday.moves(monday.account("aurelia"))
    assert monday.company("aurelia")["abm_handover"] == "offered"
    assert monday.differences() == []


def test_a_new_account_is_not_quiet(small: House) -> None:
    """A target account that appears after the first run is handed over at once if it is ready."""
    oak = small.portal.create(
        "companies", {"name": "Oak", "domain": "oak.example", "hs_is_target_account": "true"}
    )
    for name, role in (("ada", "DECISION_MAKER"), ("ben", "BUDGET_HOLDER"), ("cleo", "CHAMPION")):
        who = {"email": f"{name}@oak.example", "hs_buying_role": role, "need_confirmed": "true"}
        small.portal.create("contacts", who, associations=[("companies", oak, 279)])
    small.settle()
    assert small.moves(f"company:{oak}") == [("sales_ready", "first")]
    assert small.held("companies", oak)["abm_handover"] == "offered"
    assert len(small.portal.records("tasks")) == 1


def test_the_same_rulebook_again_is_no_edit(monday: House) -> None:
    """A restart with the same text decides nobody anew."""
    before = monday.count("decisions")
    monday.activate()
    monday.settle()
    assert monday.count("decisions") == before


def test_a_broken_rulebook_changes_nothing(monday: House) -> None:
    """One problem refuses the file as a whole; the last good version stays in force."""
    digest, before = monday.book.digest, monday.count("decisions")
    with pytest.raises(RulebookError) as refused:
        monday.activate(EDITED + "nonsense: 1\n")
    assert [str(problem).split()[1] for problem in refused.value.problems] == ["unknown-key"]
    monday.settle()
    assert (monday.book.digest, monday.count("decisions")) == (digest, before)
