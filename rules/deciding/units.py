"""Accounts that are a buying unit of a company: what is ours stands on the company below a prefix of their own."""

from collections.abc import Mapping

from accounts.metrics import Fact
from rules.language.vocabulary import bare
from rules.model import Rulebook

COMPANY = "company."


def unit_of(book: Rulebook, account: str) -> str | None:
    """The name of the unit that an account is, by its id such as `company:7/werk_nord`; None: it is none."""
    name = account.partition("/")[2]
    return name if name in book.accounts.buying_units else None


def prefix_of(book: Rulebook, account: str) -> str:
    """The prefix below which an account's own properties stand on its company."""
    unit = unit_of(book, account)
    return book.prefix if unit is None else book.accounts.buying_units[unit].prefix


def of_unit(book: Rulebook, account: str, name: str) -> str:
    """`abm_why` as it is called for the account; what is not ours is called alike for all."""
    prefix = prefix_of(book, account)
    if prefix == book.prefix or not name.startswith(f"{book.prefix}_"):
        return name
    return f"{prefix}_{name.removeprefix(f'{book.prefix}_')}"


def facts_of_unit(book: Rulebook, account: str, facts: Mapping[str, Fact]) -> dict[str, Fact]:
    """Facts by the names that the rulebook uses: what is ours is read below the prefix of the unit."""
    if unit_of(book, account) is None:
        return dict(facts)
    found = dict(facts)
    for name in facts:
        ours = bare(name).removeprefix(COMPANY)
        if bare(name).startswith(f"{COMPANY}{book.prefix}_"):
            theirs = facts.get(name.removesuffix(ours) + of_unit(book, account, ours))
            if theirs is None:
                del found[name]
            else:
                found[name] = theirs
    return found
