"""The processes around a benchmark: the program as `flipfunnel run` starts it, and helpers that print their address."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sandbox import Portal
from store.database import Database
from store.embedded import attach

LISTENS = re.compile(r"Webhooks are listened for at (http://\S+?),")
CALLS = 1_000_000
"""Calls per ten seconds: the sandbox has no limit, and here the program's own speed is looked for."""


@contextmanager
def helper(module: str, *arguments: str, first_line: str = "") -> Iterator[str]:
    """A helper process until the end of the block; answers the address it printed."""
    command = [sys.executable, "-m", f"benchmarks.{module}", *arguments]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        if child.stdin is None or child.stdout is None:
            raise TypeError("both were asked to be pipes")
        try:
            print(first_line, file=child.stdin, flush=True)
            yield child.stdout.readline().strip()
        finally:
            child.stdin.close()
            child.wait(30)


@dataclass(frozen=True)
class Running:
    """The program at work: where it takes webhooks, and the database it keeps everything in."""

    hooks: str
    database: Database
    pid: int


def settings_of(data: Path, portal: Portal, host: str) -> dict[str, str]:
    """The settings that turn the program towards a sandbox portal."""
    return {
        "FLIPFUNNEL_DATA": str(data),
        "FLIPFUNNEL_HUBSPOT_TOKEN": portal.token,
        "FLIPFUNNEL_HUBSPOT_CLIENT_SECRET": portal.client_secret,
        "FLIPFUNNEL_HUBSPOT_HOST": host,
        "FLIPFUNNEL_HUBSPOT_CALLS_PER_10_SECONDS": str(CALLS),
        "FLIPFUNNEL_WEBHOOK_PORT": "0",
        "FLIPFUNNEL_CONSOLE_PORT": "0",
        "FLIPFUNNEL_LOG_LEVEL": "WARNING",
    }


@contextmanager
def program(data: Path, settings: Mapping[str, str]) -> Iterator[Running]:
    """`flipfunnel run` with these settings and no others, its first sync done, on an embedded database with fsync on."""
    data.mkdir(parents=True, exist_ok=True)
    others = {name: value for name, value in os.environ.items() if not _is_a_setting(name)}
    command = [sys.executable, "-P", "-m", "cli", "run"]
    said = data / "said.txt"
    with (
        said.open("w") as pen,
        subprocess.Popen(command, cwd=data, env={**others, **settings}, stderr=pen) as child,
    ):
        try:
            hooks = _listening(child, said)
            with attach(data / "postgres") as server, closing_database(server.url) as database:
                yield Running(hooks, database, child.pid)
        finally:
            child.terminate()
            child.wait(60)


@contextmanager
def closing_database(url: str) -> Iterator[Database]:
    database = Database.connect(url)
    try:
        yield database
    finally:
        database.dispose()


def _is_a_setting(name: str) -> bool:
    return name.startswith("FLIPFUNNEL_") or name == "DATABASE_URL"


def _listening(child: subprocess.Popen[bytes], said: Path) -> str:
    """Where webhooks are listened for, as soon as the program says so."""
    while (found := LISTENS.search(said.read_text())) is None:
        if child.poll() is not None:
            raise RuntimeError(f"The program did not start: {said.read_text()}")
        time.sleep(0.02)
    return found[1]
