"""What a test or the story may ask of a portal's webhooks without HTTP.

As HubSpot documents it: batches, signatures, retries, duplicates, disorder, pauses. Not imitated: settings take effect at once
(HubSpot caches them for up to five minutes), a target may be plain HTTP on loopback, and there is no webhooks journal.
"""

import threading
from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sandbox import hook_settings, moments, outgoing, subscriptions
from sandbox.database import Database
from sandbox.delivery import Delivered, Target, round_of_deliveries
from sandbox.subscriptions import Asked


class PortalWebhooks(ABC):
    """The part of a portal that tells the app what happened."""

    db: Database
    portal_id: int
    app_id: int
    client_secret: str
    answer_within = 5.0
    """Seconds a target may take; more is a failure, as with HubSpot."""
    signs_in_real_time = False
    """Receivers refuse old signatures by their own clock, which a portal with a time of its own need not share."""

    def __init__(self) -> None:
        self._delivering = threading.Lock()

    @abstractmethod
    def now(self) -> datetime: ...

    @property
    def subscribed(self) -> list[tuple[str, str | None]]:
        """[(subscription type, property or None)], paused ones included."""
        return [(one.type, one.name) for one in subscriptions.every(self.db)]

    def subscribe(self, url: str, asked: Sequence[Asked], *, generic: bool = False) -> None:
        """Replace target and subscriptions, e.g. [("contact.propertyChange", "email"), ("contact.creation", None)].

        Generic ones name the object type as well: ("object.creation", None, "task"). With `generic` the first spelling
        is taken for all of them, tasks, leads and a portal's own types included: ("task.creation", None).
        """
        with self.db.transaction():
            hook_settings.keep_target(self.db, url, self._moment())
            subscriptions.replace(self.db, asked, self._moment(), generic=generic)

    def events_made(self) -> int:
        return int(self.db.value("SELECT count(*) FROM event"))

    def pending_events(self) -> int:
        """Events waiting to be delivered, duplicates and those not yet due counted."""
        return int(self.db.value("SELECT count(*) FROM queue"))

    def lost_events(self) -> int:
        """Events given up after their tenth retry."""
        return int(self.db.setting(outgoing.LOST) or 0)

    def next_delivery(self) -> datetime | None:
        """When `deliver` has something to try: now, or a later moment; None where nothing waits."""
        due = outgoing.next_due(self.db)
        return None if due is None else moments.from_ms(max(due, self._moment()))

    def deliver(self) -> Delivered:
        """Try everything once that is due; what fails stays pending until its retry is due."""
        with self._delivering:
            settings = hook_settings.read(self.db)
            target = Target(
                settings.url,
                self.client_secret,
                self.portal_id,
                self.app_id,
                settings.in_flight,
                self.answer_within,
            )
            signed_at = moments.to_ms(datetime.now(UTC)) if self.signs_in_real_time else None
            return round_of_deliveries(self.db, target, self._moment(), signed_at)

    def redeliver_week(self) -> int:
        """Queue every event ever made once more, as HubSpot's retries would; returns how many."""
        with self.db.transaction():
            made = self.db.rows("SELECT seq FROM event")
            for (seq,) in made:
                outgoing.queue(self.db, seq, attempt=1)
        return len(made)

    # HubSpot's weather

    def spread_retries(self, *, on: bool = True) -> None:
        """Retry as HubSpot does: at most ten times, over 24 hours of the portal's now, at chance moments; then never.

        Off, each `deliver` tries again whatever failed, for ever.
        """
        self._set(outgoing.SPREAD, "yes" if on else None)

    def hold_back(self, share: float, within: timedelta = timedelta(hours=24)) -> None:
        """From now on let this share (0 to 1) of the events come late, by up to `within`."""
        self._set(outgoing.HELD_BACK, f"{share} {within // timedelta(milliseconds=1)}")

    def reuse_event_ids(self, one_in: int) -> None:
        """From now on let one event in so many carry the eventId of the one before; 0: none."""
        self._set(outgoing.REUSED, str(one_in))

    def _moment(self) -> int:
        return moments.to_ms(self.now())

    def _set(self, name: str, value: str | None) -> None:
        if value is None:
            self.db.run("DELETE FROM setting WHERE name = ?", name)
        else:
            self.db.keep_setting(name, value)
