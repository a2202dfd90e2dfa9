"""Tales for the tests of the law: one account, told day by day. What is not told again stays as it was."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any

from accounts.facts import AccountFacts, ContactFact, DealFact, DealState, PersonChange, SignalSeen
from accounts.metrics import Age, Const, Count, Fact, Score, Times
from accounts.values import Missing, Moment
from rules import Rulebook, load
from rules.decide import decide
from rules.decision import Decision
from rules.memory import Memory

DAY = 86400
HOUR = 3600
START = int(datetime(2026, 6, 1, 10, tzinfo=UTC).timestamp())  # a Monday, noon in Berlin

BOOK = """
rulebook: Tales
prefix: abm
language: en
timezone: Europe/Berlin
people:
  sales_owner: {property: company.hubspot_owner_id, else: {pool: team}}
  desk: {property: company.desk_owner, else: {pool: team}}
  pools: {team: {members: [ada@nordwind.example, ben@nordwind.example]}}
writes: {company.abm_*: own, contact.abm_*: own}
accounts:
  key_account:
    when: {company.target: {is: true}}
    leave: {after: 30 days, not_while: [open_deal, open_handover]}
engagement:
  half_life: 10 days
  signals:
    visit: {when: contact.seen_at, points: 10}
    quote: {when: contact.asked_at, points: 40}
funnel:
  awareness: {when: {signals.any: {within: 90 days}}}
  interest: {when: {contact.wants_more: {is: true}}}
  consideration: {when: {contact.need: {is: true}}}
relationship:
  former: {when: {company.ended: {is: true}}}
  customer: {when: {company.buys: {is: true}}}
cone:
  prospect:
    - identified
    - expanded: {when: {company.expanded: {is: true}}}
    - engaged: {when: {company.engaged: {is: true}}, stay_while: {company.warm: {is: true}}, min_stay: 7 days}
    - sales_ready: {when: {company.ready: {is: true}}, needs: expanded, hand_over: true}
    - in_sales: {pinned_by: [open_deal, accepted_handover]}
  customer:
    - onboarded
    - well_served: {when: {company.green: {is: true}}}
    - growing: {when: {signals.quote: {within: 60 days}}, hand_over: true}
    - growth_in_sales: {pinned_by: [open_deal, accepted_handover]}
  former:
    - parked
  moves: {back: on_no, cool_down: 30 days, person_holds: 14 days, after_loss: {cap: expanded, at_least: 90 days}}
handover:
  to: sales_owner
  accept_within: 1 business day
  fast_lane: {when: {signals.quote: {within: 2 days}}, accept_within: 4 business hours}
  packet: [company, buying_center, signals, stage_history, open_deals]
"""

NOTHING: Mapping[str, Fact] = {
    **{
        f"company.{name}": Const(Missing())
        for name in (
            "target",
            "ended",
            "buys",
            "expanded",
            "engaged",
            "warm",
            "ready",
            "green",
            "gap",
            "size",
        )
    },
    "contacts.count": Const(0),
    "coverage.roles": Const(0),
    "engagement.score": Score((), 10 * DAY),
    "signals.any": Times(),
    "signals.visit": Times(),
    "signals.quote": Times(),
    "deals.won": Times(),
    "deals.lost": Times(),
    "deals.open": Const(0),
}


@cache
def book(*changes: tuple[str, str], more: str = "") -> Rulebook:
    """The book of the tales, with pieces of its text replaced and some text added at its end."""
    text = BOOK
    for old, new in changes:
        if old not in text:
            raise ValueError(f"the book of the tales does not say {old!r}")
        text = text.replace(old, new)
    return load(text + more, "tales.yaml")


@dataclass
class Tale:
    """One account. `book` may change on the way; memory goes from one decision to the next."""

    book: Rulebook = field(default_factory=book)
    memory: Memory | None = None  # None: the first one of an account that appears after go-live
    told: dict[str, Fact] = field(default_factory=lambda: dict(NOTHING, **{"company.target": Const(True)}))
    deals: dict[str, DealFact] = field(default_factory=dict)
    signals: list[SignalSeen] = field(default_factory=list)
    contacts: tuple[ContactFact, ...] = ()
    order: PersonChange | None = None
    answer: PersonChange | None = None
    owners: dict[str, str] = field(default_factory=dict)
    company: str | None = "7"
    decision: Decision | None = None

    def __post_init__(self) -> None:
        if self.memory is None:
            self.memory = Memory(rulebook=self.book.digest)

    def on(
        self,
        day: float,
        *,
        deals: Mapping[str, str] | None = None,
        order: str | None = None,
        answer: str | None = None,
        signal: str | None = None,
        contacts: tuple[ContactFact, ...] | None = None,
        **company: Any,
    ) -> Decision:
        """Tell what has changed by that day, and decide. Keywords are properties of the company; None: nobody knows."""
        at = moment(day)
        self.told |= {f"company.{name}": fact(value) for name, value in company.items()}
        for name, state in (deals or {}).items():
            self._deal(name, DealState(state), at)
        if signal is not None:
            self._signal(signal, at)
        self.contacts = self.contacts if contacts is None else contacts
        self.order = PersonChange(order, at, "user:9") if order is not None else self.order
        self.answer = PersonChange(answer, at, "user:9") if answer is not None else self.answer
        return self.again(day)

    def again(self, day: float) -> Decision:
        """Decide on what was told already."""
        assert self.memory is not None
        self.decision = decide(self.book, self.facts(), self.memory, moment(day))
        self.memory = self.decision.memory
        return self.decision

    def facts(self) -> AccountFacts:
        return AccountFacts(
            account="company:7",
            name="Hagel & Sohn",
            company=self.company,
            facts=dict(self.told),
            contacts=self.contacts,
            deals=tuple(self.deals[name] for name in sorted(self.deals)),
            signals=tuple(sorted(self.signals, key=lambda seen: (-seen.at, seen.name))),
            stage_order=self.order,
            handover_answer=self.answer,
            owners=self.owners,
        )

    def _deal(self, name: str, state: DealState, at: Moment) -> None:
        closed = None if state is DealState.OPEN else at
        self.deals[name] = DealFact(name, f"Deal {name}", state, closed, "default")
        for known in (DealState.WON, DealState.LOST):
            times = sorted(deal.closed_at or 0 for deal in self.deals.values() if deal.state is known)
            self.told[f"deals.{known}"] = Times(tuple(times))
        self.told["deals.open"] = Const(sum(deal.state is DealState.OPEN for deal in self.deals.values()))

    def _signal(self, name: str, at: Moment) -> None:
        self.signals.append(SignalSeen(name, at, "c1"))
        for key in (name, "any"):
            seen = self.told[f"signals.{key}"]
            assert isinstance(seen, Times)
            self.told[f"signals.{key}"] = Times((*seen.at, at))


def moment(day: float) -> Moment:
    return START + round(day * DAY)


def fact(value: Any) -> Fact:
    if isinstance(value, Const | Age | Times | Score | Count):
        return value
    return Const(Missing() if value is None else value)


def person(
    contact: str, *roles: str, title: str = "", score: Score | None = None, **properties: Any
) -> ContactFact:
    """A member of the buying center; what is not told of it is not known."""
    known = {"wants_more": None, "need": None} | properties
    facts: dict[str, Fact] = {f"contact.{name}": fact(value) for name, value in known.items()}
    facts |= {"signals.any": Times(), "signals.visit": Times(), "signals.quote": Times()}
    facts["score"] = score or Score((), 10 * DAY)
    return ContactFact(contact, f"Person {contact}", title, roles, facts)
