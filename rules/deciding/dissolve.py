"""The last decision on an account that is gone: merged into another, rolled up into a parent, or deleted."""

from accounts.facts import AccountFacts
from accounts.values import Moment
from rules.decision import Because, Decision, Ended, Move, Want
from rules.memory import LeftCone, Memory
from rules.model import Rulebook
from rules.wording import sentences

CLEARED = ("stage", "stage_since", "missing", "cap", "cap_until")
"""What the company still says of a place on the cone that it no longer has."""


def dissolve(book: Rulebook, facts: AccountFacts, memory: Memory, at: Moment) -> Decision:
    """It leaves the cone, an open handover ends, nothing wakes it again. Its memory stays for the case that it returns."""
    if memory.stage is None:
        return Decision(facts.account, at, book.digest, memory, quiet=True)
    why = sentences.gone(book.language)
    left = Move(memory.stage, None, Because.LEFT, (), why, memory.cycle, memory.relationship or "prospect")
    after = memory.model_copy(
        update={
            "stage": None,
            "since": None,
            "why": why,
            "hold": None,
            "handover": None,
            "left": _place(memory, at),
        }
    )
    ended = Ended(memory.handover.key, "closed") if memory.handover else None
    return Decision(
        facts.account,
        at,
        book.digest,
        after,
        moves=(left,),
        wants=_wants(book, facts, memory, why),
        ended=ended,
    )


def _place(memory: Memory, at: Moment) -> LeftCone | None:
    """Where it takes up again if it comes back soon, so that nothing is handed over twice."""
    if memory.stage is None or memory.since is None:
        return None
    return LeftCone(stage=memory.stage, since=memory.since, why=memory.why, at=at)


def _wants(book: Rulebook, facts: AccountFacts, memory: Memory, why: str) -> tuple[Want, ...]:
    if facts.company is None:
        return ()
    texts = dict.fromkeys(CLEARED, "") | {"why": why} | ({"handover": "closed"} if memory.handover else {})
    return tuple(
        Want("company", facts.company, book.own(name), text, why) for name, text in sorted(texts.items())
    )
