"""Where an account stands: what a person holds, else the stage law between floor and cap; each move with its why."""

from accounts.metrics import Times
from accounts.values import Moment
from rules.deciding.draft import Draft
from rules.deciding.handover import weigh
from rules.deciding.ladder import Bounds, Ladder, Pull, Step, next_step
from rules.deciding.loop import resume
from rules.deciding.sight import Verdicts
from rules.decision import Because, Move
from rules.memory import CoolDown, Hold
from rules.model import Stage
from rules.wording import sentences

_BY_PULL = {Pull.FORWARD: Because.FORWARD, Pull.BACK: Because.BACK, Pull.CAP: Because.CAP}


def place(draft: Draft) -> None:
    """Find the account's stage and move it there. Precondition: it stands on the cone."""
    stages = draft.book.cone.ladder(draft.relationship)
    if not stages:
        _leave_ladder(draft)
        return
    _take_up(draft, stages)
    _obey(draft, stages)
    _let_go(draft, stages)
    verdicts = draft.sight.ladder(draft.relationship, draft.facts, draft.memory.cycle_since)
    weigh(draft, stages, verdicts)
    step = _step(draft, stages, verdicts)
    if step.restrained:
        _wait_to_fall(draft, stages[step.to])
    _arrive(draft, stages, step)


def watch(draft: Draft) -> None:
    """Whether the gate of the stage is open, and whether the account has stood there for longer than it should."""
    stages = draft.book.cone.ladder(draft.relationship)
    stage = next((each for each in stages if each.name == draft.memory.stage), None)
    if stage is None:
        return
    if stage.gate is not None:
        finding = draft.sight.findings.get(f"gate.{stage.name}")
        draft.gated = finding is None or finding.verdict is not True
    if stage.max_stay is not None and draft.memory.since is not None:
        end = draft.memory.since + stage.max_stay
        draft.wait_for(end)
        if draft.at >= end:
            draft.suggestions.add(sentences.stays_too_long(draft.book, stage))


def _leave_ladder(draft: Draft) -> None:
    """The relationship has no ladder: there is no stage to stand on."""
    if draft.before.stage is None:
        return
    why = sentences.no_ladder(draft.book.language, draft.relationship)
    because = draft.cause or Because.RELATIONSHIP
    draft.moves.append(
        Move(draft.before.stage, None, because, (), why, draft.memory.cycle, draft.relationship)
    )
    draft.remember(stage=None, since=None, why=why, visited=(), hold=None)


def _take_up(draft: Draft, stages: tuple[Stage, ...]) -> None:
    """Where the law starts from: the stage the account has, or takes up again; else it is placed anew."""
    names = {stage.name for stage in stages}
    came = draft.memory.stage is None and not resume(draft)
    if came or draft.memory.stage not in names:
        draft.landing = True
    if draft.before.stage is None or draft.memory.stage not in names:
        draft.cause = draft.cause or Because.FIRST
    if draft.landing:
        draft.remember(visited=())
        if came:
            draft.remember(cap=None, hold=None)
    elif _begins_anew(draft):
        draft.remember(visited=(draft.memory.stage,))


def _obey(draft: Draft, stages: tuple[Stage, ...]) -> None:
    """A person's new order holds the stage, the same value too; it lifts a cap that it goes beyond."""
    order, seen = draft.account.stage_order, draft.memory.stage_order_seen
    if order is None or (seen is not None and order.at <= seen):
        return
    draft.remember(stage_order_seen=order.at)
    names = [stage.name for stage in stages]
    if order.value not in names:
        draft.suggestions.add(sentences.unknown_order(draft.book.language, order.value, names))
        return
    until = order.at + draft.book.cone.moves.person_holds
    draft.remember(hold=Hold(stage=order.value, set_at=order.at, until=until, by=order.by))
    cap = draft.memory.cap
    if cap is not None and cap.stage in names and names.index(order.value) > names.index(cap.stage):
        draft.remember(cap=None)


def _let_go(draft: Draft, stages: tuple[Stage, ...]) -> None:
    """End what binds no longer, and note when the rest may end."""
    memory, names = draft.memory, {stage.name for stage in stages}
    if memory.hold is not None and (memory.hold.until <= draft.at or memory.hold.stage not in names):
        draft.remember(hold=None)
    if memory.cap is not None and (memory.cap.stage not in names or _lifted(draft)):
        draft.remember(cap=None)
    draft.remember(cool_downs=tuple(cool for cool in memory.cool_downs if cool.until > draft.at))
    for bond in (draft.memory.hold, draft.memory.cap, *draft.memory.cool_downs):
        if bond is not None:
            draft.wait_for(bond.until)


def _lifted(draft: Draft) -> bool:
    """A cap is lifted by its date and new evidence, or by a deal, or by a fast lane newer than the cap."""
    cap = draft.memory.cap
    if cap is None or draft.open_deals:
        return True
    newest = max(cap.set_at, draft.memory.cycle_since or cap.set_at)
    if draft.sight.fast_lane(draft.facts, newest):
        return True
    return draft.at >= cap.until and any(cap.set_at < moment <= draft.at for moment in _signals(draft))


def _signals(draft: Draft) -> list[Moment]:
    fact = draft.facts.get("signals.any")
    counted = fact.at if isinstance(fact, Times) else ()
    return [*counted, *(signal.at for signal in draft.account.signals)]


def _step(draft: Draft, stages: tuple[Stage, ...], verdicts: Verdicts) -> Step:
    ladder = Ladder(stages, verdicts, frozenset(draft.memory.visited))
    memory = draft.memory
    current = 0 if draft.landing or memory.stage is None else ladder.index(memory.stage)
    if memory.hold is not None:
        return Step(ladder.index(memory.hold.stage), Pull.STAYS)
    bounds = Bounds(
        floor=_floor(draft, stages),
        cap=None if memory.cap is None else ladder.index(memory.cap.stage),
        cooling=frozenset(
            i for i, s in enumerate(stages) if s.name in {cool.stage for cool in memory.cool_downs}
        ),
        may_fall=_begins_anew(draft) or _may_fall(draft, stages[current]),
    )
    return next_step(ladder, current, bounds)


def _floor(draft: Draft, stages: tuple[Stage, ...]) -> int | None:
    pins = _pins(draft)
    return max((index for index, stage in enumerate(stages) if pins & set(stage.pinned_by)), default=None)


def _pins(draft: Draft) -> set[str]:
    handover = draft.memory.handover
    accepted = handover is not None and handover.state == "accepted"
    return {
        name for name, holds in (("open_deal", draft.open_deals), ("accepted_handover", accepted)) if holds
    }


def _may_fall(draft: Draft, stage: Stage) -> bool:
    since = draft.memory.since
    rested = since is None or draft.at >= since + stage.min_stay
    return rested and draft.book.cone.moves.back == "on_no"


def _wait_to_fall(draft: Draft, stage: Stage) -> None:
    """Its condition says no, and yet it stays: until min_stay is over, until a person agrees, or for good."""
    if draft.book.cone.moves.back == "ask":
        draft.suggestions.add(sentences.back_asks(draft.book.language, stage.name))
    elif draft.book.cone.moves.back == "on_no" and draft.memory.since is not None:
        draft.wait_for(draft.memory.since + stage.min_stay)


def _arrive(draft: Draft, stages: tuple[Stage, ...], step: Step) -> None:
    target, memory = stages[step.to], draft.memory
    because = _because(draft, target, step)
    if because is None:
        return
    begins = draft.landing or _begins_anew(draft)
    if because is Because.BACK and draft.book.cone.moves.cool_down:
        _cool_down(draft, stages)
    why = sentences.why(draft, stages, target, because)
    skipped = _skipped(draft, stages, step)
    draft.remember(
        stage=target.name,
        since=draft.at if begins or target.name != memory.stage else memory.since,
        why=why,
        visited=tuple(sorted({target.name} if begins else {*memory.visited, target.name})),
    )
    draft.moves.append(
        Move(draft.before.stage, target.name, because, skipped, why, memory.cycle, draft.relationship)
    )


def _begins_anew(draft: Draft) -> bool:
    """Whether a cycle begins on the same ladder: the account keeps its stage unless that is denied, and none before
    it counts as visited.
    """
    return draft.cause in {Because.WON, Because.LOST} and not draft.landing


def _because(draft: Draft, target: Stage, step: Step) -> Because | None:
    """What moved it, the highest in rank; None where nothing did."""
    moved = target.name != draft.before.stage
    if moved and draft.memory.hold is not None:
        return Because.PERSON
    if draft.cause is not None:
        return draft.cause
    if not moved:
        return None
    if step.pull is Pull.PIN:
        by_deal = draft.open_deals and "open_deal" in target.pinned_by
        return Because.DEAL if by_deal else Because.HANDOVER
    return _BY_PULL[step.pull]


def _cool_down(draft: Draft, stages: tuple[Stage, ...]) -> None:
    """No way back soon into the stage fallen from; one that only pins reach needs none."""
    left = next((stage for stage in stages if stage.name == draft.memory.stage), None)
    if left is None or left.pinned_by:
        return
    until = draft.at + draft.book.cone.moves.cool_down
    cooling = {cool.stage: cool for cool in draft.memory.cool_downs}
    cooling[left.name] = CoolDown(stage=left.name, until=until)
    draft.remember(cool_downs=tuple(cooling[name] for name in sorted(cooling)))
    draft.wait_for(until)


def _skipped(draft: Draft, stages: tuple[Stage, ...], step: Step) -> tuple[str, ...]:
    """The stages between, on the way forward on one ladder; those that only pins reach were never on the way."""
    names = [stage.name for stage in stages]
    if draft.landing or draft.before.stage not in names:
        return ()
    between = stages[names.index(draft.before.stage) + 1 : step.to]
    return tuple(stage.name for stage in between if not stage.pinned_by)
