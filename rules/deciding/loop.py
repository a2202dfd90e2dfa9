"""The loop: customer or not, what a win, a loss and churn do to the cycle, and who stands on the cone at all."""

from dataclasses import dataclass

from accounts.facts import DealFact, DealState
from accounts.values import Moment
from rules.deciding.draft import Draft
from rules.deciding.sight import Verdicts
from rules.decision import Because, Move
from rules.memory import Cap, ClosedCycle, DealSeen, LeftCone, Memory
from rules.wording.sentences import excluded, left_the_cone, nominate

CORRECTION = 14 * 86400
"""A win set back within this time was a mistake; a deal never seen open and closed longer ago is history, not news."""
RESUME = 365 * 86400
"""An account that comes back to the cone within this time takes up its stage again."""


@dataclass(frozen=True)
class News:
    """What the deals say that memory does not know yet."""

    won: tuple[str, ...] = ()
    lost: bool = False
    set_back: bool = False


def turn(draft: Draft) -> None:
    """Settle relationship and cycle, and note what happened to them as the draft's cause."""
    verdicts = draft.sight.relationship(draft.facts)
    stood = draft.memory.stage is not None
    news = _news(draft) if stood else News()
    if news.set_back:
        _reopen_cycle(draft)
    was = draft.memory.relationship
    closing = draft.memory
    _relate(draft, _named(draft, verdicts), won=bool(news.won))
    draft.remember(deals=_seen(draft.memory, draft.account.deals))
    if stood:
        changed = was is not None and was != draft.memory.relationship
        _turn_cycle(draft, closing, news, changed=changed)
    draft.know_cycle()


def _named(draft: Draft, verdicts: Verdicts) -> str | None:
    """What the conditions say: the first yes; all no: prospect; None where that is not known."""
    for name in draft.book.relationship:
        if verdicts[f"relationship.{name}"]:
            return name
    return None if None in verdicts.values() else "prospect"


def _relate(draft: Draft, named: str | None, *, won: bool) -> None:
    """A win makes a customer, whatever the conditions say at that moment; they count again once they say something else."""
    memory = draft.memory
    if won:
        draft.remember(relationship="customer", overruled=None if named in {None, "customer"} else named)
    elif named is None:
        draft.remember(relationship=draft.relationship)
    elif named != memory.overruled:
        draft.remember(relationship=named, overruled=None)


def _news(draft: Draft) -> News:
    known = {deal.id: deal for deal in draft.memory.deals}
    fresh = [deal for deal in draft.account.deals if _is_news(deal, known.get(deal.id), draft)]
    won = tuple(sorted(deal.id for deal in fresh if deal.state is DealState.WON))
    lost = any(deal.state is DealState.LOST for deal in fresh) and not draft.open_deals
    return News(won, lost and not won, _set_back(draft))


def _is_news(deal: DealFact, known: DealSeen | None, draft: Draft) -> bool:
    """Whether a closed deal has closed just now, as far as the account's cycle goes."""
    if known is not None:
        return deal.state is not known.state
    closed, since = deal.closed_at or draft.at, draft.memory.cycle_since
    return draft.at - closed <= CORRECTION and (since is None or closed > since)


def _set_back(draft: Draft) -> bool:
    """Whether nothing is left of the win that closed the last cycle, soon enough to call it a mistake."""
    closed = draft.memory.closed
    if closed is None or draft.at - closed.closed_at > CORRECTION:
        return False
    states = {deal.id: deal.state for deal in draft.account.deals}
    still = [states[deal] for deal in closed.deals if deal in states]
    return bool(still) and DealState.WON not in still


def _seen(memory: Memory, deals: tuple[DealFact, ...]) -> tuple[DealSeen, ...]:
    """What is known of deals from now on. A deal that is out of sight is kept: seen again, it is no news."""
    known = {deal.id: deal for deal in memory.deals}
    for deal in deals:
        if deal.id not in known or known[deal.id].state is not deal.state:
            known[deal.id] = DealSeen(id=deal.id, state=deal.state, closed_at=deal.closed_at)
    return tuple(known[deal] for deal in sorted(known))


def _turn_cycle(draft: Draft, closing: Memory, news: News, *, changed: bool) -> None:
    churned = changed and draft.relationship == "former"
    if news.won or news.lost or churned:
        draft.remember(cycle=draft.memory.cycle + 1, cycle_since=draft.at)
    if news.won:
        draft.remember(closed=_closed_cycle(closing, news.won, draft.at))
    if changed or news.won or news.lost:
        draft.close_handover("closed")
        draft.remember(cap=_cap_after_loss(draft, keep=not changed) if news.lost else None)
    draft.cause = _cause(news, churned=churned, changed=changed)


def _cause(news: News, *, churned: bool, changed: bool) -> Because | None:
    """The highest in rank of what happened at once."""
    happened = {
        Because.WON: bool(news.won),
        Because.CHURNED: churned,
        Because.LOST: news.lost,
        Because.CORRECTED: news.set_back,
        Because.RELATIONSHIP: changed,
    }
    return next((cause for cause, true in happened.items() if true), None)


def _cap_after_loss(draft: Draft, *, keep: bool) -> Cap | None:
    """The cap that the rulebook declares for this ladder; else the one there was, where the ladder stays the same."""
    after = draft.book.cone.moves.after_loss
    if after is None or after.cap not in {stage.name for stage in draft.book.cone.ladder(draft.relationship)}:
        return draft.memory.cap if keep else None
    return Cap(stage=after.cap, set_at=draft.at, until=draft.at + after.at_least, reason="lost")


def _closed_cycle(memory: Memory, deals: tuple[str, ...], at: Moment) -> ClosedCycle | None:
    """What is needed to open the cycle again. A cap or a hold that the win has ended does not come back."""
    if memory.stage is None or memory.since is None:
        return None
    return ClosedCycle(
        deals=deals,
        closed_at=at,
        cycle=memory.cycle,
        cycle_since=memory.cycle_since,
        relationship=memory.relationship or "prospect",
        overruled=memory.overruled,
        stage=memory.stage,
        since=memory.since,
        why=memory.why,
        visited=memory.visited,
    )


def _reopen_cycle(draft: Draft) -> None:
    """The account stands again where it stood when the win was noticed; signals since then count for that cycle.

    What was done in between, such as a welcome task, stays done: the same win again will not ask for it twice.
    """
    closed = draft.memory.closed
    if closed is None:
        return
    draft.remember(
        cycle=closed.cycle,
        cycle_since=closed.cycle_since,
        relationship=closed.relationship,
        overruled=closed.overruled,
        stage=closed.stage,
        since=closed.since,
        why=closed.why,
        visited=closed.visited,
        closed=None,
    )


def belong(draft: Draft) -> bool:
    """Whether the account stands on the cone: a key account, or one that was and whose grace has not ended.

    Where nobody knows, it is as it was; an account without a past stays in the funnel. One that is excluded leaves at
    once, and nobody proposes it.
    """
    verdict = draft.sight.key_account(draft.facts)
    if draft.excluded is not None:
        draft.remember(key_account=False, leaving_since=None)
        _leave(draft, excluded(draft.book.language, draft.excluded))
        return False
    key = draft.memory.key_account if verdict is None else verdict
    draft.remember(key_account=key)
    if not key and draft.book.accounts.key_account.suggest and draft.sight.suggested(draft.facts):
        draft.suggestions.add(nominate(draft.book.language))
    if key or draft.memory.stage is None:
        draft.remember(leaving_since=None)
        return bool(key)
    since = draft.memory.leaving_since if draft.memory.leaving_since is not None else draft.at
    draft.remember(leaving_since=since)
    end = since + draft.book.accounts.key_account.leave.after
    draft.wait_for(end)
    if draft.at < end or _kept_open(draft):
        return True
    _leave(draft, left_the_cone(draft.book.language))
    return False


def _kept_open(draft: Draft) -> bool:
    binding = draft.book.accounts.key_account.leave.not_while
    by_deal = "open_deal" in binding and draft.open_deals
    return by_deal or ("open_handover" in binding and draft.memory.handover is not None)


def _leave(draft: Draft, why: str) -> None:
    """Off the cone, with its memory kept; an account that does not stand there leaves nothing."""
    memory = draft.memory
    if memory.stage is None or memory.since is None:
        return
    draft.close_handover("closed")
    left = LeftCone(stage=memory.stage, since=memory.since, why=memory.why, at=draft.at)
    draft.remember(stage=None, since=None, why=why, hold=None, leaving_since=None, left=left)
    draft.moves.append(
        Move(draft.before.stage, None, Because.LEFT, (), why, memory.cycle, draft.relationship)
    )


def resume(draft: Draft) -> bool:
    """Take up the stage that the account had when it left the cone, if that is not too long ago.

    Where its relationship has changed meanwhile, that stage is none of its ladder, and it is placed anew.
    """
    left = draft.memory.left
    draft.remember(left=None)
    if left is None or draft.at - left.at >= RESUME:
        return False
    draft.remember(stage=left.stage, since=left.since, why=left.why)
    return True
