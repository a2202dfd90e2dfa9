"""Facts of deals and tickets, ages of properties, and numbers over several things of an account."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest

from accounts.facts import AccountFacts, DealState, TicketFact, TicketState
from accounts.making import facts_of
from accounts.metrics import NOT_A_FACT, Age, Aggregate, Const, Count, Fact, Facts, Span, read
from accounts.needs import FactSpec, MeasureSpec
from accounts.snapshot import Change, Record, Snapshot
from accounts.stored import dump, restore
from accounts.values import Bad, Definition, Definitions, Kind, Missing, Moment

AT = 2_000_000_000

DEFINITIONS: Definitions = {
    (one.kind, one.name): one
    for one in (
        Definition(Kind.COMPANY, "industry"),
        Definition(Kind.CONTACT, "phone"),
        Definition(Kind.DEAL, "amount", "number"),
        Definition(Kind.TICKET, "hs_ticket_priority", "enumeration", options=("LOW", "URGENT")),
    )
}
STAGES = {
    ("0", "1"): TicketState.OPEN,
    ("0", "4"): TicketState.CLOSED,
    ("7", "4"): TicketState.OPEN,  # the same id means something else in another pipeline
}


@dataclass(frozen=True)
class Says:
    """A predicate as the rules make them: one fact says one word; unknown where it says nothing."""

    metric: str
    word: str

    def verdicts(self, things: Sequence[Facts], at: Moment, _since: Moment | None) -> list[bool | None]:
        values = [read(facts.get(self.metric, NOT_A_FACT), at) for facts in things]
        return [None if isinstance(value, (Missing, Bad)) else value == self.word for value in values]

    def flips(self, _things: Sequence[Facts], *_: Moment | None) -> list[Moment]:
        return []


def facts(spec: FactSpec, **parts: Any) -> AccountFacts:
    company = Record(Kind.COMPANY, "10", {"industry": "Glass"})
    snapshot = replace(Snapshot("company:10", "Acme", company, ticket_stages=STAGES), **parts)
    return facts_of(snapshot, DEFINITIONS, spec, AT)


def ticket(id_: str, **properties: str | None) -> Record:
    return Record(Kind.TICKET, id_, properties)


def deal(id_: str, **properties: str | None) -> Record:
    return Record(Kind.DEAL, id_, properties)


@pytest.mark.parametrize(
    ("properties", "state"),
    [
        pytest.param({"hs_pipeline": "0", "hs_pipeline_stage": "1"}, TicketState.OPEN, id="open by its stage"),
        pytest.param({"hs_pipeline": "0", "hs_pipeline_stage": "4"}, TicketState.CLOSED, id="closed by its stage"),
        pytest.param({"hs_pipeline": "7", "hs_pipeline_stage": "4"}, TicketState.OPEN, id="by its own pipeline"),
        pytest.param({"hs_pipeline_stage": "4"}, TicketState.CLOSED, id="of the first pipeline"),
        pytest.param({"hs_pipeline_stage": "1", "closed_date": "2024-09-01T12:00:00Z"}, TicketState.OPEN, id="opened again: the stage knows better"),
        pytest.param({"hs_pipeline_stage": "gone", "closed_date": "2024-09-01T12:00:00Z"}, TicketState.CLOSED, id="an unknown stage: by the date"),
        pytest.param({"hs_pipeline_stage": "gone", "closed_date": ""}, TicketState.OPEN, id="an unknown stage and no date"),
        pytest.param({}, TicketState.OPEN, id="nothing known is open"),
    ],
)  # fmt: skip
def test_a_ticket_is_open_or_closed(properties: dict[str, str], state: TicketState) -> None:
    """By the portal's pipeline first; a stage that this does not know is closed where there is a date of closing."""
    made = facts(FactSpec(), tickets=(ticket("5", subject="Leaks", **properties),))
    assert made.tickets == (TicketFact("5", "Leaks", state, {"ticket.state": Const(state.value)}),)
    assert read(made.facts["tickets.open"], AT) == (state is TicketState.OPEN)


def test_deals_and_tickets_say_what_was_asked_of_them() -> None:
    """Their properties by the portal's definitions, in order of their ids, and their state."""
    spec = FactSpec(deal_properties=("amount", "region"), ticket_properties=("hs_ticket_priority",))
    made = facts(
        spec,
        deals=(deal("2", amount="0.5"), deal("1", amount="much", dealstage="w")),
        stages={("default", "w"): DealState.WON},
        tickets=(ticket("8", hs_ticket_priority="URGENT"), ticket("7", hs_ticket_priority=None)),
    )
    region = Const(Missing("the portal has no property region", unreadable=True))
    assert [one.facts for one in made.deals] == [
        {"deal.amount": Const(Bad("much", "not a number")), "deal.region": region, "deal.state": Const("won")},
        {"deal.amount": Const(0.5), "deal.region": region, "deal.state": Const("open")},
    ]  # fmt: skip
    assert [(one.name, one.facts) for one in made.tickets] == [
        ("Ticket 7", {"ticket.hs_ticket_priority": Const(Missing()), "ticket.state": Const("open")}),
        ("Ticket 8", {"ticket.hs_ticket_priority": Const("URGENT"), "ticket.state": Const("open")}),
    ]


@pytest.mark.parametrize(
    ("properties", "role"),
    [
        ({"hs_buying_role": "DECISION_MAKER;CHAMPION"}, ("CHAMPION", "DECISION_MAKER")),
        ({"hs_buying_role": ""}, Missing()),
        ({"hs_buying_role": None}, Missing()),
        ({}, Missing("hs_buying_role was not read yet", unreadable=True)),
    ],
)
def test_a_contact_says_its_roles(properties: dict[str, str | None], role: object) -> None:
    """All of them, in order; a contact without any is missing one."""
    (one,) = facts(FactSpec(), contacts=(Record(Kind.CONTACT, "1", properties),)).contacts
    assert one.facts["role"] == Const(role)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "history", "fact"),
    [
        pytest.param("Steel", (("Glass", 10), ("Steel", 20)), Age(20), id="since its newest change"),
        pytest.param("Steel", (), Age(None), id="no change was told"),
        pytest.param("", (("Glass", 10), ("", 20)), Const(Missing()), id="what was emptied has no age"),
        pytest.param(None, (("Glass", 10),), Const(Missing()), id="nor what is empty"),
    ],
)
def test_a_property_ages_since_its_newest_change(
    text: str | None, history: tuple[tuple[str, Moment], ...], fact: Fact
) -> None:
    """As its history tells; an empty one has no age."""
    told = {(Kind.COMPANY, "10", "industry"): tuple(Change(value, at) for value, at in history)}
    company = Record(Kind.COMPANY, "10", {"industry": text})
    made = facts(FactSpec(changed=("company.industry",)), company=company, history=told)
    assert made.facts["changed.company.industry"] == fact


def test_what_cannot_be_read_has_no_age() -> None:
    """A property that the portal lacks, one that no sync brought yet, and those of a company that is not there."""
    spec = FactSpec(changed=("company.industry", "company.mood"))
    made = facts(spec, company=Record(Kind.COMPANY, "10", {}))
    assert made.facts["changed.company.industry"] == Const(
        Missing("industry was not read yet", unreadable=True)
    )
    assert made.facts["changed.company.mood"] == Const(
        Missing("the portal has no property mood", unreadable=True)
    )
    nobody = Const(Missing("there is no company in HubSpot"))
    assert facts(spec, company=None).facts["changed.company.mood"] == nobody


def test_people_deals_and_tickets_age_too() -> None:
    """Each by its own history, though they share their number."""
    spec = FactSpec(changed=("contact.phone", "deal.amount", "ticket.hs_ticket_priority"))
    made = facts(
        spec,
        contacts=(Record(Kind.CONTACT, "1", {"phone": "0"}),),
        deals=(deal("1", amount="5"),),
        tickets=(ticket("1", hs_ticket_priority="LOW"),),
        history={
            (Kind.CONTACT, "1", "phone"): (Change("0", 10),),
            (Kind.DEAL, "1", "amount"): (Change("5", 20),),
            (Kind.TICKET, "1", "hs_ticket_priority"): (Change("LOW", 30),),
        },
    )
    assert made.contacts[0].facts["changed.contact.phone"] == Age(10)
    assert made.deals[0].facts["changed.deal.amount"] == Age(20)
    assert made.tickets[0].facts["changed.ticket.hs_ticket_priority"] == Age(30)
    assert not [name for name in made.facts if name.startswith("changed")]


URGENT = Says("ticket.hs_ticket_priority", "URGENT")
OPEN = Says("deal.state", "open")


@pytest.mark.parametrize(
    ("measure", "value"),
    [
        pytest.param(MeasureSpec("m", "contacts", "count"), 2, id="everybody"),
        pytest.param(MeasureSpec("m", "deals", "count", where=OPEN), 2, id="open deals"),
        pytest.param(MeasureSpec("m", "tickets", "count", where=URGENT), Span(1, 2), id="of one it is not known"),
        pytest.param(MeasureSpec("m", "deals", "sum", "deal.amount", OPEN), 11, id="what open deals are worth"),
        pytest.param(MeasureSpec("m", "deals", "max", "deal.amount"), 40, id="the largest of all deals"),
        pytest.param(MeasureSpec("m", "deals", "average", "deal.amount", OPEN), 5.5, id="their average"),
        pytest.param(MeasureSpec("m", "deals", "min", "deal.amount", Says("deal.state", "lost")), Missing("there is nothing to look at"), id="of none"),
        pytest.param(MeasureSpec("m", "contacts", "max", "score"), 0.0, id="the warmest"),
    ],
)  # fmt: skip
def test_a_measure_is_a_fact_of_the_account(measure: MeasureSpec, value: object) -> None:
    """Under its own name, over the things it is of."""
    made = facts(
        FactSpec(deal_properties=("amount",), ticket_properties=("hs_ticket_priority",), measures=(measure,)),
        contacts=(Record(Kind.CONTACT, "1", {}), Record(Kind.CONTACT, "2", {})),
        deals=(deal("1", amount="5"), deal("2", amount="6"), deal("3", amount="40", dealstage="w")),
        stages={("default", "w"): DealState.WON},
        tickets=(ticket("1", hs_ticket_priority="URGENT"), ticket("2", hs_ticket_priority="")),
    )
    assert read(made.facts["m"], AT) == value


def test_where_no_tickets_were_read_there_is_no_number_of_them() -> None:
    """A rulebook that newly looks at tickets must not take none for an answer."""
    measures = (
        MeasureSpec("all", "tickets", "count"),
        MeasureSpec("urgent", "tickets", "count", where=URGENT),
        MeasureSpec("deals", "deals", "count"),
    )
    made = facts(FactSpec(measures=measures), tickets_read=False)
    unread = Const(Missing("tickets were not read yet", unreadable=True))
    assert [made.facts[name] for name in ("tickets.open", "all", "urgent", "deals")] == [
        *(unread, unread, unread),
        Const(0),
    ]
    assert restore(dump(made), FactSpec(measures=measures)) == made


def test_a_measure_knows_how_it_moves() -> None:
    """A filtered count stays a count, whatever else is a number of its own, and all of nothing is a constant."""
    measures = (
        MeasureSpec("a", "deals", "count"),
        MeasureSpec("b", "deals", "count", where=OPEN),
        MeasureSpec("c", "deals", "sum", "deal.amount", OPEN),
    )
    made = facts(FactSpec(measures=measures))
    assert [made.facts[name] for name in "abc"] == [
        Const(0),
        Count((), OPEN),
        Aggregate((), "sum", "deal.amount", OPEN),
    ]


def test_a_sum_of_no_property_is_refused() -> None:
    """A mistake of whoever wrote the measure, and not a number."""
    with pytest.raises(ValueError, match="the sum of which property"):
        facts(FactSpec(measures=(MeasureSpec("worth", "deals", "sum"),)))
