"""Make the facts of an account out of what the mirror holds, as a rulebook wants them."""

from collections.abc import Iterable, Mapping

from accounts.facts import AccountFacts, ContactFact, DealFact, DealState, PersonChange, SignalSeen
from accounts.metrics import Const, Count, Fact, Score, Times
from accounts.needs import FactSpec, SignalSpec
from accounts.snapshot import Change, History, Record, Snapshot
from accounts.values import Definition, Definitions, Kind, Missing, Moment, Value, typed

Signals = dict[str, tuple[Moment, ...]]


def facts_of(snapshot: Snapshot, definitions: Definitions, spec: FactSpec, at: Moment) -> AccountFacts:
    """What is true of the account at the moment `at`; pure, and the same for any order of the input."""
    signals = {contact.id: _signals(contact, snapshot.history, spec) for contact in snapshot.contacts}
    contacts = tuple(
        _contact(contact, signals[contact.id], definitions, spec)
        for contact in sorted(snapshot.contacts, key=lambda record: record.id)
    )
    deals = tuple(_deals(snapshot, spec, at))
    company = snapshot.company
    return AccountFacts(
        account=snapshot.account,
        name=snapshot.name,
        company=company.id if company else None,
        facts={
            **_properties("company", company, definitions, spec.company_properties),
            **_buying_center(contacts, spec),
            **_engagement(signals.values(), spec),
            **_deal_facts(deals),
        },
        contacts=contacts,
        deals=deals,
        signals=_seen(signals),
        stage_order=_order(snapshot, spec.stage_property, spec),
        handover_answer=_order(snapshot, spec.handover_property, spec),
        owners=_owners(company, spec),
    )


def _properties(
    prefix: str, record: Record | None, definitions: Definitions, names: Iterable[str]
) -> dict[str, Fact]:
    return {f"{prefix}.{name}": Const(_value(record, definitions, name)) for name in names}


def _value(record: Record | None, definitions: Definitions, name: str) -> Value:
    if record is None:
        return Missing("there is no company in HubSpot")
    definition = definitions.get((record.kind, name))
    if definition is None:
        return Missing(f"the portal has no property {name}", unreadable=True)
    if name not in record.properties:  # what was asked for and is empty stands there as null
        return Missing(f"{name} was not read yet", unreadable=True)
    return typed(record.properties[name], definition)


def _contact(record: Record, signals: Signals, definitions: Definitions, spec: FactSpec) -> ContactFact:
    text = record.properties
    name = " ".join(part for part in (text.get("firstname"), text.get("lastname")) if part)
    facts = {
        **_properties("contact", record, definitions, spec.contact_properties),
        **_signal_facts(signals, spec),
        "score": _score([signals], spec),
    }
    return ContactFact(
        record.id, name or text.get("email") or record.id, text.get("jobtitle") or "", _roles(record), facts
    )


def _roles(record: Record) -> tuple[str, ...]:
    roles = typed(record.properties.get("hs_buying_role"), _ROLES)
    return tuple(sorted(roles)) if isinstance(roles, tuple) else ()


_ROLES = Definition(Kind.CONTACT, "hs_buying_role", "enumeration", many=True)


def _signals(contact: Record, history: History, spec: FactSpec) -> Signals:
    return {
        signal.name: _capped(
            _moments(history.get((Kind.CONTACT, contact.id, signal.property), ()), signal), signal
        )
        for signal in spec.signals
    }


def _moments(changes: Iterable[Change], signal: SignalSpec) -> list[Moment]:
    wanted = signal.matches.casefold() if signal.matches else ""
    return [change.at for change in changes if change.value and wanted in change.value.casefold()]


def _capped(moments: list[Moment], signal: SignalSpec) -> tuple[Moment, ...]:
    """Of more than `most` within `per` seconds only the first ones count."""
    if signal.most is None or signal.per is None:
        return tuple(moments)
    kept: list[Moment] = []
    for moment in moments:
        if sum(moment - signal.per < earlier for earlier in kept) < signal.most:
            kept.append(moment)
    return tuple(kept)


def _signal_facts(signals: Signals, spec: FactSpec) -> dict[str, Fact]:
    facts: dict[str, Fact] = {
        f"signals.{signal.name}": Times(signals.get(signal.name, ())) for signal in spec.signals
    }
    facts["signals.any"] = Times(tuple(sorted(moment for moments in signals.values() for moment in moments)))
    return facts


def _score(signals: Iterable[Signals], spec: FactSpec) -> Score:
    worth = {signal.name: signal.points for signal in spec.signals}
    points = [
        (moment, worth[name])
        for one in signals
        for name, moments in one.items()
        for moment in moments
        if worth[name]
    ]
    return Score(tuple(sorted(points)), spec.half_life)


def _engagement(signals: Iterable[Signals], spec: FactSpec) -> dict[str, Fact]:
    all_signals = list(signals)
    joined = {
        signal.name: tuple(sorted(moment for one in all_signals for moment in one[signal.name]))
        for signal in spec.signals
    }
    return {**_signal_facts(joined, spec), "engagement.score": _score(all_signals, spec)}


def _buying_center(contacts: tuple[ContactFact, ...], spec: FactSpec) -> dict[str, Fact]:
    held = {role: sum(role in contact.roles for contact in contacts) for role, _ in spec.roles}
    facts: dict[str, Fact] = {f"coverage.{role}": Const(count) for role, count in held.items()}
    facts["coverage.roles"] = Const(sum(held[role] >= wanted for role, wanted in spec.roles))
    facts["contacts.count"] = Const(len(contacts))
    if spec.engaged is not None:
        facts["contacts.engaged"] = Count(tuple(contact.facts for contact in contacts), spec.engaged)
    return facts


def _deals(snapshot: Snapshot, spec: FactSpec, at: Moment) -> Iterable[DealFact]:
    for deal in sorted(snapshot.deals, key=lambda record: record.id):
        text = deal.properties
        pipeline = text.get("pipeline") or "default"
        if spec.pipelines and pipeline not in spec.pipelines:
            continue
        state = _deal_state(text, pipeline, snapshot.stages)
        closed = None if state is DealState.OPEN else _closed(deal, snapshot, state, at)
        yield DealFact(deal.id, text.get("dealname") or f"Deal {deal.id}", state, closed, pipeline)


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


def _deal_facts(deals: tuple[DealFact, ...]) -> dict[str, Fact]:
    def closed(state: DealState) -> Times:
        return Times(
            tuple(sorted(d.closed_at for d in deals if d.state is state and d.closed_at is not None))
        )

    return {
        "deals.open": Const(sum(deal.state is DealState.OPEN for deal in deals)),
        "deals.won": closed(DealState.WON),
        "deals.lost": closed(DealState.LOST),
    }


def _seen(signals: Mapping[str, Signals]) -> tuple[SignalSeen, ...]:
    seen = [
        SignalSeen(name, moment, contact)
        for contact, by_name in signals.items()
        for name, moments in by_name.items()
        for moment in moments
    ]
    return tuple(sorted(seen, key=lambda signal: (-signal.at, signal.name, signal.contact)))


def _order(snapshot: Snapshot, name: str, spec: FactSpec) -> PersonChange | None:
    """The newest change that a person made; what machines write, we among them, is no order."""
    if snapshot.company is None:
        return None
    changes = snapshot.history.get((Kind.COMPANY, snapshot.company.id, name), ())
    by_person = [change for change in changes if change.source in spec.person_sources]
    if not by_person:
        return None
    newest = by_person[-1]
    return PersonChange(newest.value, newest.at, newest.source_id)


def _owners(company: Record | None, spec: FactSpec) -> dict[str, str]:
    if company is None:
        return {}
    values = {name: company.properties.get(name) for name in spec.owner_properties}
    return {name: text for name, text in values.items() if text}
