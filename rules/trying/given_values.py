"""The values of a case as HubSpot would hold them: definitions by the kind of YAML value, and texts by the definition."""

from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo
from typing import Any

from accounts.values import Definition, Definitions, Kind, Moment, iso
from rules.conditions import Op
from rules.judging.ageing import SINCE, UNTIL
from rules.judging.tree import leaves
from rules.language.cases import Case, Change, GivenThing
from rules.language.told import has_hour, is_time, moment_at
from rules.language.vocabulary import bare, conditions
from rules.model import Rulebook

ALWAYS_DATES = frozenset(
    {"contact.createdate", "deal.closedate", "deal.createdate", "ticket.closed_date", "ticket.createdate"}
)
_DATES = frozenset({"date", "datetime"})


def dates_asked(book: Rulebook) -> frozenset[str]:
    """The properties that the rulebook takes for dates, such as company.contract_end."""
    found = [leaf for _, condition in conditions(book) for leaf in leaves(condition)]
    asked = [
        bare(leaf.metric)
        for leaf in found
        if leaf.op in {Op.BEFORE, Op.AFTER} or leaf.metric.startswith((SINCE, UNTIL))
    ]
    return ALWAYS_DATES | frozenset(asked)


def things(given: Change) -> Iterator[tuple[Kind, GivenThing]]:
    """The contacts, deals, tickets and activities, in the order of the case."""
    yield from ((Kind.CONTACT, contact) for contact in given.contacts)
    yield from ((Kind.DEAL, deal) for deal in given.deals)
    yield from ((Kind.TICKET, ticket) for ticket in given.tickets)
    yield from ((Kind.MEETING, meeting) for meeting in given.meetings)
    yield from ((Kind.CALL, call) for call in given.calls)
    yield from ((Kind.EMAIL, email) for email in given.emails)


def changes(case: Case) -> tuple[Change, ...]:
    """All that is told in the course of a case."""
    return (case.given, *(step.given for step in case.then))


def told(case: Case) -> dict[tuple[Kind, str], list[Any]]:
    """All values of each property, in the course of the whole case."""
    found: dict[tuple[Kind, str], list[Any]] = {}
    for change in changes(case):
        objects = [
            (Kind.COMPANY, change.company),
            *((kind, each.properties) for kind, each in things(change)),
        ]
        for kind, properties in objects:
            for name, value in properties.items():
                found.setdefault((kind, name), []).append(value)
    return found


def definitions_of(case: Case, dates: frozenset[str]) -> dict[tuple[Kind, str], Definition]:
    """What a portal would have to define so that it could hold these values."""
    return {key: _definition(*key, values, dates) for key, values in told(case).items()}


def _definition(kind: Kind, name: str, values: list[Any], dates: frozenset[str]) -> Definition:
    if any(isinstance(value, tuple) for value in values):
        return Definition(kind, name, "enumeration", many=True)
    return Definition(kind, name, _type(values, is_date=f"{kind}.{name}" in dates))


def _type(values: list[Any], *, is_date: bool) -> str:
    first = next((value for value in values if value != ""), "")
    if isinstance(first, bool):
        return "bool"
    if isinstance(first, (int, float)):
        return "number"
    if not is_date:
        return "string"
    return "datetime" if any(has_hour(str(value)) for value in values) else "date"


class Texts:
    """Puts values into HubSpot's words, as a portal with these definitions would."""

    def __init__(self, definitions: Definitions, tz: tzinfo) -> None:
        self._definitions = definitions
        self._tz = tz

    def of(self, kind: Kind, name: str, value: Any, at: Moment) -> str | None:
        """`at`: the moment at which the value is told, for times that are relative to it. None: empty."""
        definition = self._definitions.get((kind, name))
        match value:
            case bool():
                return "true" if value else "false"
            case tuple():
                return ";".join(value) or None
            case str() if definition is not None and definition.type in _DATES and is_time(value):
                return self._time(value, definition.type, at)
            case _:
                return str(value) or None

    def _time(self, text: str, kind: str, at: Moment) -> str:
        moment = moment_at(text, at, self._tz)
        if kind == "datetime":
            return iso(moment)
        return datetime.fromtimestamp(moment, UTC).astimezone(self._tz).date().isoformat()
