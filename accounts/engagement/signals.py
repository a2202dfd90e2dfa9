"""Which signals a contact gave, when, and what each is worth before it fades."""

from collections.abc import Iterable, Mapping

from accounts.engagement.happened import NOBODY, Happened
from accounts.engagement.spec import EngagementSpec, Origin, SignalSpec
from accounts.facts import SignalSeen
from accounts.metrics import Const, Fact, Times
from accounts.needs import LIST
from accounts.snapshot import History, Record, Snapshot
from accounts.values import Kind, Missing, Moment

Signals = Mapping[str, tuple[SignalSeen, ...]]
"""By the name of the signal, each oldest first."""

_NOTHING: Happened = {}


def signals_of(
    contact: Record,
    history: History,
    spec: EngagementSpec,
    objects: Happened = _NOTHING,
    roles: Iterable[str] = (),
) -> Signals:
    """The signals of one contact, who holds these roles. Moments that lie ahead are among them, and count from then."""
    weight = role_weight(roles, spec)
    return {
        signal.name: tuple(
            SignalSeen(signal.name, at, contact.id, signal.points, weight, signal.origin, object_)
            for at, object_ in _capped(_moments(contact, history, signal, objects), signal)
        )
        for signal in spec.signals
    }


def of_nobody(spec: EngagementSpec, objects: Happened) -> Signals:
    """What the account gave without anybody of its people being named, such as a deal with the company alone."""
    return signals_of(Record(Kind.CONTACT, NOBODY, {}), {}, spec, objects)


def role_weight(roles: Iterable[str], spec: EngagementSpec) -> float:
    """Of several roles the weightiest counts; a role without a weight, and no role, weigh 1."""
    return max((spec.role_weights.get(role, 1.0) for role in roles), default=1.0)


def _moments(
    contact: Record, history: History, signal: SignalSpec, objects: Happened
) -> list[tuple[Moment, str]]:
    match signal.origin:
        case Origin.PROPERTY:
            name, wanted = signal.property, signal.matches.casefold() if signal.matches else ""
        case Origin.LIST:
            name, wanted = f"{LIST}{signal.property}", ""
        case _:
            return list(objects.get((signal.name, contact.id), ()))
    changes = history.get((Kind.CONTACT, contact.id, name), ())
    return [(change.at, "") for change in changes if change.value and wanted in change.value.casefold()]


def _capped(found: list[tuple[Moment, str]], signal: SignalSpec) -> list[tuple[Moment, str]]:
    """Of more than `most` within `per` seconds only the first ones count: what comes later never alters what counted."""
    if signal.most is None or signal.per is None:
        return found
    kept: list[tuple[Moment, str]] = []
    for moment, object_ in found:
        if len(kept) < signal.most or kept[-signal.most][0] <= moment - signal.per:
            kept.append((moment, object_))
    return kept


def joined(several: Iterable[Signals], spec: EngagementSpec) -> Signals:
    """The signals of several contacts as if they were one's: an object in which several took part counts once.

    It counts at the weightiest of them; of several alike, at the one whose id comes first.
    """
    given = list(several)
    return {
        signal.name: tuple(each_once(one for signals in given for one in signals.get(signal.name, ())))
        for signal in spec.signals
    }


def each_once(seen: Iterable[SignalSeen]) -> list[SignalSeen]:
    """Signals of one name, oldest first, each object once."""
    apart: list[SignalSeen] = []
    objects: dict[str, SignalSeen] = {}
    for one in seen:
        if not one.object:
            apart.append(one)
        elif one.object not in objects or _weightier(one) < _weightier(objects[one.object]):
            objects[one.object] = one
    return sorted([*apart, *objects.values()], key=lambda one: (one.at, one.contact, one.object))


def _weightier(one: SignalSeen) -> tuple[float, str]:
    return -one.points * one.weight, one.contact


def signal_facts(signals: Signals, spec: EngagementSpec) -> dict[str, Fact]:
    """signals.<name> of each, and signals.any."""
    moments = {signal.name: tuple(one.at for one in signals.get(signal.name, ())) for signal in spec.signals}
    facts: dict[str, Fact] = {f"signals.{name}": Times(at) for name, at in moments.items()}
    facts["signals.any"] = Times(tuple(sorted(one for at in moments.values() for one in at)))
    return facts


def unread_signals(snapshot: Snapshot, spec: EngagementSpec, *scores: str) -> dict[str, Fact]:
    """What is said of signals before the first sync for a rulebook that looks at them: no number, not even none.

    `scores` are the names of the facts that their points are part of.
    """
    sources = {signal.name: _source(signal) for signal in spec.signals}
    missing = {name: source for name, source in sources.items() if source and not _is_read(source, snapshot)}
    if not missing:
        return {}
    facts: dict[str, Fact] = {f"signals.{name}": _unread(source) for name, source in missing.items()}
    return {**facts, **dict.fromkeys(("signals.any", *scores), _unread(min(missing.values())))}


def _source(signal: SignalSpec) -> str:
    """What is read only where it is asked for, as needs.looked_for calls it; empty: read for every rulebook."""
    match signal.origin:
        case Origin.PROPERTY | Origin.DEAL:
            return ""
        case Origin.LIST:
            return f"{LIST}{signal.property}"
        case _:
            return signal.origin.value


def _is_read(source: str, snapshot: Snapshot) -> bool:
    if snapshot.looked_for is not None:
        return source in snapshot.looked_for
    return snapshot.tickets_read or source != Origin.TICKET.value


def _unread(source: str) -> Const:
    is_list = source.startswith(LIST)
    said = f"the list {source.removeprefix(LIST)} was" if is_list else f"{source}s were"
    return Const(Missing(f"{said} not read yet", unreadable=True))


def seen(signals: Mapping[str, Signals]) -> tuple[SignalSeen, ...]:
    """All signals of several contacts by id, the newest first."""
    found = [one for by_name in signals.values() for moments in by_name.values() for one in moments]
    return tuple(sorted(found, key=lambda one: (-one.at, one.name, one.contact, one.object)))
