"""An account's memory, read back from what we wrote into the portal: for a program that lost its own database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Self

from accounts.facts import AccountFacts, PersonChange
from accounts.snapshot import Change, Record, Snapshot
from accounts.values import Definition, Kind, Moment, typed
from rules.deciding.handover import REJECTED, capped_for, handover_key
from rules.deciding.sight import Sight
from rules.deciding.strata import compiled
from rules.deciding.units import of_unit
from rules.memory import (
    Cap,
    CoolDown,
    DealSeen,
    FunnelStep,
    Hold,
    LeftCone,
    Memory,
    OpenHandover,
    Standing,
)
from rules.model import Rulebook, Stage
from rules.needs import fact_spec
from rules.own import REASON


def carries_ours(book: Rulebook, snapshot: Snapshot) -> bool:
    """Whether we ever wrote to this account."""
    own = [
        (snapshot.company, of_unit(book, snapshot.account, book.own("relationship"))),
        *((c, book.own("funnel_step")) for c in snapshot.contacts),
    ]
    return any(record is not None and record.properties.get(name) for record, name in own)


def seed(
    book: Rulebook, snapshot: Snapshot, facts: AccountFacts, markers: Iterable[str], at: Moment
) -> Memory:
    """What the account remembers, as far as the portal can tell.

    It cannot tell since when an account that is no key account any more is in its grace, nor what the cycle was like
    that the last win closed. The rulebook's digest is left empty, so that the first decision records positions quietly.
    """
    own = _Own(book, snapshot)
    past = _Past.of(book, snapshot, own)
    relationship, stage = own.text("relationship") or None, own.text("stage")
    order, answer = facts.stage_order, facts.handover_answer
    on_cone = stage in past.names
    return Memory(
        key_account=True if on_cone else None,
        left=None if on_cone else _left(past),
        relationship=relationship,
        overruled=_overruled(book, facts, relationship, own.moment("cycle_since")),
        cycle=own.number("cycle") or 1,
        cycle_since=own.moment("cycle_since"),
        stage=stage if on_cone else None,
        since=own.moment("stage_since"),
        why=own.text("why"),
        visited=tuple(sorted({entry.value for entry in past.entries} | ({stage} & set(past.names)))),
        cool_downs=_cool_downs(book, past, at),
        cap=_cap(book, own),
        hold=_hold(book, order, past.names, at),
        stage_order_seen=order.at if order else None,
        handover=_handover(book, own, snapshot, past),
        handover_answer_seen=answer.at if answer else None,
        deals=tuple(DealSeen(id=deal.id, state=deal.state, closed_at=deal.closed_at) for deal in facts.deals),
        funnel=_funnel(book, snapshot.contacts),
        standing=_standing(book, snapshot.account, snapshot.company),
        done=tuple(sorted(set(markers))),
    )


class _Own:
    """Our own properties of the account on the company, read as what they are."""

    def __init__(self, book: Rulebook, snapshot: Snapshot) -> None:
        self._book, self._account = book, snapshot.account
        self._properties: Mapping[str, str | None] = snapshot.company.properties if snapshot.company else {}

    def text(self, suffix: str) -> str:
        return self._properties.get(of_unit(self._book, self._account, self._book.own(suffix))) or ""

    def number(self, suffix: str) -> int | None:
        value = typed(self.text(suffix), Definition(Kind.COMPANY, suffix, "number"))
        return value if isinstance(value, int) else None

    def moment(self, suffix: str) -> Moment | None:
        value = typed(self.text(suffix), Definition(Kind.COMPANY, suffix, "datetime"))
        return value if isinstance(value, int) else None


@dataclass(frozen=True)
class _Past:
    """The stages of the present ladder that the company was written into in this cycle, oldest first.

    HubSpot's history tells when a stage was written, which is a little after it was entered; of the present stage we
    know better.
    """

    stages: tuple[Stage, ...]
    entries: tuple[Change, ...]
    ended: Moment | None  # when the stage was emptied: the account has left the cone
    rejections: tuple[Moment, ...]  # of handovers, by a person
    people: frozenset[str]  # sources that are persons

    @property
    def names(self) -> list[str]:
        return [stage.name for stage in self.stages]

    @classmethod
    def of(cls, book: Rulebook, snapshot: Snapshot, own: _Own) -> Self:
        stages = book.cone.ladder(own.text("relationship") or "prospect")
        names = {stage.name for stage in stages}
        written = _history(book, snapshot, "stage")
        people = fact_spec(book).person_sources
        begins = own.moment("cycle_since")
        entries: list[Change] = []
        for change in reversed(written):
            if (begins is not None and change.at < begins) or (change.value and change.value not in names):
                break
            entries += [change] if change.value else []
        since = own.moment("stage_since")
        if entries and since is not None and entries[0].value == own.text("stage"):
            entries[0] = replace(entries[0], at=since)
        return cls(
            stages=stages,
            entries=tuple(reversed(entries)),
            ended=written[-1].at if written and not written[-1].value else None,
            rejections=tuple(
                change.at
                for change in _history(book, snapshot, "handover")
                if change.value == "rejected" and change.source in people
            ),
            people=people,
        )


def _history(book: Rulebook, snapshot: Snapshot, suffix: str) -> tuple[Change, ...]:
    if snapshot.company is None:
        return ()
    name = of_unit(book, snapshot.account, book.own(suffix))
    return snapshot.history.get((Kind.COMPANY, snapshot.company.id, name), ())


def _left(past: _Past) -> LeftCone | None:
    """Where it stood when it left the cone, if it did."""
    if past.ended is None or not past.entries:
        return None
    last = past.entries[-1]
    return LeftCone(stage=last.value, since=last.at, why="", at=past.ended)


def _overruled(
    book: Rulebook, facts: AccountFacts, relationship: str | None, cycle_since: Moment | None
) -> str | None:
    """What the conditions said when a win made it a customer, judged by what is true today."""
    if relationship != "customer" or cycle_since is None:
        return None
    verdicts = Sight(compiled(book), cycle_since).relationship(facts.facts)
    unknown = None in verdicts.values()
    named = next((name for name in book.relationship if verdicts[f"relationship.{name}"]), "prospect")
    return None if named == "customer" or (named == "prospect" and unknown) else named


def _cool_downs(book: Rulebook, past: _Past, at: Moment) -> tuple[CoolDown, ...]:
    """Of the stages it has fallen from by their conditions: not by a person's word, a rejection, or the end of a pin."""
    rank = {name: place for place, name in enumerate(past.names)}
    until: dict[str, Moment] = {}
    for before, after in pairwise(past.entries):
        fell = rank[after.value] < rank[before.value] and after.source not in past.people
        if fell and not past.stages[rank[before.value]].pinned_by and not _rejected(past, before, after):
            until[before.value] = after.at + book.cone.moves.cool_down
    return tuple(CoolDown(stage=stage, until=end) for stage, end in sorted(until.items()) if end > at)


def _rejected(past: _Past, before: Change, after: Change) -> bool:
    """Whether a rejection took the account down to where it may be after one."""
    beyond = past.names.index(before.value) >= _first_handover(past.stages)
    return beyond and any(before.at <= moment <= after.at for moment in past.rejections)


def _first_handover(stages: tuple[Stage, ...]) -> int:
    return next((place for place, stage in enumerate(stages) if stage.hand_over), len(stages))


def _cap(book: Rulebook, own: _Own) -> Cap | None:
    stage, until = own.text("cap"), own.moment("cap_until")
    if not stage or until is None:
        return None
    after_loss = book.cone.moves.after_loss
    if own.text("handover") == "rejected" or after_loss is None:
        reasons = book.handover.on_reject if book.handover else {}
        given = own.text(REASON)
        reason = given if given in reasons else "no_need"
        length = capped_for(reasons[reason]) if reason in reasons else REJECTED
        return Cap(stage=stage, set_at=until - length, until=until, reason=reason)
    return Cap(stage=stage, set_at=until - after_loss.at_least, until=until, reason="lost")


def _hold(book: Rulebook, order: PersonChange | None, names: list[str], at: Moment) -> Hold | None:
    if order is None or order.value not in names:
        return None
    until = order.at + book.cone.moves.person_holds
    return Hold(stage=order.value, set_at=order.at, until=until, by=order.by) if until > at else None


def _handover(book: Rulebook, own: _Own, snapshot: Snapshot, past: _Past) -> OpenHandover | None:
    state = own.text("handover")
    offering = {stage.name for stage in past.stages if stage.hand_over}
    offers = [entry for entry in past.entries if entry.value in offering]
    if state not in {"offered", "accepted"} or not offers:
        return None
    offer, cycle = offers[-1], own.number("cycle") or 1
    return OpenHandover(
        key=handover_key(book, snapshot.account, cycle, offer.value, offer.at),
        stage=offer.value,
        cycle=cycle,
        offered_at=offer.at,
        state="accepted" if state == "accepted" else "offered",
    )


def _standing(book: Rulebook, account: str, company: Record | None) -> tuple[Standing, ...]:
    """The values that rules have set, of which nobody but us would clear any."""
    if company is None:
        return ()
    found: dict[str, Standing] = {}
    for rule in book.rules:
        for name in (name for effect in rule.then if not effect.keep for name in effect.set or {}):
            property_ = name.partition(".")[2]
            if company.properties.get(of_unit(book, account, property_)) and property_ not in found:
                found[property_] = Standing(
                    kind="company", object=company.id, property=property_, rule=rule.key
                )
    return tuple(found[name] for name in sorted(found))


def _funnel(book: Rulebook, contacts: Iterable[Record]) -> tuple[FunnelStep, ...]:
    steps = []
    for contact in sorted(contacts, key=lambda record: record.id):
        step = contact.properties.get(book.own("funnel_step"))
        since = typed(
            contact.properties.get(book.own("funnel_since")),
            Definition(Kind.CONTACT, "funnel_since", "datetime"),
        )
        if step and isinstance(since, int):
            steps.append(FunnelStep(contact=contact.id, step=step, since=since))
    return tuple(steps)
