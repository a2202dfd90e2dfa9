"""What a rulebook needs of HubSpot: which properties to read, and how to make facts of them."""

from collections.abc import Iterator
from dataclasses import replace

from accounts.engagement.needed import needed as needed_of_signals
from accounts.needs import FactSpec, MeasureSpec, Need, Needs
from accounts.provenance.deriving import PROPERTIES as SOURCES
from accounts.values import Kind
from rules.conditions import Measure
from rules.deciding.units import of_unit
from rules.judging.staled import CHANGED
from rules.judging.tree import Compiled, leaves
from rules.language.texts import effects, named_in, texts
from rules.language.vocabulary import PLACEHOLDERS, PROPERTY, bare, conditions, family
from rules.model import Rulebook
from rules.own import REASON, own_properties
from rules.specs import engagement_spec, match_spec, people_spec, provenance_spec

CONTACT = (
    *("email", "work_email", "hs_additional_emails"),
    *("firstname", "lastname", "jobtitle", "hs_buying_role"),
    *SOURCES,
)
COMPANY = ("name", "domain", "hs_additional_domains", "hs_parent_company_id", "hubspot_owner_id")
DEAL = ("dealname", "dealstage", "pipeline", "amount", "closedate", "hs_is_closed", "hs_is_closed_won")
TICKET = ("subject", "hs_pipeline", "hs_pipeline_stage", "hs_ticket_priority", "closed_date")
"""Of tickets only where the rulebook speaks of any: not every portal has them, and they need a scope of their own."""
MATCHED_BY = {
    "website": ("contact.website", "company.website"),
    "company_name": ("contact.company",),
    "owner": ("contact.hubspot_owner_id",),
    "target_account": ("company.hs_is_target_account",),
    "tier": ("company.hs_ideal_customer_profile",),
}
"""What ways of matching and tie-breakers look at beside what is always read."""
WITH_HISTORY = ("stage", "handover")
"""Of our own company properties those whose past values say what a person ordered."""
MADE = frozenset({"deal.state", "ticket.state"})
"""What is read like a property and is none of HubSpot's."""


def needs(book: Rulebook) -> Needs:
    """Every property the rulebook looks at, those that grouping needs, and our own."""
    asked = _asked(book)
    wanted = {*_always(), *_own(book), *_properties(asked), *_people(book), *_matched(book), *_told(book)}
    wanted |= needed_of_signals(engagement_spec(book))
    if any(family(metric) in {"ticket", "tickets"} for metric in asked) or _measures(book, "tickets"):
        wanted |= {Need(Kind.TICKET, name) for name in TICKET}
    with_history = {(need.kind, need.property) for need in wanted if need.history}
    return frozenset(
        need for need in wanted if need.history or (need.kind, need.property) not in with_history
    )


def fact_spec(book: Rulebook) -> FactSpec:
    """How the rulebook wants its facts made."""
    asked = _asked(book)
    read = _properties(asked)
    return FactSpec(
        company_properties=_names(read, Kind.COMPANY),
        contact_properties=_names(read, Kind.CONTACT),
        deal_properties=_names(read, Kind.DEAL),
        ticket_properties=_names(read, Kind.TICKET),
        meeting_properties=_names(read, Kind.MEETING),
        call_properties=_names(read, Kind.CALL),
        email_properties=_names(read, Kind.EMAIL),
        changed=tuple(sorted(bare(metric) for metric in asked if metric.startswith(CHANGED))),
        measures=tuple(_measure(book, measure) for measure in _measures(book)),
        owner_properties=_names(set(_people(book)), Kind.COMPANY),
        engagement=engagement_spec(book),
        roles=tuple(sorted(book.buying_center.roles.items())),
        pipelines=(*book.deals.new_business, *book.deals.expansion),
        stage_property=book.own("stage"),
        handover_property=book.own("handover"),
        matching=match_spec(book),
        people=people_spec(book),
        provenance=provenance_spec(book),
    )


def spec_for(spec: FactSpec, book: Rulebook, account: str) -> FactSpec:
    """How the facts of one account are made: of a buying unit, persons order below a prefix of its own."""
    stage, handover = (of_unit(book, account, book.own(each)) for each in ("stage", "handover"))
    return replace(spec, stage_property=stage, handover_property=handover)


def _always() -> Iterator[Need]:
    for kind, names in ((Kind.CONTACT, CONTACT), (Kind.COMPANY, COMPANY), (Kind.DEAL, DEAL)):
        yield from (Need(kind, name) for name in names)
    yield Need(
        Kind.DEAL, "dealstage", history=True
    )  # a close date is often wrong: its past says when a deal closed
    yield Need(Kind.COMPANY, "domain", history=True)  # a company that was renamed had another one


def _matched(book: Rulebook) -> Iterator[Need]:
    accounts = book.accounts
    for way in (*accounts.match, *accounts.tie_breakers):
        yield from (_need(name) for name in MATCHED_BY.get(way, ()))
    for name in accounts.branches_by:
        yield from (Need(kind, name) for kind in (Kind.CONTACT, Kind.COMPANY))
    yield from (_need(unit.property) for unit in accounts.buying_units.values() if unit.property)


def _told(book: Rulebook) -> Iterator[Need]:
    """What says where the data of people came from."""
    yield from (_need(name) for _, name in told_by(book))


def told_by(book: Rulebook) -> Iterator[tuple[str, str]]:
    """The keys of `provenance` that name a property, and which."""
    told = book.provenance
    if told.source:
        yield "source", told.source.property
    for key in ("date", "vendor", "legal_basis", "opt_in", "verified", "notice"):
        if (name := getattr(told, key)) is not None:
            yield key, name


def _own(book: Rulebook) -> Iterator[Need]:
    history = {f"{prefix}_{suffix}" for prefix in book.prefixes for suffix in WITH_HISTORY}
    for own in own_properties(book):
        yield Need(own.kind, own.name, own.kind is Kind.COMPANY and own.name in history)


def _asked(book: Rulebook) -> set[str]:
    """The metrics of all conditions, and the properties that measures look at."""
    found = [leaf for _, condition in conditions(book) for leaf in leaves(condition)]
    measured = [measure.property for measure in _measures(book) if measure.property]
    reason = [f"company.{book.own(REASON)}"] if book.handover and book.handover.on_reject else []
    spoken = [name for _, text, _ in texts(book) for name in named_in(text)]
    properties = {name for name in spoken if PROPERTY.fullmatch(name)} - set(PLACEHOLDERS)
    written = {*_written(book), *measured, *reason, *properties}
    asked = {*(leaf.metric for leaf in found if leaf.measure is None), *written}
    return asked | {each for metric in asked for each in _of_units(book, metric)}


def _of_units(book: Rulebook, metric: str) -> Iterator[str]:
    """What is ours on the company stands below another prefix for each buying unit."""
    ours = f"company.{book.prefix}_"
    if bare(metric).startswith(ours):
        for unit in book.accounts.buying_units.values():
            yield metric.replace(ours, f"company.{unit.prefix}_")


def _written(book: Rulebook) -> Iterator[str]:
    """What is wished for beyond our own properties: whether it is empty, or how far it is, has to be known first."""
    for _, effect, _ in effects(book):
        yield from (target for target in effect.set or () if not book.owns(target))
        if effect.assign_owner:
            yield effect.assign_owner.property
    if any(step.lifecyclestage for step in book.funnel.values()):
        yield "contact.lifecyclestage"


def _measures(book: Rulebook, of: str = "") -> list[Measure]:
    """The measures that conditions ask for, each once, by name."""
    found = [leaf.measure for _, condition in conditions(book) for leaf in leaves(condition) if leaf.measure]
    by_name = {measure.metric: measure for measure in found if of in {"", measure.of}}
    return [by_name[name] for name in sorted(by_name)]


def _measure(book: Rulebook, measure: Measure) -> MeasureSpec:
    where = None if measure.where is None else Compiled(measure.where, book.tz)
    return MeasureSpec(measure.metric, measure.of, measure.how, measure.property, where)


def _properties(asked: set[str]) -> set[Need]:
    """What stands in the portal; of what may be stale the past too."""
    read = {metric for metric in asked if PROPERTY.fullmatch(bare(metric)) and bare(metric) not in MADE}
    return {_need(bare(metric), history=metric.startswith(CHANGED)) for metric in read}


def _people(book: Rulebook) -> Iterator[Need]:
    yield from (_need(person.property) for person in book.people.persons.values())


def _need(name: str, *, history: bool = False) -> Need:
    kind, _, property_name = name.partition(".")
    return Need(Kind(kind), property_name, history)


def _names(wanted: set[Need], kind: Kind) -> tuple[str, ...]:
    return tuple(sorted({need.property for need in wanted if need.kind is kind}))
