"""A second reader: asks the portal by itself, and counts what it lacks of what was decided.

It shares no code with the writer: its own HTTP, its own paging, its own comparison. A mistake that writing and checking
made alike would otherwise stay unseen.
"""

import json
import re
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from store import decisions
from store.database import Database

_PLURAL = {"company": "companies", "contact": "contacts"}
_OURS = re.compile(r"\[flipfunnel (\w+)\]")


@dataclass(frozen=True)
class Difference:
    """One thing the portal lacks, or has twice."""

    object: str
    property: str
    wanted: str
    held: str


@dataclass(frozen=True)
class Reader:
    """Where and with what to ask."""

    host: str
    token: str

    def objects(
        self, plural: str, properties: Sequence[str]
    ) -> Iterator[tuple[str, Mapping[str, str | None]]]:
        """Every object of a kind with these properties."""
        after = ""
        while True:
            query = {"limit": "100", "properties": ",".join(properties)} | ({"after": after} if after else {})
            page = self._get(f"/crm/objects/2026-03/{plural}?{urllib.parse.urlencode(query)}")
            for one in page["results"]:
                yield one["id"], one["properties"]
            after = page.get("paging", {}).get("next", {}).get("after", "")
            if not after:
                return

    def _get(self, path: str) -> Any:
        url = self.host.rstrip("/") + path
        request = urllib.request.Request(url, headers={"Authorization": f"Bearer {self.token}"})  # noqa: S310 - configured
        with urllib.request.urlopen(request, timeout=15) as answer:  # noqa: S310 - configured
            return json.load(answer)


def differences(database: Database, portal_id: int, reader: Reader) -> list[Difference]:
    """What the portal lacks of what was decided last, and tasks that are missing or there twice."""
    with database.begin() as tx:
        wanted = decisions.last_wants(tx, portal_id)
        keys = decisions.wanted_tasks(tx, portal_id)
    return [*_values(reader, wanted), *_tasks(reader, keys)]


def _values(reader: Reader, wanted: Sequence[Mapping[str, str]]) -> Iterator[Difference]:
    for kind, plural in _PLURAL.items():
        mine = [want for want in wanted if want["kind"] == kind]
        held = dict(reader.objects(plural, sorted({want["property"] for want in mine}))) if mine else {}
        for want in mine:
            name, there = want["property"], held.get(want["object"])
            if there is not None and not _alike(there.get(name), want["text"]):
                yield Difference(f"{kind} {want['object']}", name, want["text"], there.get(name) or "")


def _alike(held: str | None, wanted: str) -> bool:
    if not held or not wanted:
        return (held or "") == wanted
    try:
        return held == wanted or datetime.fromisoformat(held) == datetime.fromisoformat(wanted)
    except ValueError:
        return False


def _tasks(reader: Reader, keys: Sequence[str]) -> Iterator[Difference]:
    bodies = (
        properties.get("hs_task_body") or "" for _, properties in reader.objects("tasks", ["hs_task_body"])
    )
    there = Counter(key for body in bodies for key in _OURS.findall(body))
    for key in sorted(set(keys) | set(there)):
        count = there[key]
        if count != 1 and (count > 1 or key in keys):
            yield Difference("task", key, "once", f"{count} times")
