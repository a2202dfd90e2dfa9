"""How long a full sync takes beside the API's own time.

The sandbox portal runs in a process of its own. The baseline makes the same calls one after the other and throws the
answers away; the own numbers are of `pipeline.sync.full_sync` as the program calls it, for the first time and once more
when nothing has changed.

    python -m benchmarks.full_sync [--quick] [--seed N]
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import SecretStr

from accounts.needs import Needs
from accounts.values import Definition, Kind
from app import open_tools
from benchmarks.common import answer, folder, options, say
from benchmarks.crowd import Crowd
from benchmarks.processes import CALLS, helper
from connector import Gateway, HubSpot, Link, Owner, PipelineStage, RecordRead
from pipeline import connect
from pipeline.frame import KINDS
from pipeline.sync import Progress, answers, full_sync
from pipeline.tools import Tools
from rules import load, needs
from sandbox import Portal
from settings import EXAMPLE_RULEBOOK, Settings

T = TypeVar("T")


class Timed(HubSpot):
    """A portal that counts the seconds spent in it, the wait for the call budget included."""

    seconds = 0.0

    def definitions(self, kind: Kind) -> tuple[Definition, ...]:
        return self._timed(lambda: super(Timed, self).definitions(kind))

    def owners(self) -> tuple[Owner, ...]:
        return self._timed(super().owners)

    def pipelines(self) -> tuple[PipelineStage, ...]:
        return self._timed(super().pipelines)

    def pages(
        self, kind: Kind, properties: Sequence[str], history: Sequence[str] = ()
    ) -> Iterator[list[RecordRead]]:
        pages = super().pages(kind, properties, history)
        while (page := self._timed(lambda: next(pages, None))) is not None:
            yield page

    def associations(self, from_kind: Kind, to_kind: Kind, ids: Iterable[str]) -> list[Link]:
        return self._timed(lambda: super(Timed, self).associations(from_kind, to_kind, ids))

    def _timed(self, call: Callable[[], T]) -> T:
        began = time.perf_counter()
        try:
            return call()
        finally:
            self.seconds += time.perf_counter() - began


@dataclass(frozen=True)
class Sync:
    """Seconds of one full sync, and how many of them were spent in calls."""

    seconds: float
    in_calls: float


def main() -> None:
    chosen = options(__doc__)
    crowd = Crowd(chosen.size(4000, 20), chosen.size(20_000, 120), chosen.size(1000, 10), chosen.seed)
    with folder() as place:
        crowd.move_in(place / "portal")
        with closing(Portal.open(place / "portal", empty=True)) as portal:
            token = portal.token
        with helper("box", str(place / "portal")) as host, open_tools(_settings(place, host, token)) as tools:
            portal_id = next(iter(tools.portals))
            wanted = _put_in_force(tools, portal_id)
            first = _sync(tools, portal_id)
            calls = _calls_alone(HubSpot(Gateway(token, host)), wanted)
            again = _sync(tools, portal_id)
    answer(
        "full_sync",
        chosen,
        own={
            "contacts_per_second": crowd.contacts / first.seconds,
            "seconds": first.seconds,
            "share_in_calls": first.in_calls / first.seconds,
            "seconds_when_nothing_changed": again.seconds,
            "share_in_calls_when_nothing_changed": again.in_calls / again.seconds,
        },
        baseline={"contacts_per_second": crowd.contacts / calls.seconds, "seconds": calls.seconds},
        ratios={
            "own_seconds_to_baseline": first.seconds / calls.seconds,
            "own_seconds_to_baseline_when_nothing_changed": again.seconds / calls.seconds,
        },
    )


def _settings(place: Path, host: str, token: str) -> Settings:
    return Settings(
        data=place / "data",
        hubspot_token=SecretStr(token),
        hubspot_host=host,
        hubspot_calls_per_10_seconds=CALLS,
    )


def _put_in_force(tools: Tools, portal_id: int) -> Needs:
    """The example rulebook decides; answers what it needs of the portal."""
    text = EXAMPLE_RULEBOOK.read_text("utf-8")
    book = load(text, EXAMPLE_RULEBOOK.name)
    connect.create_properties(tools.portals[portal_id], book)
    connect.activate(tools, portal_id, book, text, EXAMPLE_RULEBOOK.name)
    return needs(book)


def _sync(tools: Tools, portal_id: int) -> Sync:
    api = Timed(tools.portals[portal_id].gateway)
    began = time.perf_counter()
    counts = full_sync(Tools(tools.database, {portal_id: api}), portal_id, Progress())
    done = Sync(time.perf_counter() - began, api.seconds)
    say(f"Full sync: {counts}, {done}")
    return done


def _calls_alone(api: HubSpot, wanted: Needs) -> Sync:
    """What a full sync asks of HubSpot, and nothing else."""
    began = time.perf_counter()
    for kind in KINDS:
        api.definitions(kind)
    api.owners()
    api.pipelines()
    for kind in KINDS:
        for _ in answers(api, kind, wanted, asked_at=0):
            pass
    seconds = time.perf_counter() - began
    say(f"The calls alone: {seconds:.1f} s")
    return Sync(seconds, seconds)


if __name__ == "__main__":
    main()
