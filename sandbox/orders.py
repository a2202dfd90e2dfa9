"""Faults as scenario files and the page order them: one table of plain values for all of their kinds."""

import re
from collections.abc import Mapping
from typing import Any

from sandbox.portal import Portal

USUAL_STATUS = 500


def order_fault(portal: Portal, given: Mapping[str, Any]) -> None:
    """{path, method?, kind?, status?, body?, times?, headers?, seconds?}; ValueError where the path is no regular expression."""
    try:
        re.compile(given["path"])
    except re.error as wrong:
        raise ValueError(f"{given['path']!r} is no regular expression: {wrong}") from None
    call = str(given.get("method", "*")), str(given["path"])
    times, status = int(given.get("times", 1)), int(given.get("status", USUAL_STATUS))
    match given.get("kind", "answer"):
        case "answer":
            headers = {name: str(value) for name, value in given.get("headers", {}).items()}
            portal.faults.answer_next(*call, status, given.get("body"), times, headers)
        case "page":
            portal.faults.page_next(*call, status, times)
        case "apply_then_drop":
            portal.faults.apply_then_drop(*call, times)
        case "silent":
            portal.faults.silent(*call, times)
        case "slow":
            portal.faults.slow(*call, float(given.get("seconds", 5)), times)
