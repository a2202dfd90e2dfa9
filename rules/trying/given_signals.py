"""What a case tells as a signal in short, as the thing in HubSpot that would be one."""

from collections.abc import Mapping

from accounts.engagement.spec import Origin
from accounts.values import Kind
from rules.conditions import All, Condition, Leaf, Op
from rules.model import Signal

ACTIVITIES = {Origin.MEETING: Kind.MEETING, Origin.CALL: Kind.CALL, Origin.EMAIL: Kind.EMAIL}
HAPPENED = "hs_timestamp"


def in_short(signal: Signal) -> bool:
    """Whether it says enough to name the signal: then what it takes can be made up from the rulebook."""
    if signal.from_ in {"deals", "tickets"}:
        return False  # these count for more than a signal, so they have to be told
    return example(signal.where) is not None


def example(where: Condition | None) -> Mapping[str, str | bool | float] | None:
    """Properties of an object of which the condition says yes; None where that takes more than equality."""
    parts = where.parts if isinstance(where, All) else () if where is None else (where,)
    found: dict[str, str | bool | float] = {}
    for part in parts:
        wanted = _wanted(part)
        if wanted is None or not isinstance(part, Leaf):
            return None
        found[part.metric.partition(".")[2]] = wanted
    return found


def _wanted(part: Condition) -> str | bool | float | None:
    if not isinstance(part, Leaf) or part.op not in {Op.IS, Op.IS_ANY_OF}:
        return None
    value = part.wanted[0] if isinstance(part.wanted, tuple) else part.wanted
    return value if isinstance(value, (str, bool, int, float)) else None
