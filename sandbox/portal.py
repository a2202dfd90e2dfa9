"""The portal itself: one folder, one portal, everything a test or the story may ask of it without HTTP."""

import re
import threading
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from sandbox import definitions, demo, events, moments, portal_setup, records
from sandbox.database import Database
from sandbox.delivery import Delivered, Target, round_of_deliveries
from sandbox.faults import Faults
from sandbox.hands import Hands
from sandbox.records import Change, Record

PORTAL_ID = 6251500
APP_ID = 54321
FILE = "portal.sqlite"


@dataclass(frozen=True)
class Call:
    """One API call that was received. Status 0: it never got an answer."""

    method: str
    path: str
    status: int
    at: datetime


class Portal:
    """A HubSpot portal in a box; open it with `Portal.open(folder)` and put it on HTTP with `serve(portal)`."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.portal_id = PORTAL_ID
        self.app_id = APP_ID
        self.token = f"pat-eu1-{_secret('token')}"
        self.client_secret = _secret("client secret")
        self.faults = Faults()
        self.missing_scopes: set[str] = set()
        self.token_revoked = False
        self._delivering = threading.Lock()

    @classmethod
    def open(cls, folder: Path, *, virtual_now: datetime | None = None, empty: bool = False) -> Self:
        """Open the portal in a folder; the first time it is made and filled.

        With `empty` it has the standard definitions, owners and pipelines only. With `virtual_now` it keeps its own
        time from then on; without, it lives in real time.
        """
        folder.mkdir(parents=True, exist_ok=True)
        portal = cls(Database(folder / FILE))
        with portal.db.transaction():
            if portal.db.setting("seed") is None:
                portal.db.keep_setting("seed", "19")
                definitions.fill(portal.db)
                portal_setup.fill(portal.db)
                if not empty:
                    demo.fill(portal.db)
            if virtual_now is not None:
                portal.set_now(virtual_now)
        return portal

    def close(self) -> None:
        self.faults.stop()
        self.db.close()

    # Time

    def now(self) -> datetime:
        """The portal's own now where it has one, else real time; always UTC, in whole milliseconds."""
        kept = self.db.setting("now")
        return moments.from_ms(int(kept) if kept else moments.to_ms(datetime.now(UTC)))

    def set_now(self, moment: datetime) -> None:
        """Move the portal's own now; never backwards."""
        with self.db.transaction():
            kept = self.db.setting("now")
            self.db.keep_setting("now", str(max(moments.to_ms(moment), int(kept or 0))))

    def has_own_now(self) -> bool:
        return self.db.setting("now") is not None

    # Webhooks

    @property
    def subscribed(self) -> list[tuple[str, str | None]]:
        return events.subscribed(self.db)

    def subscribe(self, url: str, subscriptions: Sequence[tuple[str, str | None]]) -> None:
        """Replace target and subscriptions, e.g. [("contact.propertyChange", "email"), ("contact.creation", None)]."""
        with self.db.transaction():
            self.db.keep_setting("target", url)
            events.subscribe(self.db, subscriptions)

    def events_made(self) -> int:
        return int(self.db.value("SELECT count(*) FROM event"))

    def pending_events(self) -> int:
        """Events waiting to be delivered, duplicates counted."""
        return int(self.db.value("SELECT count(*) FROM queue"))

    def deliver(self) -> Delivered:
        """Try everything pending once; what fails stays pending."""
        with self._delivering:
            target = Target(self.db.setting("target") or "", self.client_secret, self.portal_id, self.app_id)
            return round_of_deliveries(self.db, target, moments.to_ms(self.now()))

    def redeliver_week(self) -> int:
        """Queue every event ever made once more, as HubSpot's retries would; returns how many."""
        with self.db.transaction():
            made = self.db.rows("SELECT seq FROM event")
            for (seq,) in made:
                events.queue(self.db, seq, attempt=1)
        return len(made)

    # Calls and access

    def api_calls(self) -> int:
        return int(self.db.value("SELECT coalesce(max(seq), 0) FROM call"))

    def calls(self, method: str | None = None, path_regex: str | None = None) -> list[Call]:
        """The calls received, oldest first; the path is the one called, without its query."""
        found = self.db.rows("SELECT method, path, status, at FROM call ORDER BY seq")
        listed = [Call(kind, path, status, moments.from_ms(at)) for kind, path, status, at in found]
        return [
            call
            for call in listed
            if method in {None, call.method} and (path_regex is None or re.search(path_regex, call.path))
        ]

    def note_call(self, method: str, path: str, status: int) -> None:
        at = moments.to_ms(self.now())
        self.db.run(
            "INSERT INTO call (method, path, status, at) VALUES (?, ?, ?, ?)", method, path, status, at
        )

    def revoke_token(self) -> None:
        self.token_revoked = True

    def restore_token(self) -> None:
        self.token_revoked = False

    # Records, as people and HubSpot itself see and change them

    def records(self, object_type: str) -> list[Record]:
        """Live records by ascending id."""
        return records.every(self.db, object_type)

    def record(self, object_type: str, record_id: str | int) -> Record | None:
        """A record, live or archived."""
        live = records.load(self.db, object_type, record_id)
        return live or records.load(self.db, object_type, record_id, archived=True)

    def history(self, object_type: str, record_id: str | int, name: str) -> list[Change]:
        """The changes of one property, newest first."""
        return records.history(self.db, object_type, record_id, name)

    def create(
        self,
        object_type: str,
        properties: Mapping[str, Any],
        *,
        by: str = "CRM_UI",
        associations: Sequence[tuple[str, str, int]] = (),
    ) -> str:
        """A new record; associations are (to type, to id, association type id). Returns its id."""
        return self._hands().create(object_type, properties, by=by, associations=associations)

    def update(
        self, object_type: str, record_id: str, properties: Mapping[str, Any], *, by: str = "CRM_UI"
    ) -> None:
        self._hands().update(object_type, record_id, properties, by=by)

    def archive(self, object_type: str, record_id: str, *, by: str = "CRM_UI") -> None:
        self._hands().archive(object_type, record_id, by=by)

    def associate(self, from_type: str, from_id: str, to_type: str, to_id: str, type_id: int) -> None:
        self._hands().associate(from_type, from_id, to_type, to_id, type_id)

    def dissociate(self, from_type: str, from_id: str, to_type: str, to_id: str) -> None:
        self._hands().dissociate(from_type, from_id, to_type, to_id)

    def _hands(self) -> Hands:
        return Hands(self.db, moments.to_ms(self.now()))


def _secret(what: str) -> str:
    """Shaped like HubSpot's, the same for every box, and worth nothing outside of it."""
    return str(uuid.uuid5(uuid.NAMESPACE_DNS, f"{what}.sandbox.example"))
