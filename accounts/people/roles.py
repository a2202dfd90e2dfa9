"""The roles of a contact in the buying center: all that speaks for one, and which of them count."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from accounts.metrics import Const, Fact
from accounts.people.held import HeldRole, PeopleSpec, RoleSource
from accounts.people.markers import Markers
from accounts.people.titles import ASSUMED, roles_of_title
from accounts.snapshot import Record
from accounts.values import Definition, Kind, Missing, typed

PROPERTY = "hs_buying_role"
UNREAD = Missing(f"{PROPERTY} was not read yet", unreadable=True)


@dataclass(frozen=True)
class Links:
    """What the associations of a contact tell: labels of those with the company, and its deals by name with theirs."""

    labels: tuple[str, ...] = ()
    deals: tuple[tuple[str, tuple[str, ...]], ...] = ()


NO_LINKS = Links()


def held_roles(record: Record, links: Links, markers: Markers, spec: PeopleSpec) -> tuple[HeldRole, ...]:
    """Everything that speaks for a role, the surest source first; what a person entered keeps the title silent.

    Where hs_buying_role was not read the title is silent too: nobody knows yet whether somebody entered a role.
    """
    entered = _entered(record)
    found = [*entered, *_labelled(links, spec)]
    found += [HeldRole(role, RoleSource.MARKER, 1.0, markers.because) for role in markers.roles]
    if spec.infer and not entered and is_read(record):
        found += _guessed(record.properties.get("jobtitle") or "")
    return tuple(sorted(set(found), key=_rank)) if found else ()


def counting_roles(held: Iterable[HeldRole]) -> tuple[str, ...]:
    """The roles that are taken as held, sorted by name."""
    return tuple(sorted({one.role for one in held if counts(one)}))


def counts(one: HeldRole) -> bool:
    """A guess counts from a certain confidence on."""
    return one.source is not RoleSource.TITLE or one.confidence >= ASSUMED


def role_facts(record: Record, held: tuple[HeldRole, ...], roles: tuple[str, ...]) -> dict[str, Fact]:
    """role, and role.by: how its surest role is known."""
    if not is_read(record):
        return {"role": _UNREAD, "role.by": _UNREAD}
    if not roles:
        return {"role": _NO_ROLE, "role.by": NO_SOURCE}
    surest = next(one for one in held if counts(one))
    return {"role": Const(roles), "role.by": _BY[surest.source]}


_UNREAD, _NO_ROLE = Const(UNREAD), Const(Missing())
NO_SOURCE = Const(Missing("it has no role"))
_BY = {source: Const(source.value) for source in RoleSource}


def is_read(record: Record) -> bool:
    return PROPERTY in record.properties


_DEFINITION = Definition(Kind.CONTACT, PROPERTY, "enumeration", many=True)
_SOURCES = tuple(RoleSource)


def _rank(one: HeldRole) -> tuple[int, float, str, str]:
    return _SOURCES.index(one.source), -one.confidence, one.role, one.because


def _entered(record: Record) -> list[HeldRole]:
    roles = typed(record.properties.get(PROPERTY), _DEFINITION)
    return [HeldRole(role, RoleSource.ENTERED, 1.0) for role in roles] if isinstance(roles, tuple) else []


def _labelled(links: Links, spec: PeopleSpec) -> Iterator[HeldRole]:
    if not spec.role_labels or not (links.labels or links.deals):
        return
    roles = {label.casefold(): role for label, role in spec.role_labels.items()}
    for label in links.labels:
        if role := roles.get(label.casefold()):
            yield HeldRole(role, RoleSource.LABEL, 1.0, label)
    for deal, labels in links.deals:
        for label in labels:
            if role := roles.get(label.casefold()):
                yield HeldRole(role, RoleSource.DEAL, 1.0, deal)


@lru_cache(maxsize=65_536)
def _guessed(title: str) -> tuple[HeldRole, ...]:
    return tuple(
        HeldRole(one.role, RoleSource.TITLE, one.confidence, one.because) for one in roles_of_title(title)
    )
