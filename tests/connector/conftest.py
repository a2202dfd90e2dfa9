"""A sandbox portal on HTTP and a connection to it; and a server that answers what it is told, byte for byte."""

import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from connector import Gateway, HubSpot, Manners
from sandbox import Portal, Server, serve

NOW = datetime(2026, 9, 7, 6, 0, tzinfo=UTC)


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Portal]:
    """A portal without records, in which time stands still."""
    portal = Portal.open(tmp_path, virtual_now=NOW, empty=True)
    yield portal
    portal.close()


@pytest.fixture
def served(portal: Portal) -> Iterator[Server]:
    server = serve(portal)
    yield server
    server.close()


@pytest.fixture
def connect(portal: Portal, served: Server) -> Callable[..., HubSpot]:
    def connected(version: str = "2026-03", manners: Manners | None = None) -> HubSpot:
        return HubSpot(Gateway(portal.token, served.url, version, manners))

    return connected


@pytest.fixture
def hubspot(connect: Callable[..., HubSpot]) -> HubSpot:
    return connect()


class Wire(ThreadingHTTPServer):
    """Answers each request with the next of `answers` as it stands; None drops the connection unanswered.

    With `answer_by` the answer is made from the body of the request instead.
    """

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _OneRequest)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.answers: deque[bytes | None] = deque()
        self.bodies: list[bytes] = []
        self.heads: list[str] = []
        self.connections = 0
        self.answer_by: Callable[[bytes], tuple[int, bytes]] | None = None
        self._thread = threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    def say(self, status: int, body: bytes = b"{}", headers: Mapping[str, str] | None = None) -> None:
        """Put an answer at the end of the line."""
        self.answers.append(self.shaped(status, body, headers))

    def shaped(self, status: int, body: bytes, headers: Mapping[str, str] | None = None) -> bytes:
        told = {"Content-Type": "application/json", "Content-Length": str(len(body)), **(headers or {})}
        head = "".join(f"{name}: {value}\r\n" for name, value in told.items())
        return f"HTTP/1.1 {status} X\r\n{head}\r\n".encode() + body

    def next_answer(self, body: bytes) -> bytes | None:
        return self.shaped(*self.answer_by(body)) if self.answer_by else self.answers.popleft()

    def stop(self) -> None:
        self.shutdown()
        self._thread.join()
        self.server_close()


class _OneRequest(BaseHTTPRequestHandler):
    server: Wire
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True
    timeout = 5

    def setup(self) -> None:
        super().setup()
        self.server.connections += 1

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def _answer(self) -> None:
        self.server.heads.append(f"{self.requestline}\n{self.headers}")
        self.server.bodies.append(self.rfile.read(int(self.headers.get("Content-Length") or 0)))
        answer = self.server.next_answer(self.server.bodies[-1])
        if answer is None:
            self.close_connection = True
            return
        self.wfile.write(answer)
        self.wfile.flush()

    def log_message(self, *_: object) -> None:
        """Tests look at what was asked, not at a log."""


@pytest.fixture
def wire() -> Iterator[Wire]:
    wire = Wire()
    yield wire
    wire.stop()
