"""How far the wanted roles of a buying center are held."""

from collections import Counter
from collections.abc import Iterable, Sequence

from accounts.facts import ContactFact
from accounts.metrics import Const, Fact
from accounts.people.roles import UNREAD
from accounts.values import Missing

ROLES = (
    "DECISION_MAKER",
    "BUDGET_HOLDER",
    "EXECUTIVE_SPONSOR",
    "CHAMPION",
    "INFLUENCER",
    "END_USER",
    "LEGAL_AND_COMPLIANCE",
    "BLOCKER",
    "OTHER",
)
"""The options of hs_buying_role in a new portal, the weightiest first."""

Wanted = Sequence[tuple[str, int]]
"""Roles, and how many of each."""

NOTHING_WANTED = Missing("no roles are wanted")


def covered(contacts: Iterable[ContactFact], wanted: Wanted) -> dict[str, Fact]:
    """coverage.<ROLE> of every role, coverage.roles (how many have as many as wanted) and coverage.percent.

    Members that do not count hold nothing. Where the roles of somebody were not read, nobody knows which are covered.
    """
    counting = [contact for contact in contacts if contact.counts]
    names = [*dict.fromkeys([*ROLES, *(role for role, _ in wanted)])]
    if any(roles_unread(contact) for contact in counting):
        return {f"coverage.{name}": Const(UNREAD) for name in [*names, "roles", "percent"]}
    held = Counter(role for contact in counting for role in contact.roles)
    return {
        **{f"coverage.{role}": Const(held[role]) for role in names},
        "coverage.roles": Const(sum(held[role] >= count for role, count in wanted)),
        "coverage.percent": Const(_percent(held, wanted)),
    }


def _percent(held: Counter[str], wanted: Wanted) -> int | Missing:
    """Rounded down, so that 100 means all."""
    most = sum(count for _, count in wanted)
    return sum(min(held[role], count) for role, count in wanted) * 100 // most if most else NOTHING_WANTED


def roles_unread(contact: ContactFact) -> bool:
    role = contact.facts.get("role")
    return isinstance(role, Const) and isinstance(role.value, Missing) and role.value.unreadable
