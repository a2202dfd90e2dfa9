"""The companies whose names are like what a contact gives: found by keys of which a part of the portal has all it needs."""

from collections.abc import Iterable

from accounts.matching.keys import filed, sought_keys, whole_keys
from accounts.matching.things import Company
from accounts.naming import NameVerdict
from accounts.naming.compare import compare
from accounts.naming.index import NameHit
from accounts.naming.name import Name, named
from accounts.naming.pairing import plainly_other

MOST_HITS = 20
CROWD = 200
"""Names under one key that are compared: those with the fewest words, for the longer ones share other keys too."""


class Names:
    def __init__(self, companies: Iterable[Company]) -> None:
        self._names = {one.id: one.name for one in companies if one.name}
        self._parts: dict[str, Name] = {}
        self._filed: dict[str, list[str]] = {}
        for id_, name in self._names.items():
            self._parts[id_], keys = filed(name)
            for key in keys:
                self._filed.setdefault(key, []).append(id_)
        for key, ids in self._filed.items():
            if len(ids) > CROWD:
                self._filed[key] = sorted(ids, key=lambda id_: (len(self._parts[id_].words), id_))[:CROWD]

    def alike(self, name: str) -> list[NameHit]:
        """The likeliest first, nobody whose name is plainly another."""
        sought = named(name)
        return self._hits(sought, sought_keys(sought))[:MOST_HITS]

    def same(self, name: str) -> list[NameHit]:
        """Only those whose name is surely the same: few have to be compared for that."""
        hits = self._hits(named(name), whole_keys(name))
        return [hit for hit in hits if hit.match.verdict is NameVerdict.SAME]

    def _hits(self, sought: Name, keys: Iterable[str]) -> list[NameHit]:
        found = {id_ for key in keys for id_ in self._filed.get(key, ())}
        hits = [hit for id_ in found if (hit := self._hit(sought, id_))]
        return sorted(hits, key=lambda hit: (-hit.match.score, hit.id))

    def _hit(self, sought: Name, company: str) -> NameHit | None:
        parts = self._parts[company]
        if plainly_other(sought, parts):
            return None
        match = compare(sought, parts)
        return (
            None if match.verdict is NameVerdict.DIFFERENT else NameHit(company, self._names[company], match)
        )
