"""The scripted week: what it promises, that each action happens exactly once, and that a kill loses nothing."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sandbox import STANDARD_SUBSCRIPTIONS, Portal, Record, definitions, story
from sandbox.casting import who

CHILD = """
import os, sys
from pathlib import Path
from sandbox import Portal, story
portal = Portal.open(Path(sys.argv[1]))
played = 0
for moment in story.moments(portal):
    played += story.play_until(portal, moment)
    if played >= 20:
        os.kill(os.getpid(), 9)
"""


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """A demo portal after the whole week, played moment by moment."""
    portal = Portal.open(tmp_path_factory.mktemp("week"), virtual_now=story.START)
    portal.subscribe("http://127.0.0.1:9/nowhere", STANDARD_SUBSCRIPTIONS)
    for moment in [*story.moments(portal), story.END]:
        story.play_until(portal, moment)
    yield portal
    portal.close()


def dump(portal: Portal) -> list[Record]:
    return [record for kind in ("companies", "contacts", "deals") for record in portal.records(kind)]


def test_the_script_has_a_size(demo: Portal) -> None:
    """60 to 150 actions at 30 to 60 moments, all within the week."""
    moments = story.moments(demo)
    assert 60 <= len(story.waiting(demo)) <= 150
    assert 30 <= len(moments) <= 60
    assert moments == sorted(set(moments))
    assert story.START == datetime(2026, 9, 7, 6, tzinfo=UTC) < moments[0]
    assert moments[-1] < story.END == datetime(2026, 9, 13, 20, tzinfo=UTC)


def test_the_week_plays_once(week: Portal) -> None:
    """Playing again does nothing; only what needs the program's own properties is still waiting."""
    before = dump(week)
    assert story.play_until(week, story.END) == 0
    assert dump(week) == before
    assert story.waiting(week) == [
        "halvorsen: sales accepts the handover",
        "velden: a person moves the stage",
    ]
    assert 150 < week.events_made() < 400


def test_changes_carry_the_moment_of_the_script(week: Portal) -> None:
    """An action's changes happen at its own moment, whenever it is played."""
    change = week.history(*who(week.db, "morgenstern.deal"), "dealstage")[0]
    assert change.value == "closedwon"
    assert datetime.fromtimestamp(change.at / 1000, UTC) == datetime(2026, 9, 8, 14, tzinfo=UTC)


def test_one_call_or_many_come_to_the_same(week: Portal, tmp_path: Path) -> None:
    """Playing the week at once gives the same records as playing it moment by moment."""
    portal = Portal.open(tmp_path, virtual_now=story.START)
    story.play_until(portal, story.END)
    assert dump(portal) == dump(week)
    assert portal.now() == story.END
    portal.close()


def test_a_kill_neither_loses_nor_repeats(week: Portal, tmp_path: Path) -> None:
    """A process killed in the middle of the week leaves a portal that goes on and ends like any other."""
    Portal.open(tmp_path, virtual_now=story.START).close()
    done = subprocess.run([sys.executable, "-c", CHILD, str(tmp_path)], check=False, timeout=60)
    assert done.returncode == -signal.SIGKILL
    portal = Portal.open(tmp_path)
    assert 0 < len(story.waiting(portal)) < 60
    story.play_until(portal, story.END)
    assert dump(portal) == dump(week)
    portal.close()


def test_a_person_waits_for_the_property(tmp_path: Path) -> None:
    """A person sets the stage once the property exists, and accepts once there is something to accept."""
    portal = Portal.open(tmp_path, virtual_now=story.START)
    thursday = story.START + timedelta(days=3)
    story.play_until(portal, thursday)
    velden, halvorsen = (who(portal.db, name) for name in ("velden", "halvorsen"))
    make_property(portal, "abm_stage", ["identified", "engaged"])
    make_property(portal, "abm_handover", ["offered", "accepted"])
    later = thursday + timedelta(hours=5)
    story.play_until(portal, later)
    change = portal.history(*velden, "abm_stage")[0]
    assert (change.value, change.source, change.at) == ("engaged", "CRM_UI", int(later.timestamp() * 1000))
    assert portal.history(*halvorsen, "abm_handover") == []
    portal.update(*halvorsen, {"abm_handover": "offered"}, by="INTEGRATION")
    story.play_until(portal, later + timedelta(hours=1))
    assert portal.history(*halvorsen, "abm_handover")[0].value == "accepted"
    assert "velden: a person moves the stage" not in story.waiting(portal)
    portal.close()


def make_property(portal: Portal, name: str, values: list[str]) -> None:
    options = [
        {"label": value, "value": value, "displayOrder": place, "hidden": False}
        for place, value in enumerate(values)
    ]
    kind = {"type": "enumeration", "fieldType": "select", "groupName": "companyinformation"}
    definitions.create(portal.db, "companies", {"name": name, "label": name, "options": options, **kind})


def test_time_never_goes_back(week: Portal) -> None:
    """set_now ignores an earlier moment."""
    now = week.now()
    week.set_now(story.START)
    assert week.now() == now
