"""The classic funnel: the furthest step each contact has reached. A step once reached stays reached."""

from rules.deciding.draft import Draft
from rules.deciding.episodes import episode_key
from rules.deciding.sight import Verdicts
from rules.decision import Wish
from rules.memory import FunnelStep
from rules.wording import sentences


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


def want_lifecycle(draft: Draft) -> None:
    """What HubSpot's own lifecycle stage of a contact should be, where the funnel says so and the cone does not speak."""
    on_cone = draft.memory.stage is not None and draft.book.precedence.effects == "cone"
    if draft.quiet or on_cone or not any(step.lifecyclestage for step in draft.book.funnel.values()):
        return
    for step in draft.memory.funnel:
        if text := _lifecycle(draft, step.step):
            key = episode_key(draft.book, draft.account.account, "lifecycle", step.contact, text)
            reason = sentences.reached(draft.book.language, step.step)
            wish = Wish(
                "write", key, "funnel", step.contact, "contact.lifecyclestage", reason, text, contact=True
            )
            draft.wishes.append(wish)


def _lifecycle(draft: Draft, reached: str) -> str | None:
    """That of the furthest step, up to the one reached, which declares any."""
    names = list(draft.book.funnel)
    found = [draft.book.funnel[name].lifecyclestage for name in names[: names.index(reached) + 1]]
    return next((text for text in reversed(found) if text), None)


def _step(draft: Draft, contact: str, known: FunnelStep | None, verdicts: Verdicts) -> FunnelStep | None:
    names = list(draft.book.funnel)
    reached = max((rank for rank, name in enumerate(names) if verdicts[name]), default=-1)
    if known is not None and reached <= names.index(known.step):
        return known
    return FunnelStep(contact=contact, step=names[reached], since=draft.at) if reached >= 0 else None
