"""What our own properties should hold: where the account stands, since when, why, and what it lacks."""

from accounts.values import Moment, iso
from rules.deciding import handover
from rules.deciding.dissolve import CLEARED
from rules.deciding.draft import Draft
from rules.wording import sentences
from rules.wording.waits import View, waits


def want_own(draft: Draft) -> None:
    """The own properties of an account on the cone; of one that has left it, that it stands nowhere."""
    memory = draft.memory
    if memory.stage is not None:
        _want_standing(draft)
    elif memory.left is not None or draft.before.stage is not None:
        _want_nothing(draft)
    if (state := handover.says(draft)) is not None:
        draft.want("handover", state, memory.why)
    _want_funnel(draft)


def _want_standing(draft: Draft) -> None:
    memory = draft.memory
    cap = memory.cap
    values = {
        "stage": memory.stage or "",
        "stage_since": _text(memory.since),
        "relationship": draft.relationship,
        "cycle": str(memory.cycle),
        "cycle_since": _text(memory.cycle_since),
        "why": memory.why,
        "missing": waits(_view(draft)),
        "cap": cap.stage if cap else "",
        "cap_until": _text(cap.until if cap else None),
    }
    for suffix, text in values.items():
        draft.want(suffix, text, memory.why)


def _want_nothing(draft: Draft) -> None:
    """Relationship and cycle stay to be read: the account may come back."""
    for suffix in CLEARED:
        draft.want(suffix, "", draft.memory.why)
    draft.want("why", draft.memory.why, draft.memory.why)


def _want_funnel(draft: Draft) -> None:
    for step in draft.memory.funnel:
        reason = sentences.reached(draft.book.language, step.step)
        draft.put(("contact", step.contact, draft.book.own("funnel_step")), step.step, reason)
        draft.put(("contact", step.contact, draft.book.own("funnel_since")), iso(step.since), reason)


def _view(draft: Draft) -> View:
    return View(draft.book, draft.memory, draft.sight.findings, draft.at, draft.book.language)


def _text(moment: Moment | None) -> str:
    return "" if moment is None else iso(moment)
