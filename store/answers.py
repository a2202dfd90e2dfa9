"""The review: what is asked about contacts in question, and what people answered; nobody is asked twice."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy.dialects.postgresql import distinct_on, insert

from accounts.matching.membership import Lost, Rival
from accounts.matching.things import Answer
from accounts.values import Kind, Moment
from store import match_keys
from store.lists import among
from store.tables import alias, match_answer, membership, record

EXAMPLES = 3
"""Contacts that are named with a question."""

_RIVAL = TypeAdapter(Rival)


@dataclass(frozen=True)
class Example:
    """One of the contacts in question."""

    id: str
    name: str
    email: str
    company: str  # what stands in its field for the company's name


@dataclass(frozen=True)
class Question:
    """`contacts` is how many it is about; `candidates` are the companies that may be meant, the likeliest first."""

    key: str
    contacts: int
    examples: tuple[Example, ...]
    candidates: tuple[Rival, ...]


@dataclass(frozen=True)
class Answered:
    """`company` is the one that counts now, if that which was named has been merged since."""

    question: str
    company: str
    accepted: bool
    by: str
    at: Moment


def open_questions(tx: sa.Connection, portal_id: int, limit: int = 50, offset: int = 0) -> list[Question]:
    """What the review asks: first what most contacts depend on."""
    of = membership.c
    count, ids = sa.func.count(), sa.func.array_agg(of.contact_id)
    query = (
        sa.select(of.question, count, ids[1:EXAMPLES])
        .where(of.portal_id == portal_id, of.question.is_not(None))
        .group_by(of.question)
        .order_by(count.desc(), of.question)
        .limit(limit)
        .offset(offset)
    )
    rows = tx.execute(query).all()
    candidates = _candidates(tx, portal_id, [key for key, *_ in rows])
    people = _people(tx, portal_id, [id_ for *_, some in rows for id_ in some])
    return [
        Question(
            key, number, tuple(people[id_] for id_ in some if id_ in people), tuple(candidates.get(key, ()))
        )
        for key, number, some in rows
    ]


def count_open(tx: sa.Connection, portal_id: int) -> int:
    """How many questions there are."""
    query = sa.select(sa.func.count(membership.c.question.distinct())).where(
        membership.c.portal_id == portal_id, membership.c.question.is_not(None)
    )
    return tx.execute(query).scalar_one()


def answer(  # noqa: PLR0913 - what a person says, and who says so when
    tx: sa.Connection, portal_id: int, question: str, company: str, *, accepted: bool, by: str, at: Moment
) -> None:
    """Remember it; a later answer about the same company takes the place of the earlier one."""
    row = {"portal_id": portal_id, "question": question, "company_id": company}
    said = {"accepted": accepted, "by": by, "at": at}
    tx.execute(
        insert(match_answer)
        .values(**row, **said)
        .on_conflict_do_update(constraint=match_answer.primary_key, set_=said)
    )


def answered(tx: sa.Connection, portal_id: int, questions: Collection[str] | None = None) -> list[Answered]:
    """What was answered, to these questions or to all, the oldest first.

    Answers about companies that have become one by a merge are one: the latest.
    """
    query = _current(portal_id).order_by(
        match_answer.c.at, match_answer.c.question, match_answer.c.company_id
    )
    if questions is not None:
        query = query.where(among(match_answer.c.question, questions))
    found: dict[tuple[str, str], Answered] = {}
    for row in tx.execute(query):
        found.pop((row.question, row.company), None)
        found[row.question, row.company] = Answered(row.question, row.company, row.accepted, row.by, row.at)
    return list(found.values())


def about(tx: sa.Connection, portal_id: int, contacts: Iterable[str] | None = None) -> list[Answer]:
    """Whatever was answered about these contacts, or about all, as grouping takes it."""
    said = answered(tx, portal_id)
    if contacts is not None and said:
        questions = match_keys.asked_about(tx, portal_id, {one.question for one in said}, contacts)
        said = [one for one in said if one.question in questions]
    return [Answer(one.question, one.company, one.accepted) for one in said]


def naming(tx: sa.Connection, portal_id: int, companies: Collection[str]) -> set[str]:
    """The questions to which an answer names one of these companies, as it was then or as it is now."""
    rows = tx.execute(_current(portal_id)).all()
    wanted = set(companies)
    return {row.question for row in rows if {row.company, row.named} & wanted}


def _current(portal_id: int) -> sa.Select[tuple[Any, ...]]:
    merged = sa.and_(
        alias.c.portal_id == match_answer.c.portal_id,
        alias.c.kind == Kind.COMPANY.value,
        alias.c.old_id == match_answer.c.company_id,
    )
    said = match_answer.c
    company = sa.func.coalesce(alias.c.new_id, said.company_id).label("company")
    columns = (said.question, company, said.company_id.label("named"), said.accepted, said.by, said.at)
    return (
        sa.select(*columns)
        .select_from(match_answer.outerjoin(alias, merged))
        .where(said.portal_id == portal_id)
    )


def _candidates(tx: sa.Connection, portal_id: int, questions: Collection[str]) -> dict[str, list[Rival]]:
    """Of each question the companies that may be meant; who was said not to be is none of them."""
    each = sa.func.jsonb_array_elements(membership.c.rivals).table_valued(
        sa.column("value", membership.c.rivals.type), with_ordinality="place", joins_implicitly=True
    )
    rival = each.render_derived(name="rival")
    company = rival.c.value["company"].astext
    query = (
        sa.select(membership.c.question, rival.c.place, rival.c.value)
        .ext(distinct_on(membership.c.question, company))
        .where(membership.c.portal_id == portal_id, among(membership.c.question, questions))
        .where(rival.c.value["lost"].astext != Lost.REJECTED.value)
        .order_by(membership.c.question, company, rival.c.place)
    )
    found: dict[str, list[Rival]] = {}
    for question, _, stored in sorted(tx.execute(query), key=lambda row: row.place):
        found.setdefault(question, []).append(_RIVAL.validate_python(stored))
    return found


def _people(tx: sa.Connection, portal_id: int, ids: Collection[str]) -> dict[str, Example]:
    rows = tx.execute(
        sa.select(record.c.id, record.c.properties).where(
            record.c.portal_id == portal_id, record.c.kind == Kind.CONTACT.value, among(record.c.id, ids)
        )
    )
    return {id_: _example(id_, text) for id_, text in rows}


def _example(id_: str, text: dict[str, str | None]) -> Example:
    name = " ".join(part for part in (text.get("firstname"), text.get("lastname")) if part)
    return Example(id_, name, text.get("email") or "", text.get("company") or "")
