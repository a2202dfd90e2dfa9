"""How the sandbox's pages name things: records, moments, calls; everything as plain text."""

import html
import json
import re
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sandbox import moments
from sandbox.records import Record

# What a record is called by, the first that has a value; what its list shows beside that.
TITLES: dict[str, tuple[tuple[str, ...], ...]] = {
    "contacts": (("firstname", "lastname"), ("email",)),
    "companies": (("name",), ("domain",)),
    "deals": (("dealname",),),
    "tickets": (("subject",),),
    "tasks": (("hs_task_subject",),),
    "notes": (("hs_note_body",),),
    "leads": (("hs_lead_name",),),
}
SHOWN: dict[str, tuple[str, ...]] = {
    "contacts": ("email", "jobtitle", "lifecyclestage"),
    "companies": ("domain", "city", "lifecyclestage"),
    "deals": ("dealstage", "amount", "closedate"),
    "tickets": ("hs_pipeline_stage", "hs_ticket_priority"),
    "tasks": ("hs_task_status", "hs_timestamp"),
    "notes": ("hs_timestamp",),
    "leads": ("hs_pipeline_stage",),
}
LONGEST_TITLE = 80
OTHER_PATHS = "other paths"
# The first words of HubSpot's paths, below /crm or by themselves, and those that say what is done there.
_ABOUT = frozenset(
    {
        "account-info",
        "associations",
        "lists",
        "oauth",
        "objects",
        "owners",
        "pipelines",
        "properties",
        "property-validations",
        "webhooks",
    }
)
_CALLS = frozenset(
    {
        "access-tokens",
        "api-usage",
        "archive",
        "associate",
        "associations",
        "batch",
        "create",
        "default",
        "details",
        "gdpr-delete",
        "groups",
        "introspect",
        "labels",
        "memberships",
        "merge",
        "read",
        "refresh-tokens",
        "restore",
        "revoke",
        "search",
        "settings",
        "stages",
        "subscriptions",
        "token",
        "update",
        "upsert",
    }
)
_VERSION = re.compile(r"^(v\d+|\d{4}-\d{2}(-beta)?)$")


def title(record: Record) -> str:
    """What people call a record; its number where it has no name."""
    for names in TITLES.get(record.type, (("name",),)):
        words = " ".join(
            _as_text(name, record.properties[name]) for name in names if name in record.properties
        )
        if words:
            return words if len(words) <= LONGEST_TITLE else f"{words[:LONGEST_TITLE]}…"
    return f"{record.type} {record.id}"


def _as_text(name: str, value: str) -> str:
    return plain(value) if name == "hs_note_body" else value


def plain(markup: str) -> str:
    """The text of a task's or note's HTML: tags gone, entities resolved."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", markup)).split())


def when(ms: int | None) -> str:
    """Like "2026-09-07 08:00:00", in UTC as everything in the box; empty for no moment."""
    return f"{moments.from_ms(ms):%Y-%m-%d %H:%M:%S}" if ms is not None else ""


def moment(text: str) -> str:
    """A datetime property as `when` writes it; whatever cannot be read stays as it is."""
    try:
        return when(moments.parse(text)) if text else ""
    except (ValueError, OverflowError):
        return text


def ago(ms: int, now: datetime) -> str:
    """Like "5 min ago", in the coarsest unit that fits."""
    seconds = (moments.to_ms(now) - ms) // 1000
    for unit, size in (("d", 86_400), ("h", 3600), ("min", 60)):
        if abs(seconds) >= size:
            return f"{seconds // size} {unit} ago" if seconds > 0 else f"in {-seconds // size} {unit}"
    return "just now" if seconds >= 0 else "in a moment"


def family(path: str, types: Collection[str]) -> str:
    """What a call is about, without ids and names: "contacts search" of "/crm/v3/objects/contacts/search".

    `types` is what object types are called. What leads nowhere is all one, so that no caller can fill the page.
    """
    words = [word for word in path.strip("/").split("/") if not _VERSION.match(word)]
    words = words[1:] if words[:1] == ["crm"] else words
    about, *rest = words or [""]
    if about not in _ABOUT or (about == "objects" and not {*rest[:1]} & {*types}):
        return OTHER_PATHS
    told = [word for word in rest if word in _CALLS or word in types]
    return " ".join(told if about == "objects" and told else [about, *told])


def shown(path: str) -> str:
    """A path without the token that OAuth's older ones carry."""
    return re.sub(r"(?<=-tokens/)[^/]+", "…", path)


def pretty(body: str) -> str:
    """JSON with line breaks; anything else as it is."""
    try:
        return json.dumps(json.loads(body), indent=2, ensure_ascii=False)
    except ValueError:
        return body


def event_line(event: Mapping[str, Any]) -> str:
    """One webhook event in a line: "contact.propertyChange 1001 email=ada@oak.example"."""
    subject = event.get("objectId") or f"{event.get('fromObjectId')} → {event.get('toObjectId')}"
    name = event.get("propertyName")
    change = f" {name}={event.get('propertyValue', '')}" if name else ""
    return f"{event.get('subscriptionType')} {subject}{change}"
