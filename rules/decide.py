"""The law by which accounts move: `decide` looks at a whole account as it is now, and at its own small past.

Pure: it is told the moment, knows no clock, no chance and no HubSpot; the same input gives the same decision.
"""

from accounts.facts import AccountFacts
from accounts.values import Moment
from rules.checking.circles import CONE, EXCLUDED, FUNNEL, RELATIONSHIP, TIER
from rules.deciding.draft import Draft, refused
from rules.deciding.effects import follow, tidy
from rules.deciding.funnel import step_forward, want_lifecycle
from rules.deciding.handover import hear_answer, offer
from rules.deciding.leads import hand_leads
from rules.deciding.loop import belong, turn
from rules.deciding.plays import play_on
from rules.deciding.sight import DisagreementError, Sight
from rules.deciding.stages import place, watch
from rules.deciding.strata import Stratum, compiled
from rules.deciding.tiers import know_excluded, know_tier
from rules.deciding.units import facts_of_unit
from rules.deciding.wants import want_own
from rules.decision import Decision
from rules.memory import Memory
from rules.model import Rulebook


def decide(book: Rulebook, facts: AccountFacts, memory: Memory, at: Moment) -> Decision:
    """What becomes of the account at the moment `at`, why, and when time alone could change it.

    Rank of what happens at once: leaving the cone, a person's word, a win, loss or churn, an open deal, an accepted
    handover, a cap, conditions. A rulebook that is new to the memory records positions quietly.
    """
    draft = _drafted(book, facts, memory, at)
    try:
        for stratum in draft.sight.compiled.strata:
            _work(draft, stratum)
        play_on(draft)
        offer(draft)
        hand_leads(draft)
        want_lifecycle(draft)
    except DisagreementError as found:
        return refused(draft, str(found))
    tidy(draft)
    want_own(draft)
    return draft.decision()


def _drafted(book: Rulebook, facts: AccountFacts, memory: Memory, at: Moment) -> Draft:
    draft = Draft(
        book=book,
        account=facts,
        at=at,
        before=memory,
        memory=memory.model_copy(update={"rulebook": book.digest}),
        sight=Sight(compiled(book), at),
        quiet=memory.rulebook != book.digest and book.go_live.effects == "from_now",
        facts=facts_of_unit(book, facts.account, facts.facts),
    )
    draft.know_stage()
    return draft


def _work(draft: Draft, stratum: Stratum) -> None:
    """One stratum: all that it reads has been found out by those before it."""
    if TIER in stratum.parts:
        know_tier(draft)
    if EXCLUDED in stratum.parts:
        know_excluded(draft)
    if RELATIONSHIP in stratum.parts:
        hear_answer(draft)
        turn(draft)
    if FUNNEL in stratum.parts:
        step_forward(draft)
    if CONE in stratum.parts:
        if belong(draft):
            place(draft)
            watch(draft)
        draft.know_stage()
    follow(draft, stratum)
