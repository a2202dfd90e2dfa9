"""Faults on order: what the box's HTTP server does wrong next, for tests of callers."""

import json
import re
import threading
import uuid
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    ANSWER = "answer"  # instead of the call's own answer; the call does nothing
    APPLY_THEN_DROP = "apply_then_drop"  # the call takes effect, the connection closes without an answer
    SILENT = "silent"  # the call does nothing and is never answered


@dataclass
class Fault:
    kind: Kind
    method: str
    path: re.Pattern[str]
    left: int
    status: int = 0
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)


class Faults:
    """Ordered faults, used up one by one; the first that fits a call wins."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ordered: list[Fault] = []
        self.released = threading.Event()

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
        self._add(Fault(Kind.ANSWER, method, re.compile(path_regex), times, status, text, headers or {}))

    def apply_then_drop(self, method: str, path_regex: str, times: int = 1) -> None:
        """Execute the next matching calls, then close the connection without an answer."""
        self._add(Fault(Kind.APPLY_THEN_DROP, method, re.compile(path_regex), times))

    def silent(self, method: str, path_regex: str, times: int = 1) -> None:
        """Take the next matching calls and say nothing until `stop()` or half a minute has passed."""
        self.released.clear()
        self._add(Fault(Kind.SILENT, method, re.compile(path_regex), times))

    def stop(self) -> None:
        """Forget every fault and let go of silent calls."""
        with self._lock:
            self._ordered.clear()
        self.released.set()

    def take(self, method: str, path: str) -> Fault | None:
        """The fault for this call, used up by one."""
        with self._lock:
            for fault in self._ordered:
                if fault.method == method and fault.path.search(path):
                    fault.left -= 1
                    if not fault.left:
                        self._ordered.remove(fault)
                    return fault
        return None

    def _add(self, fault: Fault) -> None:
        with self._lock:
            self._ordered.append(fault)


def usual_body(status: int) -> dict[str, Any]:
    """What HubSpot says with a status; a 429 brings no Retry-After (none in 69 recorded ones)."""
    body: dict[str, Any] = {
        "status": "error",
        "message": f"Answered with {status}.",
        "correlationId": str(uuid.uuid4()),
    }
    if status == 429:
        body["message"] = "You have reached your ten_secondly_rolling limit."
        body |= {"errorType": "RATE_LIMIT", "policyName": "TEN_SECONDLY_ROLLING"}
    return body
