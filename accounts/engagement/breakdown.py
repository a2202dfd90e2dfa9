"""What a score consists of: a line for each signal, which add up to the score to the last digit, at any past moment too."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from math import fsum

from accounts.engagement.scoring import points_of
from accounts.engagement.signals import each_once, role_weight
from accounts.engagement.spec import EngagementSpec, Origin
from accounts.facts import AccountFacts, ContactFact, SignalSeen
from accounts.values import Moment


@dataclass(frozen=True)
class Line:
    """One signal: `points` times `weight` (of the role) times `tier` have faded to `left`.

    `counts`: not where somebody else's part in the same object counts, nor what belongs to an earlier cycle; then nothing
    is left. `contact` is empty where nobody of the account was named. `role` is that which gives the weight now; empty
    where none does.
    """

    signal: str
    contact: str
    at: Moment
    points: float
    weight: float
    tier: float
    left: float
    counts: bool
    role: str = ""
    origin: Origin = Origin.PROPERTY
    object: str = ""


@dataclass(frozen=True)
class Share:
    """What all that counts of one signal, or of one contact, adds to the score."""

    of: str
    times: int
    left: float


@dataclass(frozen=True)
class Scope:
    """Which score is meant: that of one `contact`, else the account's; scaled by `tier`; of a cycle that began at `since`."""

    contact: str | None = None
    tier: float = 1.0
    since: Moment | None = None


THE_ACCOUNT = Scope()


def breakdown(
    facts: AccountFacts, spec: EngagementSpec, at: Moment, scope: Scope = THE_ACCOUNT
) -> tuple[Line, ...]:
    """A line for each signal that had been given by then, the newest first; what is left of them adds up to the score.

    By `total`, to the last digit. The weights of roles are those of now, whatever the moment.
    """
    known = [one for one in facts.signals if one.at <= at and scope.contact in {None, one.contact}]
    counting = {(one.name, one.object, one.contact) for one in _once_each(known)}
    roles = {contact.id: _weightiest(contact, spec) for contact in facts.contacts}
    lines = []
    for one in known:
        counts = (one.name, one.object, one.contact) in counting
        counts = counts and (scope.since is None or one.at > scope.since)
        left = points_of([one], spec, scope.tier).at(at, None) if counts else 0.0
        lines.append(
            Line(
                one.name,
                one.contact,
                one.at,
                one.points,
                one.weight,
                scope.tier,
                left,
                counts,
                roles.get(one.contact, ""),
                one.origin,
                one.object,
            )
        )
    return tuple(lines)


def total(lines: Iterable[Line]) -> float:
    """The score."""
    return fsum(line.left for line in lines)


def by_signal(lines: Iterable[Line]) -> tuple[Share, ...]:
    """The largest share first."""
    return _shares(lines, lambda line: line.signal)


def by_contact(lines: Iterable[Line]) -> tuple[Share, ...]:
    """The largest share first; what names nobody stands under the empty contact."""
    return _shares(lines, lambda line: line.contact)


def _once_each(seen: Iterable[SignalSeen]) -> Iterator[SignalSeen]:
    ordered = sorted(seen, key=lambda one: one.name)
    for _, some in groupby(ordered, key=lambda one: one.name):
        yield from each_once(some)


def _weightiest(contact: ContactFact, spec: EngagementSpec) -> str:
    """Of the roles that have a weight, the one that counts; none where a role without one weighs as much or more."""
    weight = role_weight(contact.roles, spec)
    return min((role for role in contact.roles if spec.role_weights.get(role) == weight), default="")


def _shares(lines: Iterable[Line], of: Callable[[Line], str]) -> tuple[Share, ...]:
    kept: dict[str, list[float]] = defaultdict(list)
    for line in lines:
        if line.counts:
            kept[of(line)].append(line.left)
    shares = (Share(name, len(left), fsum(left)) for name, left in kept.items())
    return tuple(sorted(shares, key=lambda share: (-share.left, share.of)))
