"""Deals and tickets of an account: in what state they are, since when, and what their properties say."""

from collections.abc import Iterator, Mapping

from accounts.facts import DealFact, DealState, TicketFact, TicketState
from accounts.metrics import Const, Fact, Times
from accounts.needs import FactSpec
from accounts.reading import Reader
from accounts.snapshot import Record, Snapshot
from accounts.values import Definition, Kind, Missing, Moment, typed


def deals_of(snapshot: Snapshot, reader: Reader, at: Moment) -> Iterator[DealFact]:
    spec = reader.spec
    for deal in sorted(snapshot.deals, key=lambda record: record.id):
        text = deal.properties
        pipeline = text.get("pipeline") or "default"
        if spec.pipelines and pipeline not in spec.pipelines:
            continue
        state = _deal_state(text, pipeline, snapshot.stages)
        closed = None if state is DealState.OPEN else _closed(deal, snapshot, state, at)
        facts = reader.facts(Kind.DEAL, deal, spec.deal_properties)
        facts["deal.state"] = Const(state.value)
        yield DealFact(deal.id, text.get("dealname") or f"Deal {deal.id}", state, closed, pipeline, facts)


def _deal_state(
    text: Mapping[str, str | None], pipeline: str, stages: Mapping[tuple[str, str], DealState]
) -> DealState:
    """By the portal's pipeline, which changes with the deal stage; HubSpot's calculated flags follow later."""
    known = stages.get((pipeline, text.get("dealstage") or ""))
    if known is not None:
        return known
    if text.get("hs_is_closed_won") == "true":
        return DealState.WON
    return DealState.LOST if text.get("hs_is_closed") == "true" else DealState.OPEN


_CLOSE_DATE = Definition(Kind.DEAL, "closedate", "datetime")


def _closed(deal: Record, snapshot: Snapshot, state: DealState, at: Moment) -> Moment:
    """A closed deal's close date, which people correct by hand.

    A planned date that still lies ahead cannot be when it happened, and no more can one that nobody can read: then
    it is when the deal came to be in this state, as the past of its stage tells.
    """
    moment = typed(deal.properties.get("closedate"), _CLOSE_DATE)
    if isinstance(moment, int) and moment <= at:
        return moment
    return min(_entered(deal, snapshot, state, at), at)


def _entered(deal: Record, snapshot: Snapshot, state: DealState, at: Moment) -> Moment:
    """The first of the changes that have kept it in this state until now."""
    pipeline, stage = deal.properties.get("pipeline") or "default", deal.properties.get("dealstage")
    since = at
    for change in reversed(snapshot.history.get((Kind.DEAL, deal.id, "dealstage"), ())):
        there = state if change.value == stage else snapshot.stages.get((pipeline, change.value))
        if there is not state:
            break
        since = change.at
    return since


def deal_facts(deals: tuple[DealFact, ...]) -> dict[str, Fact]:
    def closed(state: DealState) -> Times:
        return Times(
            tuple(sorted(d.closed_at for d in deals if d.state is state and d.closed_at is not None))
        )

    return {
        "deals.open": Const(sum(deal.state is DealState.OPEN for deal in deals)),
        "deals.won": closed(DealState.WON),
        "deals.lost": closed(DealState.LOST),
    }


def tickets_of(snapshot: Snapshot, reader: Reader) -> Iterator[TicketFact]:
    for ticket in sorted(snapshot.tickets, key=lambda record: record.id):
        state = _ticket_state(ticket.properties, snapshot.ticket_stages)
        facts = reader.facts(Kind.TICKET, ticket, reader.spec.ticket_properties)
        facts["ticket.state"] = Const(state.value)
        name = ticket.properties.get("subject") or f"Ticket {ticket.id}"
        yield TicketFact(ticket.id, name, state, facts)


def _ticket_state(
    text: Mapping[str, str | None], stages: Mapping[tuple[str, str], TicketState]
) -> TicketState:
    """By the portal's pipeline; where that does not know the stage, a ticket with a closing date is closed."""
    known = stages.get((text.get("hs_pipeline") or FIRST_PIPELINE, text.get("hs_pipeline_stage") or ""))
    if known is not None:
        return known
    return TicketState.CLOSED if text.get("closed_date") else TicketState.OPEN


FIRST_PIPELINE = "0"
"""HubSpot's own name of the first pipeline of tickets; that of deals is `default`."""


UNREAD = Const(Missing("tickets were not read yet", unreadable=True))


def ticket_facts(tickets: tuple[TicketFact, ...]) -> dict[str, Fact]:
    return {"tickets.open": Const(sum(ticket.state is TicketState.OPEN for ticket in tickets))}


def unread(snapshot: Snapshot, spec: FactSpec) -> dict[str, Fact]:
    """What is said of tickets before the first sync for a rulebook that looks at them: no number, not even none."""
    if snapshot.tickets_read:
        return {}
    names = ("tickets.open", *(measure.name for measure in spec.measures if measure.of == "tickets"))
    return dict.fromkeys(names, UNREAD)
