"""The portal itself: one folder, one portal, everything a test or the story may ask of it without HTTP."""

import re
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from sandbox import definitions, demo, ledger, moments, portal_setup
from sandbox.database import Database
from sandbox.faults import Faults
from sandbox.limits import Windows
from sandbox.oauth import OAuth
from sandbox.portal_admin import PortalAdmin
from sandbox.portal_records import PortalRecords
from sandbox.portal_relations import PortalRelations
from sandbox.portal_webhooks import PortalWebhooks

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


class Portal(PortalAdmin, PortalRecords, PortalRelations, PortalWebhooks):
    """A HubSpot portal in a box; open it with `Portal.open(folder)` and put it on HTTP with `serve(portal)`."""

    def __init__(self, db: Database) -> None:
        super().__init__()
        self.db = db
        self.portal_id = PORTAL_ID
        self.app_id = APP_ID
        self.token = f"pat-eu1-{_secret('token')}"
        self.client_secret = _secret("client secret")
        self.developer_key = _secret("developer key")
        self.faults = Faults(db)
        self.windows = Windows()
        self.oauth = OAuth(db, self.now)

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
        self.faults.released.set()
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

    # Calls

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

    def _secrets(self) -> tuple[str, ...]:
        return self.token, self.client_secret, self.developer_key

    def note_call(self, method: str, path: str, status: int, bodies: ledger.Bodies | None = None) -> None:
        """Every call is counted for ever; bodies are kept of the last ones only, without the portal's secrets."""
        ledger.keep_call(self.db, (method, path, status, moments.to_ms(self.now())), bodies, self._secrets())


def _secret(what: str) -> str:
    """Shaped like HubSpot's, the same for every box, and worth nothing outside of it."""
    return str(uuid.uuid5(uuid.NAMESPACE_DNS, f"{what}.sandbox.example"))
