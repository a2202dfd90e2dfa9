"""Whether a contact counts as a member of the buying center, and why."""

from collections.abc import Iterable, Sequence

from accounts.metrics import Const, Fact
from accounts.people.held import (
    COUNTING,
    NOTHING_SAID,
    Because,
    HeldRole,
    PeopleSpec,
    Reason,
    RoleSource,
    Standing,
)
from accounts.people.markers import Markers
from accounts.people.roles import Links


def standing_of(
    held: Iterable[HeldRole],
    links: Links,
    markers: Markers,
    spec: PeopleSpec,
    *,
    never: bool,
) -> tuple[Standing, Because]:
    """`never`: what the rulebook's condition says of it. Who never counted cannot have left."""
    if never:
        return Standing.NEVER, Because(Reason.DECLARED)
    if label := _never_label(links, spec):
        return Standing.NEVER, Because(Reason.NEVER_LABEL, label)
    if markers.gone:
        return Standing.GONE, Because(Reason.MARKER, markers.because)
    because = _confirmed(held, links)
    return (Standing.POTENTIAL, NOTHING_SAID) if because is None else (Standing.CONFIRMED, because)


def is_counted(standing: Standing, spec: PeopleSpec) -> bool:
    """Whoever has left is told as such; whether that ends its part in the buying center, the rulebook says."""
    return standing in COUNTING or (standing is Standing.GONE and not spec.left_company)


def standing_facts(standings: Sequence[tuple[Standing, bool]]) -> dict[str, Fact]:
    """contacts.<standing> of those (standing, whether it counts)."""
    found = [standing for standing, _ in standings]
    return {
        "contacts.count": Const(sum(counts for _, counts in standings)),
        "contacts.confirmed": Const(found.count(Standing.CONFIRMED)),
        "contacts.potential": Const(found.count(Standing.POTENTIAL)),
        "contacts.gone": Const(found.count(Standing.GONE)),
    }


def _never_label(links: Links, spec: PeopleSpec) -> str:
    if not spec.never_labels or not links.labels:
        return ""
    never = {label.casefold() for label in spec.never_labels}
    return next((label for label in sorted(links.labels) if label.casefold() in never), "")


_SAID: dict[RoleSource, Reason] = {RoleSource.ENTERED: Reason.ENTERED, RoleSource.LABEL: Reason.LABEL}


def _confirmed(held: Iterable[HeldRole], links: Links) -> Because | None:
    """A person said so: `held` has the surest source first."""
    surest = next(iter(held), None)
    if surest is not None and surest.source in _SAID:
        return Because(_SAID[surest.source], surest.because or surest.role)
    if links.deals:
        return Because(Reason.DEAL, min(deal for deal, _ in links.deals))
    return None
