"""The timeline of a scenario: who does what when, each line exactly once, however often the sandbox is started."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

from sandbox import casting, moments, objects, scenario_links
from sandbox.errors import RefusalError
from sandbox.orders import order_fault
from sandbox.portal import Portal
from sandbox.scenario import Scenario, moment
from sandbox.scenario_shape import unknown
from sandbox.scenario_values import texts

BEGAN, HELD = "timeline began", "timeline holds events"
PLAYED = "played"
PERSON = "CRM_UI"
At = Callable[..., AbstractContextManager[None]]


def start_at(portal: Portal, start: datetime) -> None:
    """Remember the moment that every length of time in the file counts from."""
    portal.db.keep_setting(BEGAN, str(moments.to_ms(start)))


def began(portal: Portal) -> datetime:
    return moments.from_ms(int(portal.db.setting(BEGAN) or 0))


def hold_events(portal: Portal, *, hold: bool) -> None:
    """Webhook events wait until the timeline, or a person on the page, says "deliver"."""
    portal.db.keep_setting(HELD, "yes" if hold else "")


def holds_events(portal: Portal) -> bool:
    return bool(portal.db.setting(HELD))


def lines(scenario: Scenario, start: datetime) -> list[tuple[datetime, int, dict[str, Any]]]:
    """(moment, number in the file, line) by moment; lines of one moment in the order of the file."""
    placed = [(moment(one["at"], start), number, one) for number, one in scenario.all("timeline")]
    return sorted(placed, key=lambda line: line[:2])


def states(portal: Portal) -> dict[int, str]:
    """Number of a line -> "played", or why it could not be."""
    found = portal.db.rows("SELECT action, state FROM story WHERE action LIKE 'line %'")
    return {int(action.removeprefix("line ")): state for action, state in found}


def play(portal: Portal, scenario: Scenario, until: datetime) -> list[str]:
    """Play what is due and was not yet; answers a sentence for each line."""
    done, told = states(portal), []
    for at, number, line in lines(scenario, began(portal)):
        if at > until or number in done:
            continue
        state, deliver = _play(portal, number, at, line)
        told.append(sentence(at, line) + ("" if state == PLAYED else f" - not possible: {state}"))
        if deliver:
            portal.deliver()
    return told


def rehearse(portal: Portal, scenario: Scenario, at: At) -> None:
    """Play everything at once on a portal that is thrown away; what is refused is told by `at(place)`.

    A line that `may_fail` leans on what the tested program does, so it is not tried.
    """
    for _, number, line in lines(scenario, began(portal)):
        if not line.get("may_fail"):
            with at("timeline", number):
                do(portal, line)
        if "nickname" in line and not scenario_links.is_there(portal.db, line["nickname"]):
            scenario_links.unmade(portal.db, [line["nickname"]])


def sentence(at: datetime, line: Mapping[str, Any]) -> str:
    """A line in words, e.g. "2026-09-07 08:00:00  CRM_UI: set ada jobtitle=CTO"."""
    given = line.get("properties", {})
    words = [line.get(key) for key in ("nickname", "record", "other", "to", "method", "path")]
    told = [str(word) for word in words if word] + [f"{name}={value}" for name, value in given.items()]
    return f"{at:%Y-%m-%d %H:%M:%S}  {line.get('who', PERSON)}: {line['do']} {' '.join(told)}".rstrip()


def _play(portal: Portal, number: int, at: datetime, line: Mapping[str, Any]) -> tuple[str, bool]:
    """One line and the note that it was played are one transaction; (state, whether to deliver now)."""
    if portal.has_own_now():
        portal.set_now(at)
    try:
        with portal.db.transaction():
            do(portal, line)
            _note(portal, number, PLAYED)
    except (RefusalError, ValueError, scenario_links.UnmadeError) as refused:
        state = str(refused)
        _note(portal, number, state)
        return state, False
    return PLAYED, line["do"] == "deliver"


def _note(portal: Portal, number: int, state: str) -> None:
    portal.db.run("INSERT OR REPLACE INTO story VALUES (?, ?)", f"line {number}", state)


def do(portal: Portal, line: Mapping[str, Any]) -> None:
    """What a line says, at the portal's now. RefusalError, ValueError or UnmadeError where it cannot be done."""
    ACTS[line["do"]](portal, line)


def _set(portal: Portal, line: Mapping[str, Any]) -> None:
    key = _who(portal, line)
    portal.update(*key, texts(portal.db, key[0], line["properties"]), by=line.get("who", PERSON))


def _create(portal: Portal, line: Mapping[str, Any]) -> None:
    kind = objects.named(portal.db, line["type"])
    if kind is None:
        raise ValueError(unknown(line["type"], objects.known(portal.db), "object type"))
    ties = [scenario_links.resolved(portal.db, kind.plural, link) for link in line.get("associations", [])]
    values = texts(portal.db, kind.plural, line["properties"])
    made = portal.create(kind.plural, values, by=line.get("who", PERSON), associations=ties)
    casting.nickname(portal.db, line["nickname"], kind.plural, made)


def _archive(portal: Portal, line: Mapping[str, Any]) -> None:
    portal.archive(*_who(portal, line), by=line.get("who", PERSON))


def _restore(portal: Portal, line: Mapping[str, Any]) -> None:
    portal.restore(*_who(portal, line))


def _merge(portal: Portal, line: Mapping[str, Any]) -> None:
    """Both nicknames mean the survivor afterwards."""
    kind, primary = _who(portal, line)
    other_kind, other = scenario_links.who(portal.db, line["other"])
    if kind != other_kind:
        raise ValueError(f"{line['record']} and {line['other']} are of different types and cannot be merged")
    survivor = portal.merge(kind, primary, other)
    for nickname in (line["record"], line["other"]):
        casting.nickname(portal.db, nickname, kind, survivor)


def _erase(portal: Portal, line: Mapping[str, Any]) -> None:
    kind, record_id = _who(portal, line)
    if kind != "contacts":
        raise ValueError(f"only contacts can be erased, and {line['record']} is one of the {kind}")
    portal.erase(record_id)


def _associate(portal: Portal, line: Mapping[str, Any]) -> None:
    kind, record_id = _who(portal, line)
    link = {key: line[key] for key in ("to", "label", "type_id") if key in line}
    portal.associate(kind, record_id, *scenario_links.resolved(portal.db, kind, link))


def _dissociate(portal: Portal, line: Mapping[str, Any]) -> None:
    portal.dissociate(*_who(portal, line), *scenario_links.who(portal.db, line["to"]))


def _deliver(portal: Portal, line: Mapping[str, Any]) -> None:
    """The delivery itself follows the transaction: it waits for somebody else's answer."""


def _fault(portal: Portal, line: Mapping[str, Any]) -> None:
    order_fault(portal, line)


ACTS: dict[str, Callable[[Portal, Mapping[str, Any]], None]] = {
    "set": _set,
    "create": _create,
    "archive": _archive,
    "restore": _restore,
    "merge": _merge,
    "erase": _erase,
    "associate": _associate,
    "dissociate": _dissociate,
    "deliver": _deliver,
    "fault": _fault,
}


def _who(portal: Portal, line: Mapping[str, Any]) -> tuple[str, str]:
    return scenario_links.who(portal.db, line["record"])
