"""A scenario becomes a portal: the account, its definitions, its records with their past, and what goes wrong in it."""

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from sandbox import casting, moments, objects, scenario_links, scenario_sense, timeline
from sandbox.durations import duration
from sandbox.errors import RefusalError
from sandbox.hands import Hands
from sandbox.orders import order_fault
from sandbox.portal import Portal
from sandbox.scenario import Scenario, keep, moment, refuse
from sandbox.scenario_links import Tie, UnmadeError
from sandbox.scenario_sense import USUAL_CREATED, wrong_subscription
from sandbox.scenario_shape import Fault, unknown
from sandbox.scenario_values import texts
from sandbox.subscriptions import STANDARD_SUBSCRIPTIONS


class Problems:
    """Collects what is wrong, place by place, so that all of it can be said in one pass."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    @contextmanager
    def at(self, *place: str | int) -> Iterator[None]:
        try:
            yield
        except UnmadeError:
            return  # what it leans on could not be made, and that has been said
        except RefusalError as refusal:
            self.faults += [(place, said) for said in sentences(refusal)]
        except (ValueError, KeyError) as wrong:
            self.faults.append((place, str(wrong)))


def rehearse(scenario: Scenario) -> None:
    """Make and play the scenario on a portal that is thrown away; ScenarioError with every problem."""
    with tempfile.TemporaryDirectory() as folder, closing(Portal.open(Path(folder), empty=True)) as portal:
        problems = Problems()
        _make(portal, scenario, problems)
        timeline.rehearse(portal, scenario, problems.at)
    refuse(scenario, [*scenario.faults, *problems.faults])


def load(portal: Portal, scenario: Scenario) -> None:
    """Fill a new portal, all or nothing; ScenarioError with every problem of the making."""
    problems = Problems()
    with portal.db.transaction():
        _make(portal, scenario, problems)
        refuse(scenario, [*scenario.faults, *problems.faults])


def _make(portal: Portal, scenario: Scenario, problems: Problems) -> None:
    with portal.db.transaction():
        start = portal.now()
        portal.db.keep_setting("seed", str(scenario.tables.get("seed", portal.db.setting("seed"))))
        for table, make in MAKERS.items():
            for number, given in scenario.all(table):
                with problems.at(table, number):
                    make(portal, given)
        problems.faults += scenario_sense.faults_of(portal.db, scenario, start)
        _records(portal, scenario, start, problems)
        for number, given in scenario.all("lists"):
            with problems.at("lists", number):
                _list(portal, given)
        _settings(portal, scenario, problems)
        timeline.start_at(portal, start)
        keep(portal.db, scenario)


def sentences(refusal: RefusalError) -> list[str]:
    """What HubSpot would say, one sentence for each thing that is wrong."""
    told = [str(error["message"]) for error in refusal.extra.get("errors", ())]
    return told or [refusal.message]


def _type(portal: Portal, given: Mapping[str, Any]) -> None:
    portal.add_object_type(given["type_id"], given["singular"], given["plural"])


def _owner(portal: Portal, given: Mapping[str, Any]) -> None:
    names = given.get("first", ""), given.get("last", "")
    more = {"archived": given.get("archived", False), "user_id": given.get("user_id")}
    portal.add_owner(given["id"], given["email"], *names, **more)


def _pipeline(portal: Portal, given: Mapping[str, Any]) -> None:
    stages = [
        (one["id"], one["label"], str(one.get("probability", "")), one.get("closed", False))
        for one in given["stages"]
    ]
    portal.add_pipeline(kind(portal, given["type"]), given["id"], given["label"], stages)


def _property(portal: Portal, given: Mapping[str, Any]) -> None:
    object_type = kind(portal, given["object"])
    body = {key: value for key, value in given.items() if key not in {"object", "readOnlyValue"}}
    body["options"] = [_option(one, order) for order, one in enumerate(given.get("options", []))]
    hubspots = given.get("hubspotDefined", False)
    body["modificationMetadata"] = {
        "archivable": not hubspots,
        "readOnlyDefinition": hubspots,
        "readOnlyValue": given.get("readOnlyValue", False),
    }
    portal.define(object_type, body)


def _option(given: Any, order: int) -> dict[str, Any]:
    """An option may be its value alone."""
    asked = given if isinstance(given, dict) else {"value": str(given), "label": str(given)}
    return {"displayOrder": order, "hidden": False, "description": "", "label": asked.get("value"), **asked}


def _label(portal: Portal, given: Mapping[str, Any]) -> None:
    ends = kind(portal, given["from"]), kind(portal, given["to"])
    portal.add_label(*ends, given["name"], given["label"], given.get("inverse_label"))


def _list(portal: Portal, given: Mapping[str, Any]) -> None:
    object_type = kind(portal, given["type"])
    list_id = portal.add_list(given["name"], object_type, given.get("processing_type", "MANUAL"))
    members = [scenario_links.who(portal.db, name) for name in given.get("members", [])]
    strangers = [
        name for name, key in zip(given.get("members", []), members, strict=True) if key[0] != object_type
    ]
    if strangers:
        raise ValueError(f"{strangers[0]} is none of the {object_type}, so it cannot be on this list")
    portal.add_members(list_id, [record_id for _, record_id in members])


def _fault(portal: Portal, given: Mapping[str, Any]) -> None:
    order_fault(portal, given)


Maker = Callable[[Portal, Mapping[str, Any]], None]
MAKERS: dict[str, Maker] = {
    "types": _type,
    "owners": _owner,
    "pipelines": _pipeline,
    "properties": _property,
    "labels": _label,
    "faults": _fault,
}


def kind(portal: Portal, name: str) -> str:
    """The plural of an object type by any of its names; ValueError with the nearest one."""
    found = objects.named(portal.db, name)
    if found is None:
        raise ValueError(unknown(name, objects.known(portal.db), "object type"))
    return found.plural


def _records(portal: Portal, scenario: Scenario, start: datetime, problems: Problems) -> None:
    """Each record first; then the associations with records further down, and the changes, in order of time."""
    named, every = scenario.named("records"), scenario.nicknames()
    later: list[tuple[str, Any, Hands]] = []
    for nickname, given in named.items():
        hands = Hands(portal.db, moments.to_ms(moment(given.get("created", USUAL_CREATED), start)))
        ties = []
        for link in given.get("associations", []):
            with problems.at("records", nickname, "associations"):
                scenario_links.check(link, every)
                if scenario_links.is_there(portal.db, link):
                    ties.append(scenario_links.resolved(portal.db, kind(portal, given["type"]), link))
                else:
                    later.append((nickname, link, hands))
        with problems.at("records", nickname):
            _create(portal, nickname, given, hands, ties)
    scenario_links.unmade(portal.db, (name for name in every if not scenario_links.is_there(portal.db, name)))
    for nickname, link, hands in later:
        with problems.at("records", nickname, "associations"):
            scenario_links.tie(hands, nickname, link)
    for nickname, given in named.items():
        _past(portal, nickname, given, start, problems)


def _create(
    portal: Portal, nickname: str, given: Mapping[str, Any], hands: Hands, ties: Sequence[Tie]
) -> None:
    object_type = kind(portal, given["type"])
    values = texts(portal.db, object_type, given["properties"])
    record_id = hands.create(object_type, values, by=given.get("by", "IMPORT"), associations=ties)
    casting.nickname(portal.db, nickname, object_type, record_id)


def _past(
    portal: Portal, nickname: str, given: Mapping[str, Any], start: datetime, problems: Problems
) -> None:
    """What happened to a record before the start, oldest first; then, so asked, that it was archived."""
    for number, entry in sorted(
        enumerate(given.get("history", [])), key=lambda one: moment(one[1]["at"], start)
    ):
        with problems.at("records", nickname, "history", number):
            key = scenario_links.who(portal.db, nickname)
            hands = Hands(portal.db, moments.to_ms(moment(entry["at"], start)))
            hands.update(*key, texts(portal.db, key[0], entry["set"]), by=entry.get("by", "CRM_UI"))
    if given.get("archived"):
        with problems.at("records", nickname, "archived"):
            portal.archive(*scenario_links.who(portal.db, nickname))


def _settings(portal: Portal, scenario: Scenario, problems: Problems) -> None:
    """What the tables that stand once say. They come last, so that nothing stands in the way of the making."""
    limits = dict(scenario.one("limits"))
    with problems.at("limits"):
        portal.set_search_lag(limits.pop("search_lag", 0))
        portal.set_limits(**limits)
    with problems.at("account"):
        portal.set_account(**scenario.one("account"))
    access = scenario.one("access")
    with problems.at("access"):
        portal.deny_scopes(*access.get("missing_scopes", []))
        if access.get("token_revoked"):
            portal.revoke_token()
    if "oauth" in scenario.tables:
        app = portal.oauth.app
        portal.oauth.register(**{**asdict(app), **scenario.one("oauth")})
    with problems.at("webhooks"):
        _webhooks(portal, scenario.one("webhooks"))


def _webhooks(portal: Portal, given: Mapping[str, Any]) -> None:
    if given.get("spread_retries"):
        portal.spread_retries()
    if late := given.get("late"):
        portal.hold_back(float(late["share"]), duration(late["within"]))
    portal.reuse_event_ids(given.get("reuse_event_ids", 0))
    timeline.hold_events(portal, hold=given.get("hold", False))
    sound = (one for one in given.get("subscriptions", []) if not wrong_subscription(portal.db, one))
    asked = [_subscription(one) for one in sound]
    if asked or "url" in given:
        generic = given.get("shape") == "generic"
        portal.subscribe(given.get("url", ""), asked or STANDARD_SUBSCRIPTIONS, generic=generic)


def _subscription(written: str) -> tuple[str, str | None]:
    """Of "contact.propertyChange:email" the type and the property; without a colon, the type and None."""
    what, _, name = written.partition(":")
    return what.strip(), name.strip() or None
