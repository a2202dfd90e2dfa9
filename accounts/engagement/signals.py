"""Which signals a contact gave, and when."""

from collections.abc import Iterable, Mapping

from accounts.engagement.spec import EngagementSpec, SignalSpec
from accounts.facts import SignalSeen
from accounts.metrics import Fact, Times
from accounts.snapshot import Change, History, Record
from accounts.values import Kind, Moment

Signals = dict[str, tuple[Moment, ...]]
"""Of one contact: the moments of each signal by name, oldest first."""


def signals_of(contact: Record, history: History, spec: EngagementSpec) -> Signals:
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


def joined(several: Iterable[Signals], spec: EngagementSpec) -> Signals:
    """The signals of several contacts as if they were one's."""
    given = list(several)
    return {
        signal.name: tuple(sorted(moment for one in given for moment in one[signal.name]))
        for signal in spec.signals
    }


def signal_facts(signals: Signals, spec: EngagementSpec) -> dict[str, Fact]:
    """signals.<name> of each, and signals.any."""
    facts: dict[str, Fact] = {
        f"signals.{signal.name}": Times(signals.get(signal.name, ())) for signal in spec.signals
    }
    facts["signals.any"] = Times(tuple(sorted(moment for moments in signals.values() for moment in moments)))
    return facts


def seen(signals: Mapping[str, Signals]) -> tuple[SignalSeen, ...]:
    """All signals of several contacts by id, the newest first."""
    found = [
        SignalSeen(name, moment, contact)
        for contact, by_name in signals.items()
        for name, moments in by_name.items()
        for moment in moments
    ]
    return tuple(sorted(found, key=lambda signal: (-signal.at, signal.name, signal.contact)))
