"""What a contact is to its account: its roles, whether it counts, whether it is to be left alone."""

from dataclasses import dataclass

from accounts.hygiene.rows import ContactRow, Rows
from accounts.people.held import HeldRole, PeopleSpec, RoleSource
from accounts.people.markers import Markers, markers_of
from accounts.people.roles import PROPERTY, Links, counting_roles, held_roles
from accounts.people.standing import is_counted, standing_of
from accounts.snapshot import Record
from accounts.values import Kind

_SAID = frozenset({RoleSource.ENTERED, RoleSource.LABEL, RoleSource.DEAL})


@dataclass(frozen=True)
class Person:
    """`roles` are those that count. `away`: gone, do_not_contact, or empty. `ties` in words: what holds it all the same."""

    roles: tuple[str, ...]
    counts: bool
    away: str
    ties: str


def has_ties(contact: ContactRow, rows: Rows) -> bool:
    """Whether `person_of` may find any: much is saved where it cannot."""
    id_ = contact.id
    return bool(contact.says(PROPERTY)) or id_ in rows.labels or id_ in rows.deals or id_ in rows.tasks


def person_of(contact: ContactRow, rows: Rows, spec: PeopleSpec) -> Person:
    """The rulebook's condition for those who never count is not asked: it may look at anything."""
    markers = markers_of(contact.says("firstname"), contact.says("lastname"), contact.says("jobtitle"))
    links = Links(rows.labels.get(contact.id, ()), rows.deals.get(contact.id, ()))
    record = Record(Kind.CONTACT, contact.id, {PROPERTY: None, **contact.text})
    held = held_roles(record, links, markers, spec)
    standing, _ = standing_of(held, links, markers, spec, never=False)
    ties = _ties(held, links, rows.tasks.get(contact.id, ""))
    return Person(counting_roles(held), is_counted(standing, spec), _away(markers), ties)


def _away(markers: Markers) -> str:
    if markers.gone:
        return "gone"
    return "do_not_contact" if markers.do_not_contact else ""


def _ties(held: tuple[HeldRole, ...], links: Links, task: str) -> str:
    """Roles that a person gave, open deals, and what is to be done."""
    roles = {one.role for one in held if one.source in _SAID}
    return ", ".join([*sorted(roles), *(deal for deal, _ in links.deals), *([task] if task else [])])
