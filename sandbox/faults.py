"""Faults on order: what the box's HTTP server does wrong next, for tests of callers."""

import json
import re
import threading
import time
import uuid
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from sandbox.answer_headers import JSON
from sandbox.database import Database

LOOKS_EVERY_SECONDS = 0.05  # for a stop(), which may be another process's
SILENT_SECONDS = 30
STOPPED = "faults_stopped"

# What stands before HubSpot's own servers answers in HTML (HubSpot error-handling page: 502, 504, 521 to 524).
PAGE = "<html>\n<head><title>{status} {name}</title></head>\n<body>\n<center><h1>{status} {name}</h1></center>\n<hr><center>cloudflare</center>\n</body>\n</html>\n"
GATEWAY = {
    502: "Bad Gateway",
    503: "Service Temporarily Unavailable",
    504: "Gateway Time-out",
    520: "Web Server Returned an Unknown Error",
    521: "Web Server Is Down",
    522: "Connection Timed Out",
    523: "Origin Is Unreachable",
    524: "A Timeout Occurred",
}
SAID = {
    423: "This record is currently locked. Wait at least 2 seconds before the next request.",
    429: "You have reached your ten_secondly_rolling limit.",
    477: "This account is being migrated between data hosting locations.",
}
MIGRATION_SECONDS = 3600


class Kind(StrEnum):
    ANSWER = "answer"  # instead of the call's own answer; the call does nothing
    APPLY_THEN_DROP = "apply_then_drop"  # the call takes effect, the connection closes without an answer
    SILENT = "silent"  # the call does nothing and is never answered
    SLOW = "slow"  # the call takes effect, its answer comes late


@dataclass(frozen=True)
class Fault:
    """`method` may be "*". `seconds` is how late a slow answer comes. `after_stop` is the last stop() before it was ordered."""

    kind: Kind
    method: str
    path: str
    status: int = 0
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    after_stop: str | None = None


class Faults:
    """Ordered faults, used up one by one; the first that fits a call wins. Kept in the portal, so every process sees them."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self.released = threading.Event()  # set while nothing is being served

    def answer_next(  # noqa: PLR0913, PLR0917 # what an answer is made of
        self,
        method: str,
        path_regex: str,
        status: int,
        body: Any = None,
        times: int = 1,
        headers: dict[str, str] | None = None,
    ) -> None:
        """Answer the next matching calls with a status; a dict becomes JSON, None the usual body of that status."""
        text = body if isinstance(body, str) else json.dumps(usual_body(status) if body is None else body)
        told = {"Content-Type": JSON, **usual_headers(status), **(headers or {})}
        self._add(Fault(Kind.ANSWER, method, path_regex, status, text, told), times)

    def page_next(self, method: str, path_regex: str, status: int, times: int = 1) -> None:
        """Answer the next matching calls with the HTML page that a gateway shows instead of HubSpot's answer."""
        page = PAGE.format(status=status, name=GATEWAY.get(status, "Error"))
        told = {"Content-Type": "text/html; charset=UTF-8", "Server": "cloudflare"}
        self._add(Fault(Kind.ANSWER, method, path_regex, status, page, told), times)

    def apply_then_drop(self, method: str, path_regex: str, times: int = 1) -> None:
        """Execute the next matching calls, then close the connection without an answer."""
        self._add(Fault(Kind.APPLY_THEN_DROP, method, path_regex), times)

    def silent(self, method: str, path_regex: str, times: int = 1) -> None:
        """Take the next matching calls and say nothing until `stop()` or half a minute has passed."""
        self._add(Fault(Kind.SILENT, method, path_regex, seconds=SILENT_SECONDS), times)

    def slow(self, method: str, path_regex: str, seconds: float, times: int = 1) -> None:
        """Execute the next matching calls and answer after some seconds, or when `stop()` is called."""
        self._add(Fault(Kind.SLOW, method, path_regex, seconds=seconds), times)

    def stop(self) -> None:
        """Forget every fault and let go of silent and slow calls, also those of other processes."""
        with self._db.transaction():
            self._db.run("DELETE FROM fault")
            self._db.keep_setting(STOPPED, str(uuid.uuid4()))

    def listed(self) -> list[tuple[Fault, int]]:
        """(fault, how often it is still to come), in the order of their being asked for."""
        found = self._db.rows("SELECT body, times FROM fault WHERE times > 0 ORDER BY seq")
        return [(_fault(body), times) for body, times in found]

    def take(self, method: str, path: str) -> Fault | None:
        """The fault for this call, used up by one."""
        if not self._db.rows("SELECT 1 FROM fault LIMIT 1"):
            return None
        with self._db.transaction():
            for seq, text in self._db.rows("SELECT seq, body FROM fault ORDER BY seq"):
                fault = _fault(text)
                if fault.method in {method, "*"} and re.search(fault.path, path):
                    self._db.run("UPDATE fault SET times = times - 1 WHERE seq = ?", seq)
                    self._db.run("DELETE FROM fault WHERE times < 1")
                    return fault
        return None

    def wait(self, fault: Fault) -> None:
        """Hold a call back until its time is over, this or another process stops the faults, or the server closes."""
        until = time.monotonic() + fault.seconds
        while (left := until - time.monotonic()) > 0 and self._db.setting(STOPPED) == fault.after_stop:
            if self.released.wait(min(left, LOOKS_EVERY_SECONDS)):
                return

    def _add(self, fault: Fault, times: int) -> None:
        re.compile(fault.path)  # a pattern that is none is refused here, not at the next call
        body = json.dumps({**asdict(fault), "after_stop": self._db.setting(STOPPED)})
        self._db.run("INSERT INTO fault (body, times) VALUES (?, ?)", body, times)


def _fault(text: str) -> Fault:
    body = json.loads(text)
    return Fault(**{**body, "kind": Kind(body["kind"])})


def usual_body(status: int) -> dict[str, Any]:
    """What HubSpot says with a status; a 429 brings no Retry-After (none in 69 recorded ones)."""
    body: dict[str, Any] = {
        "status": "error",
        "message": SAID.get(status, f"Answered with {status}."),
        "correlationId": str(uuid.uuid4()),
    }
    if status == 429:
        body |= {"errorType": "RATE_LIMIT", "policyName": "TEN_SECONDLY_ROLLING"}
    return body


def usual_headers(status: int) -> dict[str, str]:
    """477 alone brings a Retry-After, in seconds (HubSpot error-handling page)."""
    return {"Retry-After": str(MIGRATION_SECONDS)} if status == 477 else {}
