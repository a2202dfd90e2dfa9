"""Ask a portal for what a first rulebook can be drafted from: definitions, and some thirty searches that mostly count.

Nothing is changed, no record is kept. A part that the token may not read is left out, and its scope is named.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from accounts.values import Kind
from connector import HubSpot, MissingScope, Owner, Refused
from connector.shapes import PLURAL, RecordRead, Sample
from pipeline.portal_schema import KINDS, read_schema
from rules.drafting.plan import SIGNS
from rules.drafting.portrait import (
    CONVERSION,
    FLAG,
    OWNER,
    ROLE,
    TIER,
    Colleague,
    NamedList,
    Portrait,
    Tally,
    contract_ends,
    healths,
)
from rules.portal.schema import PortalSchema

MOST_PIPELINES = 10  # whose deals are counted
CONTACTS = "num_associated_contacts"
HAS = "HAS_PROPERTY"
Answer = TypeVar("Answer")


@dataclass
class _Asking:
    """One round of questions to a portal whose definitions are known."""

    api: HubSpot
    schema: PortalSchema
    lacking: set[str] = field(default_factory=set)

    def unless_barred(self, ask: Callable[[], Answer], scope: str) -> Answer | None:
        """None where the token may not; `scope` is named where HubSpot names none."""
        try:
            return ask()
        except MissingScope as barred:
            self.lacking |= set(barred.scopes or (scope,))
            return None

    def sample(self, kind: Kind, *where: tuple[str, str, str], names: Iterable[str] = ()) -> Sample | None:
        """None where a property is not there, or HubSpot refuses to search for it."""
        there = self.schema.definitions
        if any((kind, name) not in there for name, _, _ in where):
            return None
        known = [name for name in names if (kind, name) in there]
        ask = partial(self.api.sample, kind, where, known)
        try:
            return self.unless_barred(ask, f"crm.objects.{PLURAL[kind]}.read")
        except Refused:
            return None

    def count(self, kind: Kind, *where: tuple[str, str, str]) -> int | None:
        found = self.sample(kind, *where)
        return None if found is None else found.total

    def tally(self, kind: Kind, name: str) -> Tally | None:
        """What a property holds, on the first records that hold anything."""
        found = self.sample(kind, (name, HAS, ""), names=[name])
        if found is None:
            return None
        values = Counter(value for record in found.records for value in _values(record, name))
        return Tally(found.total, len(found.records), dict(values))


def portrait(api: HubSpot) -> Portrait:
    """Raises HubSpotError where HubSpot does not answer; a scope that is lacking is part of the answer."""
    account, asking = api.account(), _Asking(api, read_schema(api))
    schema = asking.schema
    asking.lacking |= _barred(schema)
    targets = asking.sample(Kind.COMPANY, (FLAG, "EQ", "true"), names=[CONTACTS, OWNER])
    of_targets = targets.records if targets else []
    owners = asking.unless_barred(api.owners, "crm.objects.owners.read")
    lists = asking.unless_barred(api.lists, "crm.lists.read")
    return Portrait(
        schema=schema,
        portal_id=account.portal_id,
        time_zone=account.time_zone,
        currency=account.currency,
        companies=asking.count(Kind.COMPANY),
        contacts=asking.count(Kind.CONTACT),
        targets=targets.total if targets else None,
        contacts_of_targets=tuple(_number(record.properties.get(CONTACTS)) for record in of_targets),
        colleagues=None if owners is None else _colleagues(owners, of_targets),
        tiers=asking.tally(Kind.COMPANY, TIER),
        roles=asking.tally(Kind.CONTACT, ROLE),
        forms=asking.tally(Kind.CONTACT, CONVERSION),
        filled=dict(_filled(asking)),
        deals=dict(_deals(asking)),
        lists=None if lists is None else tuple(NamedList(one.id, one.name, one.size) for one in lists),
        lacking=frozenset(asking.lacking),
    )


def _barred(schema: PortalSchema) -> set[str]:
    """The scopes of kinds that could not be read, where HubSpot has named none."""
    scopes = {kind: f"crm.schemas.{PLURAL[kind]}.read" for kind in KINDS} | {Kind.TICKET: "tickets"}
    unnamed = [kind for kind in KINDS if not any(PLURAL[kind] in scope for scope in schema.lacking)]
    return {scopes[kind] for kind in unnamed if kind not in schema.kinds}


def _filled(asking: _Asking) -> Iterator[tuple[str, int]]:
    """On how many records the properties are filled that could tell something."""
    wanted = [(Kind.CONTACT, sign.property) for sign in SIGNS]
    wanted += [(Kind.COMPANY, name) for name in (*contract_ends(asking.schema), *healths(asking.schema))]
    for kind, name in wanted:
        count = asking.count(kind, (name, HAS, ""))
        if count is not None:
            yield f"{kind}.{name}", count


def _deals(asking: _Asking) -> Iterator[tuple[str, int]]:
    for pipeline in [*asking.schema.pipelines.get(Kind.DEAL, {})][:MOST_PIPELINES]:
        count = asking.count(Kind.DEAL, ("pipeline", "EQ", pipeline))
        if count is not None:
            yield pipeline, count


def _colleagues(owners: Iterable[Owner], targets: Iterable[RecordRead]) -> tuple[Colleague, ...]:
    """Who is active, each with the main team and the target accounts."""
    owned = Counter(record.properties.get(OWNER) for record in targets)
    return tuple(
        Colleague(one.email, one.teams[0] if one.teams else "", owned[one.id])
        for one in owners
        if one.email and not one.archived
    )


def _values(record: RecordRead, name: str) -> list[str]:
    """Several options are joined by semicolons; the name of a form may hold one."""
    text = record.properties.get(name) or ""
    return [value for value in ([text] if name == CONVERSION else text.split(";")) if value]


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else 0
