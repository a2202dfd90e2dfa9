"""How fast webhooks are acknowledged while the worker absorbs and decides.

Ten kept-alive connections send signed deliveries of 100 events each to the program as `flipfunnel run` serves it. The
baseline is a bare route under the same web server that only verifies the signature; both are measured beside the same
busy worker, in turns.

    python -m benchmarks.webhooks [--quick] [--seed N]
"""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from statistics import median

from benchmarks.common import Options, answer, folder, options, quantile, say
from benchmarks.crowd import Crowd
from benchmarks.load import Order
from benchmarks.processes import Running, helper, program, settings_of
from sandbox import Portal
from store import counters, grouping, queue
from webhooks.receiver import PATH

CONNECTIONS, EVENTS = 10, 100
BUSY_EVERY = 0.5
"""Seconds between two marks on every account, so that the worker never runs out of accounts to decide."""


@dataclass(frozen=True)
class Site:
    """Everything that is measured, and where it is."""

    portal: Portal
    running: Running
    bare: str
    contacts: list[int]


@dataclass(frozen=True)
class Run:
    """What came of one stretch of deliveries."""

    events_per_second: float
    p50_ms: float
    p99_ms: float
    load_cpu: float


def main() -> None:
    chosen = options(__doc__)
    crowd = Crowd(chosen.size(400, 20), chosen.size(2000, 60), chosen.size(100, 5), chosen.seed)
    with folder() as place:
        crowd.move_in(place / "portal")
        with (
            closing(Portal.open(place / "portal", empty=True)) as portal,
            helper("box", str(place / "portal")) as host,
            helper("bare", first_line=portal.client_secret) as bare,
            program(place / "data", settings_of(place / "data", portal, host)) as running,
        ):
            contacts = [int(one.id) for one in portal.records("contacts")]
            _compare(chosen, Site(portal, running, bare, contacts))


def _compare(chosen: Options, site: Site) -> None:
    """In turns, so that what else the machine does meets both alike."""
    rounds, deliveries = chosen.size(3, 1), chosen.size(1000, 20)
    seeds = iter(range(chosen.seed, chosen.seed + 3 * rounds + 1))
    idle = _send(site, site.running.hooks, deliveries, next(seeds))
    own, bare = [], []
    with _kept_busy(site):
        before = _done(site)
        for _ in range(rounds):
            bare.append(_send(site, site.bare, deliveries, next(seeds)))
            own.append(_send(site, site.running.hooks, deliveries, next(seeds)))
        worked = {name: count - before[name] for name, count in _done(site).items()}
    mine, theirs = _middle(own), _middle(bare)
    answer(
        "webhooks",
        chosen,
        own={
            **mine,
            "events_per_second_worker_idle": idle.events_per_second,
            "p99_ms_worker_idle": idle.p99_ms,
            **worked,
        },
        baseline=theirs,
        ratios={
            "own_events_per_second_to_baseline": mine["events_per_second"] / theirs["events_per_second"],
            "own_p99_to_baseline": mine["p99_ms"] / theirs["p99_ms"],
        },
    )


def _send(site: Site, url: str, deliveries: int, seed: int) -> Run:
    order = Order(
        url + PATH,
        site.portal.client_secret,
        site.portal.portal_id,
        site.contacts,
        CONNECTIONS,
        deliveries,
        EVENTS,
        seed,
    )
    command = [sys.executable, "-m", "benchmarks.load"]
    done = subprocess.run(
        command, input=json.dumps(asdict(order)), capture_output=True, text=True, check=True
    )
    told = json.loads(done.stdout)
    if told["refused"]:
        raise RuntimeError(f"{told['refused']} deliveries were not acknowledged")
    run = Run(
        events_per_second=deliveries * EVENTS / told["seconds"],
        p50_ms=1000 * quantile(told["acknowledged_in"], 0.5),
        p99_ms=1000 * quantile(told["acknowledged_in"], 0.99),
        load_cpu=told["own_cpu"],
    )
    say(f"{url}: {run}")
    return run


def _middle(runs: Sequence[Run]) -> dict[str, float]:
    """The median of each number."""
    return {name: median(asdict(run)[name] for run in runs) for name in asdict(runs[0])}


@contextmanager
def _kept_busy(site: Site) -> Iterator[None]:
    """The worker has accounts to decide all the time, and deliveries to absorb."""
    enough = threading.Event()

    def mark() -> None:
        while not enough.wait(BUSY_EVERY):
            with site.running.database.begin() as tx:
                grouping.mark_all_due(tx, site.portal.portal_id)
                queue.ask(tx, site.portal.portal_id, "decide")

    thread = threading.Thread(target=mark)
    thread.start()
    try:
        yield
    finally:
        enough.set()
        thread.join()


def _done(site: Site) -> dict[str, int]:
    """What the worker has done so far."""
    with site.running.database.begin() as tx:
        counted = counters.read(tx, site.portal.portal_id)
    return {
        "events_absorbed_meanwhile": counted.get("events", 0),
        "decisions_meanwhile": counted.get("evaluations", 0),
    }


if __name__ == "__main__":
    main()
