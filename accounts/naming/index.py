"""The companies whose names are like a name."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from accounts.naming.compare import compare
from accounts.naming.keys import keys_of
from accounts.naming.name import Name, take_apart
from accounts.naming.pairing import plainly_other
from accounts.naming.values import NameMatch, NameVerdict

CROWD = 200
"""Names under one key. Of more, those with the fewest words are kept, and among them the smallest ids: what is lost are
long names that share no other key than one frequent word."""


@dataclass(frozen=True, slots=True)
class NameHit:
    """One company that the name might mean."""

    id: str
    name: str
    match: NameMatch


class NameIndex:
    """The names of many companies, filed under their keys; made once and never changed."""

    def __init__(self, companies: Iterable[tuple[str, str]]) -> None:
        self._names = [(id_, text, take_apart(text)) for id_, text in companies]
        filed: dict[str, list[int]] = defaultdict(list)
        for at, (_, _, name) in enumerate(self._names):
            for key in keys_of(name):
                filed[key].append(at)
        self._filed = {key: tuple(self._uncrowded(places)) for key, places in filed.items()}

    def best(self, name: str, limit: int = 5) -> list[NameHit]:
        """The likeliest first, of equal ones the smaller id; nobody whose name is plainly another."""
        asked = take_apart(name)
        hits = [hit for at in self._candidates(asked) if (hit := self._hit(asked, at))]
        return sorted(hits, key=lambda hit: (-hit.match.score, hit.id))[:limit]

    def _candidates(self, name: Name) -> set[int]:
        return {at for key in keys_of(name) for at in self._filed.get(key, ())}

    def _hit(self, asked: Name, at: int) -> NameHit | None:
        id_, text, name = self._names[at]
        if plainly_other(asked, name):
            return None
        match = compare(asked, name)
        return None if match.verdict is NameVerdict.DIFFERENT else NameHit(id_, text, match)

    def _uncrowded(self, places: list[int]) -> list[int]:
        if len(places) <= CROWD:
            return places
        return sorted(places, key=lambda at: (len(self._names[at][2].words), self._names[at][0]))[:CROWD]
