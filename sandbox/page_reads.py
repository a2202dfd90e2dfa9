"""What the sandbox's pages show, read from the portal."""

import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from sandbox import association_types, definitions, ledger, limits, moments, objects, portal_setup, records
from sandbox.page_words import event_line, family, plain, title
from sandbox.portal import Portal
from sandbox.records import Change, Record

PER_PAGE = 50
HISTORY_SHOWN = 200
EVENTS_SHOWN = 100


@dataclass(frozen=True)
class Page:
    """One page of a longer list."""

    rows: list[Any]
    total: int
    number: int

    @property
    def last(self) -> int:
        return max(1, -(-self.total // PER_PAGE))


@dataclass(frozen=True)
class Value:
    """One property of a record with its definition and its newest change, if there was one."""

    name: str
    label: str
    text: str
    change: Change | None


@dataclass(frozen=True)
class Linked:
    """A record that another one is associated with."""

    record: Record
    title: str
    labels: list[str]


@dataclass(frozen=True)
class Task:
    record: Record
    due: str
    owner: str
    status: str
    subject: str
    body: str
    linked: list[Linked]


def counts(portal: Portal) -> list[tuple[str, int, int]]:
    """(type, live records, archived ones) of every type that has records or is one of the usual ones."""
    live: Counter[str] = Counter()
    archived: Counter[str] = Counter()
    for kind, is_archived, number in portal.db.rows(
        "SELECT type, archived, count(*) FROM record GROUP BY type, archived"
    ):
        (archived if is_archived else live)[kind] += number
    usual = ("contacts", "companies", "deals")
    return [
        (kind, live[kind], archived[kind])
        for kind in objects.known(portal.db)
        if kind in usual or live[kind] or archived[kind]
    ]


def calls_by_family(portal: Portal) -> list[tuple[str, Counter[str]]]:
    """(what they are about, how many by outcome: "2xx", "4xx", "429", "5xx", "no answer"), the most frequent first."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    types = {name for kind in objects.known(portal.db).values() for name in kind.names}
    for path, status, number in portal.db.rows(
        "SELECT path, status, count(*) FROM call GROUP BY path, status"
    ):
        found[family(path, types)][outcome(status)] += number
    return sorted(found.items(), key=lambda pair: (-pair[1].total(), pair[0]))


def outcome(status: int) -> str:
    return {0: "no answer", 429: "429"}.get(status, f"{status // 100}xx")


def webhooks(portal: Portal) -> dict[str, int]:
    """Events made, delivered, waiting and lost. An event may be sent twice, so the numbers need not add up."""
    return {
        "made": portal.events_made(),
        "delivered": ledger.delivered(portal.db),
        "waiting": portal.pending_events(),
        "lost": portal.lost_events(),
    }


def used(portal: Portal) -> list[tuple[str, str, str]]:
    """(limit, in force, used)."""
    now, asked = portal.now(), limits.kept(portal.db)
    today = limits.calls_of_day(portal.db, moments.to_ms(now))
    day = f"{today} today, until {portal_setup.next_midnight(portal.db, now):%Y-%m-%d %H:%M %Z}"
    return [
        ("Calls per ten seconds", _limit(asked.ten_secondly), ""),
        ("Calls per day", _limit(asked.daily), day),
        ("Searches per second", _limit(asked.search_per_second), ""),
        ("Search lag", f"{lag(portal):g} s", ""),
    ]


def lag(portal: Portal) -> float:
    """Seconds that search is behind."""
    return float(portal.db.setting("search_lag") or 0)


def _limit(asked: int | None) -> str:
    return "not limited" if asked is None else f"{asked:,}"


def listed(portal: Portal, kind: str, text: str, number: int, *, archived: bool = False) -> Page:
    """Records of a type whose values contain a text, newest id first."""
    where = "type = ? AND archived = ? AND properties LIKE ? ESCAPE '!'"
    asked = (kind, int(archived), f"%{_escaped(text)}%")
    total = portal.db.value(f"SELECT count(*) FROM record WHERE {where}", *asked)  # noqa: S608 - a constant
    ids = portal.db.rows(
        f"SELECT id FROM record WHERE {where} ORDER BY id DESC LIMIT ? OFFSET ?",  # noqa: S608 - see above
        *asked,
        PER_PAGE,
        (number - 1) * PER_PAGE,
    )
    found = records.several(portal.db, kind, [one for (one,) in ids], archived=archived)
    return Page([found[one] for (one,) in ids if one in found], total, number)


def _escaped(text: str) -> str:
    """As it stands in the JSON of a record, with LIKE's own signs taken as they are."""
    written = json.dumps(text, ensure_ascii=False)[1:-1]
    return "".join(f"!{letter}" if letter in "!%_" else letter for letter in written)


def values(portal: Portal, record: Record) -> list[Value]:
    """Every set property, by its label."""
    known = definitions.of_type(portal.db, record.type)
    found = []
    for name, text in record.properties.items():
        changes = portal.history(record.type, record.id, name)
        label = known[name]["label"] if name in known else name
        found.append(Value(name, label, text, changes[0] if changes else None))
    return sorted(found, key=lambda one: one.label.lower())


def history(portal: Portal, record: Record) -> list[tuple[str, Change]]:
    """(property, change), newest first."""
    found = portal.db.rows(
        "SELECT name, value, at, source_type, source_id, user_id FROM history"
        " WHERE type = ? AND id = ? ORDER BY at DESC, seq DESC LIMIT ?",
        *record.key,
        HISTORY_SHOWN,
    )
    return [(name, Change(*rest)) for name, *rest in found]


def linked(portal: Portal, record: Record, *only: str) -> list[Linked]:
    """What a record is associated with, by type and id; with `only`, of these types."""
    known = association_types.known(portal.db)
    found: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
    for to_type, to_id, type_id in portal.db.rows(
        "SELECT to_type, to_id, type_id FROM association WHERE from_type = ? AND from_id = ?"
        " ORDER BY to_type, to_id, type_id",
        *record.key,
    ):
        label = known[type_id].label if type_id in known else str(type_id)
        found[to_type, to_id] += [label] if label else []
    ends = {key: portal.record(*key) for key in found if not only or key[0] in only}
    return [Linked(end, title(end), found[key]) for key, end in ends.items() if end]


def tasks(portal: Portal, number: int, *, all_of_them: bool) -> Page:
    """Tasks by the moment they are due; the open ones, or all."""
    found = [
        record
        for record in portal.records("tasks")
        if all_of_them or record.properties.get("hs_task_status") != "COMPLETED"
    ]
    found.sort(key=lambda record: record.properties.get("hs_timestamp", ""))
    start = (number - 1) * PER_PAGE
    names = owners(portal)
    return Page([_task(portal, one, names) for one in found[start : start + PER_PAGE]], len(found), number)


def _task(portal: Portal, record: Record, names: dict[str, str]) -> Task:
    told = record.properties
    return Task(
        record,
        told.get("hs_timestamp", ""),
        names.get(told.get("hubspot_owner_id", ""), told.get("hubspot_owner_id", "")),
        told.get("hs_task_status", "NOT_STARTED"),
        title(record),
        plain(told.get("hs_task_body", "")),
        linked(portal, record),
    )


def owners(portal: Portal) -> dict[str, str]:
    """Owner id -> name, those who left included."""
    everybody = [
        *portal_setup.owners(portal.db, archived=False),
        *portal_setup.owners(portal.db, archived=True),
    ]
    return {
        str(one["id"]): f"{one['firstName']} {one['lastName']}".strip() or one["email"] for one in everybody
    }


def calls(portal: Portal, status: str, path: str, number: int) -> Page:
    """(seq, method, path, status, at), newest first; `status` is "", "4xx", "429" or "0"; `path` is part of one."""
    where, asked = "path LIKE ? ESCAPE '!'", [f"%{_escaped(path)}%"]
    low, high = _range(status)
    where += " AND status BETWEEN ? AND ?"
    total = portal.db.value(f"SELECT count(*) FROM call WHERE {where}", *asked, low, high)  # noqa: S608 - a constant
    rows = portal.db.rows(
        f"SELECT seq, method, path, status, at FROM call WHERE {where} ORDER BY seq DESC LIMIT ? OFFSET ?",  # noqa: S608
        *asked,
        low,
        high,
        PER_PAGE,
        (number - 1) * PER_PAGE,
    )
    return Page(rows, total, number)


def _range(status: str) -> tuple[int, int]:
    if status.isdigit() and len(status) <= 3:
        return int(status), int(status)
    if len(status) == 3 and status.endswith("xx") and status[0].isdigit():
        return int(status[0]) * 100, int(status[0]) * 100 + 99
    return 0, 999


def call(portal: Portal, seq: int) -> tuple[Any, ...] | None:
    found = portal.db.rows("SELECT seq, method, path, status, at FROM call WHERE seq = ?", seq)
    return found[0] if found else None


def waiting_events(portal: Portal) -> list[tuple[str, int, int]]:
    """(event in a line, attempts so far, due in ms or 0 for now), the first of those that wait."""
    found = portal.db.rows(
        "SELECT e.body, q.attempt, q.due FROM queue q JOIN event e ON e.seq = q.event ORDER BY q.due, q.seq LIMIT ?",
        EVENTS_SHOWN,
    )
    return [(event_line(json.loads(body)), attempt, due) for body, attempt, due in found]
