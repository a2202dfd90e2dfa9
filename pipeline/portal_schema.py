"""Ask a portal for all that a rulebook can be checked against; a handful of calls, and nothing is changed."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from accounts.values import Definition, Kind
from connector import HubSpot, MissingScope
from connector.described import Pipelines, described, pipelines_of
from connector.shapes import RecordRead
from rules.portal.schema import PortalSchema

KINDS = (Kind.COMPANY, Kind.CONTACT, Kind.DEAL, Kind.TICKET)
FEWEST = 10  # records that say something about all of them
Answer = TypeVar("Answer")


@dataclass
class _Asked:
    """What was found out so far. A part that the token may not read is left out, and its scope is lacking."""

    definitions: dict[tuple[Kind, str], Definition] = field(default_factory=dict)
    labels: dict[tuple[Kind, str], Mapping[str, str]] = field(default_factory=dict)
    lacking: set[str] = field(default_factory=set)

    def unless_barred(self, ask: Callable[[], Answer]) -> Answer | None:
        try:
            return ask()
        except MissingScope as barred:
            self.lacking |= set(barred.scopes)
            return None


def read_schema(api: HubSpot, flags: Iterable[str] = (), kinds: Iterable[Kind] = KINDS) -> PortalSchema:
    """`flags`: yes/no properties such as company.x, of which is asked on how many records they are empty.

    Raises HubSpotError where HubSpot does not answer; a scope that is lacking is part of the answer.
    """
    asked, empty = _Asked(), dict[str, float]()
    pipelines: dict[Kind, Pipelines] = {}
    for kind in kinds:
        if found := asked.unless_barred(partial(described, api, kind)):
            asked.definitions |= {(kind, one.name): one for one in found.definitions}
            asked.labels |= {(kind, name): labels for name, labels in found.labels.items()}
        empty |= asked.unless_barred(partial(_empty, api, kind, flags, asked.definitions)) or {}
    for kind in {Kind.DEAL, Kind.TICKET} & set(kinds):
        if read := asked.unless_barred(partial(pipelines_of, api, kind)):
            pipelines[kind] = read
    people = asked.unless_barred(api.owners)
    return PortalSchema(
        definitions=asked.definitions,
        labels=asked.labels,
        pipelines={kind: each.pipelines for kind, each in pipelines.items()},
        stages={kind: each.stages for kind, each in pipelines.items()},
        owners=None if people is None else tuple(one.email for one in people if not one.archived),
        lacking=frozenset(asked.lacking),
        empty=empty,
    )


def _empty(
    api: HubSpot, kind: Kind, flags: Iterable[str], definitions: Mapping[tuple[Kind, str], Definition]
) -> dict[str, float]:
    """The share of records, among the first page of them, on which each of the flags is empty."""
    names = [name for of, _, name in (flag.partition(".") for flag in flags) if of == kind]
    known = sorted({name for name in names if (kind, name) in definitions})
    records = next(api.pages(kind, known or ["hs_object_id"]), [])
    if len(records) < FEWEST:
        return {}
    return {f"{kind}.{name}": _share(records, name) for name in known}


def _share(records: list[RecordRead], name: str) -> float:
    return sum(not record.properties.get(name) for record in records) / len(records)
