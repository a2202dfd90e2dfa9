"""All that the hygiene report looks at, in a handful of statements, however large the portal is."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from accounts.facts import DealState
from accounts.hygiene.rows import AccountRow, CompanyRow, ContactRow, Rows, Text
from accounts.needs import FactSpec
from accounts.provenance.deriving import PROPERTIES
from accounts.values import Kind
from store import snapshots, unfit
from store.tables import (
    account,
    account_company,
    association,
    membership,
    memory,
    pipeline_stage,
    record,
    task_wish,
    wish,
)

CONTACT = ("firstname", "lastname", "email", "jobtitle", "hs_buying_role", "company", "website", *PROPERTIES)
COMPANY = ("name", "domain", "hs_additional_domains", "website", "hs_parent_company_id", "hubspot_owner_id")
_AT_ONCE = 2000
_OPEN = ("waiting", "sending")


@dataclass(frozen=True)
class Book:
    """What has to be known of the rulebook in force: its name, how it wants facts made, whether it has a funnel."""

    name: str
    spec: FactSpec
    has_funnel: bool


def read(tx: sa.Connection, portal_id: int, book: Book) -> Rows:
    """The portal as the checks see it. Some seconds and some hundred MB where there are a hundred thousand contacts."""
    return Rows(
        contacts=tuple(_contacts(tx, portal_id, _of_contacts(book.spec))),
        companies=tuple(_companies(tx, portal_id, _of_companies(book.spec))),
        accounts=tuple(_accounts(tx, portal_id, book.name)),
        owners={one.id: one.archived for one in snapshots.owners(tx, portal_id)},
        stepped=frozenset(_stepped(tx, portal_id, book.name)) if book.has_funnel else None,
        tasks=dict(_tasks(tx, portal_id)),
        labels=_labels(tx, portal_id),
        deals=_deals(tx, portal_id),
        unwritten=frozenset(_unwritten(tx, portal_id, book.spec.stage_property)),
        unreadable=tuple((one.count, one.example) for one in unfit.of_portal(tx, portal_id)),
        definitions=snapshots.definitions(tx, portal_id),
    )


def _of_contacts(spec: FactSpec) -> tuple[str, ...]:
    told = spec.provenance
    named = (told.source, told.date, told.vendor, told.legal_basis, told.opt_in, told.verified, told.notice)
    return tuple(dict.fromkeys((*CONTACT, *(name for name in named if name))))


def _of_companies(spec: FactSpec) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*COMPANY, spec.stage_property, *spec.matching.branches_by)))


def _contacts(tx: sa.Connection, portal_id: int, names: tuple[str, ...]) -> Iterator[ContactRow]:
    mine = sa.and_(membership.c.portal_id == record.c.portal_id, membership.c.contact_id == record.c.id)
    belongs = (membership.c[name] for name in ("account_id", "reason", "evidence", "domain", "question"))
    query = sa.select(record.c.id, record.c.properties, *belongs).select_from(
        record.outerjoin(membership, mine)
    )
    for row in _there(tx, portal_id, Kind.CONTACT, query):
        text = _part(row.properties, names)
        reason, evidence = row.reason or "", row.evidence or ""
        yield ContactRow(row.id, text, row.account_id, reason, evidence, row.domain, row.question)


def _companies(tx: sa.Connection, portal_id: int, names: tuple[str, ...]) -> Iterator[CompanyRow]:
    mine = sa.and_(
        account_company.c.portal_id == record.c.portal_id, account_company.c.company_id == record.c.id
    )
    query = sa.select(record.c.id, record.c.properties, account_company.c.account_id).select_from(
        record.outerjoin(account_company, mine)
    )
    for row in _there(tx, portal_id, Kind.COMPANY, query):
        yield CompanyRow(row.id, _part(row.properties, names), row.account_id)


def _there(tx: sa.Connection, portal_id: int, kind: Kind, query: sa.Select[Any]) -> Iterable[sa.Row[Any]]:
    """All records of a kind that are not archived, a few at a time."""
    query = query.where(record.c.portal_id == portal_id, record.c.kind == kind.value, ~record.c.archived)
    return tx.execute(query, execution_options={"yield_per": _AT_ONCE})


def _part(text: Text, names: tuple[str, ...]) -> Text:
    """What was read and is empty stays there as None; what was not read is not there."""
    return {name: text[name] for name in names if name in text}


def _accounts(tx: sa.Connection, portal_id: int, rulebook: str) -> Iterator[AccountRow]:
    mine = sa.and_(
        memory.c.portal_id == account.c.portal_id,
        memory.c.account_id == account.c.id,
        memory.c.rulebook == rulebook,
    )
    is_key = sa.or_(memory.c.stage.is_not(None), memory.c.state["key_account"].astext == "true")
    columns = (account.c.id, account.c.name, account.c.company_id, account.c.unit)
    rows = tx.execute(
        sa.select(*columns, sa.func.coalesce(is_key, sa.false()), memory.c.stage)
        .select_from(account.outerjoin(memory, mine))
        .where(account.c.portal_id == portal_id, ~account.c.gone)
    )
    return (AccountRow(*row) for row in rows)


def _stepped(tx: sa.Connection, portal_id: int, rulebook: str) -> Iterable[str]:
    """Contacts that some account remembers to have reached a step of the funnel."""
    step = sa.func.jsonb_array_elements(memory.c.state["funnel"]).table_valued(
        sa.column("value", JSONB), name="step"
    )
    contact = step.c.value["contact"].astext
    mine = (memory.c.portal_id == portal_id, memory.c.rulebook == rulebook)
    return tx.execute(sa.select(contact).select_from(memory.join(step, sa.true())).where(*mine)).scalars()


def _tasks(tx: sa.Connection, portal_id: int) -> Iterator[tuple[str, str]]:
    """Tasks about contacts that are still to be written; whether a written one was done, only HubSpot knows."""
    rows = tx.execute(
        sa.select(task_wish.c.payload)
        .where(task_wish.c.portal_id == portal_id, task_wish.c.state.in_(_OPEN))
        .order_by(task_wish.c.wished_at, task_wish.c.key)
    )
    return ((contact, payload["title"]) for (payload,) in rows for contact in payload["contacts"])


def _labels(tx: sa.Connection, portal_id: int) -> dict[str, tuple[str, ...]]:
    rows = tx.execute(
        sa.select(association.c.from_id, association.c.labels)
        .where(
            *_between(portal_id, Kind.CONTACT, Kind.COMPANY),
            sa.func.jsonb_array_length(association.c.labels) > 0,
        )
        .order_by(association.c.from_id, association.c.to_id)
    )
    found: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for contact, labels in rows:
        found[contact] += tuple(labels)
    return dict(found)


def _deals(tx: sa.Connection, portal_id: int) -> dict[str, tuple[tuple[str, tuple[str, ...]], ...]]:
    """Of each contact its open deals, by name, with the labels of the association."""
    deal, text, stage = record.c, record.c.properties, pipeline_stage.c
    mine = sa.and_(deal.portal_id == association.c.portal_id, deal.id == association.c.from_id)
    known = sa.and_(
        stage.portal_id == deal.portal_id,
        stage.kind == Kind.DEAL.value,
        stage.pipeline == sa.func.coalesce(sa.func.nullif(text["pipeline"].astext, ""), "default"),
        stage.stage == sa.func.coalesce(text["dealstage"].astext, ""),
    )
    flags = [text[flag].astext == "true" for flag in ("hs_is_closed", "hs_is_closed_won")]
    flagged = sa.or_(*(sa.func.coalesce(flag, sa.false()) for flag in flags))
    name = sa.func.coalesce(text["dealname"].astext, deal.id).label("name")
    rows = tx.execute(
        sa.select(association.c.to_id, name, association.c.labels)
        .select_from(association.join(record, mine).outerjoin(pipeline_stage, known))
        .where(*_between(portal_id, Kind.DEAL, Kind.CONTACT), deal.kind == Kind.DEAL.value, ~deal.archived)
        .where(sa.case((stage.state.is_not(None), stage.state == DealState.OPEN.value), else_=~flagged))
        .order_by(association.c.to_id, name, association.c.from_id)
    )
    found: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = defaultdict(tuple)
    for contact, deal_name, labels in rows:
        found[contact] += ((deal_name, tuple(labels)),)
    return dict(found)


def _between(portal_id: int, from_kind: Kind, to_kind: Kind) -> tuple[sa.ColumnElement[bool], ...]:
    ends = (association.c.from_kind == from_kind.value, association.c.to_kind == to_kind.value)
    return (association.c.portal_id == portal_id, *ends)


def _unwritten(tx: sa.Connection, portal_id: int, stage_property: str) -> Iterable[str]:
    """Companies whose stage waits to be written."""
    return tx.execute(
        sa.select(wish.c.object_id).where(
            wish.c.portal_id == portal_id,
            wish.c.kind == Kind.COMPANY.value,
            wish.c.property == stage_property,
            wish.c.state.in_(_OPEN),
        )
    ).scalars()
