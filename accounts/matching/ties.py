"""What decides between companies for which the same evidence speaks."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from accounts.matching.membership import Lost
from accounts.matching.spec import Tie
from accounts.matching.things import Company, Contact

_NO_TIER = 4


def _owned(company: Company, contact: Contact) -> int:
    """The contact's owner first, then whoever is owned at all: somebody cares for it."""
    if company.owner is None:
        return 2
    return 0 if company.owner == contact.owner else 1


_TIES: Mapping[Tie, Callable[[Company, Contact], object]] = {
    Tie.OPEN_DEAL: lambda company, _contact: not company.open_deal,
    Tie.OWNER: _owned,
    Tie.TARGET_ACCOUNT: lambda company, _contact: not company.target_account,
    Tie.TIER: lambda company, _contact: company.tier or _NO_TIER,
    Tie.OLDEST: lambda company, _contact: (company.born, company.id),
}
_LOST = {
    Tie.OPEN_DEAL: Lost.OPEN_DEAL,
    Tie.OWNER: Lost.OWNER,
    Tie.TARGET_ACCOUNT: Lost.TARGET_ACCOUNT,
    Tie.TIER: Lost.TIER,
    Tie.OLDEST: Lost.YOUNGER,
}


def by_ties(companies: Iterable[Company], contact: Contact, ties: Sequence[Tie]) -> list[Company]:
    """The best first. Of those that no declared tie tells apart the oldest, then the smallest id."""
    found = list(companies)
    if len(found) < 2:
        return found
    order = (*ties, Tie.OLDEST)
    return sorted(found, key=lambda one: tuple(_TIES[tie](one, contact) for tie in order))


def why_lost(loser: Company, winner: Company, contact: Contact, ties: Sequence[Tie]) -> Lost:
    """The first tie-breaker that told the two apart."""
    telling = (
        tie for tie in (*ties, Tie.OLDEST) if _TIES[tie](loser, contact) != _TIES[tie](winner, contact)
    )
    return _LOST[next(telling, Tie.OLDEST)]
