"""What HubSpot's text means: types, property definitions, and `typed`, which turns text into a value or says why not."""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

Moment = int
"""Whole seconds since 1970-01-01 UTC. The pure rooms know no other time."""


class Kind(StrEnum):
    """The objects we mirror, in HubSpot's singular words."""

    CONTACT = "contact"
    COMPANY = "company"
    DEAL = "deal"
    TICKET = "ticket"
    TASK = "task"
    MEETING = "meeting"
    CALL = "call"
    EMAIL = "email"


@dataclass(frozen=True)
class Missing:
    """Nobody has said: the value is empty, or could not be read."""

    reason: str = "empty"
    unreadable: bool = False  # never read, or a scope or the sync was lost: then `unset_means` does not apply


@dataclass(frozen=True)
class Bad:
    """There is a text, but it does not fit the property's definition. `text` is fit to be shown: see `shown`."""

    text: str
    reason: str


Plain = bool | int | float | str | date | tuple[str, ...]
Value = Plain | Missing | Bad


@dataclass(frozen=True)
class Definition:
    """A property as the portal defines it. `type` is HubSpot's: string, number, bool, enumeration, date, datetime."""

    kind: Kind
    name: str
    type: str = "string"
    label: str = ""
    options: tuple[str, ...] = ()
    many: bool = False  # fieldType checkbox: values joined by semicolons
    read_only: bool = False
    calculated: bool = False


Definitions = Mapping[tuple[Kind, str], Definition]

# HubSpot shows numbers with a dot and without grouping; its own forms accept nothing else.
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_MILLISECONDS = re.compile(r"-?\d+", re.ASCII)
_DAY_OR_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}([T ].+)?", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST = int(datetime.min.replace(tzinfo=UTC).timestamp())
_LAST = int(datetime.max.replace(tzinfo=UTC, microsecond=0).timestamp())
_LONGEST_SHOWN = 60


def typed(text: str | None, definition: Definition) -> Value:
    """Read one property value as its definition says.

    HubSpot sends every value as text, an unset one as null, and a cleared one as the empty text
    (HubSpot CRM guide). A datetime becomes a Moment, a date a `date`, several options a tuple.
    """
    if text is None or text == "":
        return Missing()
    if definition.many or definition.type == "enumeration":
        return _chosen(text, definition)
    read = _READERS.get(definition.type)
    return read(text) if read else text


def shown(text: str) -> str:
    """As much of a text as one line can show, without characters that would disturb a page, a terminal or a database."""
    line = "".join(char if char.isprintable() else " " for char in text[: _LONGEST_SHOWN + 1])
    return line if len(line) <= _LONGEST_SHOWN else f"{line[:_LONGEST_SHOWN]}…"


def _chosen(text: str, definition: Definition) -> Value:
    """Options by their values. Of one that was removed from the definition nobody can say what it means now.

    Where the definition names no options, they are kept elsewhere (owners, teams): any will do.
    """
    chosen = tuple(part for part in text.split(";") if part) if definition.many else (text,)
    if definition.options:
        for part in chosen:
            if part not in definition.options:
                return Bad(shown(part), "not among the options")
    return (chosen or Missing()) if definition.many else text


def _number(text: str) -> Value:
    if not _NUMBER.fullmatch(text.strip()):
        return Bad(shown(text), "not a number")
    number = float(text.strip())
    if abs(number) >= 2**53:  # from here on a float cannot tell neighbours apart
        return Bad(shown(text), "too large to be read exactly")
    return int(number) if number.is_integer() else number


def _bool(text: str) -> Value:
    match text.strip().lower():
        case "true":
            return True
        case "false":
            return False
        case _:
            return Bad(shown(text), "neither true nor false")


def _date(text: str) -> Value:
    try:
        return moment_of(text).date()
    except ValueError:
        return Bad(shown(text), "not a date")


def _moment(text: str) -> Value:
    try:
        moment = math.floor(moment_of(text).timestamp())
    except ValueError:
        return Bad(shown(text), "not a moment in time")
    # A zone may carry the first and the last hours of the calendar beyond it.
    return moment if _FIRST <= moment <= _LAST else Bad(shown(text), "not a moment in time")


_READERS: Mapping[str, Callable[[str], Value]] = {
    "number": _number,
    "bool": _bool,
    "date": _date,
    "datetime": _moment,
}


def moment_of(text: str) -> datetime:
    """Read HubSpot's ISO text or its milliseconds since 1970. Raises ValueError for anything else."""
    text = text.strip()
    if _MILLISECONDS.fullmatch(text):
        try:
            return _EPOCH + timedelta(milliseconds=int(text))
        except OverflowError:
            raise ValueError("milliseconds beyond the calendar") from None
    if not _DAY_OR_MOMENT.fullmatch(text):
        raise ValueError("neither a moment in ISO form nor milliseconds")
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def iso(moment: Moment) -> str:
    """The text of a datetime as HubSpot gives it back: UTC, and no fraction of a whole second (recorded)."""
    return datetime.fromtimestamp(moment, tz=UTC).isoformat().replace("+00:00", "Z")
