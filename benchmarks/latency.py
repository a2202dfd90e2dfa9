"""How long it takes from a change in the portal until the program's answer to it stands in the portal.

A contact fills in a form; the sandbox sends its webhook at once; the program (web and worker as `flipfunnel run` starts
them) absorbs it, decides, and writes the contact's funnel step. Measured one change after the other, each of a contact in
another account. The baseline is the portal's own part of that: one signed webhook to a bare route, one batch read, one
batch update.

    python -m benchmarks.latency [--quick] [--seed N]
"""

import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass

from accounts.values import Kind
from benchmarks.common import answer, folder, options, quantile, say
from benchmarks.crowd import Crowd
from benchmarks.processes import Running, helper, program, settings_of
from connector import Gateway, HubSpot
from pipeline.idle import is_idle
from pipeline.tools import Tools
from sandbox import STANDARD_SUBSCRIPTIONS, Portal, serve
from store import counters
from webhooks.receiver import PATH

FORM = {"recent_conversion_event_name": "Whitepaper on latency"}
STEP = "abm_funnel_step"
PATIENCE = 60.0
LOOK_EVERY = 0.002


@dataclass(frozen=True)
class Lab:
    portal: Portal
    running: Running

    def wait_for(self, happened: Callable[[], bool], what: str) -> float:
        """Seconds until it has happened."""
        began = time.perf_counter()
        while not happened():
            if time.perf_counter() - began > PATIENCE:
                raise RuntimeError(f"{what} did not happen within {PATIENCE:.0f} seconds")
            time.sleep(LOOK_EVERY)
        return time.perf_counter() - began

    def settle(self) -> int:
        """The decisions made so far, once the program has nothing left to do: it reads its own writes back as well."""
        tools = Tools(self.running.database, {})

        def is_done() -> bool:
            self.portal.deliver()
            return not self.portal.pending_events() and is_idle(tools, self.portal.portal_id)

        self.wait_for(is_done, "the end of the work")
        with self.running.database.begin() as tx:
            return counters.read(tx, self.portal.portal_id).get("evaluations", 0)


def main() -> None:
    chosen = options(__doc__)
    changes = chosen.size(200, 10)
    crowd = Crowd(2 * changes, 4 * changes, 0, chosen.seed)  # who has bought is beyond forms
    with folder() as place:
        crowd.move_in(place / "portal")
        with (
            closing(Portal.open(place / "portal", empty=True)) as portal,
            closing(serve(portal)) as server,
            helper("bare", first_line=portal.client_secret) as bare,
            program(place / "data", settings_of(place / "data", portal, server.url)) as running,
        ):
            lab = Lab(portal, running)
            contacts = _uninterested(portal, changes)
            before = lab.settle()
            portal.subscribe(running.hooks + PATH, STANDARD_SUBSCRIPTIONS)
            own = [_change(lab, contact) for contact in contacts]
            after = lab.settle()
            portal.subscribe(bare + PATH, STANDARD_SUBSCRIPTIONS)
            alone = [_round_trip(portal, HubSpot(Gateway(portal.token, server.url)), one) for one in contacts]
    decided = after - before
    p50, p95, theirs = quantile(own, 0.5), quantile(own, 0.95), quantile(alone, 0.5)
    answer(
        "latency",
        chosen,
        own={
            "changes": changes,
            "p50_seconds": p50,
            "p95_seconds": p95,
            "decisions_per_change": decided / changes,
        },
        baseline={"p50_seconds": theirs, "p95_seconds": quantile(alone, 0.95)},
        ratios={"own_p50_to_baseline": p50 / theirs, "own_p95_to_baseline": p95 / quantile(alone, 0.95)},
    )


def _uninterested(portal: Portal, wanted: int) -> list[str]:
    """Contacts that have filled in no form yet, no two of one account."""
    records = [
        one for one in portal.records("contacts") if not one.properties.get("recent_conversion_event_name")
    ]
    by_company = {one.properties["email"].partition("@")[2]: one.id for one in records}
    return list(by_company.values())[:wanted]


def _change(lab: Lab, contact: str) -> float:
    """Seconds from one contact's form to its funnel step in the portal."""
    began = time.perf_counter()
    lab.portal.update("contacts", contact, FORM, by="FORMS")
    lab.portal.deliver()
    lab.wait_for(lambda: _holds(lab.portal, contact, STEP) == "interest", f"the funnel step of {contact}")
    seconds = time.perf_counter() - began
    say(f"{contact}: {seconds:.3f} s")
    return seconds


def _round_trip(portal: Portal, api: HubSpot, contact: str) -> float:
    """The same without us: the portal tells of a change, answers a read and takes a write."""
    began = time.perf_counter()
    portal.update("contacts", contact, {"jobtitle": "Head of Latency"}, by="CRM_UI")
    portal.deliver()
    api.batch(Kind.CONTACT, [contact], ["email", *FORM], list(FORM))
    api.update(Kind.CONTACT, [(contact, {STEP: "awareness"})])
    return time.perf_counter() - began


def _holds(portal: Portal, contact: str, name: str) -> str | None:
    record = portal.record("contacts", contact)
    return record.properties.get(name) if record else None


if __name__ == "__main__":
    main()
