"""A wanted task as HubSpot takes it."""

import html
from collections.abc import Mapping
from typing import Any

from accounts.values import iso


def hubspot_task(payload: Mapping[str, Any]) -> dict[str, str]:
    """The properties of a task. HubSpot shows the body as HTML, so everything in it is escaped."""
    properties = {
        "hs_task_subject": payload["title"],
        "hs_task_body": "<br>".join(html.escape(line) for line in payload["body"].splitlines()),
        "hs_timestamp": iso(payload["due"]),
        "hs_task_status": "NOT_STARTED",
        "hs_task_priority": payload["priority"],
        "hs_task_type": "TODO",
    }
    if payload["owner"]:
        properties["hubspot_owner_id"] = payload["owner"]
    return properties
