"""Numbers over several things of an account, as a rulebook declares them."""

from collections.abc import Sequence

from accounts.facts import ContactFact, DealFact, TicketFact
from accounts.metrics import Aggregate, Const, Count, Fact
from accounts.needs import FactSpec, MeasureSpec
from accounts.people.breadth import engaged_roles

Things = Sequence[ContactFact] | Sequence[DealFact] | Sequence[TicketFact]


def measured(
    spec: FactSpec,
    contacts: Sequence[ContactFact],
    deals: Sequence[DealFact],
    tickets: Sequence[TicketFact],
) -> dict[str, Fact]:
    """A fact for each measure, and how many contacts and roles are engaged; of the contacts those that count."""
    members = [contact for contact in contacts if contact.counts]
    things: dict[str, Things] = {"contacts": members, "deals": deals, "tickets": tickets}
    facts: dict[str, Fact] = {one.name: _measure(one, things[one.of]) for one in spec.measures}
    if spec.engagement.engaged is not None:
        facts["contacts.engaged"] = Count(
            tuple(contact.facts for contact in members), spec.engagement.engaged
        )
        facts["engagement.roles"] = engaged_roles(members, spec.engagement.engaged)
    return facts


def _measure(spec: MeasureSpec, things: Things) -> Fact:
    of = tuple(thing.facts for thing in things)
    if spec.how == "count":
        return Count(of, spec.where) if spec.where is not None else Const(len(of))
    if spec.property is None:
        raise ValueError(f"{spec.name}: the {spec.how} of which property? Only a count needs none.")
    return Aggregate(of, spec.how, spec.property, spec.where)
