"""The mirror as it is read: everything we hold of some accounts, for making facts."""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from accounts.facts import DealState, TicketState
from accounts.matching.membership import company_account
from accounts.snapshot import Change, Record, Snapshot
from accounts.values import Definition, Definitions, Kind
from store.activities import with_activities
from store.dealings import Links, dealings
from store.lists import among
from store.tables import (
    account,
    account_company,
    association,
    membership,
    owner,
    pipeline_stage,
    property_definition,
    property_history,
    record,
)

History = dict[tuple[Kind, str, str], list[Change]]
DealsOf = list[tuple[str, tuple[str, ...]]]


@dataclass(frozen=True)
class Owner:
    id: str
    email: str
    name: str
    archived: bool


def definitions(tx: sa.Connection, portal_id: int) -> Definitions:
    rows = tx.execute(sa.select(property_definition).where(property_definition.c.portal_id == portal_id))
    return {
        (Kind(row.kind), row.name): Definition(
            Kind(row.kind),
            row.name,
            row.type,
            row.label,
            tuple(row.options),
            row.many,
            row.read_only,
            row.calculated,
        )
        for row in rows
    }


def owners(tx: sa.Connection, portal_id: int) -> tuple[Owner, ...]:
    rows = tx.execute(sa.select(owner).where(owner.c.portal_id == portal_id).order_by(owner.c.id))
    return tuple(Owner(row.id, row.email, row.name, row.archived) for row in rows)


def snapshots(tx: sa.Connection, portal_id: int, ids: Sequence[str]) -> list[Snapshot]:
    """What we hold of these accounts, in order of id."""
    rows = tx.execute(
        sa.select(account.c.id, account.c.name, account.c.company_id, account.c.unit)
        .where(account.c.portal_id == portal_id, among(account.c.id, ids))
        .order_by(account.c.id)
    ).all()
    # What a buying unit has of companies and their deals is that of the account it is a part of.
    mains = {row.id: company_account(row.company_id) if row.unit else row.id for row in rows}
    grouped = _grouped(
        tx, account_company.c.account_id, account_company.c.company_id, portal_id, {*mains.values()}
    )
    companies = {id_: grouped[main] for id_, main in mains.items() if main in grouped}
    members = _grouped(tx, membership.c.account_id, membership.c.contact_id, portal_id, ids)
    held = {
        Kind.COMPANY: {row.id: {row.company_id} for row in rows if row.company_id},
        Kind.CONTACT: members,
        Kind.DEAL: dealings(tx, portal_id, Kind.DEAL, grouped, members),
        Kind.TICKET: dealings(tx, portal_id, Kind.TICKET, grouped, members),
    }
    parts = _Parts(_labels(tx, portal_id, members, companies), _deal_contacts(tx, portal_id, held[Kind.DEAL]))
    return with_activities(tx, portal_id, _made(tx, portal_id, rows, held, parts))


@dataclass(frozen=True)
class _Parts:
    """What associations say of contacts: labels by contact, and the deals that it takes part in."""

    labels: Mapping[str, tuple[str, ...]]
    deals_of: Mapping[str, DealsOf]


def _made(
    tx: sa.Connection,
    portal_id: int,
    rows: Iterable[Any],
    held: Mapping[Kind, Mapping[str, set[str]]],
    parts: _Parts,
) -> list[Snapshot]:
    """The accounts of these rows, with the objects that each holds."""
    ids_of = {kind: {id_ for some in links.values() for id_ in some} for kind, links in held.items()}
    records, history = _records(tx, portal_id, ids_of), _history(tx, portal_id, ids_of)
    stages, ticket_stages = deal_stages(tx, portal_id), stages_of_tickets(tx, portal_id)
    made = []
    for row in rows:
        keys = [(kind, id_) for kind, links in held.items() for id_ in sorted(links.get(row.id, ()))]
        there = [records[key] for key in keys if key in records]
        company, contacts, deals, tickets = (tuple(one for one in there if one.kind is kind) for kind in held)
        told = [history[key] for key in keys if key in history]
        made.append(
            Snapshot(
                account=row.id,
                name=row.name,
                company=company[0] if company else None,
                contacts=contacts,
                deals=deals,
                history={key: tuple(changes) for one in told for key, changes in one.items()},
                stages=stages,
                tickets=tickets,
                ticket_stages=ticket_stages,
                labels={one.id: parts.labels[one.id] for one in contacts if one.id in parts.labels},
                deal_contacts=_taking_part(contacts, deals, parts.deals_of),
            )
        )
    return made


def deal_stages(tx: sa.Connection, portal_id: int) -> dict[tuple[str, str], DealState]:
    return {key: DealState(state) for key, state in _stages(tx, portal_id, Kind.DEAL)}


def stages_of_tickets(tx: sa.Connection, portal_id: int) -> dict[tuple[str, str], TicketState]:
    return {key: TicketState(state) for key, state in _stages(tx, portal_id, Kind.TICKET)}


def _stages(tx: sa.Connection, portal_id: int, kind: Kind) -> Iterator[tuple[tuple[str, str], str]]:
    stage = pipeline_stage.c
    rows = tx.execute(
        sa.select(stage.pipeline, stage.stage, stage.state).where(
            stage.portal_id == portal_id, stage.kind == kind.value
        )
    )
    return (((row.pipeline, row.stage), row.state) for row in rows)


def _grouped(
    tx: sa.Connection, key: sa.Column[str], value: sa.Column[str], portal_id: int, ids: Iterable[str]
) -> Links:
    table = key.table
    rows = tx.execute(sa.select(key, value).where(table.c.portal_id == portal_id, among(key, ids)))
    found: Links = defaultdict(set)
    for left, right in rows:
        found[left].add(right)
    return found


def _taking_part(
    contacts: Iterable[Record], deals: Iterable[Record], taking_part: Mapping[str, DealsOf]
) -> dict[str, tuple[tuple[str, tuple[str, ...]], ...]]:
    """Of the contacts of one account, in which of its deals."""
    here = {deal.id for deal in deals}
    found = {
        one.id: tuple(part for part in taking_part.get(one.id, ()) if part[0] in here) for one in contacts
    }
    return {contact: parts for contact, parts in found.items() if parts}


def _labels(
    tx: sa.Connection, portal_id: int, members: Links, companies: Links
) -> dict[str, tuple[str, ...]]:
    """Of each contact those of its associations with companies of its account; contacts without any are left out."""
    at_home = {
        contact: companies.get(account_id, set()) for account_id, some in members.items() for contact in some
    }
    found: dict[str, dict[str, None]] = {}
    for contact, company, labels in _associations(tx, portal_id, Kind.CONTACT, Kind.COMPANY, at_home):
        if labels and company in at_home[contact]:
            found.setdefault(contact, {}).update(dict.fromkeys(labels))
    return {contact: tuple(labels) for contact, labels in found.items()}


def _deal_contacts(tx: sa.Connection, portal_id: int, deals: Links) -> dict[str, DealsOf]:
    """Of each contact the deals that it takes part in, with its labels there."""
    known = {deal for some in deals.values() for deal in some}
    found: dict[str, DealsOf] = defaultdict(list)
    for deal, contact, labels in _associations(tx, portal_id, Kind.DEAL, Kind.CONTACT, known):
        found[contact].append((deal, tuple(labels)))
    return found


def _associations(
    tx: sa.Connection, portal_id: int, from_kind: Kind, to_kind: Kind, ids: Iterable[str]
) -> Iterator[tuple[str, str, list[str]]]:
    columns = association.c
    rows = tx.execute(
        sa.select(columns.from_id, columns.to_id, columns.labels)
        .where(
            columns.portal_id == portal_id,
            columns.from_kind == from_kind.value,
            columns.to_kind == to_kind.value,
            among(columns.from_id, ids),
        )
        .order_by(columns.from_id, columns.to_id)
    )
    return ((row.from_id, row.to_id, row.labels) for row in rows)


def _records(tx: sa.Connection, portal_id: int, ids: dict[Kind, set[str]]) -> dict[tuple[Kind, str], Record]:
    found = {}
    for kind, some in ids.items():
        rows = tx.execute(
            sa.select(record.c.id, record.c.properties).where(
                record.c.portal_id == portal_id,
                record.c.kind == kind.value,
                among(record.c.id, some),
                record.c.archived.is_(False),
            )
        )
        found.update({(kind, row.id): Record(kind, row.id, row.properties) for row in rows})
    return found


def _history(tx: sa.Connection, portal_id: int, ids: dict[Kind, set[str]]) -> dict[tuple[Kind, str], History]:
    """Per object, its changes by property, oldest first."""
    found: dict[tuple[Kind, str], History] = defaultdict(lambda: defaultdict(list))
    history = property_history.c
    columns = (history.id, history.property, history.value, history.at, history.source, history.source_id)
    for kind, some in ids.items():
        rows = tx.execute(
            sa.select(*columns)
            .where(history.portal_id == portal_id, history.kind == kind.value, among(history.id, some))
            .order_by(history.at, history.turn)
        )
        for id_, name, value, at, source, source_id in rows:
            change = Change(value or "", math.floor(at.timestamp()), source, source_id)
            found[kind, id_][kind, id_, name].append(change)
    return found
