"""Companies rolled up: which company an account is, and which are in it."""

from collections.abc import Mapping

from accounts.matching.membership import Account, company_account
from accounts.matching.things import Company


def roots_of(known: Mapping[str, Company], *, roll_up: bool) -> dict[str, str]:
    """Of each company the one whose account it is in."""
    return {id_: _root(id_, known) if roll_up else id_ for id_ in known}


def _root(company: str, known: Mapping[str, Company]) -> str:
    """The topmost parent that we know, or the first that stops; a circle of parents ends at its smallest id."""
    path = [company]
    while not known[path[-1]].stops and (parent := known[path[-1]].parent) is not None and parent in known:
        if parent in path:
            return min(path[path.index(parent) :])
        path.append(parent)
    return path[-1]


def company_accounts(known: Mapping[str, Company], roots: Mapping[str, str]) -> list[Account]:
    rolled: dict[str, list[str]] = {}
    for company in sorted(roots):
        rolled.setdefault(roots[company], []).append(company)
    return [
        Account(company_account(root), name_of(known[root]), root, tuple(rolled[root]))
        for root in sorted(rolled)
    ]


def name_of(company: Company) -> str:
    return company.name or f"Company {company.id}"
