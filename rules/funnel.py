"""The classic funnel: the furthest step each contact has reached. A step once reached stays reached."""

from accounts.facts import ContactFact
from rules.draft import Draft
from rules.memory import FunnelStep


def step_forward(draft: Draft) -> None:
    """Remember who has reached a further step. Contacts that are members no longer are forgotten."""
    names = list(draft.book.funnel)
    known = {step.contact: step for step in draft.memory.funnel if step.step in names}
    steps = [
        _step(draft, contact, known.get(contact.id), names)
        for contact in sorted(draft.account.contacts, key=lambda contact: contact.id)
    ]
    draft.remember(funnel=tuple(step for step in steps if step is not None))
    draft.know_funnel()


def _step(
    draft: Draft, contact: ContactFact, known: FunnelStep | None, names: list[str]
) -> FunnelStep | None:
    verdicts = draft.sight.funnel({**draft.facts, **contact.facts})
    reached = max((rank for rank, name in enumerate(names) if verdicts[name]), default=-1)
    if known is not None and reached <= names.index(known.step):
        return known
    return FunnelStep(contact=contact.id, step=names[reached], since=draft.at) if reached >= 0 else None
