"""The classic handover: one contact, whose account is no key account, goes to sales by itself."""

from rules.deciding.draft import Draft
from rules.deciding.episodes import episode_key
from rules.deciding.members import member_facts
from rules.decision import Wish
from rules.wording import sentences


def hand_leads(draft: Draft) -> None:
    """Each contact once, for ever; nobody whose account stands on the cone, or is excluded from everything."""
    declared = draft.book.handover
    if declared is None or declared.outside_key_accounts is None:
        return
    if draft.memory.stage is not None or draft.excluded is not None:
        return
    contacts = sorted(draft.account.contacts, key=lambda contact: contact.id)
    facts = member_facts(draft, contacts)
    for contact, verdict in zip(contacts, draft.sight.leads(facts), strict=True):
        key = episode_key(draft.book, "", "lead", contact.id)  # whatever account it belongs to by then
        if not verdict or draft.is_done(key):
            continue
        draft.note_done(key)
        if not draft.quiet:
            reason = sentences.lead(draft.book.language, contact.name)
            pool = declared.outside_key_accounts.to.pool
            draft.wishes.append(
                Wish("lead", key, "handover", contact.id, contact.name, reason, pool, contact=True)
            )
