"""Wanted associations: contacts that belong to a company by strong evidence, and that HubSpot associates with none.

What was written once, or taken away by a person, is never wished for again: a person's hand counts more than our evidence.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from accounts.matching.membership import Reason
from accounts.values import Kind, Moment
from store import lists
from store.lists import among
from store.outbox import is_ready
from store.tables import alias, association, link_wish, membership, record

STRONG = frozenset({
    Reason.ANSWER, Reason.EMAIL_DOMAIN, Reason.ADDITIONAL_DOMAIN, Reason.FORMER_DOMAIN, Reason.WEBSITE, Reason.COMPANY_NAME,
})  # fmt: skip
"""Reasons by which a contact is associated, where nothing about them is in question."""

Pair = tuple[str, str]
"""A contact and a company."""


@dataclass(frozen=True)
class WantedLink:
    """One wanted association. `was_sent`: it may be in HubSpot already, and nobody heard of it."""

    contact: str
    company: str
    attempts: int
    was_sent: bool

    @property
    def pair(self) -> Pair:
        return self.contact, self.company


def put(tx: sa.Connection, portal_id: int, accounts: Collection[str], now: Moment) -> int:
    """Wish for what the members of these accounts lack; answers how many wishes are new."""
    of = membership.c
    lacking = (
        sa.select(
            of.portal_id,
            of.contact_id,
            of.company_id,
            sa.literal("waiting"),
            of.reason,
            sa.literal(now, link_wish.c.wished_at.type),
        )
        .where(of.portal_id == portal_id, among(of.account_id, accounts), *_is_lacking())
        .where(~_was_settled())
    )
    columns = ["portal_id", "contact_id", "company_id", "state", "reason", "wished_at"]
    statement = insert(link_wish).from_select(columns, lacking).on_conflict_do_nothing()
    return len(tx.execute(statement.returning(link_wish.c.contact_id)).all())


def _is_lacking() -> tuple[sa.ColumnElement[bool], ...]:
    """Of a membership: it is sure, both ends are there, and HubSpot associates the contact with nobody."""
    of, link = membership.c, association.c
    linked = sa.exists().where(
        link.portal_id == of.portal_id,
        link.from_kind == Kind.CONTACT.value,
        link.from_id == of.contact_id,
        link.to_kind == Kind.COMPANY.value,
    )
    is_sure = sa.and_(of.reason.in_([one.value for one in STRONG]), of.question.is_(None))
    return is_sure, ~linked, _is_there(Kind.CONTACT, of.contact_id), _is_there(Kind.COMPANY, of.company_id)


def _is_there(kind: Kind, column: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    there = record.alias(f"the_{kind.value}")
    return sa.exists().where(
        there.c.portal_id == membership.c.portal_id,
        there.c.kind == kind.value,
        there.c.id == column,
        ~there.c.archived,
    )


def _was_settled() -> sa.ColumnElement[bool]:
    """Done or removed already, also under ids that have been merged since."""
    person, firm = alias.alias("person"), alias.alias("firm")
    known = link_wish.alias("known")

    def merged(into: sa.FromClause, kind: Kind, old: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
        return sa.and_(into.c.portal_id == known.c.portal_id, into.c.kind == kind.value, into.c.old_id == old)

    settled = (
        sa.select(sa.literal(1))
        .select_from(
            known.outerjoin(person, merged(person, Kind.CONTACT, known.c.contact_id)).outerjoin(
                firm, merged(firm, Kind.COMPANY, known.c.company_id)
            )
        )
        .where(
            known.c.portal_id == membership.c.portal_id,
            known.c.state.in_(("done", "removed")),
            sa.func.coalesce(person.c.new_id, known.c.contact_id) == membership.c.contact_id,
            sa.func.coalesce(firm.c.new_id, known.c.company_id) == membership.c.company_id,
        )
        .correlate(membership)
    )
    return settled.exists()


def drop_stale(tx: sa.Connection, portal_id: int, *, allowed: bool) -> None:
    """Take off the list what is not true any more, or not allowed; what may be on its way is looked for first."""
    of = membership.c
    still = sa.exists().where(
        of.portal_id == link_wish.c.portal_id,
        of.contact_id == link_wish.c.contact_id,
        of.company_id == link_wish.c.company_id,
        *_is_lacking(),
    )
    mine = sa.and_(link_wish.c.portal_id == portal_id, link_wish.c.state.in_(("waiting", "parked")))
    tx.execute(link_wish.delete().where(mine, sa.true() if not allowed else ~still))


def waiting(tx: sa.Connection, portal_id: int, now: Moment, limit: int) -> list[WantedLink]:
    """Wanted associations that may go out now, the oldest first."""
    rows = tx.execute(
        sa.select(link_wish)
        .where(link_wish.c.portal_id == portal_id, link_wish.c.state.in_(("waiting", "sending")))
        .where(is_ready(link_wish, now))
        .order_by(link_wish.c.wished_at, link_wish.c.contact_id, link_wish.c.company_id)
        .limit(limit)
    )
    return [WantedLink(row.contact_id, row.company_id, row.attempts, row.state == "sending") for row in rows]


def claim(tx: sa.Connection, portal_id: int, pairs: Collection[Pair], until: Moment) -> None:
    """Note before the call that these go out: whoever finds one `sending` after that moment looks whether it is there."""
    tx.execute(
        _these(portal_id, pairs).values(
            state="sending", attempts=link_wish.c.attempts + 1, not_before=until, trouble=None
        )
    )


def done(tx: sa.Connection, portal_id: int, pairs: Collection[Pair], now: Moment) -> set[str]:
    """These stand in HubSpot by our hand: the mirror has them as ours, so that they prove nothing.

    Answers the contacts of those that were read back before we knew, and counted as somebody else's until now.
    """
    tx.execute(_these(portal_id, pairs).values(state="done", settled_at=now, trouble=None, not_before=None))
    given = lists.rows("contact", "company", values=sorted(pairs))
    link = association.c
    taken_for_proof = tx.execute(
        association.update()
        .where(link.portal_id == portal_id, link.from_kind == Kind.CONTACT.value, ~link.ours)
        .where(link.to_kind == Kind.COMPANY.value)
        .where(link.from_id == given.c.contact, link.to_id == given.c.company)
        .values(ours=True)
        .returning(link.from_id)
    )
    found = set(taken_for_proof.scalars())
    rows = [
        {
            "portal_id": portal_id,
            "from_kind": Kind.CONTACT.value,
            "from_id": contact,
            "to_kind": Kind.COMPANY.value,
            "to_id": company,
            "ours": True,
        }
        for contact, company in sorted(pairs)
    ]
    if rows:
        tx.execute(insert(association).on_conflict_do_nothing(), rows)
    return found


def parked(tx: sa.Connection, portal_id: int, pair: Pair, trouble: str, now: Moment) -> None:
    tx.execute(
        _these(portal_id, [pair]).values(state="parked", trouble=trouble, settled_at=now, not_before=None)
    )


def waits(tx: sa.Connection, portal_id: int, pair: Pair, trouble: str, not_before: Moment) -> None:
    """Certainly not written: it may be tried again."""
    tx.execute(_these(portal_id, [pair]).values(state="waiting", trouble=trouble, not_before=not_before))


def unsent(tx: sa.Connection, portal_id: int, pairs: Collection[Pair]) -> None:
    """Not tried, through no fault of theirs: they go out again as they are."""
    tx.execute(
        _these(portal_id, pairs).values(
            state="waiting", attempts=link_wish.c.attempts - 1, not_before=None, trouble=None
        )
    )


def unknown(tx: sa.Connection, portal_id: int, pair: Pair, trouble: str) -> None:
    """It stays `sending` until the moment up to which it was claimed; then somebody looks whether it is there."""
    tx.execute(_these(portal_id, [pair]).values(trouble=trouble))


def drop(tx: sa.Connection, portal_id: int, pairs: Collection[Pair]) -> None:
    """HubSpot has another association of this contact by now: nothing is lacking."""
    given = lists.rows("contact", "company", values=sorted(pairs))
    tx.execute(
        link_wish.delete().where(
            link_wish.c.portal_id == portal_id,
            link_wish.c.contact_id == given.c.contact,
            link_wish.c.company_id == given.c.company,
        )
    )


def removed(tx: sa.Connection, portal_id: int, pairs: Iterable[Pair], now: Moment) -> None:
    """These associations are gone from HubSpot, whoever made them: we do not put them back."""
    values = [
        {
            "portal_id": portal_id,
            "contact_id": contact,
            "company_id": company,
            "state": "removed",
            "reason": Reason.ASSOCIATION.value,
            "wished_at": now,
            "settled_at": now,
        }
        for contact, company in sorted(set(pairs))
    ]
    if values:
        settled = {"state": "removed", "settled_at": now, "not_before": None, "trouble": None}
        statement = insert(link_wish)
        tx.execute(statement.on_conflict_do_update(constraint=link_wish.primary_key, set_=settled), values)


def counts(tx: sa.Connection, portal_id: int) -> dict[str, int]:
    """How many associations are in each state."""
    query = sa.select(link_wish.c.state, sa.func.count()).where(link_wish.c.portal_id == portal_id)
    return {state: count for state, count in tx.execute(query.group_by(link_wish.c.state))}  # noqa: C416 - rows are no pairs for the type checker


def _these(portal_id: int, pairs: Collection[Pair]) -> sa.Update:
    given = lists.rows("contact", "company", values=sorted(pairs))
    return link_wish.update().where(
        link_wish.c.portal_id == portal_id,
        link_wish.c.contact_id == given.c.contact,
        link_wish.c.company_id == given.c.company,
    )
