"""What has to be read of HubSpot so that signals can be found."""

from collections.abc import Iterator

from accounts.engagement.happened import MOMENTS
from accounts.engagement.spec import EngagementSpec, Origin
from accounts.needs import LIST, Need, Needs
from accounts.values import Kind


def needed(spec: EngagementSpec) -> Needs:
    """The past of properties, who came onto lists, and the moments of objects; what `where` looks at is not among it."""
    return frozenset(need for signal in spec.signals for need in _needed(signal.origin, signal.property))


def _needed(origin: Origin, name: str) -> Iterator[Need]:
    match origin:
        case Origin.PROPERTY:
            yield Need(Kind.CONTACT, name, history=True)
        case Origin.LIST:
            yield Need(Kind.CONTACT, f"{LIST}{name}", history=True)
        case _:
            yield from (Need(Kind(origin.value), moment) for moment in MOMENTS[Kind(origin.value)])
