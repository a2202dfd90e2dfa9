"""What the contacts of an account are to its buying center, before anything that they did is looked at."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from accounts.facts import DealFact
from accounts.metrics import Const, Fact
from accounts.people.held import NOTHING_SAID, Because, HeldRole, PeopleSpec, Standing
from accounts.people.markers import Markers, markers_of
from accounts.people.roles import NO_LINKS, NO_SOURCE, Links, counting_roles, held_roles, role_facts
from accounts.people.standing import is_counted, standing_of
from accounts.provenance import facts as data
from accounts.provenance.deriving import provenance_of
from accounts.provenance.values import Provenance
from accounts.reading import Reader
from accounts.snapshot import Record, Snapshot
from accounts.values import Kind, Moment


@dataclass
class Member:
    """`facts`: its properties, its roles, and where its data come from. `roles` are those that count, by name."""

    record: Record
    name: str
    links: Links
    markers: Markers
    held: tuple[HeldRole, ...]
    roles: tuple[str, ...]
    provenance: Provenance
    facts: dict[str, Fact]
    standing: Standing = Standing.POTENTIAL
    because: Because = NOTHING_SAID
    counts: bool = True


def members_of(
    snapshot: Snapshot, deals: Iterable[DealFact], reader: Reader, at: Moment
) -> tuple[Member, ...]:
    """By the id of the contact. `deals` are those that count in the account."""
    names = {deal.id: deal.name for deal in deals}
    records = sorted(snapshot.contacts, key=lambda record: record.id)
    members = tuple(_member(record, _links(record, snapshot, names), reader) for record in records)
    for member, never in zip(members, _declared(members, reader, at), strict=True):
        _judge(member, reader.spec.people, never=never)
    return members


def _links(record: Record, snapshot: Snapshot, deals: Mapping[str, str]) -> Links:
    labels, found = snapshot.labels.get(record.id, ()), snapshot.deal_contacts.get(record.id, ())
    if not labels and not found:
        return NO_LINKS
    return Links(labels, tuple(sorted((deals[deal], on_deal) for deal, on_deal in found if deal in deals)))


def _member(record: Record, links: Links, reader: Reader) -> Member:
    text, spec = record.properties, reader.spec
    markers = _markers(text.get("firstname") or "", text.get("lastname") or "", text.get("jobtitle") or "")
    held = held_roles(record, links, markers, spec.people)
    roles = counting_roles(held)
    provenance = provenance_of(record, spec.provenance, reader.definitions)
    facts = reader.facts(Kind.CONTACT, record, spec.contact_properties)
    facts.update(role_facts(record, held, roles))
    facts.update(data.provenance_facts(record, provenance, spec.provenance, reader.definitions))
    name = markers.name or text.get("email") or record.id
    return Member(record, name, links, markers, held, roles, provenance, facts)


def _markers(first: str, last: str, title: str) -> Markers:
    """Names differ, titles come again and again: these are read once each."""
    in_name, in_title = markers_of(first, last), _in_title(title)
    if not (in_title.gone or in_title.do_not_contact or in_title.roles):
        return in_name
    return Markers(
        gone=in_name.gone or in_title.gone,
        do_not_contact=in_name.do_not_contact or in_title.do_not_contact,
        roles=tuple(sorted({*in_name.roles, *in_title.roles})),
        because=", ".join(filter(None, dict.fromkeys((in_name.because, in_title.because)))),
        name=in_name.name,
    )


@lru_cache(maxsize=65_536)
def _in_title(title: str) -> Markers:
    return markers_of("", "", title)


def _declared(members: Sequence[Member], reader: Reader, at: Moment) -> list[bool]:
    """Of whom the rulebook says that they never count; who it is not sure of does."""
    never = reader.spec.people.never
    if never is None:
        return [False] * len(members)
    return [verdict is True for verdict in never.verdicts([one.facts for one in members], at, None)]


_STANDINGS = {standing: Const(standing.value) for standing in Standing}
_YES, _NO = Const(True), Const(False)


def _judge(member: Member, spec: PeopleSpec, *, never: bool) -> None:
    member.standing, member.because = standing_of(
        member.held, member.links, member.markers, spec, never=never
    )
    member.counts = is_counted(member.standing, spec)
    member.facts["standing"] = _STANDINGS[member.standing]
    member.facts["do_not_contact"] = _YES if member.markers.do_not_contact else _NO


USUAL: dict[str, Fact] = {
    **data.USUAL,
    "role.by": NO_SOURCE,
    "standing": _STANDINGS[Standing.POTENTIAL],
    "do_not_contact": _NO,
}
"""What most contacts say."""
