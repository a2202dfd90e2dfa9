"""Handing an account over to sales: the offer with its packet, a person's answer, and its end."""

from accounts.facts import ContactFact
from accounts.metrics import Const
from accounts.values import Moment
from rules.deciding import packet
from rules.deciding.calendar import due
from rules.deciding.center import points
from rules.deciding.draft import Draft
from rules.deciding.episodes import episode_key
from rules.deciding.ladder import Ladder
from rules.deciding.packet_people import weight
from rules.deciding.sight import Verdicts
from rules.decision import Because, TaskWish
from rules.language.doing import OnReject
from rules.memory import Cap, OpenHandover
from rules.model import Handover, Rulebook, Stage
from rules.own import REASON
from rules.wording import sentences

REJECTED = 90 * 86400
"""How long a rejection caps the account at least, where the rulebook says nothing else."""
LOST = "lost"
"""The reason of a cap that a lost deal has set."""
MOST_CONTACTS = 10

_ENTERED = frozenset({Because.FIRST, Because.PERSON, Because.FORWARD, Because.WON, Because.RELATIONSHIP})
"""Moves that count as walking onto a stage; falling back onto it, or a correction, hands nothing over."""


def handover_key(book: Rulebook, account: str, cycle: int, stage: str, since: Moment) -> str:
    return episode_key(book, account, "handover", cycle, stage, since)


def hear_answer(draft: Draft) -> None:
    """Take a person's new answer into account: accepted pins, rejected closes and caps."""
    answer, seen = draft.account.handover_answer, draft.memory.handover_answer_seen
    if answer is not None and answer.at == seen and answer.value == "rejected":
        _hear_reason(draft)
    if answer is None or (seen is not None and answer.at <= seen):
        return
    draft.remember(handover_answer_seen=answer.at)
    handover = draft.memory.handover
    if handover is None or answer.at < handover.offered_at:
        return
    if answer.value == "accepted":
        draft.remember(handover=handover.model_copy(update={"state": "accepted", "weakened": False}))
    elif answer.value == "rejected":
        draft.close_handover("rejected")
        draft.remember(cap=_cap_after_rejection(draft, draft.at))


def _hear_reason(draft: Draft) -> None:
    """The reason may be given a little later than the answer: then it counts from the answer on."""
    cap, reason = draft.memory.cap, _reason(draft)[0]
    if cap is not None and cap.reason not in {reason, LOST}:
        draft.remember(cap=_cap_after_rejection(draft, cap.set_at))


def _cap_after_rejection(draft: Draft, at: Moment) -> Cap | None:
    """As the rulebook has it for the reason given; else at the stage before the first one that hands over."""
    stages = draft.book.cone.ladder(draft.relationship)
    first = next((index for index, stage in enumerate(stages) if stage.hand_over), 0)
    if first == 0:
        return draft.memory.cap
    reason, declared = _reason(draft)
    if declared.suggest == "leave_key_accounts":
        draft.suggestions.add(sentences.leave_key_accounts(draft.book.language))
    names = [stage.name for stage in stages]
    cap = declared.cap if declared.cap in names else names[first - 1]
    return Cap(stage=cap, set_at=at, until=at + capped_for(declared), reason=reason)


def capped_for(declared: OnReject) -> int:
    """Seconds: the longer one of what the rulebook says of coming back and of waiting."""
    recycle = declared.else_ if declared.recycle == "ask_date" else declared.recycle
    return max(recycle or 0, declared.at_least or 0) or REJECTED


def _reason(draft: Draft) -> tuple[str, OnReject]:
    """The reason that sales gave, and what follows from it; one that is not declared counts as no need."""
    declared = draft.book.handover.on_reject if draft.book.handover else {}
    fact = draft.facts.get(f"company.{draft.book.own(REASON)}")
    given = str(fact.value) if isinstance(fact, Const) and isinstance(fact.value, str) else "no_need"
    return (given, declared[given]) if given in declared else ("no_need", declared.get("no_need", OnReject()))


def weigh(draft: Draft, stages: tuple[Stage, ...], verdicts: Verdicts) -> None:
    """An open offer stays open when its condition turns no, with a note that lasts until the condition says yes again.

    As long as a person holds the stage, their word is reason enough.
    """
    handover = draft.memory.handover
    names = [stage.name for stage in stages]
    held = draft.memory.hold is not None
    if handover is None or handover.state != "offered" or held or handover.stage not in names:
        return
    ladder = Ladder(stages, verdicts, frozenset({handover.stage, *draft.memory.visited}))
    verdict = ladder.holds(names.index(handover.stage))
    if verdict is not None and handover.weakened is verdict:
        draft.remember(handover=handover.model_copy(update={"weakened": not verdict}))


def offer(draft: Draft) -> None:
    """Hand the account over if it has just walked onto a stage that does so and nothing is open."""
    declared, company, memory = draft.book.handover, draft.account.company, draft.memory
    if declared is None or company is None or memory.stage is None or memory.since is None:
        return
    key = handover_key(draft.book, draft.account.account, memory.cycle, memory.stage, memory.since)
    wanted = not draft.is_done(key) and (_walked_on(draft) or memory.postponed == key)
    if wanted and memory.postponed == key and draft.quiet:
        return  # what waited for a gate before the rulebook changed is offered by the next look
    waits = wanted and draft.gated and not draft.quiet
    draft.remember(postponed=key if waits else None)
    if not wanted or waits or memory.handover is not None:
        return
    draft.note_done(key)
    if draft.quiet:
        return
    draft.remember(
        handover=OpenHandover(
            key=key, stage=memory.stage, cycle=memory.cycle, offered_at=draft.at, state="offered"
        )
    )
    draft.tasks.append(_task(draft, declared, key, company))
    if declared.on_reject:
        draft.want(REASON, "", memory.why)  # the reason of an earlier rejection is none of this one


def _walked_on(draft: Draft) -> bool:
    stages = draft.book.cone.ladder(draft.relationship)
    hands_over = {stage.name for stage in stages if stage.hand_over}
    return any(
        move.to_stage in hands_over and move.to_stage != move.from_stage and move.because in _ENTERED
        for move in draft.moves
    )


def _task(draft: Draft, declared: Handover, key: str, company: str) -> TaskWish:
    book = draft.book
    fast = draft.sight.fast_lane(draft.facts, draft.memory.cycle_since) and declared.fast_lane
    within = fast.accept_within if fast else declared.accept_within
    people = leading_contacts(draft)
    return TaskWish(
        key=key,
        rule="handover",
        title=packet.title(book.language, draft.account.name),
        body=packet.body(draft, people, fast=bool(fast)),
        to=declared.to,
        due=due(book, within, draft.at),
        priority="HIGH",
        company=company,
        contacts=tuple(contact.id for contact in people),
        reason=draft.memory.why,
        handover=True,
        asked=asked_owner(draft, declared.to),
    )


def leading_contacts(draft: Draft) -> tuple[ContactFact, ...]:
    """Members of the buying center: those with the weightiest roles first, then the most engaged; never too many."""

    def rank(contact: ContactFact) -> tuple[int, float, str]:
        return weight(contact.roles), -points(draft, contact), contact.id

    counting = [contact for contact in draft.account.contacts if contact.counts]
    return tuple(sorted(counting, key=rank)[:MOST_CONTACTS])


def asked_owner(draft: Draft, to: str) -> str | None:
    """The owner id that the company names for an entry of `people`."""
    person = draft.book.people.persons.get(to)
    if person is None:
        return None
    return draft.account.owners.get(person.property.removeprefix("company."))


def says(draft: Draft) -> str | None:
    """What our property about the handover should hold; None: as it is, such as a person's own answer."""
    if draft.memory.handover is not None:
        return draft.memory.handover.state
    return "closed" if draft.ended is not None and draft.ended.how == "closed" else None
