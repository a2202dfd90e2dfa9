"""What the review shows besides its questions, and taking an answer back."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from accounts.values import Kind
from store.lists import among
from store.tables import match_answer, membership, record


@dataclass(frozen=True)
class Present:
    """Where contacts in question are put for the time being."""

    company: str
    name: str
    contacts: int


def present(tx: sa.Connection, portal_id: int, questions: Collection[str]) -> dict[str, list[Present]]:
    """Of each question the companies its contacts belong to until somebody answers; most contacts first."""
    of, count = membership.c, sa.func.count().label("contacts")
    rows = tx.execute(
        sa.select(of.question, of.company_id, count)
        .where(of.portal_id == portal_id, among(of.question, questions), of.company_id.is_not(None))
        .group_by(of.question, of.company_id)
        .order_by(of.question, count.desc(), of.company_id)
    ).all()
    names = company_names(tx, portal_id, {row.company_id for row in rows})
    found: dict[str, list[Present]] = {}
    for row in rows:
        one = Present(row.company_id, names.get(row.company_id, row.company_id), row.contacts)
        found.setdefault(row.question, []).append(one)
    return found


def company_names(tx: sa.Connection, portal_id: int, ids: Iterable[str]) -> dict[str, str]:
    """The names of those of these companies that are there; the id where one has no name."""
    rows = tx.execute(_records(portal_id, Kind.COMPANY, ids))
    return {row.id: row.properties.get("name") or row.id for row in rows}


def has_contact(tx: sa.Connection, portal_id: int, id_: str) -> bool:
    return tx.execute(_records(portal_id, Kind.CONTACT, [id_])).first() is not None


def companies_of(tx: sa.Connection, portal_id: int, contacts: Iterable[str]) -> dict[str, str | None]:
    """Of each of these contacts the company that it was put to."""
    of = membership.c
    query = sa.select(of.contact_id, of.company_id).where(
        of.portal_id == portal_id, among(of.contact_id, contacts)
    )
    return {row.contact_id: row.company_id for row in tx.execute(query)}


def of_question(tx: sa.Connection, portal_id: int, question: str) -> int:
    """How many contacts are still in question."""
    query = sa.select(sa.func.count()).where(
        membership.c.portal_id == portal_id, membership.c.question == question
    )
    return tx.execute(query).scalar_one()


def forget(tx: sa.Connection, portal_id: int, question: str) -> bool:
    """Take back whatever was answered to a question; False where nothing was."""
    mine = sa.and_(match_answer.c.portal_id == portal_id, match_answer.c.question == question)
    return tx.execute(match_answer.delete().where(mine)).rowcount > 0


def _records(portal_id: int, kind: Kind, ids: Iterable[str]) -> sa.Select[tuple[str, dict[str, str | None]]]:
    of = record.c
    return sa.select(of.id, of.properties).where(
        of.portal_id == portal_id, of.kind == kind.value, among(of.id, ids), ~of.archived
    )
