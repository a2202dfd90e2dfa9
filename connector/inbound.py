"""Reading what HubSpot's webhooks say. Pure, and total: no bytes whatever make it raise.

An event only says that something may have changed; the record itself is read afterwards. So of each item only what was
touched is kept, and what cannot be read is counted and kept as it came.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from accounts.values import Kind

Item = dict[str, Any]

KIND_OF_TYPE_ID = {
    "0-1": Kind.CONTACT,
    "0-2": Kind.COMPANY,
    "0-3": Kind.DEAL,
    "0-5": Kind.TICKET,
    "0-27": Kind.TASK,
    "0-47": Kind.MEETING,
    "0-48": Kind.CALL,
    "0-49": Kind.EMAIL,
}
KIND_OF_WORD = {kind.value.upper(): kind for kind in KIND_OF_TYPE_ID.values()}
CLASSIC = {kind.value: kind for kind in (Kind.CONTACT, Kind.COMPANY, Kind.DEAL, Kind.TICKET)}
"""What has events of its own name; all else has generic ones alone (webhooks guide)."""
GENERIC = "object"
# Events of one object; `deletion` and `privacyDeletion` also say that it is gone.
OF_ONE = {"creation", "deletion", "propertyChange", "restore", "privacyDeletion"}
GONE = {"deletion", "privacyDeletion"}

_ID = re.compile(r"[0-9]{1,20}")
_LAST_MOMENT = 253_402_300_799_999  # the last millisecond of the year 9999
_KEPT_OF_UNREAD = 2000


@dataclass(frozen=True)
class Alias:
    """After a merge, `old` is answered by `new`."""

    kind: Kind
    old: str
    new: str


@dataclass(frozen=True)
class Event:
    """One thing that happened. `key` is the same for every repetition of it, whatever attempt it came with.

    `forget`: what is touched is gone. `erase`: it is gone for good, and so must be every trace of the person.
    """

    key: str
    kind: str
    portal_id: int
    occurred_at: datetime | None
    touched: tuple[tuple[Kind, str], ...]
    forget: bool = False
    erase: bool = False
    aliases: tuple[Alias, ...] = ()


@dataclass(frozen=True)
class Unread:
    """An item that says nothing we know: acknowledged, counted, and kept for whoever wants to know why."""

    reason: str
    raw: str


@dataclass(frozen=True)
class Inbound:
    portal_ids: frozenset[int]
    events: tuple[Event, ...]
    unread: tuple[Unread, ...]


class _UnreadableError(Exception):
    """Why an item cannot be read."""


def read_delivery(body: bytes) -> Inbound:
    """Read one delivery: a JSON array of events. Events keep their order, which means nothing."""
    try:
        # NaN and Infinity are no JSON, but Python reads them; as text they do no harm.
        items = json.loads(body.decode("utf-8"), parse_constant=str)
    except (ValueError, RecursionError):
        return _nothing("not JSON", body.decode("utf-8", "replace"))
    if not isinstance(items, list):
        return _nothing("not a list of events", body.decode("utf-8", "replace"))
    read = [_read(item) for item in items]
    events = tuple(one for one in read if isinstance(one, Event))
    unread = tuple(one for one in read if isinstance(one, Unread))
    return Inbound(frozenset(_portals(items)), events, unread)


def _nothing(reason: str, raw: str) -> Inbound:
    return Inbound(frozenset(), (), (Unread(reason, _short(json.dumps(raw))),))


def _read(item: Any) -> Event | Unread:
    try:
        return _event(item)
    except _UnreadableError as unreadable:
        return Unread(str(unreadable), _raw(item))
    except RecursionError:
        return Unread("nested too deep", _raw(item))


def _event(item: Any) -> Event:
    if not isinstance(item, dict):
        raise _UnreadableError("not an object")
    said = item.get("subscriptionType", item.get("eventType"))  # the webhooks guide uses both names
    if not isinstance(said, str):
        raise _UnreadableError("no subscriptionType")
    family, _, what = said.partition(".")
    if family != GENERIC and family not in CLASSIC:
        raise _UnreadableError("of an object we do not keep")
    if what not in OF_ONE and what not in _OF_SEVERAL:
        raise _UnreadableError("unknown subscriptionType")
    portal_id = _whole(item.get("portalId"))
    if portal_id is None:
        raise _UnreadableError("no portalId")
    touched, aliases = _OF_SEVERAL.get(what, _one)(item, family)
    return Event(
        _key(item),
        said,
        portal_id,
        _moment(item.get("occurredAt")),
        touched,
        forget=what in GONE,
        erase=what == "privacyDeletion",
        aliases=aliases,
    )


Touched = tuple[tuple[tuple[Kind, str], ...], tuple[Alias, ...]]


def _one(item: Item, family: str) -> Touched:
    return ((_kind(item, family), _id(item, "objectId")),), ()


def _merge(item: Item, family: str) -> Touched:
    """The survivor may have an id of its own that neither of the two had (`newObjectId`)."""
    kind = _kind(item, family)
    merged = item.get("mergedObjectIds")
    if not isinstance(merged, list):
        raise _UnreadableError("no mergedObjectIds")
    primary = _id(item, "primaryObjectId" if "primaryObjectId" in item else "objectId")
    survivor = _id(item, "newObjectId") if item.get("newObjectId") is not None else primary
    ids = dict.fromkeys((survivor, primary, *(_as_id(one) for one in merged)))
    aliases = tuple(Alias(kind, one, survivor) for one in ids if one != survivor)
    return tuple((kind, one) for one in ids), aliases


def _association(item: Item, _family: str) -> Touched:
    """Both ends are touched; an end of a kind we do not keep is left out."""
    ends = ((_end(item, "from", 0), "fromObjectId"), (_end(item, "to", 1), "toObjectId"))
    touched = tuple(dict.fromkeys((kind, _id(item, name)) for kind, name in ends if kind is not None))
    if not touched:
        raise _UnreadableError("an association of objects we do not keep")
    return touched, ()


_OF_SEVERAL: dict[str, Callable[[Item, str], Touched]] = {"merge": _merge, "associationChange": _association}


def _kind(item: Item, family: str) -> Kind:
    if family in CLASSIC:
        return CLASSIC[family]
    type_id = item.get("objectTypeId")
    if not isinstance(type_id, str):
        raise _UnreadableError("no objectTypeId")
    if type_id not in KIND_OF_TYPE_ID:
        raise _UnreadableError("of an object we do not keep")
    return KIND_OF_TYPE_ID[type_id]


def _end(item: Item, side: str, place: int) -> Kind | None:
    """The kind at one end: by its type id (generic), else by its word in CONTACT_TO_COMPANY (classic)."""
    type_id = item.get(f"{side}ObjectTypeId")
    if isinstance(type_id, str):
        return KIND_OF_TYPE_ID.get(type_id)
    named = item.get("associationType")
    ends = named.split("_TO_") if isinstance(named, str) else []
    if len(ends) != 2:
        raise _UnreadableError("no associationType")
    words = ends[place].split("_")  # also PARENT_COMPANY and CHILD_COMPANY
    return next((KIND_OF_WORD[word] for word in words if word in KIND_OF_WORD), None)


def _id(item: Item, name: str) -> str:
    if item.get(name) is None:
        raise _UnreadableError(f"no {name}")
    return _as_id(item[name])


def _as_id(value: Any) -> str:
    """Ids are numbers in webhooks and text everywhere else; a number of any size is read exactly."""
    written = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(written, str) or not _ID.fullmatch(written):
        raise _UnreadableError("an id that is none")
    return str(int(written))


def _whole(value: Any) -> int | None:
    """A number from 0 that fits a database's bigint, written as number or text."""
    try:
        found = int(_as_id(value))
    except _UnreadableError:
        return None
    return found if found < 2**63 else None


def _moment(value: Any) -> datetime | None:
    ms = _whole(value)
    if ms is None or ms > _LAST_MOMENT:
        return None
    return datetime.fromtimestamp(ms // 1000, tz=UTC).replace(microsecond=ms % 1000 * 1000)


def _key(item: Item) -> str:
    """HubSpot's eventId is not unique, so all that was said is the key, except for the number of the attempt."""
    said = {name: value for name, value in item.items() if name != "attemptNumber"}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode("ascii")).hexdigest()


def _portals(items: list[Any]) -> Iterator[int]:
    for item in items:
        portal_id = _whole(item.get("portalId")) if isinstance(item, dict) else None
        if portal_id is not None:
            yield portal_id


def _raw(item: Any) -> str:
    try:
        return _short(json.dumps(item))
    except RecursionError:
        return "..."


def _short(raw: str) -> str:
    return raw if len(raw) <= _KEPT_OF_UNREAD else raw[:_KEPT_OF_UNREAD] + "..."
