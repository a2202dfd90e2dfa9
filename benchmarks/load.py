"""The load of benchmarks/webhooks.py: signed deliveries over kept-alive connections, as fast as they are acknowledged.

A process of its own, with every request made before the first is sent, so that it takes little from the two cores it
measures. Reads one JSON object from its standard input, prints one.
"""

import json
import random
import socket
import sys
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from sandbox.signatures import signed_headers

ANSWER_WITHIN = 30.0


@dataclass(frozen=True)
class Order:
    """What to send where. Every event is new; they tell of changes of these contacts."""

    url: str
    secret: str
    portal_id: int
    contacts: list[int]
    connections: int
    deliveries: int
    events: int
    seed: int


@dataclass
class Line:
    """One kept-alive connection and the requests that go over it, one after the other."""

    requests: list[bytes]
    address: tuple[str, int]
    seconds: list[float] = field(default_factory=list)
    refused: int = 0

    def send_all(self, start: threading.Event) -> None:
        with socket.create_connection(self.address, ANSWER_WITHIN) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            start.wait()
            for request in self.requests:
                began = time.perf_counter()
                connection.sendall(request)
                status = _answered(connection)
                self.seconds.append(time.perf_counter() - began)
                self.refused += status != 200


def _answered(connection: socket.socket) -> int:
    """Read one answer whole; its status."""
    said = b""
    while b"\r\n\r\n" not in said:
        said += _more(connection)
    head, _, body = said.partition(b"\r\n\r\n")
    length = next(
        int(line.split(b":")[1]) for line in head.lower().splitlines() if line.startswith(b"content-length:")
    )
    while len(body) < length:
        body += _more(connection)
    return int(head.split()[1])


def _more(connection: socket.socket) -> bytes:
    got = connection.recv(65536)
    if not got:
        raise ConnectionError("the server hung up")
    return got


def _request(order: Order, number: int, dice: random.Random) -> bytes:
    """One delivery as HubSpot sends it: a JSON list of events, signed."""
    moment = time.time_ns() // 1_000_000
    events = [
        _event(order, dice, order.seed * 10**9 + number * order.events + i, moment)
        for i in range(order.events)
    ]
    body = json.dumps(events).encode()
    parts = urlsplit(order.url)
    headers = {
        **signed_headers(order.secret, order.url, body, moment),
        "Host": parts.netloc,
        "Content-Length": str(len(body)),
    }
    lines = [f"POST {parts.path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
    return "\r\n".join(lines).encode() + body


def _event(order: Order, dice: random.Random, event_id: int, moment: int) -> dict[str, object]:
    return {
        "eventId": event_id,
        "subscriptionId": 2_100_001,
        "portalId": order.portal_id,
        "appId": 54321,
        "occurredAt": moment - dice.randrange(60_000),
        "subscriptionType": "contact.propertyChange",
        "attemptNumber": 0,
        "objectId": dice.choice(order.contacts),
        "propertyName": "jobtitle",
        "propertyValue": f"Title {dice.randrange(1000)}",
        "changeSource": "CRM_UI",
        "sourceId": "userId:9",
    }


def main() -> None:
    order = Order(**json.load(sys.stdin))
    dice = random.Random(order.seed)  # noqa: S311 - a load, no secret
    parts = urlsplit(order.url)
    requests = [_request(order, number, dice) for number in range(order.deliveries)]
    address = (parts.hostname or "", parts.port or 80)
    lines = [Line(requests[place :: order.connections], address) for place in range(order.connections)]
    start = threading.Event()
    threads = [threading.Thread(target=line.send_all, args=(start,)) for line in lines]
    for thread in threads:
        thread.start()
    began, worked = time.perf_counter(), time.process_time()
    start.set()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    told = {
        "seconds": seconds,
        "acknowledged_in": [second for line in lines for second in line.seconds],
        "refused": sum(line.refused for line in lines),
        "own_cpu": (time.process_time() - worked) / seconds,
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
