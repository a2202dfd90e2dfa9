"""What is remembered of the account that a case tells of."""

from accounts.values import Moment
from rules.deciding.handover import handover_key
from rules.language.cases import Given, GivenHandover
from rules.language.fixed import RELATIONSHIPS
from rules.memory import Hold, Memory, OpenHandover
from rules.model import Rulebook
from rules.trying.given import ACCOUNT


def memory_of(book: Rulebook, given: Given, at: Moment) -> Memory:
    """A case begins live: the rulebook has recorded positions before, unless this is its first run."""
    memory = Memory(
        rulebook="" if given.first_run else book.digest,
        relationship=given.relationship,
        cycle=given.cycle,
        cycle_since=None if given.cycle_age is None else at - given.cycle_age,
    )
    return memory if given.stage is None else _standing(book, given, memory, at)


def ladder_of(book: Rulebook, stage: str) -> str | None:
    """The relationship on whose ladder a stage stands."""
    return next(
        (name for name in RELATIONSHIPS if stage in {each.name for each in book.cone.ladder(name)}), None
    )


def handed_over(book: Rulebook, stage: str) -> str:
    """The stage whose handover may be open for an account that stands here: the nearest that hands over."""
    stages = book.cone.ladder(ladder_of(book, stage) or "prospect")
    names = [each.name for each in stages]
    before = stages[: names.index(stage) + 1] if stage in names else ()
    return next((each.name for each in reversed(before) if each.hand_over), stage)


def _standing(book: Rulebook, given: Given, memory: Memory, at: Moment) -> Memory:
    stage, since = given.stage or "", at - given.stage_age
    standing = memory.model_copy(
        update={
            "key_account": True,
            "relationship": given.relationship or ladder_of(book, stage),
            "stage": stage,
            "since": since,
            "visited": tuple(sorted({stage, *given.visited})),
            "hold": _hold(given, since, at),
        }
    )
    return standing if given.handover is None else _offered(book, given, given.handover, standing, at)


def _hold(given: Given, since: Moment, at: Moment) -> Hold | None:
    if given.hold is None or given.stage is None:
        return None
    return Hold(stage=given.stage, set_at=since, until=at + given.hold, by="userId:1")


def _offered(book: Rulebook, given: Given, told: GivenHandover, memory: Memory, at: Moment) -> Memory:
    stage = told.stage or handed_over(book, given.stage or "")
    offered = at - told.ago
    since = memory.since if stage == memory.stage and memory.since is not None else offered
    key = handover_key(book, ACCOUNT, memory.cycle, stage, since)
    handover = OpenHandover(key=key, stage=stage, cycle=memory.cycle, offered_at=offered, state=told.state)
    return memory.model_copy(update={"handover": handover, "done": (key,)})
