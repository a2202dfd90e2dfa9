"""The companies of a portal, or of a part of it, as contacts look for them."""

from collections.abc import Iterable
from functools import cache, cached_property

from accounts.matching.answers import Answers
from accounts.matching.keys import label_of
from accounts.matching.membership import Lost, Reason, Rival
from accounts.matching.names import Names
from accounts.matching.spec import MatchSpec, Way
from accounts.matching.things import Answer, Claimed, Company
from accounts.matching.tree import name_of, roots_of
from accounts.naming.index import NameHit

MOST_RIVALS = 5
"""That are kept of one contact: more are of no use to anybody who has to choose."""


class Portal:
    """Made once for a grouping; what is costly is made when first asked for."""

    def __init__(self, companies: Iterable[Company], spec: MatchSpec, answers: Iterable[Answer]) -> None:
        self.known = {company.id: company for company in companies}
        self.spec = spec
        self.answers = Answers(answers)
        self.roots = roots_of(self.known, roll_up=spec.roll_up)
        # The same text is compared once.
        self.alike = cache(self._alike)
        self.same = cache(self._same)

    def uses(self, way: Way) -> bool:
        return way in self.spec.ways

    def companies(self, ids: Iterable[str]) -> list[Company]:
        """Those of them that we know."""
        return [self.known[id_] for id_ in sorted(set(ids)) if id_ in self.known]

    @cached_property
    def claims(self) -> dict[str, dict[str, Claimed]]:
        """Of each domain who claims it, and by what at best."""
        found: dict[str, dict[str, Claimed]] = {}
        for company in self.known.values():
            for claim in company.claims:
                claimants = found.setdefault(claim.domain, {})
                claimants[company.id] = min(claim.by, claimants.get(company.id, claim.by))
        return found

    @cached_property
    def labels(self) -> dict[str, list[str]]:
        """The companies whose main domain begins with this word."""
        found: dict[str, list[str]] = {}
        for company in self.known.values():
            for claim in company.claims:
                if claim.by is Claimed.MAIN and (label := label_of(claim.domain)):
                    found.setdefault(label, []).append(company.id)
        return found

    def _alike(self, name: str) -> list[NameHit]:
        return self._names.alike(name)

    def _same(self, name: str) -> list[NameHit]:
        return self._names.same(name)

    @cached_property
    def _names(self) -> Names:
        return Names(self.known.values())

    def rival(self, company: Company, reason: Reason, detail: str, lost: Lost) -> Rival:
        return Rival(company.id, name_of(company), reason, detail, lost)
