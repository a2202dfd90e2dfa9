"""The mirror as it is read: everything we hold of some accounts, for making facts."""

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from accounts.facts import DealState, TicketState
from accounts.snapshot import Change, Record, Snapshot
from accounts.values import Definition, Definitions, Kind
from store import portals
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

Links = dict[str, set[str]]
History = dict[tuple[Kind, str, str], list[Change]]


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
        sa.select(account.c.id, account.c.name, account.c.company_id)
        .where(account.c.portal_id == portal_id, among(account.c.id, ids))
        .order_by(account.c.id)
    ).all()
    companies = _grouped(tx, account_company.c.account_id, account_company.c.company_id, portal_id, ids)
    members = _grouped(tx, membership.c.account_id, membership.c.contact_id, portal_id, ids)
    held = {
        Kind.COMPANY: {row.id: {row.company_id} for row in rows if row.company_id},
        Kind.CONTACT: members,
        Kind.DEAL: _dealings(tx, portal_id, Kind.DEAL, companies, members),
        Kind.TICKET: _dealings(tx, portal_id, Kind.TICKET, companies, members),
    }
    ids_of = {kind: {id_ for some in links.values() for id_ in some} for kind, links in held.items()}
    records, history = _records(tx, portal_id, ids_of), _history(tx, portal_id, ids_of)
    stages, ticket_stages = deal_stages(tx, portal_id), stages_of_tickets(tx, portal_id)
    tickets_read = portals.has_looked_for(tx, portal_id, Kind.TICKET)
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
                tickets_read=tickets_read,
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
    tx: sa.Connection, key: sa.Column[str], value: sa.Column[str], portal_id: int, ids: Sequence[str]
) -> Links:
    table = key.table
    rows = tx.execute(sa.select(key, value).where(table.c.portal_id == portal_id, among(key, ids)))
    found: Links = defaultdict(set)
    for left, right in rows:
        found[left].add(right)
    return found


def _dealings(tx: sa.Connection, portal_id: int, kind: Kind, companies: Links, members: Links) -> Links:
    """Deals or tickets: each belongs to the account of its company; one without a company that counts to that of its
    contacts.
    """
    by_company = _linked(tx, portal_id, kind, Kind.COMPANY, companies)
    by_contact = _linked(tx, portal_id, kind, Kind.CONTACT, members)
    unclaimed = {id_ for some in by_contact.values() for id_ in some}
    counts = sa.and_(
        account_company.c.portal_id == association.c.portal_id,
        account_company.c.company_id == association.c.to_id,
    )
    with_company = set(
        tx.execute(
            sa.select(association.c.from_id)
            .join(account_company, counts)
            .where(
                association.c.portal_id == portal_id,
                association.c.from_kind == kind.value,
                association.c.to_kind == Kind.COMPANY.value,
                among(association.c.from_id, unclaimed),
            )
        ).scalars()
    )
    for account_id, some in by_contact.items():
        by_company[account_id] |= some - with_company
    return by_company


def _linked(tx: sa.Connection, portal_id: int, from_kind: Kind, to_kind: Kind, objects: Links) -> Links:
    holder = {object_id: account_id for account_id, some in objects.items() for object_id in some}
    rows = tx.execute(
        sa.select(association.c.from_id, association.c.to_id).where(
            association.c.portal_id == portal_id,
            association.c.from_kind == from_kind.value,
            association.c.to_kind == to_kind.value,
            among(association.c.to_id, holder),
        )
    )
    found: Links = defaultdict(set)
    for from_id, object_id in rows:
        found[holder[object_id]].add(from_id)
    return found


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
