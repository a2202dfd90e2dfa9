"""What comes out of HubSpot, as values, and how they are read from its JSON. Ids are text; moments are aware datetimes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from accounts.values import Definition, Kind, moment_of
from connector.answers import Json
from connector.marker import marker_of
from connector.outcomes import HubSpotError

PLURAL = {
    Kind.CONTACT: "contacts",
    Kind.COMPANY: "companies",
    Kind.DEAL: "deals",
    Kind.TICKET: "tickets",
    Kind.TASK: "tasks",
    Kind.MEETING: "meetings",
    Kind.CALL: "calls",
    Kind.EMAIL: "emails",
}
PARENT, CHILD = "Parent Company", "Child Company"
# Fixed by HubSpot, one id per direction (associations guide); labels of people have other categories.
PRIMARY_TYPES = frozenset({1, 2, 5, 6, 25, 26})
LABELLED_TYPES = {13: CHILD, 14: PARENT}
State = Literal["open", "won", "lost", "closed"]
KNOWN_TYPES = PRIMARY_TYPES | LABELLED_TYPES.keys()
MERGED = "hs_merged_object_ids"  # of the records that were merged into this one, joined by semicolons


@dataclass(frozen=True)
class AccountDetails:
    portal_id: int
    time_zone: str
    currency: str


@dataclass(frozen=True)
class Owner:
    id: str
    email: str
    name: str
    archived: bool
    teams: tuple[str, ...] = ()  # their names, the main one first


@dataclass(frozen=True)
class Sample:
    """How many records fit a search, and the first of them."""

    total: int
    records: list["RecordRead"]


@dataclass(frozen=True)
class ListRead:
    """A list of records; `type_id` is 0-1 for contacts, 0-2 for companies. The size is None where it is not told."""

    id: str
    name: str
    type_id: str
    size: int | None


@dataclass(frozen=True)
class Member:
    """Who is on a list, and since when; None where HubSpot does not say."""

    id: str
    since: datetime | None


@dataclass(frozen=True)
class PipelineStage:
    """Of deals (open, won, lost) or of tickets (open, closed)."""

    pipeline: str
    stage: str
    label: str
    state: State


@dataclass(frozen=True)
class Change:
    """One entry of a property's history. `source` is HubSpot's sourceType, an open set."""

    value: str
    at: datetime
    source: str
    source_id: str


@dataclass(frozen=True)
class RecordRead:
    """One record. `history` is oldest first; `asked` are the ids it answers for, `merged` those it has taken in."""

    kind: Kind
    id: str
    properties: Mapping[str, str | None]
    history: Mapping[str, tuple[Change, ...]] = field(default_factory=dict)
    created_at: datetime | None = None
    updated_at: datetime | None = None
    archived: bool = False
    asked: tuple[str, ...] = ()
    merged: tuple[str, ...] = ()


@dataclass(frozen=True)
class BatchRead:
    """`missing` are the ids for which there was no record: deleted, or never there."""

    records: list[RecordRead]
    missing: frozenset[str]


@dataclass(frozen=True)
class Changed:
    id: str
    at: datetime


@dataclass(frozen=True)
class Link:
    """All associations from one record to another. For two companies `labels` says what `to_id` is: PARENT or CHILD."""

    from_id: str
    to_id: str
    is_primary: bool
    labels: tuple[str, ...]


@dataclass(frozen=True)
class TaskRead:
    id: str
    company_id: str
    properties: Mapping[str, str | None]

    @property
    def marker(self) -> str | None:
        """What we marked the task with when we made it; None for everybody else's."""
        return marker_of(self.properties.get("hs_task_body") or "")


@dataclass(frozen=True)
class Written:
    """What became of one change: the properties as HubSpot holds them now, or an error."""

    id: str
    properties: Mapping[str, str | None] | None = None
    error: HubSpotError | None = None
    updated_at: datetime | None = None


def record_read(kind: Kind, raw: Json) -> RecordRead:
    record_id, properties = str(raw["id"]), texts(raw.get("properties"))
    merged = (part.strip() for part in (properties.get(MERGED) or "").split(";"))
    return RecordRead(
        kind,
        record_id,
        properties,
        {name: _history(entries) for name, entries in (raw.get("propertiesWithHistory") or {}).items()},
        moment(raw.get("createdAt")),
        moment(raw.get("updatedAt")),
        bool(raw.get("archived")),
        (record_id,),
        tuple(part for part in merged if part),
    )


def definition(kind: Kind, raw: Json) -> Definition:
    return Definition(
        kind,
        str(raw["name"]),
        text(raw.get("type")) or "string",
        text(raw.get("label")) or "",
        _options(raw),
        many=raw.get("fieldType") == "checkbox",
        read_only=bool((raw.get("modificationMetadata") or {}).get("readOnlyValue")),
        calculated=bool(raw.get("calculated")),
    )


def _options(raw: Json) -> tuple[str, ...]:
    """Hidden ones count: they are only no longer offered. Those of people or teams are kept elsewhere: none."""
    if raw.get("externalOptions"):
        return ()
    values = (text(option.get("value")) for option in raw.get("options") or [])
    return tuple(value for value in values if value is not None)


def owner(raw: Json) -> Owner:
    email = text(raw.get("email")) or ""
    name = " ".join(part for part in (text(raw.get("firstName")), text(raw.get("lastName"))) if part)
    teams = sorted(raw.get("teams") or [], key=lambda team: not team.get("primary"))
    named = tuple(text(team.get("name")) or "" for team in teams)
    return Owner(str(raw["id"]), email, name or email, bool(raw.get("archived")), named)


def list_read(raw: Json) -> ListRead:
    """As search shows it: the size is one of its additional properties, and text."""
    size = str((raw.get("additionalProperties") or {}).get("hs_list_size") or "")
    kind = text(raw.get("objectTypeId")) or ""
    return ListRead(
        str(raw["listId"]), text(raw.get("name")) or "", kind, int(size) if size.isdecimal() else None
    )


def member(raw: Json) -> Member:
    return Member(str(raw["recordId"]), moment(raw.get("membershipTimestamp")))


def pipeline_stages(kind: Kind, raw: Json) -> Iterable[PipelineStage]:
    """By each stage's metadata, never by its name: every portal names its stages as it likes."""
    state_of = _ticket_state if kind is Kind.TICKET else _deal_state
    for stage in raw.get("stages") or []:
        state = state_of(stage.get("metadata") or {})
        yield PipelineStage(str(raw["id"]), str(stage["id"]), text(stage.get("label")) or "", state)


def link(from_id: str, raw: Json) -> Link:
    types = raw.get("associationTypes") or []
    fixed = {kind.get("typeId") for kind in types if kind.get("category") == "HUBSPOT_DEFINED"}
    labels = {LABELLED_TYPES[type_id] for type_id in fixed & LABELLED_TYPES.keys()}
    for kind in types:
        named = text(kind.get("label"))
        if named and not (kind.get("category") == "HUBSPOT_DEFINED" and kind.get("typeId") in KNOWN_TYPES):
            labels.add(named)
    return Link(from_id, str(raw["toObjectId"]), bool(fixed & PRIMARY_TYPES), tuple(sorted(labels)))


def moment(raw: Any) -> datetime | None:
    """An ISO text or milliseconds; None for what is neither."""
    try:
        return None if raw is None else moment_of(str(raw))
    except (ValueError, OverflowError, OSError):
        return None


def text(raw: Any) -> str | None:
    """A value as text that every database takes: HubSpot sends text, but JSON allows what text columns do not."""
    if raw is None:
        return None
    if isinstance(raw, bool):
        return "true" if raw else "false"
    written = raw if isinstance(raw, str) else str(raw)
    return written if written.isascii() and "\0" not in written else _clean(written)


def texts(raw: Json | None) -> dict[str, str | None]:
    return {name: text(value) for name, value in (raw or {}).items()}


def _clean(written: str) -> str:
    return written.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def _history(entries: Iterable[Json]) -> tuple[Change, ...]:
    """HubSpot lists the newest first."""
    changes = []
    for entry in entries:
        at = moment(entry.get("timestamp"))
        if at is not None:
            source = text(entry.get("sourceType")) or ""
            changes.append(Change(text(entry.get("value")) or "", at, source, _source_id(entry)))
    changes.reverse()  # so that of two changes in one millisecond the older stays in front
    return tuple(sorted(changes, key=lambda change: change.at))


def _source_id(entry: Json) -> str:
    user = entry.get("updatedByUserId")
    return text(entry.get("sourceId")) or (f"userId:{user}" if user is not None else "")


def _deal_state(metadata: Json) -> State:
    try:
        probability = float(metadata.get("probability") or "nan")
    except ValueError:
        probability = float("nan")
    if probability >= 1:
        return "won"
    return "lost" if _is_closed(metadata) or probability == 0 else "open"


def _ticket_state(metadata: Json) -> State:
    said = str(metadata.get("ticketState") or "").upper()
    return "closed" if said == "CLOSED" or (not said and _is_closed(metadata)) else "open"


def _is_closed(metadata: Json) -> bool:
    return str(metadata.get("isClosed", "")).lower() == "true"
