"""The sandbox by itself: it serves, plays and delivers without being asked, and says plainly why it cannot."""

import json
import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from sandbox import Portal, scenario_making, story
from sandbox.__main__ import main
from sandbox.heart import Heart, Pace
from sandbox.scenario import parse
from sandbox.service import CannotStartError, Wanted, running
from sandbox.signatures import signature_v3
from tests.sandbox.conftest import Target

DEADLINE = 30
HOOKED = """
[webhooks]
subscriptions = ["contact.creation"]

[[timeline]]
at = "0"
do = "create"
nickname = "ada"
type = "contacts"
properties = { email = "ada@oak.example" }
"""


def until(holds: Callable[[], object]) -> None:
    end, pause = time.monotonic() + DEADLINE, threading.Event()
    while not holds():
        assert time.monotonic() < end, "It did not happen in time."
        pause.wait(0.05)


def nobody(_line: str) -> None:
    """Whoever starts a sandbox is told what happens; here nobody listens."""


def asked(url: str, token: str = "") -> tuple[int, Any]:
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"})  # noqa: S310 - our own box
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310 - see above
            return answer.status, answer.read()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.read()


@contextmanager
def lived(tmp_path: Path, text: str, pace: Pace, say: Callable[[str], None] = nobody) -> Iterator[Heart]:
    """A heart that beats only when it is told to."""
    with closing(Portal.open(tmp_path / "box", virtual_now=story.START, empty=True)) as portal:
        scenario_making.load(portal, parse(text, "x.toml"))
        yield Heart(portal, pace, say)


def test_it_serves_api_and_page() -> None:
    """With the printed token the API answers, without it not; the page needs none; afterwards nothing is left."""
    with running(Wanted(port=0, scenario="small"), nobody) as box:
        url, file = str(box.facts["url"]), Path(str(box.facts["file"]))
        status, body = asked(f"{url}/crm/v3/objects/companies", str(box.facts["token"]))
        assert (status, len(json.loads(body)["results"])) == (200, 3)
        assert asked(f"{url}/crm/v3/objects/companies", "wrong")[0] == 401
        assert asked(str(box.facts["page"]))[0] == 200
        assert file.exists()
    assert not file.parent.exists()
    with pytest.raises(urllib.error.URLError):
        asked(url)


def test_a_named_folder_is_kept(tmp_path: Path) -> None:
    """The next start finds what was written, without saying again what the folder was made from."""
    wanted = Wanted(port=0, folder=tmp_path / "deep" / "box", empty=True)
    with running(wanted, nobody) as box:
        made = box.portal.create("contacts", {"email": "ada@oak.example"})
    with running(Wanted(port=0, folder=wanted.folder), nobody) as box:
        assert [one.id for one in box.portal.records("contacts")] == [made]
        assert box.facts["scenario"] == "empty"


def test_the_timeline_and_the_webhooks_go_by_themselves(tmp_path: Path, target: Target) -> None:
    """What is due happens and is delivered, signed with real time, which is what receivers check."""
    file = tmp_path / "x.toml"
    file.write_text(f"start = 2020-01-01T00:00:00Z\n{HOOKED}", "utf-8")
    told: list[str] = []
    with running(Wanted(port=0, scenario=str(file), webhooks=target.url), told.append) as box:
        until(lambda: target.requests)
        headers, body = target.requests[0]
        stamp = headers["X-HubSpot-Request-Timestamp"]
        assert headers["X-HubSpot-Signature-v3"] == signature_v3(
            box.portal.client_secret, "POST", target.url, body, stamp
        )
        assert abs(datetime.now(UTC).timestamp() - int(stamp) / 1000) < DEADLINE
        assert datetime.fromtimestamp(json.loads(body)[0]["occurredAt"] / 1000, UTC).year == 2020
        assert told == ["2020-01-01 00:00:00  CRM_UI: create ada email=ada@oak.example"]


def test_its_own_time_runs_as_fast_as_asked(tmp_path: Path) -> None:
    """With a speed, the portal's now moves on that much faster, and never stands still for good."""
    with lived(tmp_path, HOOKED, Pace(1_000_000, own_time=True)) as heart:
        heart.beat()
        first = heart.portal.now()

        def a_day_later() -> bool:
            heart.beat()
            return (heart.portal.now() - first).days >= 1

        until(a_day_later)


def test_events_can_be_held(tmp_path: Path, target: Target) -> None:
    """Where the scenario holds them, they wait for its line "deliver"."""
    held = (
        HOOKED.replace("[webhooks]", "[webhooks]\nhold = true")
        + '\n[[timeline]]\nat = "1h"\ndo = "deliver"\n'
    )
    with lived(tmp_path, held, Pace()) as heart:
        heart.portal.subscribe(target.url, [("contact.creation", None)])
        heart.beat()
        assert (heart.portal.pending_events() > 0, target.requests) == (True, [])
        heart.portal.set_now(story.START.replace(hour=8))
        heart.beat()
        assert (heart.portal.pending_events(), len(target.events()) > 0) == (0, True)


def test_a_target_that_fails_is_left_alone_for_a_while(tmp_path: Path, target: Target) -> None:
    """The next beat does not try again at once."""
    with lived(tmp_path, HOOKED, Pace()) as heart:
        heart.portal.subscribe(target.url, [("contact.creation", None)])
        target.status = 500
        for _ in range(5):
            heart.beat()
        assert len(target.requests) == 1
        assert heart.portal.pending_events() > 0


def test_the_demo_lives_its_week_only_at_a_speed(tmp_path: Path) -> None:
    """Without one it stands in real time as it is; with one its own week begins."""
    with running(Wanted(port=0, folder=tmp_path / "real"), nobody) as box:
        assert not box.portal.has_own_now()
        assert len(box.portal.records("companies")) >= 60
    with running(Wanted(port=0, folder=tmp_path / "real", speed=3600), nobody) as box:
        assert box.portal.has_own_now()


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def refusal(**wanted: Any) -> list[str]:
    with (
        pytest.raises(CannotStartError) as refused,
        running(Wanted(**{"port": 0, "empty": True, **wanted}), nobody),
    ):
        pass
    return list(refused.value.lines)


def test_a_port_that_is_taken(taken: int) -> None:
    """It says which, and how to take another."""
    said, step = refusal(port=taken)
    assert said.startswith(f"Port {taken} cannot be listened on")
    assert "--port" in step


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({"port": 70_000}, "Port 70000 cannot be listened on"),
        ({"webhooks": "localhost:5000"}, "--webhooks needs an address"),
        ({"speed": 0.0}, "--speed must be above 0"),
        ({"scenario": "small"}, "--empty and --scenario exclude each other"),
        ({"scenario": "no-such", "empty": False}, 'unknown scenario "no-such"'),
    ],
)
def test_what_was_asked_wrongly(wanted: dict[str, Any], said: str) -> None:
    """Each is said in a sentence."""
    assert refusal(**wanted)[0].startswith(said)


def test_folders_that_cannot_be_used(tmp_path: Path) -> None:
    """A file in its place, a file that is no portal, and a folder in use."""
    (tmp_path / "file").write_text("x", "utf-8")
    assert "cannot be used" in refusal(folder=tmp_path / "file")[0]
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "portal.sqlite").write_text("this is no database" * 100, "utf-8")
    assert "cannot be used" in refusal(folder=tmp_path / "other")[0]
    with running(Wanted(port=0, folder=tmp_path / "box", empty=True), nobody):
        assert "already runs" in refusal(folder=tmp_path / "box")[0]


def test_every_problem_of_a_scenario_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`python -m sandbox` ends with 3 and a line for each."""
    file = tmp_path / "x.toml"
    file.write_text("titel = 1\n[limits]\ndayly = 1\n", "utf-8")
    assert main(["--scenario", str(file), "--port", "0"]) == 3
    said = capsys.readouterr().err.splitlines()
    assert [line.split(":")[1] for line in said] == ["1", "3"]
