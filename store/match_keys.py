"""The keys by which contacts look for companies, kept with every grouping: whoever shares one may concern the other.

Beside those of `accounts.matching.keys` a contact has `q:` and a question that may be asked about it, so that an answer
finds the contacts it speaks of; and a company `v:` and a digest of all that matching sees of it, so that it shows whether
a change is any of its business.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from accounts.matching.membership import Reason
from accounts.matching.questions import Asked, question_key
from store import lists
from store.lists import among
from store.tables import match_key

PROOF = frozenset({
    Reason.ASSOCIATION, Reason.ANSWER, Reason.EMAIL_DOMAIN, Reason.ADDITIONAL_DOMAIN, Reason.FORMER_DOMAIN, Reason.WEBSITE,
})  # fmt: skip
"""Whoever belongs by one of these looks no further, as accounts.matching.grouping has it."""


class Of(StrEnum):
    """Whose keys."""

    COMPANY = "company"
    CONTACT = "contact"
    """Domains and questions."""
    UNPROVEN = "unproven"
    """Of contacts of whom nothing is proven: what else they look for. The many others need not be looked at because
    they share a frequent word with some company."""


Keys = Mapping[str, frozenset[str]]
"""Of each object its keys."""


@dataclass(frozen=True)
class Renewed:
    """`keys` are those that the objects had or have, `differing` the objects whose keys are others now."""

    keys: set[str]
    differing: set[str]


def renew(tx: sa.Connection, portal_id: int, kind: Of, ids: Collection[str], now: Keys) -> Renewed:
    """Write the keys of these objects, those of what is gone away."""
    mine = sa.and_(match_key.c.portal_id == portal_id, match_key.c.kind == kind.value)
    rows = tx.execute(sa.select(match_key.c.id, match_key.c.key).where(mine, among(match_key.c.id, ids)))
    before = {(row.id, row.key) for row in rows}
    after = _write(tx, portal_id, kind, before, now)
    return Renewed({key for _, key in before | after}, {id_ for id_, _ in before ^ after})


def rebuild(tx: sa.Connection, portal_id: int, kind: Of, now: Keys) -> None:
    """Write the keys of all objects of a kind; only what differs is written."""
    mine = sa.and_(match_key.c.portal_id == portal_id, match_key.c.kind == kind.value)
    rows = tx.execute(sa.select(match_key.c.id, match_key.c.key).where(mine))
    _write(tx, portal_id, kind, {(id_, key) for id_, key in rows}, now)


def _write(
    tx: sa.Connection, portal_id: int, kind: Of, before: set[tuple[str, str]], now: Keys
) -> set[tuple[str, str]]:
    after = {(id_, key) for id_, keys in now.items() for key in keys}
    _drop(tx, portal_id, kind, before - after)
    _add(tx, portal_id, kind, after - before)
    return after


def _drop(tx: sa.Connection, portal_id: int, kind: Of, pairs: Collection[tuple[str, str]]) -> None:
    if pairs:
        given = lists.rows("id", "key", values=pairs)
        mine = sa.and_(match_key.c.portal_id == portal_id, match_key.c.kind == kind.value)
        tx.execute(
            match_key.delete().where(mine, match_key.c.id == given.c.id, match_key.c.key == given.c.key)
        )


def _add(tx: sa.Connection, portal_id: int, kind: Of, pairs: Collection[tuple[str, str]]) -> None:
    if pairs:
        given = lists.rows("id", "key", values=sorted(pairs))
        row = sa.select(sa.literal(portal_id, sa.BigInteger), sa.literal(kind.value), given.c.id, given.c.key)
        tx.execute(insert(match_key).from_select(["portal_id", "kind", "id", "key"], row))


def of(tx: sa.Connection, portal_id: int, kind: Of, ids: Iterable[str]) -> set[str]:
    """The keys of these objects."""
    query = sa.select(match_key.c.key).where(
        match_key.c.portal_id == portal_id, match_key.c.kind == kind.value, among(match_key.c.id, ids)
    )
    return set(tx.execute(query.distinct()).scalars())


def sharing(tx: sa.Connection, portal_id: int, kind: Of, keys: Collection[str]) -> set[str]:
    """The objects of a kind with any of these keys."""
    if not keys:
        return set()
    query = sa.select(match_key.c.id).where(
        match_key.c.portal_id == portal_id, match_key.c.kind == kind.value, among(match_key.c.key, keys)
    )
    return set(tx.execute(query.distinct()).scalars())


def asked_by(tx: sa.Connection, portal_id: int, questions: Collection[str]) -> set[str]:
    """The contacts of which an answer to one of these questions speaks."""
    return {contact for _, contact in _asked(tx, portal_id, questions, None)}


def asked_about(
    tx: sa.Connection, portal_id: int, questions: Collection[str], contacts: Iterable[str]
) -> set[str]:
    """Those of these questions to which an answer speaks of any of these contacts."""
    return {question for question, _ in _asked(tx, portal_id, questions, set(contacts))}


def _asked(
    tx: sa.Connection, portal_id: int, questions: Collection[str], contacts: set[str] | None
) -> set[tuple[str, str]]:
    """Pairs of a question and a contact, of these contacts or of all."""
    alone = {(one, one.removeprefix(_CONTACT)) for one in questions if one.startswith(_CONTACT)}
    question_of = {key_of(one): one for one in questions if not one.startswith(_CONTACT)}
    found = {(one, id_) for one, id_ in alone if contacts is None or id_ in contacts}
    if not question_of:
        return found
    query = sa.select(match_key.c.key, match_key.c.id).where(
        match_key.c.portal_id == portal_id,
        match_key.c.kind == Of.CONTACT.value,
        among(match_key.c.key, question_of),
    )
    if contacts is not None:
        query = query.where(among(match_key.c.id, contacts))
    return found | {(question_of[key], id_) for key, id_ in tx.execute(query)}


_DOMAIN, _CONTACT = question_key(Asked.DOMAIN), question_key(Asked.CONTACT)


def key_of(question: str) -> str:
    """The key of the contacts of which it is asked: whoever has a domain has it as one already."""
    return f"d:{question.removeprefix(_DOMAIN)}" if question.startswith(_DOMAIN) else f"q:{question}"
