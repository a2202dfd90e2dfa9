"""What a rulebook needs of HubSpot: which properties to read, and how to make facts of them."""

from collections.abc import Iterator

from accounts.needs import FactSpec, Need, Needs, SignalSpec
from accounts.values import Kind
from rules.conditions import Leaf, Op
from rules.model import Rulebook, Signal
from rules.own import own_properties
from rules.tree import Compiled, reads
from rules.vocabulary import conditions

CONTACT = ("email", "firstname", "lastname", "jobtitle", "hs_buying_role")
COMPANY = ("name", "domain", "hs_additional_domains", "hs_parent_company_id", "hubspot_owner_id")
DEAL = ("dealname", "dealstage", "pipeline", "amount", "closedate", "hs_is_closed", "hs_is_closed_won")
WITH_HISTORY = ("stage", "handover")
"""Of our own company properties those whose past values say what a person ordered."""


def needs(book: Rulebook) -> Needs:
    """Every property the rulebook looks at, those that grouping needs, and our own."""
    wanted = {*_always(), *_own(book), *_conditions(book), *_signals(book), *_people(book)}
    with_history = {(need.kind, need.property) for need in wanted if need.history}
    return frozenset(
        need for need in wanted if need.history or (need.kind, need.property) not in with_history
    )


def fact_spec(book: Rulebook) -> FactSpec:
    """How the rulebook wants its facts made."""
    read = _conditions(book)
    return FactSpec(
        company_properties=_names(read, Kind.COMPANY),
        contact_properties=_names(read, Kind.CONTACT),
        owner_properties=_names(set(_people(book)), Kind.COMPANY),
        signals=tuple(_signal(name, signal) for name, signal in book.engagement.signals.items()),
        half_life=book.engagement.half_life,
        engaged=Compiled(Leaf("score", Op.AT_LEAST, book.engagement.engaged_contact.score.at_least), book.tz),
        roles=tuple(sorted(book.buying_center.roles.items())),
        pipelines=(*book.deals.new_business, *book.deals.expansion),
        stage_property=book.own("stage"),
        handover_property=book.own("handover"),
        roll_up=book.accounts.roll_up.to == "parent",
    )


def _always() -> Iterator[Need]:
    for kind, names in ((Kind.CONTACT, CONTACT), (Kind.COMPANY, COMPANY), (Kind.DEAL, DEAL)):
        yield from (Need(kind, name) for name in names)
    yield Need(
        Kind.DEAL, "dealstage", history=True
    )  # a close date is often wrong: its past says when a deal closed


def _own(book: Rulebook) -> Iterator[Need]:
    history = {book.own(suffix) for suffix in WITH_HISTORY}
    for own in own_properties(book):
        yield Need(own.kind, own.name, own.kind is Kind.COMPANY and own.name in history)


def _conditions(book: Rulebook) -> set[Need]:
    metrics = {metric for _, condition in conditions(book) for metric in reads(condition)}
    return {_need(metric) for metric in metrics if metric.startswith(("company.", "contact."))}


def _signals(book: Rulebook) -> Iterator[Need]:
    """A signal is a change, so the past of its property is what counts."""
    for signal in book.engagement.signals.values():
        yield Need(Kind.CONTACT, signal.when.partition(".")[2], history=True)


def _people(book: Rulebook) -> Iterator[Need]:
    yield from (_need(person.property) for person in book.people.persons.values())


def _need(name: str) -> Need:
    kind, _, property_name = name.partition(".")
    return Need(Kind(kind), property_name)


def _names(wanted: set[Need], kind: Kind) -> tuple[str, ...]:
    return tuple(sorted(need.property for need in wanted if need.kind is kind))


def _signal(name: str, signal: Signal) -> SignalSpec:
    most = signal.at_most
    return SignalSpec(
        name=name,
        property=signal.when.partition(".")[2],
        points=signal.points,
        matches=signal.matches,
        most=most.count if most else None,
        per=most.per if most else None,
    )
