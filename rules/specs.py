"""What a rulebook says of people, companies and signals, in the plain values that `accounts` understands."""

from accounts.addresses.kinds import Addresses
from accounts.engagement.spec import EngagementSpec, Origin, SignalSpec
from accounts.matching.spec import MatchSpec, Tie, Unit, Way
from accounts.metrics import Predicate
from accounts.people.held import PeopleSpec
from accounts.provenance.values import ProvenanceSpec, Source
from rules.conditions import Condition, Leaf, Op
from rules.judging.tree import Compiled, reads
from rules.language.accounts import BuyingUnit
from rules.language.engagement import SignalFrom
from rules.language.vocabulary import bare
from rules.model import Rulebook, Signal

ORIGINS: dict[SignalFrom, Origin] = {
    "meetings": Origin.MEETING,
    "calls": Origin.CALL,
    "emails": Origin.EMAIL,
    "deals": Origin.DEAL,
    "tickets": Origin.TICKET,
}


def match_spec(book: Rulebook) -> MatchSpec:
    accounts = book.accounts
    stop_at = accounts.roll_up.stop_at
    return MatchSpec(
        ways=tuple(map(Way, accounts.match)),
        ties=tuple(map(Tie, accounts.tie_breakers)),
        branches_by=accounts.branches_by,
        roll_up=accounts.roll_up.to == "parent",
        stop_at=_predicate(book, stop_at),
        stop_properties=()
        if stop_at is None
        else tuple(sorted({plain(bare(name)) for name in reads(stop_at)})),
        units=tuple(_unit(name, unit) for name, unit in accounts.buying_units.items()),
        addresses=Addresses(
            own=frozenset(accounts.own_domains),
            free_mail=frozenset(accounts.free_mail),
            company=frozenset(accounts.company_mail),
            role=frozenset(accounts.role_addresses),
        ),
    )


def _unit(name: str, unit: BuyingUnit) -> Unit:
    return Unit(name, unit.prefix, unit.label, unit.property and plain(unit.property), unit.is_)


def people_spec(book: Rulebook) -> PeopleSpec:
    center, left_out = book.buying_center, book.accounts.not_members
    return PeopleSpec(
        role_labels=center.labels,
        never_labels=left_out.labels,
        never=_predicate(book, left_out.when),
        left_company=left_out.left_company,
        infer=center.infer_from_job_title,
    )


def provenance_spec(book: Rulebook) -> ProvenanceSpec:
    told = book.provenance
    named = {
        name: plain(value)
        for name in ("date", "vendor", "legal_basis", "opt_in", "verified", "notice")
        if (value := getattr(told, name)) is not None
    }
    values = told.source.values if told.source else {}
    return ProvenanceSpec(
        source=plain(told.source.property) if told.source else None,
        values={text: Source(source) for text, source in values.items()},
        stale_after={Source(source): after for source, after in told.stale_after.items()},
        notice_owed=frozenset(map(Source, told.notice_owed)),
        notice_within=told.notice_within,
        **named,
    )


def engagement_spec(book: Rulebook) -> EngagementSpec:
    engagement = book.engagement
    least = engagement.engaged_contact.score.at_least
    return EngagementSpec(
        signals=tuple(_signal(book, name, signal) for name, signal in engagement.signals.items()),
        half_life=engagement.fading,
        window=engagement.window,
        engaged=_predicate(book, Leaf("score", Op.AT_LEAST, least)),
        role_weights=engagement.weights.role,
    )


def _signal(book: Rulebook, name: str, signal: Signal) -> SignalSpec:
    most = signal.at_most
    return SignalSpec(
        name=name,
        property=signal.list or plain(signal.when or ""),
        points=signal.points,
        matches=signal.matches,
        most=most.count if most else None,
        per=most.per if most else None,
        origin=_origin(signal),
        where=_predicate(book, signal.where),
    )


def _origin(signal: Signal) -> Origin:
    if signal.from_:
        return ORIGINS[signal.from_]
    return Origin.LIST if signal.list else Origin.PROPERTY


def _predicate(book: Rulebook, condition: Condition | None) -> Predicate | None:
    return None if condition is None else Compiled(condition, book.tz)


def plain(name: str) -> str:
    """`zip` out of `contact.zip`."""
    return name.partition(".")[2]
