"""An account's memory, read back from what we wrote into the portal: for a program that lost its own database."""

from collections.abc import Iterable, Mapping
from itertools import pairwise

from accounts.facts import AccountFacts, PersonChange
from accounts.snapshot import Change, Record, Snapshot
from accounts.values import Definition, Kind, Moment, typed
from rules.handover import handover_key
from rules.memory import Cap, CoolDown, DealSeen, FunnelStep, Hold, Memory, OpenHandover
from rules.model import Rulebook, Stage


def carries_ours(book: Rulebook, snapshot: Snapshot) -> bool:
    """Whether we ever wrote to this account."""
    own = [
        (snapshot.company, book.own("relationship")),
        *((c, book.own("funnel_step")) for c in snapshot.contacts),
    ]
    return any(record is not None and record.properties.get(name) for record, name in own)


def seed(
    book: Rulebook, snapshot: Snapshot, facts: AccountFacts, markers: Iterable[str], at: Moment
) -> Memory:
    """What the account remembers, as far as the portal can tell.

    The rulebook's digest is left empty, so that the first decision records positions quietly.
    """
    own = _Own(book, snapshot.company)
    relationship = own.text("relationship") or None
    ladder = book.cone.ladder(relationship or "prospect")
    names = [stage.name for stage in ladder]
    stage = own.text("stage")
    cycle_since = own.moment("cycle_since")
    entries = _entries(book, snapshot, cycle_since)
    order = facts.stage_order
    return Memory(
        key_account=True if stage in names else None,
        relationship=relationship,
        cycle=own.number("cycle") or 1,
        cycle_since=cycle_since,
        stage=stage if stage in names else None,
        since=own.moment("stage_since"),
        why=own.text("why"),
        visited=tuple(
            sorted({change.value for change in entries if change.value in names} | ({stage} & set(names)))
        ),
        cool_downs=_cool_downs(book, ladder, entries, at),
        cap=_cap(own),
        hold=_hold(book, order, names, at),
        stage_order_seen=order.at if order else None,
        handover=_handover(book, own, snapshot, entries),
        handover_answer_seen=facts.handover_answer.at if facts.handover_answer else None,
        deals=tuple(DealSeen(id=deal.id, state=deal.state, closed_at=deal.closed_at) for deal in facts.deals),
        funnel=_funnel(book, snapshot.contacts),
        done=tuple(sorted(set(markers))),
    )


class _Own:
    """Our own properties on the company, read as what they are."""

    def __init__(self, book: Rulebook, company: Record | None) -> None:
        self._book = book
        self._properties: Mapping[str, str | None] = company.properties if company else {}

    def text(self, suffix: str) -> str:
        return self._properties.get(self._book.own(suffix)) or ""

    def number(self, suffix: str) -> int | None:
        value = typed(self.text(suffix), Definition(Kind.COMPANY, suffix, "number"))
        return value if isinstance(value, int) else None

    def moment(self, suffix: str) -> Moment | None:
        value = typed(self.text(suffix), Definition(Kind.COMPANY, suffix, "datetime"))
        return value if isinstance(value, int) else None


def _entries(book: Rulebook, snapshot: Snapshot, cycle_since: Moment | None) -> list[Change]:
    """The stages this company was written into, in this cycle, oldest first."""
    if snapshot.company is None:
        return []
    changes = snapshot.history.get((Kind.COMPANY, snapshot.company.id, book.own("stage")), ())
    return [change for change in changes if cycle_since is None or change.at >= cycle_since]


def _cool_downs(
    book: Rulebook, ladder: tuple[Stage, ...], entries: list[Change], at: Moment
) -> tuple[CoolDown, ...]:
    rank = {stage.name: place for place, stage in enumerate(ladder)}
    until: dict[str, Moment] = {}
    for before, after in pairwise(entries):
        fell = before.value in rank and after.value in rank and rank[after.value] < rank[before.value]
        if fell and after.at + book.cone.moves.cool_down > at:
            until[before.value] = after.at + book.cone.moves.cool_down
    return tuple(CoolDown(stage=stage, until=moment) for stage, moment in sorted(until.items()))


def _cap(own: _Own) -> Cap | None:
    stage, until = own.text("cap"), own.moment("cap_until")
    if not stage or until is None:
        return None
    return Cap(stage=stage, set_at=own.moment("stage_since") or 0, until=until, reason="lost")


def _hold(book: Rulebook, order: PersonChange | None, names: list[str], at: Moment) -> Hold | None:
    if order is None or order.value not in names:
        return None
    until = order.at + book.cone.moves.person_holds
    return Hold(stage=order.value, set_at=order.at, until=until, by=order.by) if until > at else None


def _handover(book: Rulebook, own: _Own, snapshot: Snapshot, entries: list[Change]) -> OpenHandover | None:
    state = own.text("handover")
    if state not in {"offered", "accepted"} or snapshot.company is None:
        return None
    stages = {
        stage.name
        for kind in ("prospect", "customer", "former")
        for stage in book.cone.ladder(kind)
        if stage.hand_over
    }
    offers = [change for change in entries if change.value in stages]
    if not offers:
        return None
    offer, cycle = offers[-1], own.number("cycle") or 1
    return OpenHandover(
        key=handover_key(book, snapshot.account, cycle, offer.value, offer.at),
        stage=offer.value,
        cycle=cycle,
        offered_at=offer.at,
        state="accepted" if state == "accepted" else "offered",
    )


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
