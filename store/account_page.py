"""What the page of one account needs beside `account_view`: what its newest decision was made of, its companies, its questions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from accounts.values import Kind, Moment
from rules.memory import Memory
from store import answers
from store import tables as t
from store.lists import among

MOST_COMPANIES = 200
MOST_QUESTIONS = 1000
_MORE = ("hs_additional_domains", "domain", "name", "city", "zip")


@dataclass(frozen=True)
class Basis:
    """The facts of the newest decision as they were stored, and the rulebook that decided, as it was written."""

    facts: Mapping[str, Any]
    memory: Memory
    at: Moment
    text: str
    file: str


@dataclass(frozen=True)
class CompanyLine:
    """One company of the account. `former` are domains it had before; `main`: the one in which we write."""

    id: str
    name: str
    main: bool
    place: str
    domain: str
    further: tuple[str, ...] = ()
    former: tuple[str, ...] = ()


def basis(tx: sa.Connection, portal_id: int, account_id: str) -> Basis | None:
    """None where nothing has been decided of the account yet."""
    decision, version = t.decision.c, t.rulebook_version.c
    query = (
        sa.select(decision.facts, decision.memory, decision.at, version.text, version.file)
        .select_from(t.decision.join(t.rulebook_version, version.id == decision.rulebook_version_id))
        .where(decision.portal_id == portal_id, decision.account_id == account_id)
        .order_by(decision.id.desc())
        .limit(1)
    )
    row = tx.execute(query).one_or_none()
    return (
        None if row is None else Basis(row[0], Memory.model_validate(row.memory), row.at, row.text, row.file)
    )


def companies(tx: sa.Connection, portal_id: int, account_id: str) -> list[CompanyLine]:
    """Everything rolled up into the account, the company in which we write first."""
    held, record, account = t.account_company.c, t.record.c, t.account.c
    mine = sa.and_(
        record.portal_id == held.portal_id, record.kind == Kind.COMPANY.value, record.id == held.company_id
    )
    owner = sa.and_(account.portal_id == held.portal_id, account.id == held.account_id)
    main = (account.company_id == held.company_id).label("main")
    query = (
        sa.select(held.company_id, main, *(record.properties[name].astext.label(name) for name in _MORE))
        .select_from(t.account_company.join(t.account, owner).join(t.record, mine))
        .where(held.portal_id == portal_id, held.account_id == account_id)
        .order_by(main.desc(), held.company_id)
        .limit(MOST_COMPANIES)
    )
    rows = list(tx.execute(query))
    former = _former(tx, portal_id, [row.company_id for row in rows])
    return [_company(row, former.get(row.company_id, ())) for row in rows]


def _company(row: Any, former: Iterable[str]) -> CompanyLine:
    further = tuple(part.strip() for part in (row.hs_additional_domains or "").split(";") if part.strip())
    return CompanyLine(
        id=row.company_id,
        name=row.name or row.domain or row.company_id,
        main=bool(row.main),
        place=" ".join(part for part in (row.zip, row.city) if part),
        domain=row.domain or "",
        further=further,
        former=tuple(sorted(set(former) - {row.domain, *further})),
    )


def _former(tx: sa.Connection, portal_id: int, ids: list[str]) -> dict[str, list[str]]:
    of = t.property_history.c
    rows = tx.execute(
        sa.select(of.id, of.value).where(
            of.portal_id == portal_id,
            of.kind == Kind.COMPANY.value,
            of.property == "domain",
            among(of.id, ids),
        )
    )
    found: dict[str, list[str]] = {}
    for id_, value in rows:
        if value:
            found.setdefault(id_, []).append(value)
    return found


def questions(tx: sa.Connection, portal_id: int, company_ids: Iterable[str]) -> list[answers.Question]:
    """What the review asks in which one of these companies is in question."""
    mine = set(company_ids)
    asked = answers.open_questions(tx, portal_id, limit=MOST_QUESTIONS)
    return [one for one in asked if mine & {rival.company for rival in one.candidates}]
