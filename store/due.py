"""Which accounts are to be decided: marked due, or asleep until a moment."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from accounts.values import Moment
from store.lists import among
from store.tables import account


def claim(tx: sa.Connection, portal_id: int, limit: int) -> list[str]:
    """Lock due accounts for this transaction, by id; those another worker holds are passed over."""
    rows = tx.execute(
        sa.select(account.c.id)
        .where(account.c.portal_id == portal_id, account.c.due)
        .order_by(account.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return list(rows.scalars())


def any_due(tx: sa.Connection, portal_id: int) -> bool:
    return bool(
        tx.execute(sa.select(sa.exists().where(account.c.portal_id == portal_id, account.c.due))).scalar_one()
    )


def gone(tx: sa.Connection, portal_id: int, ids: Sequence[str]) -> set[str]:
    """Those of the accounts that have no company and no member any more."""
    query = sa.select(account.c.id).where(
        account.c.portal_id == portal_id, account.c.gone, among(account.c.id, ids)
    )
    return set(tx.execute(query).scalars())


def clear(tx: sa.Connection, portal_id: int, looks: Mapping[str, Moment | None]) -> None:
    """These accounts are decided; each is looked at again at its moment, or only when something happens."""
    tx.execute(
        account.update()
        .where(account.c.portal_id == portal_id, account.c.id == sa.bindparam("account"))
        .values(due=False, look_again_at=sa.bindparam("moment")),
        [{"account": account_id, "moment": moment} for account_id, moment in sorted(looks.items())],
    )


def wake_sleepers(tx: sa.Connection, portal_id: int, now: Moment) -> int:
    """Time has come for some accounts: mark them due. Answers how many."""
    sleepers = (
        sa.select(account.c.id)
        .where(account.c.portal_id == portal_id, ~account.c.due, account.c.look_again_at <= now)
        .order_by(account.c.id)
        .with_for_update(skip_locked=True)
    )
    done = tx.execute(
        account.update()
        .where(account.c.portal_id == portal_id, account.c.id.in_(sleepers))
        .values(due=True, look_again_at=None)
    )
    return done.rowcount


def next_wake(tx: sa.Connection, portal_id: int) -> Moment | None:
    """When the next account that sleeps wants to be looked at; who is due is looked at anyway."""
    query = sa.select(sa.func.min(account.c.look_again_at)).where(
        account.c.portal_id == portal_id, ~account.c.due, account.c.look_again_at.is_not(None)
    )
    moment: Moment | None = tx.execute(query).scalar_one()
    return moment
