"""Read objects from HubSpot and take them into the mirror: the one way in for webhooks, polls and syncs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from accounts.grouping import group
from accounts.needs import Needs, wants_tickets
from accounts.values import Kind, Moment
from connector import HubSpot, RecordRead
from store import aliases, grouping, mirror, reach
from store.history import HistoryRow
from store.mirror import LinkRow, Links, RecordRow

Touched = Mapping[Kind, set[str]]

TOWARDS = {
    Kind.CONTACT: (Kind.COMPANY,),
    Kind.DEAL: (Kind.COMPANY, Kind.CONTACT),
    Kind.TICKET: (Kind.COMPANY, Kind.CONTACT),
}
"""Which associations are mirrored. A parent company is read as the property hs_parent_company_id."""
DEALINGS = (Kind.DEAL, Kind.TICKET)
"""What belongs to an account through its companies and contacts."""


@dataclass
class Taken:
    """What HubSpot answered about some objects, to questions asked from `asked_at` on."""

    asked_at: Moment
    records: list[RecordRow] = field(default_factory=list)
    gone: dict[Kind, set[str]] = field(default_factory=dict)
    links: list[Links] = field(default_factory=list)
    aliases: dict[Kind, dict[str, str]] = field(default_factory=dict)  # old id -> the one that took it in

    def ids(self, kind: Kind) -> set[str]:
        return {row.id for row in self.records if row.kind is kind} | self.gone.get(kind, set())


def properties_of(needs: Needs, kind: Kind) -> tuple[list[str], list[str]]:
    """The properties to read of a kind: all, and those with history."""
    names = sorted({need.property for need in needs if need.kind is kind})
    return names, sorted({need.property for need in needs if need.kind is kind and need.history})


def read(api: HubSpot, needs: Needs, touched: Touched, asked_at: Moment) -> Taken:
    """Ask HubSpot for these objects and their associations. Calls HubSpot: never inside a transaction.

    Not for tickets that the rulebook does not look at, whoever tells of them.
    """
    taken = Taken(asked_at)
    for kind, ids in touched.items():
        if not ids or (kind is Kind.TICKET and not wants_tickets(needs)):
            continue
        names, history = properties_of(needs, kind)
        found = api.batch(kind, ids, names, history)
        add(api, taken, kind, found.records, names)
        merged = {
            asked: record.id for record in found.records for asked in record.asked if asked != record.id
        }
        taken.aliases.setdefault(kind, {}).update(merged)
        taken.gone[kind] = {*found.missing, *merged}
    return taken


def add(api: HubSpot, taken: Taken, kind: Kind, found: Sequence[RecordRead], names: Sequence[str]) -> None:
    """Add records with the properties asked for, and what they are associated with."""
    taken.records += [record_row(record, names) for record in found]
    taken.aliases.setdefault(kind, {}).update({old: record.id for record in found for old in record.merged})
    ids = sorted({record.id for record in found if not record.archived})
    if not ids:
        return
    for to_kind in TOWARDS.get(kind, ()):
        links = [
            LinkRow(one.from_id, one.to_id, one.is_primary, one.labels)
            for one in api.associations(kind, to_kind, ids)
        ]
        taken.links.append(Links(kind, to_kind, ids, links))


def record_row(record: RecordRead, names: Sequence[str]) -> RecordRow:
    """HubSpot adds properties nobody asked for, the moment of the last change among them: each would look like news."""
    history = tuple(
        HistoryRow(name, change.value, change.at, change.source, change.source_id)
        for name, changes in record.history.items()
        for change in changes
    )
    return RecordRow(
        record.kind,
        record.id,
        {name: value for name, value in record.properties.items() if name in names},
        record.created_at,
        record.updated_at,
        record.archived,
        history,
    )


def keep(tx: sa.Connection, portal_id: int, taken: Taken, now: Moment, *, roll_up: bool) -> set[str]:
    """Take it into the mirror, regroup what it changes, mark the accounts concerned due; answers them.

    What says nothing new (a poll that reads our own writes, a repeated event) concerns nobody.
    """
    news = put(tx, portal_id, taken, now)
    part = reach.part_of(tx, portal_id, news[Kind.COMPANY], news[Kind.CONTACT])
    touched = regroup(tx, portal_id, part, roll_up=roll_up)
    companies, contacts = set(news[Kind.COMPANY]), set(news[Kind.CONTACT])
    for kind in DEALINGS:
        companies |= reach.linked(tx, portal_id, kind, news[kind], Kind.COMPANY)
        contacts |= reach.linked(tx, portal_id, kind, news[kind], Kind.CONTACT)
    touched |= reach.accounts_of(tx, portal_id, companies, contacts)
    grouping.mark_due(tx, portal_id, touched)
    return touched


def put(tx: sa.Connection, portal_id: int, taken: Taken, now: Moment) -> dict[Kind, set[str]]:
    """Write what HubSpot answered, without regrouping; answers the objects about which that is news.

    A deal's or ticket's association that came or went is news about the company or contact at its other end, too.
    """
    news: dict[Kind, set[str]] = {kind: set() for kind in Kind}
    for kind, survivors in taken.aliases.items():
        aliases.put_aliases(tx, portal_id, kind, survivors.items())
    for kind, id_ in mirror.put_records(tx, portal_id, taken.records, taken.asked_at):
        news[kind].add(id_)
    for kind, ids in taken.gone.items():
        news[kind] |= mirror.mark_gone(tx, portal_id, kind, sorted(ids), now)
    for links in taken.links:
        for link in mirror.put_links(tx, portal_id, links):
            news[links.from_kind].add(link.from_id)
            if links.from_kind in DEALINGS:
                news[links.to_kind].add(link.to_id)
    return news


def regroup(tx: sa.Connection, portal_id: int, part: reach.Part, *, roll_up: bool) -> set[str]:
    """Group a part of the portal anew; answers the accounts whose composition changed."""
    companies = grouping.load_companies(tx, portal_id, part.companies)
    contacts = grouping.load_contacts(tx, portal_id, part.contacts)
    return grouping.keep(tx, portal_id, part, group(companies, contacts, roll_up=roll_up))


def merge(touched: Iterable[Touched]) -> dict[Kind, set[str]]:
    joined: dict[Kind, set[str]] = {}
    for one in touched:
        for kind, ids in one.items():
            joined.setdefault(kind, set()).update(ids)
    return joined
