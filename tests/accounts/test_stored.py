"""Facts as JSON and back: every decision can be replayed from what was stored."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.engagement.spec import EngagementSpec
from accounts.facts import (
    AccountFacts,
    ContactFact,
    DealFact,
    DealState,
    PersonChange,
    SignalSeen,
    TicketFact,
    TicketState,
)
from accounts.metrics import (
    NOT_A_FACT,
    Age,
    Aggregate,
    Const,
    Count,
    Fact,
    Facts,
    Score,
    Times,
    Turns,
    Window,
    read,
)
from accounts.needs import FactSpec, MeasureSpec
from accounts.people.breadth import HeldByOne, engaged_roles
from accounts.people.held import Because, HeldRole, Reason, RoleSource, Standing
from accounts.people.members import USUAL
from accounts.provenance.values import NOT_LOOKED_AT, Notice, Provenance, Source
from accounts.stored import dump, restore
from accounts.values import Bad, Missing, Moment


@dataclass(frozen=True)
class Warm:
    """A predicate as the rules make them."""

    threshold: float

    def verdicts(self, things: Sequence[Facts], at: Moment, since: Moment | None) -> list[bool | None]:
        values = [read(facts.get("score", NOT_A_FACT), at, Window(since)) for facts in things]
        return [value >= self.threshold if isinstance(value, (int, float)) else None for value in values]

    def flips(self, things: Sequence[Facts], at: Moment, *_: Moment | None) -> list[Moment]:
        return [at + 1 for _ in things]


MEASURES = (
    MeasureSpec("metrics.warm", "tickets", "count", where=Warm(5)),
    MeasureSpec("metrics.all", "deals", "count"),
    MeasureSpec("metrics.worth", "deals", "sum", "deal.amount", Warm(5)),
)
SPEC = FactSpec(engagement=EngagementSpec(engaged=Warm(10)), measures=MEASURES)

moments = st.integers(0, 2_000_000_000)
texts = st.text(max_size=8)
values = st.one_of(
    st.booleans(),
    st.integers(-(2**53), 2**53),
    st.floats(allow_nan=False, allow_infinity=False),
    texts,
    st.dates(),
    st.lists(texts, max_size=3).map(tuple),
    st.builds(Missing, texts, unreadable=st.booleans()),
    st.builds(Bad, texts, texts),
)
facts: st.SearchStrategy[Fact] = st.one_of(
    st.builds(Const, values),
    st.builds(Age, st.none() | moments),
    st.builds(Turns, values, st.lists(st.tuples(moments, values), max_size=2).map(tuple)),
    st.builds(Times, st.lists(moments, max_size=3).map(lambda some: tuple(sorted(some)))),
    st.builds(
        Score, st.lists(st.tuples(moments, st.floats(0, 99)), max_size=3).map(lambda some: tuple(sorted(some))), moments
    ),
)  # fmt: skip
names = st.sampled_from(
    ["company.size", "company.target", "coverage.roles", "engagement.score", "signals.any"]
)
held = st.builds(HeldRole, texts, st.sampled_from(RoleSource), st.floats(0, 1), texts)
provenances = st.builds(
    Provenance,
    st.sampled_from(Source),
    texts,
    since=st.none() | moments,
    vendor=texts,
    legal_basis=texts,
    opt_in=texts,
    verified=st.none() | moments,
    notice=st.none() | st.sampled_from(Notice),
    notice_by=st.none() | moments,
    stale_from=st.none() | moments,
    unread=st.booleans(),
)
people = st.builds(
    ContactFact,
    texts,
    texts,
    texts,
    st.lists(texts, max_size=2).map(tuple),
    st.dictionaries(st.sampled_from(["score", "contact.need", "notice", "standing", "vendor"]), facts).map(
        lambda some: {**USUAL, **some}
    ),
    held=st.lists(held, max_size=2).map(tuple),
    standing=st.sampled_from(Standing),
    standing_because=st.builds(Because, st.sampled_from(Reason), texts),
    counts=st.booleans(),
    do_not_contact=st.booleans(),
    provenance=st.just(NOT_LOOKED_AT) | provenances,
)
deals = st.builds(
    DealFact,
    texts,
    texts,
    st.sampled_from(DealState),
    closed_at=st.none() | moments,
    pipeline=texts,
    facts=st.dictionaries(st.sampled_from(["deal.amount", "changed.deal.amount"]), facts),
)
tickets = st.builds(
    TicketFact,
    texts,
    texts,
    st.sampled_from(TicketState),
    st.dictionaries(st.sampled_from(["ticket.state", "score"]), facts),
)
orders = st.none() | st.builds(PersonChange, texts, moments, texts)


@st.composite
def accounts(draw: st.DrawFn) -> AccountFacts:
    contacts = tuple(draw(st.lists(people, max_size=2)))
    own_deals = tuple(draw(st.lists(deals, max_size=2)))
    own_tickets = tuple(draw(st.lists(tickets, max_size=2)))
    return AccountFacts(
        account=draw(texts),
        name=draw(texts),
        company=draw(st.none() | texts),
        facts={
            **draw(st.dictionaries(names, facts, max_size=3)),
            "contacts.engaged": Count(tuple(one.facts for one in contacts if one.counts), Warm(10)),
            "engagement.roles": engaged_roles([one for one in contacts if one.counts], Warm(10)),
            "metrics.warm": Count(tuple(one.facts for one in own_tickets), Warm(5)),
            "metrics.all": Const(len(own_deals)),
            "metrics.worth": Aggregate(tuple(one.facts for one in own_deals), "sum", "deal.amount", Warm(5)),
        },
        contacts=contacts,
        deals=own_deals,
        signals=tuple(draw(st.lists(st.builds(SignalSeen, texts, moments, texts), max_size=2))),
        stage_order=draw(orders),
        handover_answer=draw(orders),
        owners=draw(st.dictionaries(texts, texts, max_size=2)),
        tickets=own_tickets,
    )


def told(facts: Facts) -> str:
    """The facts to the last digit and type: True is not 1, and 2 is not 2.0."""
    return repr(
        sorted((name, fact) for name, fact in facts.items() if not isinstance(fact, (Count, Aggregate)))
    )


@given(accounts())
def test_facts_survive_the_database(made: AccountFacts) -> None:
    """Through JSON and back they are equal, value by value and type by type, the filtered count among them."""
    restored = restore(json.loads(json.dumps(dump(made))), SPEC)
    assert restored == made
    assert told(restored.facts) == told(made.facts)
    for now, before in (
        (restored.contacts, made.contacts),
        (restored.deals, made.deals),
        (restored.tickets, made.tickets),
    ):
        assert [told(one.facts) for one in now] == [told(one.facts) for one in before]


@given(accounts())
def test_the_same_facts_are_stored_alike(made: AccountFacts) -> None:
    """The digest of a decision's facts depends on nothing but the facts."""
    stored = json.dumps(dump(made), sort_keys=True)
    assert json.dumps(dump(restore(json.loads(stored), SPEC)), sort_keys=True) == stored


def test_a_count_is_made_anew_from_the_contacts() -> None:
    """It is not stored twice; and where the rulebook counts nobody, there is none."""
    account = AccountFacts(
        "company:1", "Acme", "1", {"contacts.count": Const(0), "contacts.engaged": Count((), Warm(10))}
    )
    stored = dump(account)
    assert set(stored["facts"]) == {"contacts.count"}
    assert set(restore(stored, FactSpec()).facts) == {"contacts.count"}
    assert restore(stored, SPEC).facts == {
        "contacts.count": Const(0),
        "contacts.engaged": Count((), Warm(10)),
        "engagement.roles": Count((), HeldByOne()),
        "metrics.warm": Count((), Warm(5)),
        "metrics.all": Const(0),
        "metrics.worth": Aggregate((), "sum", "deal.amount", Warm(5)),
    }


def test_what_was_stored_before_there_were_tickets_is_restored() -> None:
    """A decision of an earlier version can be replayed: its deals have no facts, and there are no tickets."""
    before = dump(AccountFacts("company:1", "Acme", "1", {}))
    del before["tickets"]
    before["deals"] = [{"id": "5", "name": "Presses", "state": "won", "closed_at": 9, "pipeline": "default"}]
    restored = restore(before, FactSpec())
    assert restored.deals == (DealFact("5", "Presses", DealState.WON, 9, "default"),)
    assert (restored.tickets, restored.facts) == ((), {})


def test_what_was_stored_before_contacts_had_a_standing_is_restored() -> None:
    """All of them counted then, with the roles that they had; nobody had looked where their data come from."""
    facts: dict[str, Fact] = {"role": Const(("CHAMPION",)), "score": Score((), 5)}
    before = dump(AccountFacts("company:1", "Acme", "1", {}))
    row = {"id": "7", "name": "Jana Brandt", "job_title": "CFO", "roles": ["CHAMPION"]}
    before["contacts"] = [
        {**row, "facts": {"role": {"is": {"options": ["CHAMPION"]}}, "score": {"score": [], "half_life": 5}}}
    ]
    restored = restore(before, FactSpec())
    assert restored.contacts == (ContactFact("7", "Jana Brandt", "CFO", ("CHAMPION",), {**USUAL, **facts}),)
    assert restored.contacts[0].counts


def test_what_is_as_usual_takes_no_room() -> None:
    """Most contacts are members whose data nobody bought."""
    one = ContactFact("7", "Jana Brandt", "CFO", (), {**USUAL, "score": Score((), 5)})
    (row,) = dump(AccountFacts("company:1", "Acme", "1", {}, contacts=(one,)))["contacts"]
    assert set(row) == {"id", "name", "job_title", "roles", "facts"}
    assert set(row["facts"]) == {"score"}


@pytest.mark.parametrize(
    ("stored", "complaint"),
    [({"sum": 5}, "not a stored fact"), ({"is": {"day": 5}}, "not a stored value"), ({"is": None}, "not a stored value")],
)  # fmt: skip
def test_what_was_not_stored_by_us_is_refused(stored: dict[str, Any], complaint: str) -> None:
    """A replay stops there with a word on what it met, instead of deciding on something else."""
    account = dump(AccountFacts("company:1", "Acme", "1", {})) | {"facts": {"company.size": stored}}
    with pytest.raises(ValueError, match=complaint):
        restore(account, SPEC)


def test_a_date_is_told_from_a_text() -> None:
    """Both look alike in JSON."""
    account = AccountFacts("a", "a", "1", {"x": Const(date(2026, 3, 2)), "y": Const("2026-03-02")})
    restored = restore(json.loads(json.dumps(dump(account))), FactSpec())
    assert restored.facts == account.facts
