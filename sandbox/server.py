"""The box on real HTTP: one thread a connection, kept alive, and the one place where calls are made to fail."""

import errno
import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from flask import Flask

from sandbox.answer_headers import JSON
from sandbox.api import Answer, Request, call, create_app
from sandbox.errors import RefusalError
from sandbox.faults import Kind
from sandbox.ledger import Bodies
from sandbox.pages import create_pages, is_page
from sandbox.portal import Portal

ENDS_WITHIN_SECONDS = 5
# Cloudflare, which stands before HubSpot, takes no longer addresses; how large a body may be is documented nowhere.
ADDRESS_AT_MOST, BODY_AT_MOST = 16_384, 20 * 1024 * 1024


class PortTakenError(OSError):
    """Another program uses the port; the text says so and what to do."""


class Server:
    """A portal being served on loopback until `close()`. PortTakenError where the port cannot be had."""

    def __init__(self, portal: Portal, port: int) -> None:
        self._portal = portal
        try:
            self._listener = _Listener(portal, port)
        except OSError as taken:
            if taken.errno != errno.EADDRINUSE:
                raise
            message = f"Port {port} is in use by another program. Stop that one, choose another port, or take 0 for any free one."
            raise PortTakenError(taken.errno, message) from taken
        portal.faults.released.clear()
        self.url = f"http://127.0.0.1:{self._listener.server_port}"
        self._thread = threading.Thread(target=self._listener.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop listening and cut every connection, also those of silent calls."""
        self._portal.faults.released.set()
        self._listener.shutdown()
        self._thread.join()
        self._listener.cut_connections()
        self._listener.server_close()


def serve(portal: Portal, port: int = 0) -> Server:
    """Put a portal on http://127.0.0.1; port 0 takes a free one."""
    return Server(portal, port)


class _Listener(ThreadingHTTPServer):
    daemon_threads = True  # a program that forgot close() can still end
    request_queue_size = 128

    def __init__(self, portal: Portal, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.portal = portal
        self.app: Flask = create_app()
        self.pages: Flask = create_pages()
        self._guard = threading.Condition()
        self._open: set[socket.socket] = set()
        self._closing = False

    def opened(self, connection: socket.socket) -> None:
        with self._guard:
            self._open.add(connection)
            if self._closing:
                cut(connection)

    def closed(self, connection: socket.socket) -> None:
        with self._guard:
            self._open.discard(connection)
            self._guard.notify_all()

    def cut_connections(self) -> None:
        """Cut what is open and wait until calls under way have ended."""
        with self._guard:
            self._closing = True
            for connection in self._open:
                cut(connection)
            self._guard.wait_for(lambda: not self._open, ENDS_WITHIN_SECONDS)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Unbuffered writes with Nagle's algorithm cost 44 ms a call on kept-alive connections (measured).
    wbufsize = -1
    disable_nagle_algorithm = True
    server: _Listener

    def setup(self) -> None:
        super().setup()
        self.server.opened(self.connection)

    def finish(self) -> None:
        self.server.closed(self.connection)
        try:
            super().finish()
        except OSError:
            self.close_connection = True  # the caller is gone: nobody to tell

    def handle(self) -> None:
        try:
            super().handle()
        except OSError:
            self.close_connection = True

    def do_GET(self) -> None:
        self._answer()

    def do_HEAD(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def do_PUT(self) -> None:
        self._answer()

    def do_PATCH(self) -> None:
        self._answer()

    def do_DELETE(self) -> None:
        self._answer()

    def do_OPTIONS(self) -> None:
        self._answer()

    def log_message(self, *_: object) -> None:
        """The portal keeps its own ledger of calls."""

    def _answer(self) -> None:
        try:
            body = self._body()
        except RefusalError as refusal:
            self._refuse(refusal)
            return
        portal, path = self.server.portal, self.path.partition("?")[0]
        if is_page(path):  # no call: neither counted, nor kept from people by limits, faults or tokens
            self._write(self._called(self.server.pages, body))
            return
        fault = portal.faults.take(self.command, path)
        if fault and fault.kind is Kind.SILENT:
            portal.note_call(self.command, path, 0)
            portal.faults.wait(fault)
            self._hang_up()
        elif fault and fault.kind is Kind.APPLY_THEN_DROP:
            self._called(self.server.app, body)
            portal.note_call(self.command, path, 0)
            self._hang_up()
        elif fault and fault.kind is Kind.ANSWER:
            self._send(body, Answer(fault.status, list(fault.headers.items()), fault.body.encode()))
        else:
            if fault:
                portal.faults.wait(fault)
            self._send(body, self._called(self.server.app, body))

    def _called(self, app: Flask, body: bytes) -> Answer:
        headers = dict(self.headers)
        headers.pop("Transfer-Encoding", None)  # the chunks are one body by now
        return call(app, self.server.portal, Request(self.command, self.path, headers, body))

    def _send(self, asked: bytes, answer: Answer) -> None:
        path, _, query = self.path.partition("?")
        bodies = Bodies(query, asked.decode(errors="replace"), answer.body.decode(errors="replace"))
        self.server.portal.note_call(self.command, path, answer.status, bodies)
        self._write(answer)

    def _write(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers:
            if name.lower() != "content-length":
                self.send_header(name, value)
        if answer.status != 204:  # which has no body, and therefore no length (RFC 9110)
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)
        self.wfile.flush()

    def _body(self) -> bytes:
        """The whole body, counted or in chunks; RefusalError for what is too long or not to be understood."""
        if len(self.path) > ADDRESS_AT_MOST:
            raise RefusalError(414, "", "HTTP 414 URI Too Long")
        if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
            return b"".join(self._chunks())
        length = self.headers.get("Content-Length") or "0"
        if not length.isdecimal():
            raise RefusalError(400, "", "HTTP 400 Bad Request")
        self._check_length(int(length))
        return self.rfile.read(int(length))

    def _chunks(self) -> Iterator[bytes]:
        """What stands between the lengths; trailers are read and left aside."""
        whole = 0
        while size := self._chunk_size():
            whole += size
            self._check_length(whole)
            yield self.rfile.read(size)
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass

    def _chunk_size(self) -> int:
        try:
            return int(self.rfile.readline().partition(b";")[0], 16)
        except ValueError as wrong:
            raise RefusalError(400, "", "HTTP 400 Bad Request") from wrong

    def _check_length(self, length: int) -> None:
        if length > BODY_AT_MOST:
            raise RefusalError(413, "", "HTTP 413 Request Entity Too Large")

    def _refuse(self, refusal: RefusalError) -> None:
        """What was not read to its end cannot be followed by another call: the connection ends."""
        self.close_connection = True
        content = [("Content-Type", JSON), ("Connection", "close")]
        self._send(b"", Answer(refusal.status, content, json.dumps(refusal.body()).encode()))

    def _hang_up(self) -> None:
        self.close_connection = True
        cut(self.connection)


def cut(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # closed by the other side already
