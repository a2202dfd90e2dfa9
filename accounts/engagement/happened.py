"""Meetings, calls, e-mails, deals and tickets as signals: which of them count, when each happened, and whose it is."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from accounts.engagement.spec import EngagementSpec, SignalSpec
from accounts.facts import DealFact, TicketFact
from accounts.metrics import Facts
from accounts.reading import Reader
from accounts.snapshot import Record, Snapshot
from accounts.values import Definition, Kind, Moment, typed

MOMENTS: Mapping[Kind, tuple[str, ...]] = {
    Kind.MEETING: ("hs_meeting_start_time", "hs_timestamp"),
    Kind.CALL: ("hs_timestamp",),
    Kind.EMAIL: ("hs_timestamp",),
    Kind.DEAL: ("createdate",),
    Kind.TICKET: ("createdate",),
}
"""When an object of a kind happened: the first of these that says something (HubSpot's guides to meetings, calls, emails)."""

NOBODY = ""
"""Stands for the contact where an object names none of the account's people."""

Happened = Mapping[tuple[str, str], Sequence[tuple[Moment, str]]]
"""By signal and contact, or NOBODY: the objects that are such a signal, as (moment, "meeting:7"), oldest first."""


def happened(
    snapshot: Snapshot, reader: Reader, deals: Iterable[DealFact] = (), tickets: Iterable[TicketFact] = ()
) -> Happened:
    """The objects of an account that are signals. Deals and tickets are those that count in the account.

    `where` is asked how things stood at the object's own moment, so that its answer does not change with time; where
    it does not know, the object is no signal: most calls and many meetings have no outcome, and reached nobody.
    """
    found: dict[tuple[str, str], list[tuple[Moment, str]]] = defaultdict(list)
    members = {contact.id for contact in snapshot.contacts}
    facts = {(Kind.DEAL, one.id): one.facts for one in deals}
    facts |= {(Kind.TICKET, one.id): one.facts for one in tickets}
    facts |= {(one.kind, one.id): _facts(one, reader) for one in snapshot.activities}
    for record in (*snapshot.deals, *snapshot.tickets, *snapshot.activities):
        key = (record.kind, record.id)
        at = _moment(record)
        for signal in _of_objects(reader.spec.engagement, record.kind):
            if at is not None and key in facts and _counts(signal, facts[key], at):
                people = members.intersection(snapshot.activity_contacts.get(key, ()))
                for contact in people or {NOBODY}:
                    found[signal.name, contact].append((at, f"{record.kind}:{record.id}"))
    return {key: sorted(objects) for key, objects in found.items()}


def _of_objects(spec: EngagementSpec, kind: Kind) -> Iterator[SignalSpec]:
    return (signal for signal in spec.signals if signal.origin.value == kind.value)


def _facts(record: Record, reader: Reader) -> Facts:
    spec = reader.spec
    names = {
        Kind.MEETING: spec.meeting_properties,
        Kind.CALL: spec.call_properties,
        Kind.EMAIL: spec.email_properties,
    }
    return reader.facts(record.kind, record, names[record.kind])


def _moment(record: Record) -> Moment | None:
    """None where nobody can say when it happened."""
    for name in MOMENTS[record.kind]:
        at = typed(record.properties.get(name), Definition(record.kind, name, "datetime"))
        if isinstance(at, int):
            return at
    return None


def _counts(signal: SignalSpec, facts: Facts, at: Moment) -> bool:
    return signal.where is None or signal.where.verdicts([facts], at, None) == [True]
