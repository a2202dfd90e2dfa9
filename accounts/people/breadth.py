"""How broad engagement is: how many different roles are held by engaged members."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from accounts.facts import ContactFact
from accounts.metrics import Const, Count, Fact, Facts, Predicate, Window
from accounts.people.coverage import roles_unread
from accounts.people.roles import UNREAD
from accounts.values import Moment

ENGAGED = "engaged"
"""Of one role: how many of those who hold it are engaged."""


@dataclass(frozen=True)
class HeldByOne:
    """Of a role, as a thing with the one fact ENGAGED: whether at least one of those who hold it is engaged."""

    def verdicts(self, things: Sequence[Facts], at: Moment, since: Moment | None) -> list[bool | None]:
        return [_verdict(_count(thing).where.verdicts(_count(thing).of, at, since)) for thing in things]

    def flips(
        self, things: Sequence[Facts], at: Moment, since: Moment | None, before: Moment | None
    ) -> list[Moment]:
        """The first moment at which anybody who holds the role may be counted otherwise."""
        changes = [_count(thing).changes(at, Window(since), before) for thing in things]
        firsts = (next((moment for moment in some if moment > at), None) for some in changes)
        return [moment for moment in firsts if moment is not None]


def engaged_roles(members: Sequence[ContactFact], engaged: Predicate) -> Fact:
    """Members are those that count. Where the roles of somebody were not read, nobody knows."""
    if any(roles_unread(member) for member in members):
        return Const(UNREAD)
    holders: dict[str, list[Facts]] = defaultdict(list)
    for member in members:
        for role in member.roles:
            holders[role].append(member.facts)
    return Count(
        tuple({ENGAGED: Count(tuple(holders[role]), engaged)} for role in sorted(holders)), HeldByOne()
    )


def _count(role: Facts) -> Count:
    count = role[ENGAGED]
    if not isinstance(count, Count):
        raise TypeError(f"a role says how many of its holders are engaged by a count, not by {count!r}")
    return count


def _verdict(verdicts: list[bool | None]) -> bool | None:
    """One who surely is engaged is enough."""
    if True in verdicts:
        return True
    return None if None in verdicts else False
