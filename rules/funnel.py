"""The classic funnel: the furthest step each contact has reached. A step once reached stays reached."""

from rules.draft import Draft
from rules.memory import FunnelStep
from rules.sight import Verdicts


def step_forward(draft: Draft) -> None:
    """Remember who has reached a further step. Contacts that are members no longer are forgotten."""
    names = list(draft.book.funnel)
    known = {step.contact: step for step in draft.memory.funnel if step.step in names}
    contacts = sorted(draft.account.contacts, key=lambda contact: contact.id)
    found = draft.sight.funnel([{**draft.facts, **contact.facts} for contact in contacts])
    steps = [
        _step(draft, contact.id, known.get(contact.id), verdicts)
        for contact, verdicts in zip(contacts, found, strict=True)
    ]
    draft.remember(funnel=tuple(step for step in steps if step is not None))
    draft.know_funnel()


def _step(draft: Draft, contact: str, known: FunnelStep | None, verdicts: Verdicts) -> FunnelStep | None:
    names = list(draft.book.funnel)
    reached = max((rank for rank, name in enumerate(names) if verdicts[name]), default=-1)
    if known is not None and reached <= names.index(known.step):
        return known
    return FunnelStep(contact=contact, step=names[reached], since=draft.at) if reached >= 0 else None
