"""Rules that look at each contact of an account by itself."""

from collections.abc import Iterable

from accounts.facts import ContactFact
from accounts.metrics import Const, Fact
from accounts.values import Missing
from rules.deciding.draft import Draft
from rules.model import Rule

NOBODY = ""
"""Stands for the contact of a rule that looks at the whole account."""

NOT_IN_THE_FUNNEL = Const(Missing("not in the funnel yet"))


def look_at_members(draft: Draft, rule: Rule) -> None:
    """Note for each member whether the rule holds for it: no where it does not hold for the account."""
    holds, members = draft.followed[rule.rule], _members(draft, rule)
    found: list[bool | None] = [False] * len(members)
    if holds is not False:
        facts = member_facts(draft, members)
        found = draft.sight.members(rule, facts, draft.memory.cycle_since)
    draft.members[rule.rule] = {
        member.id: verdict if holds or verdict is False else None
        for member, verdict in zip(members, found, strict=True)
    }


def holds_for(draft: Draft, rule: str, contact: str) -> bool | None:
    """Whether a rule holds for a contact, or for NOBODY: for the account as a whole. No for whom it does not look at."""
    if not contact or rule not in draft.members:
        return draft.followed.get(rule, False)
    return draft.members[rule].get(contact, False)


def _members(draft: Draft, rule: Rule) -> list[ContactFact]:
    everybody = sorted(draft.account.contacts, key=lambda contact: contact.id)
    if rule.for_each is not None and rule.for_each.members == "buying_center":
        return [contact for contact in everybody if contact.roles and contact.counts]
    return everybody


def member_facts(draft: Draft, members: Iterable[ContactFact]) -> list[dict[str, Fact]]:
    """What conditions see who look at each of these: the account, the contact, and how far it has come in the funnel."""
    reached = {step.contact: Const(step.step) for step in draft.memory.funnel}
    return [
        {**draft.facts, **each.facts, "funnel": reached.get(each.id, NOT_IN_THE_FUNNEL)} for each in members
    ]


def for_whom(draft: Draft, rule: Rule) -> list[str]:
    """The contacts for which it holds; NOBODY for the account as a whole. Precondition: it holds for the account."""
    if rule.for_each is None:
        return [NOBODY]
    return sorted(contact for contact, holds in draft.members[rule.rule].items() if holds)


def person(draft: Draft, contact: str) -> ContactFact | None:
    return next((each for each in draft.account.contacts if each.id == contact), None)
