"""What every step is handed: the database, the portals, the moment, and the rulebook in force."""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import sqlalchemy as sa

from accounts.needs import FactSpec
from accounts.values import Moment
from connector import HubSpot, HubSpotError
from rules import Rulebook, fact_spec, load, spec_for
from store import clock, portals, rulebooks
from store.database import Database

log = logging.getLogger(__name__)

PATIENCE = 60
"""Seconds until HubSpot is asked again after it did not let us in or did not answer."""


@dataclass(frozen=True)
class InForce:
    """The rulebook version that decides, read and ready."""

    version: rulebooks.Version
    book: Rulebook
    spec: FactSpec

    def spec_of(self, account: str) -> FactSpec:
        """How the facts of an account are made."""
        return spec_for(self.spec, self.book, account)


@dataclass(frozen=True)
class Tools:
    """Built once by the composition points, handed down as a value."""

    database: Database
    portals: Mapping[int, HubSpot]
    _loaded: dict[str, InForce] = field(default_factory=dict, repr=False)

    def now(self, tx: sa.Connection | None = None) -> Moment:
        """The program's moment: one row in the database that all processes read; live it is the wall clock."""
        if tx is not None:
            return int(clock.now(tx).timestamp())
        with self.database.begin() as own:
            return int(clock.now(own).timestamp())

    def in_force(self, tx: sa.Connection, portal_id: int) -> InForce | None:
        """The active rulebook, parsed once per content and process."""
        version = rulebooks.active(tx, portal_id)
        if version is None:
            return None
        if version.digest not in self._loaded:
            book = load(version.text, version.file)
            self._loaded[version.digest] = InForce(version, book, fact_spec(book))
        known = self._loaded[version.digest]
        return known if known.version == version else InForce(version, known.book, known.spec)


def is_paused(tools: Tools, portal_id: int) -> bool:
    """Whether HubSpot asked for patience, or did not answer a moment ago."""
    with tools.database.begin() as tx:
        until = portals.paused_until(tx, portal_id)
        return until is not None and until > tools.now(tx)


@dataclass
class Attempt:
    """One piece of work with HubSpot. Only one that `asked` something can tell that HubSpot answers again."""

    asked: bool = False


@contextmanager
def patience(
    tools: Tools, portal_id: int, on_trouble: Callable[[HubSpotError], None] | None = None
) -> Iterator[Attempt]:
    """Let HubSpot fail without losing anything: say what is wrong and the next step, and come back later by ourselves."""
    attempt = Attempt()
    try:
        yield attempt
    except HubSpotError as error:
        log.warning("hubspot_trouble", extra={"portal_id": portal_id, "trouble": error.sentence})
        with tools.database.begin() as tx:
            now = tools.now(tx)
            portals.trouble(tx, portal_id, f"{error.sentence} {error.next_step}".strip(), now)
            patient_already = portals.paused_until(tx, portal_id) or 0
            portals.pause(tx, portal_id, max(patient_already, now + (error.retry_after or PATIENCE)))
        if on_trouble is not None:
            on_trouble(error)
    else:
        if attempt.asked:
            _all_is_well(tools, portal_id)


def _all_is_well(tools: Tools, portal_id: int) -> None:
    """End trouble and pause, unless another job has found new trouble meanwhile."""
    with tools.database.begin() as tx:
        now = tools.now(tx)
        until = portals.paused_until(tx, portal_id)
        if until is None or until <= now:
            portals.trouble(tx, portal_id, None, now)
            portals.pause(tx, portal_id, None)
