"""The box on real HTTP: one thread a connection, kept alive, and the one place where calls are made to fail."""

import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from flask import Flask

from sandbox.api import Answer, call, create_app
from sandbox.faults import Kind
from sandbox.portal import Portal

SILENT_FOR_SECONDS = 30
ENDS_WITHIN_SECONDS = 5


class Server:
    """A portal being served on loopback until `close()`."""

    def __init__(self, portal: Portal, port: int) -> None:
        self._portal = portal
        self._listener = _Listener(portal, port)
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
        self.app: Flask = create_app(portal)
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

    def do_POST(self) -> None:
        self._answer()

    def do_PUT(self) -> None:
        self._answer()

    def do_PATCH(self) -> None:
        self._answer()

    def do_DELETE(self) -> None:
        self._answer()

    def log_message(self, *_: object) -> None:
        """The portal keeps its own ledger of calls."""

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        portal, path = self.server.portal, self.path.partition("?")[0]
        fault = portal.faults.take(self.command, path)
        if fault and fault.kind is Kind.SILENT:
            portal.note_call(self.command, path, 0)
            portal.faults.released.wait(SILENT_FOR_SECONDS)
            self._hang_up()
        elif fault and fault.kind is Kind.APPLY_THEN_DROP:
            call(self.server.app, self.command, self.path, dict(self.headers), body)
            portal.note_call(self.command, path, 0)
            self._hang_up()
        elif fault:
            content = [("Content-Type", "application/json"), *fault.headers.items()]
            self._send(path, Answer(fault.status, content, fault.body.encode()))
        else:
            self._send(path, call(self.server.app, self.command, self.path, dict(self.headers), body))

    def _send(self, path: str, answer: Answer) -> None:
        self.server.portal.note_call(self.command, path, answer.status)
        self.send_response(answer.status)
        for name, value in answer.headers:
            if name.lower() != "content-length":
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)
        self.wfile.flush()

    def _hang_up(self) -> None:
        self.close_connection = True
        cut(self.connection)


def cut(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # closed by the other side already
