"""What may stand in a scenario file: its tables, their keys, and what each key takes. docs/sandbox.md explains them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from difflib import get_close_matches
from typing import Any

from sandbox.durations import duration
from sandbox.scenario_lines import Place

Fits = Callable[[Any], str]  # what the value should be; "" where it is that
Fault = tuple[Place, str]


@dataclass(frozen=True)
class Key:
    fits: Fits
    required: bool = False


def text(value: Any) -> str:
    return "" if isinstance(value, str) and value else 'a text in "quotes"'


def whole(value: Any) -> str:
    return "" if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else "a whole number"


def number(value: Any) -> str:
    return "" if isinstance(value, int | float) and not isinstance(value, bool) and value >= 0 else "a number"


def flag(value: Any) -> str:
    return "" if isinstance(value, bool) else "true or false"


def texts(value: Any) -> str:
    fits = isinstance(value, list) and all(isinstance(one, str) for one in value)
    return "" if fits else 'a list of texts like ["a", "b"]'


def length(value: Any) -> str:
    try:
        return "" if duration(value) >= timedelta() else "a length of time that is not negative"
    except (ValueError, AttributeError):
        return 'a length of time like "1d 2h"'


def moment(value: Any) -> str:
    """A length of time from the start, or a moment with its offset."""
    if isinstance(value, datetime) and value.tzinfo:
        return ""
    try:
        duration(value)
    except (ValueError, AttributeError):
        return 'a length of time like "1d 2h" or "-90d", or a moment like 2026-09-07T08:00:00Z'
    return ""


def absolute(value: Any) -> str:
    return "" if isinstance(value, datetime) and value.tzinfo else "a moment like 2026-09-07T08:00:00Z"


def properties(value: Any) -> str:
    """Property names with one plain value each; "" empties."""
    plain = (str, int, float, bool, date)  # a datetime is a date too
    fits = isinstance(value, dict) and all(isinstance(one, plain) for one in value.values())
    return "" if fits else 'a table of properties like { email = "ada@oak.example" }'


def links(value: Any) -> str:
    """Nicknames, or tables with `to` and one of `label` and `type_id`."""
    fits = isinstance(value, list) and all(isinstance(one, str) or _is_link(one) for one in value)
    return "" if fits else 'a list like ["oak", { to = "elm", label = "primary" }]'


def _is_link(one: Any) -> bool:
    return isinstance(one, dict) and "to" in one and one.keys() <= {"to", "label", "type_id"}


def late(value: Any) -> str:
    """How large a part of the events comes late, and by how much at most."""
    fits = isinstance(value, dict) and value.keys() == {"share", "within"}
    if fits and not number(value["share"]) and value["share"] <= 1 and not length(value["within"]):
        return ""
    return 'a table like { share = 0.3, within = "1m" }, its share between 0 and 1'


def tables(value: Any) -> str:
    fits = isinstance(value, list) and all(isinstance(one, dict) for one in value)
    return "" if fits else "a list of tables"


def anything(_: Any) -> str:
    return ""


def one_of(*words: str) -> Fits:
    def fits(value: Any) -> str:
        if value in words:
            return ""
        near = get_close_matches(str(value), words, 1)
        return f"one of {', '.join(words)}" + (f"; did you mean {near[0]}?" if near else "")

    return fits


def _table(required: Mapping[str, Fits], optional: Mapping[str, Fits]) -> dict[str, Key]:
    needed = {name: Key(fits, required=True) for name, fits in required.items()}
    return needed | {name: Key(fits) for name, fits in optional.items()}


KINDS = ("answer", "page", "apply_then_drop", "silent", "slow")
FAULT = _table(
    {"path": text},
    {
        "method": one_of("GET", "POST", "PUT", "PATCH", "DELETE", "*"),
        "kind": one_of(*KINDS),
        "status": whole,
        "body": anything,
        "times": whole,
        "headers": properties,
        "seconds": number,
    },
)
HISTORY = _table({"at": moment, "set": properties}, {"by": text})
# Tables that stand once: [limits]
SINGLE: dict[str, dict[str, Key]] = {
    "account": _table({}, {"time_zone": text, "currency": text}),
    "limits": _table(
        {}, {"ten_secondly": whole, "daily": whole, "search_per_second": whole, "search_lag": number}
    ),
    "access": _table({}, {"missing_scopes": texts, "token_revoked": flag}),
    "oauth": _table({}, {"client_id": text, "client_secret": text, "scopes": texts, "redirect_uris": texts}),
    "webhooks": _table(
        {},
        {
            "url": text,
            "subscriptions": texts,
            "shape": one_of("classic", "generic"),
            "hold": flag,
            "spread_retries": flag,
            "late": late,
            "reuse_event_ids": whole,
        },
    ),
}
# Tables that stand as often as wanted: [[owners]]
MANY: dict[str, dict[str, Key]] = {
    "types": _table({"type_id": text, "singular": text, "plural": text}, {}),
    "owners": _table(
        {"id": whole, "email": text},
        {"first": anything, "last": anything, "archived": flag, "user_id": whole},
    ),
    "pipelines": _table({"type": text, "id": text, "label": text, "stages": tables}, {}),
    "properties": _table(
        {
            "object": text,
            "name": text,
            "type": one_of("bool", "enumeration", "date", "datetime", "string", "number", "phone_number"),
            "fieldType": text,
        },
        {
            "label": text,
            "groupName": text,
            "options": anything,
            "description": anything,
            "hasUniqueValue": flag,
            "calculated": flag,
            "hubspotDefined": flag,
            "readOnlyValue": flag,
        },
    ),
    "labels": _table({"from": text, "to": text, "name": text, "label": text}, {"inverse_label": text}),
    "lists": _table(
        {"name": text, "type": text},
        {"processing_type": one_of("MANUAL", "SNAPSHOT", "DYNAMIC"), "members": texts},
    ),
    "faults": FAULT,
}
# Tables with a name of their own: [records.ada]
NAMED: dict[str, dict[str, Key]] = {
    "records": _table(
        {"type": text, "properties": properties},
        {"created": moment, "by": text, "associations": links, "history": tables, "archived": flag},
    ),
}
STAGE = _table({"id": text, "label": text}, {"probability": anything, "closed": flag})
# What a line of the timeline may do, and what it needs to know for that.
ACTIONS: dict[str, dict[str, Key]] = {
    "set": _table({"record": text, "properties": properties}, {}),
    "create": _table({"nickname": text, "type": text, "properties": properties}, {"associations": links}),
    "archive": _table({"record": text}, {}),
    "restore": _table({"record": text}, {}),
    "merge": _table({"record": text, "other": text}, {}),
    "erase": _table({"record": text}, {}),
    "associate": _table({"record": text, "to": text}, {"label": text, "type_id": whole}),
    "dissociate": _table({"record": text, "to": text}, {}),
    "deliver": {},
    "fault": FAULT,
}
EVERY_ACTION = _table({"at": moment, "do": one_of(*ACTIONS)}, {"who": text, "may_fail": flag})
TOP = _table({}, {"title": text, "start": absolute, "seed": whole})
TABLES = (*SINGLE, *MANY, *NAMED, "timeline")


def faults_of(tables_of_file: Mapping[str, Any]) -> Iterator[Fault]:
    """Everything in the file that is not as described above, each with its place."""
    simple = {name: value for name, value in tables_of_file.items() if name not in TABLES}
    yield from _in_table((), simple, TOP, also_known=TABLES)
    for name, value in tables_of_file.items():
        if name in SINGLE:
            yield from _in_table((name,), value, SINGLE[name])
        elif name in NAMED:
            yield from _in_named(name, value)
        elif name in TABLES:
            yield from _in_list(name, value)


def _in_named(name: str, value: Any) -> Iterator[Fault]:
    if not isinstance(value, dict):
        yield (name,), f"{name} is written as [{name}.nickname]"
        return
    for nickname, record in value.items():
        yield from _in_table((name, nickname), record, NAMED[name])
        yield from _in_tables((name, nickname, "history"), record, HISTORY)


def _in_list(name: str, value: Any) -> Iterator[Fault]:
    if tables(value):
        yield (name,), f"{name} is written as [[{name}]], once for each"
        return
    for number_, one in enumerate(value):
        keys = MANY.get(name) or {**EVERY_ACTION, **ACTIONS.get(str(one.get("do")), {})}
        if name == "timeline" and one.get("do") not in ACTIONS:
            one = {key: given for key, given in one.items() if key in EVERY_ACTION}  # noqa: PLW2901 - its other keys cannot be judged
        yield from _in_table((name, number_), one, keys)
        yield from _in_tables((name, number_, "stages"), one, STAGE)


def _in_tables(place: Place, whole_table: Any, keys: Mapping[str, Key]) -> Iterator[Fault]:
    """The tables inside of a table, such as the history of a record."""
    inner = whole_table.get(place[-1]) if isinstance(whole_table, dict) else None
    if inner is not None and not tables(inner):
        for number_, one in enumerate(inner):
            yield from _in_table((*place, number_), one, keys)


def _in_table(
    place: Place, table: Any, keys: Mapping[str, Key], also_known: tuple[str, ...] = ()
) -> Iterator[Fault]:
    if not isinstance(table, dict):
        yield place, "a table is expected here"
        return
    for name, value in table.items():
        if name not in keys:
            yield (*place, name), unknown(name, (*keys, *also_known), "key" if place else "table")
        elif wanted := keys[name].fits(value):
            yield (*place, name), f"{value!r} should be {wanted}"
    for name in (name for name, key in keys.items() if key.required and name not in table):
        yield place, f"{name} is missing"


def unknown(word: str, known: Any, what: str) -> str:
    """That there is no such word, with the nearest one that there is."""
    near = get_close_matches(word, [str(one) for one in known], 1, cutoff=0.5)
    return f'unknown {what} "{word}"' + (f'; did you mean "{near[0]}"?' if near else "")
