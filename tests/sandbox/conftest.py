"""A portal on loopback for each test, plain calls to it, and a target that takes webhooks."""

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from sandbox import Portal, Server, serve, story

Api = Callable[..., tuple[int, Any]]


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Portal]:
    """An empty portal that lives at the beginning of the story's week."""
    box = Portal.open(tmp_path, virtual_now=story.START, empty=True)
    yield box
    box.close()


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """The demo portal, shared by tests that only look at it."""
    box = Portal.open(tmp_path_factory.mktemp("demo"), virtual_now=story.START)
    yield box
    box.close()


@pytest.fixture
def server(portal: Portal) -> Iterator[Server]:
    running = serve(portal)
    yield running
    running.close()


@pytest.fixture
def api(portal: Portal, server: Server) -> Api:
    """A plain HTTP call: method, path, body -> (status, JSON); with `full` (status, JSON, headers)."""

    def call(
        method: str, path: str, body: Any = None, token: str | None = None, *, full: bool = False
    ) -> Any:
        connection = HTTPConnection(urlsplit(server.url).netloc, timeout=10)
        headers = {"Authorization": f"Bearer {portal.token if token is None else token}"}
        try:
            connection.request(method, path, None if body is None else json.dumps(body), headers)
            answer = connection.getresponse()
            text = answer.read()
        finally:
            connection.close()
        result = (answer.status, json.loads(text) if text else None)
        return (*result, dict(answer.getheaders())) if full else result

    return call


@dataclass
class Target:
    """Where webhooks arrive; `status` is what it answers, `requests` what it got: (headers, body)."""

    url: str = ""
    status: int = 200
    requests: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    def events(self) -> list[dict[str, Any]]:
        return [event for _, body in self.requests for event in json.loads(body)]


@pytest.fixture
def target() -> Iterator[Target]:
    got = Target()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            got.requests.append((dict(self.headers), body))
            self.send_response(got.status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Tests look at `requests`."""

    listener = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    got.url = f"http://127.0.0.1:{listener.server_port}/hubspot/webhooks"
    thread = threading.Thread(target=listener.serve_forever, args=(0.05,))
    thread.start()
    yield got
    listener.shutdown()
    thread.join()
    listener.server_close()
