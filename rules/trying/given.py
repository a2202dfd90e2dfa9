"""The account that a case tells of, as the mirror would hold it, so that its facts are made as those of real accounts."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from accounts.engagement.spec import Origin
from accounts.facts import AccountFacts
from accounts.making import facts_of
from accounts.needs import LIST, FactSpec
from accounts.provenance.deriving import PROPERTIES as SOURCES
from accounts.snapshot import Change as PropertyChange
from accounts.snapshot import Record, Snapshot
from accounts.values import Definition, Definitions, Kind, Moment, iso
from rules.language.cases import (
    Case,
    Change,
    GivenActivity,
    GivenContact,
    GivenDeal,
    GivenSignal,
    GivenThing,
    GivenTicket,
)
from rules.language.told import moment_at
from rules.model import Rulebook
from rules.needs import fact_spec
from rules.trying.given_signals import ACTIVITIES, HAPPENED, example
from rules.trying.given_values import Texts, dates_asked, definitions_of, things

COMPANY = "1"
ACCOUNT = f"company:{COMPANY}"
NAME = "Nordlicht AG"
"""Of a company to which the case gives none."""
PERSON = ("CRM_UI", "userId:1")
"""Who moves an account or answers a handover in a case: a person in HubSpot's own pages."""

TOLD_SOURCE = "told_source"
"""A property of contacts that no portal has: what a case tells of the source, where the rulebook names no property."""

Key = tuple[Kind, str, str]


@dataclass(frozen=True)
class Ground:
    """What all cases of a rulebook have in common. `portal`: the definitions of a portal, where they are known."""

    book: Rulebook
    portal: Definitions

    @cached_property
    def spec(self) -> FactSpec:
        """As the rulebook has it; where it names no property for the source, a case tells it in one of its own."""
        spec = fact_spec(self.book)
        told = spec.provenance
        return spec if told.source else replace(spec, provenance=replace(told, source=TOLD_SOURCE))

    @cached_property
    def dates(self) -> frozenset[str]:
        return dates_asked(self.book)

    @cached_property
    def read(self) -> dict[Kind, tuple[str, ...]]:
        """The properties that the mirror would hold of each kind of object."""
        spec = self.spec
        return {
            Kind.COMPANY: spec.company_properties,
            Kind.CONTACT: (*spec.contact_properties, "hs_buying_role", *_told_of_people(spec)),
            Kind.DEAL: spec.deal_properties,
            Kind.TICKET: spec.ticket_properties,
            Kind.MEETING: spec.meeting_properties,
            Kind.CALL: spec.call_properties,
            Kind.EMAIL: spec.email_properties,
        }


class World:
    """One account in the course of a case: it is told what is given, and answers with its facts."""

    def __init__(self, ground: Ground, case: Case) -> None:
        self._ground = ground
        self._definitions = _definitions(ground, case)
        self._texts = Texts(self._definitions, ground.book.tz)
        self._records: dict[Kind, list[dict[str, str | None]]] = {kind: [] for kind in ground.read}
        self._records[Kind.COMPANY].append({})
        self._history: dict[Key, list[PropertyChange]] = {}
        self._labels: dict[str, tuple[str, ...]] = {}
        self._people: dict[tuple[Kind, str], tuple[str, ...]] = {}

    def give(self, given: Change, at: Moment) -> None:
        """From the moment `at` on all this is so."""
        written = list(self._write(Kind.COMPANY, 1, dict(given.company), at))
        for kind, thing in things(given):
            number = thing.number or self._new(kind, at)
            self._relate(kind, str(number), thing)
            written += self._write(kind, number, self._properties(thing, at), at)
        self._age(given, written, at)
        for signal in given.signals:
            self._signal(signal, at)
        self._person(given, at)

    def facts(self, at: Moment) -> AccountFacts:
        return facts_of(self._snapshot(), self._definitions, self._ground.spec, at)

    def _new(self, kind: Kind, at: Moment) -> int:
        first: dict[str, str] = {} if kind in ACTIVITIES.values() else {"createdate": iso(at)}
        first |= {"pipeline": self._pipeline} if kind is Kind.DEAL else {}
        self._records[kind].append({**dict.fromkeys(self._ground.read[kind]), **first})
        return len(self._records[kind])

    def _relate(self, kind: Kind, number: str, thing: GivenThing) -> None:
        """Labels and contacts that belong to an object."""
        match thing:
            case GivenContact(labels=tuple() as labels):
                self._labels[number] = labels
            case GivenDeal(contacts=tuple() as contacts):
                self._people[kind, number] = tuple(map(str, contacts))
            case GivenActivity(contact=contact):
                self._people[kind, number] = (str(contact),)

    @property
    def _pipeline(self) -> str:
        pipelines = self._ground.spec.pipelines
        return pipelines[0] if pipelines and "default" not in pipelines else "default"

    def _write(self, kind: Kind, number: int, properties: dict[str, object], at: Moment) -> Iterator[Key]:
        record = self._records[kind][number - 1]
        for name, value in properties.items():
            record[name] = self._texts.of(kind, name, value, at)
            yield kind, str(number), name

    def _properties(self, thing: GivenThing, at: Moment) -> dict[str, object]:
        """What is given of an object, its shorthands as the properties they stand for."""
        match thing:
            case GivenContact():
                return {**_of_contact(thing), **self._source(thing), **thing.properties}
            case GivenActivity():
                return {HAPPENED: iso(at - thing.ago), **thing.properties}
            case GivenDeal():
                closed = self._closed(thing.state in {"won", "lost"}, thing.closed, at)
                return {**_of_deal(thing), **_named("closedate", closed), **thing.properties}
            case GivenTicket():
                closed = "" if thing.state == "open" else None
                closed = self._closed(thing.state == "closed", thing.closed, at) or closed
                return {**_named("closed_date", closed), **thing.properties}
        return dict(thing.properties)

    def _source(self, contact: GivenContact) -> dict[str, object]:
        """As the property holds it that tells the source."""
        told = self._ground.spec.provenance
        if contact.source is None or told.source is None:
            return {}
        texts = (text for text, source in told.values.items() if source == contact.source)
        return {told.source: next(texts, contact.source)}

    def _closed(self, is_closed: bool, told: str | None, at: Moment) -> str | None:  # noqa: FBT001 - the state itself
        """When it was closed: now, if nothing else is told."""
        if told is None:
            return iso(at) if is_closed else None
        return iso(moment_at(told, at, self._ground.book.tz))

    def _age(self, given: Change, written: list[Key], at: Moment) -> None:
        """Note when values were written, where the rulebook asks for that: at this moment, unless told otherwise."""
        for kind, number, name in written:
            self._changed(kind, number, name, at - given.changed.get(f"{kind}.{name}", 0))
        for full, age in given.changed.items():
            start, _, name = full.partition(".")
            kind = Kind(start)
            for place in range(len(self._records[kind])):
                if (kind, str(place + 1), name) not in written:
                    self._changed(kind, str(place + 1), name, at - age)

    def _changed(self, kind: Kind, number: str, name: str, at: Moment) -> None:
        value = self._records[kind][int(number) - 1].get(name)
        if value is not None and f"{kind}.{name}" in self._ground.spec.changed:
            self._past(kind, number, name, PropertyChange(value, at))

    def _signal(self, signal: GivenSignal, at: Moment) -> None:
        """A change of the signal's property, by a value in which the rulebook finds what it looks for; coming onto its
        list; or an object as it looks for.
        """
        spec = next(each for each in self._ground.spec.engagement.signals if each.name == signal.signal)
        moment = at - signal.ago
        if spec.origin in ACTIVITIES:
            self._activity(ACTIVITIES[spec.origin], signal, moment)
            return
        if spec.origin is Origin.LIST:
            name = f"{LIST}{spec.property}"
            self._past(Kind.CONTACT, str(signal.contact), name, PropertyChange("true", moment))
            return
        value = spec.matches or iso(moment)
        self._past(Kind.CONTACT, str(signal.contact), spec.property, PropertyChange(value, moment))
        record = self._records[Kind.CONTACT][signal.contact - 1]
        record[spec.property] = record.get(spec.property) or value

    def _activity(self, kind: Kind, signal: GivenSignal, moment: Moment) -> None:
        where = self._ground.book.engagement.signals[signal.signal].where
        number = self._new(kind, moment)
        properties: dict[str, object] = {HAPPENED: iso(moment), **(example(where) or {})}
        for _ in self._write(kind, number, properties, moment):
            pass
        self._people[kind, str(number)] = (str(signal.contact),)

    def _person(self, given: Change, at: Moment) -> None:
        spec = self._ground.spec
        for name, value in ((spec.stage_property, given.moved_to), (spec.handover_property, given.answer)):
            if value is not None:
                self._past(Kind.COMPANY, COMPANY, name, PropertyChange(value, at, *PERSON))

    def _past(self, kind: Kind, number: str, name: str, change: PropertyChange) -> None:
        past = self._history.setdefault((kind, number, name), [])
        past.append(change)
        past.sort(key=lambda each: each.at)

    def _snapshot(self) -> Snapshot:
        company = {**dict.fromkeys(self._ground.read[Kind.COMPANY]), **self._records[Kind.COMPANY][0]}
        return Snapshot(
            account=ACCOUNT,
            name=company.get("name") or NAME,
            company=Record(Kind.COMPANY, COMPANY, company),
            contacts=self._objects(Kind.CONTACT),
            deals=self._objects(Kind.DEAL),
            history={key: tuple(past) for key, past in self._history.items()},
            tickets=self._objects(Kind.TICKET),
            labels=self._labels,
            deal_contacts=self._deal_contacts(),
            activities=tuple(one for kind in ACTIVITIES.values() for one in self._objects(kind)),
            activity_contacts=self._people,
        )

    def _deal_contacts(self) -> dict[str, tuple[tuple[str, tuple[str, ...]], ...]]:
        """The deals of each contact, without labels."""
        deals: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
        for (kind, number), contacts in sorted(self._people.items()):
            for contact in contacts if kind is Kind.DEAL else ():
                deals.setdefault(contact, []).append((number, ()))
        return {contact: tuple(found) for contact, found in deals.items()}

    def _objects(self, kind: Kind) -> tuple[Record, ...]:
        found = self._records[kind]
        return tuple(Record(kind, str(number), record) for number, record in enumerate(found, start=1))


def _definitions(ground: Ground, case: Case) -> dict[tuple[Kind, str], Definition]:
    """A property of which the case tells nothing is empty, whatever its type; that of a signal without words is a moment."""
    asked = {(kind, name): Definition(kind, name) for kind, names in ground.read.items() for name in names}
    signals = {
        (Kind.CONTACT, signal.property): Definition(Kind.CONTACT, signal.property, "datetime")
        for signal in ground.spec.engagement.signals
        if signal.matches is None
    }
    always = {
        (kind, name): Definition(kind, name, "datetime")
        for kind, name in (
            (Kind.DEAL, "closedate"),
            *((kind, "createdate") for kind in (Kind.CONTACT, Kind.DEAL, Kind.TICKET)),
        )
    }
    return {**asked, **signals, **always, **definitions_of(case, ground.dates), **ground.portal}


def _told_of_people(spec: FactSpec) -> tuple[str, ...]:
    """What the mirror holds of every contact so that it can be said where its data came from."""
    told = spec.provenance
    declared = (
        told.source,
        told.date,
        told.vendor,
        told.legal_basis,
        told.opt_in,
        told.verified,
        told.notice,
    )
    return (*SOURCES, *(name for name in declared if name is not None))


def _named(name: str, value: str | None) -> dict[str, object]:
    return {} if value is None else {name: value}


def _of_contact(contact: GivenContact) -> dict[str, object]:
    first, _, last = (contact.name or "").rpartition(" ")
    names = {"firstname": first, "lastname": last} if contact.name is not None else {}
    return {**names, **({} if contact.roles is None else {"hs_buying_role": contact.roles})}


def _of_deal(deal: GivenDeal) -> dict[str, object]:
    """Its state as HubSpot's own flags tell it."""
    named = _named("dealname", deal.name)
    if deal.state is None:
        return named
    won, closed = deal.state == "won", deal.state != "open"
    return {**named, "hs_is_closed_won": won, "hs_is_closed": closed}
