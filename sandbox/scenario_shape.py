"""What may stand in a scenario file: its tables, their keys, and what each key takes. docs/sandbox.md explains them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from sandbox.scenario_fits import (
    Fits,
    absolute,
    address,
    anything,
    count,
    currency,
    flag,
    late,
    links,
    moment,
    number,
    one_of,
    options,
    properties,
    shown,
    stages,
    status,
    tables,
    text,
    texts,
    whole,
)
from sandbox.scenario_lines import Place

Fault = tuple[Place, str]


@dataclass(frozen=True)
class Key:
    fits: Fits
    required: bool = False


def _table(required: Mapping[str, Fits], optional: Mapping[str, Fits]) -> dict[str, Key]:
    needed = {name: Key(fits, required=True) for name, fits in required.items()}
    return needed | {name: Key(fits) for name, fits in optional.items()}


KINDS = ("answer", "page", "apply_then_drop", "silent", "slow")
FAULT = _table(
    {"path": text},
    {
        "method": one_of("GET", "POST", "PUT", "PATCH", "DELETE", "*"),
        "kind": one_of(*KINDS),
        "status": status,
        "body": anything,
        "times": count,
        "headers": properties,
        "seconds": number,
    },
)
HISTORY = _table({"at": moment, "set": properties}, {"by": text})
# Tables that stand once: [limits]
SINGLE: dict[str, dict[str, Key]] = {
    "account": _table({}, {"time_zone": text, "currency": currency}),
    "limits": _table(
        {}, {"ten_secondly": whole, "daily": whole, "search_per_second": whole, "search_lag": number}
    ),
    "access": _table({}, {"missing_scopes": texts, "token_revoked": flag}),
    "oauth": _table({}, {"client_id": text, "client_secret": text, "scopes": texts, "redirect_uris": texts}),
    "webhooks": _table(
        {},
        {
            "url": address,
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
    "pipelines": _table({"type": text, "id": text, "label": text, "stages": stages}, {}),
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
            "options": options,
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
            yield (*place, name), f"{shown(value)} should be {wanted}"
    for name in (name for name, key in keys.items() if key.required and name not in table):
        yield place, f"{name} is missing"


def unknown(word: str, known: Any, what: str) -> str:
    """That there is no such word, with the nearest one that there is."""
    near = get_close_matches(word, [str(one) for one in known], 1, cutoff=0.5)
    return f'unknown {what} "{word}"' + (f'; did you mean "{near[0]}"?' if near else "")
