"""What makes no sense in a scenario although each value is of the right kind: moments out of order, words that lead nowhere."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from difflib import get_close_matches
from typing import Any

from sandbox import definitions, oauth, objects
from sandbox.database import Database
from sandbox.scenario import Scenario, moment
from sandbox.scenario_fits import shown
from sandbox.scenario_shape import Fault, unknown
from sandbox.subscriptions import PROPERTY_CHANGE

USUAL_CREATED = "-1d"
# Scopes that HubSpot's apps ask for, though no call of the box needs them (HubSpot scopes page).
OTHER_SCOPES = (
    "automation",
    "conversations.read",
    "conversations.write",
    "crm.export",
    "crm.import",
    "crm.objects.marketing_events.read",
    "crm.objects.marketing_events.write",
    "files",
    "forms",
    "sales-email-read",
    "settings.users.read",
    "settings.users.write",
    "timeline",
)
SAME_WORD = 0.8  # so near to a property that another one can hardly be meant


def faults_of(db: Database, scenario: Scenario, now: datetime) -> Iterator[Fault]:
    """Each with its place. `db` has the scenario's own types and properties already."""
    says = scenario.tables.get("start")
    start = says if isinstance(says, datetime) and says.tzinfo else None
    yield from _timeline(scenario, start)
    for nickname, given in scenario.named("records").items():
        for place, said in _past(given, start or now):
            yield ("records", nickname, *place), said
    yield from _owners(scenario)
    yield from _pipelines(db, scenario)
    yield from _scopes(db, scenario)
    for written in scenario.one("webhooks").get("subscriptions", []):
        if said := wrong_subscription(db, written):
            yield ("webhooks", "subscriptions"), said


def _timeline(scenario: Scenario, start: datetime | None) -> Iterator[Fault]:
    """Without a start, a moment cannot be judged: it depends on when the portal is made."""
    for number, line in scenario.all("timeline"):
        at = line["at"]
        before = start and at < start if isinstance(at, datetime) else at.strip().startswith("-")
        if before:
            said = f"{shown(at)} is before the start; what happened by then belongs into a record's history"
            yield ("timeline", number, "at"), said


def _past(given: Mapping[str, Any], start: datetime) -> Iterator[Fault]:
    """Of a record: it is created before the start, and changed in between."""
    written = given.get("created", USUAL_CREATED)
    created = moment(written, start)
    if created > start:
        yield ("created",), f"{shown(written)} is after the start; let a line of the timeline create it"
    for number, entry in enumerate(given.get("history", [])):
        at, place = moment(entry["at"], start), ("history", number, "at")
        if at > start:
            yield place, f"{shown(entry['at'])} is after the start; make it a line of the timeline"
        elif at < created:
            said = f"{shown(entry['at'])} is before the record was created ({shown(written)})"
            yield place, f"{said}; set an earlier created, or a later at"


def _owners(scenario: Scenario) -> Iterator[Fault]:
    seen = Counter[int]()
    for number, owner in scenario.all("owners"):
        seen[owner["id"]] += 1
        if seen[owner["id"]] > 1:
            yield ("owners", number, "id"), f"another owner has the id {owner['id']}; give this one its own"


def _pipelines(db: Database, scenario: Scenario) -> Iterator[Fault]:
    """Each stage of a deal tells how likely it is won."""
    for number, pipeline in scenario.all("pipelines"):
        kind = objects.named(db, pipeline["type"])
        if kind is None or kind.plural != "deals":
            continue
        for place, stage in enumerate(pipeline["stages"]):
            given = stage.get("probability")
            if not _is_share(given):
                said = "probability is missing" if given is None else f"{shown(given)} is no probability"
                yield (
                    ("pipelines", number, "stages", place, "probability"),
                    f"{said}; write a number from 0 to 1, such as 0.4",
                )


def _is_share(given: Any) -> bool:
    try:
        return not isinstance(given, bool) and 0 <= float(given) <= 1
    except (TypeError, ValueError):
        return False


def _scopes(db: Database, scenario: Scenario) -> Iterator[Fault]:
    kinds = {kind.scope for kind in objects.known(db).values()}
    of_kinds = (
        f"crm.{part}.{kind}.{mode}"
        for part in ("objects", "schemas")
        for kind in sorted(kinds)
        for mode in ("read", "write")
    )
    known = {*oauth.SCOPES, *OTHER_SCOPES, *of_kinds}
    for table, key in (("access", "missing_scopes"), ("oauth", "scopes")):
        for scope in scenario.one(table).get(key, []):
            if scope not in known:
                yield (table, key), unknown(scope, sorted(known), "scope")


def wrong_subscription(db: Database, written: str) -> str:
    """What is wrong with "contact.propertyChange:email", "" where nothing is.

    A property that resembles no other one may be made later, by the program that is tested.
    """
    what, _, name = (part.strip() for part in written.partition(":"))
    family, _, change = what.partition(".")
    if change != PROPERTY_CHANGE:
        return ""
    if not name:
        return f"{what} tells of one property; write {what}:PROPERTY, such as {what}:{_example(family)}"
    kind = objects.named(db, family)
    known = definitions.of_type(db, kind.plural) if kind else {}
    near = get_close_matches(name, known, 1, cutoff=SAME_WORD)
    if kind is None or name in known or not near:
        return ""
    return f'{written}: {kind.plural} have no property "{name}"; did you mean "{near[0]}"?'


def _example(family: str) -> str:
    return {"contact": "email", "company": "domain", "deal": "dealstage"}.get(family, "hubspot_owner_id")
