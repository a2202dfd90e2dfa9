"""One account in full, for its page in the console: members, history, decision, wishes and tasks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter

from accounts.matching.membership import Rival
from accounts.values import Moment
from rules.conditions import Finding
from rules.decision import Wish
from store import tables as t
from store.views import ENTRY_COLUMNS, Entry, entry_of

_FINDINGS = TypeAdapter(dict[str, Finding])
_RIVALS = TypeAdapter(tuple[Rival, ...])
_WISHES = TypeAdapter(tuple[Wish, ...])
DECIDED = ("id", "at", "findings", "wake", "problem", "suggestions", "wishes")

MOST_ROWS = 200  # of each list on the page; an account with ten thousand contacts stays readable


@dataclass(frozen=True)
class Member:
    """`company` is the one that was matched, which may be rolled up into the account's; `question` is what the review asks."""

    contact_id: str
    name: str
    job_title: str
    roles: tuple[str, ...]
    reason: str
    evidence: str
    confidence: float
    company: str | None = None
    rivals: tuple[Rival, ...] = ()
    question: str | None = None


@dataclass(frozen=True)
class Decided:
    """The newest decision. `findings` are its verdict trees by what they are about, such as `stage.engaged`."""

    id: int
    at: Moment
    findings: Mapping[str, Finding]
    wake: Moment | None
    problem: str | None
    suggestions: tuple[str, ...] = ()
    wishes: tuple[Wish, ...] = ()  # what this version decides and does not carry out


@dataclass(frozen=True)
class WishLine:
    kind: str
    object_id: str
    property: str
    wanted: str
    state: str
    reason: str
    trouble: str | None
    wished_at: Moment
    settled_at: Moment | None


@dataclass(frozen=True)
class TaskLine:
    title: str
    owner: str | None
    due: Moment | None
    reason: str
    handover: bool
    state: str
    trouble: str | None
    wished_at: Moment


def members(tx: sa.Connection, portal_id: int, account_id: str) -> list[Member]:
    """Who belongs to the account, and why."""
    membership, contact = t.membership.c, t.record.c
    joined = t.membership.outerjoin(
        t.record,
        sa.and_(
            contact.portal_id == membership.portal_id,
            contact.kind == "contact",
            contact.id == membership.contact_id,
        ),
    )
    query = (
        sa.select(
            membership.contact_id,
            contact.properties,
            membership.reason,
            membership.evidence,
            membership.confidence,
            membership.company_id,
            membership.rivals,
            membership.question,
        )
        .select_from(joined)
        .where(membership.portal_id == portal_id, membership.account_id == account_id)
        .order_by(membership.contact_id)
        .limit(MOST_ROWS)
    )
    return [_member(row) for row in tx.execute(query)]


def _member(row: Any) -> Member:
    properties: Mapping[str, str | None] = row.properties or {}
    parts = (properties.get("firstname"), properties.get("lastname"))
    name = " ".join(part for part in parts if part) or properties.get("email") or row.contact_id
    return Member(
        contact_id=row.contact_id,
        name=name,
        job_title=properties.get("jobtitle") or "",
        roles=tuple(role for role in (properties.get("hs_buying_role") or "").split(";") if role),
        reason=row.reason,
        evidence=row.evidence,
        confidence=row.confidence,
        company=row.company_id,
        rivals=_RIVALS.validate_python(row.rivals),
        question=row.question,
    )


def stage_history(tx: sa.Connection, portal_id: int, rulebook: str, account_id: str) -> list[Entry]:
    """All changes of stage, the newest first."""
    entry = t.stage_entry.c
    query = (
        sa.select(*ENTRY_COLUMNS)
        .where(entry.portal_id == portal_id, entry.rulebook == rulebook, entry.account_id == account_id)
        .order_by(entry.id.desc())
        .limit(MOST_ROWS)
    )
    return [entry_of(row) for row in tx.execute(query)]


def newest_decision(tx: sa.Connection, portal_id: int, account_id: str) -> Decided | None:
    decision = t.decision.c
    query = (
        sa.select(*(decision[name] for name in DECIDED))
        .where(decision.portal_id == portal_id, decision.account_id == account_id)
        .order_by(decision.id.desc())
        .limit(1)
    )
    row = tx.execute(query).one_or_none()
    if row is None:
        return None
    findings, wishes_ = _FINDINGS.validate_python(row.findings), _WISHES.validate_python(row.wishes)
    return Decided(row.id, row.at, findings, row.wake, row.problem, tuple(row.suggestions), wishes_)


def wishes(tx: sa.Connection, portal_id: int, account_id: str) -> list[WishLine]:
    """What HubSpot should hold of the account's companies and contacts, and how far that is."""
    wish = t.wish.c
    companies = sa.select(t.account_company.c.company_id).where(
        t.account_company.c.portal_id == portal_id, t.account_company.c.account_id == account_id
    )
    contacts = sa.select(t.membership.c.contact_id).where(
        t.membership.c.portal_id == portal_id, t.membership.c.account_id == account_id
    )
    query = (
        sa.select(
            wish.kind,
            wish.object_id,
            wish.property,
            wish.wanted,
            wish.state,
            wish.reason,
            wish.trouble,
            wish.wished_at,
            wish.settled_at,
        )
        .where(
            wish.portal_id == portal_id,
            sa.or_(
                sa.and_(wish.kind == "company", wish.object_id.in_(companies)),
                sa.and_(wish.kind == "contact", wish.object_id.in_(contacts)),
            ),
        )
        .order_by(wish.kind, wish.object_id, wish.property)
        .limit(MOST_ROWS)
    )
    return [WishLine(*row) for row in tx.execute(query)]


def tasks(tx: sa.Connection, portal_id: int, account_id: str) -> list[TaskLine]:
    """Tasks for people, the newest first."""
    task = t.task_wish.c
    owns = sa.and_(t.owner.c.portal_id == portal_id, t.owner.c.id == task.payload["owner"].astext)
    query = (
        sa.select(
            task.payload,
            t.owner.c.name.label("owner"),
            task.handover,
            task.state,
            task.trouble,
            task.wished_at,
        )
        .select_from(t.task_wish.outerjoin(t.owner, owns))
        .where(task.portal_id == portal_id, task.account_id == account_id)
        .order_by(task.wished_at.desc(), task.key)
        .limit(MOST_ROWS)
    )
    rows: list[Any] = list(tx.execute(query))
    return [_task(row) for row in rows]


def _task(row: Any) -> TaskLine:
    payload: Mapping[str, Any] = row.payload
    return TaskLine(
        title=str(payload.get("title") or ""),
        owner=row.owner,
        due=payload.get("due"),
        reason=str(payload.get("reason") or ""),
        handover=row.handover,
        state=row.state,
        trouble=row.trouble,
        wished_at=row.wished_at,
    )
