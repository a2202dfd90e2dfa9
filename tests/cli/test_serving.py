"""`run`, `web` and `worker` as processes: they start, do their work, and end in order when they are told to."""

import re
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cli.main import run
from sandbox import STANDARD_SUBSCRIPTIONS
from tests.cli.conftest import Desk

DEADLINE = 60
GOODBYE = 10
WHERE = re.compile(r"Webhooks are listened for at (\S+), the console is at (\S+)\.\n")


@dataclass
class Running:
    """One command as a process of its own; what it says on stderr goes to a file."""

    process: subprocess.Popen[str]
    log: Path

    def said(self) -> str:
        return self.log.read_text("utf-8")

    def addresses(self) -> tuple[str, str]:
        """Where webhooks and the console are, once it says so."""
        until(lambda: WHERE.search(self.said()) is not None or self.process.poll() is not None)
        found = WHERE.search(self.said())
        assert found is not None, self.said()
        return found[1], found[2]

    def stop(self) -> tuple[int, float]:
        """End it as a supervisor does; answers its exit code and how many seconds it took."""
        asked = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(DEADLINE)
        return code, time.monotonic() - asked


def until(holds: Callable[[], bool]) -> None:
    end, pause = time.monotonic() + DEADLINE, threading.Event()
    while not holds():
        assert time.monotonic() < end, "It did not happen in time."
        pause.wait(0.05)


@contextmanager
def started(desk: Desk, tmp_path: Path, *command: str) -> Iterator[Running]:
    log = tmp_path / f"{'-'.join(command)}.log"
    with log.open("w") as stderr:
        process = subprocess.Popen(
            [sys.executable, "-m", "cli", *command], stderr=stderr, stdin=subprocess.DEVNULL, text=True
        )
    try:
        yield Running(process, log)
    finally:
        process.kill()
        process.wait()


def test_run_does_the_whole_job(desk: Desk, tmp_path: Path) -> None:
    """The first start reads the portal; a webhook leads to writes; SIGTERM ends parent and worker within ten seconds."""
    with started(desk, tmp_path, "run") as program:
        hooks, console = program.addresses()
        until(lambda: held(desk, "abm_stage") == "expanded")
        desk.portal.subscribe(f"{hooks}/webhooks/hubspot", STANDARD_SUBSCRIPTIONS)
        dora = {"email": "dora@oak.example", "hs_buying_role": "DECISION_MAKER", "need_confirmed": "true"}
        desk.portal.create("contacts", dora, associations=[("companies", desk.oak, 279)])
        assert desk.portal.deliver().failed == 0
        until(lambda: held(desk, "abm_stage") == "sales_ready" and len(desk.portal.records("tasks")) == 1)
        with urllib.request.urlopen(console, timeout=5) as page:  # noqa: S310 - our own console
            assert "Oak" in page.read().decode()
        code, seconds = program.stop()
        assert (code, seconds < GOODBYE) == (0, True)
        assert "Traceback" not in program.said()


def test_web_and_worker_apart(desk: Desk, tmp_path: Path) -> None:
    """As two commands they do the same job: one takes webhooks and keeps the clock, the other works."""
    assert run(["sync"]) == 0
    with started(desk, tmp_path, "web") as web, started(desk, tmp_path, "worker") as worker:
        hooks, _console = web.addresses()
        until(lambda: held(desk, "abm_stage") == "expanded")
        desk.portal.subscribe(f"{hooks}/webhooks/hubspot", STANDARD_SUBSCRIPTIONS)
        desk.portal.archive("contacts", desk.portal.records("contacts")[0].id)
        assert desk.portal.deliver().failed == 0
        until(lambda: held(desk, "abm_stage") == "identified")
        for program in (web, worker):
            code, seconds = program.stop()
            assert (code, seconds < GOODBYE) == (0, True)
            assert "Traceback" not in program.said()


def held(desk: Desk, name: str) -> str | None:
    record = desk.portal.record("companies", desk.oak)
    assert record is not None
    return record.properties.get(name)
