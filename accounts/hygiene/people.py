"""Checks of contacts: who belongs nowhere or elsewhere, who is in question, who must not be spoken to."""

from collections import defaultdict
from collections.abc import Iterator

from accounts.hygiene.person import has_ties
from accounts.hygiene.portal import Portal
from accounts.hygiene.rows import ContactRow
from accounts.hygiene.values import Example
from accounts.matching.membership import Reason

_FREE = frozenset({Reason.FREE_MAIL, Reason.DISPOSABLE})
MOST_NAMED = 3
"""Contacts that are named where one question is about many."""


def without_account(portal: Portal) -> Iterator[Example]:
    """Those of free mail alone and those in question are told of elsewhere."""
    for one in portal.contacts:
        if one.account is None and one.question is None and not _has_free_mail_only(one):
            yield Example((one.subject,), why=one.reason, detail=one.says("email"))


def free_mail_only(portal: Portal) -> Iterator[Example]:
    """Nothing is known of them but an address that names no employer."""
    for one in portal.contacts:
        if one.account is None and one.question is None and _has_free_mail_only(one):
            yield Example((one.subject,), why=one.reason, detail=one.says("email"))


def _has_free_mail_only(contact: ContactRow) -> bool:
    hints = (contact.says(name).strip() for name in ("company", "website"))
    return contact.reason in _FREE and not any(hints)


def open_questions(portal: Portal) -> Iterator[Example]:
    """Each question once, whoever it is about."""
    about: dict[str, list[ContactRow]] = defaultdict(list)
    for one in portal.contacts:
        if one.question is not None:
            about[one.question].append(one)
    for some in about.values():
        yield Example(tuple(one.subject for one in some[:MOST_NAMED]), detail=some[0].evidence)


def associated_elsewhere(portal: Portal) -> Iterator[Example]:
    """HubSpot associates them with one account, and their address is that of another."""
    for one in portal.contacts:
        if one.account is None or one.reason != Reason.ASSOCIATION or one.domain is None:
            continue
        owners = [company for company in portal.domains.get(one.domain, ()) if company.account]
        if owners and _whole(one.account) not in {_whole(company.account) for company in owners}:
            yield Example((one.subject, owners[0].subject), detail=one.evidence)


def _whole(account: str | None) -> str:
    """A buying unit is part of its company."""
    return (account or "").partition("/")[0]


def not_to_be_contacted(portal: Portal) -> Iterator[Example]:
    """They have left or want to be left alone, and yet hold a role, or somebody has a deal or a task with them."""
    for one in portal.contacts:
        if one.account is None or not has_ties(one, portal.rows):
            continue
        person = portal.person(one)
        if person.away and person.ties:
            yield Example((one.subject,), why=person.away, detail=person.ties)


def without_funnel_step(portal: Portal) -> Iterator[Example]:
    """Members for whom no step of the funnel has ever said yes."""
    stepped = portal.rows.stepped
    if stepped is None:
        return
    for one in portal.contacts:
        if one.account is not None and one.id not in stepped:
            yield Example((one.subject,))
