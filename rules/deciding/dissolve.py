"""The last decision on an account that is gone: merged into another, rolled up into a parent, or deleted."""

from accounts.facts import AccountFacts
from accounts.values import Moment
from rules.deciding.episodes import episode_key
from rules.deciding.units import of_unit
from rules.decision import Because, Decision, Ended, Move, Want, Wish
from rules.memory import LeftCone, Memory
from rules.model import Rulebook
from rules.wording import sentences

CLEARED = ("stage", "stage_since", "missing", "cap", "cap_until")
"""What the company still says of a place on the cone that it no longer has."""
NOTHING_BEGUN = {"plays": (), "listed": (), "closing": (), "standing": ()}


def dissolve(book: Rulebook, facts: AccountFacts, memory: Memory, at: Moment) -> Decision:
    """It leaves the cone, an open handover ends, nothing wakes it again. Its memory stays for the case that it returns."""
    if memory.stage is None:
        return Decision(
            facts.account,
            at,
            book.digest,
            memory.model_copy(update=NOTHING_BEGUN),
            wishes=_leaves(book, facts, memory, at),
            resolved=tuple(task.key for task in memory.closing),
            quiet=True,
        )
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
            **NOTHING_BEGUN,
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
        wishes=_leaves(book, facts, memory, at),
        resolved=tuple(task.key for task in memory.closing),
        ended=ended,
    )


def _leaves(book: Rulebook, facts: AccountFacts, memory: Memory, at: Moment) -> tuple[Wish, ...]:
    """Nobody stays on a list for the sake of an account that is gone."""
    reason = sentences.gone(book.language)
    return tuple(
        Wish(
            "leave_list",
            episode_key(book, facts.account, "leave", each.rule, each.list, each.contact, at),
            each.rule,
            each.contact,
            each.list,
            reason,
            contact=True,
        )
        for each in memory.listed
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
    named = {book.own(name): text for name, text in texts.items()}
    named |= {each.property: "" for each in memory.standing if each.object == facts.company}
    called = {of_unit(book, facts.account, name): text for name, text in named.items()}
    return tuple(Want("company", facts.company, name, text, why) for name, text in sorted(called.items()))
